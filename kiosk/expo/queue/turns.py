"""Whose turn it is at a booth: the waiting tickets are read as `pick` sees them. Nothing is written here."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.data.store import SYSTEM, Change
from kiosk.expo.programme import holds
from kiosk.expo.queue import loads, outlook, pick, tickets, visits
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.outlook import Outlook
from kiosk.expo.queue.overtaking import Budget
from kiosk.expo.square import days, ground
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import LANGUAGES


class InQueue(TypedDict):
    """A waiting ticket with its owner. `elsewhere`: state and booth of where they are called or served ("called A02");
    `attends_until`: of an item of the programme that they attend now; `is_in`, `has_appointment` (another place of theirs with a time): 0 or 1. Times in ms."""

    id: int
    rank: float
    appointment_at: int | None
    visitor_id: int
    number: int
    paused_at: int | None
    elsewhere: str | None
    attends_until: int | None
    is_in: int
    has_appointment: int


NOTHING = Outlook()


class Booked(TypedDict):
    """A waiting place with its appointment's time (ms)."""

    booth_id: int
    appointment_at: int


def decide(change: Change, booth: Booth, counter: int) -> pick.Pick:
    """Who would be called to this counter now, and why in each language. Reads the queue; changes nothing."""
    hours, state = pick.Hours.of(change.settings), loads.of(change.db, change.now)
    queue = queue_of(change, booth, hours, state, counter)
    picks = {lang: picked(change, booth, hours, state, queue, lang) for lang in LANGUAGES}
    return replace(picks[change.lang], why_in={lang: one.why for lang, one in picks.items()})


def picked(
    change: Change, booth: Booth, hours: pick.Hours, state: Loads, queue: list[pick.Waiting], lang: str
) -> pick.Pick:
    """The decision on a queue that was read."""
    meeting_ms, budget = state.pace(booth["id"]).mean_ms, Budget.of(change.settings)
    return pick.pick(queue, change.now, hours, lang, budget, meeting_ms, booth["counters"])


def left_to(
    change: Change, booth: Booth, state: Loads, queue: list[pick.Waiting], decision: pick.Pick
) -> str | None:
    """The booth that should rather call who would be called here, for a minute; never while somebody else could come here."""
    hours = pick.Hours.of(change.settings)
    able = [one for one in queue if pick.reason_against(one, change.now, hours) is None]
    today = days.today(change.db, change.now, change.time_zone)
    if today is None or decision.chosen is None or len(able) > 1 or able[0].appointment_at is not None:
        return None
    visitor_id = tickets.found(change, decision.chosen.ticket_id)["visitor_id"]
    return outlook.left_to(change.db, state, booth["id"], visitor_id, today, change.now)


def asking(db: sqlite3.Connection, now: int, lang: str) -> Change:
    """For a look at whose turn it is, which changes nothing."""
    square = ground.of(db)
    return Change(
        db=db,
        now=now,
        actor=SYSTEM,
        action_id="",
        lang=lang,
        settings=square.settings,
        badge_key=b"",
        time_zone=square.time_zone,
    )


def queue_of(
    change: Change, booth: Booth, hours: pick.Hours, state: Loads, counter: int | None = None
) -> list[pick.Waiting]:
    """The booth's waiting tickets as the decision sees them, for a meeting at this counter."""
    today = days.today(change.db, change.now, change.time_zone)
    queue = rows.every(
        change.db,
        InQueue,
        "SELECT t.id, t.rank, t.appointment_at, t.visitor_id, v.number, v.paused_at,"
        " (SELECT o.state || ' ' || ob.number FROM tickets o JOIN booths ob ON ob.id = o.booth_id"
        f"  WHERE o.visitor_id = t.visitor_id AND {conditions.called_or_serving('o')}) AS elsewhere,"
        f" {holds.until('t.visitor_id', '?1')} AS attends_until,"
        f" EXISTS (SELECT 1 FROM arrivals a WHERE {conditions.owner_is_in_on()}) AS is_in,"
        " EXISTS (SELECT 1 FROM tickets o WHERE o.visitor_id = t.visitor_id AND o.state = 'waiting'"
        "  AND o.appointment_at IS NOT NULL AND o.booth_id <> t.booth_id) AS has_appointment"
        " FROM tickets t JOIN visitors v ON v.id = t.visitor_id"
        " WHERE t.booth_id = ? AND t.state = 'waiting' ORDER BY t.rank, t.id",
        change.now,
        today.day if today else "",
        booth["id"],
    )
    ahead = _outlooks(change, booth, state, today, queue)
    return [
        pick.Waiting(
            ticket_id=row["id"],
            number=row["number"],
            rank=row["rank"],
            appointment_at=row["appointment_at"],
            busy=_busy(row),
            busy_at=row["elsewhere"].split(" ")[1] if row["elsewhere"] else None,
            busy_until=row["attends_until"],
            keeps_from=_kept_from(change, row, booth, state, hours, counter)
            if row["has_appointment"]
            else None,
            **ahead.get(row["visitor_id"], NOTHING)._asdict(),
        )
        for row in queue
    ]


