"""Who has a seat at an item, and who moves up when one is free.

A seat is given once, in the order of signing up, and kept: nobody loses it to somebody else before the item begins. From
then on the seat of who has not come is for who stands at the door. Triggers hold the bound (migration m042).
"""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.data.store import Change

# Where a journal entry of `programme.sign_up` says how it came about.
SEATED, WAITING, MOVED_UP, GIVEN_AWAY = "seated", "waiting", "moved_up", "given_away"


class Taken(TypedDict):
    """How many of those signed up have a seat, came, and wait for a seat."""

    seated: int
    attended: int
    waiting: int


class Bounds(TypedDict):
    """An item as far as seats go; ms."""

    starts_at: int
    capacity: int | None
    citizens: int
    cancelled_at: int | None


class First(TypedDict):
    """A sign-up whose seat changes."""

    id: int
    visitor_id: int


_COUNTED = (
    "count(seated_at) AS seated, count(attended_at) AS attended, count(*) - count(seated_at) AS waiting"
    f" FROM sign_ups WHERE {conditions.SIGNED_UP}"
)


def taken(db: sqlite3.Connection, item_id: int) -> Taken:
    [found] = rows.every(db, Taken, f"SELECT {_COUNTED} AND item_id = ?", item_id)
    return found


def signed_up(db: sqlite3.Connection, item_id: int) -> list[int]:
    """Who is signed up for an item, with a seat or without."""
    found = db.execute(
        f"SELECT visitor_id FROM sign_ups WHERE item_id = ? AND {conditions.SIGNED_UP}", (item_id,)
    )
    return [row["visitor_id"] for row in found]


def free(change: Change, item_id: int) -> int | None:
    """How many seats nobody has; None where there is no bound."""
    bounds = _bounds(change, item_id)
    if bounds["capacity"] is None:
        return None
    return bounds["capacity"] - bounds["citizens"] - taken(change.db, item_id)["seated"]


def fill(change: Change, item_id: int) -> None:
    """Give the free seats to the first on the waiting list, and write down who moved up."""
    if _bounds(change, item_id)["cancelled_at"] is not None:
        return
    while (left := free(change, item_id)) is None or left > 0:
        first = _one(change, item_id, "seated_at IS NULL ORDER BY id")
        if first is None:
            return
        change.update(
            "UPDATE sign_ups SET seated_at = ? WHERE id = ? AND seated_at IS NULL", change.now, first["id"]
        )
        _record(change, item_id, first["visitor_id"], MOVED_UP)


def fill_all(change: Change) -> None:
    """The same for every item with a waiting list: a file may have changed any capacity."""
    for row in change.all("SELECT id FROM programme WHERE cancelled_at IS NULL"):
        if taken(change.db, row["id"])["waiting"]:
            fill(change, row["id"])


def make_room(change: Change, item_id: int, wanted: int = 1) -> bool:
    """Whether so many more fit in. Once the item has begun, seats of who has not come are given away for it, the latest
    first."""
    begun = change.now >= _bounds(change, item_id)["starts_at"]
    while (left := free(change, item_id)) is not None and left < wanted:
        absent = (
            _one(change, item_id, "seated_at IS NOT NULL AND attended_at IS NULL ORDER BY id DESC")
            if begun
            else None
        )
        if absent is None:
            return False
        change.update(
            "UPDATE sign_ups SET seated_at = NULL WHERE id = ? AND attended_at IS NULL", absent["id"]
        )
        _record(change, item_id, absent["visitor_id"], GIVEN_AWAY)
    return True


def _bounds(change: Change, item_id: int) -> Bounds:
    [found] = rows.every(
        change.db,
        Bounds,
        "SELECT starts_at, capacity, citizens, cancelled_at FROM programme WHERE id = ?",
        item_id,
    )
    return found


def _one(change: Change, item_id: int, which: str) -> First | None:
    sql = f"SELECT id, visitor_id FROM sign_ups WHERE item_id = ? AND {conditions.SIGNED_UP} AND {which} LIMIT 1"
    return rows.one(change.db, First, sql, item_id)


def _record(change: Change, item_id: int, visitor_id: int, outcome: str) -> None:
    change.record("programme.sign_up", visitor_id=visitor_id, item=item_id, outcome=outcome)
