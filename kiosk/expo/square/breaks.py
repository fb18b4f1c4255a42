"""The expo's breaks: the clock lets every booth rest at their beginning (`expo.pause_all`), and opens them at their end."""

import sqlite3
from typing import Any, NamedTuple

from kiosk.data.store import Change
from kiosk.expo.square import days, ground
from kiosk.expo.square.days import Day

Values = list[dict[str, Any]]


class Span(NamedTuple):
    """One break on one day: from, to (ms), and why, in the words that the boards show."""

    begins_at: int
    ends_at: int
    why: str


def on(day: Day, breaks: Values, zone: str) -> list[Span]:
    """The breaks of this day, as far as the expo is open then."""
    spans = (
        Span(
            max(days.at_local(day.day, one["from"], zone), day.opens_at),
            min(days.at_local(day.day, one["to"], zone), day.closes_at),
            one["why"],
        )
        for one in breaks
    )
    return [span for span in spans if span.begins_at < span.ends_at]


def running(db: sqlite3.Connection, now: int) -> Span | None:
    """The break that is on at `now` (ms), or None."""
    square = ground.of(db)
    today = square.today(now)
    if today is None:
        return None
    return _at(on(today, square.settings["breaks"], square.time_zone), now)


def end_those_taken_away(change: Change, before: Values, after: Values) -> None:
    """Open the booths that rest for a break which is none any more, or ends at another time: the clock lets them rest anew
    where the new one says so."""
    today = days.today(change.db, change.now, change.time_zone)
    span = _at(on(today, before, change.time_zone), change.now) if today else None
    if today is None or span is None or span in on(today, after, change.time_zone):
        return
    change.update(
        "UPDATE booths SET paused_at = NULL, pause_reason = NULL, pause_until = NULL"
        " WHERE pause_reason = ? AND pause_until IS NOT NULL AND paused_at BETWEEN ? AND ?",
        span.why,
        span.begins_at,
        span.ends_at,
    )


def _at(spans: list[Span], now: int) -> Span | None:
    return next((span for span in spans if span.begins_at <= now < span.ends_at), None)
