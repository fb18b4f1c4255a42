"""The link to the second laptop, on the first: every answered action goes over it, and an answer waits until it has arrived there.

It never holds up a write, nor the loop: the writer's thread puts what it committed into a queue, whoever waits for an answer is a
greenlet, and a link that falls behind is waited for by nobody until it has caught up, or dropped. What was sent lately is kept, so
that a link that comes back goes on where it stopped.
"""

import json
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from kiosk.data.health import Health, Trouble
from kiosk.data.waiting import Waiter

log = logging.getLogger(__name__)

PATH = "/standby/link"
WAIT_S = 0.2  # for its acknowledgement, at most
KEPT_MAX, KEPT_BYTES_MAX = 20_000, 32 * 1024 * 1024  # records for a link that comes back
RECORD_BYTES_MAX = 4 * 1024 * 1024  # a larger one (a photo) goes without its fields: the copy brings it
BATCH_BYTES = 96 * 1024
UNDER_WAY_BYTES = 160 * 1024  # less than a websocket keeps for a slow reader before it cuts it off
BEHIND_S = 3.0  # a link that acknowledges nothing for so long is dropped

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass
class Line:
    """One open link: `write` sends a text and never waits, `close` ends it; `sent`: up to which position."""

    write: Callable[[str], bool]
    close: Callable[[], None]
    instance: str
    sent: int = 0
    under_way: deque[tuple[int, int]] = field(default_factory=deque)  # up to which position, how many bytes


class Link:
    """What is sent, and how far it has arrived. From any thread, but for `push`, which belongs to the loop."""

    def __init__(self, health: Health, now: Callable[[], int], news: Callable[[], None]) -> None:
        """`news()` has `push` called soon, in the loop."""
        self.stream = secrets.token_hex(8)  # which positions these are: another after every start
        self.lags = False
        self._health, self._now, self._news = health, now, news
        self._lock = threading.Lock()
        self._kept: deque[tuple[int, str]] = deque()
        self._bytes = 0
        self._position = self._arrived = self._seq = 0
        self._waiting: deque[tuple[int, Waiter]] = deque()
        self._line: Line | None = None
        self._moved_at = 0.0  # when something was last acknowledged, or nothing was under way

    def send(self, record: str, seq: int) -> int:
        with self._lock:
            if self._arrived == self._position:
                self._moved_at = time.monotonic()
            self._position += 1
            self._seq = max(self._seq, seq)
            self._keep(
                f'{{"seq":{self._seq},"record":{record if len(record) <= RECORD_BYTES_MAX else "null"}}}'
            )
            place = self._position
        self._news()
        return place

    def is_safe(self, place: int, waiter: Waiter) -> bool:
        with self._lock:
            if place <= self._arrived:
                return True
            if self._line is None or self.lags:
                return False
            self._waiting.append((place, waiter))
        if waiter.wait(WAIT_S):
            return place <= self._arrived
        self._fall_behind()
        return False

    def begin(self, line: Line, stream: str, after: int) -> int:
        """A link has opened. `stream`, `after`: what it says it has. Gives the position after which it is sent everything."""
        with self._lock:
            before, self._line = self._line, line
            oldest = self._kept[0][0] if self._kept else self._position + 1
            goes_on = stream == self.stream and oldest - 1 <= after <= self._position
            line.sent = after if goes_on else self._position
            # What is not kept any more is in the copy by now, or will be: nobody waits for it.
            self._arrived, self._moved_at = max(self._arrived, line.sent), time.monotonic()
            self.lags = False
        if before:
            before.close()
        self._health.clear("standby")
        self._news()
        return line.sent

    def end(self, line: Line, *, expected: bool) -> None:
        """A link has closed; `expected`: it said goodbye, or was sent away."""
        with self._lock:
            if self._line is not line:
                return
            self._line = None
            let_go, self._waiting = self._waiting, deque()
        for _, waiter in let_go:
            waiter.set()
        if expected:
            self._health.clear("standby")
        else:
            self._health.tell("standby", Trouble("standby_lost", self._now()))

    def acknowledged(self, line: Line, position: Any) -> bool:
        """Everything up to `position` is on the other laptop's disk. False: it says what can't be, and is to be closed."""
        with self._lock:
            if self._line is not line or not isinstance(position, int) or not 0 <= position <= line.sent:
                return False
            if position > self._arrived:
                self._arrived, self._moved_at = position, time.monotonic()
                self._let_go()
            while line.under_way and line.under_way[0][0] <= position:
                line.under_way.popleft()
            more = line.sent < self._position
            caught_up = self.lags and self._arrived == self._position
            if caught_up:
                self.lags = False
            let_go = []
            while self._waiting and self._waiting[0][0] <= self._arrived:
                let_go.append(self._waiting.popleft()[1])
        for waiter in let_go:
            waiter.set()
        if caught_up:
            self._health.clear("standby")
        if more:
            self._news()
        return True

    def push(self) -> None:
        """Write what the open link was not sent yet, in batches."""
        while line := self._line:
            with self._lock:
                batch = self._batch(line.sent) if _has_room(line) else []
                if not batch:
                    break
                line.sent = batch[-1][0]
                line.under_way.append((line.sent, sum(len(record) for _, record in batch)))
            text = f'{{"from":{batch[0][0]},"answered":[{",".join(record for _, record in batch)}]}}'
            if not line.write(text):
                self.end(line, expected=False)

    def look(self) -> None:
        """Drop a link that has acknowledged nothing for too long; it comes back and catches up. Called now and then."""
        line = self._line
        if line and self._arrived < line.sent and time.monotonic() - self._moved_at > BEHIND_S:
            log.warning("the second laptop acknowledges nothing; the link is dropped")
            line.close()
            self.end(line, expected=False)

    def drop(self) -> None:
        """Close the open link; its end is expected."""
        if line := self._line:
            line.close()
            self.end(line, expected=True)

    @property
    def is_linked(self) -> bool:
        return self._line is not None

    @property
    def instance(self) -> str:
        """Which second laptop is linked, "" for none."""
        return self._line.instance if self._line else ""

    @property
    def behind(self) -> int:
        """How many answered actions have not arrived yet."""
        return self._position - self._arrived

    def tell(self, message: dict[str, Any]) -> None:
        """Say something else to the linked laptop. In the loop."""
        if line := self._line:
            line.write(_text(message))

    def _keep(self, record: str) -> None:
        self._kept.append((self._position, record))
        self._bytes += len(record)
        while len(self._kept) > KEPT_MAX or self._bytes > KEPT_BYTES_MAX:
            self._bytes -= len(self._kept.popleft()[1])

    def _let_go(self) -> None:
        """What has arrived is needed here no more, and people's names are in it."""
        while self._kept and self._kept[0][0] <= self._arrived:
            self._bytes -= len(self._kept.popleft()[1])

    def _batch(self, after: int) -> list[tuple[int, str]]:
        """What comes after this position, some of it; positions follow each other, so its place is known."""
        if not self._kept or self._kept[-1][0] <= after:
            return []
        begin = max(0, after + 1 - self._kept[0][0])
        batch, size = [], 0
        for one in islice(self._kept, begin, None):
            batch.append(one)
            size += len(one[1])
            if size > BATCH_BYTES:
                break
        return batch

    def _fall_behind(self) -> None:
        if not self.lags:
            self.lags = True
            self._health.tell("standby", Trouble("standby_slow", self._now()))


def _has_room(line: Line) -> bool:
    return sum(size for _, size in line.under_way) < UNDER_WAY_BYTES
