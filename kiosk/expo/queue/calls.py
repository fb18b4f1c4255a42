"""Calling: the next one, or a chosen one. `turns.py` reads who waits, `pick.py` decides; who does not come: `no_shows.py`."""

import json
from collections.abc import Iterable
from typing import Any, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.data.trail import NotAsAnswered
from kiosk.expo.person import presence, visitors
from kiosk.expo.programme import holds
from kiosk.expo.queue import loads, pick, tickets, turns
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import booths, closings, days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import LANGUAGES, N_, gettext

RESTORED = N_("노트북이 바뀌기 전에 불린 그대로예요.")


class BusyVisitor(TypedDict):
    booth: str
    number: int


def call_next(change: Change, *, booth: str, counter: int) -> dict[str, Any]:
    """Call the next visitor to a counter; while a meeting runs there this calls ahead. Answers why and skipped.

    Raises Refused: unknown_booth, day_closed, booth_closed, counter_busy (one is called already), queue_empty (with skipped).
    """
    row = booths.require(change, booth)
    booths.require_counter(change, row, counter)
    booths.require_calling(change, row)
    _require_free_call(change, row, counter)
    decision = _decided(change, row, counter)
    skipped = [{"ticket": ticket_id, "reason": reason} for ticket_id, reason in decision.skipped]
    if decision.chosen is None:
        sentence = (
            gettext("기다리는 분들이 모두 다른 곳에 있어요. 잠시 뒤에 다시 불러 주세요.", change.lang)
            if skipped
            else gettext("지금 기다리는 분이 없어요.", change.lang)
        )
        raise Refused("queue_empty", sentence, skipped=skipped)
    ticket = tickets.found(change, decision.chosen.ticket_id)
    overtaken = _charge(change, decision)
    return _call(
        change,
        "ticket.call_next",
        ticket,
        counter,
        decision.why,
        skipped,
        why_in=dict(decision.why_in),
        **overtaken,
    )


def _charge(change: Change, decision: pick.Pick) -> dict[str, Any]:
    """Take it out of their budgets who could have come and were passed over; gives what the journal tells of it."""
    if not decision.overtaken:
        return {}
    _spend(change, decision.overtaken, decision.cost_ms, times=1)
    return {"overtaken": decision.overtaken, "overtaken_ms": decision.cost_ms}


def give_back(change: Change, ticket: Ticket) -> dict[str, Any]:
    """What the last call of this place, which is taken back, had cost those who were passed over, for they were not; gives what the
    journal tells of it. Of who was called and does not come, or leaves, nothing is given back: the counter stood for them."""
    said = change.value(
        "SELECT detail FROM journal WHERE visitor_id = ? AND ticket_id = ? AND kind IN ('ticket.call_next', 'ticket.call')"
        " ORDER BY seq DESC LIMIT 1",
        ticket["visitor_id"],
        ticket["id"],
    )
    detail = json.loads(said) if said else {}
    if not detail.get("overtaken"):
        return {}
    _spend(change, detail["overtaken"], detail["overtaken_ms"], times=-1)
    return {"overtaken": detail["overtaken"], "overtaken_ms": detail["overtaken_ms"]}


def _spend(change: Change, overtaken: Iterable[int], cost_ms: int, *, times: int) -> None:
    for ticket_id in overtaken:
        change.update(
            "UPDATE tickets SET overtaken = overtaken + ?, overtaken_ms = overtaken_ms + ? WHERE id = ?",
            times,
            times * cost_ms,
            ticket_id,
        )


def _decided(change: Change, booth: Booth, counter: int) -> pick.Pick:
    """Whose turn it is; a call that is restored is of the ticket that was called."""
    decision = turns.decide(change, booth, counter)
    found = change.trail.choose("call", lambda: decision.chosen.ticket_id if decision.chosen else 0)
    if not change.trail.is_again or (decision.chosen and decision.chosen.ticket_id == found):
        return decision
    ticket = tickets.require(change, found)
    if ticket["booth_id"] != booth["id"]:
        raise NotAsAnswered(change.lang)
    require_free_visitor(change, ticket["visitor_id"])
    chosen = pick.Waiting(found, ticket["number"], ticket["rank"])
    why_in = {lang: [gettext(RESTORED, lang)] for lang in LANGUAGES}
    return pick.Pick(chosen, why_in[change.lang], [], why_in)


