"""One day in steps of ten minutes: who came, who was there and waited, how long, and how many sat together."""

import sqlite3
from bisect import bisect_left, bisect_right
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.figures import waiting
from kiosk.expo.figures.meetings import minutes
from kiosk.expo.figures.people import IS_VISITOR
from kiosk.expo.figures.scope import Scope
from kiosk.expo.square import days

STEP_MS = 10 * days.MIN_MS
BEFORE_MS = 30 * days.MIN_MS


class Step(TypedDict):
    """Ten minutes from `at` (ms), which clocks show as `time`.

    `arrivals` came in during it and `finished` consultations ended in it; `wait_p50_min` and `wait_p80_min` are of who was
    called in it, None where nobody was. `present`, `waiting` (persons) and `meetings` (running) are as at its end, or as now.
    """

    at: int
    time: str
    arrivals: int
    present: int
    waiting: int
    meetings: int
    finished: int
    wait_p50_min: float | None
    wait_p80_min: float | None


class _Span(TypedDict):
    start: int
    end: int | None


def by_ten_minutes(db: sqlite3.Connection, scope: Scope) -> list[Step]:
    """The day of this scope, from half an hour before opening to closing, as far as it has come.

    Who came earlier counts in the first step; whom no scan let out is there until closing.
    """
    [day] = scope.days
    first = day.opens_at - BEFORE_MS
    stays = _starts_and_ends(
        rows.every(
            db,
            _Span,
            f"SELECT a.at AS start, a.left_at AS end FROM arrivals a JOIN visitors v ON v.id = a.visitor_id AND {IS_VISITOR}"
            f" WHERE a.day = ? AND {conditions.came()}",
            day.day,
        )
    )
    meetings = _starts_and_ends(
        rows.every(
            db,
            _Span,
            "SELECT started_at AS start, finished_at AS end FROM consultations WHERE started_at >= ? AND started_at < ?"
            " AND state <> 'cancelled'",
            scope.since,
            scope.until,
        )
    )
    waited = waiting.waited(db, scope)
    idle = [span for own in waited.idle.values() for span in own]
    waits = sorted(start for start, _ in idle), sorted(end for _, end in idle)
    called: dict[int, list[int]] = {}
    for call in waited.calls:
        called.setdefault((call.at - first) // STEP_MS, []).append(call.waited_ms)
    found: list[Step] = []
    for index, at in enumerate(range(first, min(day.closes_at, scope.now + 1), STEP_MS)):
        last = min(at + STEP_MS - 1, scope.now)
        in_step = sorted(called.get(index, []))
        found.append(
            {
                "at": at,
                "time": days.clock_text(at, scope.zone),
                "arrivals": bisect_right(stays[0], last) - (bisect_left(stays[0], at) if index else 0),
                "present": _running(stays, last),
                "waiting": _running(waits, last),
                "meetings": _running(meetings, last),
                "finished": bisect_right(meetings[1], last) - bisect_left(meetings[1], at),
                "wait_p50_min": minutes(waiting.percentile(in_step, 50)),
                "wait_p80_min": minutes(waiting.percentile(in_step, 80)),
            }
        )
    return found


def _starts_and_ends(spans: list[_Span]) -> tuple[list[int], list[int]]:
    return sorted(one["start"] for one in spans), sorted(
        one["end"] for one in spans if one["end"] is not None
    )


def _running(spans: tuple[list[int], list[int]], at: int) -> int:
    """How many had begun and not ended at this moment."""
    return bisect_right(spans[0], at) - bisect_right(spans[1], at)
