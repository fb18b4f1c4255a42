"""How long a meeting takes at a booth, and how long somebody waits there: a range, P50 to P80.

A booth's own meetings are shrunk towards the expo's mean and that towards `first_meeting_min` while they are few, so
that one meeting of a minute does not make everybody's wait a minute (empirical Bayes with fixed weights).
"""

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

MIN_MS = 60_000
BOOTH_WEIGHT = 4  # a booth's mean counts half after so many meetings
EXPO_WEIGHT = 10
CHANGEOVER_MS = 60_000  # from one meeting to the next at a counter, until measured,
CHANGEOVERS_OF_BOOTH, CHANGEOVERS_OF_EXPO = 8, 20  # and how many of them that counts as
SPREAD = 0.5  # standard deviation of a meeting over its mean, until measured
Z80 = 0.8416


class Pace(NamedTuple):
    """How long a meeting takes: mean in ms, and its spread (standard deviation over mean)."""

    mean_ms: float
    spread: float = SPREAD

    @property
    def p50_ms(self) -> float:
        """Meetings are taken as lognormal: many short, few long."""
        return self.mean_ms / math.sqrt(1 + self.spread**2)

    @property
    def p80_ms(self) -> float:
        return self.p50_ms * math.exp(Z80 * math.sqrt(math.log(1 + self.spread**2)))


def expo_mean_ms(meetings: Collection[tuple[int, int]], first_meeting_min: float) -> float:
    """The mean of all booths' meetings so far (how many, ms together), shrunk towards the first guess."""
    counts, lengths_ms = zip(*meetings, strict=True) if meetings else ((), ())
    together_ms: float = sum(lengths_ms) + EXPO_WEIGHT * first_meeting_min * MIN_MS
    weight: int = sum(counts) + EXPO_WEIGHT
    return together_ms / weight


def pace(meetings: int, together_ms: int, mean_ms: float) -> Pace:
    """One booth's pace from how many meetings it had, how long they took together, and the expo's mean (ms)."""
    return Pace(shrunk_mean_ms(meetings, together_ms, mean_ms))


def shrunk_mean_ms(meetings: int, together_ms: int, mean_ms: float) -> float:
    """A booth's own mean, drawn towards the expo's while its meetings are few."""
    return (together_ms + BOOTH_WEIGHT * mean_ms) / (meetings + BOOTH_WEIGHT)


def changeover_ms(own: tuple[int, int], all_of_them: Collection[tuple[int, int]]) -> float:
    """How long a booth's counters stand between two meetings while somebody waits: who is next is called, walks, or does not
    come. From how many there were and how long they took together (ms), the booth's and every booth's."""
    return shrunk_twice(own, all_of_them, CHANGEOVER_MS, CHANGEOVERS_OF_BOOTH, CHANGEOVERS_OF_EXPO)


def shrunk_twice(
    own: tuple[int, int],
    all_of_them: Collection[tuple[int, int]],
    usual: float,
    own_weight: int,
    expo_weight: int,
) -> float:
    """A booth's mean (of how many, together), drawn towards every booth's, which is drawn towards the usual; the weights say how
    many count as much as what they are drawn towards."""
    count, together = (sum(part) for part in zip(*all_of_them, strict=True)) if all_of_them else (0, 0)
    expo = (together + expo_weight * usual) / (count + expo_weight)
    return (own[1] + own_weight * expo) / (own[0] + own_weight)


def wait_ms(ahead: int, elapsed_ms: Sequence[float], counters: int, pace: Pace) -> tuple[float, float]:
    """P50 and P80 in ms until somebody with `ahead` before them sits down.

    `elapsed_ms`: for how long each meeting that runs has run; `counters`: how many tables the booth has.
    """
    start = start_ms(ahead, elapsed_ms, counters, pace.mean_ms)
    if start == 0.0:
        return 0.0, 0.0
    deviation = pace.spread * pace.mean_ms * math.sqrt(ahead + len(elapsed_ms)) / counters
    return start, start + Z80 * deviation


def after_rest(elapsed_ms: Sequence[float], rest_ms: float, mean_ms: float) -> list[float]:
    """Of the meetings that run (each for so long) those that will still run when a rest of so long is over."""
    return [elapsed + rest_ms for elapsed in elapsed_ms if elapsed + rest_ms < mean_ms]


def start_ms(ahead: int, elapsed_ms: Sequence[float], counters: int, mean_ms: float) -> float:
    """The P50 of `wait_ms` alone: what routing compares 44 times a check-in."""
    busy = len(elapsed_ms)
    if ahead < counters - busy:
        return 0.0
    start = ahead * mean_ms / counters
    if busy:
        least = 0.25 * mean_ms
        left = [mean_ms - elapsed if mean_ms - elapsed > least else least for elapsed in elapsed_ms]
        start = start + sum(left) / counters if ahead else min(left)
    return start


def walk_min(walk_ms: float) -> int:
    """A walk as screens and answers say it: begun minutes, at least one."""
    return max(1, math.ceil(round(walk_ms / MIN_MS, 6)))


def minutes(range_ms: tuple[float, float]) -> list[int]:
    """The range as screens and answers say it: whole minutes, P50 rounded and P80 up."""
    p50, p80 = round(range_ms[0] / MIN_MS), math.ceil(range_ms[1] / MIN_MS)
    return [p50, max(p50, p80)]
