"""Everybody who is registered, for the command line."""

import sqlite3
from typing import TypedDict

from badges.code import encode
from kiosk.data import names, rows


class PersonRow(TypedDict):
    id: int
    number: int
    serial: int
    enterprise: str | None


class Person(TypedDict):
    """The contract's line of `visitors --json`; `code` is what the badge's QR holds."""

    id: int
    name: str
    enterprise: str | None
    number: int
    code: str


def everybody(db: sqlite3.Connection, badge_key: bytes) -> list[Person]:
    """Who is registered and confirmed, by number."""
    name = names.full(db)
    found = rows.every(
        db,
        PersonRow,
        "SELECT v.id, v.number, v.serial, e.name AS enterprise FROM visitors v"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.state = 'registered' AND v.forgotten_at IS NULL ORDER BY v.number",
    )
    return [
        {
            "id": row["id"],
            "name": name(row["id"]),
            "enterprise": row["enterprise"],
            "number": row["number"],
            "code": encode(badge_key, row["number"], row["serial"]),
        }
        for row in found
    ]
