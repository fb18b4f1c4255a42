"""Two expo days on a clock that runs sixty times as fast: what the server holds must not grow with the hours."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import linear_regression, median
from zoneinfo import ZoneInfo

from benchmarks.load import cpu_s, make_sample
from kiosk.demo.sample import facts
from kiosk.demo.sample.make import make
from kiosk.expo.square.days import at_local
from kiosk.live.publish import CLOCK_S, LOOKS
from tools.chaos.laptop import Resources
from tools.chaos.square import RIGHT_S, Role, Square, opened

ZONE = "Asia/Seoul"
OPENS, CLOSES = facts.EXPO_HOURS
SAMPLE_S = 5.0
HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Size:
    """So many of each; every booth of the sample has a tablet, and each desk and kiosk is one of the stations."""

    visitors: int = 300
    stations: int = 60
    phones: int = 500
    boards: int = 12

    @property
    def roles(self) -> tuple[Role, ...]:
        booths = [row["부스번호"] for row in make().agencies]
        beside: list[Role] = [("organiser", None), ("stage", None), ("desk", None), ("kiosk", None)]
        staffed = max(1, min(len(booths), self.stations - len(beside)))
        more = self.stations - staffed - len(beside)
        others: list[Role] = [
            ("desk", None) if number % 3 == 2 else ("kiosk", None) for number in range(more)
        ]
        return (*beside, *others, *(("booth", booth) for booth in booths[:staffed]))


@dataclass(frozen=True)
class Sample:
    """At a moment of the expo's clock (ms): what is held, and what was done until then."""

    at: int
    day: int
    held: Resources
    actions: int
    cpu_s: float


@dataclass(frozen=True)
class Judged:
    """A figure of both days, and whether it is flat: `rule` says what that means for it."""

    name: str
    unit: str
    first: float
    second: float
    an_hour: float
    is_flat: bool
    rule: str


