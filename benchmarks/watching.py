"""The process behind benchmarks.watchers: one loop over plain sockets, which reads of a message only what tells which
one it is, so that a thousand watchers cost less than the server's sends to them.

After the end of a connection each comes back as the product's own page does: kiosk/static/js/core/connection.js says
after how long and how far apart, and socket.io-client's rule (`Backoff`) makes a wait of that.
"""

import errno
import heapq
import json
import os
import random
import re
import resource
import select
import socket
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from benchmarks.load import ROOT, cpu_s
from benchmarks.watchers import Report, Seen, Watcher

UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
SHOW = re.compile(rb'42\["show",\{"topic":\s?"([^"]+)",\s?"seq":\s?(\d+)(?:,\s?"began":\s?([\d.]+))?')
SEQ = re.compile(rb'"seq":\s?(\d+)')
BOOTHS = re.compile(rb'"number":\s?"([A-Z]\d\d)"')
LIVE = ("waiting", "called", "serving")
READ_BYTES = 1 << 18


def run(pipe: Any, port: int, watchers: list[Watcher], then: int | None = None) -> None:
    """Watch until killed; the parent asks through `pipe`."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    _Loop(pipe, port, watchers, then).run()


@dataclass(eq=False)
class _Socket:
    """One browser's connection. It is fresh once nothing is left that it joins."""

    watcher: Watcher
    wire: socket.socket = field(default_factory=socket.socket)
    state: str = "away"  # connecting, upgrading, open
    rest: bytes = b""
    joining: dict[int, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    asked: int = 0
    attempts: int = 0
    was_cut: bool = False
    fresh_at: float | None = None

    def send(self, text: str) -> None:
        """One masked frame; the mask is of zeros."""
        data = text.encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        self.wire.send(b"\x81" + size + bytes(4) + data)

    def join(self, topic: str) -> None:
        self.joining[self.asked] = topic
        self.held.add(topic)
        self.send(f"42{self.asked}" + json.dumps(["join", {"topic": topic, "lang": "ko"}]))
        self.asked += 1


class _Loop:
    def __init__(self, pipe: Any, port: int, watchers: list[Watcher], then: int | None) -> None:
        self._pipe, self._port, self._then = pipe, port, then or port
        self._sockets = [_Socket(one) for one in watchers]
        self._open: dict[int, _Socket] = {}
        self._due: list[
            tuple[float, int, _Socket]
        ] = []  # when each connects; the number parts who are due together
        self._count = 0
        self._poll = select.epoll()
        self._poll.register(pipe.fileno(), select.EPOLLIN)
        self._asked_until: float | None = None  # by then the parent wants to know who is fresh
        self._seen: list[Seen] = []
        self._booths: dict[tuple[int, int], tuple[str, ...]] = {}  # one text goes to all hall boards
        self._received, self._longest_s, self._spent_s = 0, 0.0, cpu_s(os.getpid())
        self._backoff = Backoff.of_page()

    def run(self) -> None:
        while True:
            ready = self._poll.poll(self._rest_s())
            began = time.monotonic()
            for number, _ in ready:
                if number == self._pipe.fileno():
                    self._answer(*self._pipe.recv())
                else:
                    self._look(self._open[number])
            self._connect_due()
            self._tell_fresh()
            self._longest_s = max(self._longest_s, time.monotonic() - began)

    def _rest_s(self) -> float:
        until = [one[0] for one in self._due[:1]] + ([self._asked_until] if self._asked_until else [])
        return max(0.0, min(until) - time.monotonic()) if until else -1

    def _answer(self, word: str, within_s: float) -> None:
        if word == "connect":
            for one in self._sockets:
                self._connect_after(one, 0.0)
            self._pipe.send(None)
        elif word == "fresh":
            self._asked_until = time.monotonic() + within_s
        elif word == "stale":
            for one in self._sockets:
                one.fresh_at = None
            self._pipe.send(None)
        else:
            spent_s = cpu_s(os.getpid())
            self._pipe.send(Report(self._seen, self._received, spent_s - self._spent_s, self._longest_s))
            self._seen, self._received, self._longest_s, self._spent_s = [], 0, 0.0, cpu_s(os.getpid())

    def _tell_fresh(self) -> None:
        if self._asked_until is None:
            return
        fresh = [one.fresh_at for one in self._sockets if one.fresh_at]
        if len(fresh) == len(self._sockets) or time.monotonic() >= self._asked_until:
            self._asked_until = None
            self._pipe.send(fresh)

    # Coming and going.

    def _connect_due(self) -> None:
        while self._due and self._due[0][0] <= time.monotonic():
            one = heapq.heappop(self._due)[2]
            one.wire, one.state, one.rest = socket.socket(), "connecting", b""
            one.joining, one.held = {}, set()
            one.wire.setblocking(False)
            one.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            failed = one.wire.connect_ex(("127.0.0.1", self._then if one.was_cut else self._port))
            self._open[one.wire.fileno()] = one
            self._poll.register(one.wire.fileno(), select.EPOLLOUT)
            if failed not in (0, errno.EINPROGRESS):
                self._gone(one)

    def _gone(self, one: _Socket) -> None:
        """It comes back later, each at a time of its own."""
        del self._open[one.wire.fileno()]
        one.wire.close()
        one.state, one.was_cut = "away", True
        wait_ms = self._backoff.wait_ms(one.attempts, random.random())
        one.attempts += 1
        self._connect_after(one, wait_ms / 1000)

    def _connect_after(self, one: _Socket, seconds: float) -> None:
        self._count += 1
        heapq.heappush(self._due, (time.monotonic() + seconds, self._count, one))

    def _look(self, one: _Socket) -> None:
        try:
            if one.state == "connecting":
                one.wire.send(UPGRADE)
                one.state = "upgrading"
                self._poll.modify(one.wire.fileno(), select.EPOLLIN)
                return
            data = one.wire.recv(READ_BYTES)
        except OSError:
            data = b""
        when = time.monotonic()
        self._received += len(data)
        try:
            if data:
                self._take(one, one.rest + data if one.rest else data, when)
        except OSError:
            data = b""
        if not data:
            self._gone(one)

    # What is said.

    def _take(self, one: _Socket, data: bytes, when: float) -> None:
        if one.state == "upgrading":
            head, found, after = data.partition(b"\r\n\r\n")
            one.rest = data
            if not found:
                return
            if b" 101 " not in head[:20]:
                raise OSError(head[:60])
            one.state, data = "open", after
        at = 0
        while (frame := _frame(data, at)) is not None:
            start, at = frame
            self._hear(one, data[start:at], when)
        one.rest = data[at:]

    def _hear(self, one: _Socket, text: bytes, when: float) -> None:
        if text.startswith(b'42["show"'):
            self._show(one, text, when)
        elif text == b"2":
            one.send("3")
        elif text.startswith(b"0{"):
            one.send("40" + (json.dumps(one.watcher.auth) if one.watcher.auth else ""))
        elif text.startswith(b"40{"):
            for topic in one.watcher.topics:
                one.join(topic)
            self._fresh_if_all(one, when)
        elif text.startswith(b"43"):
            self._joined(one, text, when)

    def _show(self, one: _Socket, text: bytes, when: float) -> None:
        found = SHOW.match(text)
        assert found, text[:120]
        topic, seq = found[1].decode(), int(found[2])
        booths = self._booths_of(seq, text) if topic == "board:hall" else ()
        began = float(found[3]) if found[3] else None
        self._seen.append(Seen(when, one.watcher.name, topic, seq, len(text), booths, began))
        if one.watcher.places and topic.startswith("visitor:"):
            self._join_places(one, json.loads(text[2:])[1]["data"])

    def _booths_of(self, seq: int, text: bytes) -> tuple[str, ...]:
        key = seq, len(text)
        if key not in self._booths:
            self._booths[key] = tuple(sorted({found.decode() for found in BOOTHS.findall(text)}))
        return self._booths[key]

    def _joined(self, one: _Socket, text: bytes, when: float) -> None:
        number = text[2 : text.index(b"[")]
        topic = one.joining.pop(int(number))
        assert b'"ok":true' in text[:40] or b'"ok": true' in text[:40], (topic, text[:200])
        if found := SEQ.search(text, 0, 80):  # a first screen shows a change too
            self._seen.append(Seen(when, one.watcher.name, topic, int(found[1]), 0))
        if one.watcher.places and topic.startswith("visitor:"):
            self._join_places(one, json.loads(text[2 + len(number) :])[0]["data"])
        self._fresh_if_all(one, when)

    def _join_places(self, one: _Socket, data: dict[str, Any]) -> None:
        for ticket in data.get("agenda", {}).get("tickets", ()):
            if ticket["state"] in LIVE and (topic := f"places:{ticket['booth']}") not in one.held:
                one.join(topic)

    def _fresh_if_all(self, one: _Socket, when: float) -> None:
        if not one.joining:
            one.fresh_at, one.attempts = when, 0


def _frame(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `at` begins and ends; None while it is not whole."""
    if len(data) < at + 2:
        return None
    size, start = data[at + 1], at + 2
    if size > 125:
        more = 2 if size == 126 else 8
        if len(data) < start + more:
            return None
        size, start = int.from_bytes(data[start : start + more], "big"), start + more
    return (start, start + size) if len(data) >= start + size else None


class Backoff(NamedTuple):
    """After how long a page connects again: ms at first and at most, and by which share a wait is shorter or longer."""

    first_ms: float
    most_ms: float
    spread: float

    @classmethod
    def of_page(cls) -> "Backoff":
        """As the product's page says it."""
        text = (ROOT / "kiosk/static/js/core/connection.js").read_text(encoding="utf-8")
        names = ("reconnectionDelay", "reconnectionDelayMax", "randomizationFactor")
        found = [re.search(rf"{name}:\s*([\d._]+)", text) for name in names]
        return cls(*(float(one[1]) for one in found if one))

    def wait_ms(self, attempts: int, drawn: float) -> float:
        """Before the next of so many attempts; `drawn` from 0 to 1. The rule is socket.io-client's (contrib/backo2.js)."""
        wait_ms: float = self.first_ms * 2**attempts
        away_ms = int(drawn * self.spread * wait_ms)
        return min(wait_ms + away_ms if int(drawn * 10) & 1 else wait_ms - away_ms, self.most_ms)
