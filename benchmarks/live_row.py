"""One row of benchmarks/live.py: a fresh server, its watchers, the taps, and what came of them."""

import argparse
import atexit
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import arrivals, node_hall
from benchmarks.deeds import MIX, Deed, Floor, Stations
from benchmarks.hall import BOARDS, ROLES, Hall, boards, make_hall, phones, stations
from benchmarks.load import Client, Server, busy_s, quantile_ms
from benchmarks.watchers import Report, Watcher, Watchers
from tests.socket_client import Client as Socket

NODE_SOCKETS = 1000
FRESH_WITHIN_S = 120
DRAINED_WITHIN_S = 40
SILENT_S = 5
SETTLE_S = 2.0
QUIET_CORES = 0.5
ASK_EVERY_S = 0.005

Figures = dict[str, Any]


class Row(NamedTuple):
    """One line's hall."""

    name: str
    phones: int = 0
    places: int = 1
    hall: int = 0
    module: str = "kiosk"

    @classmethod
    def of(cls, name: str) -> "Row":
        named = {
            "alone": cls(name),
            "hall": cls(name, hall=1000),
            "slow": cls(name, phones=500, module="benchmarks.slow_disk"),
            "node": cls(name, phones=NODE_SOCKETS - BOARDS - len(ROLES)),
        }
        count, _, places = name.partition("x")
        return named.get(name) or cls(name, phones=int(count), places=int(places or 1))


def measure(row: Row, rate: float, asked: argparse.Namespace, seed: int) -> list[Figures]:
    """One run of a row: its figures, and the Node server's where it is asked for."""
    with _hall(row, asked) as (hall, server):
        near = stations(hall) + boards(BOARDS + row.hall)
        far = phones(hall, row.phones, places=_tells_places(server.port))
        everybody = near + far
        with _watching(server.port, near, far) as audience:
            joined_s = _join(audience, len(everybody))
            _await_quiet(asked.patience)
            before_s = server.cpu_s()
            deeds, reports, figures = _drive(server, hall, audience, rate, asked.seconds, seed)
            found = _awaited(hall.folder, deeds, audience, reports, everybody)
            figures |= {"row": row.name, "rate": rate, "joined": round(joined_s, 1)} | _shown(found)
            figures["ms"] = round(server.spent_ms(before_s, len(deeds)), 1)
            figures["KB"] = round(figures["KB"] + sum(one.received for one in reports) / len(deeds) / 1000)
            figures["stall"] = _longest_stall_ms(server.port, asked.idle)
            figures["again"] = _again(server, audience, len(everybody)) if asked.kill else None
    if row.name != "node":
        return [figures]
    seen = [one for report in reports for one in report.seen]
    played = node_hall.play(node_hall.script_of(deeds, seen), node_hall.held(everybody, seen))
    return [figures, *([{"row": "(socket.io)", "rate": rate} | _node_figures(played)] if played else [])]


@contextmanager
def _hall(row: Row, asked: argparse.Namespace) -> Iterator[tuple[Hall, Server]]:
    with tempfile.TemporaryDirectory() as name:
        hall = _made(row.phones, row.places, _coming(asked)).copied(Path(name))
        server = Server(hall.folder, hall.shift_s, hall.tokens, row.module)
        server.start()
        try:
            yield hall, server
        finally:
            server.stop()


@cache
def _made(people: int, places: int, coming: int) -> Hall:
    """Once for all runs and rates: six thousand places take a while."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    return make_hall(folder, people=people, places=places, coming=coming)


def _coming(asked: argparse.Namespace) -> int:
    """More than will check in, since what else is drawn may not be possible."""
    taps: float = max(asked.rate) * asked.seconds
    return round(taps * MIX["check_in"] * 1.5) + 20


@contextmanager
def _watching(port: int, *groups: list[Watcher]) -> Iterator[list[Watchers]]:
    """A process for each group that has anybody."""
    audience = [Watchers(port, group) for group in groups if group]
    try:
        yield audience
    finally:
        for one in audience:
            one.close()


def _await_quiet(within_s: float) -> None:
    """Until this machine has little else to do, the server's own settling included."""
    until = time.monotonic() + within_s
    busy = QUIET_CORES
    while busy >= QUIET_CORES:
        before, began = busy_s(), time.monotonic()
        time.sleep(SETTLE_S)
        busy = (busy_s() - before) / (time.monotonic() - began)
        if time.monotonic() > until:
            return


def _tells_places(port: int) -> bool:
    """Whether this version of the product has the topic `places:<booth>` for all who wait there."""
    one = Socket(port).join()
    one.send_text('420["join",{"topic":"places:A01","lang":"ko"}]')
    while not (said := one.text()).startswith("430"):
        pass
    one.close()
    tells: bool = json.loads(said[3:])[0]["ok"]
    return tells


