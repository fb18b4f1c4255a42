"""What nobody knows beforehand, drawn for one future: who comes, how long they talk, who misses a call.

Each draw is made of the seed, the future's number and what it is about (a hash: splitmix64, Steele et al. 2014), never of what was
drawn before it. So the same future with one counter more has the same people, lengths and missed calls: the difference between
two sides is the counter (common random numbers).
"""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

from kiosk.expo.square.days import MIN_MS
from kiosk.forecast.future import Chance
from kiosk.forecast.prospect import KNOWN, Prospect, likely_today
from kiosk.forecast.state import Person, State

REACTION_MS = (5_000.0, 40_000.0)
REST_MIN = 20.0  # the mean of a rest whose end nobody told: exponential, so what is over of it says nothing
NO_SHOWS, CALLS = 1.0, 30.0  # calls in vain of so many, before the day has any
LENGTH_MIN = (1.0, 90.0)
BOOKED_COME = 0.9  # who has an appointment today
BOOKED_BEFORE_MIN = (5.0, 60.0)
WALK_INS_FROM = 1_000_000_000  # ids of people whom nobody knows yet

_MASK = (1 << 64) - 1
_NORMAL = NormalDist()
_MEETING, _BOOTH, _MISSED, _REACTION, _NOTICED, _REST = range(1, 7)


