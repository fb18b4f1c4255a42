"""What is done to the square, and how often: a table, and the plan that a seed draws from it."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.demo.sample import facts
from kiosk.expo.square.days import at_local
from tools.chaos.network import Portal, Weather
from tools.chaos.second import IS_KNOWN, kill_all
from tools.chaos.square import Square
from tools.chaos.wire import Unreachable, ask, get

HOUR_S = 3600
TAKEN_OVER_S = 60
ZONE = "Asia/Seoul"
FILES = ("backup", "export", "report")
PORTALS: tuple[Portal, ...] = ("page", "redirect", "json", "certificate")

Act = Callable[[Square, random.Random], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """`does` it and ends it; `weight`: how often, among the others; `needs_machine`: only where shim.c could be compiled;
    `needs_copy`: only where the program copies itself."""

    does: Act
    weight: float
    needs_machine: bool = False
    needs_copy: bool = False

    @property
    def name(self) -> str:
        return self.does.__name__.replace("_", " ")

    def can(self, is_able: bool) -> bool:
        """Whether it can be done, on a machine that is able of much or of nothing."""
        return (is_able or not self.needs_machine) and (IS_KNOWN or not self.needs_copy)


class Planned(NamedTuple):
    fault: Fault
    draw: random.Random


def plan(seed: str, *, is_able: bool, only: frozenset[str] = frozenset()) -> Iterator[Planned]:
    """Faults without end, the same for the same seed."""
    able = [fault for fault in FAULTS if fault.can(is_able) and (not only or fault.name in only)]
    draw = random.Random(f"{seed} plan")
    weights = [fault.weight for fault in able]
    number = 0
    while True:
        number += 1
        [fault] = draw.choices(able, weights)
        yield Planned(fault, random.Random(f"{seed} fault {number}"))


# Killed.


async def killed(square: Square, draw: random.Random) -> None:
    """The server, in the middle of whatever it does."""
    await asyncio.sleep(draw.uniform(0, 1))
    await square.kill()


async def killed_while_starting(square: Square, draw: random.Random) -> None:
    """And again while it starts, as somebody does who thinks that it hangs."""
    square.laptop.kill()
    square.kills["server"] += 1
    starting = asyncio.create_task(square.laptop.start())
    await asyncio.sleep(draw.uniform(0.05, 2.5))
    starting.cancel()
    with suppress(asyncio.CancelledError):
        await starting
    await square.kill()


async def killed_on_a_slow_disk(square: Square, draw: random.Random) -> None:
    square.machine.slow_down(20)
    await asyncio.sleep(draw.uniform(1, 3))
    await square.kill()
    square.machine.slow_down(0)


async def killed_on_a_full_disk(square: Square, draw: random.Random) -> None:
    """Somebody makes room, then it is started again."""
    square.machine.fill(True)
    await asyncio.sleep(draw.uniform(0.5, 2))
    square.laptop.kill()
    square.kills["server"] += 1
    square.machine.fill(False)
    square.took.append(await square.laptop.start())


async def a_file_is_killed_in_the_making(square: Square, draw: random.Random) -> None:
    """What an organiser asked for: the process that makes it, not the server."""
    before = {pid for pid, _ in square.laptop.children()}
    what = draw.choice(FILES)
    token = square.stations[-1].outbox.token
    fields = {"what": what, "contacts": False, "file_lang": "ko"}
    with suppress(Unreachable):
        await ask(square.door, "POST", "/organiser/files.json", token, fields)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if made := [(pid, line) for pid, line in square.laptop.children() if pid not in before]:
            await asyncio.sleep(draw.uniform(0, 1.5))
            for pid, _ in made:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    square.kills["making of a file"] += 1
            return
        await asyncio.sleep(0.05)


async def a_word_is_killed_beside_the_server(square: Square, draw: random.Random) -> None:
    """Of the command line: it writes into the same database, or reads all of it."""
    number = draw.getrandbits(32)
    words = draw.choice(
        (
            ["backup", str(square.folder / f"backup-{number}.db")],
            ["export", str(square.folder / f"export-{number}")],
            ["station", "add", "--role", "board", "--json"],
        )
    )
    process = square.laptop.begin(*words)
    await asyncio.sleep(draw.uniform(0.2, 2.5))
    process.send_signal(signal.SIGKILL)
    await asyncio.to_thread(process.wait)
    square.kills[f"kiosk {words[0]}"] += 1


# Stopped, slow, full.


async def stopped(square: Square, draw: random.Random) -> None:
    """The server stands still, as when a laptop's lid is closed."""
    os.kill(square.laptop.pid, signal.SIGSTOP)
    await asyncio.sleep(draw.uniform(2, 12))
    os.kill(square.laptop.pid, signal.SIGCONT)


