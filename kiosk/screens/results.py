"""Today's results by kind, as ticker and stage tell them: counts alone, for the won of one contract is its parties' affair."""

import sqlite3
from collections.abc import Sequence
from typing import TypedDict

from kiosk.expo.figures import meetings
from kiosk.expo.square import days


class Count(TypedDict):
    """How many of one kind of outcome."""

    outcome: str
    count: int


def today(db: sqlite3.Connection, now: int, zone: str, kinds: Sequence[str]) -> list[Count]:
    """How many of each of these kinds since midnight (`now` in ms), without those of which there is none."""
    midnight = days.at_local(days.date_of(now, zone), "00:00", zone)
    found = meetings.by_kind(db, midnight, kinds=kinds)
    counts: list[Count] = [{"outcome": kind, "count": found[kind]["count"]} for kind in kinds]
    return [one for one in counts if one["count"]]
