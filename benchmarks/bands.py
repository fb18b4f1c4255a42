"""Whether the bands of forecasts hold: expos are lived, foretold every 75 minutes by 30 futures, and what came is set beside it.

    nice .venv/bin/python -m benchmarks.bands ROWS.jsonl [KIND:SEED:VISITORS ...] [--plot PICTURE.png]

KIND: `s` the sample, `d` another expo drawn from the seed. What is lived is added to the file, a line an expo, a minute of a
processor for 300 visitors. Then the table is printed, and drawn where that is asked for: bands that were told at three moments of
the first expo's first day with what came, and how often bands held by how long before they were told.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import pictures
from kiosk.simulation import drawn, foretold, scenario
from kiosk.simulation.foretold import LEADS_MIN, Foretold, Scored

EVERY_MIN, FUTURES = 75, 30
DRAWS, SHARE = 2000, 0.025  # of whole expos, for an interval of 95 %
MOMENTS = 3


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("expos", nargs="*")
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    for expo in asked.expos:
        line = json.dumps({"expo": expo, **asdict(_lived(expo))})
        with asked.file.open("a") as file:
            print(line, file=file)
    found = list(read(asked.file))
    print("\n".join(foretold.table(found)))
    if asked.plot:
        pictures.bands(moments(found[0]), shares(found), asked.plot)


def read(path: Path) -> list[Foretold]:
    """The expos of such a file, in its order."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [Foretold([Scored(**one) for one in row["scored"]], row["futures"]) for row in rows]


def moments(one: Foretold) -> list[tuple[int, list[Scored]]]:
    """What was told of the square at three moments of the first day (minutes after opening), spread over it, with what came."""
    square = [row for row in one.scored if row.what == "wait square"]
    first = min(row.day for row in square)
    told: dict[int, list[Scored]] = {}
    for row in square:
        if row.day == first:
            told.setdefault(row.told_min, []).append(row)
    every = sorted(told.items())
    step = max(1, len(every) // MOMENTS)
    return every[::step][:MOMENTS]


def shares(found: Sequence[Foretold]) -> dict[str, list[dict[str, Any]]]:
    """For booths and the square: by how long before it was told, which share fell within P10 to P90, with its interval (whole expos
    drawn with replacement) and of how many."""
    return {
        what: [
            one
            for index, lead in enumerate(LEADS_MIN)
            if (one := _share(found, what, lead, (*LEADS_MIN[1:], 10**6)[index]))["of"]
        ]
        for what in ("wait booth", "wait square")
    }


def _share(found: Sequence[Foretold], what: str, lead: int, until: int) -> dict[str, Any]:
    counts = []
    for each in found:
        own = [one.is_within for one in each.scored if one.what == what and lead <= one.lead_min < until]
        counts.append((sum(own), len(own)))
    chance = random.Random(1)
    drawn_shares = sorted(
        sum(within for within, _ in again) / max(1, sum(of for _, of in again))
        for again in (chance.choices(counts, k=len(counts)) for _ in range(DRAWS))
    )
    of = sum(count for _, count in counts)
    return {
        "lead": lead,
        "until": until if until < 10**6 else None,
        "of": of,
        "share": sum(within for within, _ in counts) / max(1, of),
        "low": drawn_shares[int(SHARE * DRAWS)],
        "high": drawn_shares[int((1 - SHARE) * DRAWS) - 1],
    }


def _lived(expo: str) -> Foretold:
    kind, seed, visitors = expo.split(":")
    plan = scenario.make(int(seed), int(visitors), drawn.draw(int(seed)) if kind == "d" else None)
    return foretold.foretell(plan, every_min=EVERY_MIN, futures=FUTURES)


if __name__ == "__main__":
    main()
