"""The policy `clairvoyant`: a timetable made by somebody who knows beforehand who comes when, how long each meeting will
last and who misses which call. The same counters, walks, days and appointments; not proven best, but attained.

Each visitor in turn takes the fastest way through what is free at the counters: the earliest end over every order of their
booths is found exactly (dynamic programming over sets of booths, Held and Karp 1962; free time only gets later by being late,
so the earliest is never wrong). Then again and again a few visitors who met at the same booths at about the same time
are taken out and put back in another order, kept unless it is worse (ruin and recreate, Schrimpf et al. 2000; a little worse
is kept at first, as in annealing). All drawn from the scenario's seed: the same timetable each time. Times in ms.
"""

import math
import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from heapq import nsmallest
from math import ceil, inf
from typing import NamedTuple

from kiosk.expo.square.days import MIN_MS
from kiosk.simulation import timetable
from kiosk.simulation.figures import Lived
from kiosk.simulation.hall import Guest
from kiosk.simulation.scenario import Scenario, Visitor
from kiosk.simulation.timetable import Meeting

LAPSED_MS = 60 * MIN_MS  # so much is an appointment worth that would not be kept
NEAR_MS = 60 * MIN_MS
TAKEN_OUT = (2, 10)
WARM_MS, COLD_MS = 6 * MIN_MS, 0.2 * MIN_MS  # by so much a step may be worse, at first and at last
STEPS, STEPS_A_VISITOR = 9_000, 25  # of a comparison, and at most
BEAM = 16  # so many beginnings of a way are followed: up to four booths all of them


def live(plan: Scenario, share: float = 1.0) -> Lived:
    """The scenario as it is lived by the timetable; `share` of the steps of a comparison are spent on it.

    Raises AssertionError for a timetable that could not be lived.
    """
    search = _Search(plan)
    search.improve(round(min(STEPS_A_VISITOR * len(plan.visitors), STEPS * share)))
    meetings = search.meetings()
    wrong = timetable.faults(plan, meetings)
    assert not wrong, wrong[:3]
    return Lived(plan, _guests(plan, meetings), [(one.booth, one.start, one.end) for one in meetings])


def _guests(plan: Scenario, meetings: list[Meeting]) -> list[Guest]:
    """Everybody as they lived through it: on the square until they met all, or until closing."""
    guests = [Guest(visitor, visitor.index) for visitor in plan.visitors]
    for guest in guests:
        mine = sorted(
            (one for one in meetings if one.visitor == guest.visitor.index), key=lambda one: one.start
        )
        for day, at in sorted(guest.visitor.arrives.items()):
            if not guest.unmet:
                break
            guest.arrived_at[day] = at
            place = None
            for one in (one for one in mine if one.day == day):
                guest.started_at[one.booth] = one.start
                guest.meeting_ms += one.end - one.start
                guest.walking_ms += plan.walk_ms(place, one.booth)
                place, guest.left_at[day] = one.booth, one.end
            if guest.unmet:
                guest.left_at[day] = max(guest.left_at.get(day, 0), plan.days[day].closes_at, at)
    return guests


class _Errand(NamedTuple):
    """What a visitor wishes on one day."""

    booths: list[str]
    lengths: list[int]
    missed: list[int]
    latest: list[float]
    travels: list[list[float]]  # from each booth, the entrance last
    walks: list[list[float]]


@dataclass
class _Way:
    """How a visitor's wishes are met, and what it costs: their wait and what lapsed."""

    meetings: list[Meeting]
    cost_ms: float


class _Counter(NamedTuple):
    """When one counter is free: the beginnings and ends of its gaps in order. Meetings mostly follow each other at once, so these
    are far fewer than the meetings."""

    begins: list[float]
    ends: list[float]

    def earliest(self, ready: float, length: float) -> float:
        """From when on it is free for so long, not before `ready`."""
        begins, ends = self
        place = bisect_right(ends, ready)
        at = begins[place] if begins[place] > ready else ready
        while ends[place] - at < length:
            place += 1
            at = begins[place]
        return at

    def take(self, begins: float, ends: float) -> None:
        """No longer free from then until then: what is left of the gap around it."""
        place = bisect_right(self.begins, begins) - 1
        left = [gap for gap in ((self.begins[place], begins), (ends, self.ends[place])) if gap[0] < gap[1]]
        self.begins[place : place + 1] = [begin for begin, _ in left]
        self.ends[place : place + 1] = [end for _, end in left]

    def give_back(self, begins: float, ends: float) -> None:
        """Free again from then until then: one gap with those that it touches."""
        first = bisect_left(self.ends, begins)
        last = bisect_right(self.begins, ends)
        if first < last:
            begins, ends = min(begins, self.begins[first]), max(ends, self.ends[last - 1])
        self.begins[first:last], self.ends[first:last] = [begins], [ends]


