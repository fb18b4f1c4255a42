"""A day's meetings as a timetable: who sits where from when to when, and what is wrong with it if anything.

`faults()` knows nothing of how a timetable was made: it looks at the meetings and the scenario alone. Times in ms.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kiosk.data.expo_settings import with_defaults
from kiosk.expo.square.days import MIN_MS
from kiosk.simulation.scenario import Scenario, Visitor

SETTINGS = with_defaults("{}")
MISSES_MOST = 5  # nobody is drawn to miss more calls in a row than this in a timetable


@dataclass(frozen=True)
class Meeting:
    """`called_at`: from then on the counter and the visitor are taken; before `start` lie the calls that they miss."""

    visitor: int
    booth: str
    counter: int
    day: int
    called_at: int
    start: int
    end: int


def missed_ms(plan: Scenario, visitor: Visitor, booth: str) -> int:
    """For how long missed calls keep this counter: each is repeated once before it counts as not come."""
    missed = 0
    while missed < MISSES_MOST and plan.misses(visitor, booth, missed + 1):
        missed += 1
    return int(missed * 2 * SETTINGS["recall_min"] * MIN_MS)


def travel_ms(plan: Scenario, visitor: Visitor, start: str | None, booth: str) -> float:
    """From the end of what they do at `start` (None: the entrance) until they stand at the booth."""
    return 0.0 if start == booth else plan.reaction_ms(visitor, booth) + plan.walk_ms(start, booth)


def latest_ms(plan: Scenario, visitor: Visitor, booth: str) -> float:
    """The latest start that keeps the appointment there; without one, none."""
    late_ms = SETTINGS["appointment_late_min"] * MIN_MS
    return visitor.appointments[booth] + late_ms if booth in visitor.appointments else float("inf")


def lapsed(plan: Scenario, meetings: Iterable[Meeting]) -> int:
    """How many appointments were not kept within their span."""
    started = {(one.visitor, one.booth): one.start for one in meetings}
    return sum(
        started.get((visitor.index, booth), float("inf")) > latest_ms(plan, visitor, booth)
        for visitor in plan.visitors
        for booth in visitor.appointments
    )


def faults(plan: Scenario, meetings: Sequence[Meeting]) -> list[str]:
    """What could not have been lived like this, a line each: nothing for a timetable that is possible."""
    return [*_alone(plan, meetings), *_of_counters(meetings), *_of_visitors(plan, meetings)]


def _alone(plan: Scenario, meetings: Sequence[Meeting]) -> Iterable[str]:
    seen: set[tuple[int, str]] = set()
    for one in meetings:
        visitor, day = plan.visitors[one.visitor], plan.days[one.day]
        if one.booth not in visitor.wishes or (one.visitor, one.booth) in seen:
            yield f"{one}: not wished for, or met twice"
        seen.add((one.visitor, one.booth))
        if not 1 <= one.counter <= plan.booths[one.booth].counters:
            yield f"{one}: no such counter"
        if one.day not in visitor.arrives or not day.opens_at <= one.called_at or one.start > day.closes_at:
            yield f"{one}: outside the day"
        if one.end - one.start != plan.meeting_ms(visitor, one.booth):
            yield f"{one}: not as long as they talk"
        if one.start - one.called_at != missed_ms(plan, visitor, one.booth):
            yield f"{one}: missed calls left out"


def _of_counters(meetings: Sequence[Meeting]) -> Iterable[str]:
    for before, after in _pairs(meetings, lambda one: (one.booth, one.counter)):
        if after.called_at < before.end:
            yield f"{before} and {after}: one counter"


def _of_visitors(plan: Scenario, meetings: Sequence[Meeting]) -> Iterable[str]:
    for before, after in _pairs(meetings, lambda one: (one.visitor, one.day)):
        walk_ms = travel_ms(plan, plan.visitors[after.visitor], before.booth, after.booth)
        if after.called_at < before.end + walk_ms:
            yield f"{before} and {after}: no time to walk"
    first: dict[tuple[int, int], Meeting] = {}
    for one in sorted(meetings, key=lambda one: one.called_at):
        first.setdefault((one.visitor, one.day), one)
    for (index, day), one in first.items():
        visitor = plan.visitors[index]
        arrived = visitor.arrives.get(day, plan.days[day].closes_at)
        if one.called_at < arrived + travel_ms(plan, visitor, None, one.booth):
            yield f"{one}: before they could be there"


def _pairs(
    meetings: Sequence[Meeting], key: Callable[[Meeting], object]
) -> Iterable[tuple[Meeting, Meeting]]:
    """Each two that follow one another at one counter, or of one visitor."""
    found = defaultdict(list)
    for one in sorted(meetings, key=lambda one: one.called_at):
        found[key(one)].append(one)
    for row in found.values():
        yield from pairwise(row)
