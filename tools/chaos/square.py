"""The expo of a run: the laptop, the Wi-Fi, eight tablets and forty screens; and one look at all of it."""

import asyncio
import random
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Container, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from badges.code import encode
from benchmarks.load import do, make_sample
from kiosk.data.store import Store
from tests.printer import Printer
from tools.chaos import invariants
from tools.chaos.invariants import Invariants
from tools.chaos.laptop import Begin, Laptop, Resources, begin_process
from tools.chaos.machine import Machine
from tools.chaos.network import AccessPoint
from tools.chaos.outbox import Ledger, Outbox, Sent
from tools.chaos.screens import Screen, truth
from tools.chaos.second import IS_KNOWN, Second
from tools.chaos.stations import Crowd, Station
from tools.chaos.wire import Answer, Door, Unreachable, ask, get

Role = tuple[str, str | None]
BOOTHS = ("A01", "A02", "A03", "B01")
ROLES: tuple[Role, ...] = (
    ("kiosk", None),
    ("kiosk", None),
    ("desk", None),
    *(("booth", booth) for booth in BOOTHS),
    ("organiser", None),
)
RIGHT_S = 5.0  # within so many seconds screens show what there is
ANSWERED_S = 60.0  # and so long a tablet may wait for its answers once the server can be reached
PHONES, BOARDS = 26, 6
HANDLES_BESIDE, THREADS_MAX, MEMORY_MAX_MB = 120, 80, 500


@dataclass
class Recovery:
    """Seconds from the end of a fault: until the tablets' actions were answered, until all screens were right."""

    fault: str
    answered_s: float
    screens_s: float


