"""Gives a visitor places in queues: today's appointments, then wishes, then the best matches of the plan.

`choices.py` decides which booths suit; here is read before it and written after it.
"""

import sqlite3
from typing import Any, NamedTuple

from kiosk.data import conditions
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import choices, loads, tickets, visits, wishes
from kiosk.expo.queue.choices import Choice, Prospect
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.promises import Promises
from kiosk.expo.queue.tickets import Added
from kiosk.expo.queue.wishes import Wish
from kiosk.expo.square import days, ground, waits
from kiosk.expo.square.ground import Booth, Ground, Match


class Options(NamedTuple):
    """What somebody may choose from now, best first, and what they are told of it."""

    choices: list[Choice]
    promises: Promises


def choices_for(
    db: sqlite3.Connection,
    visitor: Visitor,
    state: Loads,
    today: days.Day,
    now: int,
    *,
    past: visits.Visits | None = None,
    wished: set[int] | None = None,
) -> list[Choice]:
    """Every booth that fits this visitor now, the best first (`choices.rank`).

    `past`, `wished`: the visitor's visits and open wishes, where they were just read.
    """
    if wished is None:
        wished = wishes.open_booths(db, visitor["id"])
    return choices.rank(
        visitor["id"],
        _prospects(db, visitor["enterprise_id"], state.ground),
        past or visits.of(db, visitor["id"], today),
        wished,
        _work_to_come_ms(db, wished, state) if len(wished) > 1 else {},
        state,
        today,
        now,
    )


def place(change: Change, visitor: Visitor, today: days.Day, *, matches: bool) -> Options | None:
    """Give the visitor places up to `live_tickets`: today's appointments, then wishes, then (at check-in) matches.

    Appointments are not counted. Returns what was left over, or None if nothing was looked at. A closed day gives no places, and a guest of an event is
    given none: they have not come to sell.
    """
    if (
        visitor["badge_kind"] != "visitor"
        or visitor["gathering_id"] is not None
        or today.closed_at is not None
    ):
        return None
    wished = _place_appointments(change, visitor, today)
    past = visits.of(change.db, visitor["id"], today)
    free = change.settings["live_tickets"] - past.counted
    is_looked_at = free > 0 and bool(matches or wished)
    if change.trail.is_again:
        is_looked_at = change.trail.coming("booths") is not None
    if not is_looked_at:
        return None
    state = loads.of(change.db, change.now)
    ranked = choices_for(change.db, visitor, state, today, change.now, past=past, wished=wished)
    given = change.trail.choose(
        "booths", lambda: best(ranked, free, matches=matches and bool(visitor["enterprise_id"]))
    )
    promises = Promises(change.db, state, visitor["id"], change.now, [booth_id for booth_id, _ in given])
    for booth_id, origin in given:
        booth, is_wished = state.booths[booth_id], origin == "wish"
        add_place(change, visitor, booth, origin, state=state, promises=promises, wished=is_wished)
    has_place = {booth_id for booth_id, _ in given}
    return Options([one for one in ranked if one.booth["id"] not in has_place], promises)


def best(ranked: list[Choice], free: int, *, matches: bool) -> list[tuple[int, str]]:
    """Id and origin of the places that are given: the best wishes and, where they count, matches."""
    fit = [choice for choice in ranked if choice.wished or matches]
    return [(choice.booth["id"], "wish" if choice.wished else "match") for choice in fit[:free]]


def promote(change: Change, visitor: Visitor) -> None:
    """A place came free: the best open wish takes it, when the visitor is in today."""
    today = days.today(change.db, change.now, change.time_zone)
    if today and visitors.is_in(change.db, visitor["id"], today.day):
        place(change, visitor, today, matches=False)


