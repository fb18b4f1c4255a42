"""A booth rests: a pause, a lunch break that ends by itself, going home early, and opening again; or all booths do."""

from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data import conditions
from kiosk.data.store import Change
from kiosk.expo.person import presence, visitors
from kiosk.expo.queue import loads, routing, substitutes, tickets
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import booth_plans, booths, days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_, gettext


def open_booth(change: Change, *, booth: str, reason: str | None = None) -> dict[str, Any]:
    """End a pause (or an early leaving). Refused wrong_state when there is none."""
    row = booths.require(change, booth)
    if row["paused_at"] is None and row["left_on"] is None:
        raise Refused("wrong_state", gettext("%(booth)s 부스는 이미 열려 있어요.", change.lang, booth=booth))
    by_the_clock = change.actor.role == "system"  # a break is over: who went home stays away
    if not by_the_clock:
        booth_plans.require_not_closed_early(change, row)
    change.update(
        "UPDATE booths SET paused_at = NULL, pause_reason = NULL, pause_until = NULL, left_on = ?, absent_on = ?"
        " WHERE id = ?",
        row["left_on"] if by_the_clock else None,
        row["absent_on"] if by_the_clock else None,
        row["id"],
    )
    change.record("booth.open", booth_id=row["id"], reason=reason)
    return {"booth": loads.shape_now(change, booth)}


def pause(
    change: Change, *, booth: str, reason: str | None = None, minutes: int | None = None
) -> dict[str, Any]:
    """Stop calling for a while; `reason` stands on the board. With `minutes` (a lunch break) it ends by itself.

    Raises Refused: unknown_booth, wrong_state when paused already.
    """
    row = booths.require(change, booth)
    if row["paused_at"] is not None:
        raise Refused(
            "wrong_state", gettext("%(booth)s 부스는 이미 쉬는 중이에요.", change.lang, booth=booth)
        )
    change.update(
        "UPDATE booths SET paused_at = ?, pause_reason = ?, pause_until = ? WHERE id = ? AND paused_at IS NULL",
        change.now,
        reason,
        change.now + minutes * days.MIN_MS if minutes else None,
        row["id"],
    )
    change.record("booth.pause", booth_id=row["id"], reason=reason, minutes=minutes)
    return {"booth": loads.shape_now(change, booth)}


def pause_all(change: Change, *, reason: str, minutes: int | None = None) -> dict[str, Any]:
    """Stop calling at every booth; `reason` stands on the boards. With `minutes` all open again by themselves. A booth that
    rests already goes on, and no shorter than that. The clock does it at a break's beginning.

    Raises Refused wrong_state when every booth rests already.
    """
    until = change.now + minutes * days.MIN_MS if minutes else None
    change.update(
        "UPDATE booths SET pause_until = ? WHERE paused_at IS NOT NULL AND pause_until < ?",
        until,
        until or 2**53,
    )
    paused = [
        row["number"]
        for row in change.all("SELECT number FROM booths WHERE paused_at IS NULL ORDER BY number")
    ]
    if not paused and change.actor.role != "system":
        raise Refused("wrong_state", gettext("모든 부스가 이미 쉬는 중이에요.", change.lang))
    change.update(
        "UPDATE booths SET paused_at = ?, pause_reason = ?, pause_until = ? WHERE paused_at IS NULL",
        change.now,
        reason,
        until,
    )
    change.record("expo.pause_all", reason=reason, minutes=minutes, booths=paused)
    return {"booths": paused, "message": gettext("부스 %(n)s곳이 쉬어요.", change.lang, n=len(paused))}


def open_all(change: Change, *, booths: list[str] | None = None) -> dict[str, Any]:
    """End every booth's pause, or that of these `booths` alone (as `expo.pause_all` named them, to take it back); the clock ends
    those whose time is over. Raises Refused wrong_state when none rests."""
    by_the_clock = change.actor.role == "system"
    resting = [
        row
        for row in change.all(
            "SELECT id, number, pause_until FROM booths WHERE paused_at IS NOT NULL ORDER BY number"
        )
        if (booths is None or row["number"] in booths)
        and not (by_the_clock and (row["pause_until"] is None or row["pause_until"] > change.now))
    ]
    opened = [row["number"] for row in resting]
    if not opened and not by_the_clock:
        raise Refused("wrong_state", gettext("쉬는 부스가 없어요.", change.lang))
    for row in resting:
        change.update(
            "UPDATE booths SET paused_at = NULL, pause_reason = NULL, pause_until = NULL WHERE id = ?",
            row["id"],
        )
        if _rests_on_its_own(change, row["id"]):
            change.record("booth.open", booth_id=row["id"], reason=None)
    change.record("expo.open_all", booths=opened)
    return {"booths": opened, "message": gettext("부스 %(n)s곳이 다시 열렸어요.", change.lang, n=len(opened))}


