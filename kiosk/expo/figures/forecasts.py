"""Forecasts that were told and what came of them: kept by the clock, scored against how long people waited by half hours."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypedDict

from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.figures import scope, waiting
from kiosk.expo.square.days import MIN_MS, Day

HALF_MS = 30 * MIN_MS
KEPT_EVERY_MS = 10 * MIN_MS  # one in so long is kept for good, and scored
OTHERS_MS = 15 * MIN_MS  # the others go after so long
OLD_MS = 15 * MIN_MS  # what was told earlier is shown no more: the program that foretells has stopped

Half = tuple[int | None, int]  # a booth (None: the square), and when the half hour begins (ms)


class Kept(TypedDict):
    """A forecast; `told` is JSON in the shape of `forecast --json`, without agencies' names; ms."""

    at: int
    told: str


class Score(TypedDict):
    """Of `of` half hours that were foretold and are over: how many fell between P10 and P90."""

    of: int
    within: int


class _Last(TypedDict):
    at: int | None


def keep(change: Change, *, day: str, told: str, instead_of: int | None = None) -> dict[str, Any]:
    """The clock keeps what was foretold just now, or more futures of what it kept a while ago."""
    change.record("forecast.keep", day=day)
    if instead_of is not None:
        change.update("UPDATE forecasts SET told = ? WHERE day = ? AND at = ?", told, day, instead_of)
        return {"at": instead_of}
    last = rows.only(
        change.db,
        _Last,
        "SELECT max(at) AS at FROM forecasts WHERE day = ? AND is_kept = 1 AND at <= ?",
        day,
        change.now,
    )["at"]
    change.insert(
        "forecasts",
        day=day,
        at=change.now,
        is_kept=int(last is None or change.now - last >= KEPT_EVERY_MS),
        told=told,
    )
    change.update(
        "DELETE FROM forecasts WHERE day = ? AND is_kept = 0 AND at < ?", day, change.now - OTHERS_MS
    )
    return {"at": change.now}


def newest(db: sqlite3.Connection, day: Day, now: int) -> dict[str, Any] | None:
    """What was told last of this day, None where that is long ago. Shared: never write it."""
    last = _last(db, day, now)
    if last is None or last["at"] + OLD_MS <= now:
        return None
    return _read(last["told"])


def silent_since(db: sqlite3.Connection, day: Day, now: int) -> int | None:
    """When this day was foretold last (ms), where that is so long ago that nothing of it is shown; None where it never was."""
    last = _last(db, day, now)
    return last["at"] if last and last["at"] + OLD_MS <= now else None


def _last(db: sqlite3.Connection, day: Day, now: int) -> Kept | None:
    """Until now: a laptop whose clock ran ahead and was set right has others, which come later."""
    found = [
        one
        for is_kept in (0, 1)
        if (
            one := rows.one(
                db,
                Kept,
                "SELECT at, told FROM forecasts WHERE day = ? AND is_kept = ? AND at <= ? ORDER BY at DESC LIMIT 1",
                day.day,
                is_kept,
                now,
            )
        )
    ]
    return max(found, key=lambda one: one["at"], default=None)


@lru_cache(maxsize=4)
def _read(told: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told)
    return found


def score(db: sqlite3.Connection, day: Day, now: int) -> Score:
    """How good the kept forecasts of this day were so far: of the square, by half hours that began after they were told and are
    over. Reads all calls of the day (60 ms): not for a screen."""
    came = waits_that_came(db, day, now)
    hits: list[bool] = []
    for one in rows.every(
        db, Kept, "SELECT at, told FROM forecasts WHERE day = ? AND is_kept = 1 ORDER BY at", day.day
    ):
        for half, band in halves(json.loads(one["told"])):
            real = came.get((None, half))
            if real is not None and half >= one["at"]:
                hits.append(band[0] <= round(real, 1) <= band[2])
    return {"of": len(hits), "within": sum(hits)}


def halves(told: Mapping[str, Any]) -> list[tuple[int, list[float]]]:
    """The half hours (ms of their beginning) in which somebody is expected to be called, and how long who is will have waited on the
    square: P10, P50, P90 in minutes."""
    every = zip(told["half_hours"], told["wait_min"], strict=True)
    return [(moment(half), ranges) for half, ranges in every if ranges]


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
