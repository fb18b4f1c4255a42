"""What nobody knows beforehand, drawn for one future: who comes, how long they talk, who misses a call.

Each draw is made of the seed, the future's number and what it is about (a hash: splitmix64, Steele et al. 2014), never of what was
drawn before it. So the same future with one counter more has the same people, lengths and missed calls: the difference between
two sides is the counter (common random numbers).
"""

import math
import random
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from statistics import NormalDist
from typing import NamedTuple

from kiosk.expo.square import waits
from kiosk.expo.square.days import MIN_MS
from kiosk.forecast.future import Chance
from kiosk.forecast.state import Person, State

REACTION_MS = (5_000.0, 40_000.0)
REST_MIN = 20.0  # the mean of a rest whose end nobody told: exponential, so what is over of it says nothing
NO_SHOWS, CALLS = 1.0, 30.0  # calls in vain of so many, before the day has any
LENGTH_MIN = (1.0, 90.0)
# When people come: a gamma distribution of the time after opening; which one is learnt from who came today (the first day of the
# sample has a mean of 75 minutes and a shape of 1.6), or is that of an earlier day.
MEANS_MIN = (40.0, 55.0, 75.0, 100.0, 130.0, 170.0)
SHAPES = (1.2, 1.6, 2.2)
KNOWN = 12.0  # arrivals that what was expected beforehand counts as
SHARE_TO_COME = (
    0.6  # of those registered who never came, on a day that others follow; on the last `SHARE_AT_LAST`
)
SHARE_AT_LAST = 0.75
SHARE_AGAIN = 0.15  # of those who came before
BETWEEN, BETWEEN_WEIGHT = (
    0.25,
    5,
)  # how booths' means differ (standard deviation over mean), before it counts for so many booths
BOOKED_COME = 0.9  # who has an appointment today
BOOKED_BEFORE_MIN = (5.0, 60.0)
WALK_INS_FROM = 1_000_000_000  # ids of people whom nobody knows yet

_MASK = (1 << 64) - 1
_NORMAL = NormalDist()
_MEETING, _BOOTH, _MISSED, _REACTION, _NOTICED, _REST = range(1, 7)


class Profile(NamedTuple):
    """When people come: the share that has come by each minute after opening."""

    by_minute: tuple[float, ...]

    def share(self, minute: float) -> float:
        """That has come by then."""
        if minute <= 0:
            return 0.0
        return self.by_minute[min(int(minute), len(self.by_minute) - 1)]

    def draw(self, after: float, unit: float) -> float:
        """The minute of somebody who comes after this one, by a number from 0 to 1."""
        begun = self.share(after)
        wanted = begun + unit * (self.by_minute[-1] - begun)
        return max(after, bisect_left(self.by_minute, wanted) + unit % 0.01)


@dataclass
class Prospect:
    """What is known of the rest of the day, the same for every future: profiles of arrivals with their weights, how many were
    expected; `lengths`: booth id -> how many meetings there were, and the mean length that they tell (ms), where the expo's mean
    counts as `booth_weight` meetings."""

    profiles: list[Profile]
    weights: list[float]
    expected: float
    lengths: dict[int, tuple[int, float]]
    booth_weight: float


def prospect_of(state: State) -> Prospect:
    """Which profiles fit those who came today and before."""
    length_min = (state.day.closes_at - state.day.opens_at) / MIN_MS
    so_far = (state.begins - state.day.opens_at) / MIN_MS
    came = [(at - state.day.opens_at) / MIN_MS for at in state.arrivals]
    profiles = [_gamma(mean, shape, length_min) for mean in MEANS_MIN for shape in SHAPES]
    profiles += [_lived(day, length_min) for day in state.past if len(day) >= KNOWN]
    expected = _expected(state)
    told = [_likelihood(one, came, so_far, expected) for one in profiles]
    best = max(told)
    weights = [math.exp(one - best) for one in told]
    return Prospect(profiles, weights, expected, *_lengths(state))


def _expected(state: State) -> float:
    """How many would come in all, before the day told anything."""
    share = SHARE_AT_LAST if state.is_last else SHARE_TO_COME
    return 1 + sum(SHARE_AGAIN if one.came_before else share for one in state.people if one.is_registered)


def _lengths(state: State) -> tuple[dict[int, tuple[int, float]], float]:
    """How long meetings last at each booth, and as how many meetings the expo's mean counts there. Those that run count, too, with
    what is to be expected of them: else the first hour knows short ones alone, for these have ended."""
    sigma = math.sqrt(math.log(1 + state.spread**2))
    still, meetings = state.ground, state.meetings
    first_min, own_first = still.settings["first_meeting_min"], still.first_meetings_ms
    run: dict[int, list[float]] = {}
    for person in state.people:
        for one in person.places:
            if one.state == "serving" and one.began_at is not None:
                run.setdefault(one.booth_id, []).append(max(1.0, state.now - one.began_at))
    found, means, weight = dict(meetings), dict[int, float](), float(waits.BOOTH_WEIGHT)
    for _ in range(3):  # expectation and maximisation; three rounds change it by less than a hundredth
        expo_ms = waits.expo_mean_ms(found.values(), first_min)
        weight = _booth_weight(found, expo_ms, state.spread)
        means = {
            booth_id: (together_ms + weight * own_first.get(booth_id, expo_ms)) / (count + weight)
            for booth_id, (count, together_ms) in found.items()
        }
        found = {
            booth_id: (
                count + len(run.get(booth_id, ())),
                together_ms
                + round(sum(_expected_ms(means[booth_id], sigma, one) for one in run.get(booth_id, ()))),
            )
            for booth_id, (count, together_ms) in meetings.items()
        }
    return {booth_id: (found[booth_id][0], means[booth_id]) for booth_id in found}, weight