@dataclass
class Square:
    """`kills`: by the process that was killed; `took`: how long the server took to answer again after a kill (s)."""

    folder: Path
    seed: str
    machine: Machine
    laptop: Laptop
    ledger: Ledger
    invariants: Invariants
    crowd: Crowd
    gate: asyncio.Event
    air: dict[str, AccessPoint]
    printer: Printer
    printers: AccessPoint
    roles: tuple[Role, ...]
    tokens: dict[str, str]
    stations: list[Station] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    recoveries: list[Recovery] = field(default_factory=list)
    samples: list[tuple[int, Resources]] = field(default_factory=list)
    second: Second | None = None  # the second laptop, where the program knows of one
    taken_over: list[float] = field(default_factory=list)  # seconds, each
    right_s: float = RIGHT_S
    stands_still: bool = True  # at a look nothing is due by the clock alone: whatever changes then is late
    base_clock_s: float = 0.0  # where the machine's clock is when nothing is wrong with it
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def door(self) -> Door:
        """The laptop's own, without any Wi-Fi."""
        return Door(self.laptop.port)

    async def kill(self, process: str = "server") -> None:
        """The server, at once; then it is started again."""
        self.laptop.kill()
        self.kills[process] += 1
        self.took.append(await self.laptop.start())

    def move_to(self, laptop: Laptop) -> None:
        """The expo goes on at another laptop, which has the first one's name and address."""
        self.laptop.close()
        self.laptop, self.invariants.path = laptop, laptop.folder / "expo.db"
        for point in self.air.values():
            point.lead_to(laptop.port, laptop.tls_port)

    async def look(self, fault: str, ended_at: float) -> None:
        """Let the tablets finish what they have, and look at everything; then they go on."""
        self.gate.clear()
        try:
            await self._answered(fault)
            answered_at = time.monotonic()
            right_at = await self._right(fault, max(answered_at, ended_at))
            self.recoveries.append(Recovery(fault, answered_at - ended_at, right_at - ended_at))
            await asyncio.to_thread(self.invariants.look)
            await self._same_again()
            self._bounded()
        finally:
            self.gate.set()

    async def _answered(self, fault: str) -> None:
        until = time.monotonic() + ANSWERED_S
        while waiting := sum(len(one.outbox.queue) + one.outbox.is_telling for one in self.stations):
            if time.monotonic() > until:
                self.invariants.note(
                    "every action is answered", [f"{fault}: {waiting} wait after {ANSWERED_S:.0f} s"]
                )
                return
            await asyncio.sleep(0.05)
        self.invariants.note("every action is answered", [])

    async def _right(self, fault: str, since: float) -> float:
        """When (time.monotonic) the last screen began to show what there is."""
        while True:
            asked_at = time.monotonic()
            wrong = await self._wrong()
            if not wrong:
                break
            if asked_at > since + self.right_s:
                wrong = await self._wrong(
                    wrong
                )  # of these alone: asking all takes long, and things go on meanwhile
                break
            await asyncio.sleep(0.1)
        right_at = max(since, *(screen.changed_at for screen in self.screens))
        told = [f"{screen} {wrong[screen]}" for screen in wrong]
        found = [f"{fault}: {', '.join(told[:6])} ({len(told)} in all)"] if told else []
        if not wrong and self.stands_still and right_at > since + self.right_s:
            late = [screen.name for screen in self.screens if screen.changed_at > since + self.right_s]
            found = [f"{fault}: {', '.join(late[:6])} after {right_at - since:.1f} s ({len(late)} in all)"]
        self.invariants.note(invariants.SCREENS, found)
        self.invariants.note(invariants.ORDER, [one for screen in self.screens for one in screen.went_back])
        return right_at

    async def _wrong(self, among: Container[str] | None = None) -> dict[str, str]:
        """The screens (of all, or of those named) that show something else than there is, and what."""
        asked = [screen for screen in self.screens if among is None or screen.name in among]
        topics = {topic: screen.token for screen in asked for topic in screen.wanted()}
        try:
            now = await truth(self.door, topics)
        except (Unreachable, PermissionError) as error:
            return {screen.name: f"nobody can tell: {error}" for screen in asked}
        differs = {screen.name: screen.differs(now) for screen in asked}
        return {name: ", ".join(found) for name, found in differs.items() if found}

    async def _same_again(self) -> None:
        """A few answered actions, sent once more."""
        answered = self.ledger.kept
        found = []
        for one in self.crowd.draw.sample(answered, min(4, len(answered))):
            again = await self._once_more(one)
            if again != one.answer:
                found.append(f"{one.verb} {one.action_id}: {one.answer} and then {again}")
        self.invariants.note(invariants.ANSWERS, found)

    async def _once_more(self, one: Sent) -> Answer | None:
        """None where the server gives no answer at all."""
        body = {**one.fields, "action_id": one.action_id}
        for _ in range(3):
            with suppress(Unreachable):
                return await ask(self.door, "POST", f"/actions/{one.verb}", one.token, body)
        return None

    def _bounded(self) -> None:
        held = self.laptop.resources()
        self.samples.append((self.laptop.lives, held))
        handles = len(self.screens) + HANDLES_BESIDE
        found = []
        if held.handles > handles:
            found.append(f"{held.handles} handles, where {handles} should do")
        if held.threads > THREADS_MAX:
            found.append(f"{held.threads} threads")
        if held.memory_mb > MEMORY_MAX_MB:
            found.append(f"{held.memory_mb:.0f} MB")
        self.invariants.note(invariants.ROOM, found)
        self.invariants.note(invariants.LOG, self.laptop.complaints())
        self.invariants.note(invariants.PRINTED, self.invariants.prints(len(self.printer.badges)))

    async def open(self, phones: int, boards: int) -> None:
        """Everybody comes: the server is started, tablets and screens are switched on."""
        self.took.append(await self.laptop.start())
        for one in self.air.values():
            await one.start()
        tls = await self._trust()
        self._set_up_stations(tls)
        self._set_up_screens(phones, boards)
        self.gate.set()
        work = [screen.run() for screen in self.screens]
        work += [one.outbox.run() for one in self.stations]
        work += [one.run() for one in self.stations]
        self._tasks = [asyncio.create_task(one) for one in work]

    async def _trust(self) -> ssl.SSLContext:
        """The expo's own authority, and no other: as a tablet is told to."""
        root = await get(self.laptop.port, "/trust/ca.crt")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(root.body))
        return context

    def _set_up_stations(self, tls: ssl.SSLContext) -> None:
        """Tablets speak HTTPS; every one has its page open."""
        topics = {"organiser": "organiser", "stage": "stage"}
        point = self.air["tablets"]
        for number, ((role, booth), token) in enumerate(zip(self.roles, self.tokens.values(), strict=True)):
            draw = random.Random(f"{self.seed} station {number}")

            def door() -> Door:
                return Door(point.tls_port, tls)

            outbox = Outbox(token, door, self.ledger, self.gate, draw)
            screen = Screen(
                f"{role} {number}",
                (f"booth:{booth}" if booth else topics.get(role, "board:hall"),),
                door,
                draw,
                token,
                is_station=True,
                on_up=outbox.send_now,
                on_down=outbox.lost_touch,
                on_epoch=outbox.heard_epoch,
            )
            station = Station(role, booth, outbox, screen, self.crowd)
            outbox.on_settled = station.settled
            self.stations.append(station)
            self.screens.append(screen)

    def _set_up_screens(self, phones: int, boards: int) -> None:
        point = self.air["phones"]

        def door() -> Door:
            return Door(point.port)

        for number in range(phones):
            topic = f"visitor:{self.crowd.codes[number % len(self.crowd.codes)]}"
            draw = random.Random(f"{self.seed} phone {number}")
            self.screens.append(Screen(f"phone {number}", (topic,), door, draw, follows_places=True))
        shown = ["board:hall", *(f"board:{booth}" for booth in self.crowd.staffed)]
        for number in range(boards):
            draw = random.Random(f"{self.seed} board {number}")
            self.screens.append(Screen(f"board {number}", (shown[number % len(shown)],), door, draw))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for one in (*self.air.values(), self.printers):
            await one.close()
        self.laptop.close()
        if self.second:
            self.second.close()
        self.printer.close()


