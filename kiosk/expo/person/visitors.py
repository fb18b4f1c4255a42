"""A visitor: looked up by badge code or id, and the shape in which answers and screens show one."""

import sqlite3
from typing import Literal, NotRequired, TypedDict

from badges import code as badge_code
from kiosk.actions.refusals import NotAllowed, NotFound, Refused
from kiosk.data import conditions, names, rows
from kiosk.data.store import Change
from kiosk.expo.person import visitor_numbers
from kiosk.expo.person.refused_badges import said_to
from kiosk.language.sentences import gettext

BadgeKind = Literal["visitor", "staff", "press", "official"]


class Visitor(TypedDict):
    """A visitor as `_SELECT` reads one: the table's columns (times in ms) and their enterprise's name, kind and number."""

    id: int
    number: int
    serial: int
    enterprise_id: int | None
    state: Literal["pending", "registered", "merged"]
    badge_kind: BadgeKind
    source: str
    need: str | None
    registered_at: int
    registered_by: str | None
    paused_at: int | None
    pause_until: int | None
    paused_ms: int
    scanned_at: int | None
    merged_into: int | None
    voided_at: int | None
    forgotten_at: int | None
    gathering_id: int | None
    guest_lang: str | None
    link_opened_at: int | None
    enterprise: str | None
    kind: str | None
    brn: str | None


class BadgeShape(TypedDict):
    """The contract's badge; `code` is what its QR holds."""

    code: str
    number: int
    serial: int


class VisitorShape(TypedDict):
    """The contract's visitor. Of a badge that nobody has reported yet only the number is known."""

    id: int | None
    name: str | None
    enterprise: str | None
    number: int
    kind: str | None
    badge_kind: BadgeKind
    need: NotRequired[str | None]  # left out where it is nobody's business
    badge: BadgeShape


_SELECT = (
    "SELECT v.*, e.name AS enterprise, e.kind AS kind, e.brn AS brn FROM visitors v"
    " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
)


def find(db: sqlite3.Connection, visitor_id: int) -> Visitor | None:
    """The visitor of this id, or None."""
    return rows.one(db, Visitor, f"{_SELECT} WHERE v.id = ?", visitor_id)


def find_by_code(db: sqlite3.Connection, key: bytes, typed: str) -> Visitor | None:
    """The visitor whose valid, current badge this is; None for anything else."""
    try:
        code = badge_code.decode(key, typed)
    except badge_code.BadCode:
        return None
    row = rows.one(db, Visitor, f"{_SELECT} WHERE v.number = ?", code.number)
    if row is None or row["serial"] != code.serial or row["state"] == "merged" or row["forgotten_at"]:
        return None
    return row


def require(change: Change, visitor_id: int) -> Visitor:
    """The visitor of this id. Raises NotFound."""
    if row := find(change.db, visitor_id):
        return row
    raise NotFound(gettext("그런 참가자가 없어요. 다시 찾아 주세요.", change.lang))


def require_by_code(change: Change, typed: str) -> Visitor:
    """The visitor whose badge was scanned.

    Raises Refused: unknown_code, badge_void.
    """
    try:
        code = badge_code.decode(change.badge_key, typed)
    except badge_code.BadCode:
        raise _foreign(change, typed) from None
    row = rows.one(change.db, Visitor, f"{_SELECT} WHERE v.number = ?", code.number)
    if row is None:
        raise _nobodys(change, code.number)
    if code.serial > row["serial"]:
        raise _refused_scan(change, "unknown_code")
    if code.serial < row["serial"]:
        lost = row["voided_at"] is not None and code.serial == row["serial"] - 1
        raise _refused_scan(change, "badge_void", row["id"], lost=lost)
    require_unmerged(change, row, "badge_void")
    require_known(change, row)
    return row


def of(change: Change, code: str | None, visitor: int | None) -> Visitor:
    """The visitor named by exactly one of a scanned code and an id."""
    if code is not None:
        return require_by_code(change, code)
    assert visitor is not None
    row = require(change, visitor)
    require_unmerged(change, row)
    require_known(change, row)
    return row


def require_known(change: Change, row: Visitor) -> None:
    """Raises Refused forgotten for who asked to be forgotten, or whose time was over."""
    if row["forgotten_at"] is not None:
        sentence = said_to(change.actor, "forgotten", change.lang, number=row["number"])
        raise Refused("forgotten", sentence, entry={"visitor_id": row["id"]})


