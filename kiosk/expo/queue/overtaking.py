"""Who is called before somebody ahead of them, and how often that may happen to one person: a decision on values.

Who has little left on the square is called before who has to wait elsewhere anyway: the first goes home sooner, the second
hardly later (shortest remaining time first; docs/queueing.md has the measurements). Rank is a promise, so nobody is
overtaken more often, or kept longer by it, than the expo's settings allow.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from kiosk.expo.square.waits import MIN_MS

# Who goes before somebody has at most so much to come, in proportion to theirs: while nothing of their budget is spent, and
# when this is the last of it. The gain has to grow with what is spent, so that the budget goes where it buys most.
LESS, LESS_AT_LAST = 0.9, 0.5
HERE_MS = 60 * MIN_MS  # what is to come counts in proportion to the time on the square so far, and this


class Ahead(Protocol):
    """Somebody who waits and could come: how long everything else that they still want will take them, how long they will
    have to wait elsewhere anyway, how long they have been here today, and how often they, this person, were overtaken, at a
    cost of how long. Times in ms."""

    @property
    def rest_ms(self) -> float: ...
    @property
    def waits_ms(self) -> float: ...
    @property
    def here_ms(self) -> float: ...
    @property
    def overtaken(self) -> int: ...
    @property
    def overtaken_ms(self) -> float: ...


class Budget(NamedTuple):
    """How often one person may be overtaken, and how much longer (ms) they may wait for that, in all."""

    times: int = 0
    ms: float = 0.0

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Budget":
        """As the expo's settings say."""
        return cls(settings["overtaken_times"], settings["overtaken_min"] * MIN_MS)

    def allows(self, one: Ahead, cost_ms: float) -> bool:
        """Whether this person may be overtaken once more, which keeps them for so long (ms)."""
        return one.overtaken < self.times and 0 < one.overtaken_ms + cost_ms <= self.ms

    def less(self, one: Ahead, cost_ms: float) -> float:
        """How much less, in proportion, somebody has to have before them to go before this person: what is left of 1."""
        spent = max((one.overtaken + 1) / self.times, (one.overtaken_ms + cost_ms) / self.ms)
        return LESS - (LESS - LESS_AT_LAST) * spent


def cost_ms(meeting_ms: float, counters: int) -> int:
    """By how much (ms) each who waits at a booth sits down later when somebody else is called."""
    return round(meeting_ms / counters)


def may_pass(one: Ahead, budget: Budget, cost_ms: float) -> bool:
    """Whether somebody behind this person may be called: within their budget, and they wait elsewhere for at least as long as
    it puts them off here (`cost_ms`), so it hardly costs them anything."""
    return one.waits_ms >= cost_ms and budget.allows(one, cost_ms)


def first_of(able: Sequence[Ahead], budget: Budget, cost_ms: float) -> int:
    """Which of those who could come, in the order of their ranks, is called: who has the least before them, of those who have
    enough less than everybody that they would pass (`may_pass`, `Budget.less`).

    `cost_ms`: by how much a call of somebody else puts off each who is passed, a meeting over the booth's counters.
    """
    first, least, most = 0, math.inf, math.inf
    for place, one in enumerate(able):
        rest = one.rest_ms / (HERE_MS + one.here_ms)
        if place == 0 or (rest <= most and rest < least):
            first, least = place, rest
        if not may_pass(one, budget, cost_ms):
            break
        most = min(most, rest * budget.less(one, cost_ms))
    return first
