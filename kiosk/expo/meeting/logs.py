"""The log of a meeting: written while it happens, finished, corrected, confirmed."""

import json
from typing import Any

from kiosk.actions.refusals import BadFields, NotAllowed, Refused
from kiosk.data.store import Change
from kiosk.expo.meeting.consultations import (
    AMOUNT_SAID,
    Consultation,
    Line,
    is_confirmed,
    require,
    require_state,
    shape,
    subject,
)
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import routing, tickets
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext


def write_draft(
    change: Change,
    *,
    consultation: int,
    note: str | None = None,
    shared_note: str | None = None,
    lines: list[Line] | None = None,
    follow_up: dict[str, Any] | None = None,
    topics: list[str] | None = None,
) -> dict[str, Any]:
    """Keep what has been written so far of a meeting that runs, or that nobody ended. Raises Refused wrong_state once it
    is finished."""
    row = require(change, consultation)
    _require_plan_items(change, row, lines)
    _require_being_written(change, row)
    said = {"note": note, "shared_note": shared_note, "follow_up": follow_up, "topics": topics}
    _write(change, row, said, lines, version=0)
    told = {} if lines is None else {"lines": _told(lines)}
    change.record("consultation.note", **subject(row), **told)
    return {
        "consultation": shape(change, require(change, consultation)),
        "message": gettext("저장했어요.", change.lang),
    }


def finish(
    change: Change,
    *,
    consultation: int,
    lines: list[Line],
    note: str | None = None,
    shared_note: str | None = None,
    follow_up: dict[str, Any] | None = None,
    topics: list[str] | None = None,
) -> dict[str, Any]:
    """The meeting ends with its outcome lines; the visitor's best wish takes the place that came free.

    One that nobody ended (`expo/meeting/forgotten.py`) is written so, too: it has ended, and what is said here counts.
    """
    row = require(change, consultation)
    _require_plan_items(change, row, lines)
    _require_being_written(change, row)
    said = {"note": note, "shared_note": shared_note, "follow_up": follow_up, "topics": topics}
    _write(change, row, said, lines, version=row["version"] + 1)
    if row["unwritten"]:
        _finish_forgotten(change, row)
    else:
        _finish_open(change, row)
    outcomes = [line["outcome"] for line in lines]
    change.record("consultation.finish", **subject(row), outcomes=outcomes, lines=_told(lines))
    routing.promote(change, visitors.require(change, row["visitor_id"]))
    return {
        "consultation": shape(change, require(change, consultation)),
        "message": gettext("상담을 마쳤어요. 기록을 저장했어요.", change.lang),
    }


def correct(
    change: Change,
    *,
    consultation: int,
    lines: list[Line],
    reason: str,
    note: str | None = None,
    topics: list[str] | None = None,
) -> dict[str, Any]:
    """A new version of a finished log, with its reason. Nothing is overwritten; what was confirmed must be confirmed anew.

    A booth corrects on the same day (one that nobody ended: on the day it was written), later an organiser. Raises
    NotAllowed, Refused wrong_state.
    """
    row = require(change, consultation)
    if change.actor.role == "booth" and not row["unwritten"] and not _same_day(change, row):
        raise NotAllowed(gettext("지난 날의 기록은 운영본부에서만 고칠 수 있어요.", change.lang))
    _require_plan_items(change, row, lines)
    require_state(change, row, "finished")
    version = row["version"] + 1
    change.insert(
        "corrections",
        consultation_id=row["id"],
        version=version,
        at=change.now,
        actor=change.actor.who,
        reason=reason,
        note_before=row["note"],
        topics_before=row["topics"],
    )
    _write(change, row, {"note": note, "topics": topics}, lines, version=version)
    change.update(
        "UPDATE consultations SET version = ?, unwritten = 0 WHERE id = ? AND version = ?",
        version,
        row["id"],
        row["version"],
    )
    change.record("consultation.correct", **subject(row), reason=reason, version=version, lines=_told(lines))
    return {
        "consultation": shape(change, require(change, consultation)),
        "message": gettext("기록을 고쳤어요. 이전 기록도 남아 있어요.", change.lang),
    }


