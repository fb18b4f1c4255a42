"""`./run.sh chaos [--minutes N] [--seed S]`, or `--soak`: exit 1 where something did not hold, with the seed to see it again."""

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
from pathlib import Path

from tools.chaos import run, soak
from tools.chaos.faults import FAULTS
from tools.chaos.report import Report

MINUTES = 60.0  # some two hundred kills


def main() -> None:
    asked = _asked()
    os.environ.pop("KIOSK_ORIGIN", None)
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        place = asked.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        _say(f"seed {asked.seed}, in {place}")
        made: Report | soak.Soaked
        if asked.laptops:
            sys.exit(_lose_laptops(place, asked))
        made = asyncio.run(_soaked(place, asked)) if asked.soak else asyncio.run(_run(place, asked))
    if asked.json:
        asked.json.write_text(made.as_json(), encoding="utf-8")
    print(made.as_text())
    sys.exit(not made.holds)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seed", default=secrets.token_hex(4))
    faults = "; ".join(one.name for one in FAULTS)
    parser.add_argument("--only", action="append", default=[], metavar="FAULT", help=faults)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the report as JSON, too")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="an empty folder for what is left behind")
    lost = "so many expos that lose their laptop, and nothing else"
    parser.add_argument("--laptops", type=int, default=0, metavar="N", help=lost)
    parser.add_argument("--soak", action="store_true", help="two expo days on a fast clock, without faults")
    parser.add_argument("--rate", type=float, default=60, help="of the soak's clock")
    for name, many in vars(soak.Size()).items():
        parser.add_argument(f"--{name}", type=int, default=many, help="of the soak")
    parser.add_argument("--hours", default="-".join((soak.OPENS, soak.CLOSES)), help="of the soak's two days")
    asked = parser.parse_args()
    if unknown := set(asked.only) - {one.name for one in FAULTS}:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    return asked


def _lose_laptops(place: Path, asked: argparse.Namespace) -> int:
    """Exit status; one line an expo, and the whole report of each where something did not hold."""
    made = asyncio.run(run.lose_laptops(place, asked.seed, asked.laptops, _say))
    for one in made:
        took = one.seconds["from a lost laptop to the second's"]["most"]
        held = "held" if one.holds else "BROKEN"
        print(f"seed {one.seed}: {one.actions['answered']} answered, second up after {took:.1f} s, {held}")
        if not one.holds:
            print(one.as_text())
    return not all(one.holds for one in made)


async def _run(place: Path, asked: argparse.Namespace) -> Report:
    return await run.run(place, asked.seed, minutes=asked.minutes, only=frozenset(asked.only), say=_say)


async def _soaked(place: Path, asked: argparse.Namespace) -> soak.Soaked:
    size = soak.Size(asked.visitors, asked.stations, asked.phones, asked.boards)
    first, _, last = asked.hours.partition("-")
    return await soak.soak(place, asked.seed, rate=asked.rate, size=size, hours=(first, last), say=_say)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
