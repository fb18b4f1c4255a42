"""How long people's data is kept: each purpose of their consent has a period from the expo's last day. A week before one is over
the clock says so, and on its day the clock removes what it covered, or somebody does by a tap.

Never by the clock alone: what a laptop whose clock is a year ahead does first is to say so, a week long. What was done on the
square (numbers, meetings, outcomes) stays, and names nobody.
"""

import json
import sqlite3
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypedDict

from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.person import consents
from kiosk.expo.square import days, ground, own_words

Purpose = Literal["keep", "share", "need"]

ANNOUNCED_DAYS = 7
ANNOUNCED_MS = ANNOUNCED_DAYS * 24 * 60 * days.MIN_MS
RECORD_MONTHS = 12  # who searched, opened or exported contact data stays on record for so long
RECORDS = ("contact.search", "contact.open", "contact.keep", "export.note")
# Purpose -> the setting with its months. Nothing outlasts the keeping itself.
MONTHS: dict[Purpose, str] = {
    "keep": "keep_contacts_months",
    "share": "share_contacts_months",
    "need": "keep_needs_months",
}
_KEPT: dict[Purpose, str] = {
    "keep": "SELECT count(*) AS people FROM contacts",
    "share": f"SELECT count(*) AS people FROM contacts c WHERE {consents.shares('c.visitor_id')}",
    "need": "SELECT count(*) AS people FROM visitors WHERE need IS NOT NULL",
}


class Period(NamedTuple):
    """From `due_on` (ISO) on the data of so many `people` is not covered by their consent to this purpose any more."""

    purpose: Purpose
    due_on: str
    people: int


class Forgotten(NamedTuple):
    """Somebody who was forgotten at `at` (ms), and the keyed marks of the actions that brought their data."""

    visitor: int
    at: int
    actions: list[str]


class Erasure(TypedDict):
    """An announced removal; ms."""

    announced_at: int
    done_at: int | None


class NoLonger(TypedDict):
    """A line of `forgotten`; ms."""

    visitor_id: int
    at: int


def due_on(db: sqlite3.Connection, purpose: Purpose = "keep") -> str | None:
    """From which day on (ISO) this is to be forgotten; None without expo days."""
    square = ground.of(db)
    if not square.days:
        return None
    months = min(square.settings[MONTHS[purpose]], square.settings[MONTHS["keep"]])
    return _after(square.days[-1].day, months)


def kept(db: sqlite3.Connection, purpose: Purpose = "keep") -> int:
    """Of how many people there is data for this purpose."""
    return int(db.execute(_KEPT[purpose]).fetchone()["people"])


def periods(db: sqlite3.Connection) -> list[Period]:
    """The purposes for which there is data of anybody, the first to end first."""
    found = [(purpose, due_on(db, purpose), kept(db, purpose)) for purpose in MONTHS]
    return sorted(
        (Period(purpose, day, people) for purpose, day, people in found if day and people),
        key=lambda one: one.due_on,
    )


def is_due(db: sqlite3.Connection, now: int, zone: str) -> bool:
    """Whether contact data should have been forgotten by `now` (ms)."""
    day = due_on(db)
    return day is not None and days.date_of(now, zone) >= day and kept(db) > 0


def coming(db: sqlite3.Connection, now: int, zone: str) -> list[Period]:
    """What is over within a week, or is already."""
    last = str(date.fromisoformat(days.date_of(now, zone)) + timedelta(days=ANNOUNCED_DAYS))
    return [one for one in periods(db) if one.due_on <= last]


def announced(db: sqlite3.Connection, one: Period) -> Erasure | None:
    """When the clock said so, and when it was done."""
    return rows.one(
        db,
        Erasure,
        "SELECT announced_at, done_at FROM erasures WHERE purpose = ? AND due_on = ?",
        one.purpose,
        one.due_on,
    )


def for_the_clock(db: sqlite3.Connection, now: int, zone: str) -> list[Period]:
    """What the clock may remove: its day has come, and it was announced a week ago."""
    today = days.date_of(now, zone)
    due = [(one, announced(db, one)) for one in periods(db) if one.due_on <= today]
    return [one for one, said in due if said and said["announced_at"] <= now - ANNOUNCED_MS]


def done(change: Change, one: Period) -> None:
    change.update(
        "INSERT INTO erasures (purpose, due_on, announced_at, done_at) VALUES (?1, ?2, ?3, ?3)"
        " ON CONFLICT (purpose, due_on) DO UPDATE SET done_at = excluded.done_at",
        one.purpose,
        one.due_on,
        change.now,
    )


def end_sharing(change: Change) -> int:
    """Nobody's contact data goes to agencies any more; returns of how many it might have gone until now."""
    version = own_words.keep_texts(change, change.settings)
    return change.update(
        "INSERT INTO consents (visitor_id, purpose, given, text_version, at) SELECT c.visitor_id, 'share', 0, ?, ?"
        f" FROM contacts c WHERE {consents.shares('c.visitor_id')}",
        version,
        change.now,
    )


def erase_old_records(change: Change, today: str) -> int:
    """Records of who saw contact data go after a year; returns how many."""
    last = date.fromisoformat(today)
    before = days.at_local(f"{_months_before(last, RECORD_MONTHS)}", "00:00", change.time_zone)
    return change.update(
        f"DELETE FROM journal WHERE kind IN ({', '.join('?' * len(RECORDS))}) AND at < ?", *RECORDS, before
    )


def remember(change: Change, line: Forgotten) -> None:
    """From now on they are forgotten, also where a backup comes back that knows nothing of it."""
    change.update(
        "INSERT INTO forgotten (visitor_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING", line.visitor, line.at
    )
    for mark in line.actions:
        change.update(
            "INSERT INTO forgotten_actions (mark, visitor_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            mark,
            line.visitor,
            line.at,
        )


def forgotten(db: sqlite3.Connection) -> list[Forgotten]:
    """All that were ever forgotten, the first one first."""
    marks: dict[tuple[int, int], list[str]] = {}
    for row in db.execute("SELECT mark, visitor_id, at FROM forgotten_actions ORDER BY mark").fetchall():
        marks.setdefault((row["visitor_id"], row["at"]), []).append(row["mark"])
    lines = rows.every(db, NoLonger, "SELECT visitor_id, at FROM forgotten ORDER BY at, visitor_id")
    return [
        Forgotten(one["visitor_id"], one["at"], marks.get((one["visitor_id"], one["at"]), []))
        for one in lines
    ]


def as_json(line: Forgotten) -> str:
    """A line of `forgotten.jsonl`: ids and times alone."""
    return json.dumps({"visitor": line.visitor, "at": line.at, "actions": line.actions})


def from_json(text: str) -> Forgotten:
    """Raises ValueError for what is no such line."""
    try:
        given = json.loads(text)
        visitor, at, actions = given["visitor"], given["at"], given.get("actions", [])
        if not (isinstance(visitor, int) and isinstance(at, int) and isinstance(actions, list)):
            raise ValueError(text)
        return Forgotten(visitor, at, [str(one) for one in actions])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(text) from error


def _after(day: str, months: int) -> str:
    """The first day that lies so many whole months after this one."""
    return str(_moved(date.fromisoformat(day), months))


def _months_before(day: date, months: int) -> date:
    return _moved(day, -months)


def _moved(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(day.year + years, month + 1, number)
        except ValueError:
            continue
    return date(day.year + years, month + 1, day.day)
