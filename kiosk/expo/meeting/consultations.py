"""One meeting at a counter: looked up, shown, and extended while it runs. Its log is written in logs.py.

A meeting that needs more time than usual counts as begun `extended_ms` later: for its expected end, for the waits of those
behind, and for the call ahead by the clock.
"""

import json
import sqlite3
from typing import Any, Literal, TypedDict

from kiosk.actions import access
from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.data import names, rows
from kiosk.data.store import Change
from kiosk.expo.queue import loads, tickets
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import days
from kiosk.expo.square.waits import MIN_MS, Pace
from kiosk.language.sentences import N_, gettext

USUAL_MIN = 5
AT_ONCE_MIN = 60
# What is said to the party that changes its mind.
AMOUNT_SAID = {
    True: N_("무대에서 금액도 보이는 데 동의했어요. 상대도 동의하면 보여요."),
    False: N_("무대에서 금액을 보이지 않아요."),
}

State = Literal["open", "finished", "cancelled"]
Outcome = Literal["consulted", "commitment", "contract", "mou"]


class Consultation(TypedDict):
    """A meeting as `_SELECT` reads it: the table's columns (times in ms; `topics` and `follow_up` are JSON; `unwritten`
    1: nobody ended it and its log still waits for the booth; `amount_shown` 1: with its word for `confirmed_version` the
    enterprise lets the amount be shown on the stage; `paper_at`: when it was typed in from paper), the booth's and the visitor's number, and the enterprise."""

    id: int
    ticket_id: int
    visitor_id: int
    booth_id: int
    counter: int
    state: State
    started_at: int
    extended_ms: int
    finished_at: int | None
    version: int
    note: str | None
    shared_note: str | None
    topics: str | None
    follow_up: str | None
    saved_at: int | None
    confirmed_at: int | None
    confirmed_version: int | None
    confirmed_by: str | None
    forgotten_at: int | None
    unwritten: int
    amount_shown: int
    paper_at: int | None
    booth: str
    number: int
    enterprise: str | None
    enterprise_id: int | None


class Line(TypedDict):
    """The contract's outcome line: `amount` in won (none for a memorandum), `plan_item` an id."""

    outcome: Outcome
    amount: int | None
    plan_item: int | None
    note: str | None


class LogState(TypedDict):
    """What tells which version of its lines stands in a meeting's log."""

    version: int
    unwritten: int


class WithTopics(TypedDict):
    topics: str | None


class Begun(TypedDict):
    """Since when a meeting runs, and by how much it was extended (ms)."""

    started_at: int
    extended_ms: int


class NextAppointment(TypedDict):
    appointment_at: int
    booth_id: int
    booth: str


_SELECT = (
    "SELECT c.*, b.number AS booth, v.number AS number, e.name AS enterprise, v.enterprise_id FROM consultations c"
    " JOIN booths b ON b.id = c.booth_id JOIN visitors v ON v.id = c.visitor_id"
    " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
)


def extend(change: Change, *, consultation: int, minutes: int = USUAL_MIN) -> dict[str, Any]:
    """The meeting goes on: its expected end moves by so many minutes (5), from now where it has passed already.

    A negative number takes a slip of the finger back. Answers `ends_at`, `extended_min`. Raises BadFields, Refused
    wrong_state once it is finished.
    """
    if not minutes or abs(minutes) > AT_ONCE_MIN:
        raise BadFields({"minutes": gettext("1분부터 60분까지 늘려 주세요(되돌릴 때는 -5).", change.lang)})
    row = require(change, consultation)
    require_state(change, row, "open")
    loads_now = loads.of(change.db, change.now)
    usual_end = ends_at({"started_at": row["started_at"], "extended_ms": 0}, loads_now.pace(row["booth_id"]))
    end = usual_end + row["extended_ms"]
    if minutes > 0:
        end = max(end, change.happened_at)
    extended_ms = max(0, end + minutes * MIN_MS - usual_end)
    change.update(
        "UPDATE consultations SET extended_ms = ? WHERE id = ? AND state = 'open'", extended_ms, row["id"]
    )
    change.record("consultation.extend", **subject(row), minutes=minutes, extended_ms=extended_ms)
    end = usual_end + extended_ms
    said = [
        gettext(
            "상담이 %(time)s쯤 끝나는 것으로 바꿨어요.",
            change.lang,
            time=days.clock_text(end, change.time_zone),
        )
    ]
    if missed := _next_appointment(change.db, row, end, loads_now):
        said.append(
            gettext(
                "이분은 %(time)s에 %(booth)s 예약이 있어요.",
                change.lang,
                time=days.clock_text(missed["appointment_at"], change.time_zone),
                booth=missed["booth"],
            )
        )
    return {
        "consultation": shape(change, require(change, row["id"])),
        "ends_at": days.iso(end, change.time_zone),
        "extended_min": round(extended_ms / MIN_MS),
        "message": " ".join(said),
    }


