"""Places that ended because their agency went home on the last day, or that were moved because it did not come: told on the
visitor's phone until it is answered.

Nothing is stored for it: the journal's entry of the leaving names the substitutes, that of the move where to, and later entries
tell whether the visitor has joined another booth or has put the news away.
"""

import json
import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.queue import loads, tickets, visits
from kiosk.expo.queue.choices import would_start_too_late
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.promises import Promises
from kiosk.expo.square import days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import gettext

BY_THEMSELVES = ("asked", None)  # how a place or a wish came to be that the visitor asked for


class Told(TypedDict):
    """An entry of the journal about a visitor's place; `detail` is JSON."""

    kind: str
    booth_id: int
    ticket_id: int | None
    detail: str


class Substitute(TypedDict):
    """A booth that admits now; `wait_min` is P50 and P80 in minutes."""

    booth: str
    wait_min: list[int]


class LostPlace(TypedDict):
    """The news of one place: its ticket's id, its booth, and up to three booths to go to instead. absent: the agency did not
    come; moved_to: the booth where the place is now, of one that was moved for it."""

    ticket: int | None
    booth: str
    absent: bool
    moved_to: str | None
    substitutes: list[Substitute]


def of_visitor(
    db: sqlite3.Connection, visitor_id: int, promises: Promises, today: days.Day | None, now: int
) -> list[LostPlace]:
    """News not yet answered, the oldest first; none once the day has closed."""
    if today is None or now >= today.closes_at:
        return []
    ended = _unanswered(db, visitor_id, today)
    if not ended:
        return []
    live, state = visits.of(db, visitor_id, today).live, promises.state
    shown: list[LostPlace] = []
    for entry in ended:
        booth = state.booths[entry["booth_id"]]
        if booth["left_on"] != today.day:  # it has come back
            continue
        detail = json.loads(entry["detail"])
        is_moved = entry["kind"] == "ticket.transfer"
        others = [state.by_number.get(number) for number in detail.get("substitutes", ())]
        open_now = [other for other in others if other and _admits(state, other, live, today, now)]
        shown.append(
            {
                "ticket": entry["ticket_id"],
                "booth": booth["number"],
                "absent": booth["absent_on"] == today.day,
                "moved_to": detail["booths"][1] if is_moved else None,
                "substitutes": [
                    {"booth": other["number"], "wait_min": promises.wait_min(other["id"])}
                    for other in open_now
                ],
            }
        )
    return shown


def dismiss(change: Change, *, ticket: int) -> dict[str, Any]:
    """The visitor has read that this place ended, and wants no substitute.

    Raises NotFound, NotAllowed, Refused wrong_state where there is no such news (any more).
    """
    row = tickets.require(change, ticket)
    today = days.today(change.db, change.now, change.time_zone)
    promises = Promises(change.db, loads.of(change.db, change.now), row["visitor_id"], change.now)
    told = of_visitor(change.db, row["visitor_id"], promises, today, change.now)
    if row["id"] not in [one["ticket"] for one in told]:
        raise Refused("wrong_state", gettext("이미 확인한 소식이에요.", change.lang))
    tickets.record(change, "ticket.dismiss", row)
    return {"ticket": tickets.shape(row), "message": gettext("확인했어요.", change.lang)}


def _unanswered(db: sqlite3.Connection, visitor_id: int, today: days.Day) -> list[Told]:
    """The journal's leavings of today that nothing of the visitor's own followed."""
    ended: dict[int | None, Told] = {}
    for entry in rows.every(
        db,
        Told,
        # An entry without a booth is a scan that was refused: nothing followed from it.
        "SELECT kind, booth_id, ticket_id, detail FROM journal WHERE visitor_id = ? AND at >= ? AND booth_id IS NOT NULL"
        " AND kind IN ('ticket.leave', 'ticket.join', 'ticket.transfer', 'ticket.dismiss') ORDER BY seq",
        visitor_id,
        today.morning,
    ):
        detail = json.loads(entry["detail"])
        if entry["kind"] == "ticket.dismiss":
            ended.pop(entry["ticket_id"], None)
        elif entry["kind"] == "ticket.transfer":
            ended.pop(entry["ticket_id"], None)  # brought back, or moved on
            if detail.get("absent_from"):
                ended[entry["ticket_id"]] = entry
        elif entry["kind"] == "ticket.leave" and detail.get("reason") == "booth_went_home":
            ended[entry["ticket_id"]] = entry
        elif entry["kind"] == "ticket.join" and detail.get("origin") in BY_THEMSELVES:
            ended.clear()
    return list(ended.values())


def _admits(state: Loads, booth: Booth, live: set[int], today: days.Day, now: int) -> bool:
    return (
        booth["id"] not in live
        and booth["paused_at"] is None
        and not would_start_too_late(state, booth, today, now)
    )