def _join(audience: list[Watchers], count: int) -> float:
    """Everybody connects at once; seconds until the last is shown something."""
    began = time.monotonic()
    for one in audience:
        one.connect()
    return _fresh(audience, count)[-1] - began


def _fresh(audience: list[Watchers], count: int) -> list[float]:
    """When each had what it watches, in order; who had not in time counts as never."""
    found = sorted(when for one in audience for when in one.wait_until_fresh(FRESH_WITHIN_S))
    return found + [inf] * (count - len(found))


def _drive(
    server: Server, hall: Hall, audience: list[Watchers], rate: float, seconds: float, seed: int
) -> tuple[list[Deed], list[Report], Figures]:
    """The taps, and what they cost until the last was answered."""
    hands = Stations(server.port, hall.tokens)
    for one in audience:
        one.report()
    meter = Meter(server)
    deeds = hands.drive(Floor(hall, seed), rate, seconds, seed)
    reports = [one.report() for one in audience]
    figures = meter.read(reports)
    hands.close()
    answered = sorted(deed.answered - deed.due for deed in deeds if deed.answered)
    figures |= {
        "taps": len(deeds),
        "refused": sum(deed.status not in (0, 200) for deed in deeds),
        "unanswered": sum(deed.answered is None for deed in deeds),
        "answer": _spread(answered),
        "MB": round(server.memory_mb()),
        "KB": hands.received / 1000 / len(deeds),
    }
    return deeds, reports, figures


class Meter:
    """Cores that were busy since it was made: the server's, ours and everybody else's."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._before = self._now()

    def read(self, reports: list[Report]) -> Figures:
        took_s, own_s, all_s, server_s = (
            now - then for now, then in zip(self._now(), self._before, strict=True)
        )
        own_s += sum(report.cpu_s for report in reports)
        return {
            "server": round(server_s / took_s, 2),
            "clients": round(own_s / took_s, 2),
            "others": round(max(0.0, all_s - own_s - server_s) / took_s, 2),
            "lag": round(max(report.longest_s for report in reports) * 1000, 1),
        }

    def _now(self) -> tuple[float, ...]:
        return time.monotonic(), time.process_time(), busy_s(), self._server.cpu_s()


def _awaited(
    folder: Path, deeds: list[Deed], audience: list[Watchers], reports: list[Report], watchers: list[Watcher]
) -> arrivals.Delays:
    """When all was shown. What comes after the last tap joins `reports`, until nothing is awaited or it is too late."""
    until = time.monotonic() + DRAINED_WITHIN_S
    while True:
        time.sleep(1)
        reports += [one.report() for one in audience]
        seen = [one for report in reports for one in report.seen]
        found = arrivals.delays(folder, deeds, seen, watchers)
        silent_s = time.monotonic() - max((one.when for one in seen), default=0.0)
        if not found.missed or silent_s > SILENT_S or time.monotonic() > until:
            return found


def _shown(found: arrivals.Delays) -> Figures:
    kinds = {kind: sorted(getattr(found, kind)) for kind in ("board", "phone", "called", "tablet")}
    got, missed = sum(map(len, kinds.values())), sum(found.missed.values())
    figures: Figures = {kind: _spread(took) for kind, took in kinds.items()}
    return figures | {
        "missed": round(1000 * missed / max(1, got + missed), 1),
        "missed_of": dict(found.missed),
    }


def _longest_stall_ms(port: int, seconds: float) -> float | None:
    """The longest that /healthz took while nobody did anything."""
    if not seconds:
        return None
    client, longest = Client(port, "none"), 0.0
    until = time.monotonic() + seconds
    while (began := time.monotonic()) < until:
        client.get("/healthz")
        longest = max(longest, time.monotonic() - began)
        time.sleep(ASK_EVERY_S)
    client.close()
    return round(longest * 1000)


def _again(server: Server, audience: list[Watchers], count: int) -> list[float]:
    """Seconds from a kill -9 until the server was ready, nine in ten watchers had a fresh screen, and all."""
    for one in audience:
        one.expect_end()
    killed = time.monotonic()
    server.kill()
    server.start()
    ready_s = time.monotonic() - killed
    fresh = [when - killed for when in _fresh(audience, count)]
    return [round(ready_s, 1), round(fresh[int(len(fresh) * 0.9)], 1), round(fresh[-1], 1)]


def _node_figures(played: dict[str, Any]) -> Figures:
    spreads = {kind: _spread(sorted(played[kind])) for kind in ("board", "phone", "answer")}
    return spreads | {"server": round(played["cpu"], 2), "messages": played["messages"]}


def _spread(ordered: list[float]) -> list[float] | None:
    """P50, P99 and the most, in ms."""
    if not ordered:
        return None
    return [
        round(ms, 1) for ms in (quantile_ms(ordered, 0.5), quantile_ms(ordered, 0.99), ordered[-1] * 1000)
    ]
