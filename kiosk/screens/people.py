"""Everybody who is registered, for the command line."""

import sqlite3
from typing import Any

from kiosk.data import names
from kiosk.expo.person import visitors


def everybody(db: sqlite3.Connection, badge_key: bytes) -> list[dict[str, Any]]:
    """[{id, name, enterprise, number, code}] in the order of numbers, pending registrations left out."""
    name = names.full(db)
    rows = db.execute(
        "SELECT v.*, e.name AS enterprise, e.kind FROM visitors v LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " WHERE v.state = 'registered' ORDER BY v.number"
    ).fetchall()
    return [
        {
            "id": row["id"],
            "name": name(row["id"]),
            "enterprise": row["enterprise"],
            "number": row["number"],
            "code": visitors.shape(badge_key, row)["badge"]["code"],
        }
        for row in rows
    ]
