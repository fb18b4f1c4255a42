"""Which day's hours a screen tells."""

import sqlite3

from kiosk.expo.square import days
from kiosk.expo.square.days import Day


def day_to_tell(db: sqlite3.Connection, today: Day | None, now: int, zone: str) -> Day | None:
    """Today until it closes, then the next expo day; None after the last. `now` in ms."""
    if today is not None and now < today.closes_at:
        return today
    return days.next_day(db, days.date_of(now, zone))
