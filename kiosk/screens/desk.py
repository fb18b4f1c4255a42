"""The desk: who was found, the one person and what they may do now, the last scans, who looks registered twice."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict

from badges.code import encode
from kiosk.actions.refusals import NotFound
from kiosk.data import conditions, names, rows
from kiosk.expo.door import duplicates
from kiosk.expo.door.registrations import NEEDS
from kiosk.expo.person import consents, phones, visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.square import booths, days, gatherings, own_words
from kiosk.language.sentences import gettext
from kiosk.screens.desk_search import Index
from kiosk.screens.enterprises import categories_of, people_of
from kiosk.screens.history import Told, in_words
from kiosk.screens.kiosk import WhereNow, where_now_of

LAST_SCANS = 10
HISTORY = 30
DOUBLES = 20

State = Literal["pending", "away", "in", "left"]

# What a person's state lets the desk do now, the most likely first: at most three big buttons.
LEADS: dict[State, tuple[str, ...]] = {
    "pending": ("confirm_in", "confirm"),
    "away": ("check_in", "print", "ticket"),
    "left": ("check_in", "print", "ticket"),
    "in": ("print", "ticket", "phone"),
}
QUIET: dict[State, tuple[str, ...]] = {
    "pending": (),
    "away": ("reprint", "void", "colleague", "group"),
    "left": ("reprint", "void", "colleague", "group", "undo"),
    "in": ("check_out", "reprint", "void", "undo", "colleague", "group"),
}
OF_THE_ENTERPRISE = ("colleague", "group")


class Standing(TypedDict):
    """Where somebody stands today, and since when (HH:MM)."""

    state: State
    since: str | None


class Colleague(Standing):
    """Another person of the same enterprise."""

    id: int
    number: int
    name: str


class FoundPerson(Colleague):
    """Somebody who fits what was typed."""

    enterprise: str | None
    kind: str | None


class Contact(TypedDict):
    title: str | None
    phone: str | None


class Names(TypedDict):
    """Of a guest's contact data what stands on their badge beside the name."""

    name_latin: str | None
    comes_from: str | None


class Guest(Names):
    """Of which event somebody is a guest, and the word of the language that they speak."""

    event: str
    speaks: str


class Person(FoundPerson):
    """Everything the panel shows of one person. phone: masked; void: their badge was lost; leads, quiet: what the desk
    may do now, as large and small buttons; need_agreed: they said already that what they need may be kept."""

    code: str
    badge_kind: str
    need: str | None
    guest: Guest | None
    title: str | None
    phone: str | None
    brn: str | None
    enterprise_id: int | None
    categories: list[str]
    colleagues: list[Colleague]
    void: bool
    phones: phones.Standing
    needs: Sequence[str]
    need_consent: str
    need_agreed: bool
    leads: tuple[str, ...]
    quiet: list[str]
    way: WhereNow
    history: list[Told]


class ScanRow(TypedDict):
    """A scan as the journal says it; ms; detail: JSON; stands: 1 while its check-in was not taken back."""

    happened_at: int
    visitor_id: int | None
    detail: str
    number: int | None
    enterprise: str | None
    stands: int


class Scan(TypedDict):
    """One scan of this desk. tail: the last digits of a code that nobody has; undo: the check-in may be taken back."""

    id: int | None
    time: str
    number: int | None
    name: str | None
    enterprise: str | None
    welcome: str
    tail: str | None
    undo: bool


class Brief(TypedDict):
    id: int
    number: int
    state: str
    name: str
    enterprise: str | None


class Double(TypedDict):
    """Two registrations that look like one person's. why: phone or enterprise; gone: the one to merge into `stays`."""

    why: str
    gone: Brief
    stays: Brief


class Arrival(TypedDict):
    """When somebody came today, and left; ms."""

    visitor_id: int
    at: int
    left_at: int | None


def found(db: sqlite3.Connection, index: Index, typed: str, *, now: int) -> list[FoundPerson]:
    """Who fits what was typed, the best first."""
    people = index.find(db, typed)
    standing = standings(db, {one["id"]: one["state"] for one in people}, now)
    return [
        {
            "id": one["id"],
            "number": one["number"],
            "name": one["name"],
            "enterprise": one["enterprise"],
            "kind": one["kind"],
            **standing[one["id"]],
        }
        for one in people
    ]


def _guest(db: sqlite3.Connection, visitor: Visitor, lang: str) -> Guest | None:
    event = gatherings.of(db, visitor["gathering_id"])
    if event is None:
        return None
    told = rows.one(
        db, Names, "SELECT name_latin, comes_from FROM contacts WHERE visitor_id = ?", visitor["id"]
    )
    speaks = gatherings.GUEST_LANGUAGES.get(visitor["guest_lang"] or "", "")
    return {
        "event": gatherings.title(event, lang),
        "speaks": gettext(speaks, lang) if speaks else "",
        "name_latin": told["name_latin"] if told else None,
        "comes_from": told["comes_from"] if told else None,
    }


