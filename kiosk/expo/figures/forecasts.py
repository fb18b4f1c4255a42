"""Forecasts that were told and what came of them: how long people waited by half hours, of the square and each booth."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from kiosk.expo.figures import scope, waiting
from kiosk.expo.square.days import MIN_MS, Day

HALF_MS = 30 * MIN_MS

Half = tuple[int | None, int]  # a booth (None: the square), and when the half hour begins (ms)


def waits_that_came(db: sqlite3.Connection, day: Day, now: int) -> Mapping[Half, float]:
    """By half hour that is over at `now` (ms): how many minutes those called in it had waited, in the mean."""
    found: dict[Half, tuple[int, int]] = {}
    for call in waiting.waited(db, scope.of_day(db, day.day, now)).calls:
        half = call.at // HALF_MS * HALF_MS
        if half + HALF_MS <= now:
            for key in ((None, half), (call.booth_id, half)):
                together, count = found.get(key, (0, 0))
                found[key] = together + call.waited_ms, count + 1
    return {key: together / count / MIN_MS for key, (together, count) in found.items()}


def moment(iso: str) -> int:
    """The ms of an ISO 8601 moment."""
    return int(datetime.fromisoformat(iso).timestamp() * 1000)