def require(change: Change, consultation_id: int) -> Consultation:
    """The consultation, when the actor may act on it. Raises NotFound, NotAllowed."""
    row = rows.one(change.db, Consultation, f"{_SELECT} WHERE c.id = ?", consultation_id)
    if row is None:
        raise NotFound(gettext("그런 상담이 없어요. 화면을 새로 열어 주세요.", change.lang))
    access.require_booth(change.actor, row["booth"], change.lang)
    tickets.require_own(change, row["visitor_id"])
    return row


def shape(change: Change, row: Consultation, naming: names.Naming = names.token) -> dict[str, Any]:
    """The contract's consultation, with the lines of its newest version; for a bound phone without what the booth wrote
    for itself, and without a draft."""
    whole = _whole(change, row, naming)
    if change.actor.role != "visitor":
        return whole
    lines = [] if row["state"] == "open" else [{**line, "note": None} for line in whole["lines"]]
    return whole | {"lines": lines, "note": None, "follow_up": None}


def _whole(change: Change, row: Consultation, naming: names.Naming) -> dict[str, Any]:
    return {
        "id": row["id"],
        "booth": row["booth"],
        "counter": row["counter"],
        "state": row["state"],
        "ticket": row["ticket_id"],
        "visitor": {
            "id": row["visitor_id"],
            "name": naming(row["visitor_id"]),
            "enterprise": row["enterprise"],
            "number": row["number"],
        },
        "lines": lines_of(change.db, row["id"], shown_version(row)),
        "note": row["note"],
        "shared_note": row["shared_note"],
        "topics": topics_of(row),
        "follow_up": json.loads(row["follow_up"]) if row["follow_up"] else None,
        "version": row["version"],
        "started_at": days.iso(row["started_at"], change.time_zone),
        "finished_at": days.iso(row["finished_at"], change.time_zone),
        "saved_at": days.iso(row["saved_at"], change.time_zone),
        "confirmed": is_confirmed(row),
        "show_amount": is_confirmed(row) and bool(row["amount_shown"]),
        "forgotten": row["forgotten_at"] is not None,
        "unwritten": bool(row["unwritten"]),
        "on_paper": row["paper_at"] is not None,
    }


def shown_version(row: LogState) -> int:
    """The version of the lines that stand in the log: the draft (0) until somebody has said that it is right."""
    return 0 if row["unwritten"] else row["version"]


def is_confirmed(row: Consultation) -> bool:
    """Whether the enterprise stands by the version of the log that counts."""
    return row["confirmed_version"] is not None and row["confirmed_version"] == row["version"]


def topics_of(row: WithTopics) -> list[str]:
    """What was talked about, in the words of the agency's plan or of who wrote it."""
    return list(json.loads(row["topics"])) if row["topics"] else []


def lines_of(db: sqlite3.Connection, consultation_id: int, version: int) -> list[Line]:
    """The outcome lines of one version, as they came."""
    return rows.every(
        db,
        Line,
        "SELECT outcome, amount_won AS amount, plan_item_id AS plan_item, note FROM lines"
        " WHERE consultation_id = ? AND version = ? ORDER BY id",
        consultation_id,
        version,
    )


def require_state(change: Change, row: Consultation, state: State) -> None:
    """Raises Refused wrong_state unless the meeting is in this state."""
    if row["state"] != state:
        sentence = _STATE_SENTENCES[row["state"]]
        raise Refused("wrong_state", gettext(sentence, change.lang), consultation=shape(change, row))


def subject(row: Consultation) -> dict[str, Any]:
    """What a journal entry about this meeting is about."""
    return {
        "visitor_id": row["visitor_id"],
        "booth_id": row["booth_id"],
        "ticket_id": row["ticket_id"],
        "consultation_id": row["id"],
    }


def ends_at(meeting: Begun, pace: Pace) -> int:
    """When a running meeting will probably end (ms), at its booth's pace."""
    return round(meeting["started_at"] + meeting["extended_ms"] + pace.p50_ms)


def _next_appointment(
    db: sqlite3.Connection, meeting: Consultation, end: int, loads_now: Loads
) -> NextAppointment | None:
    """The visitor's next appointment elsewhere, when a meeting until `end` and the walk would run into it."""
    row = rows.one(
        db,
        NextAppointment,
        "SELECT t.appointment_at, t.booth_id, b.number AS booth FROM tickets t JOIN booths b ON b.id = t.booth_id"
        " WHERE t.visitor_id = ? AND t.state = 'waiting' AND t.booth_id <> ? AND t.appointment_at >= ?"
        " ORDER BY t.appointment_at LIMIT 1",
        meeting["visitor_id"],
        meeting["booth_id"],
        meeting["started_at"],
    )
    if row is None or end + loads_now.walk_ms(meeting["booth_id"], row["booth_id"]) <= row["appointment_at"]:
        return None
    return row


_STATE_SENTENCES = {
    "open": N_("아직 끝나지 않은 상담이에요. 먼저 상담을 마쳐 주세요."),
    "finished": N_("이미 끝난 상담이에요. 고치려면 '기록 고치기'를 눌러 주세요."),
    "cancelled": N_("시작을 되돌린 상담이에요. 화면을 확인해 주세요."),
}