def add_place(
    change: Change,
    visitor: Visitor,
    booth: Booth,
    origin: str,
    *,
    state: Loads | None = None,
    promises: Promises | None = None,
    appointment: Wish | None = None,
    wished: bool = True,
) -> int:
    """Put the visitor into the booth's queue, close their wish for it, and record it. Returns the ticket's id.

    `state`: the loads, for the range that the visitor is told (`promises`: where they join more than this queue); `wished`:
    there may be such a wish.
    """
    expected = None
    if state is not None:
        told = promises or Promises(change.db, state, visitor["id"], change.now)
        expected = change.trail.choose("expected", lambda: _rounded(told.of(booth["id"])))
    starts_at = appointment["starts_at"] if appointment else None
    late_ms = change.settings["appointment_late_min"] * waits.MIN_MS
    # Who comes in after their appointment has lapsed walks in: behind those who wait already.
    on_time = starts_at is not None and change.now <= starts_at + late_ms
    added = tickets.add(
        change,
        visitor["id"],
        booth["id"],
        since=float(starts_at if starts_at is not None and on_time else change.now),
        origin=origin,
        appointment_at=starts_at,
        wish_id=appointment["id"] if appointment else None,
        expected_p50_ms=expected[0] if expected else None,
        expected_p80_ms=expected[1] if expected else None,
    )
    if wished:
        wishes.give_place(change, visitor["id"], booth["id"])
    if state:
        state.joined(booth["id"])
    change.record(
        "ticket.join",
        visitor_id=visitor["id"],
        booth_id=booth["id"],
        ticket_id=added["id"],
        origin=origin,
        **_as_told(change, added, expected, appointment),
    )
    return added["id"]


def _rounded(wait_ms: tuple[float, float]) -> list[int]:
    return [round(one) for one in wait_ms]


def _as_told(
    change: Change, added: Added, expected: list[int] | None, appointment: Wish | None
) -> dict[str, Any]:
    """What a later reader of the journal could not work out of a new place (`figures/replay.py`)."""
    told: dict[str, Any] = {}
    if added["rank"] != change.now:
        told["rank"] = added["rank"]
    if expected:
        told["expected"] = expected
    if appointment:
        told |= {"wish": appointment["id"], "appointment_at": appointment["starts_at"]}
    return told


def matches_of(db: sqlite3.Connection, enterprise_id: int | None, still: Ground) -> dict[int, Match]:
    """agency id -> what it plans to buy of this enterprise's kinds."""
    return still.matches(db, kinds_of(db, enterprise_id))


def _place_appointments(change: Change, visitor: Visitor, today: days.Day) -> set[int]:
    """Take today's appointments of the enterprise that nobody took, and the visitor's own, until the day closes.

    Returns the booth ids of wishes that stay open.
    """
    open_ones = [wish for wish in wishes.asked_for(change.db, visitor) if wish["state"] == "open"]
    wished = {wish["booth_id"] for wish in open_ones if wish["starts_at"] is None}
    if change.now >= today.closes_at:
        return wished
    booked = [
        (wish["starts_at"], wish)
        for wish in open_ones
        if wish["starts_at"] is not None and today.morning <= wish["starts_at"] <= today.closes_at
    ]
    for _, wish in sorted(booked, key=lambda one: one[0]):
        if tickets.place_at(change.db, visitor["id"], wish["booth_id"]) is not None:
            continue
        change.update(
            "UPDATE wishes SET state = 'placed', visitor_id = ? WHERE id = ?", visitor["id"], wish["id"]
        )
        booth = ground.of(change.db).booths[wish["booth_id"]]
        is_wished = wish["booth_id"] in wished
        add_place(change, visitor, booth, "appointment", appointment=wish, wished=is_wished)
        wished.discard(wish["booth_id"])
    return wished


def _prospects(db: sqlite3.Connection, enterprise_id: int | None, still: Ground) -> list[Prospect]:
    """Every booth as an enterprise of these kinds sees it."""
    kinds = kinds_of(db, enterprise_id)
    known: list[Prospect] | None = still.kept.get(("prospects", kinds))
    if known is None:
        matches = still.matches(db, kinds)
        known = still.kept["prospects", kinds] = choices.prospects(still.booths, matches)
    return known


def kinds_of(db: sqlite3.Connection, enterprise_id: int | None) -> tuple[str, ...]:
    """The categories of what this enterprise makes, as far as anybody asked."""
    if enterprise_id is None:
        return ()
    kinds = db.execute(
        "SELECT category FROM enterprise_categories WHERE enterprise_id = ? ORDER BY category",
        (enterprise_id,),
    )
    return tuple(row["category"] for row in kinds)


def _work_to_come_ms(db: sqlite3.Connection, wished: set[int], state: Loads) -> dict[int, float]:
    """How long the wishes that nobody has a place for yet will keep each counter of these booths."""
    marks = ",".join("?" * len(wished))
    rows = db.execute(
        f"SELECT booth_id, count(*) AS wishes FROM wishes WHERE {conditions.OPEN_WISH}"
        f" AND booth_id IN ({marks}) GROUP BY booth_id",
        tuple(wished),
    )
    return choices.coming_ms({row["booth_id"]: row["wishes"] for row in rows}, state)
