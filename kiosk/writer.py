"""The writer's process: it does the actions that the server hands it, and nothing else.

Python runs one thread at a time, so rules beside pages and painted boards wait for one another within one process. The
server forks this one at its start (`kiosk.relay`). What has arrived while a commit was under way shares the next one:
each action stands still, in a greenlet of its own, from where it has asked for the store's writer until that commit.
"""

import gc
import json
import logging
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from greenlet import getcurrent, greenlet

from kiosk.actions import Prepared, settle
from kiosk.settings import Settings
from kiosk.store import Actor, Store

log = logging.getLogger(__name__)

# A request is its length and JSON; an answer its request's number, HTTP status, length, and the text of the answer.
REQUEST = struct.Struct(">I")
ANSWER = struct.Struct(">QHI")
READ_BYTES = 1 << 18
END_S = 5.0
FAULT = 0  # instead of a status: this process logged what went wrong


class Turn:
    """How an action waits for the store in this process: its greenlet rests until the loop goes on with it."""

    def set(self, result: Any) -> None:
        """All that rest are gone on with after the commit, so nothing is to be told here."""

    def wait(self) -> None:
        getcurrent().parent.switch()


@contextmanager
def forked(open_store: Callable[..., Store]) -> Iterator[socket.socket]:
    """The writer's process beside this one; gives the server's end of the channel to it, and at the end awaits its end.

    `open_store(settings, **options)` opens its store there, once the settings have come through the channel.
    To be entered before this process has a thread or has opened the database: neither survives in a copy of it.
    """
    own, its = socket.socketpair()
    if (pid := os.fork()) == 0:
        own.close()
        _be_the_writer(its, open_store)
    its.close()
    try:
        yield own
    finally:
        with suppress(OSError):  # it may have ended by itself
            own.shutdown(socket.SHUT_RDWR)
        own.close()
        _await(pid)


def _await(pid: int) -> None:
    """Until this process has ended; one that does not is ended."""
    until = time.monotonic() + END_S
    while time.monotonic() < until:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


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
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # they mean the server, which closes the channel when it ends
        signal.signal(number, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)
    arriving = requests(channel)
    if not (first := next(arriving, None)):
        return  # the server could not begin
    given = json.loads(first.pop(0))
    settings = Settings(**given | {"folder": Path(given["folder"])})
    with closing(open_store(settings, waiter=Turn, own_thread=False)) as store:
        for together in chain([first], arriving):
            answers = b"".join(settle_together(store, together))
            try:
                channel.sendall(answers)
            except ConnectionError:
                return  # the server was killed: whoever asked will ask again


def requests(channel: socket.socket) -> Iterator[list[bytes]]:
    """What arrives, as many requests at once as are whole by then."""
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
    """What has arrived, empty at the end."""
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
    number, action = read_request(request)
    try:
        status, text = settle(store, action)
        body = text.encode()
    except Exception:
        log.exception("fault in %s", action.verb)
        status, body = FAULT, b""
    answers.append(ANSWER.pack(number, status, len(body)) + body)


def request_of(number: int, action: Prepared) -> bytes:
    """What the server sends to have this action done."""
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
    return framed([number, *action._replace(actor=who)])  # type: ignore[arg-type]


def read_request(request: bytes) -> tuple[int, Prepared]:
    number, *parts = json.loads(request)
    action = Prepared(*parts)
    return number, action._replace(actor=Actor(*action.actor))  # type: ignore[misc]


def framed(content: Any) -> bytes:
    """A message to the writer's process."""
    text = json.dumps(content).encode()
    return REQUEST.pack(len(text)) + text
