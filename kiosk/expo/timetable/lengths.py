"""How long an appointment at each booth is: as the booth's settings say; else as its meetings went on the days that are over; else as
the expo's settings say."""

import math
import sqlite3
from collections import defaultdict
from statistics import quantiles
from typing import Literal, NamedTuple, TypedDict

from kiosk.data import journal, rows
from kiosk.expo.square import booth_plans
from kiosk.expo.square.days import MIN_MS, Day
from kiosk.expo.square.ground import Ground

MEETINGS_LEAST = 10  # fewer say nothing of a booth
ENDED_IN_TIME = 80  # percent of its meetings that are over within the length
STEP_MIN = 5  # lengths are such wholes: a timetable is read by people
FURTHEST = 2  # times what the settings say, longer or shorter
SLIP_MS, FORGOTTEN_MS = (
    30_000,
    120 * MIN_MS,
)  # shorter was a slip of the finger, longer was never closed (m022)


class Length(NamedTuple):
    """`whence`: `booth` (its settings), `measured` (the days that are over) or `expo` (the expo's settings)."""

    ms: int
    whence: Literal["booth", "measured", "expo"]


class _Met(TypedDict):
    booth_id: int
    ms: int


def of_booths(db: sqlite3.Connection, square: Ground, now: int) -> dict[int, Length]:
    """Of every booth, by id. A day counts once it is over, so nothing changes while people wait."""
    usual: int = square.settings["timetable_meeting_min"]
    least = math.ceil(usual / FURTHEST / STEP_MIN) * STEP_MIN
    most = usual * FURTHEST // STEP_MIN * STEP_MIN
    measured = _measured(db, square, now)
    found = {}
    for id, booth in square.booths.items():
        own = booth_plans.settings_of(booth)["timetable_meeting_min"]
        if own is not None:
            found[id] = Length(own * MIN_MS, "booth")
        elif id in measured:
            found[id] = Length(min(max(measured[id], least), most) * MIN_MS, "measured")
        else:
            found[id] = Length(usual * MIN_MS, "expo")
    return found


def _measured(db: sqlite3.Connection, square: Ground, now: int) -> dict[int, int]:
    """Minutes within which most meetings of a booth were over; read once a day, and again where another history stands."""
    over = [day for day in square.days if day.closes_at <= now]
    if not over:
        return {}
    kept: dict[tuple[str, str], dict[int, int]] = square.kept.setdefault("appointment_lengths", {})
    key = journal.epoch_of(db), over[-1].day
    if key not in kept:
        kept[key] = _read(db, over)
    return kept[key]


def _read(db: sqlite3.Connection, over: list[Day]) -> dict[int, int]:
    lengths: dict[int, list[int]] = defaultdict(list)
    for day in over:
        for one in rows.every(
            db,
            _Met,
            "SELECT booth_id, finished_at - started_at AS ms FROM consultations WHERE started_at >= ? AND started_at < ?"
            " AND state = 'finished' AND forgotten_at IS NULL AND finished_at - started_at BETWEEN ? AND ?",
            day.opens_at,
            day.closes_at,
            SLIP_MS,
            FORGOTTEN_MS,
        ):
            lengths[one["booth_id"]].append(one["ms"])
    step_ms = STEP_MIN * MIN_MS
    return {
        booth: math.ceil(quantiles(many, n=100, method="inclusive")[ENDED_IN_TIME - 1] / step_ms) * STEP_MIN
        for booth, many in lengths.items()
        if len(many) >= MEETINGS_LEAST
    }
