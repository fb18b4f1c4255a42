"""The requests of one connection: how they are read, and how their answers are sent.

Whatever a peer sends is bounded in bytes and in seconds. It never holds up the loop: the other connections get a turn
before each request and while a body is read.
"""

import logging
import ssl
import time
from contextlib import suppress
from functools import lru_cache
from io import BufferedReader, BytesIO, RawIOBase
from math import inf
from typing import Any

import gevent
from gevent.pywsgi import headers_factory

from kiosk.serving.connections import CONNECTION, Connection, Phase
from kiosk.serving.greenlets import turn
from kiosk.serving.pace import pace
from kiosk.serving.private_parts import Input, InvalidBody, WSGIHandler
from kiosk.serving.transport import SOCKET
from kiosk.serving.websocket import READ_OVER_S, Environ, linger

log = logging.getLogger(__name__)

HEADERS_MAX = 100  # http.client's own limit
HEAD_BYTES_MAX = 64 * 1024  # the request line and all headers together
KEPT_HEADERS_BYTES = 2048
UNREAD_BYTES_MAX = (
    32 * 1024 * 1024
)  # a file that is refused is still read, so that its sender gets to read why
BODY_BYTES_MAX = 64 * 1024 * 1024  # of one body as it was sent, the marks between its chunks included
PIECE_BYTES = 64 * 1024  # of an answer, sent at once
CHUNKED_BYTES = 256  # of a body in chunks, read before the time is looked at
TURN_S = 0.002  # of reading, between two rests or turns of the loop
BAD_REQUEST = "400 Bad Request"
REQUEST_TIMEOUT = "408 Request Timeout"
HEAD_TOO_LARGE = "431 Request Header Fields Too Large"


class Handler(WSGIHandler):
    """Reads the requests of one connection and sends their answers, until it ends."""

    wsgi_input: Any
    # No traces in the log for clients that leave in the middle of an answer, or stop reading it.
    ignored_socket_errors = (
        *WSGIHandler.ignored_socket_errors,
        "timed out",
        ssl.SSL_ERROR_EOF,
        ssl.SSL_ERROR_ZERO_RETURN,
    )

    def __init__(self, sock: Any, address: Any, server: Any, connection: Connection) -> None:
        self._incoming = _Incoming(sock, connection)
        super().__init__(sock, address, server, BufferedReader(self._incoming))
        self.connection = connection
        self.lingers = False
        self._reads, self._asked_at = 0, inf

    def handle(self) -> None:
        with suppress(OSError):  # gone before it was told what was wrong
            super().handle()

    def handle_one_request(self) -> Any:
        refused = super().handle_one_request()
        if isinstance(refused, tuple):
            self.socket.sendall(refused[1])
            linger(self.socket)
            return None
        return refused

    def read_requestline(self) -> str:
        """The next request's first line; empty at the end. The others come first, however many requests wait here."""
        if self._incoming.reads == self._reads:  # the last one had been sent together with the one before
            pace.rest(time.monotonic() - self._asked_at)
        else:
            turn()
        self._reads, self._asked_at = self._incoming.reads, time.monotonic()
        self.connection.listen()
        arrived = self.rfile.peek(1)
        if arrived and b"\r\n\r\n" not in arrived and b"\n\n" not in arrived:
            self.server.connections.half_head(self.connection)
        line: str = super().read_requestline()
        return line

    def MessageClass(self, *_: Any) -> Any:
        """The headers. A station sends the same ones again and again, so what was parsed of short ones is kept."""
        block = _header_block(self.rfile, HEAD_BYTES_MAX - len(self.requestline))
        self.server.connections.whole_head(self.connection)
        return _read_headers(block) if len(block) <= KEPT_HEADERS_BYTES else _headers(block)

    def get_environ(self) -> Environ:
        environ: Environ = super().get_environ()
        environ[SOCKET], environ[CONNECTION] = self.socket, self.connection
        whole = self.wsgi_input
        self.wsgi_input = _Body(self.rfile, self.content_length, whole.socket, whole.chunked_input)
        self.wsgi_input.incoming = self._incoming
        if environ["wsgi.input"] is whole:
            environ["wsgi.input"] = self.wsgi_input
        return environ

    def handle_one_response(self) -> None:
        self.server.running += 1
        try:
            super().handle_one_response()
        finally:
            self.server.running -= 1
        upgraded = self.status is None
        if upgraded or self.server.stopping:
            self.close_connection = True
        if self.lingers:
            linger(self.socket)

    def send(self, data: Any) -> None:
        """Send in pieces, so that a peer that takes them too slowly is noticed."""
        if not self.response_length:
            self.connection.begin_transfer()
        for at in range(0, len(data), PIECE_BYTES) if len(data) > PIECE_BYTES else (0,):
            piece = memoryview(data)[at : at + PIECE_BYTES]
            self.connection.awaits_peer()
            super().send(piece)
            self.connection.moved(len(piece))

    def log_fault(self, fault: tuple[Any, Any, Any]) -> None:
        # gevent would print it, once for each of a flood.
        log.error("fault of the server", exc_info=fault)

    def refusal_of(self, error: Exception) -> tuple[str, bytes]:
        # gevent would log the request line, and with it the path.
        status = error.status if isinstance(error, _NoHead) else BAD_REQUEST
        if self.connection.late:
            status = REQUEST_TIMEOUT
        log.info("a request from %s was no HTTP (%s)", self.client_address[0], type(error).__name__)
        self.lingers = True
        return status[:3], f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode()


