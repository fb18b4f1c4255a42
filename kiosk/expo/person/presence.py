"""Who is in today, and whether today is a day of the expo at all."""

from kiosk.actions.refusals import Refused
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.square import closings, days, ground


def require_in(change: Change, row: Visitor, *, or_was: bool = False) -> days.Day:
    """Today, for a visitor who is in; `or_was`: or was in when it happened. Raises Refused not_checked_in."""
    today = ground.of(change.db).today(change.happened_at)
    at = change.happened_at if or_was else None
    if today is None or not visitors.is_in(change.db, row["id"], today.day, at=at):
        raise not_checked_in(change, row)
    return today


def require_expo_day(change: Change, visitor_id: int | None = None) -> days.Day:
    """Today, as the day on which it happened. Raises Refused not_today."""
    today = ground.of(change.db).today(change.happened_at)
    if today is None:
        coming = days.next_day(change.db, days.date_of(change.now, change.time_zone))
        when = coming.day if coming else None
        sentence = (
            said_to(change.actor, "not_today", change.lang, day=when)
            if when
            else said_to(change.actor, "over", change.lang)
        )
        raise Refused(
            "not_today",
            sentence,
            entry={"visitor_id": visitor_id},
        )
    return today


def require_open_day(change: Change, visitor_id: int | None = None) -> days.Day:
    """The same for what begins anew. Raises Refused not_today, day_closed."""
    today = require_expo_day(change, visitor_id)
    closings.require_open(change, today, visitor_id=visitor_id)
    return today


def end_pause(change: Change, visitor_id: int) -> None:
    """The visitor rests no more, and has the whole budget of the day again."""
    change.update(
        "UPDATE visitors SET paused_at = NULL, pause_until = NULL, paused_ms = 0 WHERE id = ?", visitor_id
    )


def not_checked_in(change: Change, row: Visitor) -> Refused:
    sentence = said_to(change.actor, "not_checked_in", change.lang, number=row["number"])
    return Refused("not_checked_in", sentence)
