"""How the day went so far: the last hour of the organiser's figures, and arrivals and waits over the day."""

import sqlite3
from bisect import bisect_right
from typing import Any

from kiosk.expo.queue import tickets
from kiosk.expo.square import days

POINTS = 13  # every five minutes of the last hour, both ends
STEP_MS = 5 * days.MIN_MS
SLOT_MS = 30 * days.MIN_MS


def last_hour(db: sqlite3.Connection, now: int, zone: str) -> dict[str, list[int]]:
    """Every five minutes of the last hour, oldest first: present, in_meetings, waiting (persons), longest_wait_min, met.

    `met` is how many meetings had finished today. A person waits from joining (from coming in, with a place of an earlier
    day) until somebody calls them.
    """
    day = days.date_of(now, zone)
    today = days.today(db, now, zone)
    midnight = days.at_local(day, "00:00", zone)
    moments = [now - STEP_MS * back for back in range(POINTS - 1, -1, -1)]
    arrivals = db.execute(
        "SELECT at AS start, left_at AS end FROM arrivals WHERE day = ? AND undone_at IS NULL", (day,)
    ).fetchall()
    meetings = db.execute(
        "SELECT started_at AS start, finished_at AS end FROM consultations WHERE started_at >= ? AND state <> 'cancelled'",
        (midnight,),
    ).fetchall()
    places = db.execute(
        "SELECT * FROM (SELECT t.visitor_id, max(t.joined_at, a.at) AS start, CASE WHEN t.state = 'waiting' THEN NULL"
        " ELSE coalesce(t.called_at, t.started_at, t.ended_at, t.joined_at) END AS end, t.appointment_at FROM tickets t"
        " JOIN arrivals a ON a.visitor_id = t.visitor_id AND a.day = ? AND a.undone_at IS NULL"
        " WHERE t.state = 'waiting' OR t.joined_at >= ? OR t.called_at >= ?) WHERE end IS NULL OR end > ?",
        (day, midnight, midnight, moments[0]),
    ).fetchall()
    opening, closing = (today.opens_at, today.closes_at) if today else (0, now)
    finished = _sorted(meetings, "end")
    return {
        "present": _running(arrivals, moments),
        "in_meetings": _running(meetings, moments),
        "waiting": [len({row["visitor_id"] for row in places if _runs(row, at)}) for at in moments],
        "longest_wait_min": [_longest(places, min(at, closing), opening) for at in moments],
        "met": [bisect_right(finished, at) for at in moments],
    }


def over_the_day(db: sqlite3.Connection, today: days.Day, zone: str) -> list[dict[str, Any]]:
    """Every half hour from half an hour before opening: time, arrivals, and the mean wait (min) of who sat down then."""
    first = today.opens_at - SLOT_MS
    slots = range(first, today.closes_at, SLOT_MS)
    arrivals = _by_slot(
        db.execute(
            "SELECT (at - ?) / ? AS slot, count(*) AS value FROM arrivals WHERE day = ? AND undone_at IS NULL GROUP BY 1",
            (first, SLOT_MS, today.day),
        )
    )
    waited = _by_slot(
        db.execute(
            "SELECT (t.started_at - ?) / ? AS slot,"
            f" avg(max(0, t.started_at - {tickets.waited_since('t.started_at')})) AS value FROM tickets t"
            " WHERE t.started_at BETWEEN ? AND ? AND t.appointment_at IS NULL AND t.origin <> 'walk_up' GROUP BY 1",
            (first, SLOT_MS, first, today.closes_at),
        )
    )
    return [
        {
            "time": days.clock_text(at, zone),
            "arrivals": arrivals.get(slot, 0),
            "wait_min": round(waited[slot] / days.MIN_MS) if slot in waited else None,
        }
        for slot, at in enumerate(slots)
    ]


def _by_slot(rows: Any) -> dict[int, Any]:
    return {row["slot"]: row["value"] for row in rows}


def _runs(row: dict[str, Any], at: int) -> bool:
    return row["start"] <= at and (row["end"] is None or row["end"] > at)


def _running(rows: list[dict[str, Any]], moments: list[int]) -> list[int]:
    """How many had begun and not ended, at each moment."""
    starts, ends = _sorted(rows, "start"), _sorted(rows, "end")
    return [bisect_right(starts, at) - bisect_right(ends, at) for at in moments]


def _sorted(rows: list[dict[str, Any]], name: str) -> list[int]:
    return sorted(row[name] for row in rows if row[name] is not None)


def _longest(places: list[dict[str, Any]], at: int, opening: int) -> int:
    waits = [
        at - max(row["start"], opening) for row in places if row["appointment_at"] is None and _runs(row, at)
    ]
    return max([0, *waits]) // days.MIN_MS
