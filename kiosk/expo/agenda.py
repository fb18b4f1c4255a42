"""A visitor's day: appointments, places, wishes, and what to see next."""

import sqlite3
from typing import Any

from kiosk import names
from kiosk.expo import days, ground, routing, tickets
from kiosk.expo.visitors import Row


def agenda(
    db: sqlite3.Connection,
    visitor: Row,
    *,
    now: int,
    zone: str,
    lang: str,
    naming: names.Naming = names.token,
    options: routing.Options | None = None,
) -> dict[str, Any]:
    """The contract's agenda of this visitor at `now` (ms). `options`: what routing has just looked at, if it has."""
    today = ground.of(db).today(now)
    return {
        "appointments": [
            {"booth": row["booth"], "agency": row["agency"], "starts_at": days.iso(row["starts_at"], zone)}
            for row in _appointments(db, visitor, today, now)
        ],
        "tickets": [tickets.shape(row, naming) for row in tickets.of_visitor(db, visitor["id"])],
        "wishes": _wishes(db, visitor["id"]),
        "suggestions": routing.suggestions(db, visitor, today, now, lang, options),
    }


def _appointments(db: sqlite3.Connection, visitor: Row, today: days.Day | None, now: int) -> list[Row]:
    """From today on, not yet met: the enterprise's untaken ones and the visitor's own."""
    since = today.opens_at - 12 * days.MIN_MS * 60 if today else now
    return db.execute(
        "SELECT w.starts_at, b.number AS booth, a.name AS agency FROM wishes w"
        " JOIN booths b ON b.id = w.booth_id JOIN agencies a ON a.id = b.agency_id"
        " LEFT JOIN tickets t ON t.wish_id = w.id AND t.visitor_id = w.visitor_id"
        " WHERE w.starts_at >= ? AND (w.visitor_id = ? OR (w.visitor_id IS NULL AND w.enterprise_id = ?))"
        " AND w.state <> 'withdrawn' AND (t.id IS NULL OR t.state IN ('waiting', 'called', 'serving'))"
        " GROUP BY w.id ORDER BY w.starts_at, b.number",
        (since, visitor["id"], visitor["enterprise_id"]),
    ).fetchall()


def _wishes(db: sqlite3.Connection, visitor_id: int) -> list[dict[str, Any]]:
    rows = db.execute(
        "SELECT b.number AS booth, a.name AS agency FROM wishes w JOIN booths b ON b.id = w.booth_id"
        " JOIN agencies a ON a.id = b.agency_id"
        " WHERE w.visitor_id = ? AND w.state = 'open' AND w.starts_at IS NULL ORDER BY w.id",
        (visitor_id,),
    )
    return [dict(row) for row in rows]
