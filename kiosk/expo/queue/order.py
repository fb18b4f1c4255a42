"""In which order those who wait at a booth will be called: what a phone counts as `ahead`, and what all who wait there share."""

import sqlite3
from collections.abc import Iterable
from typing import TypedDict, TypeVar

from kiosk.data import conditions, rows
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.pick import Hours


class InOrder(TypedDict):
    """A waiting place of somebody who is in today; times in ms."""

    place: str
    appointment_at: int | None


Placed = TypeVar("Placed", bound=InOrder)


def of_booth(
    db: sqlite3.Connection, square: Loads, booth_id: int, now: int, *, also: str | None = None
) -> list[InOrder]:
    """Who waits there and is in today, first to be called first, as `pick` would call them if all were free; `also` is
    the name of a place that counts even if its owner is not in."""
    hours = Hours.of(square.ground.settings)
    if (known := square.waiting_now(booth_id)) is not None:
        return in_order((one for one, is_in in known if is_in or one["place"] == also), hours, now)
    today = square.ground.today(now)
    by_rank = rows.every(
        db,
        InOrder,
        "SELECT t.place, t.appointment_at FROM tickets t WHERE t.booth_id = ? AND t.state = 'waiting'"
        f" AND (EXISTS (SELECT 1 FROM arrivals a WHERE {conditions.owner_is_in_on()}) OR t.place = ?)"
        " ORDER BY t.rank, t.id",
        booth_id,
        today.day if today else "",
        also,
    )
    return in_order(by_rank, hours, now)


def in_order(by_rank: Iterable[Placed], hours: Hours, now: int) -> list[Placed]:
    """Places in the order of their ranks, in that of their calls: due appointments first, early ones last."""
    return sorted(by_rank, key=lambda one: hours.turn(one["appointment_at"], now))
