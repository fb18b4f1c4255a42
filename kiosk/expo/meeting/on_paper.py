"""A meeting that was held while the power was gone, logged on paper, and typed in afterwards with its times.

It takes the place in the queue that its visitor held there. Without one, or where they took it only afterwards, nobody knows since
when they waited: their place counts as a walk-up's, which is in no figure of waits.
"""

import json
from typing import NamedTuple, TypedDict

from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.meeting import consultations
from kiosk.expo.meeting.consultations import Line
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import routing, tickets, wishes
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import days
from kiosk.expo.square.days import Day


class OnPaper(NamedTuple):
    """What the sheet says. `starts_at`, `ends_at`: ms; `ends_at` None: nobody wrote it down."""

    visitor_id: int
    booth_id: int
    day: Day
    starts_at: int
    ends_at: int | None
    counter: int
    lines: list[Line]
    note: str | None
    follow_up: dict[str, str] | None


class Booked(TypedDict):
    """An appointment; ms."""

    id: int
    starts_at: int


class Place(TypedDict):
    """Of the ticket what the journal must tell: since when somebody waited, how they came to it, and for what appointment."""

    joined_at: int
    origin: str
    appointment_at: int | None
    wish: int | None


def write(change: Change, meeting: OnPaper) -> int:
    """Write the finished meeting with its log; returns its id. What contradicts it was looked at before (imports/paper.py)."""
    visitor = visitors.require(change, meeting.visitor_id)
    ended_at = meeting.ends_at or meeting.starts_at
    ticket, place = _place(change, visitor, meeting, ended_at)
    consultation = change.insert(
        "consultations",
        ticket_id=ticket,
        visitor_id=visitor["id"],
        booth_id=meeting.booth_id,
        counter=meeting.counter,
        state="finished",
        started_at=meeting.starts_at,
        finished_at=ended_at,
        version=1,
        note=meeting.note,
        follow_up=json.dumps(meeting.follow_up, ensure_ascii=False) if meeting.follow_up else None,
        saved_at=change.now,
        paper_at=change.now,
    )
    for line in meeting.lines:
        change.insert(
            "lines",
            consultation_id=consultation,
            version=1,
            outcome=line["outcome"],
            amount_won=line["amount"],
            plan_item_id=line["plan_item"],
            note=line["note"],
        )
    change.record(
        "paper.meeting",
        **consultations.subject(consultations.require(change, consultation)),
        day=meeting.day.day,
        started_at=meeting.starts_at,
        ended_at=ended_at,
        counter=meeting.counter,
        outcomes=[line["outcome"] for line in meeting.lines],
        lines=[[line["outcome"], line["amount"], line["plan_item"]] for line in meeting.lines],
        place=place,
    )
    if meeting.day.day == days.date_of(change.now, change.time_zone):
        routing.promote(change, visitor)
    return consultation


def _place(change: Change, visitor: Visitor, meeting: OnPaper, ended_at: int) -> tuple[int, Place]:
    """The ticket with which they sat down: the place that they held there, else a new one."""
    wishes.give_place(change, visitor["id"], meeting.booth_id)
    held = tickets.place_at(change.db, visitor["id"], meeting.booth_id)
    row = tickets.found(change, held) if held is not None else None
    if row and _was_for_it(row, ended_at):
        return _take(change, row, meeting, ended_at)
    booked = _appointment(change, visitor, meeting)
    if booked:
        change.update(
            "UPDATE wishes SET state = 'placed', visitor_id = ? WHERE id = ?", visitor["id"], booked["id"]
        )
    place: Place = {
        "joined_at": meeting.starts_at,
        "origin": "appointment" if booked else "walk_up",
        "appointment_at": booked["starts_at"] if booked else None,
        "wish": booked["id"] if booked else None,
    }
    ticket = change.insert(
        "tickets",
        visitor_id=visitor["id"],
        booth_id=meeting.booth_id,
        state="done",
        counter=meeting.counter,
        rank=float(meeting.starts_at),
        joined_at=place["joined_at"],
        origin=place["origin"],
        appointment_at=place["appointment_at"],
        wish_id=place["wish"],
        started_at=meeting.starts_at,
        ended_at=ended_at,
        place=tickets.new_place(change),
    )
    return ticket, place


def _was_for_it(row: Ticket, ended_at: int) -> bool:
    """Not one that is being served now, nor one that they asked for after the meeting: they want to come again."""
    return row["state"] != "serving" and (row["joined_at"] <= ended_at or row["origin"] != "asked")


def _take(change: Change, row: Ticket, meeting: OnPaper, ended_at: int) -> tuple[int, Place]:
    waited = row["joined_at"] < meeting.starts_at
    place: Place = {
        "joined_at": row["joined_at"] if waited else meeting.starts_at,
        "origin": row["origin"] if waited or row["appointment_at"] is not None else "walk_up",
        "appointment_at": row["appointment_at"],
        "wish": row["wish_id"],
    }
    unmeasured = {} if waited else {"expected_p50_ms": None, "expected_p80_ms": None}
    tickets.move(
        change,
        row,
        "done",
        counter=meeting.counter,
        started_at=meeting.starts_at,
        ended_at=ended_at,
        joined_at=place["joined_at"],
        origin=place["origin"],
        **unmeasured,
    )
    return row["id"], place


def _appointment(change: Change, visitor: Visitor, meeting: OnPaper) -> Booked | None:
    """Theirs, or their enterprise's that nobody took, at this booth on this day: the one nearest to when they sat down."""
    return rows.one(
        change.db,
        Booked,
        "SELECT id, starts_at FROM wishes WHERE booth_id = ?1 AND starts_at BETWEEN ?2 AND ?3"
        f" AND {conditions.OPEN_APPOINTMENT} AND (visitor_id = ?4 OR (visitor_id IS NULL AND enterprise_id = ?5))"
        " ORDER BY abs(starts_at - ?6), id LIMIT 1",
        meeting.booth_id,
        meeting.day.opens_at,
        meeting.day.closes_at,
        visitor["id"],
        visitor["enterprise_id"],
        meeting.starts_at,
    )
