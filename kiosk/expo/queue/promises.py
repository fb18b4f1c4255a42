"""What somebody is told when they take a place: by when they will sit down, with P50 and P80, for this person.

`waits.py` says how long a booth's queue takes; a person waits longer, for they hold places elsewhere and can sit at one
booth only, and appointments cut in. The weights are those of a quantile regression over simulated days of many expos
(docs/queueing.md): all terms are times of this day, so that what is learnt is how queues behave, not how one expo did.
"""

import math
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import waits


class Weights(NamedTuple):
    """Of the terms of `Look`, in its order."""

    start: float
    late: float
    counter: float
    pairs: float
    behind: float
    unsure: float
    booked: float
    coming: float
    wished: float
    wishing: float


P50 = Weights(0.63, 1.42, -0.97, 0.44, -0.50, 0.85, 1.13, 0.19, 0.21, 0.27)
P80 = Weights(0.64, 2.57, -0.91, 0.61, 0.15, 2.48, 1.22, 0.38, 0.98, 0.12)
UNSURE = 10  # meetings that the expo's mean counts as before its first (waits.EXPO_WEIGHT)
SPAN = 2  # what is unsure of a wait is so of this many meetings more: the shortest have something unsure, too
OTHERS_MOST = 3  # further places than were lived: no pairs of them
AT_LEAST_LEFT = 0.25  # of a mean: a meeting that runs over goes on for so long


class Other(NamedTuple):
    """Another place of the same person: when its queue would have them sit down (ms from now), and for how long they sit."""

    start_ms: float
    mean_ms: float


@dataclass(frozen=True)
class Look:
    """What a promise is made from; ms from now. `rest_ms`: until the booth's pause ends, from when on the rest counts;
    `ahead`: how many wait before them; `booked`: appointments that will cut in; `meetings`: of the whole expo so far;
    `changeover_ms`: between two meetings at a counter; `sits_ms`: for how long this person is still called or served
    elsewhere; `day_left`: the share of today's hours to come; `wished_ms`: how long the meetings take that they wish for
    and have no place for."""

    start_ms: float
    mean_ms: float
    counters: int
    ahead: int
    meetings: int = 0
    booked: int = 0
    changeover_ms: float = 0.0
    rest_ms: float = 0.0
    sits_ms: float = 0.0
    others: Sequence[Other] = field(default=())
    day_left: float = 1.0
    wished_ms: float = 0.0

    def terms(self) -> Weights:
        """The times that the weights are of."""
        a_counter = self.mean_ms / self.counters
        places = min(len(self.others), OTHERS_MOST)
        # Each who is ahead, and who sits there now, is followed by a changeover; to a free table one walks.
        many = (self.ahead + 1) / self.counters if self.start_ms else 1
        start = self.start_ms + many * self.changeover_ms
        span = start + SPAN * a_counter
        # Who is called first, of two queues that are about level, nobody knows: half of each.
        before = self.sits_ms + sum(
            one.mean_ms / (1 + math.exp(max(-50.0, min(50.0, (one.start_ms - start) / one.mean_ms))))
            for one in self.others
        )
        return Weights(
            start=start,
            late=max(0.0, before - start),
            counter=a_counter,
            pairs=a_counter * places * (places - 1) / 2,
            behind=a_counter if self.ahead else 0.0,
            unsure=span / math.sqrt(self.meetings + UNSURE),
            booked=self.booked * a_counter,
            coming=self.day_left * span,
            wished=self.day_left * min(start, self.wished_ms),
            wishing=start if self.wished_ms else 0.0,
        )


def promise_ms(look: Look) -> tuple[float, float]:
    """P50 and P80 in ms until this person sits down. Who waits nowhere else and finds a free table is called and walks there."""
    if look.start_ms == 0 and not look.others and not look.sits_ms:
        return look.rest_ms + look.changeover_ms, look.rest_ms + 2 * look.changeover_ms
    terms = look.terms()
    p50 = max(0.0, sum(map(_product, P50, terms)))
    return look.rest_ms + p50, look.rest_ms + max(p50, sum(map(_product, P80, terms)))


def _product(weight: float, term: float) -> float:
    return weight * term


class _Live(TypedDict):
    """A place that the person holds; `ahead` of those who wait; ms since 1970."""

    booth_id: int
    state: str
    appointment_at: int | None
    started_at: int | None
    ahead: int


