"""Trouble on the square, worst first: each is one sentence with the one action that mends it.

Reads stand first; which of them is trouble is decided by values alone.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kiosk.expo import booths, days
from kiosk.words import gettext

Row = dict[str, Any]

IDLE_MIN = 5
LONG_WAIT_MIN = 40
VERY_LONG_WAIT_MIN = 60
LONG_PAUSE_MIN = 15
LONG_MEETING_MIN = 40
NOT_COME_MIN = 1  # after the recall

_ACTIVITY = (
    "'ticket.call_next', 'ticket.call', 'ticket.recall', 'ticket.no_show', 'consultation.start',"
    " 'consultation.finish', 'booth.open'"
)


@dataclass(frozen=True)
class Alarm:
    """`level` 0 is worst; `verb` and `fields` are the action that mends it, said by `button`; no verb: a look at the booth."""

    code: str
    level: int
    minutes: int
    booth: str
    sentence: str
    button: str
    verb: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


def find(
    db: sqlite3.Connection, state: booths.Square, today: days.Day | None, now: int, lang: str
) -> list[Alarm]:
    """Every trouble at `now` (ms), worst first; none while the expo is closed."""
    if today is None or not today.is_open(now):
        return []
    waiting = _waiting(db, today, now)
    busy = _busy(db)
    found = [
        *_idle(db, state, today, waiting, busy, now, lang),
        *_not_come(db, now, lang),
        *_paused(state, waiting, today, now, lang),
        *_long_waits(state, waiting, busy, now, lang),
        *_long_meetings(db, state, waiting, busy, now, lang),
    ]
    return sorted(found, key=lambda one: (one.level, -one.minutes, one.booth))


def _waiting(db: sqlite3.Connection, today: days.Day, now: int) -> dict[int, list[Row]]:
    """Booth id -> who waits there, is in today and free to come, the longest first. An appointment waits from its time."""
    rows = db.execute(
        "SELECT t.id, t.booth_id, v.number, max(t.joined_at, coalesce(t.appointment_at, 0)) AS since FROM tickets t"
        " JOIN visitors v ON v.id = t.visitor_id AND v.paused_at IS NULL"
        " JOIN arrivals a ON a.visitor_id = t.visitor_id AND a.day = ? AND a.undone_at IS NULL AND a.left_at IS NULL"
        " WHERE t.state = 'waiting' AND max(t.joined_at, coalesce(t.appointment_at, 0)) <= ?"
        " AND NOT EXISTS (SELECT 1 FROM tickets o WHERE o.visitor_id = t.visitor_id AND o.state IN ('called', 'serving'))"
        " ORDER BY since",
        (today.day, now),
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["booth_id"], []).append(row)
    return found


def _busy(db: sqlite3.Connection) -> dict[tuple[int, int], set[str]]:
    """(booth id, counter) -> the states of tickets there: called, serving."""
    found: dict[tuple[int, int], set[str]] = {}
    for row in db.execute(
        "SELECT booth_id, counter, state FROM tickets WHERE state IN ('called', 'serving')"
    ):
        found.setdefault((row["booth_id"], row["counter"]), set()).add(row["state"])
    return found


def _agency(row: Row, lang: str) -> str:
    return str((lang == "en" and row["agency_en"]) or row["agency"])


def _open(state: booths.Square, today: days.Day, now: int) -> Iterator[Row]:
    return (row for row in state.booths.values() if booths.state_of(row, today, now) == "open")


def _counter(row: Row, busy: dict[tuple[int, int], set[str]], without: set[str]) -> int | None:
    """The first counter where nothing of `without` goes on."""
    numbers = range(1, row["counters"] + 1)
    return next((n for n in numbers if not busy.get((row["id"], n), set()) & without), None)


def _idle(
    db: sqlite3.Connection,
    state: booths.Square,
    today: days.Day,
    waiting: dict[int, list[Row]],
    busy: dict[tuple[int, int], set[str]],
    now: int,
    lang: str,
) -> Iterator[Alarm]:
    """A counter is free and people who could come wait, and nobody was called for a while."""
    last = {
        row["booth_id"]: row["at"]
        for row in db.execute(
            f"SELECT booth_id, max(at) AS at FROM journal WHERE kind IN ({_ACTIVITY}) AND at >= ? GROUP BY booth_id",
            (today.opens_at,),
        )
    }
    for row in _open(state, today, now):
        counter = _counter(row, busy, {"called", "serving"})
        people = waiting.get(row["id"], [])
        if counter is None or not people:
            continue
        since = max(last.get(row["id"], 0), people[0]["since"], today.opens_at)
        if (minutes := (now - since) // days.MIN_MS) >= IDLE_MIN:
            sentence = gettext(
                "%(booth)s %(agency)s: 자리가 비었는데 %(minutes)s분째 아무도 부르지 않았어요. %(n)s명이 기다려요.",
                lang,
                booth=row["number"],
                agency=_agency(row, lang),
                minutes=minutes,
                n=len(people),
            )
            fields = {"booth": row["number"], "counter": counter}
            yield Alarm(
                "idle",
                0,
                minutes,
                row["number"],
                sentence,
                gettext("다음 분 부르기", lang),
                "ticket.call_next",
                fields,
            )


def _not_come(db: sqlite3.Connection, now: int, lang: str) -> Iterator[Alarm]:
    """Called, called again, and still not there."""
    rows = db.execute(
        "SELECT t.id, t.called_at, t.counter, v.number, b.number AS booth FROM tickets t"
        " JOIN visitors v ON v.id = t.visitor_id JOIN booths b ON b.id = t.booth_id"
        " WHERE t.state = 'called' AND t.recalled_at <= ?",
        (now - NOT_COME_MIN * days.MIN_MS,),
    )
    for row in rows:
        minutes = (now - row["called_at"]) // days.MIN_MS
        sentence = gettext(
            "%(booth)s: %(number)s번을 두 번 불렀는데 %(minutes)s분째 오지 않았어요.",
            lang,
            booth=row["booth"],
            number=row["number"],
            minutes=minutes,
        )
        button = gettext("뒤로 옮기기", lang)
        yield Alarm(
            "not_come", 1, minutes, row["booth"], sentence, button, "ticket.no_show", {"ticket": row["id"]}
        )


def _paused(
    state: booths.Square, waiting: dict[int, list[Row]], today: days.Day, now: int, lang: str
) -> Iterator[Alarm]:
    for row in state.booths.values():
        if booths.state_of(row, today, now) != "paused":
            continue
        minutes = (now - row["paused_at"]) // days.MIN_MS
        if minutes < LONG_PAUSE_MIN:
            continue
        people = len(waiting.get(row["id"], []))
        sentence = gettext(
            "%(booth)s %(agency)s: %(minutes)s분째 멈춰 있어요. %(n)s명이 기다려요.",
            lang,
            booth=row["number"],
            agency=_agency(row, lang),
            minutes=minutes,
            n=people,
        )
        yield Alarm(
            "paused",
            1 if people else 3,
            minutes,
            row["number"],
            sentence,
            gettext("다시 열기", lang),
            "booth.open",
            {"booth": row["number"]},
        )


def _long_waits(
    state: booths.Square,
    waiting: dict[int, list[Row]],
    busy: dict[tuple[int, int], set[str]],
    now: int,
    lang: str,
) -> Iterator[Alarm]:
    """Who has waited longest at a booth is called first, or (all counters have called) the booth is looked at."""
    for booth_id, people in waiting.items():
        row, first = state.booths[booth_id], people[0]
        minutes = (now - first["since"]) // days.MIN_MS
        if minutes < LONG_WAIT_MIN or row["paused_at"] is not None:
            continue
        over = sum(now - one["since"] >= LONG_WAIT_MIN * days.MIN_MS for one in people)
        sentence = gettext(
            "%(booth)s %(agency)s: %(n)s명이 %(limit)s분 넘게 기다려요. %(number)s번은 %(minutes)s분째예요.",
            lang,
            booth=row["number"],
            agency=_agency(row, lang),
            n=over,
            limit=LONG_WAIT_MIN,
            number=first["number"],
            minutes=minutes,
        )
        level = 1 if minutes >= VERY_LONG_WAIT_MIN else 2
        counter = _counter(row, busy, {"called"})
        if counter is None:
            yield Alarm("long_wait", level, minutes, row["number"], sentence, gettext("부스 보기", lang))
            continue
        button = gettext("%(number)s번 부르기", lang, number=first["number"])
        fields = {"ticket": first["id"], "counter": counter, "reason": gettext("오래 기다렸어요", lang)}
        yield Alarm("long_wait", level, minutes, row["number"], sentence, button, "ticket.call", fields)


def _long_meetings(
    db: sqlite3.Connection,
    state: booths.Square,
    waiting: dict[int, list[Row]],
    busy: dict[tuple[int, int], set[str]],
    now: int,
    lang: str,
) -> Iterator[Alarm]:
    rows = db.execute(
        "SELECT booth_id, counter, started_at FROM consultations WHERE state = 'open' AND started_at <= ?",
        (now - LONG_MEETING_MIN * days.MIN_MS,),
    )
    for meeting in rows:
        row = state.booths[meeting["booth_id"]]
        people = len(waiting.get(row["id"], []))
        minutes = (now - meeting["started_at"]) // days.MIN_MS
        sentence = gettext(
            "%(booth)s 상담석 %(counter)s: 상담이 %(minutes)s분째예요. %(n)s명이 기다려요.",
            lang,
            booth=row["number"],
            counter=meeting["counter"],
            minutes=minutes,
            n=people,
        )
        can_call = people and "called" not in busy.get((row["id"], meeting["counter"]), set())
        if not can_call:
            yield Alarm("long_meeting", 3, minutes, row["number"], sentence, gettext("부스 보기", lang))
            continue
        fields = {"booth": row["number"], "counter": meeting["counter"]}
        yield Alarm(
            "long_meeting",
            2,
            minutes,
            row["number"],
            sentence,
            gettext("다음 분 미리 부르기", lang),
            "ticket.call_next",
            fields,
        )