def person(db: sqlite3.Connection, visitor_id: int, *, now: int, lang: str, badge_key: bytes) -> Person:
    """The panel of one person; of who was merged, that of the registration that stayed. Raises NotFound."""
    visitor = visitors.find(db, visitor_id)
    if visitor is None:
        raise NotFound(gettext("그런 참가자가 없어요. 다시 찾아 주세요.", lang))
    if visitor["merged_into"] is not None:  # an old link
        return person(db, visitor["merged_into"], now=now, lang=lang, badge_key=badge_key)
    staff = visitor["badge_kind"] != "visitor"
    standing = standings(db, {visitor_id: visitor["state"]}, now)[visitor_id]
    contact = rows.one(db, Contact, "SELECT title, phone FROM contacts WHERE visitor_id = ?", visitor_id)
    lost = visitor["voided_at"] is not None
    way = where_now_of(db, visitor, now=now, lang=lang)
    bound = phones.standing(db, visitor_id)
    return {
        **standing,
        "id": visitor_id,
        "number": visitor["number"],
        "name": names.full(db, lang)(visitor_id),
        "enterprise": visitor["enterprise"],
        "kind": visitor["kind"],
        "badge_kind": visitor["badge_kind"],
        "need": visitor["need"],
        "guest": _guest(db, visitor, lang),
        "code": encode(badge_key, visitor["number"], visitor["serial"]),
        "title": contact["title"] if contact else None,
        "phone": _masked(contact["phone"]) if contact else None,
        "brn": visitor["brn"],
        "enterprise_id": visitor["enterprise_id"],
        "categories": categories_of(db, visitor["enterprise_id"]),
        "colleagues": _colleagues(db, visitor, now),
        "void": lost,
        "phones": bound,
        "needs": NEEDS,
        "need_consent": own_words.consents(booths.settings_of(db), lang)["need"],
        "need_agreed": consents.gives(db, visitor_id, "need"),
        "leads": _leads(standing["state"], staff, lost),
        "quiet": [
            one
            for one in (*QUIET[standing["state"]], "unbind")
            if (visitor["enterprise_id"] or one not in OF_THE_ENTERPRISE)
            and not (lost and one in ("reprint", "void"))
            and (any(bound.values()) or one != "unbind")
        ],
        "way": way,
        "history": in_words(db, visitor_id, lang=lang, limit=HISTORY),
    }


def _leads(state: State, staff: bool, lost: bool) -> tuple[str, ...]:
    """Who lost their badge gets a new one (`reprint`) where others get theirs printed."""
    shown = [one for one in LEADS[state] if not staff or one != "ticket"]
    return tuple("reprint" if lost and one == "print" else one for one in shown)


def scans(db: sqlite3.Connection, station_id: int | None) -> list[Scan]:
    """The last scans and check-ins of this desk, the newest first."""
    zone = days.time_zone(db)
    found = rows.every(
        db,
        ScanRow,
        "SELECT j.happened_at, j.visitor_id, j.detail, v.number, e.name AS enterprise,"
        f" EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = j.visitor_id AND {conditions.came()}"
        " AND a.at = j.happened_at) AS stands"
        " FROM journal j LEFT JOIN visitors v ON v.id = j.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " WHERE j.station_id IS ? AND j.kind = 'visitor.check_in' ORDER BY j.seq DESC LIMIT ?",
        station_id,
        LAST_SCANS,
    )
    name = names.full(db)
    shown: list[Scan] = []
    for row in found:
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


def doubles(db: sqlite3.Connection, index: Index) -> list[Double]:
    """Who looks like one person registered twice."""
    index.keep_up(db)
    return [
        {"why": one["why"], "gone": _brief(db, one["visitor"]), "stays": _brief(db, one["into"])}
        for one in duplicates.proposals(db, index.alike, DOUBLES)
    ]


def _brief(db: sqlite3.Connection, visitor_id: int) -> Brief:
    [row] = rows.every(
        db,
        Brief,
        "SELECT v.id, v.number, v.state, c.name, e.name AS enterprise FROM visitors v"
        " JOIN contacts c ON c.visitor_id = v.id LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.id = ?",
        visitor_id,
    )
    return row


def standings(db: sqlite3.Connection, states: Mapping[int, str], now: int) -> dict[int, Standing]:
    """Visitor id -> where they stand today, of visitor id -> their row's state."""
    zone = days.time_zone(db)
    marks = ",".join("?" * len(states))
    found = rows.every(
        db,
        Arrival,
        f"SELECT visitor_id, at, left_at FROM arrivals WHERE day = ? AND {conditions.CAME}"
        f" AND visitor_id IN ({marks})",
        days.date_of(now, zone),
        *states,
    )
    here = {row["visitor_id"]: row for row in found}
    return {one: _standing(state, here.get(one), zone) for one, state in states.items()}


def _standing(state: str, arrival: Arrival | None, zone: str) -> Standing:
    if state == "pending":
        return {"state": "pending", "since": None}
    if arrival is None:
        return {"state": "away", "since": None}
    gone = arrival["left_at"]
    return {"state": "left" if gone else "in", "since": days.clock_text(gone or arrival["at"], zone)}


def _colleagues(db: sqlite3.Connection, visitor: Visitor, now: int) -> list[Colleague]:
    """The others of the same enterprise, with where they stand."""
    if visitor["enterprise_id"] is None:
        return []
    people = [one for one in people_of(db, visitor["enterprise_id"]) if one["id"] != visitor["id"]]
    standing = standings(db, {one["id"]: one["state"] for one in people}, now)
    return [
        {"id": one["id"], "number": one["number"], "name": one["name"], **standing[one["id"]]}
        for one in people
    ]


def _masked(phone: str | None) -> str | None:
    """A phone as a desk needs it: enough to ask for the last four digits."""
    return f"{phone[:3]}-****-{phone[-4:]}" if phone and len(phone) >= 8 else phone