def _booth_weight(meetings: Mapping[int, tuple[int, int]], expo_ms: float, spread: float) -> float:
    """Empirical Bayes: the less booths differ beyond what chance makes of few meetings, the more the expo's mean counts."""
    off = [
        (ms / count / expo_ms - 1) ** 2 - spread**2 / count for count, ms in meetings.values() if count >= 3
    ]
    between = (sum(off) + BETWEEN_WEIGHT * BETWEEN**2) / (len(off) + BETWEEN_WEIGHT)
    return min(12.0, spread**2 / max(between, 0.01))


def _expected_ms(mean_ms: float, sigma: float, run_ms: float) -> float:
    """How long a meeting lasts in all that has run for so long (lognormal)."""
    z = (math.log(run_ms / mean_ms) + sigma**2 / 2) / sigma
    rest = 1 - _NORMAL.cdf(z)
    return run_ms * 1.2 if rest < 1e-3 else max(run_ms, mean_ms * (1 - _NORMAL.cdf(z - sigma)) / rest)


def _gamma(mean_min: float, shape: float, length_min: float) -> Profile:
    density = [
        (minute + 0.5) ** (shape - 1) * math.exp(-(minute + 0.5) * shape / mean_min)
        for minute in range(int(length_min))
    ]
    return _profile(density)


def _lived(came_ms: Sequence[int], length_min: float) -> Profile:
    """As on an earlier day, smoothed over a quarter of an hour."""
    counts = [0.2] * int(length_min)
    for at in came_ms:
        minute = int(max(0, at) / MIN_MS)
        for near in range(minute - 7, minute + 8):
            counts[min(max(near, 0), len(counts) - 1)] += 1 / 15
    return _profile(counts)


def _profile(by_minute: Sequence[float]) -> Profile:
    together = sum(by_minute)
    return Profile((0.0, *(one / together for one in accumulate(by_minute))))


def _likelihood(profile: Profile, came_min: Sequence[float], so_far: float, expected: float) -> float:
    """Of these arrivals until so far, and of none else (logarithm): Poisson with a rate that is gamma, as expected before."""
    begun = profile.share(so_far)
    if begun <= 0:
        return 0.0
    total = 0.0
    for minute in came_min:
        at = min(max(0, int(minute)), len(profile.by_minute) - 2)
        total += math.log(max(1e-9, profile.by_minute[at + 1] - profile.by_minute[at]))
    return total - (KNOWN + len(came_min)) * math.log(KNOWN / max(expected, KNOWN) + begun)


class Drawn(Chance):
    """The chance of future number `index` of a seed. `more`: so many people more than would come, from a moment (ms) on."""

    def __init__(
        self, state: State, prospect: Prospect, seed: int, index: int, more: tuple[int, int] | None = None
    ) -> None:
        self._state, self._prospect, self._more = state, prospect, more
        self._base = (seed * 0x9E3779B97F4A7C15 + (index + 1) * 0xD1B54A32D192ED03) & _MASK
        self._draw = random.Random(f"{seed} {index}")
        self._pool: list[Person] | None = None  # who is registered and may come, the likeliest last
        self._walks, self._ms_a_metre = state.ground.walks_m, state.ground.ms_a_metre
        spread = state.spread
        self._sigma = math.sqrt(math.log(1 + spread**2))
        weight = prospect.booth_weight
        # How long meetings last at a booth is known the less the fewer there were (waits.pace): so it is drawn, too.
        together = sum(count for count, _ in prospect.lengths.values())
        expo_z = self._draw.gauss(0, spread / math.sqrt(together + waits.EXPO_WEIGHT))
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
        """Somebody who registered and is not in yet, as often as such people came today; else one like those who came."""
        state, draw = self._state, self._draw
        here = [one for one in state.people if one.came_at is not None]
        registered = sum(one.is_registered for one in here)
        likely = (registered + 4) / (len(here) + 5)
        if draw.random() < likely:
            if self._pool is None:
                # Who never came first of all (weighted sampling without replacement, Efraimidis and Spirakis 2006).
                keys = {
                    one.id: draw.random() ** (1 / (SHARE_AGAIN if one.came_before else SHARE_AT_LAST))
                    for one in waiting
                }
                self._pool = sorted(
                    (one for one in waiting if not one.appointments), key=lambda one: keys[one.id]
                )
            if self._pool:
                return self._pool.pop()
        return self._like(draw.choice(here or waiting or [Person(0, 0)]), number)

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
