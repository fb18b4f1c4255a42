"""Whose turn it is at a booth: the waiting tickets are read as `pick` sees them. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.programme import holds
from kiosk.expo.queue import loads, pick, visits
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import days
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


class Booked(TypedDict):
    """A waiting place with its appointment's time (ms)."""

    booth_id: int
    appointment_at: int


def decide(change: Change, booth: Booth, counter: int) -> pick.Pick:
    """Who would be called to this counter now, and why in each language. Reads the queue; changes nothing."""
    hours = pick.Hours.of(change.settings)
    queue = queue_of(change, booth, hours, counter)
    picks = {lang: pick.pick(queue, change.now, hours, lang) for lang in LANGUAGES}
    return replace(picks[change.lang], why_in={lang: one.why for lang, one in picks.items()})


def queue_of(
    change: Change, booth: Booth, hours: pick.Hours, counter: int | None = None
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
    state = loads.of(change.db, change.now) if any(row["has_appointment"] for row in queue) else None
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
            if state and row["has_appointment"]
            else None,
        )
        for row in queue
    ]


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
