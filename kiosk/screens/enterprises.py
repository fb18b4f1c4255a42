"""An enterprise known by its 사업자등록번호: it fills the rest of a registration form."""

import sqlite3
from typing import NotRequired, TypedDict

from kiosk.data import rows
from kiosk.expo.person import brn as brn_rules
from kiosk.language.sentences import gettext


class Person(TypedDict):
    """Somebody of an enterprise. state: pending (not confirmed yet), registered."""

    id: int
    number: int
    name: str
    state: str


class Known(TypedDict):
    """An enterprise as its own row says."""

    id: int
    name: str
    kind: str | None


class Enterprise(Known):
    """With its categories and, where asked for, who of it is registered."""

    categories: list[str]
    people: NotRequired[list[Person]]


class Found(TypedDict):
    """What a typed number leads to; `message` says what is wrong with one that is none."""

    valid: bool
    message: str
    brn: NotRequired[str]
    enterprise: Enterprise | None


def enterprise_column(lang: str) -> str:
    """An enterprise's name for what is read from afar, as SQL of `enterprises e`: what was given. Korean names go through
    `short_names.enterprise` afterwards."""
    return "coalesce(e.name_en, e.short_name, e.name)" if lang == "en" else "coalesce(e.short_name, e.name)"


def by_brn(db: sqlite3.Connection, typed: str, *, lang: str, people: bool = False) -> Found:
    """The enterprise of a 사업자등록번호 in any spelling; `people` adds who of it is registered."""
    number = brn_rules.parse(typed)
    if number is None:
        return {
            "valid": False,
            "message": gettext("번호를 다시 확인해 주세요. 숫자 10자리예요.", lang),
            "enterprise": None,
        }
    row = rows.one(db, Known, "SELECT id, name, kind FROM enterprises WHERE brn = ?", number)
    if row is None:
        return {"valid": True, "message": "", "brn": number, "enterprise": None}
    enterprise: Enterprise = {
        "id": row["id"],
        "name": row["name"],
        "kind": row["kind"],
        "categories": categories_of(db, row["id"]),
    }
    if people:
        enterprise["people"] = people_of(db, row["id"])
    return {"valid": True, "message": "", "brn": number, "enterprise": enterprise}


def categories_of(db: sqlite3.Connection, enterprise_id: int | None) -> list[str]:
    """What an enterprise makes; nothing for None, a visitor who comes for none."""
    found = db.execute(
        "SELECT category FROM enterprise_categories WHERE enterprise_id = ? ORDER BY category",
        (enterprise_id,),
    )
    return [row["category"] for row in found]


def people_of(db: sqlite3.Connection, enterprise_id: int) -> list[Person]:
    """Who of this enterprise is registered or waits to be confirmed."""
    return rows.every(
        db,
        Person,
        "SELECT v.id, v.number, c.name, v.state FROM visitors v JOIN contacts c ON c.visitor_id = v.id"
        " WHERE v.enterprise_id = ? AND v.state <> 'merged' ORDER BY v.number",
        enterprise_id,
    )
