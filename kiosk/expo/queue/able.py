"""Who waits and could come now: in today, free, not pausing, not in an item of the programme. Alarms and the map count alike."""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.queue import tickets
from kiosk.expo.square import days


class Able(TypedDict):
    """A place whose owner could be called, and since when they have waited (ms)."""

    id: int
    booth_id: int
    number: int
    since: int


def by_booth(db: sqlite3.Connection, today: days.Day, now: int) -> dict[int, list[Able]]:
    """Booth id -> who could come there now, the longest waiting first. An appointment waits from its time."""
    since = f"max({tickets.waited_since('?1')}, coalesce(t.appointment_at, 0))"
    waiting = rows.every(
        db,
        Able,
        f"SELECT t.id, t.booth_id, v.number, {since} AS since FROM tickets t"
        " JOIN visitors v ON v.id = t.visitor_id AND v.paused_at IS NULL"
        f" JOIN arrivals a ON {conditions.owner_is_in_on()}"
        " WHERE t.state = 'waiting' AND max(t.joined_at, coalesce(t.appointment_at, 0)) <= ?1"
        f" AND NOT {conditions.owner_is_busy()} AND NOT {conditions.is_attending('t.visitor_id', '?1')}"
        " ORDER BY since",
        now,
        today.day,
    )
    found: dict[int, list[Able]] = {}
    for row in waiting:
        found.setdefault(row["booth_id"], []).append(row)
    return found
