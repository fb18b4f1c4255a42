"""Somebody was called and does not come: called again, put two places back, and the second time the place ends."""

from typing import Any

from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.queue import pick, routing, tickets
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import days
from kiosk.expo.square.waits import MIN_MS
from kiosk.language.sentences import gettext


def recall(change: Change, *, ticket: int) -> dict[str, Any]:
    """Call again who was called and is not there; the span until no-show starts anew."""
    row = tickets.require(change, ticket)
    tickets.require_state(change, row, "called")
    again = tickets.move(change, row, "called", recalled_at=change.now)
    tickets.record(change, "ticket.recall", row, counter=row["counter"])
    return {
        "ticket": tickets.shape(again),
        "message": gettext("%(number)s번을 다시 불렀어요.", change.lang, number=row["number"]),
    }


def no_show(change: Change, *, ticket: int) -> dict[str, Any]:
    """Called and did not come: the first time two places back (code `put_back`), the second time it ends.

    Once the expo's last day has closed nobody waits any more, so it ends the first time.
    """
    row = tickets.require(change, ticket)
    tickets.require_state(change, row, "called")
    if row["no_shows"] == 0 and not days.is_over(change.db, change.now):
        return _put_back(change, row)
    ended = tickets.move(
        change, row, "no_show", counter=None, no_shows=row["no_shows"] + 1, ended_at=change.now
    )
    tickets.record(change, "ticket.no_show", row)
    routing.promote(change, visitors.require(change, row["visitor_id"]))
    return {
        "ticket": tickets.shape(ended),
        "message": gettext("%(number)s번은 오지 않아 대기를 끝냈어요.", change.lang, number=row["number"]),
    }


def _put_back(change: Change, row: Ticket) -> dict[str, Any]:
    early_ms = change.settings["appointment_early_min"] * MIN_MS
    others = change.all(
        "SELECT rank FROM tickets WHERE booth_id = ? AND state = 'waiting' AND id <> ?"
        " AND (appointment_at IS NULL OR appointment_at - ? <= ?)",
        row["booth_id"],
        row["id"],
        early_ms,
        change.now,
    )
    ranks, booked = [other["rank"] for other in others], row["appointment_at"] is not None
    rank = change.trail.choose("rank", lambda: pick.put_back_rank(row["rank"], ranks, first=booked))
    back = tickets.move(
        change,
        row,
        "waiting",
        counter=None,
        rank=rank,
        no_shows=row["no_shows"] + 1,
        called_at=None,
        recalled_at=None,
        appointment_at=None,
    )
    tickets.record(change, "ticket.no_show", row, put_back=True, rank=rank)
    return {
        "code": "put_back",
        "ticket": tickets.shape(back),
        "message": gettext("%(number)s번을 두 자리 뒤로 옮겼어요.", change.lang, number=row["number"]),
    }