class World(Protocol):
    """Makes an expo in a folder: with a station of each of these roles, and what `more` does. Gives the shift of its clock (s)
    and the stations' tokens, in their order (benchmarks.load.make_sample)."""

    def __call__(
        self, folder: Path, *, roles: list[Role], more: Callable[[Store], Any]
    ) -> tuple[float, dict[str, str]]: ...


@asynccontextmanager
async def opened(
    folder: Path,
    seed: str,
    *,
    phones: int = PHONES,
    boards: int = BOARDS,
    pause_s: float = 1.2,
    meeting_s: tuple[float, float] = (0.0, 2.0),
    roles: tuple[Role, ...] = ROLES,
    visitors: int = 0,
    environ: Mapping[str, str] | None = None,
    has_second: bool = True,
    world: World = make_sample,
    begins: Begin = begin_process,
) -> AsyncIterator[Square]:
    """A square in an empty folder, everybody there, with `visitors` registered where the world has fewer; closed in the end."""
    machine, printer = Machine(folder / "machine"), Printer()
    paper_port = int(printer.address.rpartition(":")[2])
    printers = AccessPoint(paper_port, paper_port, folder, f"{seed} printers")
    await printers.start()
    staffed = [booth for role, booth in roles if role == "booth" and booth]
    crowd = Crowd([], random.Random(f"{seed} crowd"), staffed, pause_s=pause_s, meeting_s=meeting_s)

    def also(store: Store) -> None:
        made = do(store, "printer.add", name="입구", driver="network", address=f"127.0.0.1:{printers.port}")
        do(store, "printer.use", printer=made["printer"]["id"], station=roles.index(("desk", None)) + 1)
        with store.read() as db:
            there = db.execute("SELECT count(*) AS n FROM visitors").fetchone()["n"]
        for number in range(visitors - there):
            do(store, "visitor.register", name=f"참가자{number}", enterprise=f"기업 {number}", consent=True)
        with store.read() as db:
            people = db.execute("SELECT number, serial FROM visitors ORDER BY id").fetchall()
            booths = db.execute("SELECT number, counters FROM booths ORDER BY number").fetchall()
        crowd.codes += [encode(store.badge_key, row["number"], row["serial"]) for row in people]
        crowd.draw.shuffle(crowd.codes)
        crowd.counters |= {row["number"]: row["counters"] for row in booths}

    data = folder / "data"
    data.mkdir()
    shift_s, tokens = world(data, roles=list(roles), more=also)
    stick = folder / "stick"
    stick.mkdir()
    copies = {"KIOSK_REPLICA": str(stick)} if IS_KNOWN and has_second else {}
    laptop, ledger = Laptop(data, machine, shift_s, {**(environ or {}), **copies}, begins), Ledger()
    ports = laptop.port, laptop.tls_port
    air = {name: AccessPoint(*ports, folder, f"{seed} {name}") for name in ("tablets", "phones")}
    made = Square(
        *(folder, seed, machine, laptop, ledger, Invariants(data / "expo.db", ledger), crowd),
        *(asyncio.Event(), air, printer, printers, roles, tokens),
    )
    if copies:
        made.second = Second.of(folder / "second", laptop, stick)
    try:
        await made.open(phones, boards)
        yield made
    finally:
        await made.close()
