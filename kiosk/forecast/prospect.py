"""What is known of the rest of a day before anything is drawn: when people come and how many, who they are, how long meetings last."""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import NormalDist
from typing import NamedTuple

from kiosk.expo.square import waits
from kiosk.expo.square.days import MIN_MS
from kiosk.forecast.state import Person, State

# When people come: a gamma distribution of the time after opening; which one is learnt from who came today (the first day of the
# sample has a mean of 75 minutes and a shape of 1.6), or is that of an earlier day. Towards closing nobody comes any more, evenly less.
MEANS_MIN = (40.0, 55.0, 75.0, 100.0, 130.0, 170.0)
SHAPES = (1.2, 1.6, 2.2)
KNOWN = 18.0  # arrivals that what was expected beforehand counts as
SHARE_TO_COME = 0.6  # of those registered who never came, on a day that others follow; on the last
SHARE_AT_LAST = 0.75
SHARE_AGAIN = 0.15  # of those who came before and have something left to do; of the others
SHARE_FOR_NOTHING = 0.03
UNKNOWN = 0.2  # of those who come, whom nobody knows yet: before the day tells
KINDS_KNOWN = 5.0  # people that what was expected of kinds of people counts as
BETWEEN = 0.25  # how booths' means differ (standard deviation over mean), before it counts for so many booths
BETWEEN_WEIGHT = 5
EXPO_KNOWN = 5.0  # meetings that the first guess at the expo's mean counts as

_NORMAL = NormalDist()


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


class Kinds(NamedTuple):
    """Those who come: registered and never here, here on an earlier day, known to nobody yet. Weights of any sum."""

    new: float
    again: float
    unknown: float


@dataclass
class Prospect:
    """The same for every future: profiles of arrivals with their weights, how many were expected, of which `kinds` those are who
    come; `lengths`: booth id -> how many meetings there were (one that runs as far as it has come) and the mean length that they tell
    (ms), where the expo's mean counts as `booth_weight` meetings; `expo_spread`: how uncertain that is (standard deviation over
    mean)."""

    profiles: list[Profile]
    weights: list[float]
    expected: float
    kinds: Kinds
    lengths: dict[int, tuple[float, float]]
    booth_weight: float
    expo_spread: float


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
    return Prospect(profiles, weights, expected, _kinds(state), *_lengths(state))


def _expected(state: State) -> float:
    """How many would come in all, before the day told anything."""
    return 1 + sum(likely_today(one, state) for one in state.people if one.is_registered)


def likely_today(person: Person, state: State) -> float:
    """How likely somebody who is registered comes today: who has nothing left to do hardly comes again."""
    if not person.came_before:
        return SHARE_AT_LAST if state.is_last else SHARE_TO_COME
    return SHARE_AGAIN if person.wishes or person.places or person.appointments else SHARE_FOR_NOTHING


def _kinds(state: State) -> Kinds:
    """As often as they came today, and as was to be expected."""
    likely = {
        came_before: sum(
            likely_today(one, state)
            for one in state.people
            if one.is_registered and one.came_before == came_before
        )
        for came_before in (False, True)
    }
    here = [one for one in state.people if one.came_at is not None]
    again = sum(one.is_registered and one.came_before for one in here)
    unknown = sum(not one.is_registered for one in here)
    known = KINDS_KNOWN * (1 - UNKNOWN) / max(sum(likely.values()), 1e-9)
    return Kinds(
        new=len(here) - again - unknown + known * likely[False],
        again=again + known * likely[True],
        unknown=unknown + KINDS_KNOWN * UNKNOWN,
    )


def _lengths(state: State) -> tuple[dict[int, tuple[float, float]], float, float]:
    """As `Prospect` has them. Meetings that run count, too, with what is to be expected of them: else the first hour knows short
    ones alone, for these have ended."""
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
    known = {
        booth_id: meetings[booth_id][0]
        + sum(one / _expected_ms(mean_ms, sigma, one) for one in run.get(booth_id, ()))
        for booth_id, mean_ms in means.items()
    }
    heard = sum(count >= 1 for count in known.values())
    variance = 1 / (sum(known.values()) + EXPO_KNOWN) + (1 / (weight * heard) if heard else 0)
    lengths = {booth_id: (known[booth_id], mean_ms) for booth_id, mean_ms in means.items()}
    return lengths, weight, state.spread * math.sqrt(variance)


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
        (minute + 0.5) ** (shape - 1)
        * math.exp(-(minute + 0.5) * shape / mean_min)
        * (1 - (minute + 0.5) / length_min)
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
