"""The desk: who was found, the one person and what they may do now, the last scans, who looks registered twice."""

import json
import sqlite3
from typing import Any

from kiosk.actions.refusals import NotFound
from kiosk.data import names
from kiosk.expo.door import duplicates
from kiosk.expo.door.registrations import NEEDS
from kiosk.expo.person import consents, phones, visitors
from kiosk.expo.square import days
from kiosk.language.sentences import gettext
from kiosk.screens.agencies import agency_name
from kiosk.screens.desk_search import Index
from kiosk.screens.enterprises import categories_of
from kiosk.screens.history import in_words
from kiosk.screens.kiosk import where_now_of

Row = dict[str, Any]

LAST_SCANS = 10
HISTORY = 30
DOUBLES = 20

# What a person's state lets the desk do now, the most likely first: at most three big buttons.
LEADS = {
    "pending": ("confirm_in", "confirm"),
    "away": ("check_in", "print", "ticket"),
    "left": ("check_in", "print", "ticket"),
    "in": ("print", "ticket", "phone"),
}
QUIET = {
    "pending": (),
    "away": ("reprint", "void", "colleague", "group"),
    "left": ("reprint", "void", "colleague", "group", "undo"),
    "in": ("check_out", "reprint", "void", "undo", "colleague", "group"),
}
OF_THE_ENTERPRISE = ("colleague", "group")


def found(db: sqlite3.Connection, index: Index, typed: str, *, now: int) -> list[Row]:
    """Who fits what was typed: id, number, name, enterprise, kind, state (pending, away, in, left), since."""
    rows = index.find(db, typed)
    return _with_state(db, rows, now)


def person(db: sqlite3.Connection, visitor_id: int, *, now: int, lang: str, badge_key: bytes) -> Row:
    """Everything the panel shows of one person. Raises NotFound."""
    visitor = visitors.find(db, visitor_id)
    if visitor is None:
        raise NotFound(gettext("그런 참가자가 없어요. 다시 찾아 주세요.", lang))
    if visitor["state"] == "merged":  # an old link leads to the registration that stayed
        return person(db, visitor["merged_into"], now=now, lang=lang, badge_key=badge_key)
    staff = visitor["badge_kind"] != "visitor"
    [state] = _with_state(db, [{"id": visitor_id, "state": visitor["state"]}], now)
    shape = visitors.shape(badge_key, visitor, names.full(db))
    contact = db.execute("SELECT title, phone FROM contacts WHERE visitor_id = ?", (visitor_id,)).fetchone()
    lost = visitor["voided_at"] is not None
    way = where_now_of(db, visitor, now=now, lang=lang)
    bound = phones.standing(db, visitor_id)
    return {
        **shape,
        "state": state["state"],
        "since": state["since"],
        "title": contact["title"] if contact else None,
        "phone": _masked(contact["phone"]) if contact else None,
        "brn": visitor["brn"],
        "enterprise_id": visitor["enterprise_id"],
        "categories": categories_of(db, visitor["enterprise_id"]) if visitor["enterprise_id"] else [],
        "colleagues": _colleagues(db, visitor, now),
        "void": lost,
        "phones": bound,
        "needs": NEEDS,
        "need_consent": consents.NEED,
        "need_agreed": _agreed_to_need(db, visitor_id),
        "leads": _leads(state["state"], staff, lost),
        "quiet": [
            one
            for one in (*QUIET[state["state"]], "unbind")
            if (visitor["enterprise_id"] or one not in OF_THE_ENTERPRISE)
            and not (lost and one in ("reprint", "void"))
            and (any(bound.values()) or one != "unbind")
        ],
        "way": way,
        "history": in_words(db, visitor_id, lang=lang, limit=HISTORY),
    }


def _leads(state: str, staff: bool, lost: bool) -> tuple[str, ...]:
    """Who lost their badge gets a new one where others get theirs printed."""
    shown = [one for one in LEADS[state] if not staff or one != "ticket"]
    return tuple("reprint" if lost and one == "print" else one for one in shown)


