"""What a booth's day holds: who booked it, what its agency announced most. It fills the tablet's middle between meetings."""

import sqlite3
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.square import days

BOOKED_MOST, KINDS_MOST = 4, 5
DAY_MS = 24 * 60 * 60 * 1000


class Booked(TypedDict):
    """An appointment of today; at in ms, time: HH:MM; number: of who took it, once they are in."""

    at: int
    time: str
    enterprise: str | None
    number: int | None


class Kind(TypedDict):
    """A kind of purchase the agency announced: how many, and their won together."""

    category: str
    items: int
    won: int


class Today(TypedDict):
    """Appointments that are still to come, the earliest first, and the dearest kinds of the plan."""

    booked: list[Booked]
    kinds: list[Kind]


def today_of(db: sqlite3.Connection, booth_id: int, agency_id: int, *, now: int, zone: str) -> Today:
    """The rest of the booth's day."""
    midnight = days.at_local(days.date_of(now, zone), "00:00", zone)
    found = rows.every(
        db,
        Booked,
        "SELECT w.starts_at AS at, '' AS time, e.name AS enterprise, v.number FROM wishes w"
        " LEFT JOIN visitors v ON v.id = w.visitor_id"
        " LEFT JOIN enterprises e ON e.id = coalesce(w.enterprise_id, v.enterprise_id)"
        " WHERE w.booth_id = ? AND w.state <> 'withdrawn' AND w.starts_at BETWEEN ? AND ?"
        " AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.wish_id = w.id AND t.ended_at IS NOT NULL)"
        " ORDER BY w.starts_at, w.id LIMIT ?",
        booth_id,
        midnight,
        midnight + DAY_MS,
        BOOKED_MOST,
    )
    kinds = rows.every(
        db,
        Kind,
        "SELECT category, items, won FROM plan_sums WHERE agency_id = ? ORDER BY won DESC, category LIMIT ?",
        agency_id,
        KINDS_MOST,
    )
    return {"booked": [{**one, "time": days.clock_text(one["at"], zone)} for one in found], "kinds": kinds}
