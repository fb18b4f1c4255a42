"""What a visitor's tickets tell: where they have a place, whom they have seen, where they are."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple, TypedDict

from kiosk.expo.queue.tickets import LIVE
from kiosk.expo.square import days


class Visits(NamedTuple):
    """Booth ids where the visitor has a place (`live`); those left, missed or met (`seen`); how many places count
    towards `live_tickets` (`counted`); the booth they were last called to or met at today, None at the entrance
    (`here`)."""

    live: set[int]
    seen: set[int]
    counted: int
    here: int | None


class OfVisit(TypedDict):
    """What a ticket tells of its owner's day; times in ms."""

    booth_id: int
    state: str
    appointment_at: int | None
    called_at: int | None
    started_at: int | None
    ended_at: int | None


def of(db: sqlite3.Connection, visitor_id: int, today: days.Day) -> Visits:
    """Read once for everything that routing asks."""
    return told_by(
        db.execute(
            "SELECT booth_id, state, appointment_at, called_at, started_at, ended_at FROM tickets WHERE visitor_id = ?",
            (visitor_id,),
        ),
        today,
    )


def told_by(tickets: Iterable[OfVisit], today: days.Day) -> Visits:
    """What these tickets, all of one visitor, tell."""
    live, seen, counted = set(), set(), 0
    here, since = None, today.opens_at - 1
    for row in tickets:
        if row["state"] in LIVE:
            live.add(row["booth_id"])
            counted += row["appointment_at"] is None  # appointments are not counted
        if row["state"] == "done" or (row["ended_at"] or 0) >= today.morning:
            seen.add(row["booth_id"])
        went_at = row["started_at"] or row["called_at"] or 0
        if went_at > since:
            here, since = row["booth_id"], went_at
    return Visits(live, seen, counted, here)
