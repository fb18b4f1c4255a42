"""Who is called by no booth now, because they attend an item of the programme: `conditions.is_attended` is the one rule.

`queue/turns.py` asks it of everybody who waits, so calls, tablets, boards and phones say the same.
"""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.programme.items import Kind


class Attended(TypedDict):
    """An item that somebody attends now, or in a few minutes; ms."""

    id: int
    kind: Kind
    title: str
    place: str | None
    starts_at: int
    until: int


def attended(db: sqlite3.Connection, visitor_id: int, now: int) -> Attended | None:
    """What this visitor attends at `now` (ms); of several at once the one that lasts longest."""
    return rows.one(
        db,
        Attended,
        f"SELECT i.id, i.kind, i.title, i.place, i.starts_at, {conditions.item_until()} AS until"
        f" FROM {conditions.attends('?1', '?2')} ORDER BY until DESC LIMIT 1",
        visitor_id,
        now,
    )


def everybody(db: sqlite3.Connection, now: int) -> set[int]:
    """All who attend something at `now` (ms)."""
    found = db.execute(
        "SELECT DISTINCT s.visitor_id FROM programme i CROSS JOIN sign_ups s ON s.item_id = i.id"
        f" WHERE {conditions.is_attended('?1')}",
        (now,),
    )
    return {row["visitor_id"] for row in found}


def until(visitor: str, at: str) -> str:
    """SQL: until when (ms) this visitor (SQL) attends something at a moment (SQL), NULL for who attends nothing."""
    return f"(SELECT max({conditions.item_until()}) FROM {conditions.attends(visitor, at)})"
