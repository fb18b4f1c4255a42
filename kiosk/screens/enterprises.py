"""An enterprise known by its 사업자등록번호: it fills the rest of a registration form."""

import sqlite3
from typing import Any

from kiosk.expo.person import brn as brn_rules
from kiosk.language.sentences import gettext

Row = dict[str, Any]


def by_brn(db: sqlite3.Connection, typed: str, *, lang: str, people: bool = False) -> Row:
    """{valid, message, brn, enterprise: {id, name, kind, categories} or None}; `people` adds who of it is registered."""
    number = brn_rules.parse(typed)
    if number is None:
        return {
            "valid": False,
            "message": gettext("번호를 다시 확인해 주세요. 숫자 10자리예요.", lang),
            "enterprise": None,
        }
    row = db.execute("SELECT id, name, kind FROM enterprises WHERE brn = ?", (number,)).fetchone()
    if row is None:
        return {"valid": True, "message": "", "brn": number, "enterprise": None}
    enterprise = {**row, "categories": categories_of(db, row["id"])}
    if people:
        enterprise["people"] = people_of(db, row["id"])
    return {"valid": True, "message": "", "brn": number, "enterprise": enterprise}


def categories_of(db: sqlite3.Connection, enterprise_id: int) -> list[str]:
    rows = db.execute(
        "SELECT category FROM enterprise_categories WHERE enterprise_id = ? ORDER BY category",
        (enterprise_id,),
    )
    return [row["category"] for row in rows]


def people_of(db: sqlite3.Connection, enterprise_id: int) -> list[Row]:
    """Who of this enterprise is registered or waits to be confirmed: id, number, name, state."""
    return db.execute(
        "SELECT v.id, v.number, c.name, v.state FROM visitors v JOIN contacts c ON c.visitor_id = v.id"
        " WHERE v.enterprise_id = ? AND v.state <> 'merged' ORDER BY v.number",
        (enterprise_id,),
    ).fetchall()
