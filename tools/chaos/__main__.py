"""`./run.sh chaos [--minutes N] [--seed S]`: exit 1 where something did not hold, with the seed to see it again."""

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
from pathlib import Path

from tools.chaos import run
from tools.chaos.faults import FAULTS

MINUTES = 60.0  # some two hundred kills


def main() -> None:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seed", default=secrets.token_hex(4))
    parser.add_argument(
        "--only", action="append", default=[], metavar="FAULT", help="; ".join(one.name for one in FAULTS)
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="the report as JSON, too")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="an empty folder for what is left behind")
    asked = parser.parse_args()
    if unknown := set(asked.only) - {one.name for one in FAULTS}:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    os.environ.pop("KIOSK_ORIGIN", None)
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        place = asked.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        print(f"seed {asked.seed}, {asked.minutes:g} minutes", file=sys.stderr, flush=True)
        made = asyncio.run(
            run.run(
                place,
                asked.seed,
                minutes=asked.minutes,
                only=frozenset(asked.only),
                say=lambda line: print(line, file=sys.stderr, flush=True),
            )
        )
    if asked.json:
        asked.json.write_text(made.as_json(), encoding="utf-8")
    print(made.as_text())
    sys.exit(not made.holds)


if __name__ == "__main__":
    main()
