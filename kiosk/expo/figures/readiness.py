"""How far an expo is made: what is there, what is missing, what doesn't fit together. One read, before the first day."""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.square.stations import CONNECTED


class Readiness(TypedDict):
    """Counts. `won` of the plan; *_outside: of which time no day of the expo is open; uncategorised: enterprises without a
    category; persons: registered, with a badge; badges_at: when everybody's badges were last drawn (ms), `badges` how many;
    unprinted: registered since. Of stations only those that somebody paired or a program uses: `doors` are kiosks and desks,
    `tablets` and `untended` the booths with and without one."""

    agencies: int
    booths: int
    counters: int
    plan_items: int
    won: int
    planless: int
    enterprises: int
    uncategorised: int
    persons: int
    pending: int
    appointments: int
    appointments_outside: int
    programme: int
    programme_outside: int
    badges_at: int | None
    badges: int | None
    unprinted: int
    doors: int
    boards: int
    tablets: int
    untended: int


_OUTSIDE = "NOT EXISTS (SELECT 1 FROM days WHERE starts_at >= opens_at AND starts_at < closes_at)"
_REGISTERED = "v.state = 'registered' AND v.voided_at IS NULL"
_PAIRED = f"s.{conditions.NOT_REVOKED} AND {CONNECTED}"
_TABLET = f"EXISTS (SELECT 1 FROM stations s WHERE s.booth_id = b.id AND s.role = 'booth' AND {_PAIRED})"
_SHEET = "FROM journal WHERE kind = 'badge.sheet' ORDER BY seq DESC LIMIT 1"
_COUNTS = {
    "agencies": "SELECT count(*) FROM agencies",
    "booths": "SELECT count(*) FROM booths",
    "counters": "SELECT coalesce(sum(counters), 0) FROM booths",
    "plan_items": "SELECT count(*) FROM plan_items",
    "won": "SELECT coalesce(sum(won), 0) FROM plan_items",
    "planless": "SELECT count(*) FROM booths b WHERE NOT EXISTS"
    " (SELECT 1 FROM plan_items p WHERE p.agency_id = b.agency_id)",
    "enterprises": "SELECT count(*) FROM enterprises",
    "uncategorised": "SELECT count(*) FROM enterprises e WHERE NOT EXISTS"
    " (SELECT 1 FROM enterprise_categories c WHERE c.enterprise_id = e.id)",
    "persons": f"SELECT count(*) FROM visitors v JOIN contacts c ON c.visitor_id = v.id WHERE {_REGISTERED}",
    "pending": "SELECT count(*) FROM visitors WHERE state = 'pending'",
    "appointments": "SELECT count(*) FROM wishes WHERE starts_at IS NOT NULL AND state <> 'withdrawn'",
    "appointments_outside": f"SELECT count(*) FROM wishes WHERE {conditions.OPEN_APPOINTMENT} AND {_OUTSIDE}",
    "programme": "SELECT count(*) FROM programme",
    "programme_outside": f"SELECT count(*) FROM programme WHERE {_OUTSIDE}",
    "badges_at": f"SELECT at {_SHEET}",
    "badges": f"SELECT json_extract(detail, '$.count') {_SHEET}",
    "unprinted": f"SELECT count(*) FROM visitors v WHERE {_REGISTERED} AND v.registered_at > coalesce((SELECT at {_SHEET}), 0)",
    "doors": f"SELECT count(*) FROM stations s WHERE s.role IN ('kiosk', 'desk') AND {_PAIRED}",
    "boards": f"SELECT count(*) FROM stations s WHERE s.role = 'board' AND {_PAIRED}",
    "tablets": f"SELECT count(*) FROM booths b WHERE {_TABLET}",
    "untended": f"SELECT count(*) FROM booths b WHERE NOT {_TABLET}",
}
_SQL = f"SELECT {', '.join(f'({sql}) AS {name}' for name, sql in _COUNTS.items())}"


def readiness(db: sqlite3.Connection) -> Readiness:
    """What is there now."""
    found = rows.one(db, Readiness, _SQL)
    assert found is not None  # a SELECT of counts has its one row
    return found
