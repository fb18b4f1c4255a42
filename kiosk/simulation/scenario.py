"""A seeded crowd for the sample expo: who comes when, whom they wish to meet, how long each meeting lasts.

Drawn once and the same for every policy, so that what differs between policies is the policy. Times in ms.
"""

import csv
import io
import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kiosk.demo.sample import facts
from kiosk.demo.sample.make import check_digit
from kiosk.expo.square.days import MIN_MS, at_local

ZONE = "Asia/Seoul"
WALK_M_PER_MIN = 60
ENTRANCE_SOUTH_M = 6

DAY_SHARES = (55, 35, 10)  # of a hundred: the first day, the second, both
WISHES = {2: 10, 3: 20, 4: 25, 5: 20, 6: 15, 8: 10}
ARRIVAL_LAST_MIN = 390
MEETING_BOUNDS_MIN = (3.0, 60.0)
REACTION_MS = (5_000, 40_000)
APPOINTED_SHARE, SLOT_MIN, SLOT_AFTER_MIN = (
    0.3,
    20,
    (20, 120),
)  # who has an appointment comes well before it, not hours


@dataclass(frozen=True)
class Booth:
    number: str
    agency: str
    counters: int
    at: tuple[float, float]


@dataclass(frozen=True)
class Traits:
    """What differs from one expo to the next, as the sample has it. Lengths are lognormal around each booth's own mean."""

    popularity_sigma: float = 0.35  # a booth's pull per counter: lognormal, so a few are besieged
    arrival_mean_min: float = 75.0
    arrival_shape: float = 1.6
    meeting_min: float = 14.0
    meeting_sigma: float = 0.45
    booth_sigma: float = 0.2
    no_show_share: float = 0.03


@dataclass(frozen=True)
class Expo:
    """The square that a crowd comes to."""

    booths: dict[str, Booth]
    traits: Traits = Traits()


@dataclass(frozen=True)
class Day:
    date: str
    opens_at: int
    closes_at: int


@dataclass(frozen=True)
class Visitor:
    """`arrives`: day index -> when they come; `wishes`: booth numbers in the order of their list.

    `appointments`: booth number -> when; each is one of the wishes.
    """

    index: int
    arrives: dict[int, int]
    wishes: tuple[str, ...]
    appointments: dict[str, int]

    @property
    def name(self) -> str:
        return f"모의{self.index:04}"


@dataclass(frozen=True)
class Scenario:
    seed: int
    days: tuple[Day, ...]
    booths: dict[str, Booth]
    visitors: tuple[Visitor, ...]
    entrance: tuple[float, float]
    mean_min: dict[str, float] = field(repr=False)
    traits: Traits = Traits()
    hours: tuple[str, str] = facts.EXPO_HOURS
    # Of a day that was lived (recorded.py): (visitor's index, booth) -> how long they talked, how many calls they missed.
    lengths_ms: Mapping[tuple[int, str], int] = field(default_factory=dict, repr=False)
    missed: Mapping[tuple[int, str], int] = field(default_factory=dict, repr=False)

    def meeting_ms(self, visitor: Visitor, booth: str) -> int:
        """How long these two talk: as they did, or lognormal around the booth's own mean."""
        if (known := self.lengths_ms.get((visitor.index, booth))) is not None:
            return known
        draw = self._draw("meeting", visitor.index, booth)
        least, most = MEETING_BOUNDS_MIN
        return round(
            min(max(draw.lognormvariate(0, self.traits.meeting_sigma) * self.mean_min[booth], least), most)
            * MIN_MS
        )

    def misses(self, visitor: Visitor, booth: str, call: int) -> bool:
        """Whether the visitor does not come to this call (counted from 1) of this booth."""
        if call <= self.missed.get((visitor.index, booth), 0):
            return True
        return self._draw("missed", visitor.index, booth, call).random() < self.traits.no_show_share

    def reaction_ms(self, visitor: Visitor, booth: str) -> float:
        """From knowing where to go (called, or having looked round) to the first step."""
        return self._draw("reaction", visitor.index, booth).uniform(*REACTION_MS)

    def shuffled(self, booths: list[str], visitor: Visitor, time: int) -> list[str]:
        """The booths in the order in which their staff notice this visitor."""
        return sorted(booths, key=lambda booth: self._draw("noticed", visitor.index, time, booth).random())

    def walk_ms(self, start: str | None, end: str | None) -> float:
        """How long the walk between two booths takes; None is the entrance."""
        return math.dist(self._place(start), self._place(end)) / WALK_M_PER_MIN * MIN_MS

    @cached_property
    def counters(self) -> int:
        return sum(booth.counters for booth in self.booths.values())

    def _place(self, booth: str | None) -> tuple[float, float]:
        return self.entrance if booth is None else self.booths[booth].at

    def _draw(self, *what: object) -> random.Random:
        return random.Random(f"{self.seed} {what}")

    # The files that bring it into an expo.

    def agencies_csv(self) -> bytes:
        rows = [(one.number, one.agency, one.counters, *one.at) for one in self.booths.values()]
        return _csv(("부스번호", "기관명", "상담석", "위치X(m)", "위치Y(m)"), rows)

    def enterprises_csv(self, *, wishes: bool) -> bytes:
        """One enterprise a visitor. No categories: nobody is sent where they did not ask to go."""
        rows = [
            (
                one.name,
                _brn(one.index),
                one.name,
                "Y",
                "; ".join(self._agencies_wished(one) if wishes else ()),
            )
            for one in self.visitors
        ]
        return _csv(("기업명", "사업자등록번호", "담당자", "개인정보동의", "상담희망기관"), rows)

    def appointments_csv(self) -> bytes:
        rows = [
            (
                one.name,
                _brn(one.index),
                self.booths[booth].agency,
                self.days[day].date,
                f"{hour:02}:{minute:02}",
            )
            for one in self.visitors
            for booth, at in one.appointments.items()
            for day, hour, minute in [self._slot(at)]
        ]
        return _csv(("기업명", "사업자등록번호", "기관명", "일자", "시각"), rows)

    def _agencies_wished(self, visitor: Visitor) -> list[str]:
        return [self.booths[one].agency for one in visitor.wishes if one not in visitor.appointments]

    def _slot(self, at: int) -> tuple[int, int, int]:
        day = next(index for index, day in enumerate(self.days) if day.opens_at <= at < day.closes_at)
        hour, minute = map(int, self.hours[0].split(":"))
        opens_min = hour * 60 + minute
        minute = (at - self.days[day].opens_at) // MIN_MS + opens_min
        return day, minute // 60, minute % 60


