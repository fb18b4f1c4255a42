"""Who has come so far today, for a desk at rest: figures, and a bar for each half hour."""

import sqlite3
from typing import TypedDict

from kiosk.expo.figures import figures
from kiosk.expo.square import days


class HalfHour(TypedDict):
    """When it begins (HH:MM), how many came, `now`: it runs."""

    time: str
    arrivals: int
    now: bool


class Arrivals(TypedDict):
    """Of today: persons and enterprises who came, who wait, meetings that run; every half hour; most: of the fullest."""

    persons_today: int
    enterprises_today: int
    waiting: int
    in_meetings: int
    slots: list[HalfHour]
    most: int


def arrivals(db: sqlite3.Connection, *, now: int) -> Arrivals | None:
    """None on a day that is none of the expo's."""
    zone = days.time_zone(db)
    today = days.today(db, now, zone)
    if today is None:
        return None
    came = figures.arrivals_by_slot(db, today)
    starts = range(today.opens_at - figures.SLOT_MS, today.closes_at, figures.SLOT_MS)
    slots: list[HalfHour] = [
        {
            "time": days.clock_text(at, zone),
            "arrivals": came.get(slot, 0),
            "now": at <= now < at + figures.SLOT_MS,
        }
        for slot, at in enumerate(starts)
    ]
    shown = figures.now_on_the_square(db, today.day)
    return {
        "persons_today": shown["persons_today"],
        "enterprises_today": shown["enterprises_today"],
        "waiting": shown["waiting"],
        "in_meetings": shown["in_meetings"],
        "slots": slots,
        "most": max(came.values(), default=0),
    }
