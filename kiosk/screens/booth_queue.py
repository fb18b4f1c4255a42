"""A booth as a desk reads it: names and queue. What was agreed there, today or earlier, is its own staff's."""

import sqlite3
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from kiosk.expo.queue.loads import Loads
from kiosk.screens import Shown, booth

PARTS = frozenset({"booth-head", "booth-next"})


def show(
    db: sqlite3.Connection,
    key: str,
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    square: Loads | None = None,
) -> Shown:
    """The booth of this number without its counters' cards and its records. Raises NotFound."""
    shown = booth.show(db, key, touched, now=now, lang=lang, badge_key=badge_key, square=square)
    return replace(shown, parts=[part for part in shown.parts if part.id in PARTS])
