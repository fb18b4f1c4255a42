"""Durable check-ins a second through `perform` in this process, and how soon a second start is ready.

    .venv/bin/python -m benchmarks.actions [CHECK_INS]

A check-in routes: it takes up to three places and answers with the agenda. (Beyond some 560 people the day is full and
nobody gets a place any more, which is three times as cheap, so the default stays below.) Beside it a bare sqlite3 commits one row
at a time to the same disk, durable in the same way (WAL, synchronous=FULL). The start is `./run.sh serve` on a folder
that was served before, until /healthz answers.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

from benchmarks.load import ROOT, quantile_ms
from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Actor, Store
from kiosk.demo.sample import facts
from kiosk.demo.sample.load import load
from kiosk.expo.square import days

THREADS = (1, 8)
STARTS = 3
DESK = Actor("desk")


def main(check_ins: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        print(f"{'threads':>8} {'check-ins':>9} {'a second':>9} {'P50 ms':>7} {'P99 ms':>7} {'places':>7}")
        for threads in THREADS:
            print(check_in(Path(name) / str(threads), threads, check_ins))
        commits = bare_commits(Path(name), check_ins)
        print(f"\nbare sqlite3, one durable row a commit: {commits:,.0f} a second")
    print("second ./run.sh serve to a ready /healthz:", " ".join(f"{s:.2f} s" for s in starts()))


def check_in(folder: Path, threads: int, count: int) -> str:
    """One line of the table: everybody of a fresh sample expo, and walk-ins up to `count`, arrive as fast as can be."""
    noon = days.at_local(facts.EXPO_DAYS[0], "12:00", "Asia/Seoul")
    began = time.time()
    store = Store(folder, clock=lambda: noon + int((time.time() - began) * 1000), badge_key=b"k" * 32)
    with closing(store):
        load(store)
        people = [*registered(store), *walk_ins(store, count)][:count]
        with ThreadPoolExecutor(threads) as pool:
            started = time.perf_counter()
            took = sorted(pool.map(lambda visitor: _arrive(store, visitor), people))
            seconds = time.perf_counter() - started
        with store.read() as db:
            places = db.execute("SELECT count(*) AS count FROM tickets").fetchone()["count"]
    return (
        f"{threads:8d} {len(people):9d} {len(people) / seconds:9.0f} {quantile_ms(took, 0.5):7.2f}"
        f" {quantile_ms(took, 0.99):7.2f} {places:7d}"
    )


def registered(store: Store) -> list[int]:
    with store.read() as db:
        return [row["id"] for row in db.execute("SELECT id FROM visitors ORDER BY id")]


def walk_ins(store: Store, count: int) -> list[int]:
    """People beside the sample's, each of an enterprise of its own with kinds that agencies buy."""
    kinds = list(facts.CATEGORIES)
    made = []
    for index in range(max(0, count - facts.PRE_REGISTERED)):
        fields = {"name": f"견본{index}", "enterprise": f"견본기업 {index}", "consent": True}
        fields |= {"action_id": uuid4().hex, "categories": [kinds[index % len(kinds)]]}
        made.append(perform(store, "visitor.register", SYSTEM, fields).data["visitor"]["id"])
    return made


def bare_commits(folder: Path, count: int) -> float:
    """One-row commits a second of sqlite3 alone."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")
        started = time.perf_counter()
        for _ in range(count):
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO rows (text) VALUES (?)", ("x" * 200,))
            db.execute("COMMIT")
        return count / (time.perf_counter() - started)


def starts() -> list[float]:
    """Seconds of each start but the first, which may still have something to set up."""
    with tempfile.TemporaryDirectory() as folder:
        return [_start(folder) for _ in range(1 + STARTS)][1:]


def _arrive(store: Store, visitor: int) -> float:
    began = time.perf_counter()
    answer = perform(store, "visitor.check_in", DESK, {"action_id": uuid4().hex, "visitor": visitor})
    if not answer.ok:
        raise RuntimeError(answer.body)
    return time.perf_counter() - began


def _start(folder: str) -> float:
    port = 20_000 + os.getpid() % 20_000
    began = time.perf_counter()
    process = subprocess.Popen(
        [ROOT / "run.sh", "serve", "--data", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                    return time.perf_counter() - began
            except (URLError, ConnectionError):
                time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
