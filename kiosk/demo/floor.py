"""What the crowd reads before each step: who is called and served, which booths could call, who has nothing to do."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict

from kiosk.data import conditions, rows


class AtBooth(TypedDict):
    """Somebody called to a counter or served there; times in ms; `consultation`: the meeting's id, once it runs."""

    id: int
    state: str
    counter: int | None
    visitor_id: int
    called_at: int | None
    started_at: int | None
    booth: str
    consultation: int | None


class BoothRow(TypedDict):
    """A booth, and how many of those who wait there could come now (`free`)."""

    number: str
    counters: int
    paused_at: int | None
    free: int


class Signing(TypedDict):
    id: int
    consultation_id: int
    state: str


class Idle(TypedDict):
    """Somebody in today without a place, and how many places they had."""

    id: int
    met: int


@dataclass
class Floor:
    """The square as one step finds it."""

    called: list[AtBooth]
    serving: list[AtBooth]
    booths: list[BoothRow]
    signings: list[Signing]
    idle: list[Idle]


def look(db: sqlite3.Connection, day: str, *, unstaffed: Collection[str], spare_from: int) -> Floor:
    """The square without the `unstaffed` booths. Visitors whose id is `spare_from` or higher are not of the crowd."""
    live = rows.every(
        db,
        AtBooth,
        "SELECT t.id, t.state, t.counter, t.visitor_id, t.called_at, t.started_at, b.number AS booth,"
        " c.id AS consultation FROM tickets t JOIN booths b ON b.id = t.booth_id"
        " LEFT JOIN consultations c ON c.ticket_id = t.id AND c.state <> 'cancelled'"
        f" WHERE {conditions.called_or_serving()}",
    )
    staffed = [row for row in live if row["booth"] not in unstaffed]
    return Floor(
        called=[row for row in staffed if row["state"] == "called"],
        serving=[row for row in staffed if row["state"] == "serving"],
        booths=[row for row in _booths(db) if row["number"] not in unstaffed],
        signings=rows.every(
            db,
            Signing,
            "SELECT id, consultation_id, state FROM signings WHERE state <> 'done' ORDER BY rank, id",
        ),
        idle=_idle(db, day, spare_from),
    )


def _booths(db: sqlite3.Connection) -> list[BoothRow]:
    return rows.every(
        db,
        BoothRow,
        "SELECT b.number, b.counters, b.paused_at, (SELECT count(*) FROM tickets t"
        " JOIN visitors v ON v.id = t.visitor_id WHERE t.booth_id = b.id AND t.state = 'waiting'"
        f" AND v.paused_at IS NULL AND NOT {conditions.owner_is_busy()}) AS free"
        " FROM booths b ORDER BY b.number",
    )


def _idle(db: sqlite3.Connection, day: str, spare_from: int) -> list[Idle]:
    return rows.every(
        db,
        Idle,
        "SELECT v.id, (SELECT count(*) FROM tickets t WHERE t.visitor_id = v.id) AS met FROM arrivals a"
        " JOIN visitors v ON v.id = a.visitor_id"
        f" WHERE a.day = ? AND {conditions.is_in()} AND v.id < ? AND v.paused_at IS NULL"
        f" AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.visitor_id = v.id AND {conditions.live()})",
        day,
        spare_from,
    )
