"""What the clock does with the programme: when an item begins soon, begins and ends, it is told to who is signed up.

Nothing is kept of it: who attends what is told by the clock alone. The entry makes their phones, and the booths that wait
for them, look again.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any, Literal

from kiosk.data import conditions
from kiosk.data.store import Change
from kiosk.expo.programme import items, seats
from kiosk.expo.programme.items import Item

Moment = Literal["soon", "begins", "ends"]
LATE_MS = 5 * 60_000  # after so long nobody is told of it any more: pages that are opened know by themselves


def tell(change: Change, *, item: int, moment: str) -> dict[str, Any]:
    """An item has come to this moment (`soon`, `begins`, `ends`). Raises NotFound."""
    items.require(change, item)
    change.record("programme.tell", item=item, moment=moment, visitors=seats.signed_up(change.db, item))
    return {"item": items.shape_now(change, item), "message": ""}


def due(db: sqlite3.Connection, now: int) -> Iterator[tuple[Item, Moment, int]]:
    """Which items that somebody is signed up for came to a moment a short while before `now` (ms), and when exactly."""
    earliest = now - LATE_MS - 24 * 3_600_000
    for item in items.between(db, earliest, now + conditions.ITEM_SOON_MS + 1):
        if item["cancelled_at"] is not None or item["kind"] == "exhibition":
            continue
        for moment, at in _moments(item):
            if now - LATE_MS < at <= now and seats.signed_up(db, item["id"]):
                yield item, moment, at


def _moments(item: Item) -> Iterator[tuple[Moment, int]]:
    yield "soon", item["starts_at"] - conditions.ITEM_SOON_MS
    yield "begins", item["starts_at"]
    yield "ends", items.until(item)
