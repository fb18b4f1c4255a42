"""Every figure of the expo, how many, how long, how much, defined once. Kinds of outcome are never added together."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from kiosk.expo.door import citizens
from kiosk.expo.queue import tickets
from kiosk.expo.square import days

OUTCOMES = ("consulted", "commitment", "contract", "mou")


def now_on_the_square(db: sqlite3.Connection, day: str) -> dict[str, int]:
    """Persons and enterprises who checked in on this day; persons who wait; meetings that run.

    Persons are visitors, whatever was reprinted, without staff, press and officials; a person with three places waits once, and not while in a meeting or
    called.
    """
    arrived = db.execute(
        "SELECT count(*) AS persons, count(DISTINCT v.enterprise_id) AS enterprises FROM arrivals a"
        " JOIN visitors v ON v.id = a.visitor_id WHERE a.day = ? AND a.undone_at IS NULL"
        " AND v.badge_kind = 'visitor'",
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


def outcomes(
    db: sqlite3.Connection, since: int = 0, until: int | None = None, kinds: Sequence[str] = OUTCOMES
) -> dict[str, dict[str, int]]:
    """Outcome lines of finished consultations (their newest version), by kind: how many, and won for all but mou.

    `since` and `until` bound the time of finishing (ms).
    """
    marks = ",".join("?" * len(kinds))
    rows = db.execute(
        "SELECT l.outcome, count(*) AS count, coalesce(sum(l.amount_won), 0) AS won FROM lines l"
        " JOIN consultations c ON c.id = l.consultation_id AND c.version = l.version"
        f" WHERE l.outcome IN ({marks}) AND c.state = 'finished' AND c.finished_at >= ? AND c.finished_at < ?"
        " GROUP BY l.outcome",
        (*kinds, since, until if until is not None else 2**62),
    )
    found = {row["outcome"]: {"count": row["count"], "won": row["won"]} for row in rows}
    return {
        kind: {"count": found.get(kind, {}).get("count", 0)}
        | ({} if kind == "mou" else {"won": found.get(kind, {}).get("won", 0)})
        for kind in kinds
    }


def organiser(db: sqlite3.Connection, now: int, zone: str) -> dict[str, Any]:
    """The figures of organiser.json at `now` (ms)."""
    day, today = days.date_of(now, zone), days.today(db, now, zone)
    midnight = days.at_local(day, "00:00", zone)
    waited_until = min(now, today.closes_at) if today else now  # nobody is called after closing
    return {
        **now_on_the_square(db, day),
        "outcomes": outcomes(db),
        "outcomes_today": outcomes(db, midnight),
        "citizens_today": citizens.counted_on(db, day),
        "longest_wait_min": longest_wait_min(db, waited_until, day),
        "estimates": estimates(db),
        "unwritten": unwritten(db),
    }


def longest_wait_min(db: sqlite3.Connection, now: int, day: str) -> int | None:
    """For how many minutes the person has waited today who is in and has been called or met for the longest time never."""
    row = db.execute(
        f"SELECT min({tickets.waited_since(str(now))}) AS since FROM tickets t"
        " JOIN arrivals a ON a.visitor_id = t.visitor_id AND a.day = ? AND a.undone_at IS NULL AND a.left_at IS NULL"
        " WHERE t.state = 'waiting' AND t.appointment_at IS NULL AND NOT EXISTS (SELECT 1 FROM tickets o"
        " WHERE o.visitor_id = t.visitor_id AND o.state IN ('called', 'serving'))",
        (day,),
    ).fetchone()
    return max(0, now - row["since"]) // days.MIN_MS if row["since"] is not None else None


def estimates(db: sqlite3.Connection, booth_id: int | None = None) -> dict[str, Any]:
    """How often the range told at joining came true, over tickets that led to a meeting.

    `measured` tickets; `within_p80` and `within_p50`: shares (0 to 1) that sat down no later than told, or None while
    nothing is measured. Appointments have no such range and are left out, and so are places kept from an earlier day,
    whose range was told of that one.
    """
    row = db.execute(
        "SELECT count(*) AS measured,"
        " avg(t.started_at - t.joined_at <= t.expected_p80_ms + ?) AS within_p80,"
        " avg(t.started_at - t.joined_at <= t.expected_p50_ms + ?) AS within_p50"
        " FROM tickets t WHERE t.started_at IS NOT NULL AND t.expected_p80_ms IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM days d WHERE d.closes_at BETWEEN t.joined_at AND t.started_at)"
        " AND (? IS NULL OR t.booth_id = ?)",
        (days.MIN_MS, days.MIN_MS, booth_id, booth_id),
    ).fetchone()
    return {
        "measured": row["measured"],
        "within_p80": None if row["within_p80"] is None else round(row["within_p80"], 3),
        "within_p50": None if row["within_p50"] is None else round(row["within_p50"], 3),
    }


def waited_min(db: sqlite3.Connection, since: int, until: int) -> dict[str, Any]:
    """Minutes of waiting until sitting down (`tickets.waited_since`), over meetings begun in the span: how many, mean,
    median, P90."""
    waits = sorted(
        (row["waited"] / days.MIN_MS)
        for row in db.execute(
            f"SELECT max(0, t.started_at - {tickets.waited_since('t.started_at')}) AS waited FROM tickets t"
            " WHERE t.started_at >= ? AND t.started_at < ? AND t.appointment_at IS NULL AND t.origin <> 'walk_up'",
            (since, until),
        )
    )
    if not waits:
        return {"count": 0, "mean": None, "median": None, "p90": None}
    return {
        "count": len(waits),
        "mean": round(sum(waits) / len(waits), 1),
        "median": round(waits[len(waits) // 2], 1),
        "p90": round(waits[min(len(waits) - 1, len(waits) * 9 // 10)], 1),
    }


def unwritten(db: sqlite3.Connection) -> int:
    """Meetings that nobody ended and whose log still waits for the booth."""
    row = db.execute("SELECT count(*) AS meetings FROM consultations WHERE unwritten = 1").fetchone()
    return int(row["meetings"])


def meetings_min(db: sqlite3.Connection, since: int, until: int) -> dict[str, Any]:
    """Finished meetings of the span: how many, how many of them nobody had ended, and the others' mean length in
    minutes."""
    row = db.execute(
        "SELECT count(*) AS count, count(forgotten_at) AS forgotten,"
        " avg(CASE WHEN forgotten_at IS NULL THEN finished_at - started_at END) AS mean FROM consultations"
        " WHERE state = 'finished' AND finished_at >= ? AND finished_at < ?",
        (since, until),
    ).fetchone()
    return {
        "count": row["count"],
        "forgotten": row["forgotten"],
        "mean": None if row["mean"] is None else round(row["mean"] / days.MIN_MS, 1),
    }


def by_booth(db: sqlite3.Connection, since: int = 0, until: int = 2**62) -> list[dict[str, Any]]:
    """Every booth's finished meetings and its outcomes by kind, in the order of booth numbers."""
    rows = db.execute(
        "SELECT b.number AS booth, a.name AS agency, count(DISTINCT c.id) AS meetings,"
        + ", ".join(
            f"coalesce(sum(l.outcome = '{kind}'), 0) AS {kind}_count,"
            f" coalesce(sum(CASE WHEN l.outcome = '{kind}' THEN l.amount_won END), 0) AS {kind}_won"
            for kind in OUTCOMES
        )
        + " FROM booths b JOIN agencies a ON a.id = b.agency_id"
        " LEFT JOIN consultations c ON c.booth_id = b.id AND c.state = 'finished' AND c.finished_at >= ?"
        " AND c.finished_at < ? LEFT JOIN lines l ON l.consultation_id = c.id AND l.version = c.version"
        " GROUP BY b.id ORDER BY b.number",
        (since, until),
    )
    return [dict(row) for row in rows]
