"""Agencies to meet that have no place in a queue yet: wishes, and appointments, which have a time."""

import sqlite3
from typing import Literal, TypedDict

from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.person.visitors import Visitor


class Wish(TypedDict):
    """A wish, or with `starts_at` (ms) an appointment; an enterprise's appointment is nobody's till somebody takes it."""

    id: int
    booth_id: int
    visitor_id: int | None
    starts_at: int | None
    state: Literal["open", "placed", "withdrawn"]


def asked_for(db: sqlite3.Connection, visitor: Visitor) -> list[Wish]:
    """The visitor's wishes and appointments, and those of their enterprise that nobody took, in the order asked."""
    return rows.every(
        db,
        Wish,
        "SELECT id, booth_id, visitor_id, starts_at, state FROM wishes WHERE visitor_id = ?1"
        " OR (enterprise_id = ?2 AND visitor_id IS NULL) ORDER BY id",
        visitor["id"],
        visitor["enterprise_id"],
    )


def open_booths(db: sqlite3.Connection, visitor_id: int) -> set[int]:
    """Ids of the booths that the visitor has asked for and has no place at yet."""
    found = db.execute(
        f"SELECT booth_id FROM wishes WHERE visitor_id = ? AND {conditions.OPEN_WISH}", (visitor_id,)
    )
    return {row["booth_id"] for row in found}


def add(change: Change, visitor_id: int, booth_id: int, *, source: str) -> bool:
    """Note that this visitor wants to meet this booth's agency; False when that stands already."""
    cursor = change.db.execute(
        "INSERT INTO wishes (visitor_id, booth_id, source, created_at, id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (visitor_id, booth_id, source, change.now, change.next_id("wishes")),
    )
    if cursor.rowcount:
        change.trail.gave("wishes", cursor.lastrowid)
    return cursor.rowcount == 1


def give_place(change: Change, visitor_id: int, booth_id: int) -> None:
    """An open wish for this booth has its place now."""
    change.update(
        f"UPDATE wishes SET state = 'placed' WHERE visitor_id = ? AND booth_id = ? AND {conditions.OPEN_WISH}",
        visitor_id,
        booth_id,
    )