def make(seed: int, visitors: int, expo: Expo | None = None) -> Scenario:
    """The same scenario for the same seed, number of visitors and expo (the sample's unless given)."""
    draw = random.Random(f"scenario {seed} {visitors}")
    booths, traits = (expo.booths, expo.traits) if expo else (_booths(), Traits())
    opens, closes = facts.EXPO_HOURS
    days = tuple(Day(day, at_local(day, opens, ZONE), at_local(day, closes, ZONE)) for day in facts.EXPO_DAYS)
    pull = {
        one.number: one.counters * draw.lognormvariate(0, traits.popularity_sigma) for one in booths.values()
    }
    mean_min = {number: traits.meeting_min * draw.lognormvariate(0, traits.booth_sigma) for number in booths}
    taken: set[tuple[str, int]] = set()
    people = tuple(_visitor(draw, index, booths, pull, days, taken, traits) for index in range(visitors))
    return Scenario(seed, days, booths, people, entrance_of(booths), mean_min, traits)


def entrance_of(booths: dict[str, Booth]) -> tuple[float, float]:
    """South of the middle of the last row."""
    xs, ys = [one.at[0] for one in booths.values()], [one.at[1] for one in booths.values()]
    return (min(xs) + max(xs)) / 2, max(ys) + ENTRANCE_SOUTH_M


def _booths() -> dict[str, Booth]:
    found = {}
    for place, (name, _, _, counters) in enumerate(facts.AGENCIES):
        line, column = divmod(place, facts.BOOTHS_A_ROW)
        at = (facts.FIRST_X_M + facts.STEP_X_M * column, facts.FIRST_Y_M + facts.STEP_Y_M * line)
        number = f"{'ABCD'[line]}{column + 1:02}"
        found[number] = Booth(number, name, counters, at)
    return found


def _visitor(
    draw: random.Random,
    index: int,
    booths: dict[str, Booth],
    pull: dict[str, float],
    days: tuple[Day, ...],
    taken: set[tuple[str, int]],
    traits: Traits,
) -> Visitor:
    comes = draw.choices(((0,), (1,), (0, 1)), DAY_SHARES)[0]
    arrives = {day: days[day].opens_at + _arrival_ms(draw, traits) for day in comes}
    count = draw.choices(list(WISHES), list(WISHES.values()))[0]
    keys = {number: draw.random() ** (1 / weight) for number, weight in pull.items()}
    wishes = tuple(sorted(keys, key=lambda number: -keys[number])[:count])
    wishes = tuple(draw.sample(wishes, len(wishes)))
    appointments = {}
    if draw.random() < APPOINTED_SHARE:
        day = comes[0]
        booth = wishes[0]
        slot = _free_slot(draw, booths[booth], arrives[day], days[day], taken)
        if slot is not None:
            appointments[booth] = slot
    return Visitor(index, arrives, wishes, appointments)


def _arrival_ms(draw: random.Random, traits: Traits) -> int:
    """A morning peak with a tail into the afternoon."""
    after_min = draw.gammavariate(traits.arrival_shape, traits.arrival_mean_min / traits.arrival_shape)
    return round(min(after_min, draw.uniform(0.5, 1.0) * ARRIVAL_LAST_MIN) * MIN_MS)


def _free_slot(
    draw: random.Random, booth: Booth, arrives: int, day: Day, taken: set[tuple[str, int]]
) -> int | None:
    first, last = (arrives + after * MIN_MS for after in SLOT_AFTER_MIN)
    slots = range(day.opens_at, day.closes_at - SLOT_MIN * MIN_MS, SLOT_MIN * MIN_MS)
    free = [at for at in slots if first <= at <= last and (booth.number, at) not in taken]
    if not free:
        return None
    slot = draw.choice(free)
    taken.add((booth.number, slot))
    return slot


def _brn(index: int) -> str:
    nine = f"{101 + index // 9000:03}{81:02}{1000 + index % 9000:04}"
    return f"{nine[:3]}-{nine[3:5]}-{nine[5:]}{check_digit(nine)}"


def _csv(headings: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode()
