"""The door of an item of the programme: which one it is, how many are in, who came last."""

import json
import sqlite3
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.square import days
from kiosk.screens.programme import Card, cards, of_today

LAST = 6


class Entry(TypedDict):
    """Somebody who came in, from the journal; ms. detail: JSON; stands: 1 while that was not taken back."""

    seq: int
    happened_at: int
    visitor_id: int | None
    number: int | None
    enterprise: str | None
    detail: str
    stands: int


class Came(TypedDict):
    """One line of who came. citizens: how many by a tap, 0 for a badge; visitor: whose scan may be taken back; stands: it was
    not."""

    time: str
    visitor: int | None
    number: int | None
    enterprise: str | None
    citizens: int
    stands: bool


class Look(TypedDict):
    """The chosen item (None where there is none today), the others of today, and who came last."""

    item: Card | None
    others: list[Card]
    came: list[Came]


def look(db: sqlite3.Connection, item: int | None, *, now: int) -> Look:
    """The item that was chosen, else the one whose door is open now: it runs, or begins next."""
    shown = cards(db, (row for row in of_today(db, now) if row["cancelled_at"] is None), now)
    chosen = next((one for one in shown if one["id"] == item), None) or _open(shown)
    return {"item": chosen, "others": shown, "came": _came(db, chosen["id"]) if chosen else []}


def _open(shown: list[Card]) -> Card | None:
    sitting = [one for one in shown if one["kind"] != "exhibition"]
    for states in (("soon",), ("now",), ("later",)):
        if found := next((one for one in sitting if one["state"] in states), None):
            return found
    return sitting[-1] if sitting else (shown[0] if shown else None)


def _came(db: sqlite3.Connection, item_id: int) -> list[Came]:
    zone = days.time_zone(db)
    found = rows.every(
        db,
        Entry,
        "SELECT j.seq, j.happened_at, j.visitor_id, v.number, e.name AS enterprise, j.detail,"
        " EXISTS (SELECT 1 FROM sign_ups s WHERE s.item_id = ?1 AND s.visitor_id = j.visitor_id AND s.left_at IS NULL"
        " AND s.attended_at = j.happened_at) AS stands FROM journal j"
        " LEFT JOIN visitors v ON v.id = j.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " WHERE j.kind = 'programme.attend' AND json_extract(j.detail, '$.item') = ?1 AND json_extract(j.detail, '$.refused') IS NULL"
        " ORDER BY j.seq DESC LIMIT ?2",
        item_id,
        LAST,
    )
    return [
        {
            "time": days.clock_text(row["happened_at"], zone),
            "visitor": row["visitor_id"],
            "number": row["number"],
            "enterprise": row["enterprise"],
            "citizens": json.loads(row["detail"]).get("citizens", 0),
            "stands": bool(row["stands"]),
        }
        for row in found
    ]
