"""What one run comes to, by the contract's names."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.expo.square.days import MIN_MS
from kiosk.simulation.hall import Guest
from kiosk.simulation.scenario import Scenario

Figures = dict[str, float]


class Run(Protocol):
    """A scenario lived through; `meetings` are (booth, from, until) in ms."""

    scenario: Scenario
    guests: list[Guest]
    meetings: list[tuple[str, int, int]]
    refused_calls: int


@dataclass
class Lived:
    """One that was not lived through actions."""

    scenario: Scenario
    guests: list[Guest]
    meetings: list[tuple[str, int, int]]
    refused_calls: int = 0


def figures_of(halls: Sequence[Run]) -> Figures:
    """mean_wait_min, p90_wait_min, wishes_met (a share), idle_counter_min (a counter), refused_calls (a count)."""
    guests = [guest for hall in halls for guest in hall.guests]
    waits = sorted(wait_ms(guest) for guest in guests)
    wishes = sum(len(guest.visitor.wishes) for guest in guests)
    met = sum(len(guest.started_at) for guest in guests)
    idle = sum(idle_ms(hall) / hall.scenario.counters for hall in halls) / len(halls)
    return {
        "mean_wait_min": round(sum(waits) / len(waits) / MIN_MS, 2),
        "p90_wait_min": round(quantile(waits, 0.9) / MIN_MS, 2),
        "wishes_met": round(met / wishes, 4),
        "idle_counter_min": round(idle / MIN_MS, 2),
        "refused_calls": sum(hall.refused_calls for hall in halls),
    }


def wait_ms(guest: Guest) -> float:
    """Time on the square less own meetings and walking; somebody not served left at closing."""
    on_square = sum(left - guest.arrived_at[day] for day, left in guest.left_at.items())
    return on_square - guest.meeting_ms - guest.walking_ms


def quantile(ordered: list[float], share: float) -> float:
    """The smallest of the values that this share of them does not exceed; 0 without any."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def idle_ms(hall: Run) -> float:
    """Time in which a counter stood empty although somebody on the square still wished to meet its agency."""
    changes: dict[str, list[tuple[int, int, int]]] = defaultdict(
        list
    )  # booth: (when, more meetings, more who wish)
    for booth, start, end in hall.meetings:
        changes[booth] += [(start, 1, 0), (end, -1, 0)]
    for guest in hall.guests:
        for day, arrived in guest.arrived_at.items():
            left = min(guest.left_at[day], hall.scenario.days[day].closes_at)
            for booth in guest.visitor.wishes:
                until = min(guest.started_at.get(booth, left), left)
                if arrived < until:
                    changes[booth] += [(arrived, 0, 1), (until, 0, -1)]
    return sum(_idle_ms(moves, hall.scenario.booths[booth].counters) for booth, moves in changes.items())


def _idle_ms(moves: list[tuple[int, int, int]], counters: int) -> float:
    idle, before, meeting, wishing = 0.0, 0, 0, 0
    for when, more_meeting, more_wishing in sorted(moves):
        idle += (when - before) * min(max(0, counters - meeting), wishing)
        before, meeting, wishing = when, meeting + more_meeting, wishing + more_wishing
    return idle
