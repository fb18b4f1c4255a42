"""Being built."""

from typing import Any

from kiosk.expo import days, figures
from kiosk.screens import Shown


def show(db: Any, key: str = "", touched: Any = None, *, now: int, lang: str, badge_key: bytes = b"") -> Shown:
    return Shown(figures.organiser(db, now, days.time_zone(db)), [])