async def a_slow_disk(square: Square, draw: random.Random) -> None:
    square.machine.slow_down(20)
    await asyncio.sleep(draw.uniform(5, 10))
    square.machine.slow_down(0)


async def a_full_disk(square: Square, draw: random.Random) -> None:
    """Nothing can be written and everything can be read."""
    square.machine.fill(True)
    await asyncio.sleep(draw.uniform(2, 8))
    readable = await get(square.laptop.port, "/healthz")
    square.machine.fill(False)
    square.invariants.note("a full disk is read", [] if readable.status == 200 else [readable.text[:200]])


# Clocks.


async def the_clock_jumps(square: Square, draw: random.Random) -> None:
    """The laptop's, two hours either way and back, while it serves."""
    square.machine.set_clock(square.machine.clock_s + draw.choice((-2, 2)) * HOUR_S)
    await asyncio.sleep(draw.uniform(3, 8))
    square.machine.set_clock(square.base_clock_s)


async def the_clock_jumps_at_a_restart(square: Square, draw: random.Random) -> None:
    square.machine.set_clock(square.base_clock_s + draw.choice((-2, 2)) * HOUR_S)
    await square.kill()
    await asyncio.sleep(draw.uniform(1, 4))
    square.machine.set_clock(square.base_clock_s)


async def tablets_clocks_jump(square: Square, draw: random.Random) -> None:
    for one in square.stations:
        one.outbox.skew_s = draw.choice((-2, 0, 2)) * HOUR_S
    square.air["tablets"].become(Weather(is_cut=True))
    await asyncio.sleep(draw.uniform(2, 5))
    square.air["tablets"].become(Weather())


# The Wi-Fi.


async def the_wifi_flaps(square: Square, draw: random.Random) -> None:
    for _ in range(draw.randint(2, 5)):
        points = draw.sample(sorted(square.air), draw.randint(1, 2))
        for name in points:
            square.air[name].become(Weather(is_cut=True))
        await asyncio.sleep(draw.uniform(0.2, 2))
        for name in points:
            square.air[name].become(Weather())
        await asyncio.sleep(draw.uniform(0.2, 1.5))


async def the_wifi_is_bad(square: Square, draw: random.Random) -> None:
    """Slow, and one piece in fifty breaks its connection."""
    for point in square.air.values():
        point.become(Weather(delay_s=draw.uniform(0.1, 0.6), lost=0.02))
    await asyncio.sleep(draw.uniform(4, 10))
    for point in square.air.values():
        point.become(Weather())


async def the_wifi_falls_silent(square: Square, draw: random.Random) -> None:
    """Nothing passes, and nobody is told that the connection has ended."""
    name = draw.choice(sorted(square.air))
    square.air[name].become(Weather(is_silent=True))
    await asyncio.sleep(draw.uniform(3, 20))
    square.air[name].become(Weather())


async def killed_while_the_wifi_is_cut(square: Square, draw: random.Random) -> None:
    square.air["tablets"].become(Weather(is_cut=True))
    await asyncio.sleep(draw.uniform(0.5, 4))
    await square.kill()
    square.air["tablets"].become(Weather())


async def somebody_else_answers(square: Square, draw: random.Random) -> None:
    """A login page, a redirect, JSON that looks right, another certificate."""
    square.air["tablets"].become(Weather(portal=draw.choice(PORTALS)))
    square.air["phones"].become(Weather(portal=draw.choice(PORTALS)))
    await asyncio.sleep(draw.uniform(3, 8))
    for point in square.air.values():
        point.become(Weather())


