"""The day as two plots over one line of time, every ten minutes: persons (arrivals as bars, who is here and who meets as lines), and
below it how long who was called had waited. Yesterday stands behind it.

Plots are drawn in shares of their place: x 0 to 1000, y 0 (top) to 100. Its words stand beside it, so it may be stretched.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from kiosk.expo.figures import figures, forecasts, over_time, scope
from kiosk.expo.figures.over_time import BEFORE_MS, STEP_MS, Step
from kiosk.expo.square import days, ground

WIDE, HIGH = 1000, 100
TOPS = (
    4,
    10,
    20,
    40,
    60,
    80,
    100,
    150,
    200,
    300,
    400,
    600,
    800,
    1000,
    1500,
    2000,
    3000,
    4000,
    6000,
    8000,
    10_000,
)
KEPT_MS = 30_000  # all of the day is read again at most so often
HOUR_MS = 60 * days.MIN_MS


class Bar(TypedDict):
    x: float
    wide: float
    y: float
    high: float


class Now(TypedDict):
    """The end of the line of who is here, and what was last told of waiting (P50 and P80 in minutes)."""

    x: float
    y_present: float
    wait: list[int] | None


class Hour(TypedDict):
    """A full hour on the line of time; `x` from 0 to 1000."""

    x: float
    text: str


class Expected(TypedDict):
    """Points of an area and of a line."""

    area: str
    line: str


class DayChart(TypedDict):
    """`most`, `longest`: the tops of both scales (persons; minutes). Lines are points `x,y x,y`; `waits` and `ghost_waits` are
    several, for who called nobody leaves a gap. `bands`: areas between P50 and P80. `ahead`: what was foretold of waits, by half
    hours: an area between P10 and P90, and the line of P50. `step_min`: minutes of a bar."""

    is_day: bool
    hours: list[Hour]
    most: int
    longest: int
    bars: list[Bar]
    present: str
    meetings: str
    waits: list[str]
    bands: list[str]
    ghost: str
    ghost_waits: list[str]
    ghost_day: str | None
    now: Now | None
    ahead: Expected | None
    step_min: int


def chart(
    db: sqlite3.Connection, today: days.Day | None, now: int, pause: Callable[[], Any] = lambda: None
) -> DayChart:
    """The chart of the day at `now` (ms); empty on no day of the expo."""
    square = ground.of(db)
    if today is None:
        return _drawn(None, [], [], None, now, square.time_zone)
    yesterday = _before(square.days, today)
    steps = _steps(db, today, now, now // KEPT_MS)
    told = forecasts.newest(db, today, now)
    pause()
    ghost = _steps(db, yesterday, now, "over") if yesterday else []
    pause()
    return _drawn(today, steps, ghost, yesterday, now, square.time_zone, told)


def twin(db: sqlite3.Connection, today: days.Day | None, now: int) -> dict[str, Any]:
    """The same for programs: `steps` of today so far and those of the day `before` it (`at`: when each began, ISO 8601), and
    every five minutes of the `last_hour` (`at`: those moments). No day and no steps on no day of the expo."""
    square = ground.of(db)
    yesterday = _before(square.days, today)
    zone = square.time_zone
    hour = figures.last_hour(db, now, zone)
    return {
        "day": today.day if today else None,
        "step_min": STEP_MS // days.MIN_MS,
        "steps": _told(_steps(db, today, now, now // KEPT_MS), zone) if today else [],
        "before": {"day": yesterday.day, "steps": _told(_steps(db, yesterday, now, "over"), zone)}
        if yesterday
        else None,
        "last_hour": {"at": [days.iso(at, zone) for at in figures.moments_of_last_hour(now)], **hour},
    }


def _told(steps: Sequence[Step], zone: str) -> list[dict[str, Any]]:
    return [{**one, "at": days.iso(one["at"], zone)} for one in steps]


def _before(every: Sequence[days.Day], today: days.Day | None) -> days.Day | None:
    """The day of the expo before this one."""
    return max((one for one in every if today and one.day < today.day), key=lambda one: one.day, default=None)


def _steps(db: sqlite3.Connection, day: days.Day, now: int, moment: object) -> list[Step]:
    """Kept with the ground, so it is forgotten with it: another database, another expo."""
    kept = ground.of(db).kept
    known: tuple[object, list[Step]] | None = kept.get(("day", day.day))
    if known is None or known[0] != moment:
        known = moment, over_time.by_ten_minutes(db, scope.of_day(db, day.day, now))
        kept["day", day.day] = known
    return known[1]


def _drawn(
    today: days.Day | None,
    steps: Sequence[Step],
    ghost: Sequence[Step],
    yesterday: days.Day | None,
    now: int,
    zone: str,
    told: Mapping[str, Any] | None = None,
) -> DayChart:
    span = today.closes_at - today.opens_at + BEFORE_MS if today else 1
    axis = Axis(span, today.opens_at - BEFORE_MS if today else 0, now)
    past = Axis(span, yesterday.opens_at - BEFORE_MS if yesterday else 0)
    every = [*steps, *ghost]
    most = _top(max((max(one["present"], one["meetings"], one["arrivals"]) for one in every), default=0))
    coming = forecasts.halves(told) if told else []
    longest = _top(
        max([*(one["wait_p80_min"] or 0 for one in every), *(ranges[2] for _, ranges in coming)], default=0)
    )
    return {
        "is_day": today is not None,
        "hours": _hours(today, axis, zone) if today else [],
        "most": most,
        "longest": longest,
        "bars": [axis.bar(one, most) for one in steps if one["arrivals"]],
        "present": axis.line(steps, "present", most),
        "meetings": axis.line(steps, "meetings", most),
        "waits": axis.lines(steps, "wait_p50_min", longest),
        "bands": axis.bands(steps, longest),
        "ghost": past.line(ghost, "present", most),
        "ghost_waits": past.lines(ghost, "wait_p50_min", longest),
        "ghost_day": yesterday.day[5:].replace("-", ".") if yesterday else None,
        "now": _now(steps, axis, most),
        "ahead": Axis(span, axis.first).expected(coming, now, longest) if coming else None,
        "step_min": STEP_MS // days.MIN_MS,
    }


class Axis:
    """The line of time, from `first` (ms) on; nothing is drawn behind `until`."""

    def __init__(self, span_ms: int, first: int, until: int = 2**53) -> None:
        self._span, self.first, self._until = span_ms, first, until

    def x(self, at: int) -> float:
        return round(min(1.0, max(0.0, (at - self.first) / self._span)) * WIDE, 1)

    def end_of(self, one: Step) -> float:
        return self.x(min(one["at"] + STEP_MS, self._until))

    def bar(self, one: Step, top: int) -> Bar:
        x, y = self.x(one["at"]), _y(one["arrivals"], top)
        return {
            "x": x,
            "wide": round(max(1.0, self.end_of(one) - x - 2), 1),
            "y": y,
            "high": round(HIGH - y, 1),
        }

    def line(self, steps: Sequence[Step], name: str, top: int) -> str:
        return " ".join(f"{self.end_of(one)},{_y(one[name], top)}" for one in steps)  # type: ignore[literal-required]

    def lines(self, steps: Sequence[Step], name: str, top: int) -> list[str]:
        return [self.line(run, name, top) for run in _runs(steps)]

    def bands(self, steps: Sequence[Step], top: int) -> list[str]:
        return [
            f"{self.line(run, 'wait_p80_min', top)} {self.line(run[::-1], 'wait_p50_min', top)}"
            for run in _runs(steps)
        ]

    def expected(self, halves: Sequence[tuple[int, list[float]]], since: int, top: int) -> Expected:
        """What was foretold (`forecasts.halves`): each half hour as a step, from its beginning to its end, none before `since`."""
        edges = [
            (self.x(max(since, at + part * forecasts.HALF_MS)), ranges)
            for at, ranges in halves
            for part in (0, 1)
        ]
        upper = [f"{x},{_y(ranges[2], top)}" for x, ranges in edges]
        lower = [f"{x},{_y(ranges[0], top)}" for x, ranges in reversed(edges)]
        return {
            "area": " ".join([*upper, *lower]),
            "line": " ".join(f"{x},{_y(ranges[1], top)}" for x, ranges in edges),
        }


def _runs(steps: Sequence[Step]) -> list[list[Step]]:
    """Unbroken stretches in which somebody was called."""
    runs: list[list[Step]] = [[]]
    for one in steps:
        if one["wait_p50_min"] is None:
            runs.append([])
        else:
            runs[-1].append(one)
    return [run for run in runs if run]


def _now(steps: Sequence[Step], axis: Axis, most: int) -> Now | None:
    if not steps:
        return None
    told = next((one for one in reversed(steps) if one["wait_p50_min"] is not None), None)
    return {
        "x": axis.end_of(steps[-1]),
        "y_present": _y(steps[-1]["present"], most),
        "wait": [round(told["wait_p50_min"] or 0), round(told["wait_p80_min"] or 0)] if told else None,
    }


def _hours(today: days.Day, axis: Axis, zone: str) -> list[Hour]:
    first = -(-(today.opens_at - BEFORE_MS) // HOUR_MS) * HOUR_MS
    every = range(
        first, today.closes_at + 1, 2 * HOUR_MS if today.closes_at - first > 6 * HOUR_MS else HOUR_MS
    )
    return [{"x": axis.x(at), "text": days.clock_text(at, zone)} for at in every]


def _y(value: float, top: int) -> float:
    return round(HIGH - min(value, top) / top * HIGH, 1)


def _top(value: float) -> int:
    return next((top for top in TOPS if top >= value), TOPS[-1])