class _Incoming(RawIOBase):
    """What a connection sends. However fast that arrives, the others get their time every TURN_S.

    `reads`: how often more of it was read; `waited_s`: how long that waited for the peer, or for the others.
    """

    def __init__(self, sock: Any, connection: Connection) -> None:
        # `_sock` by name: simple-websocket looks for it, and benchmarks/sockets.py compares with that one.
        self._sock, self._connection = sock, connection
        self._turned = 0.0
        self.reads, self.waited_s = 0, 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        began = time.monotonic()
        body = self._connection.phase is Phase.BUSY
        if began - self._turned > TURN_S:
            if body:
                pace.rest(TURN_S)
            else:
                turn()
            self._turned = time.monotonic()
        if body:
            self._connection.awaits_peer()
        got: int = self._sock.recv_into(buffer)
        self.reads += 1
        self.waited_s += time.monotonic() - began
        if body and self._connection.moved(got) > BODY_BYTES_MAX:
            raise OSError("a body without end")
        return got


class _Body(Input):
    incoming: _Incoming

    def read(self, length: int | None = None) -> bytes:
        """Some of the body. Chunks of one byte each are slow to take apart, so there are rests in between."""
        if not self.chunked_input:
            body: bytes = super().read(length)
            return body
        left = inf if length is None or length < 0 else length
        parts: list[bytes] = []
        began = time.monotonic() - self.incoming.waited_s
        while left > 0 and (part := super().read(min(left, CHUNKED_BYTES))):
            parts.append(part)
            left -= len(part)
            took_s = time.monotonic() - self.incoming.waited_s - began
            if took_s > TURN_S:
                pace.rest(took_s)
                began = time.monotonic() - self.incoming.waited_s
        return b"".join(parts)

    def read_over(self) -> None:
        """Read the rest of a body that nobody wanted, so that the next request can be read; up to UNREAD_BYTES_MAX."""
        left = UNREAD_BYTES_MAX
        if (self.content_length or 0) - self.position > left and not self.chunked_input:
            raise InvalidBody("more was sent than is read over")
        if self.is_broken:
            return
        self.send_100_continue_enabled = False
        while skipped := self.read(65536):
            left -= len(skipped)
            if left < 0:
                raise InvalidBody("more was sent than is read over")
            gevent.sleep(READ_OVER_S)


class _NoHead(ValueError):
    """A request whose head is no HTTP, or is too large. `status` is what to answer ("400 Bad Request")."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


def _header_block(lines: Any, left: int) -> bytes:
    """The header lines up to the empty line. Raises _NoHead for more than `left` bytes, or where the end is missing."""
    block: list[bytes] = []
    while line := lines.readline(max(left, 0) + 1):
        left -= len(line)
        if left < 0 or len(block) > HEADERS_MAX:
            raise _NoHead(HEAD_TOO_LARGE)
        block.append(line)
        if line in (b"\r\n", b"\n"):
            return b"".join(block)
    raise _NoHead(BAD_REQUEST)


def _headers(block: bytes) -> Any:
    """The headers as gevent wants them. Raises _NoHead where they contradict each other about the body's length."""
    headers = headers_factory(BytesIO(block))
    lengths, coding = headers.get_all("content-length", []), headers.get_all("transfer-encoding", [])
    plain = all(length.isascii() and length.isdecimal() for length in lengths)
    if (
        len(lengths) + len(coding) > 1
        or not plain
        or [one.lower() for one in coding] not in ([], ["chunked"])
    ):
        raise _NoHead(BAD_REQUEST)
    return headers


_read_headers = lru_cache(maxsize=512)(_headers)