async def tablets_sleep(square: Square, draw: random.Random) -> None:
    """Half of the screens, for what their clock says are ten minutes."""
    asleep = draw.sample(square.screens, len(square.screens) // 2)
    for one in asleep:
        one.is_asleep = True
    await asyncio.sleep(draw.uniform(2, 5))
    square.machine.set_clock(square.base_clock_s + 600)
    await asyncio.sleep(draw.uniform(2, 25))
    for one in asleep:
        one.is_asleep = False
    square.machine.set_clock(square.base_clock_s)


async def the_printer_is_off(square: Square, draw: random.Random) -> None:
    square.printers.become(Weather(is_cut=True))
    await asyncio.sleep(draw.uniform(2, 8))
    square.printers.become(Weather())


# The copy, and the second laptop.


async def the_copying_is_killed(square: Square, draw: random.Random) -> None:
    """It is begun anew, and comes up with what there is."""
    assert square.second
    square.kills["litestream"] += kill_all(square.second.copiers())
    await _copied(square, "killed")


async def the_stick_is_pulled_out(square: Square, draw: random.Random) -> None:
    """And put back: nobody waits for it meanwhile."""
    assert square.second
    square.second.pull_out()
    await asyncio.sleep(draw.uniform(2, 10))
    square.second.put_back()
    await _copied(square, "pulled out")


async def _copied(square: Square, why: str) -> None:
    assert square.second
    said = await square.second.is_whole()
    square.invariants.note("the copy comes up with what there is", [f"{why}: {said}"] if said else [])


async def the_laptop_is_lost(square: Square, draw: random.Random) -> None:
    """It falls off its table amid the crowd, at times with the tablets' Wi-Fi; the second goes on in its place. Most times the
    stick was pulled out seconds before: then only the second's own record, or where none followed the tablets', has the rest."""
    second = square.second
    assert second
    await second.prepare()
    said = await second.is_whole()
    square.invariants.note("the copy comes up with what there is", [said] if said else [])
    if follows := draw.random() < 0.6:
        await second.follow()
    if is_old := draw.random() < 0.7:
        second.pull_out()
    await asyncio.sleep(draw.uniform(1, 5))
    if is_cut := draw.random() < 0.5:
        square.air["tablets"].become(Weather(is_cut=True))
        await asyncio.sleep(draw.uniform(0, 2))
    copiers = second.copiers()
    square.laptop.kill()
    square.kills["server, with its laptop"] += 1
    square.kills["litestream"] += kill_all(copiers)
    if is_old:
        second.put_back()
    took_s = await second.take_over()
    square.taken_over.append(took_s)
    square.move_to(second.laptop)
    square.invariants.laptops_lost += 1
    if is_cut:
        square.air["tablets"].become(Weather())
    late = [f"{took_s:.0f} s, followed: {follows}"] if took_s > TAKEN_OVER_S else []
    square.invariants.note("the second laptop is up within a minute", late)


# Once, in the middle.


async def a_day_ends(square: Square, draw: random.Random) -> None:
    """Closing time with a crowd in the hall; the server dies while it closes, and the second day begins."""
    closes, opens = at_local(facts.EXPO_DAYS[0], "18:00", ZONE), at_local(facts.EXPO_DAYS[1], "10:00", ZONE)
    await _move_to(square, closes / 1000 - 5)
    await asyncio.sleep(draw.uniform(4, 7))
    await square.kill()
    await asyncio.sleep(3)
    await _move_to(square, opens / 1000 + 5)
    square.crowd.begin_day()


async def _move_to(square: Square, moment_s: float) -> None:
    """The expo's clock, by a restart where the machine's can't be moved."""
    if square.machine.is_able:
        square.base_clock_s = moment_s - time.time() - square.laptop.shift_s
        square.machine.set_clock(square.base_clock_s)
    else:
        square.laptop.shift_s = moment_s - time.time()
        await square.kill()


FAULTS: tuple[Fault, ...] = (
    Fault(killed, 50),
    Fault(killed_while_starting, 6),
    Fault(killed_on_a_slow_disk, 5, needs_machine=True),
    Fault(killed_on_a_full_disk, 5, needs_machine=True),
    Fault(killed_while_the_wifi_is_cut, 6),
    Fault(a_file_is_killed_in_the_making, 4),
    Fault(a_word_is_killed_beside_the_server, 5),
    Fault(stopped, 4),
    Fault(a_slow_disk, 3, needs_machine=True),
    Fault(a_full_disk, 4, needs_machine=True),
    Fault(the_clock_jumps, 4, needs_machine=True),
    Fault(the_clock_jumps_at_a_restart, 3, needs_machine=True),
    Fault(tablets_clocks_jump, 2),
    Fault(the_wifi_flaps, 4),
    Fault(the_wifi_is_bad, 3),
    Fault(the_wifi_falls_silent, 3),
    Fault(somebody_else_answers, 4),
    Fault(tablets_sleep, 3, needs_machine=True),
    Fault(the_printer_is_off, 3),
    Fault(the_copying_is_killed, 5, needs_copy=True),
    Fault(the_stick_is_pulled_out, 2, needs_copy=True),
)
DAY_END, LOST = Fault(a_day_ends, 0), Fault(the_laptop_is_lost, 0, needs_copy=True)
