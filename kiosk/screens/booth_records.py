"""What was logged at a booth: finished meetings, those that nobody ended and whose log waits, one meeting's whole log.

For the booth that wrote it and organisers alone.
"""

import json
import sqlite3
from typing import Any, TypedDict

from kiosk.data import names, rows
from kiosk.expo.meeting import attachments, consultations, forgotten
from kiosk.expo.meeting.attachments import AttachmentShape
from kiosk.expo.meeting.consultations import Consultation
from kiosk.expo.queue.tickets import OwnerShape
from kiosk.expo.square import days, waits
from kiosk.screens.booth_today import Today
from kiosk.screens.partners import Line, Partners


class Finished(TypedDict):
    """A finished meeting as its row says; ms; confirmed: 1 where the enterprise has confirmed this version; on_paper: 1 where it
    was typed in from paper."""

    id: int
    version: int
    finished_at: int
    started_at: int
    counter: int
    visitor_id: int
    called_number: int
    enterprise: str | None
    confirmed: int | None
    on_paper: int
    signing: str | None


class Record(Finished):
    """With what was agreed, when it ended (HH:MM) and how many minutes it took."""

    name: str
    time: str
    minutes: int
    lines: list[Line]


class UnwrittenRecord(forgotten.Told):
    """With the visitor's name."""

    name: str


class Records(TypedDict):
    """Today's finished meetings, those of any day whose log waits (`forgotten.unwritten`, with the name), and what else
    the day holds."""

    records: list[Record]
    unwritten: list[UnwrittenRecord]
    today: Today


class LogRow(Consultation):
    """A meeting with the agency whose plan its lines are about."""

    agency_id: int


class Visitor(OwnerShape):
    number: int


class Log(TypedDict):
    """A meeting's log as its booth reads it. saved_at: ISO; confirmed: the enterprise has confirmed this version;
    signing: its state, once it was sent to the stage; which of the two lets its amount be shown there."""

    id: int
    booth: str
    counter: int
    state: str
    version: int
    visitor: Visitor
    lines: list[Line]
    note: str
    shared_note: str
    topics: list[str]
    attachments: list[AttachmentShape]
    follow_up: dict[str, Any]
    saved_at: str | None
    unwritten: bool
    confirmed: bool
    signing: str | None
    agency_shows: bool
    enterprise_shows: bool


class SigningRow(TypedDict):
    """1: the agency lets the amount be shown."""

    state: str
    amount_shown: int


def since(db: sqlite3.Connection, partners: Partners, at: int, lang: str) -> list[Record]:
    """Meetings of the booth of `partners` that finished since `at` (ms), the newest first; of those that the clock
    ended, the ones written since then."""
    found = rows.every(
        db,
        Finished,
        "SELECT c.id, c.version, c.finished_at, c.started_at, c.counter, c.visitor_id, v.number AS called_number,"
        " e.name AS enterprise, c.confirmed_version = c.version AS confirmed, c.paper_at IS NOT NULL AS on_paper,"
        " s.state AS signing"
        " FROM consultations c JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id LEFT JOIN signings s ON s.consultation_id = c.id"
        " WHERE c.booth_id = ?1 AND c.state = 'finished' AND c.unwritten = 0"
        " AND (c.finished_at >= ?2 OR c.forgotten_at IS NOT NULL AND c.saved_at >= ?2)"
        " ORDER BY c.finished_at DESC, c.id DESC",
        partners.booth_id,
        at,
    )
    name = names.shared(db, lang)
    return [
        {
            **row,
            "name": name(row["visitor_id"]),
            "time": days.clock_text(row["finished_at"], partners.zone),
            "minutes": max(1, round((row["finished_at"] - row["started_at"]) / waits.MIN_MS)),
            "lines": partners.lines(row["id"], row["version"]),
        }
        for row in found
    ]


def unwritten(db: sqlite3.Connection, booth_id: int, zone: str, lang: str) -> list[UnwrittenRecord]:
    """Meetings that nobody ended and whose log waits, of whatever day."""
    name = names.shared(db, lang)
    found = forgotten.unwritten(db, lang, zone, booth_id=booth_id)
    return [{**one, "name": name(one["visitor"])} for one in found]


def log(db: sqlite3.Connection, consultation_id: int, *, lang: str) -> Log | None:
    """A meeting's whole log for those who wrote it, None where there is no such meeting."""
    row = rows.one(
        db,
        LogRow,
        "SELECT c.*, b.number AS booth, b.agency_id, v.number, e.name AS enterprise, v.enterprise_id"
        " FROM consultations c"
        " JOIN booths b ON b.id = c.booth_id JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE c.id = ?",
        consultation_id,
    )
    if row is None:
        return None
    zone = days.time_zone(db)
    lines = Partners(db, row["agency_id"], row["booth_id"], zone).lines(
        row["id"], consultations.shown_version(row)
    )
    signing = rows.one(
        db, SigningRow, "SELECT state, amount_shown FROM signings WHERE consultation_id = ?", row["id"]
    )
    confirmed = consultations.is_confirmed(row)
    return {
        "id": row["id"],
        "booth": row["booth"],
        "counter": row["counter"],
        "state": row["state"],
        "version": row["version"],
        "visitor": {
            "id": row["visitor_id"],
            "name": names.shared(db, lang)(row["visitor_id"]),
            "enterprise": row["enterprise"],
            "number": row["number"],
        },
        "lines": lines,
        "note": row["note"] or "",
        "shared_note": row["shared_note"] or "",
        "topics": consultations.topics_of(row),
        "attachments": attachments.of_consultation(db, row["id"]),
        "follow_up": json.loads(row["follow_up"]) if row["follow_up"] else {},
        "saved_at": days.iso(row["saved_at"], zone),
        "unwritten": bool(row["unwritten"]),
        "confirmed": confirmed,
        "signing": signing["state"] if signing else None,
        "agency_shows": bool(signing and signing["amount_shown"]),
        "enterprise_shows": confirmed and bool(row["amount_shown"]),
    }
