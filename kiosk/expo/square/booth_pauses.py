"""A booth's own day: going home early, and calling ahead by the clock."""

from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data.store import Change
from kiosk.expo.door import arrivals
from kiosk.expo.person import visitors
from kiosk.expo.queue import routing, tickets
from kiosk.expo.square import booths, days
from kiosk.language.sentences import gettext


def go_home(change: Change, *, booth: str, reason: str | None = None) -> dict[str, Any]:
    """The agency leaves for today. Its waiting places keep their rank for the next day; on the last day they end, the
    visitor's best wish takes the free place, and the answer names substitutes for each. `booth.open` takes it back.

    Raises Refused: unknown_booth, not_today, wrong_state (gone already, somebody is called or in a meeting).
    """
    row = booths.require(change, booth)
    today = arrivals.require_expo_day(change)
    if row["left_on"] == today.day:
        raise Refused(
            "wrong_state", gettext("%(booth)s 부스는 오늘 상담을 이미 마쳤어요.", change.lang, booth=booth)
        )
    places = tickets.of_booth(change.db, row["id"])
    if any(place["state"] in ("called", "serving") for place in places):
        raise Refused("wrong_state", gettext("부른 분과 상담 중인 분을 먼저 마쳐 주세요.", change.lang))
    change.update(
        "UPDATE booths SET left_on = ?, paused_at = NULL, pause_reason = ?, pause_until = NULL WHERE id = ?",
        today.day,
        reason,
        row["id"],
    )
    change.record("booth.go_home", booth_id=row["id"], reason=reason, waiting=len(places))
    coming = days.next_day(change.db, today.day)
    told = [_tell(change, place, row, today, ends=coming is None) for place in places]
    return {
        "booth": booths.shape_now(change, booth),
        "told": told,
        "message": gettext("오늘 상담을 마쳤어요. 기다리던 %(n)s명에게 알렸어요.", change.lang, n=len(told)),
    }


def call_ahead_by_clock(change: Change, *, booth: str, on: bool) -> dict[str, Any]:
    """Whether the clock calls the next visitor `call_ahead_min` before a meeting's expected end."""
    row = booths.require(change, booth)
    change.update("UPDATE booths SET ahead_by_clock = ? WHERE id = ?", int(on), row["id"])
    change.record("booth.call_ahead", booth_id=row["id"], on=on)
    return {"booth": booths.shape_now(change, booth), "on": on}


def _tell(
    change: Change, place: tickets.Row, booth: booths.Row, today: days.Day, *, ends: bool
) -> dict[str, Any]:
    visitor = visitors.require(change, place["visitor_id"])
    state = booths.square(change.db, change.now)
    others = routing.substitutes(change.db, booth, visitor, state, today, change.now)
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
