"""What those who wait at a booth still have before them elsewhere: how long it takes, and whether another booth needs them more.

Read for `overtaking.py`; nothing is written here.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypedDict, TypeVar

from kiosk.data import conditions, rows
from kiosk.expo.queue import overtaking
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import booths, days
from kiosk.expo.square.days import MIN_MS

LOOKED_AT = 40  # of those who could come, so many by rank; nobody further behind goes before them
# Who has just come free at several booths' empty tables is left to the one that most others still want, for so long.
LEFT_MS = MIN_MS
WALKS_MS = 5 * MIN_MS  # to a meeting and from there to an appointment, amply

# A queue that is before somebody: when they would sit down there, from now, and for how long (ms), and the time of their
# appointment there, if they have one.
Before = tuple[float, float, int | None]


class Outlook(NamedTuple):
    """Of one person. `rest_ms`: until everything else that they want is probably done; `waits_ms`: how long the longest of
    these queues takes (appointments are none); `here_ms`: since they came in today; `overtaken`, `overtaken_ms`: how often
    they were, at all booths, and what it cost them."""

    rest_ms: float = 0.0
    waits_ms: float = 0.0
    here_ms: float = 0.0
    overtaken: int = 0
    overtaken_ms: int = 0


class _Person(TypedDict):
    """When they came in today (ms), and how they were overtaken."""

    visitor_id: int
    came_at: int
    overtaken: int
    overtaken_ms: int


class _Place(TypedDict):
    """Where else they wait, `ahead` of how many who are in; ms."""

    visitor_id: int
    booth_id: int
    appointment_at: int | None
    ahead: int


class _Wish(TypedDict):
    visitor_id: int
    booth_id: int


class _Waits(TypedDict):
    """Where somebody waits, and for which time (ms) if they have an appointment there."""

    booth_id: int
    appointment_at: int | None


_Row = TypeVar("_Row", _Place, _Wish)


def of(
    db: sqlite3.Connection, state: Loads, booth_id: int, people: Sequence[int], today: days.Day, now: int
) -> dict[int, Outlook]:
    """Visitor id -> what is before them, for those who wait at this booth, are in and could come (`people`, by rank)."""
    people = people[:LOOKED_AT]
    if not people:
        return {}
    places = _by_visitor(_places(db, people, booth_id, today.day))
    wished = _by_visitor(_wishes(db, people))
    found = {}
    for one in _people(db, people, today.day):
        # Every queue that is before them: when they would sit down, and for how long.
        ahead = [
            before_them(state, place["booth_id"], place["ahead"], place["appointment_at"], now)
            for place in places.get(one["visitor_id"], ())
        ]
        for wish in wished.get(one["visitor_id"], ()):
            ahead.append((*state.meeting_ms(wish["booth_id"]), None))
        found[one["visitor_id"]] = Outlook(
            *rest_of(ahead),
            max(0, now - max(one["came_at"], today.opens_at)),
            one["overtaken"],
            one["overtaken_ms"],
        )
    return found


def before_them(state: Loads, booth_id: int, ahead: int, appointment_at: int | None, now: int) -> Before:
    """A place with so many ahead of it: they sit down at their appointment, or when the queue has come to them."""
    if appointment_at is not None and appointment_at >= now:
        return appointment_at - now, state.length_ms(booth_id), appointment_at
    return (*state.meeting_ms(booth_id, ahead), appointment_at)


def rest_of(ahead: Iterable[Before]) -> tuple[float, float]:
    """`rest_ms` and `waits_ms` of who has these queues before them."""
    ends_ms = longest_ms = together_ms = 0.0
    for start_ms, length_ms, at in ahead:
        together_ms += length_ms
        if start_ms + length_ms > ends_ms:
            ends_ms = start_ms + length_ms
        if at is None and start_ms > longest_ms:
            longest_ms = start_ms
    return max(ends_ms, together_ms), longest_ms


def left_to(
    db: sqlite3.Connection, state: Loads, booth_id: int, visitor_id: int, today: days.Day, now: int
) -> str | None:
    """The number of the booth that should rather call this person, who has just come free: they wait there too, a table stands
    empty, and it has more work to come than this one. Several booths see them at once, and whoever taps first decides the rest
    of their day."""
    if now - _free_since(db, visitor_id, today) >= LEFT_MS:
        return None
    waits = rows.every(
        db,
        _Waits,
        "SELECT booth_id, appointment_at FROM tickets WHERE visitor_id = ? AND state = 'waiting'",
        visitor_id,
    )
    booked_at = min(
        (one["appointment_at"] for one in waits if one["appointment_at"] is not None), default=None
    )
    free = [
        one["booth_id"]
        for one in waits
        if one["booth_id"] != booth_id
        and one["appointment_at"] is None
        and (booked_at is None or booked_at - now > state.pace(one["booth_id"]).p80_ms + WALKS_MS)
        and booths.state_of(state.booths[one["booth_id"]], today, now) == "open"
        and state.free_counters(db, one["booth_id"])
    ]
    if not free:
        return None
    work_ms = _work_ms(db, state, [booth_id, *free])
    first = max(work_ms, key=lambda one: (work_ms[one], -one))
    return None if first == booth_id else state.booths[first]["number"]


def _work_ms(db: sqlite3.Connection, state: Loads, those: list[int]) -> dict[int, float]:
    """For how long who waits there, and who still wishes to, will keep each counter of these booths."""
    wished = db.execute(
        "SELECT w.booth_id, count(*) AS wishes FROM json_each(?) c CROSS JOIN wishes w ON w.booth_id = c.value"
        f" WHERE {conditions.OPEN_WISH} GROUP BY w.booth_id",
        (json.dumps(those),),
    )
    wishes = {row["booth_id"]: row["wishes"] for row in wished}
    return {
        one: (state.waiting[one] + wishes.get(one, 0))
        * overtaking.cost_ms(state.length_ms(one), state.booths[one]["counters"])
        for one in those
    }


def _by_visitor(found: Iterable[_Row]) -> dict[int, list[_Row]]:
    by_visitor: dict[int, list[_Row]] = {}
    for row in found:
        by_visitor.setdefault(row["visitor_id"], []).append(row)
    return by_visitor


def _free_since(db: sqlite3.Connection, visitor_id: int, today: days.Day) -> int:
    """When this person came in today, or was done with a place last, whatever was later (ms); the opening at the earliest."""
    row = db.execute(
        "SELECT max(coalesce((SELECT max(ended_at) FROM tickets WHERE visitor_id = ?1), 0), coalesce((SELECT a.at FROM"
        f" arrivals a WHERE a.visitor_id = ?1 AND a.day = ?2 AND {conditions.CAME}), 0)) AS since",
        (visitor_id, today.day),
    ).fetchone()
    return max(int(row["since"]), today.opens_at)


def _people(db: sqlite3.Connection, people: Sequence[int], day: str) -> list[_Person]:
    return rows.every(
        db,
        _Person,
        "SELECT t.visitor_id, (SELECT a.at FROM arrivals a WHERE a.visitor_id = t.visitor_id AND a.day = ? AND"
        f" {conditions.CAME}) AS came_at, sum(t.overtaken) AS overtaken, sum(t.overtaken_ms) AS overtaken_ms"
        " FROM json_each(?) c CROSS JOIN tickets t ON t.visitor_id = c.value GROUP BY t.visitor_id",
        day,
        json.dumps(people),
    )


def _places(db: sqlite3.Connection, people: Sequence[int], booth_id: int, day: str) -> list[_Place]:
    return rows.every(
        db,
        _Place,
        "SELECT t.visitor_id, t.booth_id, t.appointment_at, (SELECT count(*) FROM tickets o WHERE o.booth_id = t.booth_id"
        "  AND o.state = 'waiting' AND o.rank < t.rank AND EXISTS"
        f"  (SELECT 1 FROM arrivals a WHERE a.day = ? AND a.visitor_id = o.visitor_id AND {conditions.is_in()})) AS ahead"
        " FROM json_each(?) c CROSS JOIN tickets t ON t.visitor_id = c.value WHERE t.state = 'waiting' AND t.booth_id <> ?",
        day,
        json.dumps(people),
        booth_id,
    )


def _wishes(db: sqlite3.Connection, people: Sequence[int]) -> list[_Wish]:
    return rows.every(
        db,
        _Wish,
        "SELECT w.visitor_id, w.booth_id FROM json_each(?) c CROSS JOIN wishes w ON w.visitor_id = c.value"
        f" WHERE {conditions.OPEN_WISH}",
        json.dumps(people),
    )
