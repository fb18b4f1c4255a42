"""Hands the server's actions to the writer's process, and its answers back to whoever waits for them.

Should that process end by itself, the server does what it had not answered and everything from then on in its own process:
whatever was committed and not answered is known by its action_id and gets that answer.
"""

import logging
import os
import socket
from collections import deque
from contextlib import suppress
from dataclasses import asdict
from itertools import count

import gevent
from gevent.socket import socket as GeventSocket

from kiosk.actions import Prepared
from kiosk.greenlets import Bell, waiter
from kiosk.settings import Settings
from kiosk.store import Store, Waiter
from kiosk.writer import ANSWER, FAULT, READ_BYTES, framed, request_of

log = logging.getLogger(__name__)

CLOSE_S = 5.0


class Relay:
    """The server's end. `store` is the server's own, which hands its actions over until the writer ends."""

    def __init__(self, channel: socket.socket, store: Store, settings: Settings) -> None:
        self._store = store
        channel.sendall(framed({**asdict(settings), "folder": str(settings.folder)}))
        self._channel = GeventSocket(fileno=os.dup(channel.fileno()))
        self._numbers = count(1)
        self._waiting: dict[int, Waiter] = {}
        self._outgoing: deque[bytes] = deque()
        self._closing = False
        self._bell = Bell(self._send)
        self._reader = gevent.spawn(self._read)
        store.elsewhere = self

    def settle(self, action: Prepared) -> tuple[int, str] | None:
        """HTTP status and text of the answer, committed; None once the writer has ended. From any thread."""
        number = next(self._numbers)
        request = request_of(number, action)
        mine = self._waiting[number] = waiter()
        self._outgoing.append(request)
        self._bell.ring()
        # Ended just before: nobody is left to answer.
        answer: tuple[int, str] | None = mine.wait() if self._store.elsewhere is self else None
        if answer and answer[0] == FAULT:
            raise RuntimeError(f"fault in {action.verb} (logged by the writer's process)")
        return answer

    def close(self) -> None:
        """Let the writer answer what it has, and end."""
        self._closing = True
        with suppress(OSError):  # it may have ended by itself
            self._channel.shutdown(socket.SHUT_WR)
        self._reader.join(CLOSE_S)

    def _send(self) -> None:
        together = b"".join(self._outgoing.popleft() for _ in range(len(self._outgoing)))
        with suppress(OSError):  # it has ended, as the reader finds out
            self._channel.sendall(together)

    def _read(self) -> None:
        buffer = bytearray()
        try:
            while data := self._channel.recv(READ_BYTES):
                buffer += data
                self._hand_out(buffer)
        except OSError as error:
            log.error("the channel to the writer's process: %s", error)
        finally:
            self._end()

    def _hand_out(self, buffer: bytearray) -> None:
        """Take every whole answer out of the buffer."""
        start, answered = 0, False
        while len(buffer) >= start + ANSWER.size:
            number, status, length = ANSWER.unpack_from(buffer, start)
            end = start + ANSWER.size + length
            if len(buffer) < end:
                break
            self._waiting.pop(number).set((status, buffer[start + ANSWER.size : end].decode()))
            start, answered = end, True
        del buffer[:start]
        if answered:
            self._store.after_commit()

    def _end(self) -> None:
        if not self._closing:
            log.error("the writer's process has ended; actions are performed in the server's own from now on")
        self._store.elsewhere = None
        for number in list(self._waiting):
            if one := self._waiting.pop(number, None):
                one.set(None)
        self._bell.stop()
        self._channel.close()
