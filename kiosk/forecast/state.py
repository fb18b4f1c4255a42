"""The square at one moment, as values that a future begins from: read in one look, handed to other processes."""

import json
import math
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict, cast

from kiosk.data import conditions, rows
from kiosk.expo.figures import scope, waiting
from kiosk.expo.queue import visits
from kiosk.expo.square import ground, waits
from kiosk.expo.square.days import MIN_MS, Day
from kiosk.expo.square.ground import Ground, Match

Span = tuple[int, int]  # from, until (ms)
SPREAD_WEIGHT = 20  # meetings that the first guess at their spread counts as


class Booked(NamedTuple):
    """An appointment that nobody took yet, by the id of its wish; ms."""

    wish_id: int
    booth_id: int
    at: int


@dataclass(slots=True)
class Held:
    """A place: waiting, called or serving. `waited_ms`: for how long its owner has waited for it, free; times in ms."""

    ticket_id: int
    booth_id: int
    state: str
    rank: float
    joined_at: int
    origin: str
    no_shows: int
    appointment_at: int | None = None
    counter: int | None = None
    called_at: int | None = None
    recalled_at: int | None = None
    began_at: int | None = None
    waited_ms: int = 0


@dataclass(slots=True)
class Person:
    """A visitor: in today since `came_at` (None: not yet), with places, open wishes (booth ids in the order asked) and
    appointments. `kinds`: what their enterprise makes; `here`, `seen`: as `visits.Visits`; `stood`: where they were
    before they were called, if they are; `attends`: items of the programme
    that keep them from booths."""

    id: int
    number: int
    kinds: tuple[str, ...] = ()
    has_enterprise: bool = True
    came_at: int | None = None
    here: int | None = None
    stood: int | None = None
    seen: frozenset[int] = frozenset()
    wishes: tuple[int, ...] = ()
    appointments: tuple[Booked, ...] = ()
    places: list[Held] = field(default_factory=list)
    paused_until: int | None = None
    attends: tuple[Span, ...] = ()
    is_registered: bool = True  # before the doors opened, or by a file
    came_before: bool = False  # on an earlier day
    overtaken: int = 0  # so often, at all booths
    overtaken_ms: int = 0


@dataclass
class State:
    """`matches`: what is planned to be bought of these kinds, by agency; `meetings`: booth id -> how many, and how long
    together (ms); `spread`: of their lengths (standard deviation over mean); `calls`, `no_shows`: of today; `arrivals`: of
    today (ms), `past`: of each day before, in ms after its opening."""

    now: int
    day: Day
    is_last: bool
    ground: Ground
    people: list[Person]
    matches: dict[tuple[str, ...], dict[int, Match]]
    meetings: dict[int, tuple[int, int]]
    spread: float
    calls: int
    no_shows: int
    arrivals: list[int]
    past: list[list[int]]

    @property
    def begins(self) -> int:
        """From when on there is a day to be foretold (ms)."""
        return max(self.now, self.day.opens_at)

    def waiting_at(self, booths: Collection[int]) -> list[int]:
        """The places (ids of tickets) that wait at these booths, of those who are in."""
        return [
            held.ticket_id
            for one in self.people
            if one.came_at is not None
            for held in one.places
            if held.state == "waiting" and held.booth_id in booths
        ]


class _Visitor(TypedDict):
    id: int
    number: int
    enterprise_id: int | None
    registered_at: int
    is_of_file: int
    came_before: int
    paused: int
    pause_until: int | None
    came_at: int | None


class _Ticket(visits.OfVisit):
    id: int
    visitor_id: int
    rank: float
    joined_at: int
    origin: str
    no_shows: int
    counter: int | None
    recalled_at: int | None
    extended_ms: int
    overtaken: int
    overtaken_ms: int


class _Wish(TypedDict):
    id: int
    enterprise_id: int | None
    visitor_id: int | None
    booth_id: int
    starts_at: int | None


class _Seat(TypedDict):
    visitor_id: int
    begins: int
    ends: int


class _Kind(TypedDict):
    enterprise_id: int
    category: str


class _Load(TypedDict):
    booth_id: int
    meetings: int
    meeting_ms: int
    meeting_min2: float


class _Came(TypedDict):
    day: str
    at: int


