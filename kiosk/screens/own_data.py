"""All that is kept of one person, as they may see it themselves (개인정보 보호법 제35조): on their bound phone or at a desk, as a page
and as JSON."""

import sqlite3
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.person import consents, phones, retention
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.screens import meetings

LOOKS_SHOWN = 50
ROLES = {"desk": N_("안내 데스크"), "organiser": N_("운영본부"), "booth": N_("부스")}
SOURCES = {
    "import": N_("운영본부의 명단"),
    "phone": N_("휴대폰"),
    "kiosk": N_("키오스크"),
    "desk": N_("안내 데스크"),
    "organiser": N_("운영본부"),
}


class Contact(TypedDict):
    name: str
    name_latin: str | None
    comes_from: str | None
    title: str | None
    phone: str | None
    email: str | None


class Agreed(TypedDict):
    """What was agreed to for one purpose, last; `until`: the day (ISO) from which it is removed."""

    purpose: str
    given: bool
    at: str
    version: str
    until: str | None


class Came(TypedDict):
    day: str
    at: str
    left: str | None


class Met(TypedDict):
    day: str
    time: str
    booth: str
    agency: str


class Looked(TypedDict):
    """Somebody who opened their contact data."""

    at: str
    by: str


class OwnData(TypedDict):
    """`notes`: how many of their meetings an agency wrote something beside; `phones`: how many are bound."""

    visitor: int
    number: int
    contact: Contact
    enterprise: str | None
    need: str | None
    registered_at: str
    source: str
    consents: list[Agreed]
    came: list[Came]
    met: list[Met]
    notes: int
    signed_up: list[str]
    phones: int
    looks: list[Looked]


class _Arrival(TypedDict):
    day: str
    at: int
    left_at: int | None


class _Look(TypedDict):
    at: int
    actor: str


def of(db: sqlite3.Connection, row: Visitor, lang: str) -> OwnData | None:
    """None for who was forgotten."""
    contact = rows.one(
        db,
        Contact,
        "SELECT name, name_latin, comes_from, title, phone, email FROM contacts WHERE visitor_id = ?",
        row["id"],
    )
    if contact is None:
        return None
    zone = days.time_zone(db)
    return {
        "visitor": row["id"],
        "number": row["number"],
        "contact": contact,
        "enterprise": row["enterprise"],
        "need": row["need"],
        "registered_at": _moment(row["registered_at"], zone),
        "source": gettext(SOURCES.get(row["source"], row["source"]), lang),
        "consents": _agreed(db, row["id"], zone),
        "came": _came(db, row["id"], zone),
        "met": [
            {"day": one["day"], "time": one["time"], "booth": one["booth"], "agency": one["agency"]}
            for one in meetings.of_visitor(db, row, lang)
            if one["by"] is None
        ],
        "notes": _notes(db, row["id"]),
        "signed_up": _signed_up(db, row["id"]),
        "phones": phones.standing(db, row["id"])["bound"],
        "looks": _looks(db, row["id"], zone, lang),
    }


def _agreed(db: sqlite3.Connection, visitor_id: int, zone: str) -> list[Agreed]:
    return [
        {
            "purpose": one["purpose"],
            "given": bool(one["given"]),
            "at": _moment(one["at"], zone),
            "version": one["text_version"],
            "until": retention.due_on(db, one["purpose"]),
        }
        for one in consents.latest(db, visitor_id)
    ]


def _came(db: sqlite3.Connection, visitor_id: int, zone: str) -> list[Came]:
    found = rows.every(
        db,
        _Arrival,
        "SELECT day, at, left_at FROM arrivals WHERE visitor_id = ? AND undone_at IS NULL ORDER BY day",
        visitor_id,
    )
    return [
        {
            "day": one["day"],
            "at": days.clock_text(one["at"], zone),
            "left": days.clock_text(one["left_at"], zone) if one["left_at"] else None,
        }
        for one in found
    ]


def _notes(db: sqlite3.Connection, visitor_id: int) -> int:
    row = db.execute(
        "SELECT count(*) AS notes FROM consultations WHERE visitor_id = ? AND (note IS NOT NULL OR follow_up IS NOT NULL)",
        (visitor_id,),
    ).fetchone()
    return int(row["notes"])


def _signed_up(db: sqlite3.Connection, visitor_id: int) -> list[str]:
    found = db.execute(
        "SELECT i.title FROM sign_ups s JOIN programme i ON i.id = s.item_id WHERE s.visitor_id = ? AND s.left_at IS NULL"
        " ORDER BY i.starts_at",
        (visitor_id,),
    )
    return [row["title"] for row in found]


def _looks(db: sqlite3.Connection, visitor_id: int, zone: str, lang: str) -> list[Looked]:
    found = rows.every(
        db,
        _Look,
        "SELECT at, actor FROM journal WHERE visitor_id = ? AND kind = 'contact.open' ORDER BY seq DESC LIMIT ?",
        visitor_id,
        LOOKS_SHOWN,
    )
    return [
        {
            "at": _moment(one["at"], zone),
            "by": gettext(ROLES.get(one["actor"].partition(":")[0], ""), lang) or "–",
        }
        for one in found
    ]


def _moment(at: int, zone: str) -> str:
    return f"{days.local(at, zone):%Y-%m-%d %H:%M}"