class Drawn(Chance):
    """The chance of future number `index` of a seed. `more`: so many people more than would come, from a moment (ms) on."""

    def __init__(
        self, state: State, prospect: Prospect, seed: int, index: int, more: tuple[int, int] | None = None
    ) -> None:
        self._state, self._prospect, self._more = state, prospect, more
        self._base = (seed * 0x9E3779B97F4A7C15 + (index + 1) * 0xD1B54A32D192ED03) & _MASK
        self._draw = random.Random(f"{seed} {index}")
        # Who is registered and may come, the likeliest last: who never came, who came on an earlier day.
        self._pools: tuple[list[Person], list[Person]] | None = None
        self._walks, self._ms_a_metre = state.ground.walks_m, state.ground.ms_a_metre
        spread = state.spread
        self._sigma = math.sqrt(math.log(1 + spread**2))
        weight = prospect.booth_weight
        # How long meetings last at a booth is known the less the fewer there were (waits.pace): so it is drawn, too, as is the expo's
        # mean, for all booths together.
        expo_z = self._draw.gauss(0, prospect.expo_spread)
        self._means = {
            booth_id: mean_ms
            * math.exp(
                self._z(_BOOTH, booth_id, 0) * spread / math.sqrt(count + weight)
                + expo_z * weight / (count + weight)
            )
            for booth_id, (count, mean_ms) in prospect.lengths.items()
        }
        self._missing = (state.no_shows + NO_SHOWS) / (state.calls + CALLS)

    def arrivals(self) -> Sequence[tuple[int, Person]]:
        """Who has an appointment comes for it; how many others, is drawn from those who came so far."""
        state, draw = self._state, self._draw
        opens, now = state.day.opens_at, state.begins
        waiting = [one for one in state.people if one.came_at is None]
        booked = [one for one in waiting if one.appointments and one.appointments[-1].at > now]
        found = [(self._before(one, now), one) for one in booked if draw.random() < BOOKED_COME]
        for minute in self._minutes(len(found)):
            found.append((int(opens + minute * MIN_MS), self._somebody(waiting, len(found))))
        found += self._walk_ins(len(found))
        return sorted(found, key=lambda one: (one[0], one[1].id))

    def _minutes(self, booked: int) -> list[float]:
        """Minutes after opening at which people come who are not expected for an appointment."""
        state, draw, prospect = self._state, self._draw, self._prospect
        after = (state.begins - state.day.opens_at) / MIN_MS
        profile = draw.choices(prospect.profiles, prospect.weights)[0]
        begun = profile.share(after)
        # Gamma and Poisson: what was expected counts as so many arrivals.
        known = KNOWN / max(prospect.expected, KNOWN)
        rate = draw.gammavariate(len(state.arrivals) + prospect.expected * known, 1 / (begun + known))
        count = max(0, _poisson(draw, rate * (1 - begun)) - booked)
        return [profile.draw(after, draw.random()) for _ in range(count)]

    def _before(self, person: Person, now: int) -> int:
        at = next(one.at for one in person.appointments if one.at > now)
        return int(max(now, at - self._draw.uniform(*BOOKED_BEFORE_MIN) * MIN_MS))

    def _somebody(self, waiting: list[Person], number: int) -> Person:
        """Somebody who is registered, or like somebody who came (`Kinds`)."""
        if self._pools is None:
            self._pools = self._pooled(waiting)
        kind = self._draw.choices((0, 1, 2), self._prospect.kinds)[0]
        if kind < 2 and (pool := self._pools[kind] or self._pools[1 - kind]):
            return pool.pop()
        here = [one for one in self._state.people if one.came_at is not None]
        return self._like(self._draw.choice(here or waiting or [Person(0, 0)]), number)

    def _pooled(self, waiting: list[Person]) -> tuple[list[Person], list[Person]]:
        """In an order drawn by how likely each comes (weighted sampling without replacement, Efraimidis and Spirakis 2006)."""
        keys = {one.id: self._draw.random() ** (1 / likely_today(one, self._state)) for one in waiting}
        order = sorted((one for one in waiting if not one.appointments), key=lambda one: keys[one.id])
        return [one for one in order if not one.came_before], [one for one in order if one.came_before]

    def _like(self, other: Person, number: int) -> Person:
        """Somebody unknown who wishes what this one wished."""
        asked = dict.fromkeys((*(one.booth_id for one in other.places), *other.seen, *other.wishes))
        return replace(
            other,
            id=WALK_INS_FROM + number,
            number=0,
            came_at=None,
            here=None,
            stood=None,
            seen=frozenset(),
            wishes=tuple(asked),
            appointments=(),
            places=[],
            paused_until=None,
            attends=(),
            is_registered=False,
        )

    def _walk_ins(self, number: int) -> list[tuple[int, Person]]:
        """Those whom a what-if adds, within an hour."""
        if self._more is None:
            return []
        count, since = self._more
        draw = random.Random(f"walk-ins {self._base}")
        like = [one for one in self._state.people if one.came_at is not None] or self._state.people
        span = min(60 * MIN_MS, max(1, self._state.day.closes_at - since))
        return [
            (
                int(since + draw.random() * span),
                self._like(draw.choice(like or [Person(0, 0)]), 10_000_000 + one),
            )
            for one in range(count)
        ]

    def meeting_ms(self, person: int, booth_id: int) -> float:
        return self._length(booth_id, self._z(_MEETING, person, booth_id))

    def still_ms(self, person: int, booth_id: int, run_ms: float) -> float:
        """Of a length that is at least so long."""
        mean = self._means[booth_id]
        z = (math.log(max(run_ms, 1.0) / mean) + self._sigma**2 / 2) / self._sigma
        begun = _NORMAL.cdf(z)
        unit = begun + self._unit(_MEETING, person, booth_id) * (1 - begun)
        if unit >= 0.9999:
            return 2 * MIN_MS
        return max(0.0, self._length(booth_id, _NORMAL.inv_cdf(unit)) - run_ms)

    def _length(self, booth_id: int, z: float) -> float:
        least, most = LENGTH_MIN
        length = _lognormal_ms(self._means[booth_id], self._sigma, z)
        return min(max(length, least * MIN_MS), most * MIN_MS)

    def misses(self, person: int, booth_id: int, call: int) -> bool:
        return self._unit(_MISSED + 16 * call, person, booth_id) < self._missing

    def reaction_ms(self, person: int, booth_id: int) -> float:
        least, most = REACTION_MS
        return least + (most - least) * self._unit(_REACTION, person, booth_id)

    def walk_ms(self, here: int | None, booth_id: int) -> float:
        return self._walks(here)[booth_id] * self._ms_a_metre

    def noticed(self, booth_ids: list[int], person: int, time: int) -> list[int]:
        if len(booth_ids) < 2:
            return booth_ids
        return sorted(booth_ids, key=lambda one: self._unit(_NOTICED + 16 * time, person, one))

    def rest_ms(self, booth_id: int) -> float:
        return -math.log(1 - self._unit(_REST, booth_id, 0)) * REST_MIN * MIN_MS

    def _unit(self, what: int, one: int, other: int) -> float:
        """A number from 0 to 1, evenly."""
        x = (
            self._base ^ (what * 0x9E3779B97F4A7C15 + one * 0xBF58476D1CE4E5B9 + other * 0x94D049BB133111EB)
        ) & _MASK
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((x ^ (x >> 31)) >> 11) * 2.0**-53

    def _z(self, what: int, one: int, other: int) -> float:
        """A number of the standard normal distribution."""
        return _NORMAL.inv_cdf(min(max(self._unit(what, one, other), 1e-9), 1 - 1e-9))


def _poisson(draw: random.Random, mean: float) -> int:
    """Few by Knuth's product, many by the normal distribution."""
    if mean <= 0:
        return 0
    if mean > 60:
        return max(0, round(draw.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count


def _lognormal_ms(mean_ms: float, sigma: float, z: float) -> float:
    """The length at so many standard deviations `z` of a lognormal with this mean; `sigma` of its logarithm."""
    return mean_ms * math.exp(sigma * z - sigma * sigma / 2)
