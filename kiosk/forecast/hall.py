"""Who and what stands in a future: people, their places, counters and booths, as `pick` and the figures see them.

Plain objects with slots: two hundred futures a minute make them anew.
"""

import math
from bisect import insort
from collections.abc import Iterator, Mapping
from operator import attrgetter

from kiosk.expo.square.ground import Booth
from kiosk.forecast.state import Person


class Guest:
    """A person in a future: `busy` as `pick.Waiting` has it; where they stand (`spot`) and where the rules think (`here`)."""

    __slots__ = (
        "booked",
        "busy",
        "calls",
        "came_at",
        "current",
        "free_ms",
        "free_since",
        "here",
        "is_in",
        "is_resting",
        "overtaken",
        "overtaken_ms",
        "person",
        "places",
        "seen",
        "spot",
        "taken_by",
        "times",
        "wishes",
    )

    def __init__(self, person: Person) -> None:
        self.person = person
        self.busy: str | None = "left"
        self.is_in = False
        self.booked = False  # has, or had today, a place with a time
        self.is_resting = False
        self.taken_by = 0  # items of the programme that keep them now
        self.here, self.spot = person.here, person.stood
        self.places: dict[int, Place] = {}  # by booth id: waiting, called or serving
        self.current: Place | None = None  # where they are called or sit
        self.wishes = set(person.wishes)
        self.seen = set(person.seen)
        self.calls: dict[int, int] = {}
        self.came_at = person.came_at or 0
        self.overtaken, self.overtaken_ms = person.overtaken, person.overtaken_ms
        self.times = 0
        self.free_since: int | None = None
        self.free_ms = 0.0

    def free_until(self, now: int) -> float:
        """For how long they have been free since they came (ms)."""
        return self.free_ms + (now - self.free_since if self.free_since is not None else 0)


class Place:
    """A place in a queue, as `pick` and the figures see it."""

    __slots__ = (
        "appointment_at",
        "before",
        "booth_id",
        "call",
        "called_at",
        "free_at_joining",
        "guest",
        "here_ms",
        "keeps_from",
        "no_shows",
        "origin",
        "rank",
        "rest_ms",
        "state",
        "ticket_id",
        "waits",
        "waits_ms",
    )

    def __init__(self, guest: Guest, booth_id: int, ticket_id: int, rank: float, origin: str) -> None:
        self.guest, self.booth_id, self.ticket_id, self.rank, self.origin = (
            guest,
            booth_id,
            ticket_id,
            rank,
            origin,
        )
        self.state = "waiting"
        self.appointment_at: int | None = None
        self.no_shows = 0
        self.keeps_from: int | None = None
        self.waits = True  # counts as waiting (figures/waiting.py): no appointment, no walk-up
        self.free_at_joining = 0.0
        self.before: int | None = None  # where they stood before they were called
        self.called_at = 0
        self.call: int | None = None  # its number in the trace
        self.rest_ms, self.waits_ms, self.here_ms = math.inf, 0.0, 0.0  # as `outlook.Outlook` has them

    @property
    def busy(self) -> str | None:
        return self.guest.busy

    @property
    def overtaken(self) -> int:
        return self.guest.overtaken

    @property
    def overtaken_ms(self) -> float:
        return self.guest.overtaken_ms


class Counter:
    """One table: who sits there, who was called and whether they have come."""

    __slots__ = ("began_at", "called", "ends_at", "has_come", "is_there", "sitting")

    def __init__(self) -> None:
        self.sitting: Place | None = None
        self.called: Place | None = None
        self.has_come = False
        self.ends_at = 0.0
        self.began_at = 0
        self.is_there = True


class Stand:
    """A booth in a future; `row` is its own copy; `queue` is in the order of ranks."""

    __slots__ = ("booth_id", "closes_at", "counters", "queue", "refused", "row")

    def __init__(self, row: Booth, closes_at: int) -> None:
        self.booth_id = row["id"]
        self.row = row
        self.closes_at = closes_at
        self.queue: list[Place] = []
        self.counters: list[Counter] = [Counter() for _ in range(row["counters"])]
        self.refused: frozenset[int] | None = None

    def enqueue(self, place: Place) -> None:
        """Into the queue, by its rank."""
        insort(self.queue, place, key=_in_order)

    def ahead_of(self, place: Place) -> int:
        """How many who are in wait here before this place."""
        rank, ahead = place.rank, 0
        for one in self.queue:
            if one.rank >= rank:
                break
            ahead += one.guest.is_in
        return ahead


class Elapsed(Mapping[int, list[float]]):
    """For how long each meeting of a booth has run at the moment `now` (ms), where its counter is still there: worked out for whom it
    is asked, as `Loads.elapsed_ms`."""

    def __init__(self, stands: Mapping[int, Stand]) -> None:
        self._stands, self.now = stands, 0

    def __getitem__(self, booth_id: int) -> list[float]:
        now = self.now
        return [
            float(now - one.began_at)
            for one in self._stands[booth_id].counters
            if one.sitting is not None and one.is_there
        ]

    def get(self, booth_id: int, default: object = None) -> list[float]:  # as often as anything is decided
        return self[booth_id]

    def __iter__(self) -> Iterator[int]:
        return iter(self._stands)

    def __len__(self) -> int:
        return len(self._stands)


_in_order = attrgetter("rank", "ticket_id")
