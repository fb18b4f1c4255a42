"""A meeting begins at a counter: with a called ticket, or with the badge of somebody who walked up."""

from typing import Any

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import Change
from kiosk.expo.meeting import consultations
from kiosk.expo.person import presence, visitors
from kiosk.expo.queue import calls, places, routing, tickets
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import booths, closings
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import gettext


def start(
    change: Change,
    *,
    counter: int,
    ticket: int | None = None,
    code: str | None = None,
    booth: str | None = None,
) -> dict[str, Any]:
    """A meeting begins: with a called ticket, or with the badge of somebody who walked up.

    Raises Refused: day_closed, wrong_state, counter_busy, visitor_busy, not_checked_in, booth_closed, unknown_code,
    badge_void.
    """
    if code is not None:
        return _start_by_code(change, code, booth, counter)
    assert ticket is not None
    row = tickets.require(change, ticket)
    at = booths.require(change, row["booth"])
    if booth is not None and booth != row["booth"]:
        raise BadFields(
            {"booth": gettext("이 대기표는 %(booth)s 부스의 것이에요.", change.lang, booth=row["booth"])}
        )
    closings.require_open(change, visitor_id=row["visitor_id"])
    if _was_called_then(change, row):  # the counter may have been taken away since
        calls.require_free_visitor(change, row["visitor_id"], beside=row["id"])
    else:
        booths.require_counter_of(change, at, row["counter"], counter)
        tickets.require_state(change, row, "called")
    _require_free_counter(change, at, counter)
    return _begin(change, row, counter)


def _start_by_code(change: Change, code: str, booth: str | None, counter: int) -> dict[str, Any]:
    number = booth or change.actor.booth
    if number is None:
        raise BadFields({"booth": gettext("booth 항목을 채워 주세요.", change.lang)})
    at = booths.require(change, number)
    if not tickets.at_counter(change.db, at["id"], counter, "called"):
        booths.require_counter(change, at, counter)
    visitor = visitors.require_by_code(change, code)
    visitors.require_confirmed(change, visitor)
    closings.require_open(change, visitor_id=visitor["id"])
    places.require_queueing(change, visitor)
    presence.require_in(change, visitor, or_was=True)
    _require_free_counter(change, at, counter)
    known = tickets.place_at(change.db, visitor["id"], at["id"])
    place = tickets.found(change, known) if known is not None else None
    calls.require_free_visitor(change, visitor["id"], beside=place["id"] if place else None)
    booths.require_counter_of(change, at, place["counter"] if place else None, counter)
    if place is None:
        booths.require_calling(change, at)
        walked_up = routing.add_place(change, visitor, at, "walk_up")
        return _begin(change, tickets.found(change, walked_up), counter, before="nowhere")
    tickets.require_state(change, place, "waiting", "called")
    return _begin(change, place, counter)


def _was_called_then(change: Change, row: Ticket) -> bool:
    """Whether the ticket was called when this happened: a cut-off tablet reports a meeting late, and meanwhile the clock
    has taken it for a no-show."""
    if change.happened_at >= change.now or row["state"] not in ("waiting", "no_show"):
        return False
    if (
        row["state"] == "no_show"
        and tickets.place_at(change.db, row["visitor_id"], row["booth_id"]) is not None
    ):
        return False  # they stand in line anew
    last = change.value(
        "SELECT kind FROM journal WHERE visitor_id = ? AND ticket_id = ? AND at <= ? ORDER BY seq DESC LIMIT 1",
        row["visitor_id"],
        row["id"],
        change.happened_at,
    )
    return last in ("ticket.call_next", "ticket.call", "ticket.recall")


def _begin(change: Change, ticket: Ticket, counter: int, before: str | None = None) -> dict[str, Any]:
    started_at = min(change.now, max(change.happened_at, ticket["joined_at"]))
    serving = tickets.move(change, ticket, "serving", counter=counter, started_at=started_at)
    consultation_id = change.insert(
        "consultations",
        ticket_id=ticket["id"],
        visitor_id=ticket["visitor_id"],
        booth_id=ticket["booth_id"],
        counter=counter,
        started_at=started_at,
    )
    row = consultations.require(change, consultation_id)
    # `before`: what undo.cancel_start brings the ticket back to.
    change.record(
        "consultation.start", **consultations.subject(row), counter=counter, before=before or ticket["state"]
    )
    return {
        "consultation": consultations.shape(change, row),
        "ticket": tickets.shape(serving),
        "message": gettext("%(number)s번과 상담을 시작했어요.", change.lang, number=ticket["number"]),
    }


def _require_free_counter(change: Change, booth: Booth, counter: int) -> None:
    if serving := tickets.at_counter(change.db, booth["id"], counter, "serving"):
        sentence = gettext(
            "이 상담석은 %(number)s번과 상담 중이에요. 먼저 상담을 마쳐 주세요.", change.lang, **serving
        )
        raise Refused("counter_busy", sentence)
