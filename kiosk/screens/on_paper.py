"""What was typed in from paper, the newest first: for who types, to see where they are. No amounts: a desk types too."""

import sqlite3
from collections.abc import Iterable
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.square import days
from kiosk.screens.agencies import Choice, booths_to_choose

SHOWN = 60


class CameRow(TypedDict):
    """A check-in; ms."""

    typed_at: int
    number: int
    enterprise: str | None
    at: int


class MetRow(CameRow):
    """A meeting; `ends_at` is `at` where nobody wrote it down."""

    id: int
    booth: str
    ends_at: int
    results: int


class Typed(TypedDict):
    """One line: `time`, `ends`: HH:MM; `booth` "" of a check-in; `ends` "" where nobody knows."""

    number: int
    enterprise: str | None
    day: str
    time: str
    ends: str
    booth: str
    meeting: int | None
    results: int


class OnPaper(TypedDict):
    """How much there is in all, and the last lines."""

    check_ins: int
    meetings: int
    typed: list[Typed]


class Form(TypedDict):
    """What the form offers: the days that have begun (ISO), the usual one first, and booths."""

    days: list[str]
    booths: list[Choice]


class Counts(TypedDict):
    check_ins: int
    meetings: int


def typed(db: sqlite3.Connection) -> OnPaper:
    zone = days.time_zone(db)
    counts = rows.only(
        db,
        Counts,
        "SELECT (SELECT count(*) FROM arrivals WHERE paper_at IS NOT NULL) AS check_ins,"
        " (SELECT count(*) FROM consultations WHERE paper_at IS NOT NULL) AS meetings",
    )
    came = rows.every(
        db,
        CameRow,
        "SELECT a.paper_at AS typed_at, v.number, e.name AS enterprise, a.at FROM arrivals a JOIN visitors v ON v.id = a.visitor_id"
        f" LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE a.paper_at IS NOT NULL AND {conditions.came()}"
        " ORDER BY a.paper_at DESC, a.id DESC LIMIT ?",
        SHOWN,
    )
    met = rows.every(
        db,
        MetRow,
        "SELECT c.paper_at AS typed_at, v.number, e.name AS enterprise, c.started_at AS at, c.id, b.number AS booth,"
        " c.finished_at AS ends_at, (SELECT count(*) FROM lines l WHERE l.consultation_id = c.id AND l.version = c.version)"
        " AS results FROM consultations c JOIN visitors v ON v.id = c.visitor_id JOIN booths b ON b.id = c.booth_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE c.paper_at IS NOT NULL ORDER BY c.paper_at DESC, c.id DESC LIMIT ?",
        SHOWN,
    )
    return {**counts, "typed": _newest(came, met, zone)}


def form(db: sqlite3.Connection, now: int, lang: str) -> Form:
    today = days.date_of(now, days.time_zone(db))
    begun = [one.day for one in days.all_days(db) if one.day <= today]
    return {"days": begun[::-1], "booths": booths_to_choose(db, lang)}


def _newest(came: Iterable[CameRow], met: Iterable[MetRow], zone: str) -> list[Typed]:
    lines: list[tuple[int, Typed]] = [
        *((one["typed_at"], _line(one, zone)) for one in came),
        *((one["typed_at"], _of_meeting(one, zone)) for one in met),
    ]
    return [line for _, line in sorted(lines, key=lambda one: -one[0])][:SHOWN]


def _line(one: CameRow | MetRow, zone: str) -> Typed:
    return {
        "number": one["number"],
        "enterprise": one["enterprise"],
        "day": days.date_of(one["at"], zone),
        "time": days.clock_text(one["at"], zone),
        "ends": "",
        "booth": "",
        "meeting": None,
        "results": 0,
    }


def _of_meeting(one: MetRow, zone: str) -> Typed:
    ends = days.clock_text(one["ends_at"], zone) if one["ends_at"] > one["at"] else ""
    line = _line(one, zone)
    return {**line, "ends": ends, "booth": one["booth"], "meeting": one["id"], "results": one["results"]}
