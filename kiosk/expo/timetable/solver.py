"""Makes a timetable: who meets whom on which day, then when, by HiGHS; what found no time is put in by exchanges.

Why so, and what it costs: docs/decisions/timetable.md. HiGHS is imported when a timetable is made, never before: it brings numpy.
The same problem and seed give the same timetable: one thread, and searches end by their gap, not by the clock.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from kiosk.expo.timetable.milp import Model
from kiosk.expo.timetable.problem import Meeting, Pair, Problem, Solution, Span

# What the first, second ... meeting of an enterprise is worth. A first one is worth more than anybody's third, mutual or not: so
# nobody has three while somebody who could come has none. Never rising, so that the best is found without counting in wholes.
OF_ENTERPRISE = (1000.0, 400.0, 150.0, 90.0, 70.0, 60.0, 50.0)
OF_BOOTH = (120.0, 60.0, 30.0)
OF_MUTUAL = 300.0
OF_FIT = 20.0
OF_CHANCE = 5.0  # drawn from the seed: decides between equals
OF_EVEN = 8.0  # of each meeting of a booth up to a day's part of all that it is asked for: no day of two stands empty
OF_HINT = 10.0  # where the pair was proposed before: a second run moves nobody for nothing
PARTS_OF_DAY = 4  # in each of which the share for walk-ins is kept
ROUNDS = 30  # of exchanges, each over all that found no time; the sample needs three
NEAR = 1.0  # of worth: less than what any meeting adds
STEPS = 5  # what on_progress counts: who and on which day, when (two of them), exchanges, the end

OnProgress = Callable[[int, int], None]


class Place(NamedTuple):
    """One of a booth's slots on a day: the day's and the slot's number."""

    day: int
    slot: int


def solve(problem: Problem, seed: int = 0, on_progress: OnProgress = lambda done, total: None) -> Solution:
    """The timetable of all that is marked; kept meetings stay. `on_progress(done, total)`."""
    day = _Square(problem, seed)
    on_progress(0, STEPS)
    chosen, bound, is_whole = _choose(day)
    on_progress(1, STEPS)
    for number in range(len(problem.days)):
        is_whole &= _set_times(day, number, [pair for pair, on in chosen.items() if on == number])
        on_progress(2 + (number > 0), STEPS)
    if day.worth() < bound - NEAR:
        _exchange(day)
    on_progress(STEPS, STEPS)
    meetings = sorted(
        [*problem.kept, *day.meetings()], key=lambda one: (one.starts_at, one.booth, one.enterprise)
    )
    met = {one.pair for one in meetings}
    unmet = tuple(pair for pair in sorted(problem.marks) if pair not in met and pair not in problem.refused)
    return Solution(tuple(meetings), day.worth(), max(bound, day.worth()), unmet, is_whole)


