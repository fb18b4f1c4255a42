"""Figures of this moment and of its last hour, as the organiser's page follows them. All others: `definitions.py`."""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any, TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.door import citizens
from kiosk.expo.figures import meetings, people, scope, tables, waiting
from kiosk.expo.queue import tickets
from kiosk.expo.square import days

POINTS = 13  # every five minutes of the last hour, both ends
STEP_MS = 5 * days.MIN_MS
SLOT_MS = 30 * days.MIN_MS


class Span(TypedDict):
    """From when to when (ms) somebody was here, or a meeting ran; `end` None: they are, it does."""

    start: int
    end: int | None


class Wait(Span):
    """From when to when somebody waited with one place."""

    visitor_id: int
    appointment_at: int | None


class BoothResults(tables.Outcomes):
    """One booth's finished meetings, and its outcomes by kind."""

    booth: str
    agency: str
    meetings: int


def now_on_the_square(db: sqlite3.Connection, day: str) -> dict[str, int]:
    """Persons and enterprises who checked in on this day; persons who wait; meetings that run.

    Persons are visitors, without staff, press and officials; a reprinted badge is no second person. Who has three places
    waits once, and nobody waits while called or in a meeting.
    """
    today = [one for one in scope.each_day(db, 0) if one.day == day]
    arrived = people.people(db, today[0]) if today else {"persons": 0, "enterprises": 0}
    in_queues = db.execute(
        f"SELECT count(DISTINCT t.visitor_id) AS persons FROM tickets t JOIN arrivals a ON {conditions.owner_is_in_on()}"
        f" WHERE t.state = 'waiting' AND NOT {conditions.owner_is_busy()}",
        (day,),
    ).fetchone()
    running = db.execute("SELECT count(*) AS open FROM consultations WHERE state = 'open'").fetchone()
    return {
        "persons_today": arrived["persons"],
        "enterprises_today": arrived["enterprises"],
        "waiting": in_queues["persons"],
        "in_meetings": running["open"],
    }


def organiser(db: sqlite3.Connection, now: int, zone: str) -> dict[str, Any]:
    """The figures of organiser.json at `now` (ms)."""
    day, today = days.date_of(now, zone), days.today(db, now, zone)
    midnight = days.at_local(day, "00:00", zone)
    waited_until = min(now, today.closes_at) if today else now  # nobody is called after closing
    return {
        **now_on_the_square(db, day),
        "outcomes": meetings.by_kind(db),
        "outcomes_today": meetings.by_kind(db, midnight),
        "citizens_today": citizens.counted_on(db, day),
        "longest_wait_min": longest_wait_min(db, waited_until, day),
        "estimates": waiting.kept_estimates(db),
        "unwritten": unwritten(db),
    }


def longest_wait_min(db: sqlite3.Connection, now: int, day: str) -> int | None:
    """The longest wait (minutes) of a person who is in and is neither called nor in a meeting; None where nobody waits.

    Appointments do not count: they wait for their time.
    """
    row = db.execute(
        f"SELECT min({tickets.waited_since('?1')}) AS since FROM tickets t"
        f" JOIN arrivals a ON {conditions.owner_is_in_on()}"
        f" WHERE t.state = 'waiting' AND t.appointment_at IS NULL AND NOT {conditions.owner_is_busy()}",
        (now, day),
    ).fetchone()
    return max(0, now - row["since"]) // days.MIN_MS if row["since"] is not None else None


def unwritten(db: sqlite3.Connection) -> int:
    """Meetings that nobody ended and whose log still waits for the booth."""
    row = db.execute("SELECT count(*) AS meetings FROM consultations WHERE unwritten = 1").fetchone()
    return int(row["meetings"])


def by_booth(db: sqlite3.Connection, since: int = 0, until: int = 2**62) -> list[BoothResults]:
    """Every booth's finished meetings and its outcomes by kind, in the order of booth numbers."""
    return rows.every(
        db,
        BoothResults,
        f"SELECT b.number AS booth, a.name AS agency, count(DISTINCT c.id) AS meetings, {tables.OUTCOME_SUMS}"
        " FROM booths b JOIN agencies a ON a.id = b.agency_id"
        " LEFT JOIN consultations c ON c.booth_id = b.id AND c.state = 'finished' AND c.finished_at >= ?"
        " AND c.finished_at < ? LEFT JOIN lines l ON l.consultation_id = c.id AND l.version = c.version"
        " GROUP BY b.id ORDER BY b.number",
        since,
        until,
    )


def moments_of_last_hour(now: int) -> list[int]:
    """Those that `last_hour` tells of (ms), oldest first."""
    return [now - STEP_MS * back for back in range(POINTS - 1, -1, -1)]