@dataclass(frozen=True)
class Soaked:
    seed: str
    rate: float
    size: Size
    minutes: float
    actions: int
    judged: list[Judged]
    broken: dict[str, list[str]]
    samples: list[Sample]

    @property
    def holds(self) -> bool:
        return not self.broken and all(one.is_flat for one in self.judged)

    def as_json(self) -> str:
        return json.dumps(asdict(self) | {"holds": self.holds}, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        size = self.size
        lines = [
            f"seed {self.seed}: two days at {self.rate:g} times the clock in {self.minutes:.1f} minutes,"
            f" {size.visitors} visitors, {size.stations} stations, {size.phones} phones, {self.actions:,} actions",
            "",
            f"{'':36}{'first day':>11}{'second day':>12}{'an hour':>10}",
        ]
        for one in self.judged:
            said = "flat" if one.is_flat else "GROWS"
            lines.append(
                f"{one.name + ' (' + one.unit + ')':36}{one.first:11.2f}{one.second:12.2f}{one.an_hour:+10.2f}  {said}: {one.rule}"
            )
        for name, found in self.broken.items():
            lines += ["", f"BROKEN  {name}", *(f"  {one[:300]}" for one in found[:10])]
        return "\n".join(lines)


async def soak(
    folder: Path,
    seed: str,
    *,
    rate: float = 60,
    size: Size | None = None,
    hours: tuple[str, str] = (OPENS, CLOSES),
    say: Callable[[str], None] = lambda line: None,
) -> Soaked:
    """Both days between these hours, in an empty folder. The night is skipped where the machine's clock can be moved."""
    size, began = size or Size(), time.monotonic()
    since = datetime.now(UTC)
    async with opened(
        folder,
        seed,
        roles=size.roles,
        visitors=size.visitors,
        phones=size.phones,
        boards=size.boards,
        pause_s=120 / rate,
        meeting_s=(300 / rate, 900 / rate),
        has_second=False,
        environ={"KIOSK_CLOCK_RATE": f"{rate:g}", "KIOSK_CLOCK_SINCE": since.isoformat()},
        world=partial(make_sample, clock=hours[0]),
    ) as square:
        clock = partial(_clock, square, since.timestamp(), rate)
        # Who is first where an appointment comes due is looked at in turns, by seconds of the laptop: of this clock, a quarter of an hour.
        square.right_s, square.stands_still = RIGHT_S + CLOCK_S * LOOKS, False
        samples: list[Sample] = []
        for day in (0, 1):
            await _move_to(square, clock, rate, at_local(facts.EXPO_DAYS[day], hours[0], ZONE))
            square.crowd.begin_day()
            await _live(square, clock, day, at_local(facts.EXPO_DAYS[day], hours[1], ZONE), samples, say)
            await square.look(f"day {day + 1}", time.monotonic())
        found = {name: list(broken) for name, broken in square.invariants.broken.items() if broken}
        minutes = (time.monotonic() - began) / 60
        return Soaked(
            *(seed, rate, size, minutes, len(square.ledger.answered), judged(samples), found, samples)
        )


def _clock(square: Square, since_s: float, rate: float) -> int:
    """The expo's clock (ms), as the server reckons it."""
    passed_s = time.time() + square.machine.clock_s - since_s
    return round((since_s + passed_s * rate + square.laptop.shift_s) * 1000)


async def _move_to(square: Square, clock: Callable[[], int], rate: float, moment: int) -> None:
    """Until then nothing happens: the machine's clock is set ahead, else it is waited for."""
    ahead_s = (moment - clock()) / 1000 / rate
    if ahead_s > 60 and square.machine.is_able:
        square.machine.set_clock(square.machine.clock_s + ahead_s)
        square.base_clock_s = square.machine.clock_s
    elif ahead_s > 0:
        await asyncio.sleep(ahead_s)


async def _live(
    square: Square,
    clock: Callable[[], int],
    day: int,
    until: int,
    samples: list[Sample],
    say: Callable[[str], None],
) -> None:
    while (now := clock()) < until:
        held = await asyncio.to_thread(square.laptop.resources)
        one = Sample(now, day, held, len(square.ledger.answered), cpu_s(square.laptop.pid))
        samples.append(one)
        if len(samples) % 12 == 1:
            shown = datetime.fromtimestamp(now / 1000, ZoneInfo(ZONE)).strftime("%m-%d %H:%M")
            say(
                f"{shown}  {held.memory_mb:6.1f} MB, {held.handles} handles, {held.threads} threads,"
                f" database {held.database_mb:.1f} + {held.wal_mb:.1f} MB, log {held.log_kb:.0f} KB, {one.actions:,} actions"
            )
        await asyncio.sleep(SAMPLE_S)


def judged(samples: Sequence[Sample]) -> list[Judged]:
    """Each figure of the second day beside the first's, over the later two thirds of each day: by then everybody is in, and
    what is kept is kept. `an_hour`: the slope of a line through the second day's, for an hour of the expo's clock."""
    days = [_later([one for one in samples if one.day == day]) for day in (0, 1)]
    made = []
    for name, unit, field, may, least in (
        ("memory of its own", "MB", "memory_mb", 0.10, 8.0),
        # Each thread of the loop's pool opens a connection, three files, when it is first needed.
        ("open files and sockets", "count", "handles", 0.02, 30.0),
        ("threads", "count", "threads", 0.05, 5.0),
        ("files in the data folder", "count", "files", 0.05, 5.0),
        ("write-ahead log", "MB", "wal_mb", 0.10, 4.0),
    ):
        first, second = (median(_held(one, field) for one in day) for day in days)
        slope = _an_hour(days[1], partial(_held, field=field))
        is_flat = second - first <= max(first * may, least) and slope <= max(second * may / 3, least / 3)
        made.append(Judged(name, unit, first, second, slope, is_flat, f"at most {may:.0%} or {least:g} more"))
    for name, unit, field in (("database", "KB an action", "database_mb"), ("log", "KB an hour", "log_kb")):
        made.append(_grown(name, unit, field, days))
    first, second = (_each(day, lambda one: one.cpu_s, lambda one: one.actions) * 1000 for day in days)
    made.append(
        Judged(
            *("processor", "ms an action", first, second, 0.0),
            second <= first * 1.3,
            "at most 30% more",
        )
    )
    return made


def _grown(name: str, unit: str, field: str, days: Sequence[Sequence[Sample]]) -> Judged:
    """What may grow with what is done, or with the hours, and no faster."""
    by = (lambda one: one.actions) if "action" in unit else (lambda one: one.at / HOUR_MS)
    scale = 1000 if field == "database_mb" else 1
    first, second = (_each(day, partial(_held, field=field), by) * scale for day in days)
    slope = _an_hour(days[1], partial(_held, field=field))
    return Judged(
        name, unit, first, second, slope, second <= max(first * 1.3, 50), "at most 30% more, or 50 KB"
    )


def _held(one: Sample, field: str) -> float:
    return float(getattr(one.held, field))


def _later(day: Sequence[Sample]) -> Sequence[Sample]:
    return day[len(day) // 3 :]


def _each(day: Sequence[Sample], value: Callable[[Sample], float], by: Callable[[Sample], float]) -> float:
    passed = by(day[-1]) - by(day[0])
    return (value(day[-1]) - value(day[0])) / passed if passed else 0.0


def _an_hour(day: Sequence[Sample], value: Callable[[Sample], float]) -> float:
    if len(day) < 2:
        return 0.0
    return linear_regression([one.at / HOUR_MS for one in day], [value(one) for one in day]).slope