class _Square:
    """The slots, what is still free in them, and what has been set so far."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.slots = {booth: [problem.slots(booth, day) for day in problem.days] for booth in problem.booths}
        self.places = {
            booth: [Place(d, s) for d, slots in enumerate(of_days) for s in range(len(slots))]
            for booth, of_days in self.slots.items()
        }
        met = {one.pair for one in problem.kept}
        self.pairs = [
            pair for pair in sorted(problem.marks) if pair not in met and pair not in problem.refused
        ]
        chance = random.Random(seed)
        self.own = {pair: self._own(pair) + chance.uniform(0, OF_CHANCE) for pair in self.pairs}
        self._count(problem)
        self._find_places()
        self.even = self._even()
        self.at: dict[Pair, Place] = {}
        self.of_enterprise: dict[int, list[int]] = defaultdict(list)  # its booths
        self.of_booth: dict[tuple[int, Place], list[Pair]] = defaultdict(list)

    def _own(self, pair: Pair) -> float:
        return OF_MUTUAL * self.problem.is_mutual(pair) + OF_FIT * self.problem.fits.get(pair, 0.0)

    def _count(self, problem: Problem) -> None:
        """How many meetings whoever has, and what is left of each booth: by slot, by part of a day, and by day."""
        self.had = Counter(one.enterprise for one in problem.kept)
        self.had_booth = Counter(one.booth for one in problem.kept)
        self._kept_worth = sum(
            sum(_worth(OF_ENTERPRISE, k) for k in range(n)) for n in self.had.values()
        ) + sum(sum(_worth(OF_BOOTH, k) for k in range(n)) for n in self.had_booth.values())
        self.kept_of: dict[int, list[Meeting]] = defaultdict(list)
        kept_at: dict[int, list[Meeting]] = defaultdict(list)
        for one in problem.kept:
            self.kept_of[one.enterprise].append(one)
            kept_at[one.booth].append(one)
        self.free: dict[tuple[int, Place], int] = {}
        self.left_of_part: dict[tuple[int, int, int], int] = {}
        self.left_of_day: dict[tuple[int, int], int] = {}
        for booth, offer in problem.booths.items():
            for d, day in enumerate(problem.days):
                slots = self.slots[booth][d]
                rooms = [offer.counters(slot) for slot in slots]
                mine = [one for one in kept_at[booth] if day.begins_at <= one.starts_at < day.ends_at]
                self.left_of_day[booth, d] = max(0, problem.booth_share(booth, day) - len(mine))
                for s, slot in enumerate(slots):
                    self.free[booth, Place(d, s)] = max(
                        0, rooms[s] - sum(one.span.meets(slot) for one in mine)
                    )
                for part in range(PARTS_OF_DAY):
                    inside = [s for s in range(len(rooms)) if self.part(booth, Place(d, s)) == part]
                    most = -(-sum(rooms[s] for s in inside) * (100 - offer.walk_in_percent) // 100)
                    whole = Span(slots[inside[0]].begins_at, slots[inside[-1]].ends_at) if inside else None
                    held = sum(bool(whole and one.span.meets(whole)) for one in mine)
                    self.left_of_part[booth, d, part] = max(0, most - held)

    def part(self, booth: int, place: Place) -> int:
        return place.slot * PARTS_OF_DAY // max(1, len(self.slots[booth][place.day]))

    def _find_places(self) -> None:
        """Where a pair could meet at all: both there, and time to walk to what the enterprise keeps."""
        self.open = {
            pair: [
                place
                for place in self.places[pair[1]]
                if self.free[pair[1], place] and self._comes(pair, place) and self._reaches_kept(pair, place)
            ]
            for pair in self.pairs
        }

    def _comes(self, pair: Pair, place: Place) -> bool:
        span = self.span(pair[1], place)
        return not any(away.meets(span) for away in self.problem.away.get(pair[0], ()))

    def _even(self) -> dict[tuple[int, int], int]:
        """How many of a booth's new meetings would be on each day if all that it is asked for were spread by the room of the days."""
        asked = Counter(booth for _, booth in self.pairs)
        days = range(len(self.problem.days))
        room = {booth: sum(self.left_of_day[booth, day] for day in days) for booth in asked}
        return {
            (booth, day): -(-min(n, room[booth]) * self.left_of_day[booth, day] // room[booth])
            if room[booth]
            else 0
            for booth, n in asked.items()
            for day in days
        }

    def of_day(self, pair: Pair, day: int) -> float:
        """What it is worth to leave the pair on the day on which it was proposed before."""
        hint = self.problem.hints.get(pair)
        span = self.problem.days[day]
        return OF_HINT if hint is not None and span.begins_at <= hint < span.ends_at else 0.0

    def _reaches_kept(self, pair: Pair, place: Place) -> bool:
        kept = self.kept_of.get(pair[0])
        return not kept or not any(self.problem.clash(self.meeting(pair, place), one) for one in kept)

    def span(self, booth: int, place: Place) -> Span:
        return self.slots[booth][place.day][place.slot]

    def meeting(self, pair: Pair, place: Place) -> Meeting:
        return Meeting(*pair, *self.span(pair[1], place))

    def meetings(self) -> Iterator[Meeting]:
        return (self.meeting(pair, place) for pair, place in self.at.items())

    # What a meeting adds, given what its enterprise and booth have already.

    def gain(self, pair: Pair) -> float:
        return self._step(pair, 0)

    def loss(self, pair: Pair) -> float:
        return self._step(pair, 1)

    def _step(self, pair: Pair, back: int) -> float:
        enterprise, booth = pair
        return (
            _worth(OF_ENTERPRISE, self.had[enterprise] - back)
            + _worth(OF_BOOTH, self.had_booth[booth] - back)
            + self.own[pair]
        )

    def worth(self) -> float:
        """Of all meetings, the kept ones by how many they are."""
        new_of, new_at = Counter(e for e, _ in self.at), Counter(b for _, b in self.at)
        counted = sum(_worth(OF_ENTERPRISE, self.had[e] - 1 - k) for e, n in new_of.items() for k in range(n))
        counted += sum(
            _worth(OF_BOOTH, self.had_booth[b] - 1 - k) for b, n in new_at.items() for k in range(n)
        )
        on_day = Counter((booth, place.day) for (_, booth), place in self.at.items())
        even = sum(OF_EVEN * min(n, self.even[one]) for one, n in on_day.items())
        own = sum(self.own[pair] + self.of_day(pair, place.day) for pair, place in self.at.items())
        return self._kept_worth + counted + even + own

    # Setting and taking back.

    def may(self, pair: Pair, place: Place) -> bool:
        """Whether the booth has room for it then; the enterprise's own time is `busy_with`."""
        enterprise, booth = pair
        return (
            self.free[booth, place] > 0
            and self.left_of_day[booth, place.day] > 0
            and self.left_of_part[booth, place.day, self.part(booth, place)] > 0
            and self.had[enterprise] < self.problem.per_enterprise
        )

    def busy_with(self, pair: Pair, place: Place) -> list[Pair]:
        """The enterprise's other meetings that this one would clash with."""
        mine = self.meeting(pair, place)
        others = ((pair[0], booth) for booth in self.of_enterprise[pair[0]])
        return [one for one in others if self.problem.clash(mine, self.meeting(one, self.at[one]))]

    def put(self, pair: Pair, place: Place) -> None:
        self._turn(pair, place, 1)
        self.at[pair] = place
        self.of_enterprise[pair[0]].append(pair[1])
        self.of_booth[pair[1], place].append(pair)

    def take(self, pair: Pair) -> Place:
        place = self.at.pop(pair)
        self._turn(pair, place, -1)
        self.of_enterprise[pair[0]].remove(pair[1])
        self.of_booth[pair[1], place].remove(pair)
        return place

    def _turn(self, pair: Pair, place: Place, by: int) -> None:
        enterprise, booth = pair
        self.free[booth, place] -= by
        self.left_of_day[booth, place.day] -= by
        self.left_of_part[booth, place.day, self.part(booth, place)] -= by
        self.had[enterprise] += by
        self.had_booth[booth] += by

    def places_for(self, pair: Pair) -> list[Place]:
        """Where it could meet, where it was proposed before first."""
        hint = self.problem.hints.get(pair)
        if hint is None:
            return self.open[pair]
        return sorted(self.open[pair], key=lambda place: self.span(pair[1], place).begins_at != hint)


def _worth(steps: tuple[float, ...], k: int) -> float:
    """Of the k-th, from 0: as much as the last step for all later ones of an enterprise, nothing for those of a booth."""
    if k < len(steps):
        return steps[max(k, 0)]
    return steps[-1] if steps is OF_ENTERPRISE else 0.0


def _choose(square: _Square) -> tuple[dict[Pair, int], float, bool]:
    """Pairs that are to meet, and on which day: the best that the days' room allows, whatever the hours. No timetable is worth
    more, so this is also the bound."""
    problem, model = square.problem, Model()
    days_of: dict[Pair, dict[int, int]] = {}
    for pair in square.pairs:
        on = sorted({place.day for place in square.open[pair]})
        days_of[pair] = {
            day: model.column(square.own[pair] + square.of_day(pair, day), whole=True) for day in on
        }
        if len(on) > 1:
            model.row([(column, 1) for column in days_of[pair].values()], most=1)
    by_enterprise = _grouped(days_of, 0)
    by_booth = _grouped(days_of, 1)
    for enterprise, many in by_enterprise.items():
        most = max(0, problem.per_enterprise - square.had[enterprise])
        _steps(model, OF_ENTERPRISE, square.had[enterprise], min(most, len(many)), many)
        for day in range(len(problem.days)):
            mine = [pair for pair in many if day in days_of[pair]]
            room = _most_apart(
                square.span(pair[1], place)
                for pair in mine
                for place in square.open[pair]
                if place.day == day
            )
            if len(mine) > room:
                model.row([(days_of[pair][day], 1) for pair in mine], most=room)
    for booth, many in by_booth.items():
        _steps(model, OF_BOOTH, square.had_booth[booth], len(many), many)
        for day in range(len(problem.days)):
            mine = [pair for pair in many if day in days_of[pair]]
            if even := min(square.even[booth, day], len(mine)):
                evenly, more = model.column(OF_EVEN, most=even), model.column(0.0, most=len(mine))
                model.row(
                    [*((days_of[pair][day], 1.0) for pair in mine), (evenly, -1.0), (more, -1.0)],
                    least=0,
                    most=0,
                )
            if len(mine) > square.left_of_day[booth, day]:
                model.row([(days_of[pair][day], 1) for pair in mine], most=square.left_of_day[booth, day])
    found = model.best()
    chosen = {
        pair: day
        for pair, columns in days_of.items()
        for day, column in columns.items()
        if found.value(column)
    }
    return chosen, found.bound + square._kept_worth, found.is_whole


def _most_apart(spans: Iterable[Span]) -> int:
    """How many of these can be one after another: always the one that ends first."""
    count, until = 0, None
    for span in sorted(spans, key=lambda one: one.ends_at):
        if until is None or span.begins_at >= until:
            count, until = count + 1, span.ends_at
    return count


def _grouped(days_of: Mapping[Pair, dict[int, int]], by: int) -> dict[int, dict[Pair, dict[int, int]]]:
    groups: dict[int, dict[Pair, dict[int, int]]] = defaultdict(dict)
    for pair, columns in days_of.items():
        groups[pair[by]][pair] = columns
    return groups


def _steps(
    model: Model, worth: tuple[float, ...], had: int, most: int, many: Mapping[Pair, Mapping[int, int]]
) -> None:
    """The count of these pairs pays step by step: never rising, so the dearest steps are taken first by themselves."""
    columns = [(column, 1.0) for own in many.values() for column in own.values()]
    if not columns:
        return
    steps = [(model.column(_worth(worth, had + k)), -1.0) for k in range(most)]
    model.row(columns + steps, least=0, most=0)


def _set_times(square: _Square, day: int, pairs: list[Pair]) -> bool:
    """Give these pairs of one day their times, as many as go; whether the search was whole."""
    model = Model()
    columns: dict[tuple[Pair, Place], int] = {}
    for pair in pairs:
        hint = square.problem.hints.get(pair)
        own = []
        for place in square.open[pair]:
            if place.day == day:
                is_hinted = square.span(pair[1], place).begins_at == hint
                column = model.column(square.gain(pair) + OF_HINT * is_hinted, whole=True)
                columns[pair, place] = column
                own.append((column, 1.0))
        if own:
            model.row(own, most=1)
    for rows, most in _limits(square, columns):
        if len(rows) > most:
            model.row([(column, 1.0) for column in rows], most=most)
    found = model.best()
    for (pair, place), column in columns.items():
        if found.value(column):
            square.put(pair, place)
    return found.is_whole


def _limits(square: _Square, columns: Mapping[tuple[Pair, Place], int]) -> Iterator[tuple[list[int], int]]:
    """Sets of columns of which at most so many may be taken."""
    at: dict[tuple[int, Place], list[int]] = defaultdict(list)
    in_part: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    own: dict[int, list[tuple[Meeting, int]]] = defaultdict(list)
    for (pair, place), column in columns.items():
        enterprise, booth = pair
        at[booth, place].append(column)
        in_part[booth, place.day, square.part(booth, place)].append(column)
        own[enterprise].append((square.meeting(pair, place), column))
    yield from ((many, square.free[key]) for key, many in at.items())
    yield from ((many, square.left_of_part[key]) for key, many in in_part.items())
    for many in own.values():
        yield from ((columns, 1) for columns in _one_at_a_time(square.problem, many))


def _one_at_a_time(problem: Problem, many: list[tuple[Meeting, int]]) -> Iterator[list[int]]:
    """Columns of which an enterprise can take one: all that run when one begins; and one that is over, with those that begin before
    it has walked there."""
    starting: dict[int, list[tuple[Meeting, int]]] = defaultdict(list)
    for meeting, column in many:
        starting[meeting.starts_at].append((meeting, column))
    for start, these in sorted(starting.items()):
        yield [column for meeting, column in many if meeting.starts_at <= start < meeting.ends_at]
        for meeting, column in many:
            if meeting.ends_at <= start:
                gap = start - meeting.ends_at
                far = [other for there, other in these if problem.walk(meeting.booth, there.booth) > gap]
                if far:
                    yield [column, *far]


def _exchange(square: _Square) -> None:
    """Put in what found no time: where it fits, else by moving somebody, else in place of a meeting worth less. Until nothing
    makes it better. Each step adds worth, so it ends."""
    for _ in range(ROUNDS):
        waiting = sorted(
            (pair for pair in square.pairs if pair not in square.at),
            key=lambda pair: (-square.gain(pair), pair),
        )
        before = square.worth()
        for pair in waiting:
            if pair not in square.at:
                _put_in(square, pair)
        if square.worth() <= before:
            return


def _put_in(square: _Square, pair: Pair) -> None:
    if _fit(square, pair):
        return
    for place in square.places_for(pair):
        if any(_instead(square, pair, place, others) for others in _in_the_way(square, pair, place)):
            return


def _fit(square: _Square, pair: Pair) -> bool:
    for place in square.places_for(pair):
        if square.may(pair, place) and not square.busy_with(pair, place):
            square.put(pair, place)
            return True
    return False


def _in_the_way(square: _Square, pair: Pair, place: Place) -> Iterable[list[Pair]]:
    """Which meetings would make room here if they went: the enterprise's own that clash, with one of the booth's where it is full
    or its share is used up (any of that part of the day), or with the enterprise's least where it has as many as it may."""
    clashing = square.busy_with(pair, place)
    if square.may(pair, place):
        return [clashing]
    booth = pair[1]
    here = square.of_booth[booth, place]
    if square.free[booth, place] > 0 and square.had[pair[0]] < square.problem.per_enterprise:
        of_day = [one for one in square.places[booth] if one.day == place.day]
        part = square.part(booth, place)
        if square.left_of_part[booth, place.day, part] <= 0:
            of_day = [one for one in of_day if square.part(booth, one) == part]
        here = [other for one in of_day for other in square.of_booth[booth, one]]
    if square.had[pair[0]] >= square.problem.per_enterprise:
        own = [(pair[0], one) for one in square.of_enterprise[pair[0]]]
        return [[*dict.fromkeys([*clashing, one])] for one in own]
    return [[*dict.fromkeys([*clashing, other])] for other in sorted(here, key=square.loss)]


def _instead(square: _Square, pair: Pair, place: Place, others: list[Pair]) -> bool:
    """Take the others out, put this in, the others elsewhere where they fit; all back as it was unless that is worth more."""
    gain, before = 0.0, {}
    for other in others:
        gain -= square.loss(other)
        before[other] = square.take(other)
    done: list[Pair] = []
    if square.may(pair, place) and not square.busy_with(pair, place):
        gain += square.gain(pair)
        square.put(pair, place)
        done.append(pair)
        for other in others:
            more = square.gain(other)
            if _fit(square, other):
                gain += more
                done.append(other)
        if gain > 1e-6:
            return True
    for one in done:
        square.take(one)
    for other, was in before.items():
        square.put(other, was)
    return False
