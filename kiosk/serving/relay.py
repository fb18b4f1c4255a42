"""Hands the server's actions to the writer's process, and its answers back to whoever waits for them.

Nobody waits for ever. If that process hangs, whoever has waited ANSWER_S is told that nothing was written, and may send
the same action again. If it ends, the server itself does what is not answered yet, until another writer has started. An
action that was committed but not answered is not done twice: its action_id is known, and it gets the first answer.
"""

import logging
import os
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from itertools import count

import gevent
from gevent.event import Event
from gevent.socket import socket as GeventSocket

from kiosk.actions.perform import Prepared
from kiosk.data.health import Trouble
from kiosk.data.store import Store
from kiosk.data.waiting import ANSWER_S, Waiter, not_written
from kiosk.serving.greenlets import Bell, waiter
from kiosk.serving.writer import ANSWER, FAULT, READ_BYTES, Process, framed, request_of, spawned
from kiosk.settings import Settings

log = logging.getLogger(__name__)

CLOSE_S = 5.0
HANGING_ANSWER_S = 2.0  # once the writer is known to hang
KILL_AFTER_S = 120.0  # a disk may stand still for a minute; what is silent for two does not come back
AGAIN_S = (1, 2, 4, 8, 15, 30, 60)  # between an end and the next start, where one end follows another
WELL_S = 60.0  # a writer that ran for so long has started well: the next wait is the first again

# What may wait for a writer that hangs; a full house asks a hundred things at once.
WAITING_MAX = 1_000
UNSENT_MAX_BYTES = 8 << 20
SEND_BYTES = 1 << 18


class Relay:
    """The server's end of the channel. While there is a writer, `store` (the server's own) hands its actions over here."""

    def __init__(
        self,
        process: Process,
        store: Store,
        settings: Settings,
        again: Callable[[Settings], Process] = spawned,
    ) -> None:
        self._store, self._settings, self._again = store, settings, again
        self._numbers = count(1)
        self._waiting: dict[int, Waiter] = {}
        self._outgoing: deque[tuple[int, bytes]] = deque()
        self._heard_at = time.monotonic()
        self._hangs_since: float | None = None
        self._closing = Event()
        self._bell = Bell(self._send)
        self._begin(process)
        self._reader = gevent.spawn(self._run)

    def settle(self, action: Prepared) -> tuple[int, str] | None:
        """HTTP status and text of the answer, committed; None while there is no writer. From any thread.

        Raises NotWritten where it does not come in time, or where too much waits already.
        """
        if len(self._waiting) >= WAITING_MAX or self._unsent_bytes() >= UNSENT_MAX_BYTES:
            raise not_written()
        number, asked_at = next(self._numbers), time.monotonic()
        within_s = HANGING_ANSWER_S if self._hangs_since else ANSWER_S
        request = request_of(number, action, asked_at + within_s)
        mine = self._waiting[number] = waiter()
        self._outgoing.append((number, request))
        self._bell.ring()
        if self._store.elsewhere is not self:  # ended just before: nobody is left to answer
            self._waiting.pop(number, None)
            return None
        try:
            answer: tuple[int, str] | None = mine.wait(within_s)
        except TimeoutError:
            self._waiting.pop(number, None)
            self._unanswered(asked_at)
            raise not_written() from None
        if answer and answer[0] == FAULT:
            raise RuntimeError(f"fault in {action.verb} (logged by the writer's process)")
        return answer

    def close(self) -> None:
        """Let the writer answer what it has, and end."""
        self._closing.set()
        with suppress(OSError):  # it may have ended by itself
            self._channel.shutdown(socket.SHUT_WR)
        self._reader.join(CLOSE_S)
        self._process.end()

    def _begin(self, process: Process) -> None:
        """From here on this process does the actions."""
        self._process = process
        process.channel.sendall(framed({**asdict(self._settings), "folder": str(self._settings.folder)}))
        self._channel = GeventSocket(fileno=os.dup(process.channel.fileno()))
        self._heard_at = time.monotonic()
        self._store.elsewhere = self

    def _run(self) -> None:
        """One writer after another, until the server ends."""
        ends = 0
        while True:
            began = time.monotonic()
            self._read()
            self._end()
            if self._closing.is_set():
                break
            ends = 0 if time.monotonic() - began > WELL_S else ends
            if not self._begin_again(ends):
                break
            ends += 1
        self._bell.stop()

    def _begin_again(self, ends: int) -> bool:
        """Start another writer, a while after `ends` that followed one another. False: the server ends meanwhile."""
        while not self._closing.wait(AGAIN_S[min(ends, len(AGAIN_S) - 1)]):
            try:
                self._begin(self._again(self._settings))
            except OSError as error:
                log.error("no writer's process could be started: %s", error)
                ends += 1
            else:
                log.warning("another writer's process performs the actions from now on")
                return True
        return False

    def _send(self) -> None:
        while self._outgoing:
            with suppress(OSError):  # it has ended, as the reader finds out
                self._channel.sendall(self._next_requests())

    def _next_requests(self) -> bytes:
        """Some of what is to be sent. What nobody waits for any more is left out."""
        together = bytearray()
        while self._outgoing and len(together) < SEND_BYTES:
            number, request = self._outgoing.popleft()
            if number in self._waiting:
                together += request
        return bytes(together)

    def _unsent_bytes(self) -> int:
        return sum(len(request) for _, request in tuple(self._outgoing))

    def _read(self) -> None:
        """Hand answers out until the process has ended."""
        buffer = bytearray()
        try:
            while data := self._channel.recv(READ_BYTES):
                buffer += data
                self._heard()
                self._hand_out(buffer)
        except OSError as error:
            log.error("the channel to the writer's process: %s", error)

    def _hand_out(self, buffer: bytearray) -> None:
        """Take every whole answer out of the buffer."""
        start, answered = 0, False
        while len(buffer) >= start + ANSWER.size:
            number, status, length = ANSWER.unpack_from(buffer, start)
            end = start + ANSWER.size + length
            if len(buffer) < end:
                break
            if mine := self._waiting.pop(number, None):  # else who asked was told that it takes too long
                mine.set((status, buffer[start + ANSWER.size : end].decode()))
            start, answered = end, True
        del buffer[:start]
        if answered:
            self._store.after_commit()

    def _unanswered(self, asked_at: float) -> None:
        """Somebody's time is up. Unless others were answered meanwhile, the writer hangs, which is logged once."""
        if self._heard_at > asked_at:
            return
        if self._hangs_since is None:
            self._hangs_since = asked_at
            log.error("the writer's process does not answer; actions are refused until it does")
            self._store.health.tell("writer", Trouble("writer_hangs", self._store.now()))
        elif time.monotonic() - self._hangs_since > KILL_AFTER_S:
            log.error("the writer's process is ended: it has not answered for %d s", KILL_AFTER_S)
            self._process.kill()

    def _heard(self) -> None:
        self._heard_at = time.monotonic()
        if self._hangs_since is not None:
            log.warning("the writer's process answers again")
        self._hangs_since = None
        self._store.health.clear("writer")

    def _end(self) -> None:
        """The process has ended: clear up after it, and let those who wait turn to the server's own store."""
        if not self._closing.is_set():
            log.error("the writer's process has ended; the server performs actions itself meanwhile")
        self._store.elsewhere = None
        for number in list(self._waiting):
            if one := self._waiting.pop(number, None):
                one.set(None)
        self._heard()
        self._channel.close()
        while not self._closing.is_set() and not self._process.has_ended():
            self._process.kill()  # it has hung up, so nothing it may still do is heard
            gevent.sleep(0.01)
