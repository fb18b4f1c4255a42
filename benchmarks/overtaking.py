"""What overtaking within a budget is worth: the same crowds on drawn expos, called by `shortest`, strictly by rank, and as it is.

    nice .venv/bin/python -m benchmarks.overtaking FILE --seeds 4001-4010 --visitors 100,300,700 --possible 700

Each seed is an expo of its own (`simulate --drawn --seed N`). What was lived is added to FILE, so that it goes on where it was
stopped; then the table is printed: means over the seeds, and the difference of each pair with its interval of 95 % (Student's
t). `--possible` adds `clairvoyant` where so many visitors come, and the goal: 0.80 of `shortest`, or half of the way from
`in_rank` to `clairvoyant`, whichever asks less. As many expos at once as there are cores. 300 visitors take 45 s of a
processor a seed, 700 about 120 and `clairvoyant` 35 more: ten seeds of all three some 20 minutes of two idle cores, by reckoning.
"""

import argparse
import json
import math
import statistics
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kiosk.data.store import Store
from kiosk.expo.square.days import MIN_MS
from kiosk.simulation import AT_ONCE, CLAIRVOYANT, clairvoyant, crowds, live
from kiosk.simulation.figures import Run, figures_of, wait_ms

POLICIES = ("shortest", "in_rank", "ours")
FIGURES = ("mean_wait_min", "p90_wait_min", "worst_min", "wishes_met", "refused_calls")
# Student's t, 97.5 %, by degrees of freedom (Hald, Statistical Tables, 1952); further on as of the normal distribution.
T975 = (
    12.71,
    4.30,
    3.18,
    2.78,
    2.57,
    2.45,
    2.36,
    2.31,
    2.26,
    2.23,
    2.20,
    2.18,
    2.16,
    2.14,
    2.13,
    2.12,
    2.11,
    2.10,
    2.09,
)
GOAL = 0.8  # of the mean wait of `shortest`
OVERTAKEN = (
    "SELECT avg(times) AS mean_times, max(times) AS most_times, max(ms) AS most_ms FROM"
    " (SELECT sum(overtaken) AS times, sum(overtaken_ms) AS ms FROM tickets GROUP BY visitor_id)"
)

Lived = dict[str, Any]


def lived(seed: int, visitors: int, possible: bool) -> Lived:
    """One expo under every policy: figures by policy, and how often people were overtaken."""
    plans = crowds(seed, visitors, is_drawn=True)
    found: Lived = {"seed": seed, "visitors": visitors, "overtaken": []}

    def note(store: Store) -> None:
        with store.read() as db:
            found["overtaken"].append(dict(db.execute(OVERTAKEN).fetchone()))

    for name in POLICIES:
        halls = [live(name, plan, note if name == "ours" else lambda _: None) for plan in plans]
        found[name] = _figures(halls)
    if possible:
        found[CLAIRVOYANT] = _figures([clairvoyant.live(plan, share=1 / len(plans)) for plan in plans])
    return found


def interval(differences: list[float]) -> tuple[float, float]:
    """The mean of these, and half the width of its interval of 95 %."""
    if len(differences) < 2:
        return statistics.fmean(differences), math.inf
    free = len(differences) - 1
    t = T975[free - 1] if free <= len(T975) else 1.96
    return statistics.fmean(differences), t * statistics.stdev(differences) / math.sqrt(len(differences))