def _rests_on_its_own(change: Change, booth_id: int) -> bool:
    """Whether a pause of its own began, by the journal, and did not end: not one of all booths."""
    last = change.value(
        "SELECT kind FROM journal INDEXED BY booth_rests WHERE booth_id = ?"
        f" AND {conditions.OF_BOOTHS_RESTS} AND kind IN ('booth.pause', 'booth.open', 'booth.go_home')"
        " ORDER BY seq DESC LIMIT 1",
        booth_id,
    )
    return bool(last == "booth.pause")


def admit(change: Change, *, booth: str, on: bool) -> dict[str, Any]:
    """Whether the booth takes new places today. Who waits there stays, appointments come, and calling goes on. The next day it
    takes them again by itself.

    Raises Refused: unknown_booth, not_today, wrong_state where that is so already.
    """
    row = booths.require(change, booth)
    today = presence.require_expo_day(change)
    if (row["full_on"] == today.day) is not on:
        sentence = (
            N_("%(booth)s 부스는 이미 새로 줄을 받고 있어요.")
            if on
            else N_("%(booth)s 부스는 이미 새로 줄을 받지 않아요.")
        )
        raise Refused("wrong_state", gettext(sentence, change.lang, booth=booth))
    change.update("UPDATE booths SET full_on = ? WHERE id = ?", None if on else today.day, row["id"])
    change.record("booth.admit", booth_id=row["id"], on=on)
    sentence = (
        N_("%(booth)s에서 다시 줄을 받아요.")
        if on
        else N_("%(booth)s에서 새로 줄을 받지 않아요. 지금 기다리는 분들은 그대로예요.")
    )
    return {
        "booth": loads.shape_now(change, booth),
        "message": gettext(sentence, change.lang, booth=booth),
    }


def go_home(change: Change, *, booth: str, reason: str | None = None) -> dict[str, Any]:
    """The agency leaves for today. Its waiting places keep their rank for the next day; on the last day they end, the
    visitor's best wish takes the free place, and the answer names substitutes for each. `booth.open` takes it back. The
    clock does it at the booth's own closing (`closes_at`); who is called or in a meeting then goes on.

    Raises Refused: unknown_booth, not_today, wrong_state (gone already, somebody is called or in a meeting).
    """
    row = booths.require(change, booth)
    today = presence.require_expo_day(change)
    if row["left_on"] == today.day:
        raise Refused(
            "wrong_state", gettext("%(booth)s 부스는 오늘 상담을 이미 마쳤어요.", change.lang, booth=booth)
        )
    places = tickets.of_booth(change.db, row["id"])
    if change.actor.role != "system" and any(place["state"] != "waiting" for place in places):
        raise Refused("wrong_state", gettext("부른 분과 상담 중인 분을 먼저 마쳐 주세요.", change.lang))
    change.update(
        "UPDATE booths SET left_on = ?, paused_at = NULL, pause_reason = ?, pause_until = NULL WHERE id = ?",
        today.day,
        reason,
        row["id"],
    )
    places = [place for place in places if place["state"] == "waiting"]
    change.record("booth.go_home", booth_id=row["id"], reason=reason, waiting=len(places))
    coming = days.next_day(change.db, today.day)
    told = [_tell(change, place, row, today, ends=coming is None) for place in places]
    return {
        "booth": loads.shape_now(change, booth),
        "told": told,
        "message": gettext("오늘 상담을 마쳤어요. 기다리던 %(n)s명에게 알렸어요.", change.lang, n=len(told)),
    }


def _tell(change: Change, place: Ticket, booth: Booth, today: days.Day, *, ends: bool) -> dict[str, Any]:
    visitor = visitors.require(change, place["visitor_id"])
    state = loads.of(change.db, change.now)
    others = substitutes.substitutes(change.db, booth, visitor, state, today, change.now)
    if ends:
        tickets.move(change, place, "cancelled", ended_at=change.now)
        change.record(
            "ticket.leave",
            visitor_id=visitor["id"],
            booth_id=booth["id"],
            ticket_id=place["id"],
            reason="booth_went_home",
            substitutes=[other["booth"] for other in others],
        )
        routing.promote(change, visitor)
    return {"ticket": place["id"], "number": place["number"], "substitutes": others}
