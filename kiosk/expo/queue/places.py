"""Places in the queue of a booth: join, leave, transfer. Who is called from it stands in calls.py."""

from typing import Any

from kiosk.actions.refusals import NotAllowed, Refused
from kiosk.data.store import Change
from kiosk.expo.person import presence, visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import loads, routing, substitutes, tickets, visits, wishes
from kiosk.expo.queue.choices import would_start_too_late
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import booths, closings, days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import gettext


def join(
    change: Change, *, booth: str, code: str | None = None, visitor: int | None = None
) -> dict[str, Any]:
    """A visitor asks for a booth: a place now, or a wish when they hold `live_tickets` places (code `wished`).

    Raises Refused: unknown_code, badge_void, not_confirmed, day_closed, not_checked_in, unknown_booth,
    already_waiting, booth_closed (with substitutes or the next day).
    """
    row = visitors.of(change, code, visitor)
    tickets.require_own(change, row["id"])
    visitors.require_confirmed(change, row)
    goal = booths.require(change, booth)
    require_queueing(change, row)
    closings.require_open(change, visitor_id=row["id"])
    today = presence.require_in(change, row)
    require_no_place(change, row["id"], goal)
    _require_admitting(change, goal, row, today)
    if visits.of(change.db, row["id"], today).counted >= change.settings["live_tickets"] and not _give_way(
        change, row
    ):
        return _wish(change, row, goal)
    state = loads.of(change.db, change.now)
    ticket_id = routing.add_place(change, row, goal, "asked", state=state)
    return {
        "ticket": tickets.shape(tickets.found(change, ticket_id)),
        "message": gettext("%(booth)s에 줄을 섰어요. 어디서든 기다리세요.", change.lang, booth=booth),
    }


def leave(change: Change, *, ticket: int, code: str | None = None) -> dict[str, Any]:
    """Give a place up; the visitor's best wish takes it. A kiosk shows whose it is by the badge's code.

    Raises Refused wrong_state once the meeting has begun or the ticket has ended.
    """
    row = tickets.require(change, ticket)
    if code is not None and visitors.require_by_code(change, code)["id"] != row["visitor_id"]:
        raise NotAllowed(gettext("이 명찰의 대기표가 아니에요.", change.lang))
    tickets.require_state(change, row, "waiting", "called")
    left = tickets.move(change, row, "cancelled", counter=None, ended_at=change.now)
    tickets.record(change, "ticket.leave", row)
    routing.promote(change, visitors.require(change, row["visitor_id"]))
    return {
        "ticket": tickets.shape(left),
        "message": gettext("%(booth)s 대기를 취소했어요.", change.lang, booth=row["booth"]),
    }


def transfer(change: Change, *, ticket: int, booth: str, absent_from: str | None = None) -> dict[str, Any]:
    """Move a waiting or called place to another booth; it keeps its rank and its time of joining, and has a new name.
    `absent_from`: the booth whose agency did not come.

    Raises Refused: wrong_state, unknown_booth, already_waiting, booth_closed.
    """
    row = tickets.require(change, ticket)
    goal = booths.require(change, booth)
    tickets.require_state(change, row, "waiting", "called")
    require_no_place(change, row["visitor_id"], goal)
    visitor = visitors.require(change, row["visitor_id"])
    today = days.today(change.db, change.now, change.time_zone)
    if today:
        _require_admitting(change, goal, visitor, today)
    moved = tickets.move(
        change,
        row,
        "waiting",
        booth_id=goal["id"],
        counter=None,
        called_at=None,
        recalled_at=None,
        appointment_at=None,
        wish_id=None,
        rank=tickets.free_rank(change, goal["id"], min(row["rank"], float(change.now))),
        origin="asked",
        expected_p50_ms=None,
        expected_p80_ms=None,
        place=tickets.new_place(change),
    )
    _settle_wishes(change, row, goal)
    why = {"absent_from": absent_from} if absent_from else {}
    tickets.record(change, "ticket.transfer", row, booths=[row["booth"], booth], rank=moved["rank"], **why)
    return {
        "ticket": tickets.shape(moved),
        "message": gettext(
            "%(number)s번을 %(booth)s로 옮겼어요.", change.lang, number=row["number"], booth=booth
        ),
    }


