"""The expo under faults: a short seed of `./run.sh chaos`, and the parts that a run is made of."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pytest

from kiosk.data.store import Store, wall_clock
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.settings import badge_key
from tests.outside import warm
from tests.outside.conftest import FILES, act_as_system
from tests.outside.programs import MORNING
from tools.chaos import faults, run
from tools.chaos.laptop import Program
from tools.chaos.machine import Machine
from tools.chaos.report import Report
from tools.chaos.screens import essence, merged

CLOCK = "import time; print(time.time())"
WRITES = "import os, time; began = time.monotonic(); f = open('x', 'wb'); f.write(b'x'); f.flush(); os.fsync(f.fileno());"


def held(made: Report) -> bool:
    """Whether all held; else the report stands in what pytest shows."""
    print(made.as_text())
    return made.holds


def small(
    folder: Path, *, roles: list[tuple[str, str | None]], more: Callable[[Store], Any]
) -> tuple[float, dict[str, str]]:
    """Four booths and a dozen people, made in a moment; otherwise as the sample is."""
    shift_s = datetime.fromisoformat(MORNING).timestamp() - time.time()
    store = Store(folder, clock=wall_clock(shift_s), badge_key=badge_key(folder), synchronous="OFF")
    with closing(store):
        hours = {"name": "박람회", "days": ["2026-10-29", "2026-10-30"], "hours": "10:00-18:00"}
        act_as_system(store, "expo.set_up", **hours)
        for kind, text in FILES.items():
            upload = imports.keep(kind, prepare_file(kind, text.encode()).rows)
            act_as_system(store, "import.apply", kind=kind, upload=upload)
        for number in range(12):
            who = {"name": f"사람{number}", "enterprise": f"곳 {number}", "consent": True}
            act_as_system(store, "visitor.register", **who)
        made = [
            act_as_system(store, "station.add", role=role, **({"booth": at} if at else {}))
            for role, at in roles
        ]
        more(store)
    return shift_s, {str(number): one["station"]["token"] for number, one in enumerate(made)}


def begun_warm(words: Sequence[str], environ: Mapping[str, str], log: IO[bytes] | None) -> Program:
    """Of a process that has read the program already. What it says is read, and kept in the log."""
    process = warm.begin(words, environ)
    for pipe in (process.stdout, process.stderr):
        threading.Thread(target=_keep, args=(pipe, log), daemon=True).start()
    return process


def _keep(pipe: IO[str], log: IO[bytes] | None) -> None:
    for line in pipe:
        if log and not log.closed:
            log.write(line.encode())
            log.flush()


def test_a_short_seed_holds(tmp_path: Path) -> None:
    only = frozenset({"killed while the wifi is cut"})
    options = {"phones": 6, "pause_s": 0.2, "world": small, "begins": begun_warm}
    made = asyncio.run(run.run(tmp_path, "short", minutes=5, most=1, only=only, **options))
    assert held(made)
    assert made.kills["server"] == 1
    assert made.actions["answered"] > 10


@pytest.mark.long
@pytest.mark.parametrize("seed", ["one", "two"])
def test_minutes_of_faults_hold(tmp_path: Path, seed: str) -> None:
    assert held(asyncio.run(run.run(tmp_path, seed, minutes=3)))


def test_a_seed_is_a_plan() -> None:
    def drawn(seed: str) -> list[tuple[str, float]]:
        return [(one.fault.name, one.draw.random()) for one in islice(faults.plan(seed, is_able=True), 30)]

    assert drawn("a") == drawn("a") != drawn("b")
    names = {one.fault.name for one in islice(faults.plan("a", is_able=False), 200)}
    assert not names & {one.name for one in faults.FAULTS if one.needs_machine}


def test_a_machine_has_its_clock_moved_its_disk_slow_and_full(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine")
    assert machine.is_able, "no C compiler"

    def says(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], env=machine.environ, cwd=tmp_path, capture_output=True, text=True
        )
        return done.stdout.strip() or done.stderr.strip().splitlines()[-1]

    usual = float(says(CLOCK))
    machine.set_clock(-7200)
    assert -7210 < float(says(CLOCK)) - usual < -7100
    machine.slow_down(120)
    assert float(says(WRITES + "print(time.monotonic() - began)")) >= 0.12
    machine.slow_down(0)
    machine.fill(True)
    assert "No space left" in says(WRITES)
    machine.fill(False)
    assert says(WRITES + "print('written')") == "written"


def test_a_hall_is_shown_as_its_page_puts_it_together() -> None:
    def hall(**waiting: int) -> dict[str, object]:
        return {
            "booths": [
                {
                    "number": number,
                    "state": "open",
                    "waiting": count,
                    "called": [],
                    "serving": [],
                    "wait_min": [count, 9],
                }
                for number, count in waiting.items()
            ]
        }

    now = merged("board:hall", hall(A01=1, A02=2), hall(A02=5))
    assert essence("board:hall", now) == essence("board:hall", hall(A01=1, A02=5))
    assert essence("board:hall", now) != essence("board:hall", hall(A01=1, A02=2))