def table(rows: list[Lived]) -> str:
    """What was lived with as many visitors, as lines of text."""
    names = [name for name in (*POLICIES, CLAIRVOYANT) if all(name in row for row in rows)]
    lines = [
        f"{rows[0]['visitors']} visitors, {len(rows)} expos (seeds {min(r['seed'] for r in rows)}-{max(r['seed'] for r in rows)})",
        "".join(["policy".ljust(14), *(one.rjust(16) for one in FIGURES)]),
    ]
    for name in names:
        means = [statistics.fmean(row[name][one] for row in rows) for one in FIGURES]
        lines.append(
            "".join([name.ljust(14), *(f"{mean:16.4f}" if mean < 1 else f"{mean:16.2f}" for mean in means)])
        )
    for other in names:
        if other != "ours":
            pairs = [interval([row["ours"][one] - row[other][one] for row in rows]) for one in FIGURES]
            said = (
                f"{mean:+.2f} ± {half:.2f}" if one != "wishes_met" else f"{mean:+.4f} ± {half:.4f}"
                for one, (mean, half) in zip(FIGURES, pairs, strict=True)
            )
            lines.append("".join([f"ours-{other}"[:14].ljust(14), *(one.rjust(16) for one in said)]))
    share = statistics.fmean(row["ours"]["mean_wait_min"] for row in rows) / statistics.fmean(
        row["shortest"]["mean_wait_min"] for row in rows
    )
    ratio, half = interval([row["ours"]["mean_wait_min"] / row["shortest"]["mean_wait_min"] for row in rows])
    lines.append(
        f"mean wait of ours over that of shortest: {share:.3f} (expo by expo {ratio:.3f} ± {half:.3f})"
    )
    if CLAIRVOYANT in names:
        lines.append(_goal(rows))
    overtaken = [one for row in rows for one in row["overtaken"]]
    lines.append(
        f"overtaken: {statistics.fmean(one['mean_times'] for one in overtaken):.2f} times a person, at most"
        f" {max(one['most_times'] for one in overtaken)} times and {max(one['most_ms'] for one in overtaken) / MIN_MS:.0f} min"
    )
    return "\n".join(lines)


def _goal(rows: list[Lived]) -> str:
    """How much of the way to the possible is gone, and what was asked for."""
    waits = {name: [row[name]["mean_wait_min"] for row in rows] for name in (*POLICIES, CLAIRVOYANT)}
    shortest, in_rank, ours, possible = (statistics.fmean(waits[name]) for name in (*POLICIES, CLAIRVOYANT))
    share, half = interval(
        [
            (before - now) / (before - least)
            for before, now, least in zip(waits["in_rank"], waits["ours"], waits[CLAIRVOYANT], strict=True)
        ]
    )
    return (
        f"of the way from in_rank to {CLAIRVOYANT}: {(in_rank - ours) / (in_rank - possible):.3f} (expo by expo"
        f" {share:.3f} ± {half:.3f}); the goal is {max(GOAL * shortest, (in_rank + possible) / 2):.1f} min"
    )


def _figures(halls: list[Any]) -> dict[str, float]:
    runs: list[Run] = halls
    worst = max(wait_ms(guest) for run in runs for guest in run.guests) / MIN_MS
    return figures_of(runs) | {"worst_min": round(worst, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--seeds", default="2001-2010")
    parser.add_argument("--visitors", default="100,300,700")
    parser.add_argument("--possible", default="", help="where so many visitors come, e.g. 700")
    asked = parser.parse_args()
    first, _, last = asked.seeds.partition("-")
    sizes = [int(one) for one in asked.visitors.split(",")]
    known = [json.loads(line) for line in asked.file.read_text().splitlines()] if asked.file.exists() else []
    done = {(row["seed"], row["visitors"]) for row in known}
    wanted = [(seed, size) for size in sizes for seed in range(int(first), int(last or first) + 1)]
    possible = {int(one) for one in asked.possible.split(",") if one}
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        begun = [
            pool.submit(lived, seed, size, size in possible)
            for seed, size in wanted
            if (seed, size) not in done
        ]
        for one in as_completed(begun):
            known.append(one.result())
            with asked.file.open("a") as file:
                file.write(json.dumps(known[-1]) + "\n")
    for size in sizes:
        rows = [row for row in known if row["visitors"] == size and (row["seed"], size) in wanted]
        if rows:
            print(table(rows), end="\n\n")


if __name__ == "__main__":
    main()
