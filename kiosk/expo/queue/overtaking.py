"""Who is called before somebody ahead of them, and how often that may happen to one person: a decision on values.

Who has little left on the square is called before who has to wait elsewhere anyway: the first goes home sooner, the second
hardly later (shortest remaining time first; docs/queueing.md has the measurements). Rank is a promise, so nobody is
overtaken more often, or kept longer by it, than the expo's settings allow.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from kiosk.expo.square.waits import MIN_MS

LESS = 0.7  # who goes before others has at most so much of their rest to come, in proportion
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
        return one.overtaken < self.times and one.overtaken_ms + cost_ms <= self.ms


def cost_ms(meeting_ms: float, counters: int) -> int:
    """By how much (ms) each who waits at a booth sits down later when somebody else is called."""
    return round(meeting_ms / counters)


def first_of(able: Sequence[Ahead], budget: Budget, meeting_ms: float, cost_ms: float) -> int:
    """Which of those who could come, in the order of their ranks, is called. Nobody is overtaken whose budget is spent, or
    who does not wait elsewhere for at least as long as a meeting here takes (`meeting_ms`).

    `cost_ms`: by how much a call of somebody else puts off each who is passed, a meeting over the booth's counters.
    """
    reach = 1
    while (
        reach < len(able)
        and able[reach - 1].waits_ms >= meeting_ms
        and budget.allows(able[reach - 1], cost_ms)
    ):
        reach += 1
    if reach == 1:
        return 0
    rests = [one.rest_ms / (HERE_MS + one.here_ms) for one in able[:reach]]
    least = min(rests)
    return next(place for place, rest in enumerate(rests) if rest * LESS <= least)