class Promises:
    """All that one person may be told now: their places are looked at once. `given`: booths whose queues they join now."""

    def __init__(
        self, db: sqlite3.Connection, state: Loads, visitor_id: int, now: int, given: Iterable[int] = ()
    ) -> None:
        self.state, self.visitor_id, self.now = state, visitor_id, now
        self._db = db
        self._sits_ms = 0.0
        self._others: dict[int, Other] = {}
        self._wished = _wished(db, visitor_id)
        today = state.ground.today(now)
        self._day_left = today.left(now) if today else 1.0
        self._meetings = sum(count for count, _ in state.meetings.values())
        for row in _live(db, state, visitor_id):
            mean_ms = state.pace(row["booth_id"]).mean_ms
            if row["state"] == "waiting":
                at = row["appointment_at"]
                start_ms = self._start_ms(row["booth_id"], row["ahead"]) if at is None else max(0, at - now)
                self._others[row["booth_id"]] = Other(start_ms, mean_ms)
            else:
                sat_ms = now - row["started_at"] if row["started_at"] is not None else 0
                self._sits_ms += max(mean_ms - sat_ms, AT_LEAST_LEFT * mean_ms)
        for booth_id in given:
            start_ms = self._start_ms(booth_id, state.waiting[booth_id])
            self._others.setdefault(booth_id, Other(start_ms, state.pace(booth_id).mean_ms))

    def _start_ms(self, booth_id: int, ahead: int) -> float:
        """P50 of the queue: who is called sits down first, at a counter that looks free or after the meeting that runs there."""
        return self.state.wait_ms(booth_id, ahead + self.state.called(self._db, booth_id))[0]

    def of(self, booth_id: int, ahead: int | None = None) -> tuple[float, float]:
        """P50 and P80 (ms) for a place at this booth: for who joins now, or has `ahead` before them."""
        return promise_ms(self.look(booth_id, ahead))

    def look(self, booth_id: int, ahead: int | None = None) -> Look:
        """What the same is worked out from."""
        state = self.state
        rest_ms = state.rest_ms.get(booth_id, 0.0)
        waiting = state.waiting[booth_id] if ahead is None else ahead
        start_ms = max(0.0, self._start_ms(booth_id, waiting) - rest_ms)
        return Look(
            start_ms=start_ms,
            mean_ms=state.pace(booth_id).mean_ms,
            counters=state.booths[booth_id]["counters"],
            ahead=waiting + state.called(self._db, booth_id),
            meetings=self._meetings,
            booked=state.booked(self._db, booth_id, self.now, self.now + rest_ms + start_ms)
            if start_ms
            else 0,
            changeover_ms=state.changeover_ms(booth_id),
            rest_ms=rest_ms,
            sits_ms=self._sits_ms,
            others=[other for number, other in self._others.items() if number != booth_id],
            day_left=self._day_left,
            wished_ms=state.mean_ms * len(self._wished - self._others.keys() - {booth_id}),
        )

    def wait_min(self, booth_id: int) -> list[int]:
        """P50 and P80 as screens and answers say them to this person of a booth where they have no place: at a free table
        nobody waits."""
        is_free = self._start_ms(booth_id, self.state.waiting[booth_id]) == 0
        return [0, 0] if is_free else waits.minutes(self.of(booth_id))


def _wished(db: sqlite3.Connection, visitor_id: int) -> set[int]:
    """The booths that somebody wishes to meet and has no place at."""
    found = db.execute(
        f"SELECT booth_id FROM wishes WHERE visitor_id = ? AND {conditions.OPEN_WISH}", (visitor_id,)
    )
    return {row["booth_id"] for row in found}


def _live(db: sqlite3.Connection, state: Loads, visitor_id: int) -> list[_Live]:
    """From memory where the square is known."""
    if state.places is not None and state.queues is not None:
        return [
            {
                "booth_id": row["booth_id"],
                "state": row["state"],
                "appointment_at": row["appointment_at"],
                "started_at": row["started_at"],
                "ahead": bisect_left(state.queues.get(row["booth_id"], []), row["rank"], key=_rank),
            }
            for row in state.places.get(visitor_id, [])
        ]
    return rows.every(
        db,
        _Live,
        "SELECT t.booth_id, t.state, t.appointment_at, t.started_at,"
        " (SELECT count(*) FROM tickets o WHERE o.booth_id = t.booth_id AND o.state = 'waiting' AND o.rank < t.rank)"
        " AS ahead FROM tickets t"
        f" WHERE t.visitor_id = ? AND (t.state = 'waiting' OR {conditions.called_or_serving('t')})",
        visitor_id,
    )


def _rank(row: Ticket) -> float:
    return row["rank"]
