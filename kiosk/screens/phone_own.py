"""What a visitor's own phone may do, around the page that is the same for everybody; asked for by its own request."""

import sqlite3
from typing import Literal, TypedDict

from kiosk.data import rows
from kiosk.expo.meeting import consultations
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import invites
from kiosk.expo.queue.invites import ToVisitor
from kiosk.expo.square import days
from kiosk.screens import meetings, programme_mine, timetable
from kiosk.screens.agencies import Choice, agency_name, booths_to_choose
from kiosk.screens.phone import Attending, Ended, PhoneLook, Standing
from kiosk.screens.plan_own import standing
from kiosk.screens.programme_mine import SignedUp


class MeetingRow(TypedDict):
    """A finished meeting whose log is written; ms; the topics as JSON."""

    id: int
    version: int
    started_at: int
    confirmed_version: int | None
    amount_shown: int
    shared_note: str | None
    topics: str | None
    booth: str
    agency: str
    agency_en: str | None


class Outcome(TypedDict):
    outcome: str
    won: int | None


class Meeting(TypedDict):
    """What came of a meeting, for the visitor who was there; `shows_amount`: they let the stage show it."""

    consultation: int
    time: str
    booth: str
    agency: str
    confirmed: bool
    shows_amount: bool
    shared_note: str | None
    topics: list[str]
    lines: list[Outcome]


class Unbound(TypedDict):
    """A phone that may change nothing; `by_digits`: it may say the last digits of its number here."""

    bound: Literal[False]
    by_digits: bool


class OwnPush(TypedDict):
    """Whether this phone is told while its page is closed, and the key with which its browser subscribes (base64url)."""

    key: str
    on: bool


class Own(TypedDict):
    """What a bound phone may do itself: places to leave, booths to join, wishes to withdraw, news to answer, meetings to confirm."""

    bound: Literal[True]
    visitor: int
    places: list[Standing]
    booths: list[Choice]
    wishes: list[Choice]
    paused: bool
    ended: list[Ended]
    invites: list[ToVisitor]
    mine: list[SignedUp]
    attending: Attending | None
    meetings: list[Meeting]
    secure: bool
    has_met: bool
    push: OwnPush | None
    proposals: list[timetable.OfEnterprise]


def own(
    db: sqlite3.Connection,
    visitor: Visitor,
    *,
    now: int,
    lang: str,
    bound: bool,
    by_digits: bool,
    secure: bool,
    push: OwnPush | None = None,
) -> Own | Unbound:
    """What this phone itself may do and see; its meetings only over a `secure` connection. `push`: None where it can't be
    told while its page is closed."""
    if not bound:
        return {"bound": False, "by_digits": by_digits}
    look = PhoneLook(db, visitor, now, lang)
    places = [look.standing(place) for place in look.places]
    taken = {row["booth"] for row in look.live}
    held = standing(db, visitor)
    return {
        "bound": True,
        "visitor": visitor["id"],
        "places": places,
        "booths": [one for one in booths_to_choose(db, lang) if one["number"] not in taken],
        "wishes": [one for one in booths_to_choose(db, lang) if held.get(one["number"]) == "wished"],
        "paused": visitor["paused_at"] is not None,
        "ended": look.ended(),
        "invites": invites.of_visitor(db, visitor["id"]),
        "mine": programme_mine.signed_up(db, visitor["id"], now),
        "attending": look.attending,
        "meetings": _meetings(db, visitor["id"], look.zone, lang) if secure else [],
        "secure": secure,
        "has_met": secure and meetings.is_any_of_visitor(db, visitor),
        "push": push,
        "proposals": timetable.of_enterprise(db, visitor["enterprise_id"], lang),
    }


def _meetings(db: sqlite3.Connection, visitor_id: int, zone: str, lang: str) -> list[Meeting]:
    found = rows.every(
        db,
        MeetingRow,
        "SELECT c.id, c.version, c.started_at, c.confirmed_version, c.amount_shown, c.shared_note, c.topics, b.number AS booth,"
        " a.name AS agency, a.name_en AS agency_en"
        " FROM consultations c JOIN booths b ON b.id = c.booth_id JOIN agencies a ON a.id = b.agency_id"
        " WHERE c.visitor_id = ? AND c.state = 'finished' AND c.unwritten = 0 ORDER BY c.started_at",
        visitor_id,
    )
    return [
        {
            "consultation": row["id"],
            "time": days.clock_text(row["started_at"], zone),
            "booth": row["booth"],
            "agency": agency_name(row, lang),
            "confirmed": row["confirmed_version"] == row["version"],
            "shows_amount": bool(row["amount_shown"]),
            "shared_note": row["shared_note"],
            "topics": consultations.topics_of(row),
            "lines": rows.every(
                db,
                Outcome,
                "SELECT outcome, amount_won AS won FROM lines WHERE consultation_id = ? AND version = ? ORDER BY id",
                row["id"],
                row["version"],
            ),
        }
        for row in found
    ]