def scans(db: sqlite3.Connection, station_id: int | None, *, now: int, lang: str) -> list[Row]:
    """The last scans and check-ins of this desk, the newest first; `undo` where the check-in still stands."""
    zone = days.time_zone(db)
    rows = db.execute(
        "SELECT j.seq, j.happened_at, j.visitor_id, j.detail, v.number, e.name AS enterprise,"
        " EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = j.visitor_id AND a.undone_at IS NULL"
        " AND a.at = j.happened_at) AS stands"
        " FROM journal j LEFT JOIN visitors v ON v.id = j.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " WHERE j.station_id IS ? AND j.kind = 'visitor.check_in' ORDER BY j.seq DESC LIMIT ?",
        (station_id, LAST_SCANS),
    ).fetchall()
    name = names.full(db)
    shown = []
    for row in rows:
        detail = json.loads(row["detail"])
        shown.append(
            {
                "id": row["visitor_id"],
                "time": days.clock_text(row["happened_at"], zone),
                "number": row["number"],
                "name": name(row["visitor_id"]) if row["visitor_id"] else None,
                "enterprise": row["enterprise"],
                "welcome": detail.get("welcome", "refused"),
                "tail": detail.get("code_tail"),
                "undo": bool(row["stands"]) and detail.get("welcome") in ("new", "back"),
            }
        )
    return shown


def doubles(db: sqlite3.Connection) -> list[Row]:
    """Who looks like one person registered twice: [{why, gone, stays}], each with id, number, name, enterprise."""
    return [
        {"why": one["why"], "gone": _brief(db, one["visitor"]), "stays": _brief(db, one["into"])}
        for one in duplicates.proposals(db)[:DOUBLES]
    ]


def _brief(db: sqlite3.Connection, visitor_id: int) -> Row:
    row: Row = db.execute(
        "SELECT v.id, v.number, v.state, c.name, e.name AS enterprise FROM visitors v"
        " JOIN contacts c ON c.visitor_id = v.id LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.id = ?",
        (visitor_id,),
    ).fetchone()
    return row


def booths(db: sqlite3.Connection, lang: str) -> list[Row]:
    """Every booth to choose from."""
    rows = db.execute(
        "SELECT b.number, a.name AS agency, a.name_en AS agency_en FROM booths b JOIN agencies a ON a.id = b.agency_id"
        " ORDER BY b.number"
    )
    return [{"number": row["number"], "agency": agency_name(row, lang)} for row in rows]


def _with_state(db: sqlite3.Connection, rows: list[Row], now: int) -> list[Row]:
    """Each row with where its visitor stands today: pending, away, in, left; and since when."""
    zone = days.time_zone(db)
    marks = ",".join("?" * len(rows))
    here = {
        row["visitor_id"]: row
        for row in db.execute(
            f"SELECT visitor_id, at, left_at FROM arrivals WHERE day = ? AND undone_at IS NULL AND visitor_id IN ({marks})",
            (days.date_of(now, zone), *(row["id"] for row in rows)),
        )
    }
    return [{**row, **_standing(row["state"], here.get(row["id"]), zone)} for row in rows]


def _standing(state: str, arrival: Row | None, zone: str) -> Row:
    if state == "pending":
        return {"state": "pending", "since": None}
    if arrival is None:
        return {"state": "away", "since": None}
    gone = arrival["left_at"]
    return {"state": "left" if gone else "in", "since": days.clock_text(gone or arrival["at"], zone)}


def _colleagues(db: sqlite3.Connection, visitor: Row, now: int) -> list[Row]:
    """The others of the same enterprise, with where they stand."""
    if visitor["enterprise_id"] is None:
        return []
    rows = db.execute(
        "SELECT v.id, v.number, v.state, c.name FROM visitors v JOIN contacts c ON c.visitor_id = v.id"
        " WHERE v.enterprise_id = ? AND v.id <> ? AND v.state <> 'merged' ORDER BY v.number",
        (visitor["enterprise_id"], visitor["id"]),
    ).fetchall()
    return _with_state(db, rows, now)


def _agreed_to_need(db: sqlite3.Connection, visitor_id: int) -> bool:
    """Whether they have been asked already: what they need may then be changed without asking again."""
    asked = db.execute(
        "SELECT given FROM consents WHERE visitor_id = ? AND purpose = 'need' ORDER BY id DESC LIMIT 1",
        (visitor_id,),
    ).fetchone()
    return bool(asked and asked["given"])


def _masked(phone: str | None) -> str | None:
    """A phone as a desk needs it: enough to ask for the last four digits."""
    return f"{phone[:3]}-****-{phone[-4:]}" if phone and len(phone) >= 8 else phone