def read(db: sqlite3.Connection, now: int, day: Day) -> State:
    """The state of this day at `now` (ms), before its end."""
    still = ground.of(db)
    visitors = _visitors(db, day)
    ids = [one["id"] for one in visitors]
    tickets, wishes = _tickets(db, ids), _wishes(db, visitors)
    kinds, seats = _kinds(db, visitors), _seats(db, day, now)
    loads = rows.every(db, _Load, "SELECT booth_id, meetings, meeting_ms, meeting_min2 FROM loads")
    calls = waiting.calls(db, scope.of_day(db, day.day, now))
    came = _came(db, still.days, day)
    people = [
        _person(one, tickets.get(one["id"], []), wishes, kinds, seats.get(one["id"], ()), day, now)
        for one in visitors
    ]
    return State(
        now=now,
        day=day,
        is_last=still.days[-1] == day,
        ground=still,
        people=people,
        matches={one.kinds: dict(still.matches(db, one.kinds)) for one in people},
        meetings={one["booth_id"]: (one["meetings"], one["meeting_ms"]) for one in loads},
        spread=_spread(loads),
        calls=calls["calls"],
        no_shows=calls["no_shows"],
        arrivals=came.pop(day.day, []),
        past=[
            sorted(at - one.opens_at for at in came[one.day])
            for one in still.days
            if one.day < day.day and came.get(one.day)
        ],
    )


def _visitors(db: sqlite3.Connection, day: Day) -> list[_Visitor]:
    """Everybody who queues, but for those who have left today: who comes back checks in anew."""
    return rows.every(
        db,
        _Visitor,
        "SELECT v.id, v.number, v.enterprise_id, v.registered_at, v.source = 'import' AS is_of_file,"
        f" EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = v.id AND a.day < ?1 AND {conditions.came()}) AS came_before,"
        " v.paused_at IS NOT NULL AS paused, v.pause_until,"
        f" (SELECT a.at FROM arrivals a WHERE a.visitor_id = v.id AND a.day = ?1 AND {conditions.is_in()}) AS came_at"
        " FROM visitors v WHERE v.state = 'registered' AND v.badge_kind = 'visitor' AND v.gathering_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = v.id AND a.day = ?1"
        f" AND {conditions.came()} AND a.left_at IS NOT NULL) ORDER BY v.id",
        day.day,
    )


def _tickets(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, list[_Ticket]]:
    found: dict[int, list[_Ticket]] = {}
    for row in rows.every(
        db,
        _Ticket,
        "SELECT t.id, t.visitor_id, t.booth_id, t.state, t.rank, t.joined_at, t.origin, t.no_shows, t.counter,"
        " t.appointment_at, t.called_at, t.recalled_at, t.started_at, t.ended_at, t.overtaken, t.overtaken_ms,"
        " coalesce((SELECT extended_ms FROM consultations c WHERE c.ticket_id = t.id AND t.state = 'serving'), 0) AS extended_ms"
        " FROM json_each(?) c CROSS JOIN tickets t ON t.visitor_id = c.value",
        json.dumps(ids),
    ):
        found.setdefault(row["visitor_id"], []).append(row)
    return found


def _wishes(db: sqlite3.Connection, visitors: Sequence[_Visitor]) -> dict[tuple[str, int], list[_Wish]]:
    """Open wishes by ("visitor", id), and what nobody took of an enterprise by ("enterprise", id), in the order asked."""
    found: dict[tuple[str, int], list[_Wish]] = {}
    enterprises = sorted({one["enterprise_id"] for one in visitors if one["enterprise_id"] is not None})
    for row in rows.every(
        db,
        _Wish,
        "SELECT w.id, w.enterprise_id, w.visitor_id, w.booth_id, w.starts_at FROM json_each(?1) c CROSS JOIN wishes w"
        " ON w.visitor_id = c.value AND w.state = 'open'"
        " UNION ALL SELECT w.id, w.enterprise_id, w.visitor_id, w.booth_id, w.starts_at FROM json_each(?2) c"
        " CROSS JOIN wishes w ON w.enterprise_id = c.value WHERE w.visitor_id IS NULL AND w.state = 'open' ORDER BY 1",
        json.dumps([one["id"] for one in visitors]),
        json.dumps(enterprises),
    ):
        if row["visitor_id"] is not None:
            found.setdefault(("visitor", row["visitor_id"]), []).append(row)
        else:
            found.setdefault(("enterprise", cast(int, row["enterprise_id"])), []).append(row)
    return found


