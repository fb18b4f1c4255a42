"""A meeting needs more time than usual: its expected end moves, and with it the waits of those behind and the call
ahead by the clock. For all of these a meeting that was extended counts as begun `extended_ms` later."""

import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import BadFields
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.meeting import consultations
from kiosk.expo.meeting.consultations import Consultation
from kiosk.expo.queue import loads
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import days
from kiosk.expo.square.waits import MIN_MS, Pace
from kiosk.language.sentences import gettext

USUAL_MIN = 5
AT_ONCE_MIN = 60


class Begun(TypedDict):
    """Since when a meeting runs, and by how much it was extended (ms)."""

    started_at: int
    extended_ms: int


class NextAppointment(TypedDict):
    appointment_at: int
    booth_id: int
    booth: str


def extend(change: Change, *, consultation: int, minutes: int = USUAL_MIN) -> dict[str, Any]:
    """The meeting goes on: its expected end moves by so many minutes (5), from now where it has passed already.

    A negative number takes a slip of the finger back. Answers `ends_at`, `extended_min`. Raises BadFields, Refused
    wrong_state once it is finished.
    """
    if not minutes or abs(minutes) > AT_ONCE_MIN:
        raise BadFields({"minutes": gettext("1분부터 60분까지 늘려 주세요(되돌릴 때는 -5).", change.lang)})
    row = consultations.require(change, consultation)
    consultations.require_state(change, row, "open")
    loads_now = loads.of(change.db, change.now)
    usual_end = ends_at({"started_at": row["started_at"], "extended_ms": 0}, loads_now.pace(row["booth_id"]))
    end = usual_end + row["extended_ms"]
    if minutes > 0:
        end = max(end, change.happened_at)
    extended_ms = max(0, end + minutes * MIN_MS - usual_end)
    change.update(
        "UPDATE consultations SET extended_ms = ? WHERE id = ? AND state = 'open'", extended_ms, row["id"]
    )
    change.record("consultation.extend", **consultations.subject(row), minutes=minutes)
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
        "consultation": consultations.shape(change, consultations.require(change, row["id"])),
        "ends_at": days.iso(end, change.time_zone),
        "extended_min": round(extended_ms / MIN_MS),
        "message": " ".join(said),
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
