"""Who has which appointments within a span of time: their own, and those of their enterprise that nobody took."""

import sqlite3
from typing import TypedDict

from kiosk.data import rows


class Booked(TypedDict):
    """An appointment of a visitor's; ms; `booth`: its number."""

    visitor_id: int
    starts_at: int
    booth: str


def of_visitors(db: sqlite3.Connection, since: int, until: int) -> dict[int, list[Booked]]:
    """Visitor id -> appointments that begin within (ms), in their order. One that nobody took is everybody's of the enterprise."""
    found: dict[int, list[Booked]] = {}
    for one in rows.every(
        db,
        Booked,
        "SELECT coalesce(w.visitor_id, v.id) AS visitor_id, w.starts_at, b.number AS booth FROM wishes w"
        " JOIN booths b ON b.id = w.booth_id LEFT JOIN visitors v ON w.visitor_id IS NULL AND v.enterprise_id = w.enterprise_id"
        " WHERE w.starts_at BETWEEN ? AND ? AND w.state <> 'withdrawn' AND coalesce(w.visitor_id, v.id) IS NOT NULL"
        " ORDER BY w.starts_at, w.id",
        since,
        until,
    ):
        found.setdefault(one["visitor_id"], []).append(one)
    return found