class _Counters:
    """Every counter of every booth and day, and who meets whom when."""

    def __init__(self, plan: Scenario) -> None:
        self._free = {
            (day, number): [_Counter([-inf], [inf]) for _ in range(booth.counters)]
            for day in range(len(plan.days))
            for number, booth in plan.booths.items()
        }
        self._starts: dict[tuple[int, str], dict[int, float]] = {place: {} for place in self._free}

    def of(self, day: int, booth: str) -> list[_Counter]:
        return self._free[day, booth]

    def near(self, one: Meeting) -> list[int]:
        """Who else meets the same booth at about the same time; who was given their way last comes last."""
        return [
            visitor
            for visitor, start in self._starts[one.day, one.booth].items()
            if visitor != one.visitor and abs(start - one.start) < NEAR_MS
        ]

    def take(self, one: Meeting) -> None:
        self._free[one.day, one.booth][one.counter - 1].take(one.called_at, one.end)
        self._starts[one.day, one.booth][one.visitor] = one.start

    def give_back(self, one: Meeting) -> None:
        self._free[one.day, one.booth][one.counter - 1].give_back(one.called_at, one.end)
        del self._starts[one.day, one.booth][one.visitor]


class _Search:
    """Everybody's way, and how the ways are bettered."""

    def __init__(self, plan: Scenario) -> None:
        self.plan = plan
        self._draw = random.Random(f"clairvoyant {plan.seed} {len(plan.visitors)}")
        self._counters = _Counters(plan)
        self._errands = {one.index: self._errand(one) for one in plan.visitors}
        self._work_ms = {index: sum(one.lengths) for index, one in self._errands.items()}
        self._load_ms: dict[str, float] = defaultdict(float)
        for one in self._errands.values():
            for booth, length in zip(one.booths, one.lengths, strict=True):
                self._load_ms[booth] += length / plan.booths[booth].counters
        self._ways: dict[int, _Way] = {}
        for index in sorted(self._errands, key=self._pull):
            self._put(index)

    def _pull(self, index: int) -> float:
        """Who takes their way first: who comes early, and keeps the busiest counters shortly."""
        visitor, busiest = self.plan.visitors[index], max(self._load_ms.values())
        day = min(visitor.arrives)
        since_ms = visitor.arrives[day] - self.plan.days[day].opens_at
        lengths = zip(visitor.wishes, self._errands[index].lengths, strict=True)
        keeps_ms = sum(
            length * self._load_ms[booth] / busiest / self.plan.booths[booth].counters
            for booth, length in lengths
        )
        return keeps_ms + since_ms / 4

    def meetings(self) -> list[Meeting]:
        return [one for way in self._ways.values() for one in way.meetings]

    def improve(self, steps: int) -> None:
        """Take a few out and put them back in another order, so many times."""
        people = list(self._ways)
        for step in range(steps):
            allowed_ms = WARM_MS * (COLD_MS / WARM_MS) ** (step / steps)
            out = self._related(self._draw.choice(people))
            before = {index: self._take_out(index) for index in out}
            for index in self._in_order(out, before):
                self._put(index)
            gain_ms = sum(way.cost_ms for way in before.values()) - sum(
                self._ways[index].cost_ms for index in out
            )
            if gain_ms < 0 and gain_ms < allowed_ms * math.log(1 - self._draw.random()):
                for index in out:
                    self._take_out(index)
                for index, way in before.items():
                    self._ways[index] = way
                    for one in way.meetings:
                        self._counters.take(one)

    def _related(self, first: int) -> list[int]:
        """This visitor and some who met the same booths at about the same time."""
        near: list[int] = []
        mine = self._ways[first].meetings
        if mine:
            near = self._counters.near(self._draw.choice(mine))
        count = self._draw.randint(*TAKEN_OUT) - 1
        if len(near) < count:
            rest = [index for index in self._ways if index != first and index not in near]
            near += self._draw.sample(rest, min(len(rest), count - len(near)))
        return [first, *self._draw.sample(near, min(count, len(near)))]

    def _in_order(self, out: list[int], before: dict[int, _Way]) -> list[int]:
        """Short ones first, or those who waited longest, or any: noise in all of them."""
        kind, noise = self._draw.random(), {index: self._draw.uniform(0.6, 1.4) for index in out}
        if kind < 0.4:
            return sorted(out, key=lambda index: self._work_ms[index] * noise[index])
        if kind < 0.7:
            return sorted(out, key=lambda index: -before[index].cost_ms * noise[index])
        return sorted(out, key=lambda index: noise[index])

    def _take_out(self, index: int) -> _Way:
        way = self._ways.pop(index)
        for one in way.meetings:
            self._counters.give_back(one)
        return way

    def _put(self, index: int) -> None:
        """Give a visitor the fastest way that is free; on each of their days while wishes are left."""
        visitor, way = self.plan.visitors[index], _Way([], 0.0)
        left = set(visitor.wishes)
        for day, arrives in sorted(visitor.arrives.items()):
            if not left:
                break
            cost_ms, meetings = self._way(visitor, day, arrives, left)
            for one in meetings:
                self._counters.take(one)
                left.discard(one.booth)
            way.meetings += meetings
            way.cost_ms += cost_ms
        way.cost_ms += LAPSED_MS * self._lapsed(visitor, way.meetings)
        self._ways[index] = way

    def _lapsed(self, visitor: Visitor, meetings: list[Meeting]) -> int:
        started = {one.booth: one.start for one in meetings}
        return sum(
            started.get(booth, inf) > timetable.latest_ms(self.plan, visitor, booth)
            for booth in visitor.appointments
        )

    def _way(self, visitor: Visitor, day: int, arrives: float, left: set[str]) -> tuple[float, list[Meeting]]:
        """The least wait of one day and how: the appointments kept where that can be, else as wishes like any other."""
        errand = self._errands[visitor.index]
        chosen = [place for place, booth in enumerate(errand.booths) if booth in left]
        free = [self._counters.of(day, errand.booths[place]) for place in chosen]
        closes_at = self.plan.days[day].closes_at
        found = _shortest(errand, chosen, free, arrives, closes_at, errand.latest)
        if visitor.appointments and len(found[1]) < len(chosen):
            other = _shortest(errand, chosen, free, arrives, closes_at, [inf] * len(errand.booths))
            found = other if len(other[1]) > len(found[1]) else found
        cost_ms, steps = found
        meetings = [
            Meeting(
                visitor.index,
                errand.booths[one.place],
                one.counter,
                day,
                one.called_at,
                one.called_at + errand.missed[one.place],
                one.called_at + errand.missed[one.place] + errand.lengths[one.place],
            )
            for one in steps
        ]
        return cost_ms, meetings

    def _errand(self, visitor: Visitor) -> _Errand:
        plan, booths = self.plan, list(visitor.wishes)
        starts = [*booths, None]
        return _Errand(
            booths,
            [plan.meeting_ms(visitor, booth) for booth in booths],
            [timetable.missed_ms(plan, visitor, booth) for booth in booths],
            [timetable.latest_ms(plan, visitor, booth) for booth in booths],
            [[timetable.travel_ms(plan, visitor, start, booth) for booth in booths] for start in starts],
            [[plan.walk_ms(start, booth) for booth in booths] for start in starts],
        )