def confirm(
    change: Change, *, consultation: int, code: str | None = None, show_amount: bool | None = None
) -> dict[str, Any]:
    """The enterprise stands by what was logged: by its badge on the booth's own tablet, or on its bound phone.

    `show_amount`: it lets its amount be shown on the stage. Confirmed again with another `show_amount`, that alone is changed.
    """
    row = require(change, consultation)
    if not change.actor.secure:
        raise NotAllowed(
            gettext("이 연결에서는 확인할 수 없어요. 부스에서 명찰로 확인해 주세요.", change.lang)
        )
    if change.actor.role == "booth":
        assert code is not None
        _require_same_party(change, row, visitors.require_by_code(change, code))
    require_state(change, row, "finished")
    if row["unwritten"]:
        sentence = N_("부스가 아직 결과를 적지 않았어요. 적은 뒤에 확인해 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))
    if not is_confirmed(row):
        said = N_("기업이 상담 결과를 확인했어요.")
    elif show_amount is None or show_amount == bool(row["amount_shown"]):
        raise Refused("wrong_state", gettext("이미 확인된 기록이에요.", change.lang))
    else:
        said = AMOUNT_SAID[show_amount]
    change.update(
        "UPDATE consultations SET confirmed_at = max(?, finished_at), confirmed_version = version, confirmed_by = ?,"
        " amount_shown = ? WHERE id = ?",
        change.happened_at,
        "badge" if change.actor.role == "booth" else "phone",
        show_amount or False,
        row["id"],
    )
    change.record(
        "consultation.confirm", **subject(row), version=row["version"], show_amount=bool(show_amount)
    )
    return {
        "consultation": shape(change, require(change, consultation)),
        "message": gettext(said, change.lang),
    }


def _told(lines: list[Line]) -> list[list[Any]]:
    """Lines as the journal holds them: outcome, won, plan item; what was written beside them stays in the log."""
    return [[line["outcome"], line["amount"], line["plan_item"]] for line in lines]


def _require_being_written(change: Change, row: Consultation) -> None:
    if not row["unwritten"]:
        require_state(change, row, "open")


def _finish_open(change: Change, row: Consultation) -> None:
    finished_at = max(change.happened_at, row["started_at"])
    change.update(
        "UPDATE consultations SET state = 'finished', finished_at = ?, version = 1 WHERE id = ? AND state = 'open'",
        finished_at,
        row["id"],
    )
    tickets.move(change, tickets.found(change, row["ticket_id"]), "done", ended_at=finished_at)


def _finish_forgotten(change: Change, row: Consultation) -> None:
    """The log of a meeting that the clock had ended is written. Where a cut-off station ended it in time and reports it
    only now, it was not forgotten at all, and its true end is known."""
    change.update(
        "UPDATE consultations SET version = version + 1, unwritten = 0 WHERE id = ? AND unwritten = 1",
        row["id"],
    )
    if not row["started_at"] <= change.happened_at < (row["forgotten_at"] or 0):
        return
    change.update(
        "UPDATE consultations SET finished_at = ?, forgotten_at = NULL WHERE id = ?",
        change.happened_at,
        row["id"],
    )
    change.update("UPDATE tickets SET ended_at = ? WHERE id = ?", change.happened_at, row["ticket_id"])


def _require_plan_items(change: Change, row: Consultation, lines: list[Line] | None) -> None:
    """Raises BadFields for a line about a purchase that this booth's agency has not announced."""
    announced = (
        "SELECT p.id FROM plan_items p JOIN booths b ON b.agency_id = p.agency_id WHERE p.id = ? AND b.id = ?"
    )
    for index, line in enumerate(lines or [], 1):
        item = line["plan_item"]
        if item is not None and change.value(announced, item, row["booth_id"]) is None:
            sentence = gettext(
                "%(index)s번째 결과의 구매계획을 찾을 수 없어요. 목록에서 다시 골라 주세요.",
                change.lang,
                index=index,
            )
            raise BadFields({"lines": sentence})


def _require_same_party(change: Change, row: Consultation, visitor: Visitor) -> None:
    same_enterprise = row["enterprise_id"] is not None and visitor["enterprise_id"] == row["enterprise_id"]
    if visitor["id"] != row["visitor_id"] and not same_enterprise:
        raise NotAllowed(gettext("상담한 기업의 명찰이 아니에요. 그 기업의 명찰을 비춰 주세요.", change.lang))


def _write(
    change: Change, row: Consultation, said: dict[str, Any], lines: list[Line] | None, *, version: int
) -> None:
    """Write what was `said` (column -> text, list or dict; None leaves it as it is) and the lines of this version."""
    columns: dict[str, Any] = {"saved_at": change.now}
    for name, value in said.items():
        if value is not None:
            columns[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    sets = ", ".join(f"{name} = ?" for name in columns)
    change.update(f"UPDATE consultations SET {sets} WHERE id = ?", *columns.values(), row["id"])
    if lines is None:
        return
    if version == 0:  # a draft is one state that is written over; every later version stays
        change.update("DELETE FROM lines WHERE consultation_id = ? AND version = 0", row["id"])
    for line in lines:
        change.insert(
            "lines",
            consultation_id=row["id"],
            version=version,
            outcome=line["outcome"],
            amount_won=line["amount"],
            plan_item_id=line["plan_item"],
            note=line["note"],
        )


def _same_day(change: Change, row: Consultation) -> bool:
    finished = row["finished_at"] or row["started_at"]
    if row["forgotten_at"] is not None:
        finished = max(finished, row["saved_at"] or 0)
    return days.date_of(finished, change.time_zone) == days.date_of(change.happened_at, change.time_zone)
