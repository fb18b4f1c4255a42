"""Every figure of the expo, how many, how long, how much, defined once. Kinds of outcome are never added together."""

import sqlite3
from typing import Any

from kiosk.expo import days

OUTCOMES = ("consulted", "commitment", "contract", "mou")


def now_on_the_square(db: sqlite3.Connection, day: str) -> dict[str, int]:
    """Persons and enterprises who checked in on this day; persons who wait; meetings that run.

    Persons are visitors, whatever was reprinted; a person with three places waits once, and not while in a meeting or
    called.
    """
    arrived = db.execute(
        "SELECT count(*) AS persons, count(DISTINCT v.enterprise_id) AS enterprises FROM arrivals a"
        " JOIN visitors v ON v.id = a.visitor_id WHERE a.day = ? AND a.undone_at IS NULL",
        (day,),
    ).fetchone()
    waiting = db.execute(
        "SELECT count(DISTINCT t.visitor_id) AS persons FROM tickets t"
        " JOIN arrivals a ON a.visitor_id = t.visitor_id AND a.day = ? AND a.undone_at IS NULL AND a.left_at IS NULL"
        " WHERE t.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM tickets o WHERE o.visitor_id = t.visitor_id"
        " AND o.state IN ('called', 'serving'))",
        (day,),
    ).fetchone()
    meetings = db.execute("SELECT count(*) AS open FROM consultations WHERE state = 'open'").fetchone()
    return {
        "persons_today": arrived["persons"],
        "enterprises_today": arrived["enterprises"],
        "waiting": waiting["persons"],
        "in_meetings": meetings["open"],
    }


def outcomes(db: sqlite3.Connection, since: int = 0, until: int | None = None) -> dict[str, dict[str, int]]:
    """Outcome lines of finished consultations (their newest version), by kind: how many, and won for all but mou.

    `since` and `until` bound the time of finishing (ms).
    """
    rows = db.execute(
        "SELECT l.outcome, count(*) AS count, coalesce(sum(l.amount_won), 0) AS won FROM lines l"
        " JOIN consultations c ON c.id = l.consultation_id AND c.version = l.version"
        " WHERE c.state = 'finished' AND c.finished_at >= ? AND c.finished_at < ? GROUP BY l.outcome",
        (since, until if until is not None else 2**62),
    )
    found = {row["outcome"]: {"count": row["count"], "won": row["won"]} for row in rows}
    return {
        kind: {"count": found.get(kind, {}).get("count", 0)}
        | ({} if kind == "mou" else {"won": found.get(kind, {}).get("won", 0)})
        for kind in OUTCOMES
    }


def organiser(db: sqlite3.Connection, now: int, zone: str) -> dict[str, Any]:
    """The figures of organiser.json at `now` (ms)."""
    day = days.date_of(now, zone)
    midnight = days.at_local(day, "00:00", zone)
    return {
        **now_on_the_square(db, day),
        "outcomes": outcomes(db),
        "outcomes_today": outcomes(db, midnight),
        "longest_wait_min": longest_wait_min(db, now, day),
    }


def longest_wait_min(db: sqlite3.Connection, now: int, day: str) -> int | None:
    """For how many minutes the person has waited who is in today and has been called or met for the longest time never."""
    row = db.execute(
        "SELECT min(t.joined_at) AS since FROM tickets t"
        " JOIN arrivals a ON a.visitor_id = t.visitor_id AND a.day = ? AND a.undone_at IS NULL AND a.left_at IS NULL"
        " WHERE t.state = 'waiting' AND t.appointment_at IS NULL AND NOT EXISTS (SELECT 1 FROM tickets o"
        " WHERE o.visitor_id = t.visitor_id AND o.state IN ('called', 'serving'))",
        (day,),
    ).fetchone()
    return (now - row["since"]) // days.MIN_MS if row["since"] is not None else None
