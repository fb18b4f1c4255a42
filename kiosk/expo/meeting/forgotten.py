"""A meeting that nobody ended: the clock ends it.

It is over at closing. A meeting that goes on past closing is left alone until nobody has touched it for half an hour
(longer than nine of ten meetings take), and for two hours at most. Its true end is not known, so its length counts in no
mean. Its log waits for the booth (`unwritten`): until the booth has written it, nothing of the draft is a result.
"""

import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.meeting.consultations import Consultation, Outcome, require, require_state, shape, subject
from kiosk.expo.queue import tickets
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

UNTOUCHED_MS = 30 * days.MIN_MS
AT_LATEST_MS = 120 * days.MIN_MS
MONEY_NEEDED = ("contract", "commitment")


class Running(TypedDict):
    """What tells how long an open meeting may go on (ms)."""

    started_at: int
    extended_ms: int
    saved_at: int | None


class Unwritten(TypedDict):
    """A forgotten meeting whose log waits; `visitor` is an id, `started_at` in ms."""

    consultation: int
    counter: int
    started_at: int
    visitor: int
    note: str | None
    shared_note: str | None
    booth: str
    agency: str
    number: int
    enterprise: str | None


class DraftLine(TypedDict):
    outcome: Outcome
    amount: int | None


class Told(TypedDict("_From", {"from": str})):
    """A forgotten meeting as lists show it; `day` is ISO, `from` HH:MM, `missing` whole sentences."""

    consultation: int
    counter: int
    visitor: int
    booth: str
    agency: str
    number: int
    enterprise: str | None
    day: str
    draft: list[DraftLine]
    has_note: bool
    missing: list[str]


def lapse(change: Change, *, consultation: int) -> dict[str, Any]:
    """The clock ends a meeting that nobody ended; its counter and its visitor are free, its log waits for the booth.

    Raises NotFound, Refused wrong_state where it has ended or was touched meanwhile.
    """
    row = require(change, consultation)
    require_state(change, row, "open")
    over_at = lapses_at(row, days.all_days(change.db), change.time_zone)
    if over_at > change.now:
        raise Refused("wrong_state", gettext("아직 진행 중인 상담이에요.", change.lang))
    end(change, row, over_at)
    return {"consultation": shape(change, require(change, row["id"]))}


def end(change: Change, row: Consultation, over_at: int) -> None:
    """End the open meeting `row` as forgotten; it was over at `over_at` (ms) at the latest."""
    midnight = _midnight_after(row["started_at"], change.time_zone)
    finished_at = max(row["started_at"], min(over_at, midnight - 1))  # what came of it is of that day
    # Version 1 has no lines: what stands in the draft counts once the booth has looked at it.
    change.update(
        "UPDATE consultations SET state = 'finished', finished_at = ?, forgotten_at = ?, unwritten = 1, version = 1"
        " WHERE id = ? AND state = 'open'",
        finished_at,
        over_at,
        row["id"],
    )
    tickets.move(change, tickets.found(change, row["ticket_id"]), "done", ended_at=finished_at)
    change.record("consultation.lapse", **subject(row), finished_at=finished_at, over_at=over_at)


def lapses_at(row: Running, expo_days: list[days.Day], zone: str) -> int:
    """When an open meeting is over at the latest (ms)."""
    closes_at = _closing(row["started_at"], expo_days, zone)
    touched_at = max(row["started_at"] + row["extended_ms"], row["saved_at"] or 0)
    latest = max(closes_at, row["started_at"]) + AT_LATEST_MS
    return min(max(closes_at, touched_at + UNTOUCHED_MS), latest)


def unwritten(db: sqlite3.Connection, lang: str, zone: str, *, booth_id: int | None = None) -> list[Told]:
    """Forgotten meetings whose log waits, the oldest first."""
    agency = "coalesce(a.name_en, a.name)" if lang == "en" else "a.name"
    found = rows.every(
        db,
        Unwritten,
        "SELECT c.id AS consultation, c.counter, c.started_at, c.visitor_id AS visitor, c.note, c.shared_note,"
        f" b.number AS booth, {agency} AS agency, v.number, e.name AS enterprise FROM consultations c"
        " JOIN booths b ON b.id = c.booth_id JOIN agencies a ON a.id = b.agency_id"
        " JOIN visitors v ON v.id = c.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " WHERE c.unwritten = 1 AND (?1 IS NULL OR c.booth_id = ?1) ORDER BY +c.started_at, c.id",
        booth_id,
    )
    return [_told(db, row, lang, zone) for row in found]


def _told(db: sqlite3.Connection, row: Unwritten, lang: str, zone: str) -> Told:
    draft = rows.every(
        db,
        DraftLine,
        "SELECT outcome, amount_won AS amount FROM lines WHERE consultation_id = ? AND version = 0 ORDER BY id",
        row["consultation"],
    )
    has_note = bool(row["note"] or row["shared_note"])
    return {
        "consultation": row["consultation"],
        "counter": row["counter"],
        "visitor": row["visitor"],
        "booth": row["booth"],
        "agency": row["agency"],
        "number": row["number"],
        "enterprise": row["enterprise"],
        "day": days.date_of(row["started_at"], zone),
        "from": days.clock_text(row["started_at"], zone),
        "draft": draft,
        "has_note": has_note,
        "missing": [gettext(sentence, lang) for sentence in _missing(draft, has_note)],
    }


def _missing(draft: list[DraftLine], has_note: bool) -> list[str]:
    """What the booth still has to say."""
    found = []
    if not draft:
        found.append(N_("상담 결과가 없어요."))
    if any(line["outcome"] in MONEY_NEEDED and line["amount"] is None for line in draft):
        found.append(N_("금액이 없어요."))
    if not has_note:
        found.append(N_("메모가 없어요."))
    return found or [N_("적은 것을 확인하고 저장해 주세요.")]


def _closing(at: int, expo_days: list[days.Day], zone: str) -> int:
    """When the day of this moment closes; a day that is none of the expo's ends at midnight."""
    date = days.date_of(at, zone)
    found = next((day.closes_at for day in expo_days if day.day == date), None)
    return found if found is not None else _midnight_after(at, zone)


def _midnight_after(at: int, zone: str) -> int:
    return days.at_local(days.date_of(at, zone), "00:00", zone) + 24 * 60 * days.MIN_MS
