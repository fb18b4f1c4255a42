"""What the beginning and the end of an expo day do to queues, pauses and invitations."""

from typing import Any

from kiosk.data.store import Change
from kiosk.expo.person import presence
from kiosk.expo.queue import invites
from kiosk.expo.square import days


def open_day(change: Change, *, day: str) -> dict[str, Any]:
    """The clock has reached opening: booths are open by derivation, this records it so that screens repaint.

    Whatever was paused after an earlier day's closing is not paused any more.
    """
    opened = next((one for one in days.all_days(change.db) if one.day == day), None)
    if opened:
        begin_anew(change, opened.morning)
    change.record("expo.open_day", day=day)
    return {}


def end_day(change: Change, *, day: str) -> dict[str, Any]:
    """The clock has reached closing: pauses and invitations end. Unmet places keep their rank for the next expo day;
    after the last they end."""
    closing = next((one.closes_at for one in days.all_days(change.db) if one.day == day), change.now)
    begin_anew(change, closing)
    ended = 0
    if days.next_day(change.db, day) is None:
        waiting = change.all("SELECT id, visitor_id, booth_id FROM tickets WHERE state = 'waiting'")
        for ticket in waiting:
            change.update(
                "UPDATE tickets SET state = 'cancelled', ended_at = ? WHERE id = ? AND state = 'waiting'",
                change.now,
                ticket["id"],
            )
            change.record(
                "ticket.leave",
                visitor_id=ticket["visitor_id"],
                booth_id=ticket["booth_id"],
                ticket_id=ticket["id"],
                reason="closed",
            )
        ended = len(waiting)
    change.record("expo.end_day", day=day, ended=ended)
    return {"ended": ended}


def begin_anew(change: Change, before: int) -> None:
    """End the pauses and invitations that began until `before` (ms): none lasts into the next day."""
    for visitor in change.all("SELECT id FROM visitors WHERE paused_at <= ?", before):
        presence.end_pause(change, visitor["id"])
        change.record("visitor.resume", visitor_id=visitor["id"], reason="closed")
    for booth in change.all("SELECT id FROM booths WHERE paused_at <= ?", before):
        change.update(
            "UPDATE booths SET paused_at = NULL, pause_reason = NULL, pause_until = NULL WHERE id = ?",
            booth["id"],
        )
        change.record("booth.open", booth_id=booth["id"], reason="closed")
    invites.lapse(change, before=before)
