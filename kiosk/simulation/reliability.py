"""Whether what was told came true: of those told a P80, how many sat down by it, and how wide the ranges had to be.

A minute more than told is as told (ranges are said in whole minutes). Whoever never sat down that day was told wrong.
Pinball loss (Koenker and Bassett 1978), of those who sat down: what a quantile is off, missing weighed by it; less is
better, and neither a range too wide nor one too narrow gains. Beside it the same of the queue alone (`waits.py`), which
was told before: one run, the same places.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypedDict, TypeVar

from kiosk.expo.square.days import MIN_MS

ENOUGH = 20  # places that were told, for a booth to be looked at by itself
CHANCE = 1.96  # standard errors: one booth in twenty of those that keep 80 % lies further off by chance
RENEWED_MS = 5 * MIN_MS  # a promise that moves by less is as it was


@dataclass
class Told:
    """A place and the range told at joining (ms); `queue`: the queue's alone. `due`: when the promise of now (P80) ends;
    `moved`: how often it became later, `by_ms` by how much together. `sat_at` is None for whoever never sat down."""

    at: int
    hour: int
    day: int
    booth: str
    held: int
    range_ms: tuple[int, int]
    queue_ms: tuple[float, float]
    due: float
    moved: int = 0
    by_ms: float = 0.0
    sat_at: int | None = None


class Share(TypedDict):
    """Of `told` places: the shares that sat down by P50 and P80."""

    told: int
    within_p50: float
    within_p80: float


class Reliability(TypedDict):
    """`pinball_*_min` of P50 and P80 in minutes; `booths`: the P80 share at the booths' quantiles of 10, 50 and 90 %, of those
    with at least 20 places told, `booths_off`: the share of these that differ from 80 % by more than chance (5 % would, of
    independent people); `moved`: the share whose promise was renewed to a later one, `moved_min` by how much."""

    all: Share
    pinball_p50_min: float
    pinball_p80_min: float
    queue: Share
    queue_pinball_p50_min: float
    queue_pinball_p80_min: float
    by_hour: dict[str, Share]
    by_places: dict[str, Share]
    booths: list[float]
    booths_off: float
    moved: float
    moved_min: float


Value = TypeVar("Value")
Range = Callable[[Told], tuple[float, float]]


def of(runs: Sequence[Sequence[Told]]) -> Reliability:
    """Of everything that was told in these runs."""
    told = [one for run in runs for one in run]
    later = [one for one in told if one.moved]
    at_booths = _parted([(number, one) for number, run in enumerate(runs) for one in run], _booth_of_run)
    of_booths = [_share([one for _, one in found], _mine) for found in at_booths if len(found) >= ENOUGH]
    booths = sorted(one["within_p80"] for one in of_booths)
    off = [abs(one["within_p80"] - 0.8) > CHANCE * math.sqrt(0.8 * 0.2 / one["told"]) for one in of_booths]
    p50, p80 = _pinball_min(told, _mine)
    queue_p50, queue_p80 = _pinball_min(told, _queue)
    return {
        "all": _share(told, _mine),
        "pinball_p50_min": p50,
        "pinball_p80_min": p80,
        "queue": _share(told, _queue),
        "queue_pinball_p50_min": queue_p50,
        "queue_pinball_p80_min": queue_p80,
        "by_hour": _by(told, lambda one: one.hour),
        "by_places": _by(told, lambda one: one.held),
        "booths": [booths[int(share * (len(booths) - 1))] for share in (0.1, 0.5, 0.9)] if booths else [],
        "booths_off": round(sum(off) / len(off), 3) if off else 0.0,
        "moved": round(len(later) / len(told), 3) if told else 0.0,
        "moved_min": round(sum(one.by_ms for one in later) / len(later) / MIN_MS, 1) if later else 0.0,
    }


def lines(found: Reliability) -> list[str]:
    """As a table."""

    def row(name: str, share: Share) -> str:
        return f"{name.ljust(14)} {share['told']:>7} {share['within_p50']:>8.1%} {share['within_p80']:>8.1%}"

    losses = (
        ("들은 시간", found["pinball_p50_min"], found["pinball_p80_min"]),
        ("줄만 볼 때", found["queue_pinball_p50_min"], found["queue_pinball_p80_min"]),
    )
    return [
        "들은 시간 안에 앉은 사람 (목표 50%, 80%)",
        f"{'':14} {'자리':>6} {'P50':>8} {'P80':>8}",
        row("모두", found["all"]),
        row("줄만 볼 때", found["queue"]),
        *(row(f"문 연 뒤 {hour}시간", share) for hour, share in found["by_hour"].items()),
        *(row(f"다른 자리 {held}곳", share) for held, share in found["by_places"].items()),
        "부스별 P80 (하위 10%, 가운데, 상위 10%): " + ", ".join(f"{one:.1%}" for one in found["booths"]),
        f"80%와 우연보다 더 다른 부스: {found['booths_off']:.1%} (우연이면 5%)",
        "핀볼 손실(분) P50, P80: " + "; ".join(f"{name} {p50:.2f}, {p80:.2f}" for name, p50, p80 in losses),
        f"약속이 늦어진 자리 {found['moved']:.1%}, 그때 {found['moved_min']:.1f}분",
    ]


def _mine(one: Told) -> tuple[float, float]:
    return one.range_ms


def _queue(one: Told) -> tuple[float, float]:
    return one.queue_ms


def _booth_of_run(one: tuple[int, Told]) -> Hashable:
    return one[0], one[1].booth


def _parted(values: Sequence[Value], key: Callable[[Value], Hashable]) -> list[list[Value]]:
    found: dict[Hashable, list[Value]] = defaultdict(list)
    for one in values:
        found[key(one)].append(one)
    return list(found.values())


def _by(told: list[Told], key: Callable[[Told], int]) -> dict[str, Share]:
    values = sorted({key(one) for one in told})
    return {str(value): _share([one for one in told if key(one) == value], _mine) for value in values}


def _share(told: Sequence[Told], range_of: Range) -> Share:
    def within(index: int) -> float:
        hits = sum(
            one.sat_at is not None and one.sat_at - one.at <= range_of(one)[index] + MIN_MS for one in told
        )
        return round(hits / len(told), 4) if told else 0.0

    return {"told": len(told), "within_p50": within(0), "within_p80": within(1)}


def _pinball_min(told: Sequence[Told], range_of: Range) -> tuple[float, float]:
    def loss(index: int, share: float) -> float:
        off = [one.sat_at - one.at - range_of(one)[index] for one in told if one.sat_at is not None]
        together = sum(max(share * one, (share - 1) * one) for one in off)
        return round(together / len(off) / MIN_MS, 2) if off else 0.0

    return loss(0, 0.5), loss(1, 0.8)