class _Step(NamedTuple):
    """So far on this day. `waited`: end less arrival, walks and meetings; `before` the step before; `mask` the booths met."""

    waited: float
    end: float
    mask: int
    place: int
    counter: int
    called_at: int
    before: "_Step | None"


def _shortest(
    errand: _Errand,
    chosen: list[int],
    free: list[list[_Counter]],
    arrives: float,
    closes_at: float,
    latest: list[float],
) -> tuple[float, list[_Step]]:
    """The least wait on a day, and its steps in order.

    Whoever can't meet all stays until closing, and then meets what takes longest.
    """
    layer = {(0, -1): _Step(0.0, arrives, 0, -1, 0, 0, None)}
    longest = layer[0, -1]
    for _ in chosen:
        following: dict[tuple[int, int], _Step] = {}
        steps = layer.values() if len(layer) <= BEAM else nsmallest(BEAM, layer.values(), key=_waited)
        for step in steps:
            _, end, mask, last, _, _, _ = step
            travels, walks = errand.travels[last], errand.walks[last]
            for index, place in enumerate(chosen):
                bit = 1 << place
                if mask & bit:
                    continue
                missed = errand.missed[place]
                needed = missed + errand.lengths[place]
                ready = ceil(end + travels[place])
                at, counter = inf, 0
                for number, one in enumerate(free[index], 1):
                    begins = one.earliest(ready, needed)
                    if begins < at:
                        at, counter = begins, number
                        if begins == ready:
                            break
                if at + missed >= closes_at or at + missed > latest[place]:
                    continue
                new, done = (mask | bit, place), at + needed
                if new not in following or done < following[new].end:
                    waited = step.waited + done - end - walks[place] - errand.lengths[place]
                    following[new] = _Step(waited, done, mask | bit, place, counter, int(at), step)
        if not following:
            break
        layer = following
        longest = min(layer.values(), key=_waited)
    met = longest.mask.bit_count()
    cost_ms = longest.waited + (max(0.0, closes_at - longest.end) if met < len(chosen) else 0.0)
    found = []
    reached: _Step | None = longest
    while reached is not None and reached.mask:
        found.append(reached)
        reached = reached.before
    return cost_ms, found[::-1]


def _waited(step: _Step) -> float:
    return step.waited