def require_unmerged(change: Change, row: Visitor, code: str = "wrong_state") -> None:
    """Raises Refused (`code`) for who was merged into another registration; the sentence names the number that stays."""
    if row["state"] != "merged":
        return
    assert row["merged_into"] is not None
    stays = require(change, row["merged_into"])
    sentence = said_to(change.actor, "merged", change.lang, gone=row["number"], number=stays["number"])
    # Without the code: a void badge must not fetch a good one.
    known = {"id": stays["id"], "number": stays["number"]}
    raise Refused(code, sentence, entry={"visitor_id": row["id"]}, visitor=known)


def require_confirmed(change: Change, row: Visitor) -> None:
    """Raises Refused not_confirmed for who registered on a phone and was not yet confirmed at a desk."""
    if row["state"] == "pending":
        raise Refused(
            "not_confirmed",
            said_to(change.actor, "pending", change.lang),
            entry={"visitor_id": row["id"]},
            visitor=shape(change.badge_key, row),
        )


def shape(key: bytes, row: Visitor, naming: names.Naming = names.token) -> VisitorShape:
    """`key` signs the badge's code; `naming` says how the name is shown."""
    return {
        "id": row["id"],
        "name": naming(row["id"]),
        "enterprise": row["enterprise"],
        "number": row["number"],
        "kind": row["kind"],
        "badge_kind": row["badge_kind"],
        "need": row["need"],
        "badge": {
            "code": badge_code.encode(key, row["number"], row["serial"]),
            "number": row["number"],
            "serial": row["serial"],
        },
    }


def require_own(change: Change, visitor_id: int) -> None:
    """A bound phone acts for its own visitor only. Raises NotAllowed."""
    if change.actor.role == "visitor" and change.actor.visitor_id != visitor_id:
        raise NotAllowed(gettext("이 휴대전화와 연결된 참가자의 것이 아니에요.", change.lang))


def met(db: sqlite3.Connection, visitor_id: int) -> list[str]:
    """The booths where the visitor sat."""
    found = db.execute(
        "SELECT DISTINCT b.number FROM consultations c JOIN booths b ON b.id = c.booth_id WHERE c.visitor_id = ?"
        " ORDER BY b.number",
        (visitor_id,),
    )
    return [row["number"] for row in found]


def unproven(row: Visitor) -> Visitor:
    """The visitor without an enterprise, as long as no desk has confirmed them: who registers on a phone can name any
    enterprise, and must not learn its kind or what it asked for."""
    if row["state"] != "pending":
        return row
    return {**row, "enterprise_id": None, "enterprise": None, "kind": None, "brn": None}


def speaks_for_enterprise(row: Visitor) -> bool:
    """Whether somebody vouched for it that they are of their enterprise: its own list, or who works here. At a kiosk, and on a phone
    that no desk has confirmed, anybody names any enterprise."""
    is_named = row["enterprise_id"] is not None and row["state"] == "registered"
    return is_named and row["source"] != "kiosk"


def is_in(db: sqlite3.Connection, visitor_id: int, day: str | None, *, at: int | None = None) -> bool:
    """Whether the visitor has checked in on this day and has not left, or had not by `at` (ms)."""
    if day is None:
        return False
    row = db.execute(
        f"SELECT 1 AS found FROM arrivals WHERE visitor_id = ?1 AND day = ?2 AND {conditions.CAME}"
        " AND (left_at IS NULL OR left_at > ?3)",
        (visitor_id, day, at),
    ).fetchone()
    return row is not None


def _nobodys(change: Change, number: int) -> Refused:
    """A genuine code whose number no visitor has: a blank badge, or one whose owner got another number."""
    kept = visitor_numbers.reserved(change.db, number)
    if kept is None:
        return _refused_scan(change, "unknown_code")
    if kept["state"] == "retired":
        return _refused_scan(change, "badge_void", kept["visitor_id"])
    if kept["in_block"]:
        sentence = gettext("등록이 아직 도착하지 않은 명찰이에요. 잠시 뒤에 다시 비춰 주세요.", change.lang)
        return Refused("not_confirmed", sentence)
    sentence = said_to(change.actor, "blank", change.lang)
    return Refused("unknown_code", sentence, blank={"number": number})


def _foreign(change: Change, typed: str) -> Refused:
    """A code that our key never made: of an expo before this one, or of nobody's."""
    if any(_is_of(key, typed) for key in change.past_keys):
        return Refused("unknown_code", said_to(change.actor, "past", change.lang), entry={"visitor_id": None})
    return _refused_scan(change, "unknown_code")


def _is_of(key: bytes, typed: str) -> bool:
    try:
        badge_code.decode(key, typed)
    except badge_code.BadCode:
        return False
    return True


def _refused_scan(change: Change, code: str, visitor_id: int | None = None, *, lost: bool = False) -> Refused:
    why = "lost" if lost else "reprinted" if code == "badge_void" else code
    return Refused(code, said_to(change.actor, why, change.lang), entry={"visitor_id": visitor_id})
