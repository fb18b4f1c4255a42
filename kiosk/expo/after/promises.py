"""What was promised (commitments and memoranda of finished meetings) and what it became, as far as somebody answered.

A promise is a line of the newest version of its meeting's log. An answer names the line as it was then: where the log was
corrected since, `carried()` finds the line that is meant, so that no answer is lost and none slips to another promise.
"""

import json
import sqlite3
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypedDict

from kiosk.data import rows
from kiosk.expo.square import days

State = Literal["contracted", "lapsed", "open"]
STATES: tuple[State, ...] = ("contracted", "lapsed", "open")


class Promise(TypedDict):
    """`line`: its id; `number`: which of its meeting's promises; ms; `follow_up`: what was said of it then (JSON)."""

    line: int
    meeting: int
    number: int
    outcome: str
    won: int | None
    category: str | None
    title: str | None
    finished_at: int
    follow_up: str | None
    booth_id: int
    booth: str
    agency_id: int
    agency: str
    agency_en: str | None
    visitor_id: int
    enterprise_id: int | None
    enterprise: str | None
    enterprise_en: str | None
    brn: str | None


class Answer(TypedDict):
    """What became of a promise; `contracted_on` ISO; whole won; ms. See m070."""

    id: int
    line_id: int
    state: State
    contracted_on: str | None
    won: int | None
    document: str | None
    reason: str | None
    as_of: int
    answered_at: int
    answered_by: str | None
    actor: str
    way: str
    purchase_id: int | None


class Line(TypedDict):
    """A line of a log, in this or an earlier version."""

    id: int
    consultation_id: int
    version: int
    newest: int
    outcome: str
    amount_won: int | None
    plan_item_id: int | None


@dataclass(frozen=True)
class Followed:
    """A promise with the answer that stands, and the earlier ones, the newest first."""

    promise: Promise
    answer: Answer | None
    earlier: tuple[Answer, ...] = ()
    zone: str = "Asia/Seoul"

    @property
    def key(self) -> str:
        """`132-1`: its meeting, and which of its promises; by it a sheet's row is known."""
        return f"{self.promise['meeting']}-{self.promise['number']}"

    @property
    def promised_on(self) -> date:
        return days.local(self.promise["finished_at"], self.zone).date()

    @property
    def state(self) -> State:
        return self.answer["state"] if self.answer else "open"

    @property
    def said(self) -> dict[str, Any]:
        """What was to be done next, as it was written in the meeting: `text`, `who`, `due`."""
        return dict(json.loads(self.promise["follow_up"] or "{}"))


_PROMISES = (
    "SELECT l.id AS line, c.id AS meeting, row_number() OVER (PARTITION BY c.id ORDER BY l.id) AS number, l.outcome,"
    " l.amount_won AS won, p.category, p.title, c.finished_at, c.follow_up, b.id AS booth_id, b.number AS booth, b.agency_id,"
    " a.name AS agency, a.name_en AS agency_en, v.id AS visitor_id, v.enterprise_id, e.name AS enterprise,"
    " e.name_en AS enterprise_en, e.brn FROM booths b CROSS JOIN consultations c ON c.booth_id = b.id AND c.state = 'finished'"
    " AND c.finished_at >= ?1 AND c.finished_at < ?2 CROSS JOIN lines l ON l.consultation_id = c.id AND l.version = c.version"
    " JOIN agencies a ON a.id = b.agency_id JOIN visitors v ON v.id = c.visitor_id"
    " LEFT JOIN enterprises e ON e.id = v.enterprise_id LEFT JOIN plan_items p ON p.id = l.plan_item_id"
    " WHERE l.outcome IN ('commitment', 'mou') AND (?3 IS NULL OR b.agency_id = ?3) ORDER BY b.number, c.finished_at, l.id"
)
_ANSWERS = (
    "SELECT id, line_id, state, contracted_on, won, document, reason, as_of, answered_at, answered_by, actor, way, purchase_id"
    " FROM follow_ups WHERE (undone_at IS NULL OR undone_at > ?1) AND answered_at <= ?1 ORDER BY id DESC"
)
FOR_EVER = 2**62


def followed(
    db: sqlite3.Connection,
    *,
    agency_id: int | None = None,
    since: int = 0,
    until: int = FOR_EVER,
    at: int = FOR_EVER,
) -> list[Followed]:
    """All promises (of an agency; of meetings that ended in a span) in the order of booths and time, with the answers that
    had come by `at` (ms)."""
    found = rows.every(db, Promise, _PROMISES, since, until, agency_id)
    answers = rows.every(db, Answer, _ANSWERS, at)
    meant = carried(db, [one["line_id"] for one in answers])
    of_line: dict[int, list[Answer]] = {}
    for one in answers:
        if (line := meant.get(one["line_id"])) is not None:
            of_line.setdefault(line, []).append(one)
    zone = days.time_zone(db)

    def with_answers(promise: Promise) -> Followed:
        newest, *earlier = of_line.get(promise["line"], [None])
        return Followed(promise, newest, tuple(one for one in earlier if one), zone)

    return [with_answers(one) for one in found]


def carried(db: sqlite3.Connection, line_ids: Iterable[int]) -> dict[int, int]:
    """Line of any version -> the same line in the newest version of its log; what is not there any more is left out."""
    lines = rows.every(
        db,
        Line,
        "SELECT o.id, o.consultation_id, o.version, c.version AS newest, o.outcome, o.amount_won, o.plan_item_id"
        " FROM (SELECT DISTINCT l.consultation_id AS id FROM json_each(?) j CROSS JOIN lines l ON l.id = j.value) m"
        " CROSS JOIN consultations c ON c.id = m.id CROSS JOIN lines o ON o.consultation_id = m.id AND o.version > 0 ORDER BY o.id",
        json.dumps(sorted(set(line_ids))),
    )
    versions: dict[tuple[int, int], list[Line]] = {}
    for one in lines:
        versions.setdefault((one["consultation_id"], one["version"]), []).append(one)
    meant: dict[int, int] = {}
    for (meeting, version), old in versions.items():
        newest = old[0]["newest"]
        new = versions.get((meeting, newest), [])
        meant |= {one["id"]: one["id"] for one in old} if version == newest else same_lines(old, new)
    return meant


def same_lines(old: Sequence[Line], new: Sequence[Line]) -> dict[int, int]:
    """Which line of a corrected log is which of the log before: first those that are alike, then those about the same
    purchase, then the only one of its kind that is left on both sides."""
    found: dict[int, int] = {}
    for alike in (_whole, _purchase):
        for one in _left(old, found):
            rest = _left(new, set(found.values()))
            if same := next((other for other in rest if alike(one) and alike(other) == alike(one)), None):
                found[one["id"]] = same["id"]
    for outcome in {one["outcome"] for one in old}:
        before = [one for one in _left(old, found) if one["outcome"] == outcome]
        now = [one for one in _left(new, set(found.values())) if one["outcome"] == outcome]
        if len(before) == len(now) == 1:
            found[before[0]["id"]] = now[0]["id"]
    return found


def _whole(line: Line) -> tuple[Any, ...]:
    return line["outcome"], line["plan_item_id"], line["amount_won"]


def _purchase(line: Line) -> tuple[Any, ...]:
    """Nothing of a line that names no purchase."""
    return (line["outcome"], line["plan_item_id"]) if line["plan_item_id"] is not None else ()


def _left(lines: Sequence[Line], taken: Container[int]) -> list[Line]:
    return [one for one in lines if one["id"] not in taken]