def require_queueing(change: Change, row: Visitor) -> None:
    """Raises Refused wrong_state for badges of staff, press and officials, which no queue takes."""
    if row["badge_kind"] != "visitor":
        raise Refused("wrong_state", gettext("관계자 명찰로는 줄을 서지 않아요.", change.lang))


def require_no_place(change: Change, visitor_id: int, booth: Booth) -> None:
    """Raises Refused already_waiting, with the ticket."""
    place = tickets.place_at(change.db, visitor_id, booth["id"])
    if place is not None:
        sentence = gettext("%(booth)s에는 이미 줄을 섰어요.", change.lang, booth=booth["number"])
        raise Refused("already_waiting", sentence, ticket=tickets.shape(tickets.found(change, place)))


def _require_admitting(change: Change, booth: Booth, visitor: Visitor, today: days.Day) -> None:
    """Joining works until the predicted start would be past closing."""
    state = loads.of(change.db, change.now)
    if not would_start_too_late(state, booth, today, change.now):
        return
    others = substitutes.substitutes(change.db, booth, visitor, state, today, change.now)
    coming = days.next_day(change.db, today.day)
    if booth["full_on"] == today.day:
        sentence = gettext(
            "%(booth)s 부스는 지금 새로 줄을 받지 않아요. 비슷한 구매를 하는 다른 기관을 골라 주세요.",
            change.lang,
            booth=booth["number"],
        )
    elif others:
        sentence = gettext(
            "%(booth)s는 오늘 안에 차례가 오기 어려워요. 비슷한 구매를 하는 다른 기관을 골라 주세요.",
            change.lang,
            booth=booth["number"],
        )
    elif coming:
        sentence = gettext(
            "%(booth)s는 오늘 마감됐어요. %(day)s에 다시 와 주세요.",
            change.lang,
            booth=booth["number"],
            day=coming.day,
        )
    else:
        sentence = said_to(change.actor, "booth_full", change.lang, booth=booth["number"])
    raise Refused("booth_closed", sentence, substitutes=others, next_day=coming.day if coming else None)


def _give_way(change: Change, visitor: Visitor) -> bool:
    """A waiting place taken for a mere match gives way to one the visitor asks for: the last of them."""
    sql = "SELECT id FROM tickets WHERE visitor_id = ? AND state = 'waiting' AND origin = 'match' ORDER BY rank DESC, id DESC"
    matched = change.trail.choose("gives_way", lambda: change.value(f"{sql} LIMIT 1", visitor["id"]) or 0)
    if not matched:
        return False
    row = tickets.found(change, matched)
    tickets.move(change, row, "cancelled")  # no ended_at: the visitor did not leave, it may be proposed again
    tickets.record(change, "ticket.leave", row, reason="gave_way")
    return True


def _wish(change: Change, visitor: Visitor, booth: Booth) -> dict[str, Any]:
    wishes.add(change, visitor["id"], booth["id"], source="asked")
    change.record("ticket.join", visitor_id=visitor["id"], booth_id=booth["id"], wished=True)
    return {
        "code": "wished",
        "wish": {"booth": booth["number"], "agency": booth["agency"]},
        "message": gettext(
            "%(booth)s는 상담 희망에 담았어요. 자리가 나면 자동으로 줄을 서 드려요.",
            change.lang,
            booth=booth["number"],
        ),
    }


def _settle_wishes(change: Change, ticket: Ticket, goal: Booth) -> None:
    """After a transfer: the appointment it came from is off, and a wish for the new booth has its place."""
    change.update("UPDATE wishes SET state = 'withdrawn' WHERE id = ?", ticket["wish_id"])
    wishes.give_place(change, ticket["visitor_id"], goal["id"])
