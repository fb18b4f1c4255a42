"""What a figure is about: one day of the expo, or all of it."""

import json
import sqlite3
from dataclasses import dataclass

from kiosk.actions.refusals import NotFound
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

FOR_EVER = 900_000 * 2**40  # ms; begins a quarter of an hour, as midnights do


@dataclass(frozen=True)
class Scope:
    """`day` (ISO) or None for the whole expo; its days in order; from `since` to before `until` (ms) at `now` (ms).

    A day is that date in the expo's time zone, from midnight to midnight: what was finished after closing is of that day.
    """

    day: str | None
    days: tuple[days.Day, ...]
    since: int
    until: int
    now: int
    zone: str

    @property
    def as_json(self) -> str:
        """Its days for `json_each`: `day`, and the midnights (ms) at which it begins and ends."""
        return json.dumps(
            [
                {
                    "day": one.day,
                    "midnight": days.at_local(one.day, "00:00", self.zone),
                    "ends": days.at_local(one.day, days.MIDNIGHT, self.zone),
                }
                for one in self.days
            ]
        )


def of_expo(db: sqlite3.Connection, now: int) -> Scope:
    """The whole expo; what happened before its first day or between its days counts too."""
    return Scope(None, tuple(days.all_days(db)), 0, FOR_EVER, now, days.time_zone(db))


def of_day(db: sqlite3.Connection, day: str, now: int, lang: str = "ko") -> Scope:
    """One day (ISO). Raises NotFound where it is no day of the expo."""
    for one in each_day(db, now):
        if one.day == day:
            return one
    sentence = N_("%(day)s: 박람회 날이 아니에요. 박람회 날 가운데 하나를 골라 주세요.")
    raise NotFound(gettext(sentence, lang, day=day[:20]))


def each_day(db: sqlite3.Connection, now: int) -> list[Scope]:
    """Every day of the expo by itself, in order."""
    zone = days.time_zone(db)
    return [
        Scope(
            one.day,
            (one,),
            days.at_local(one.day, "00:00", zone),
            days.at_local(one.day, days.MIDNIGHT, zone),
            now,
            zone,
        )
        for one in days.all_days(db)
    ]


def share(part: float, whole: float) -> float | None:
    """The share of `part` in `whole`, to a thousandth; None of nothing."""
    return round(part / whole, 3) if whole else None
