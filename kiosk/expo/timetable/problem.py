"""What a timetable is made of, and a timetable: plain values, times in ms.

Nothing here knows the database (reading.py) or how a timetable is made (solver.py); `faults.py` looks at these alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Pair = tuple[int, int]  # enterprise, booth

AGENCY, ENTERPRISE = SIDES = ("agency", "enterprise")


class Span(NamedTuple):
    """From `begins_at` until before `ends_at`."""

    begins_at: int
    ends_at: int

    def meets(self, other: "Span") -> bool:
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at


class Meeting(NamedTuple):
    """An enterprise at a booth, from one moment until another."""

    enterprise: int
    booth: int
    starts_at: int
    ends_at: int

    @property
    def pair(self) -> Pair:
        return self.enterprise, self.booth

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)


@dataclass(frozen=True)
class BoothOffer:
    """When a booth's counters are there: `open` spans with how many, one after another; `away`: when nobody is there all the same
    (breaks of the expo, what was said of the agency). `walk_in_percent`: how much of its time stays for who just comes. `meeting_ms`:
    how long its meetings are, where that is not what is usual."""

    number: str
    open: tuple[tuple[Span, int], ...]
    away: tuple[Span, ...] = ()
    walk_in_percent: int = 0
    meeting_ms: int | None = None

    def counters(self, span: Span) -> int:
        """How many counters are there all through the span."""
        if any(one.meets(span) for one in self.away):
            return 0
        covering = [(one, n) for one, n in self.open if one.meets(span)]
        covered = sum(
            min(one.ends_at, span.ends_at) - max(one.begins_at, span.begins_at) for one, _ in covering
        )
        return min(n for _, n in covering) if covering and covered == span.ends_at - span.begins_at else 0


@dataclass(frozen=True)
class Problem:
    """`marks`: who wishes to meet whom, by which sides; `refused`: pairs of which one said no. `kept`: meetings that stand, by
    confirmation or as appointments from elsewhere: they are counted, and never moved. `hints`: when a pair was proposed before.
    `walk_ms`: between two booths (0 to itself). `fits`: how well an enterprise fits a booth's plan, 0 to 1. `opened_at`: when each
    of the days began, where a part of it is over: the slots are counted from there. `meeting_ms`: what is usual."""

    days: tuple[Span, ...]
    booths: Mapping[int, BoothOffer]
    away: Mapping[int, tuple[Span, ...]]
    marks: Mapping[Pair, frozenset[str]]
    walk_ms: Mapping[Pair, int]
    meeting_ms: int
    pause_ms: int
    per_enterprise: int
    per_booth_day: int
    refused: frozenset[Pair] = frozenset()
    kept: tuple[Meeting, ...] = ()
    hints: Mapping[Pair, int] = field(default_factory=dict)
    fits: Mapping[Pair, float] = field(default_factory=dict)
    opened_at: tuple[int, ...] = ()

    @property
    def enterprises(self) -> list[int]:
        return sorted({enterprise for enterprise, _ in self.marks})

    def is_mutual(self, pair: Pair) -> bool:
        return len(self.marks.get(pair, ())) == len(SIDES)

    def length_ms(self, booth: int) -> int:
        """How long a meeting at this booth is."""
        own = self.booths[booth].meeting_ms
        return self.meeting_ms if own is None else own

    def slots(self, booth: int, day: Span) -> list[Span]:
        """The moments at which a meeting at this booth may begin, with its end: one after another from the day's opening on, as
        many as are to come."""
        length = self.length_ms(booth)
        step = length + self.pause_ms
        opened_at = dict(zip(self.days, self.opened_at, strict=False)).get(day, day.begins_at)
        first = opened_at - (opened_at - day.begins_at) // step * step
        return [Span(start, start + length) for start in range(first, day.ends_at - length + 1, step)]

    def walk(self, one: int, other: int) -> int:
        return self.walk_ms.get((one, other), 0)

    def clash(self, one: Meeting, other: Meeting) -> bool:
        """Whether one enterprise cannot be at both, on foot from the end of the first to the second."""
        first, second = sorted((one, other), key=lambda meeting: meeting.starts_at)
        return first.ends_at + self.walk(first.booth, second.booth) > second.starts_at

    def booth_share(self, booth: int, day: Span) -> int:
        """How many of a booth's meetings on a day may be appointments, so that its share for walk-ins stays."""
        offer = self.booths[booth]
        room = sum(offer.counters(slot) for slot in self.slots(booth, day))
        return min(room * (100 - offer.walk_in_percent) // 100, self.per_booth_day)


@dataclass(frozen=True)
class Solution:
    """`meetings`: all that stand afterwards, the kept ones too, by time. `bound`: no timetable is worth more than this, `worth` is
    what this one is. `unmet`: marked pairs that found no time. `is_whole`: whether no search was cut short by its time."""

    meetings: tuple[Meeting, ...]
    worth: float
    bound: float
    unmet: tuple[Pair, ...]
    is_whole: bool = True