def call(change: Change, *, ticket: int, counter: int, reason: str) -> dict[str, Any]:
    """Call one chosen ticket out of turn, with a reason.

    Raises Refused: day_closed, wrong_state, booth_closed, counter_busy, not_checked_in, visitor_busy.
    """
    row = tickets.require(change, ticket)
    booth = booths.require(change, row["booth"])
    booths.require_counter(change, booth, counter)
    closings.require_open(change)
    tickets.require_state(change, row, "waiting")
    booths.require_calling(change, booth)
    _require_free_call(change, booth, counter)
    visitor = visitors.require(change, row["visitor_id"])
    presence.require_in(change, visitor)
    require_free_visitor(change, row["visitor_id"])
    if visitor["paused_at"] is not None:
        sentence = gettext("%(number)s번은 잠시 쉬는 중이에요. 돌아오면 불러 주세요.", change.lang, **row)
        raise Refused("visitor_busy", sentence)
    _require_not_attending(change, row)
    return _call(change, "ticket.call", row, counter, [reason], [], reason=reason)


def _require_not_attending(change: Change, row: Ticket) -> None:
    """Nobody is called out of the programme who does not want it. Raises Refused visitor_busy."""
    if attended := holds.attended(change.db, row["visitor_id"], change.now):
        time = days.clock_text(attended["until"], change.time_zone)
        sentence = N_("%(number)s번은 프로그램에 참석 중이에요. %(time)s 뒤에 불러 주세요.")
        raise Refused("visitor_busy", gettext(sentence, change.lang, number=row["number"], time=time))


def require_free_visitor(change: Change, visitor_id: int, *, beside: int | None = None) -> None:
    """Raises Refused visitor_busy while the visitor is called or served with another ticket than `beside`."""
    busy = rows.one(
        change.db,
        BusyVisitor,
        "SELECT b.number AS booth, v.number FROM tickets t JOIN booths b ON b.id = t.booth_id"
        " JOIN visitors v ON v.id = t.visitor_id"
        f" WHERE t.visitor_id = ? AND {conditions.called_or_serving()} AND t.id IS NOT ?",
        visitor_id,
        beside,
    )
    if busy:
        sentence = gettext(
            "%(number)s번은 지금 %(booth)s에 있어요. 끝난 뒤에 불러 주세요.", change.lang, **busy
        )
        raise Refused("visitor_busy", sentence)


def _call(
    change: Change,
    verb: str,
    ticket: Ticket,
    counter: int,
    why: list[str],
    skipped: list[dict[str, Any]],
    **detail: Any,
) -> dict[str, Any]:
    called = tickets.move(change, ticket, "called", counter=counter, called_at=change.now, recalled_at=None)
    tickets.record(change, verb, ticket, counter=counter, why=why, skipped=skipped, **detail)
    return {
        "ticket": tickets.shape(called),
        "why": why,
        "skipped": skipped,
        "message": gettext("%(number)s번을 불렀어요.", change.lang, number=ticket["number"]),
    }


def _require_free_call(change: Change, booth: Booth, counter: int) -> None:
    """One called at most a counter. Raises Refused counter_busy."""
    if called := tickets.at_counter(change.db, booth["id"], counter, "called"):
        sentence = gettext(
            "이 상담석은 %(number)s번을 부른 상태예요. 먼저 상담을 시작하거나 부재로 넘겨 주세요.",
            change.lang,
            **called,
        )
        raise Refused("counter_busy", sentence)


def call_ahead_by_clock(change: Change, *, booth: str, on: bool) -> dict[str, Any]:
    """Whether the clock calls the next visitor `call_ahead_min` before a meeting's expected end."""
    row = booths.require(change, booth)
    change.update("UPDATE booths SET ahead_by_clock = ? WHERE id = ?", int(on), row["id"])
    change.record("booth.call_ahead", booth_id=row["id"], on=on)
    return {"booth": loads.shape_now(change, booth), "on": on}