def _outlooks(
    change: Change, booth: Booth, state: Loads, today: days.Day | None, queue: list[InQueue]
) -> dict[int, Outlook]:
    """Visitor id -> what those who could come have before them elsewhere; nothing where nobody is to be overtaken, ever."""
    able = [row["visitor_id"] for row in queue if _busy(row) is None]
    if today is None or not Budget.of(change.settings).times:
        return {}
    return outlook.of(change.db, state, booth["id"], able, today, change.now)


def _busy(row: InQueue) -> str | None:
    if row["elsewhere"]:
        return "in_meeting" if row["elsewhere"].startswith("serving") else "called"
    if not row["is_in"]:
        return "left"
    if row["paused_at"] is not None:
        return "paused"
    return "programme" if row["attends_until"] is not None else None


def _kept_from(
    change: Change, row: InQueue, booth: Booth, state: Loads, hours: pick.Hours, counter: int | None
) -> int | None:
    """The start of the visitor's next appointment elsewhere that a meeting here would run into.

    The meeting starts once they have walked here and the one that runs at this counter is over, lasts its P80, and
    leaves the walk from here to the appointment.
    """
    appointments = rows.every(
        change.db,
        Booked,
        "SELECT booth_id, appointment_at FROM tickets WHERE visitor_id = ? AND state = 'waiting'"
        " AND appointment_at IS NOT NULL AND booth_id <> ? AND appointment_at + ? >= ? ORDER BY appointment_at",
        row["visitor_id"],
        booth["id"],
        hours.late_ms,
        change.now,
    )
    if not appointments:
        return None
    today = days.today(change.db, change.now, change.time_zone)
    here = visits.of(change.db, row["visitor_id"], today).here if today else None
    left = _left_ms(change, booth, counter, state)
    return runs_into(appointments, state, here, booth["id"], left, change.now)


def runs_into(
    appointments: Iterable[Booked], state: Loads, here: int | None, booth_id: int, left_ms: float, now: int
) -> int | None:
    """The first of these appointments elsewhere (in the order of their times) that a meeting at this booth would cost
    somebody who stands `here`, or None. `left_ms`: for how long the meeting at the counter will go on."""
    starts = max(state.walk_ms(here, booth_id), left_ms)
    until = now + starts + state.pace(booth_id).p80_ms
    for other in appointments:
        if until + state.walk_ms(booth_id, other["booth_id"]) > other["appointment_at"]:
            return other["appointment_at"]
    return None


def _left_ms(change: Change, booth: Booth, counter: int | None, state: Loads) -> float:
    """For how long the meeting at this counter will go on (P50); 0 where none runs."""
    began = change.value(
        "SELECT started_at + extended_ms FROM consultations WHERE booth_id = ? AND counter = ? AND state = 'open'",
        booth["id"],
        counter,
    )
    return 0.0 if began is None else goes_on_ms(began, state, booth["id"], change.now)


def goes_on_ms(began: float, state: Loads, booth_id: int, now: int) -> float:
    """For how long a meeting that began then will go on (P50)."""
    return max(0.0, began + state.pace(booth_id).p50_ms - now)
