"""How soon a tap is seen, and what that costs: the product with a full hall before it, and a Node server beside it.

    .venv/bin/python -m benchmarks.live [--rows alone,500,2000,...] [--rate 20,60] [--seconds 30] [--runs 3] [--quick]
                                        [--no-kill] [--table]

Each row is a fresh server with the sample expo, 60 paired stations, 50 hall boards and its own watchers:
  alone       nobody else; 300 people wait whose phones are in their pockets
  500, 2000   so many phones of visitors who wait (any number may be given); x3: with three places each (2000x3)
  hall        a thousand further sockets on the hall's board
  slow        500 phones, on a disk that needs 20 ms for a sync
  node        1,000 sockets in all, then a Node socket.io server that says the very same to as many sockets

How to read it. Times are ms as P50/P99/most. A tap is an action of an open loop (benchmarks.deeds), and counts from when it
was due.
  board       until each of the hall's boards shows each booth that the tap touched
  phone       until each phone of those who wait behind a called one says so; `called`: until the called one's own does
  tablet      until the booth's own tablet shows it
  answer      until the action is answered
  server      cores that it used, from /proc; `ms`: its processor time, a tap, which says most where other programs are
              busy too; `MB`: its memory
  KB          what all watchers and answers were sent, a tap
  joined      seconds until all watchers, who came at once, had their first screen
  again       seconds from a kill -9 until the server was ready, nine in ten watchers had a fresh screen, and all had;
              they come back as the product's page does
  stall       the loop's longest silence while nobody does anything, asked every 5 ms
  missed      screens awaited in vain, in a thousand: something was lost, or two taps together left a place as it was
  clients     cores of what watches and taps; with `lag`, the watchers' longest turn, it says whether they were the
              bottleneck, which they may not be
  others      cores that other programs took meanwhile: times count only where that is next to nothing
For the Node server a tap is a request that names the messages: it has no rules, no database and no screens to paint.

With --runs each figure is the median of so many. The machine's calibration stands above: with another day's figures
compare ratios to it. With --table it ends with the table of docs/performance.md.
"""

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.actions import bare_commits
from benchmarks.live_row import Figures, Row, measure

ROWS = "alone,500,2000,2000x3,hall,4000,slow,node"
LOOPS = 3_000_000


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # no server is left behind
    asked = _asked()
    figures: list[Figures] = []
    told = calibration()
    print(", ".join(f"{name} {value}" for name, value in told.items()))
    print(_line({name: name for name in HEADS}))
    for rate in asked.rate:
        for row in map(Row.of, asked.rows):
            runs = [measure(row, rate, asked, seed) for seed in range(asked.runs)]
            for number in range(len(runs[0])):
                figures.append(median([run[number] for run in runs]))
                print(_line(figures[-1]), flush=True)
    if asked.table:
        print("\n".join(table(figures)))
    print(json.dumps({"calibration": told, "runs": asked.runs, "seconds": asked.seconds, "rows": figures}))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.live")
    parser.add_argument("--rows", type=lambda text: text.split(","))
    parser.add_argument("--rate", type=lambda text: [float(rate) for rate in text.split(",")], default=[20.0])
    parser.add_argument("--seconds", type=float, help="of taps, a row")
    parser.add_argument("--idle", type=float, help="seconds without taps, to see the loop stall")
    parser.add_argument(
        "--patience", type=float, default=0, help="seconds to wait for a quiet machine, a row"
    )
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--no-kill", dest="kill", action="store_false", help="leave the kill -9 out")
    parser.add_argument("--table", action="store_true", help="print the table of docs/performance.md too")
    parser.add_argument("--quick", action="store_true", help="500 phones alone, in half a minute")
    asked = parser.parse_args()
    asked.rows = asked.rows or ("500" if asked.quick else ROWS).split(",")
    asked.seconds = asked.seconds or (6 if asked.quick else 30)
    asked.idle = asked.idle if asked.idle is not None else (0 if asked.quick else 35)
    return asked


def calibration() -> Figures:
    """What this machine does today: a loop of plain Python, and commits of one row."""
    began = time.perf_counter()
    total = 0
    for number in range(LOOPS):
        total += number & 3
    loop_ms = (time.perf_counter() - began) * 1000
    with tempfile.TemporaryDirectory() as folder:
        commits = bare_commits(Path(folder), 500)
    load = os.getloadavg()[0]
    return {
        "loop ms": round(loop_ms),
        "commits/s": round(commits),
        "cores": os.cpu_count(),
        "load": round(load, 1),
    }


def median(runs: list[Figures]) -> Figures:
    """Figure by figure; what is no figure is the first run's."""
    return {name: _median([run[name] for run in runs]) for name in runs[0]}


def _median(values: list[Any]) -> Any:
    if any(value is None for value in values) or isinstance(values[0], (str, dict)):
        return values[0]
    if isinstance(values[0], list):
        return [_median(list(each)) for each in zip(*values, strict=True)]
    return round(statistics.median(values), 2)


# The columns of docs/performance.md, and the figures in them.
TOLD = {
    "watching": "row", "a second": "rate", "tap to board": "board", "tap to phone": "phone", "an action's answer": "answer",
    "server, cores": "server", "processor ms an action": "ms", "MB": "MB", "KB an action": "KB", "fresh again, s": "again",
}  # fmt: skip


def table(figures: list[Figures]) -> list[str]:
    """In Markdown; of times P50 / P99, of a restart when it was ready, nine in ten were fresh, and all were."""
    rows = [[_told(name, row.get(name)) for name in TOLD.values()] for row in figures]
    return [f"| {' | '.join(cells)} |" for cells in [list(TOLD), ["---"] * len(TOLD), *rows]]


def _told(name: str, value: Any) -> str:
    is_spread = isinstance(value, list) and name != "again"
    return _cell(value[:2] if is_spread else value).replace("/", " / ")


# The columns of what is printed meanwhile, and how wide they are.
HEADS = {
    "row": 11, "rate": 5, "taps": 5, "board": 17, "phone": 17, "called": 17, "tablet": 17, "answer": 17, "server": 7,
    "ms": 5, "MB": 5, "KB": 5, "joined": 7, "again": 13, "stall": 6, "missed": 7, "clients": 8, "lag": 6, "others": 7,
}  # fmt: skip


def _line(figures: Figures) -> str:
    return " ".join(_cell(figures.get(name)).rjust(width) for name, width in HEADS.items())


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "/".join(f"{one:.0f}" if one >= 100 else f"{one:.3g}" for one in value)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
