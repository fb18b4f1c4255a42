"""A run: faults one after another, and after each a look at what must hold."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.chaos import faults
from tools.chaos.laptop import NotStarted
from tools.chaos.report import Report, report
from tools.chaos.square import Square, opened

LULL_S = (0.5, 2.5)  # between two faults people act undisturbed


async def run(
    folder: Path,
    seed: str,
    *,
    minutes: float,
    most: int = 1_000_000,
    only: frozenset[str] = frozenset(),
    say: Callable[[str], None] = lambda line: None,
    **options: Any,
) -> Report:
    """So many minutes of faults, `most` of them, in an empty folder; `options` are those of `opened`."""
    async with opened(folder, seed, **options) as square:
        done: Counter[str] = Counter()
        began, ends = time.monotonic(), time.monotonic() + minutes * 60
        left_out = [one.name for one in faults.FAULTS if not one.can(square.machine.is_able)]
        await asyncio.sleep(1)
        await square.look("the beginning", time.monotonic())
        has_ended = bool(only) or minutes < 1
        for planned in faults.plan(seed, is_able=square.machine.is_able, only=only):
            if time.monotonic() >= ends or sum(done.values()) >= most:
                break
            await asyncio.sleep(planned.draw.uniform(*LULL_S))
            fault = planned.fault
            if not has_ended and time.monotonic() > began + minutes * 30:
                fault, has_ended = faults.DAY_END, True
            try:
                await _suffer(square, fault, planned, done, say)
            except NotStarted as error:
                square.invariants.note("the server starts", [f"{fault.name}: {error}"])
                break
        if square.second and minutes >= 1 and not only:
            await _suffer(square, faults.LOST, _lost(seed), done, say)
        return report(square, seed, (time.monotonic() - began) / 60, done, left_out, f"--minutes {minutes:g}")


async def lose_laptops(folder: Path, seed: str, times: int, say: Callable[[str], None]) -> list[Report]:
    """So many expos that each lose their laptop, at another moment each time."""
    made = []
    for number in range(times):
        its = f"{seed}-{number}" if times > 1 else seed
        place = folder / str(number)
        place.mkdir()
        async with opened(place, its, phones=6, boards=2, pause_s=0.6) as square:
            if square.second is None:
                raise NotStarted("this program knows of no second laptop")
            done: Counter[str] = Counter()
            began = time.monotonic()
            await _suffer(square, faults.LOST, _lost(its), done, say)
            made.append(report(square, its, (time.monotonic() - began) / 60, done, [], "--laptops 1"))
    return made


def _lost(seed: str) -> faults.Planned:
    return faults.Planned(faults.LOST, random.Random(f"{seed} lost"))


async def _suffer(
    square: Square,
    fault: faults.Fault,
    planned: faults.Planned,
    done: Counter[str],
    say: Callable[[str], None],
) -> None:
    await fault.does(square, planned.draw)
    done[fault.name] += 1
    before = sum(map(len, square.invariants.broken.values()))
    await square.look(fault.name, time.monotonic())
    found = sum(map(len, square.invariants.broken.values())) - before
    last = square.recoveries[-1]
    say(
        f"{sum(done.values()):4} {fault.name:40} answers {last.answered_s:5.2f} s, screens {last.screens_s:5.2f} s,"
        f" {len(square.ledger.answered):,} actions" + (f"  BROKEN: {found}" if found else "")
    )