def last_hour(db: sqlite3.Connection, now: int, zone: str) -> dict[str, list[int]]:
    """Every five minutes of the last hour, oldest first: present, in_meetings, waiting (persons), longest_wait_min, met.

    `met` is how many meetings had finished today. A person waits from joining (from coming in, with a place of an earlier
    day) until somebody calls them.
    """
    day = days.date_of(now, zone)
    today = days.today(db, now, zone)
    midnight = days.at_local(day, "00:00", zone)
    moments = moments_of_last_hour(now)
    arrivals = rows.every(
        db,
        Span,
        f"SELECT a.at AS start, a.left_at AS end FROM arrivals a JOIN visitors v ON v.id = a.visitor_id AND {people.IS_VISITOR}"
        f" WHERE a.day = ? AND {conditions.came()}",
        day,
    )
    met = rows.every(
        db,
        Span,
        "SELECT started_at AS start, finished_at AS end FROM consultations WHERE started_at >= ? AND state <> 'cancelled'",
        midnight,
    )
    places = rows.every(
        db,
        Wait,
        "SELECT * FROM (SELECT t.visitor_id, max(t.joined_at, a.at) AS start, CASE WHEN t.state = 'waiting' THEN NULL"
        " ELSE coalesce(t.called_at, t.started_at, t.ended_at, t.joined_at) END AS end, t.appointment_at FROM tickets t"
        f" JOIN arrivals a ON {conditions.owner_came_on()} WHERE t.state = 'waiting' OR t.joined_at >= ? OR t.called_at >= ?) WHERE end IS NULL OR end > ?",
        day,
        midnight,
        midnight,
        moments[0],
    )
    opening, closing = (today.opens_at, today.closes_at) if today else (0, now)
    finished = _ends(met)
    return {
        "present": _running(arrivals, moments),
        "in_meetings": _running(met, moments),
        "waiting": _persons(places, moments),
        "longest_wait_min": _longest_min(places, [min(at, closing) for at in moments], opening),
        "met": [bisect_right(finished, at) for at in moments],
    }


def arrivals_by_slot(db: sqlite3.Connection, today: days.Day) -> dict[int, int]:
    """How many came in each half hour; slot 0 begins half an hour before opening, who came earlier has a negative one."""
    return _by_slot(
        db.execute(
            "SELECT (a.at - ?) / ? AS slot, count(*) AS value FROM arrivals a JOIN visitors v ON v.id = a.visitor_id"
            f" AND {people.IS_VISITOR} WHERE a.day = ? AND {conditions.came()} GROUP BY 1",
            (today.opens_at - SLOT_MS, SLOT_MS, today.day),
        )
    )


def _by_slot(found: Iterable[dict[str, Any]]) -> dict[int, Any]:
    return {row["slot"]: row["value"] for row in found}


def _running(spans: list[Span], moments: list[int]) -> list[int]:
    """How many had begun and not ended, at each moment."""
    starts, ends = sorted(one["start"] for one in spans), _ends(spans)
    return [bisect_right(starts, at) - bisect_right(ends, at) for at in moments]


def _ends(spans: list[Span]) -> list[int]:
    return sorted(one["end"] for one in spans if one["end"] is not None)


def _persons(places: list[Wait], moments: list[int]) -> list[int]:
    """How many persons waited at each moment."""
    throughout: set[int] = set()
    some: list[set[int]] = [set() for _ in moments]
    for row in places:
        within = _moments_within(row, moments)
        if len(within) == len(moments):
            throughout.add(row["visitor_id"])
        else:
            for index in within:
                some[index].add(row["visitor_id"])
    return [len(throughout) + len(one - throughout) for one in some]


def _longest_min(places: list[Wait], moments: list[int], opening: int) -> list[int]:
    """The longest wait (minutes) at each moment, counted from opening; appointments wait for their time."""
    first = list(moments)  # when the one who waits longest then began
    for row in places:
        # Who began first of those who wait at the last moment has waited at every moment since, before who began later.
        if row["appointment_at"] is None and row["start"] < first[-1]:
            for index in _moments_within(row, moments):
                first[index] = min(first[index], row["start"])
    waited_ms = (at - max(begun, opening) for at, begun in zip(moments, first, strict=True))
    return [max(0, one) // days.MIN_MS for one in waited_ms]


def _moments_within(span: Span, moments: list[int]) -> range:
    """Which of the moments, by index, lie in it: its start does, its end does not."""
    end = span["end"]
    return range(
        bisect_left(moments, span["start"]), len(moments) if end is None else bisect_left(moments, end)
    )
