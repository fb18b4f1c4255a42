"""The writer's process: it does the actions that the server hands it, and nothing else.

Python runs one thread at a time, so within one process rules, pages and the painting of boards would wait for one another.
The server forks this process at its start, and starts another if it ends (`kiosk.serving.relay`). Actions that arrive
while a commit is under way share the next commit: each runs in a greenlet of its own, which rests from where it asks for
the store's writer until that commit is done.
"""

import gc
import json
import logging
import math
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from greenlet import getcurrent, greenlet

from kiosk.actions.perform import Prepared, settle
from kiosk.data.store import Actor, Store
from kiosk.data.waiting import not_written
from kiosk.settings import Settings

log = logging.getLogger(__name__)

# A request is its length and JSON; an answer its request's number, HTTP status, length, and the text of the answer.
REQUEST = struct.Struct(">I")
ANSWER = struct.Struct(">QHI")
READ_BYTES = 1 << 18
END_S = 5.0
FAULT = 0  # instead of a status: this process logged what went wrong
MEANT_FOR_THE_SERVER = (signal.SIGINT, signal.SIGTERM)  # it closes the channel when it ends


_TOO_LATE = (not_written().status, json.dumps(not_written().answer(), ensure_ascii=False))


class CommitWaiter:
    """How an action waits for the store in this process (a store's `Waiter`): its greenlet rests until the commit."""

    def set(self, result: Any) -> None:
        """Nothing to do: after the commit all greenlets that rest are resumed (`settle_together`)."""

    def wait(self, within_s: float | None = None) -> None:
        getcurrent().parent.switch()


class Process:
    """A writer's process as the server sees it that started it: the channel to it, and its end."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid, self.channel = pid, channel
        self._ended = False

    def has_ended(self) -> bool:
        """Whether it has ended; if so, nothing of it stays behind."""
        if not self._ended:
            self._ended = os.waitpid(self.pid, os.WNOHANG)[0] != 0
            if self._ended:
                self.channel.close()
        return self._ended

    def kill(self) -> None:
        if not self._ended:
            os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Hang up and wait until it has ended; after END_S it is killed."""
        with suppress(OSError):  # it may have ended by itself
            self.channel.shutdown(socket.SHUT_RDWR)
        until = time.monotonic() + END_S
        while not self.has_ended():
            if time.monotonic() > until:
                self.kill()
            time.sleep(0.002)


@contextmanager
def forked(open_store: Callable[..., Store]) -> Iterator[Process]:
    """The writer's process beside this one; it ends with the block.

    `open_store(settings, **options)` opens the store there, once the settings have arrived through the channel. To be
    entered before this process has a thread or has opened the database: neither works in a forked copy.
    """
    own, its = socket.socketpair()
    if (pid := os.fork()) == 0:
        own.close()
        _be_the_writer(its, open_store)
    its.close()
    process = Process(pid, own)
    try:
        yield process
    finally:
        process.end()


def spawned(settings: Settings) -> Process:
    """Another writer while the server runs: a new Python, because a process with threads cannot be forked."""
    own, its = socket.socketpair()
    its.set_inheritable(True)
    command = [sys.executable, "-m", "kiosk", "writer", str(its.fileno()), "--data", str(settings.folder)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    try:
        pid = os.posix_spawn(sys.executable, command, environment, setsigmask=MEANT_FOR_THE_SERVER)
    finally:
        its.close()
    return Process(pid, own)


def _be_the_writer(channel: socket.socket, open_store: Callable[..., Store]) -> NoReturn:
    status = 1
    try:
        serve(channel, open_store)
        status = 0
    except Exception:
        log.exception("the writer's process ends")
    finally:
        os._exit(status)  # nothing of the server's, which this is a copy of, is to be flushed or ended here


def serve(channel: socket.socket, open_store: Callable[..., Store]) -> None:
    """Perform what comes through `channel` until its other end is closed. The first message holds the settings."""
    for number in MEANT_FOR_THE_SERVER:
        signal.signal(number, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)
    arriving = requests(channel)
    if not (first := next(arriving, None)):
        return  # the server could not begin
    given = json.loads(first.pop(0))
    settings = Settings(**given | {"folder": Path(given["folder"])})
    with closing(open_store(settings, waiter=CommitWaiter, own_thread=False)) as store:
        for together in chain([first], arriving):
            answers = b"".join(settle_together(store, together))
            try:
                channel.sendall(answers)
            except ConnectionError:
                return  # the server was killed: whoever asked will ask again


def requests(channel: socket.socket) -> Iterator[list[bytes]]:
    """The requests that arrive; each time as many as are complete."""
    buffer = bytearray()
    while data := _received(channel):
        buffer += data
        whole, start = [], 0
        while len(buffer) >= start + REQUEST.size:
            end = start + REQUEST.size + REQUEST.unpack_from(buffer, start)[0]
            if len(buffer) < end:
                break
            whole.append(bytes(buffer[start + REQUEST.size : end]))
            start = end
        del buffer[:start]
        if whole:
            yield whole


def _received(channel: socket.socket) -> bytes:
    """What has arrived; empty once the other end is closed."""
    try:
        return channel.recv(READ_BYTES)
    except ConnectionError:
        return b""


def settle_together(store: Store, together: list[bytes]) -> list[bytes]:
    """Do these in as few commits as fit; their answers, in any order."""
    answers: list[bytes] = []
    running = []
    for request in together:
        running.append(greenlet(_settle))
        running[-1].switch(store, request, answers)
    store.write_waiting()
    for one in running:
        one.switch()
    return answers


def _settle(store: Store, request: bytes, answers: list[bytes]) -> None:
    number, until, action = read_request(request)
    try:
        status, text = settle(store, action) if time.monotonic() < until else _TOO_LATE
        body = text.encode()
    except Exception:
        log.exception("fault in %s", action.verb)
        status, body = FAULT, b""
    answers.append(ANSWER.pack(number, status, len(body)) + body)


def request_of(number: int, action: Prepared, until: float = math.inf) -> bytes:
    """The message that asks for this action. `until` (time.monotonic(), the same clock in all processes): do it no later,
    for by then whoever asked has been told that it was not done."""
    actor = action.actor
    who = (
        actor.role,
        actor.station_id,
        actor.booth,
        actor.visitor_id,
        actor.phone,
        actor.secure,
        actor.network,
    )
    return framed([number, until, *action._replace(actor=who)])  # type: ignore[arg-type]


def read_request(request: bytes) -> tuple[int, float, Prepared]:
    number, until, *parts = json.loads(request)
    action = Prepared(*parts)
    return number, until, action._replace(actor=Actor(*action.actor))  # type: ignore[misc]


def framed(content: Any) -> bytes:
    """A message to the writer's process."""
    text = json.dumps(content).encode()
    return REQUEST.pack(len(text)) + text
