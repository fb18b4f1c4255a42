"""What many futures say together: of each its figures, of all of them the tenth, the half and the nine tenths (P10, P50, P90)."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.expo.figures.forecasts import HALF_MS, Half
from kiosk.expo.square import booths, days
from kiosk.expo.square.days import MIN_MS
from kiosk.forecast.future import Trace
from kiosk.forecast.state import State

QUANTILES = (0.1, 0.5, 0.9)
MET_SHARE = 0.8  # a booth should stop admitting when fewer of those who join would be met
UNMET_SHOWN = 0.2  # whoever is not met in so many futures is named
PEOPLE_MOST = 200


Range = list[float]  # P10, P50, P90 over the futures


@dataclass(slots=True)
class Outcome:
    """One future's figures. `waits`: (booth, half hour) -> ms together and of how many calls; `busy`: (booth, half hour) -> ms of
    meetings; half hours by when they begin (ms), the booth None for the square. `met`: booth -> for each moment of `moments` whether
    somebody who joins then is met; `waited`: booth -> ms together and how many, with those who were not met; `vain`: places whose
    owners wait in vain; `held`: place that waited at the beginning (ticket id) -> ms until it was called or ended, and whether it was
    called."""

    waits: dict[Half, tuple[float, int]] = field(default_factory=dict)
    busy: dict[Half, float] = field(default_factory=dict)
    met: dict[int, list[bool]] = field(default_factory=dict)
    moments: list[int] = field(default_factory=list)
    waited: dict[int, tuple[float, int]] = field(default_factory=dict)
    unmet: list[tuple[int, int]] = field(default_factory=list)
    meetings: int = 0
    met_people: int = 0
    vain: int = 0
    held: dict[int, tuple[float, bool]] = field(default_factory=dict)
    came: int = 0
    empty_at: int = 0


def outcome_of(trace: Trace, state: State) -> Outcome:
    """What one future came to."""
    found = Outcome(
        came=trace.came, empty_at=trace.empty_at, unmet=trace.unmet, vain=trace.vain, held=trace.held
    )
    unmet = _counts(booth for _, booth in trace.unmet)
    waited: dict[int, tuple[float, int]] = {booth: (ms, unmet[booth]) for booth, ms in trace.unmet_ms.items()}
    for booth, at, ms in filter(None, trace.calls):
        half = at // HALF_MS * HALF_MS
        for key in ((booth, half), (None, half)):
            together, count = found.waits.get(key, (0.0, 0))
            found.waits[key] = together + ms, count + 1
        together, count = waited.get(booth, (0.0, 0))
        waited[booth] = together + ms, count + 1
    found.waited = waited
    starts: dict[int, list[int]] = {}
    people = set()
    for booth, begins, ends, person in trace.meetings:
        if begins >= state.now:
            starts.setdefault(booth, []).append(begins)
            found.meetings += 1
            people.add(person)
        since = max(begins, state.begins)
        while since < ends:
            half = since // HALF_MS * HALF_MS
            until = min(ends, half + HALF_MS)
            for key in ((booth, half), (None, half)):
                found.busy[key] = found.busy.get(key, 0.0) + until - since
            since = until
    found.met_people = len(people)
    found.moments = sorted(trace.queues)
    queues = [trace.queues[moment] for moment in found.moments]
    for booth in state.ground.booths:
        own = sorted(starts.get(booth, ()))
        idle, every = trace.idle.get(booth, -1), len(own)
        found.met[booth] = [
            idle >= moment or every - bisect_right(own, moment) > queue[booth]
            for moment, queue in zip(found.moments, queues, strict=True)
        ]
    return found


def quantiles(values: Sequence[float], digits: int) -> Range:
    """P10, P50 and P90: the smallest of the values that at least so large a share does not exceed."""
    ordered = sorted(values)
    return [round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], digits) for share in QUANTILES]


def told(outcomes: Sequence[Outcome], state: State, seed: int) -> dict[str, Any]:
    """The forecast, as programs get it: the contract's `forecast --json`. Every range is P10, P50, P90; `wait_min`, `busy` (counters)
    have one for each of `half_hours`, of the square and of each booth."""
    zone, day, still = state.ground.time_zone, state.day, state.ground
    halves = range(state.begins // HALF_MS * HALF_MS, day.closes_at, HALF_MS)
    unmet_by_booth = [_counts(booth for _, booth in one.unmet) for one in outcomes]
    here = [
        booth for booth, row in still.booths.items() if booths.state_of(row, day, state.begins) != "closed"
    ]
    return {
        "as_of": days.iso(state.now, zone),
        "day": day.day,
        "closes_at": days.iso(day.closes_at, zone),
        "futures": len(outcomes),
        "seed": seed,
        "half_hours": [days.iso(half, zone) for half in halves],
        "wait_min": [_waits(outcomes, half, None) for half in halves],
        "busy": [_busy(outcomes, half, None) for half in halves],
        "empty_at": [days.iso(int(at), zone) for at in quantiles([one.empty_at for one in outcomes], 0)],
        "to_come": quantiles([one.came for one in outcomes], 0),
        "meetings": quantiles([one.meetings for one in outcomes], 0),
        "unmet": quantiles([len(one.unmet) for one in outcomes], 0),
        "booths": [
            {
                "booth": still.booths[booth]["number"],
                "wait_min": [_waits(outcomes, half, booth) for half in halves],
                "busy": [_busy(outcomes, half, booth) for half in halves],
                "unmet": quantiles([counts.get(booth, 0) for counts in unmet_by_booth], 0),
                "unmet_share": _share(booth in counts for counts in unmet_by_booth),
                "stop_admitting_at": days.iso(_stop_at(outcomes, booth), zone),
            }
            for booth in here
        ],
        "people": _people(outcomes, state),
    }


def _waits(outcomes: Sequence[Outcome], half: int, booth: int | None) -> Range | None:
    """Minutes that those called in this half hour had waited, in the mean; None where in most futures nobody is called."""
    found = [one.waits.get((booth, half), (0.0, 0)) for one in outcomes]
    waits = [together / count / MIN_MS for together, count in found if count]
    return quantiles(waits, 1) if len(waits) * 2 > len(outcomes) else None


def _busy(outcomes: Sequence[Outcome], half: int, booth: int | None) -> Range:
    """Counters with a meeting, in the mean of this half hour."""
    return quantiles([one.busy.get((booth, half), 0.0) / HALF_MS for one in outcomes], 2)


def _stop_at(outcomes: Sequence[Outcome], booth: int) -> int | None:
    """From when on too few of those who join would be met, at this moment of the futures and at the next (ms); None: never before
    the last quarter of an hour."""
    moments = outcomes[0].moments
    few = [_share(one.met[booth][index] for one in outcomes) < MET_SHARE for index in range(len(moments))]
    for index in range(len(moments) - 1):
        if few[index] and few[index + 1]:
            return moments[index]
    return None


def _people(outcomes: Sequence[Outcome], state: State) -> list[dict[str, Any]]:
    """Who is in now and will probably not be met where they wish to be, the surest first."""
    numbers = {one.id: one.number for one in state.people if one.came_at is not None}
    counts = _counts(key for one in outcomes for key in set(one.unmet))
    found = [
        {
            "visitor": person,
            "number": numbers[person],
            "booth": state.ground.booths[booth]["number"],
            "unmet_share": round(count / len(outcomes), 2),
        }
        for (person, booth), count in counts.items()
        if person in numbers and count >= UNMET_SHOWN * len(outcomes)
    ]
    found.sort(key=lambda one: (-float(one["unmet_share"]), str(one["booth"]), int(one["number"])))
    return found[:PEOPLE_MOST]


def compared(before: Sequence[Outcome], after: Sequence[Outcome], state: State) -> dict[str, Any]:
    """The difference that a what-if makes, future by future: `wait_min` a place (negative: less), `meetings`, `people` (who have a
    meeting), `unmet`; P10 to P90 of the differences, and the `mean` with its standard error. `booths`: those where it makes one."""
    pairs = list(zip(before, after, strict=True))
    found = {
        "futures": len(pairs),
        "wait_min": _difference([_wait_min(b, None) - _wait_min(a, None) for a, b in pairs]),
        "meetings": _difference([float(b.meetings - a.meetings) for a, b in pairs]),
        "people": _difference([float(b.met_people - a.met_people) for a, b in pairs]),
        "unmet": _difference([float(len(b.unmet) - len(a.unmet)) for a, b in pairs]),
        "empty_min": _difference([(b.empty_at - a.empty_at) / MIN_MS for a, b in pairs]),
    }
    by_booth: list[dict[str, Any]] = []
    for booth, row in state.ground.booths.items():
        waits = _difference([_wait_min(b, booth) - _wait_min(a, booth) for a, b in pairs])
        if abs(waits["mean"]) >= 0.5:
            by_booth.append({"booth": row["number"], "wait_min": waits})
    by_booth.sort(key=lambda one: -abs(one["wait_min"]["mean"]))
    return {**found, "booths": by_booth}


def effect(before: Sequence[Outcome], after: Sequence[Outcome], places: Collection[int]) -> dict[str, Any]:
    """What a remedy brings those who wait now at these `places` (ids of tickets), future by future, good ones positive: minutes less
    until they are called (`less_min`), how many more are `met`; on the square how many fewer wait in vain (`less_in_vain`), how many
    more `meetings` there are, and the minutes less of all `others` who wait now. Each as `compared` has it."""
    pairs = list(zip(before, after, strict=True))
    own = frozenset(places)
    return {
        "less_min": _difference([_less_min(b, a, own, inside=True) for b, a in pairs]),
        "met": _difference([float(_met(a, own) - _met(b, own)) for b, a in pairs]),
        "less_in_vain": _difference([float(b.vain - a.vain) for b, a in pairs]),
        "meetings": _difference([float(a.meetings - b.meetings) for b, a in pairs]),
        "others": _difference([_less_min(b, a, own, inside=False) for b, a in pairs]),
    }


def _less_min(before: Outcome, after: Outcome, own: frozenset[int], *, inside: bool) -> float:
    """In the mean of the places that both sides know."""
    both = [
        before.held[ticket][0] - after.held[ticket][0]
        for ticket in before.held.keys() & after.held.keys()
        if (ticket in own) is inside
    ]
    return sum(both) / len(both) / MIN_MS if both else 0.0


def _met(one: Outcome, own: frozenset[int]) -> int:
    return sum(one.held[ticket][1] for ticket in own & one.held.keys())


def _wait_min(one: Outcome, booth: int | None) -> float:
    values = one.waited.values() if booth is None else [one.waited.get(booth, (0.0, 0))]
    together, count = sum(ms for ms, _ in values), sum(number for _, number in values)
    return together / count / MIN_MS if count else 0.0


def _difference(values: Sequence[float]) -> dict[str, Any]:
    mean = sum(values) / len(values)
    spread = (sum((one - mean) ** 2 for one in values) / max(1, len(values) - 1)) ** 0.5
    return {
        "mean": round(mean, 2),
        "error": round(spread / len(values) ** 0.5, 2),
        "range": quantiles(values, 1),
    }


def _counts(keys: Iterable[Any]) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for key in keys:
        found[key] = found.get(key, 0) + 1
    return found


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return round(sum(found) / len(found), 2) if found else 0.0
