"""Takes back a tap on the wrong visitor: a call, or the start of a meeting. The journal keeps both the tap and its undoing,
with a reason; the ticket gets exactly the rank it had."""

import json
from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data.store import Change
from kiosk.expo.meeting import consultations
from kiosk.expo.meeting.consultations import Consultation
from kiosk.expo.queue import calls, tickets
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

_WAITING_AGAIN: dict[str, Any] = {"counter": None, "called_at": None, "recalled_at": None, "started_at": None}


def uncall(change: Change, *, ticket: int, reason: str) -> dict[str, Any]:
    """Take a call back: the ticket waits again at its rank, and its visitor may be called elsewhere.

    Raises Refused wrong_state once the meeting has begun, the call has ended, or the expo is over.
    """
    row = tickets.require(change, ticket)
    if row["state"] == "waiting":
        raise Refused("wrong_state", _waits_already(change, row), ticket=tickets.shape(row))
    if row["state"] == "serving":
        sentence = N_("%(number)s번은 이미 상담을 시작했어요. 상담 시작을 먼저 되돌려 주세요.")
        raise Refused(
            "wrong_state", gettext(sentence, change.lang, number=row["number"]), ticket=tickets.shape(row)
        )
    tickets.require_state(change, row, "called")
    if days.is_over(change.db, change.now):
        sentence = N_("박람회가 끝나 대기로 되돌릴 수 없어요. ‘안 왔어요’를 눌러 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang), ticket=tickets.shape(row))
    back = tickets.move(change, row, "waiting", **_WAITING_AGAIN)
    given_back = calls.give_back(change, row)
    tickets.record(change, "ticket.uncall", row, counter=row["counter"], reason=reason, **given_back)
    return {
        "ticket": tickets.shape(back),
        "message": gettext(
            "%(number)s번 호출을 되돌렸어요. 순서는 그대로예요.", change.lang, number=row["number"]
        ),
    }


def cancel_start(change: Change, *, consultation: int, reason: str) -> dict[str, Any]:
    """Take the start of a meeting back: its ticket is again what it was before, called or waiting at its rank.

    Who had walked up without a place has none again. What was written stays with the cancelled meeting. Raises Refused
    wrong_state once it is finished or was cancelled.
    """
    row = consultations.require(change, consultation)
    consultations.require_state(change, row, "open")
    change.update(
        "UPDATE consultations SET state = 'cancelled', finished_at = ? WHERE id = ? AND state = 'open'",
        max(change.happened_at, row["started_at"]),
        row["id"],
    )
    ticket, before = tickets.found(change, row["ticket_id"]), _before(change, row)
    back = _bring_back(change, ticket, row, before)
    # Who is called again keeps what the call cost others; of who waits again it is taken back with the call.
    given_back = calls.give_back(change, ticket) if before == "called" and back["state"] == "waiting" else {}
    change.record(
        "consultation.cancel_start",
        **consultations.subject(row),
        reason=reason,
        after=back["state"],
        **given_back,
    )
    return {
        "consultation": consultations.shape(change, consultations.require(change, row["id"])),
        "ticket": tickets.shape(back),
        "message": gettext(
            "%(number)s번 상담 시작을 되돌렸어요. 순서는 그대로예요.", change.lang, number=row["number"]
        ),
    }


def _bring_back(change: Change, ticket: Ticket, meeting: Consultation, before: str) -> Ticket:
    if before == "called" and not _calls_already(change, meeting):
        # The span until the recall starts anew; the visitor is on the way, so nobody else may call them meanwhile.
        again = {"called_at": change.now, "recalled_at": None, "started_at": None}
        return tickets.move(change, ticket, "called", **again)
    if before in ("called", "waiting") and not days.is_over(change.db, change.now):
        return tickets.move(change, ticket, "waiting", **_WAITING_AGAIN)
    if before == "nowhere":
        _wish_again(change, ticket)
    # Without ended_at: the visitor did not leave, so the booth may be proposed to them again.
    return tickets.move(
        change, ticket, "no_show" if before == "no_show" else "cancelled", counter=None, started_at=None
    )


def _before(change: Change, meeting: Consultation) -> str:
    """What the ticket was when the meeting began, as that entry says: called, waiting, no_show, nowhere."""
    detail = change.value(
        "SELECT detail FROM journal WHERE visitor_id = ? AND consultation_id = ? AND kind = 'consultation.start'",
        meeting["visitor_id"],
        meeting["id"],
    )
    return str(json.loads(detail).get("before", "called")) if detail else "called"


def _calls_already(change: Change, meeting: Consultation) -> bool:
    """Whether the counter has called somebody ahead meanwhile: it calls one at a time."""
    return tickets.at_counter(change.db, meeting["booth_id"], meeting["counter"], "called") is not None


def _wish_again(change: Change, ticket: Ticket) -> None:
    """Starting had met the wish for this booth; it is one again, unless an earlier ticket had met it."""
    change.update(
        "UPDATE wishes SET state = 'open' WHERE id = (SELECT max(id) FROM wishes WHERE visitor_id = ? AND booth_id = ?"
        " AND starts_at IS NULL AND state = 'placed') AND NOT EXISTS (SELECT 1 FROM tickets WHERE visitor_id = ?"
        " AND booth_id = ? AND id < ?)",
        ticket["visitor_id"],
        ticket["booth_id"],
        ticket["visitor_id"],
        ticket["booth_id"],
        ticket["id"],
    )


def _waits_already(change: Change, row: Ticket) -> str:
    elsewhere = next(
        (
            place["booth"]
            for place in tickets.of_visitor(change.db, row["visitor_id"])
            if place["state"] != "waiting"
        ),
        None,
    )
    if elsewhere:
        sentence = N_("%(number)s번은 그사이 %(booth)s에서 불렀어요. 이 부스의 순서는 그대로예요.")
        return gettext(sentence, change.lang, number=row["number"], booth=elsewhere)
    return gettext("%(number)s번은 이미 대기로 돌아가 있어요.", change.lang, number=row["number"])
