"""What is sent on one WebSocket. Sending never waits: what the kernel does not take at once waits here, up to a bound."""

import ssl
from collections import deque
from collections.abc import Callable
from typing import Any

import gevent
import gevent.ssl

MAX_WAITING_BYTES = 256 * 1024
STALL_S = 5.0


class Outbox:
    """The frames for one peer, in order. `cut` ends the connection of a peer that is gone, stalls or falls too far behind.

    `idle_s` is the socket's own timeout, for whoever reads from it.
    """

    def __init__(self, sock: Any, idle_s: float, cut: Callable[[], None]) -> None:
        self._socket, self._idle_s, self._cut = sock, idle_s, cut
        self._is_tls = isinstance(sock, gevent.ssl.SSLSocket)
        self._frames: deque[memoryview] = deque()
        self._bytes = 0
        self._writer: gevent.Greenlet | None = None

    def send(self, frame: bytes) -> None:
        """Send one whole frame, now or behind those that wait."""
        if self._bytes > MAX_WAITING_BYTES:
            self._cut()
            return
        sent = 0 if self._frames else self._send_now(frame)
        if sent < len(frame):
            self._frames.append(memoryview(frame)[sent:])
            self._bytes += len(frame) - sent
            if self._writer is None:
                self._writer = gevent.spawn(self._drain)

    def clear(self) -> None:
        """Send nothing more of what waits."""
        self._frames.clear()
        self._bytes = 0

    def flush(self) -> None:
        """Wait until nothing waits any more; the caller says for how long."""
        if self._writer:
            self._writer.join()

    def stop(self) -> None:
        if self._writer:
            self._writer.kill()

    def _send_now(self, frame: bytes) -> int:
        """Give the kernel what it takes without waiting; how many bytes that was."""
        try:
            sent: int = self._send_tls(frame) if self._is_tls else self._socket.send(frame, 0, 0.0)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return 0
        except OSError:
            self._cut()
            return 0
        return sent

    def _send_tls(self, frame: bytes) -> int:
        # gevent heeds send's own timeout on plain sockets only; setting this one each time costs 4 us a send.
        self._socket.settimeout(0.0)
        try:
            sent: int = self._socket.send(frame)
        finally:
            self._socket.settimeout(self._idle_s)
        return sent

    def _drain(self) -> None:
        """Send what waits, in order. Lives only while something does."""
        try:
            while self._frames:
                with gevent.Timeout(STALL_S):
                    sent = self._socket.send(self._frames[0])
                if not self._frames:  # cut off meanwhile
                    break
                self._bytes -= sent
                if sent < len(self._frames[0]):
                    self._frames[0] = self._frames[0][sent:]
                else:
                    self._frames.popleft()
        except (OSError, gevent.Timeout):
            self._cut()
        finally:
            self._writer = None
