"""Meetings that are over with what came of them, a row an outcome line: for the booth that held them, for the enterprise that
was there, for the phone of who sat there. Who reads decides what is shown; the note is the agency's own."""

import json
import sqlite3
from itertools import groupby
from typing import NotRequired, TypedDict

from kiosk.data import names, rows
from kiosk.expo.meeting import consultations
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.square import days
from kiosk.language.kinds import known_word
from kiosk.screens.agencies import agency_name


class Said(TypedDict):
    """One outcome line with its meeting; ms; `outcome` None: nobody has written what came of it. `topics`, `follow_up`:
    JSON; `confirmed` 1: the enterprise has confirmed this version."""

    meeting: int
    visitor_id: int
    number: int
    booth: str
    agency: str
    agency_en: str | None
    counter: int
    started_at: int
    finished_at: int
    version: int
    note: str | None
    shared_note: str | None
    topics: str | None
    follow_up: str | None
    confirmed: int
    enterprise_id: int | None
    enterprise: str | None
    brn: str | None
    kind: str | None
    outcome: str | None
    won: int | None
    line_note: str | None
    title: str | None
    category: str | None


class FollowUp(TypedDict):
    """What was promised, who does it, until when, each as it was written."""

    text: NotRequired[str]
    who: NotRequired[str]
    due: NotRequired[str]


class Agreed(TypedDict):
    outcome: str
    won: int | None
    title: str | None


class Colleague(TypedDict):
    """Who else of the enterprise was there; `name` is masked."""

    number: int
    name: str


class Told(TypedDict):
    """A meeting as its visitor may read it: no note of the agency's. `by` None: they were there themselves. `day`: ISO date;
    `time`: HH:MM."""

    meeting: int
    by: Colleague | None
    day: str
    time: str
    booth: str
    agency: str
    confirmed: bool
    shared_note: str | None
    topics: list[str]
    follow_up: FollowUp
    lines: list[Agreed]


_SELECT = (
    "SELECT c.id AS meeting, c.visitor_id, v.number, b.number AS booth, a.name AS agency, a.name_en AS agency_en, c.counter,"
    " c.started_at, c.finished_at, c.version, c.note, c.shared_note, c.topics, c.follow_up,"
    " coalesce(c.confirmed_version = c.version, 0) AS confirmed, e.id AS enterprise_id, e.name AS enterprise, e.brn, e.kind,"
    " l.outcome, l.amount_won AS won, l.note AS line_note, p.title, p.category"
    " FROM consultations c JOIN booths b ON b.id = c.booth_id JOIN agencies a ON a.id = b.agency_id"
    " JOIN visitors v ON v.id = c.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
    " LEFT JOIN lines l ON l.consultation_id = c.id AND l.version = c.version"
    " LEFT JOIN plan_items p ON p.id = l.plan_item_id WHERE c.state = 'finished'"
)


def of_booth(db: sqlite3.Connection, booth_id: int) -> list[Said]:
    """What one booth wrote, meetings whose log still waits among them, in the order of time."""
    return rows.every(db, Said, f"{_SELECT} AND c.booth_id = ? ORDER BY c.started_at, c.id, l.id", booth_id)


def of_enterprises(db: sqlite3.Connection) -> list[Said]:
    """What all enterprises met and agreed, one after another by name, each in the order of time."""
    return rows.every(
        db,
        Said,
        f"{_SELECT} AND c.unwritten = 0 AND e.id IS NOT NULL ORDER BY e.name, e.id, c.started_at, c.id, l.id",
    )


def of_visitor(db: sqlite3.Connection, visitor: Visitor, lang: str) -> list[Told]:
    """What one person met and agreed, as their own phone shows it; and what others of their enterprise did, where they speak
    for it (`visitors.speaks_for_enterprise`)."""
    zone, naming = days.time_zone(db), names.masked(db)
    whose, value = _whose(visitor)
    found = rows.every(
        db, Said, f"{_SELECT} AND c.unwritten = 0 AND {whose} ORDER BY c.started_at, c.id, l.id", value
    )
    told = []
    for _, each in groupby(found, key=lambda one: one["meeting"]):
        lines = list(each)
        other = lines[0]["visitor_id"]
        by: Colleague = {"number": lines[0]["number"], "name": naming(other)}
        told.append(_told(lines, None if other == visitor["id"] else by, zone, lang))
    return told


def is_any_of_visitor(db: sqlite3.Connection, visitor: Visitor) -> bool:
    """Whether `of_visitor` has something to tell."""
    whose, value = _whose(visitor)
    sql = (
        "SELECT 1 FROM visitors v JOIN consultations c ON c.visitor_id = v.id AND c.state = 'finished'"
        f" AND c.unwritten = 0 WHERE {whose} LIMIT 1"
    )
    return db.execute(sql, (value,)).fetchone() is not None


def _whose(visitor: Visitor) -> tuple[str, int | None]:
    if visitors.speaks_for_enterprise(visitor):
        return "v.enterprise_id = ?", visitor["enterprise_id"]
    return "v.id = ?", visitor["id"]


def follow_up_of(said: Said) -> FollowUp:
    found: FollowUp = json.loads(said["follow_up"] or "{}")
    return found


def topics_said(said: Said, lang: str) -> str:
    return ", ".join(known_word(one, lang) for one in consultations.topics_of(said))


def _told(lines: list[Said], by: Colleague | None, zone: str, lang: str) -> Told:
    first = lines[0]
    return {
        "meeting": first["meeting"],
        "by": by,
        "day": days.date_of(first["started_at"], zone),
        "time": days.clock_text(first["started_at"], zone),
        "booth": first["booth"],
        "agency": agency_name(first, lang),
        "confirmed": bool(first["confirmed"]),
        "shared_note": first["shared_note"],
        "topics": consultations.topics_of(first),
        "follow_up": follow_up_of(first),
        "lines": [
            {"outcome": one["outcome"], "won": one["won"], "title": one["title"]}
            for one in lines
            if one["outcome"]
        ],
    }
