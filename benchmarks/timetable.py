"""How long a timetable of the whole expo takes: 300 enterprises, 44 booths, two days of eight hours, marks of both sides drawn from a
seed, both runs, and how near each is to the best there can be.

    .venv/bin/python -m benchmarks.timetable [--enterprises 300] [--seeds 3]
"""

import random
import resource
import time
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from kiosk.expo.timetable import faults, solver
from kiosk.expo.timetable.figures import figures
from kiosk.expo.timetable.problem import (
    AGENCY,
    ENTERPRISE,
    BoothOffer,
    Meeting,
    Pair,
    Problem,
    Solution,
    Span,
)

MIN_MS = 60_000
HOUR_MS = 60 * MIN_MS
BOOTHS = 44
COUNTERS = (1, 1, 2, 2, 3, 4)


def drawn(
    seed: int,
    enterprises: int,
    *,
    pause_min: int = 10,
    wishes: int = 5,
    marks: int = 25,
    lengths_min: tuple[int | None, ...] = (None,),
) -> Problem:
    """Enterprises wish for some booths, popular ones more often; agencies mark some of all and some of those who wish for them. One
    enterprise in five comes late; lunch is everybody's. `lengths_min`: of booths' own meetings, one after another; None: as is usual."""
    chance = random.Random(seed)
    days = (Span(0, 8 * HOUR_MS), Span(24 * HOUR_MS, 32 * HOUR_MS))
    lunch = tuple(Span(day.begins_at + 2 * HOUR_MS, day.begins_at + 3 * HOUR_MS) for day in days)
    booths = {}
    for booth in range(BOOTHS):
        counters = chance.choice(COUNTERS)
        own = lengths_min[booth % len(lengths_min)]
        length = own * MIN_MS if own else None
        booths[booth] = BoothOffer(f"A{booth:02}", tuple((day, counters) for day in days), lunch, 30, length)
    liked = [chance.random() ** 2 + 0.05 for _ in booths]
    sides: dict[Pair, set[str]] = {}
    for enterprise in range(enterprises):
        for booth in chance.choices(range(BOOTHS), liked, k=chance.randint(1, 2 * wishes - 1)):
            sides.setdefault((enterprise, booth), set()).add(ENTERPRISE)
    for booth in booths:
        wishing = [enterprise for enterprise in range(enterprises) if (enterprise, booth) in sides]
        of_all = chance.sample(range(enterprises), min(enterprises, 2 * marks // 3))
        for enterprise in {*of_all, *chance.sample(wishing, min(len(wishing), marks // 3))}:
            sides.setdefault((enterprise, booth), set()).add(AGENCY)
    away = {
        enterprise: (Span(0, chance.randint(60, 300) * MIN_MS),)
        for enterprise in range(enterprises)
        if chance.random() < 0.2
    }
    walk = {
        (one, other): 0
        if one == other
        else (12 + 7 * abs(one % 11 - other % 11) + 12 * abs(one // 11 - other // 11)) * 1000
        for one in booths
        for other in booths
    }
    marks_of = {pair: frozenset(both) for pair, both in sides.items()}
    return Problem(days, booths, away, marks_of, walk, 20 * MIN_MS, pause_min * MIN_MS, 6, 60)


def second(problem: Problem, first: Solution, seed: int) -> Problem:
    """Half of the proposals are confirmed, one in six declined, the others not answered."""
    chance = random.Random(seed)
    said = {one: chance.choices(("yes", "no", None), (3, 1, 2))[0] for one in first.meetings}
    kept: tuple[Meeting, ...] = tuple(one for one, answer in said.items() if answer == "yes")
    return replace(
        problem,
        kept=kept,
        refused=frozenset(one.pair for one, answer in said.items() if answer == "no"),
        hints={one.pair: one.starts_at for one, answer in said.items() if answer is None},
    )


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    given: dict[str, Any]
    for name, given in (
        ("usual", {}),
        ("lengths of booths' own", {"lengths_min": (None, 15, None, 30, 40)}),
        ("no pause", {"pause_min": 0}),
        ("twice the wishes", {"wishes": 10, "marks": 60}),
    ):
        for seed in range(asked.seeds):
            problem = drawn(seed, asked.enterprises, **given)
            first = _timed(f"{name}, seed {seed}, first", problem)
            _timed(f"{name}, seed {seed}, second", second(problem, first, seed))
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _timed(name: str, problem: Problem) -> Solution:
    wall, cpu = time.perf_counter(), time.process_time()
    found = solver.solve(problem)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    told = figures(problem, found)
    wrong = [*faults.faults(problem, found.meetings), *faults.unfair(problem, found.meetings)]
    print(
        f"{name}: {cpu:.1f} s of a processor ({wall:.1f} s), {told['asked']} pairs asked, {told['met']} met"
        f" ({told['mutual_met']} of {told['mutual']} mutual), {told['fewest']} to {told['most']} an enterprise,"
        f" {1 - told['of_best']:.2%} from the bound, {'whole' if told['is_whole'] else 'cut short'}, {len(wrong)} faults",
        flush=True,
    )
    return found


if __name__ == "__main__":
    main()