def _kinds(db: sqlite3.Connection, visitors: Sequence[_Visitor]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    asked = sorted({one["enterprise_id"] for one in visitors if one["enterprise_id"] is not None})
    for row in rows.every(
        db,
        _Kind,
        "SELECT k.enterprise_id, k.category FROM json_each(?) c CROSS JOIN enterprise_categories k"
        " ON k.enterprise_id = c.value ORDER BY k.enterprise_id, k.category",
        json.dumps(asked),
    ):
        found.setdefault(row["enterprise_id"], []).append(row["category"])
    return {enterprise: tuple(kinds) for enterprise, kinds in found.items()}


def _seats(db: sqlite3.Connection, day: Day, now: int) -> dict[int, tuple[Span, ...]]:
    """Visitor id -> when items of the programme keep them from booths, from now on."""
    found: dict[int, tuple[Span, ...]] = {}
    for row in rows.every(
        db,
        _Seat,
        f"SELECT s.visitor_id, i.starts_at - {conditions.ITEM_SOON_MS} AS begins, {conditions.item_until()} AS ends"
        f" FROM programme i CROSS JOIN sign_ups s ON s.item_id = i.id WHERE {conditions.is_held()}"
        f" AND i.starts_at < ? AND {conditions.item_until()} > ? ORDER BY i.starts_at",
        day.closes_at,
        now,
    ):
        found[row["visitor_id"]] = (*found.get(row["visitor_id"], ()), (row["begins"], row["ends"]))
    return found


def _came(db: sqlite3.Connection, every: Sequence[Day], day: Day) -> dict[str, list[int]]:
    """Day -> when people came, of this one and those before it."""
    found: dict[str, list[int]] = {}
    asked = json.dumps([one.day for one in every if one.day <= day.day])
    for row in rows.every(
        db,
        _Came,
        "SELECT a.day, a.at FROM json_each(?) c CROSS JOIN arrivals a ON a.day = c.value"
        f" AND {conditions.came()} JOIN visitors v ON v.id = a.visitor_id AND v.badge_kind = 'visitor' ORDER BY a.at",
        asked,
    ):
        found.setdefault(row["day"], []).append(row["at"])
    return found


def _person(
    row: _Visitor,
    tickets: list[_Ticket],
    wishes: dict[tuple[str, int], list[_Wish]],
    kinds: dict[int, tuple[str, ...]],
    seats: tuple[Span, ...],
    day: Day,
    now: int,
) -> Person:
    past = visits.told_by(tickets, day)
    own = wishes.get(("visitor", row["id"]), [])
    enterprise = row["enterprise_id"]
    booked = [*own, *(wishes.get(("enterprise", enterprise), []) if enterprise is not None else [])]
    return Person(
        id=row["id"],
        number=row["number"],
        kinds=kinds.get(enterprise, ()) if enterprise is not None else (),
        has_enterprise=enterprise is not None,
        came_at=row["came_at"],
        here=past.here,
        stood=visits.told_by((one for one in tickets if one["state"] != "called"), day).here,
        seen=frozenset(past.seen),
        wishes=tuple(one["booth_id"] for one in own if one["starts_at"] is None),
        appointments=tuple(
            sorted(
                (
                    Booked(one["id"], one["booth_id"], one["starts_at"])
                    for one in booked
                    if one["starts_at"] is not None and day.morning <= one["starts_at"] <= day.closes_at
                ),
                key=lambda one: one.at,
            )
        ),
        places=[
            _held(one, tickets, row, day, now)
            for one in tickets
            if one["state"] in ("waiting", "called", "serving")
        ],
        paused_until=(row["pause_until"] or now) if row["paused"] else None,
        attends=seats,
        came_before=bool(row["came_before"]),
        overtaken=sum(one["overtaken"] for one in tickets),
        overtaken_ms=sum(one["overtaken_ms"] for one in tickets),
        is_registered=bool(row["is_of_file"]) or row["registered_at"] < day.opens_at,
    )


def _held(one: _Ticket, tickets: list[_Ticket], owner: _Visitor, day: Day, now: int) -> Held:
    waited_ms = 0
    if one["state"] in ("waiting", "called") and owner["came_at"] is not None:
        since, until = max(one["joined_at"], owner["came_at"], day.opens_at), one["called_at"] or now
        busy = sum(_overlap(other, since, until) for other in tickets if other is not one)
        waited_ms = max(0, until - since - busy)
    return Held(
        ticket_id=one["id"],
        booth_id=one["booth_id"],
        state=one["state"],
        rank=one["rank"],
        joined_at=one["joined_at"],
        origin=one["origin"],
        no_shows=one["no_shows"],
        appointment_at=one["appointment_at"],
        counter=one["counter"],
        called_at=one["called_at"],
        recalled_at=one["recalled_at"],
        began_at=None if one["started_at"] is None else one["started_at"] + one["extended_ms"],
        waited_ms=waited_ms,
    )


def _overlap(other: _Ticket, since: int, now: int) -> int:
    """For how long of this span the owner was called or met with another place."""
    began = other["called_at"] or other["started_at"]
    if began is None or other["state"] == "waiting":
        return 0
    return max(0, min(other["ended_at"] or now, now) - max(began, since))


def _spread(loads: Sequence[_Load]) -> float:
    """Standard deviation over mean of a booth's meetings, of all booths together; drawn towards the first guess while few."""
    squares = degrees = 0.0
    for one in loads:
        count, together = one["meetings"], one["meeting_ms"] / MIN_MS
        if count >= 2 and together:
            mean = together / count
            squares += max(0.0, one["meeting_min2"] - count * mean**2) / mean**2
            degrees += count - 1
    return math.sqrt((squares + SPREAD_WEIGHT * waits.SPREAD**2) / (degrees + SPREAD_WEIGHT))
