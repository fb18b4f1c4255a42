"""The whole export of a small and a large expo: seconds, processor time, and the memory of its process at the peak.

    .venv/bin/python -m benchmarks.export [MEETINGS ...]

Each in a process of its own, as the server makes one; the database is filled by another before.
"""

import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from benchmarks.growth import ZONE, finished
from kiosk.data.store import Store
from kiosk.demo.sample import facts
from kiosk.demo.sample.load import load
from kiosk.exchange.export import export
from kiosk.expo.square import days

MEETINGS = (1_000, 100_000)


def main(words: list[str]) -> None:
    for meetings in map(int, words or map(str, MEETINGS)):
        with tempfile.TemporaryDirectory() as folder:
            for step in ("fill", "export"):
                subprocess.run([sys.executable, "-m", __spec__.name, step, folder, str(meetings)], check=True)


def fill(folder: Path, meetings: int) -> None:
    with closing(_store(folder)) as store:
        load(store)
        store.change(partial(finished, count=meetings))


def measure(folder: Path, meetings: int) -> None:
    with closing(_store(folder)) as store:
        before, began = time.process_time(), time.perf_counter()
        rows = export(store, folder / "out")
        seconds, spent = time.perf_counter() - began, time.process_time() - before
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    written_mb = sum(path.stat().st_size for path in (folder / "out").iterdir()) / 1e6
    print(
        f"export of {meetings:,} meetings ({sum(rows.values()):,} rows, {written_mb:.0f} MB):"
        f" {seconds:.1f} s, {spent:.1f} s of processor, {peak_mb:.0f} MB at the peak",
        flush=True,
    )


def _store(folder: Path) -> Store:
    now = days.at_local(facts.EXPO_DAYS[1], "11:00", ZONE)
    return Store(folder, clock=lambda: now, badge_key=b"k" * 32, synchronous="OFF")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", folder, meetings]:
            fill(Path(folder), int(meetings))
        case ["export", folder, meetings]:
            measure(Path(folder), int(meetings))
        case words:
            main(words)
