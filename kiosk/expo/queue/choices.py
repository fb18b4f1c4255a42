"""Which booths suit a visitor now, the best first: a decision that takes values and returns values.

Appointments are not chosen, they stand. Then come wishes, then what the plan announces in the enterprise's categories,
against expected wait, walk and closing time. `routing.py` reads before it and writes after it.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.visits import Visits
from kiosk.expo.square import days, waits
from kiosk.expo.square.ground import Booth, Match

ITEM_POINTS = 2.0  # an announced purchase of the enterprise's kind is worth so many minutes of waiting
ITEMS_MAX = 8
WON_POINTS = 3.0  # and each tenfold of won above a million so many
# Of several wishes the one that many others still wish for comes first, while its queue is short: each minute of work
# that these wishes will bring one of its counters is worth so many minutes of waiting. Found by `kiosk simulate`.
FORESIGHT = 0.3
STEP_MS = 5 * waits.MIN_MS


class Prospect(NamedTuple):
    """One booth as an enterprise sees it: what is planned there of its kinds, and what that is worth in minutes of
    waiting."""

    booth_id: int
    booth: Booth
    match: Match | None
    worth_min: float


class Choice(NamedTuple):
    """One booth for one visitor: how far it is, and what it is worth beside the others. They sort best first: what was
    asked for before a mere match, then worth, then number (so that it is always the same)."""

    is_unasked: bool
    minus_score: float
    number: str
    booth: Booth
    walk_m: float
    walk_ms: float
    match: Match | None

    @property
    def wished(self) -> bool:
        return not self.is_unasked


def prospects(booths: Mapping[int, Booth], matches: Mapping[int, Match]) -> list[Prospect]:
    """Every booth as an enterprise sees it for which the agencies plan this (`matches`, by the agencies' ids)."""
    return [
        Prospect(booth_id, row, match, worth_min(match.items, match.won) if match else 0.0)
        for booth_id, row in booths.items()
        for match in [matches.get(row["agency_id"])]
    ]


def coming_ms(wishes: Mapping[int, int], state: Loads) -> dict[int, float]:
    """booth id -> how long so many wishes of anybody will keep each of its counters."""
    return {
        booth_id: count * state.length_ms(booth_id) / state.booths[booth_id]["counters"]
        for booth_id, count in wishes.items()
    }


def rank(
    visitor_id: int,
    prospects: Sequence[Prospect],
    past: Visits,
    wished: set[int],
    coming_ms: Mapping[int, float],
    state: Loads,
    today: days.Day,
    now: int,
) -> list[Choice]:
    """Every booth that fits this visitor now: wished for or matching, not in its queue, not left or met today.

    `wished`: booth ids of their open wishes; `coming_ms`: booth id -> how long the wishes of all will keep each of its
    counters, where there is more than one wish to compare.
    """
    live, seen = past.live, past.seen
    walks_m, ms_a_metre = state.ground.walks_m(past.here), state.ms_a_metre
    begins = max(now, today.opens_at)
    latest_ms, early = today.closes_at - begins, state.ground.closings(today)
    found = []
    # The door's hottest loop: every booth for everybody who comes in. Plain local names, and nothing is asked of a booth that
    # does not fit.
    for booth_id, row, match, worth_min in prospects:
        is_unasked = booth_id not in wished
        if booth_id in live or (
            is_unasked and (match is None or booth_id in seen or row["paused_at"] is not None)
        ):
            continue
        wait_ms, walk_m = state.start_ms(booth_id), walks_m[booth_id]
        walk_ms = walk_m * ms_a_metre
        until_ms = early[booth_id] - begins if booth_id in early else latest_ms
        if (walk_ms if walk_ms > wait_ms else wait_ms) >= until_ms or today.day in (
            row["left_on"],
            row["full_on"],
        ):
            continue
        felt_ms = damped(wait_ms, visitor_id, booth_id) if is_unasked else wait_ms
        cost_ms = (walk_ms if walk_ms > felt_ms else felt_ms) + walk_ms
        if coming_ms:
            cost_ms -= FORESIGHT * coming_ms.get(booth_id, 0.0)
        minus_score = cost_ms / waits.MIN_MS - worth_min
        found.append(Choice(is_unasked, minus_score, row["number"], row, walk_m, walk_ms, match))
    found.sort()  # the numbers differ, so nothing behind them is compared
    return found


def soonest(visitor_id: int, past: Visits, state: Loads, today: days.Day, now: int) -> list[Choice]:
    """Every open booth for somebody of whom nobody knows what they make: where a meeting begins soonest first."""
    walks_m = state.ground.walks_m(past.here)
    begins, early = max(now, today.opens_at), state.ground.closings(today)
    found = []
    for booth_id, row in state.booths.items():
        wait_ms, walk_m = state.start_ms(booth_id), walks_m[booth_id]
        walk_ms = walk_m * state.ms_a_metre
        is_out = (
            booth_id in past.live or booth_id in past.seen or today.day in (row["left_on"], row["full_on"])
        )
        until_ms = early.get(booth_id, today.closes_at) - begins
        if is_out or row["paused_at"] is not None or max(walk_ms, wait_ms) >= until_ms:
            continue
        minus_score = (max(walk_ms, damped(wait_ms, visitor_id, booth_id)) + walk_ms) / waits.MIN_MS
        found.append(Choice(True, minus_score, row["number"], row, walk_m, walk_ms, None))
    return sorted(found)


def would_start_too_late(state: Loads, booth: Booth, today: days.Day, now: int) -> bool:
    """Whether somebody who joins this booth now would sit down only after closing, or never today: it has gone home, or takes
    no more."""
    starts = max(now, today.opens_at) + state.start_ms(booth["id"])
    closes_at = state.ground.closings(today).get(booth["id"], today.closes_at)
    return starts >= closes_at or today.day in (booth["left_on"], booth["full_on"])


def damped(wait_ms: float, visitor_id: int, booth_id: int) -> float:
    """A wait rounded down to steps of five minutes, whose edges lie elsewhere for each visitor and booth.

    With exact waits everybody of one trade is sent to the booth that is a minute better, and a minute later all are sent
    back. With steps a queue that moves by a minute turns one visitor in five, and one that moves by five minutes turns
    everybody. The edges are spread evenly (Roberts' R2 sequence), so that on average nobody is misled.
    """
    edge = (visitor_id * 0.7548776662466927 + booth_id * 0.5698402909980532) % 1.0
    return (wait_ms / STEP_MS + edge) // 1.0 * STEP_MS


@lru_cache(maxsize=4096)
def worth_min(items: int, won: int) -> float:
    """What so many announced purchases of so much won are worth, in minutes of waiting."""
    tenfolds = math.log10(won / 1_000_000) if won > 1_000_000 else 0.0
    return ITEM_POINTS * min(items, ITEMS_MAX) + WON_POINTS * tenfolds
