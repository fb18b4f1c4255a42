"""The server's side of a WebSocket (RFC 6455) on a gevent socket; the protocol itself is wsproto's.

Every message is sent as one whole frame, the same bytes to everybody who gets it. So no extension is agreed to:
permessage-deflate would make each socket's bytes different. Sending never waits (kiosk/serving/send_buffer.py): a
client that stalls or falls too far behind is cut off. It comes back and asks for the whole state, which costs less than
keeping up with it.

Reading never holds up the loop: others get a turn before each message, a peer that sends more than its share is closed
with 1008, and what a peer that has gone had still sent is dropped.
"""

import base64
import binascii
import contextlib
import select
import struct
from collections import deque
from typing import Any

import gevent
from gevent import socket
from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.frame_protocol import CloseReason, FrameProtocol
from wsproto.utilities import generate_accept_token

from kiosk.serving.budget import Budget
from kiosk.serving.greenlets import turn
from kiosk.serving.send_buffer import Outbox

MAX_MESSAGE_BYTES = 64 * 1024
# The kernel doubles this. By itself it would buffer megabytes, and a stalled client would go unnoticed for minutes.
SEND_BUFFER_BYTES = 64 * 1024
STALL_S = 5.0  # for a peer's answer to our goodbye
CLOSE_S = 1.0
CLOSE_BYTES = 4 * 1024 * 1024
READ_OVER_S = 0.002  # pause after each piece that nobody wants: at most 32 MB a second and connection
# What a peer may send: at once, and a second after that. Our own pages send a frame now and then, and twenty after a
# restart of the server.
FRAMES, FRAMES_A_S = 200, 50
BYTES, BYTES_A_S = 512 * 1024, 64 * 1024
HUNG_UP = getattr(select, "POLLRDHUP", select.POLLHUP)

Environ = dict[str, Any]


def text_frame(text: str) -> bytes:
    """One text message as a frame, to be sent to any number of sockets. A lone surrogate becomes a `?`."""
    try:
        return bytes(FrameProtocol(client=False, extensions=[]).send_data(text))
    except UnicodeEncodeError:
        return text_frame(text.encode("utf-8", "replace").decode("utf-8"))


def handshake_refusal(environ: Environ) -> str | None:
    """The HTTP status that refuses this upgrade (RFC 6455, 4.2.1), or None if it is in order."""
    wanted = {token.strip().lower() for token in environ.get("HTTP_CONNECTION", "").split(",")}
    if "upgrade" not in wanted or environ.get("HTTP_UPGRADE", "").lower() != "websocket":
        return "400 Bad Request"
    if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
        return "426 Upgrade Required"
    try:
        key = base64.b64decode(environ.get("HTTP_SEC_WEBSOCKET_KEY", ""), validate=True)
    except (binascii.Error, ValueError):
        return "400 Bad Request"
    return None if len(key) == 16 else "400 Bad Request"


def hung_up(sock: Any) -> bool:
    """Whether the peer has ended its side of this connection."""
    looker = select.poll()
    looker.register(sock.fileno(), HUNG_UP)
    return bool(looker.poll(0))


def linger(sock: Any) -> None:
    """Make a socket ready to be closed: read what the peer still sends, or closing would reset the connection and lose the
    last that we sent.

    A peer that goes on sending is reset all the same, so that neither system keeps what it sent.
    """
    with contextlib.suppress(OSError):
        with gevent.Timeout(CLOSE_S, False):
            # Not SSLSocket.shutdown: it takes the TLS state away from under whoever is reading or writing.
            socket.socket.shutdown(sock, socket.SHUT_WR)
            left = CLOSE_BYTES
            while left > 0:
                if not (data := sock.recv(65536)):
                    return
                left -= len(data)
                gevent.sleep(READ_OVER_S)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class WebSocket:
    """One connection. `wait` belongs to one greenlet; the rest may be called from any greenlet of the loop.

    `idle_s`: a peer from which nothing came for so many seconds is gone.
    """

    def __init__(
        self, sock: Any, idle_s: float, frames_a_s: int = FRAMES_A_S, bytes_a_s: int = BYTES_A_S
    ) -> None:
        self.open = True  # messages may still be sent
        self.dismissed: int | None = None  # the status to close with once what is under way is answered
        self._over = False  # nothing more will be read
        self._socket = sock
        sock.settimeout(idle_s)
        self._protocol = Connection(ConnectionType.SERVER)
        self._messages: deque[str] = deque()
        self._frames, self._bytes = Budget(FRAMES, frames_a_s), Budget(BYTES, bytes_a_s)
        self._parts: list[str] = []
        self._parts_bytes = 0
        self._outbox = Outbox(sock, idle_s, self.abort)

    def accept(self, environ: Environ) -> None:
        """Answer the upgrade request that `handshake_refusal` found in order."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        token = generate_accept_token(environ["HTTP_SEC_WEBSOCKET_KEY"].encode("ascii"))
        self._socket.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + token + b"\r\n\r\n"
        )

    def wait(self) -> str | None:
        """The next whole message, or None once the connection is over."""
        if self._messages:  # else the turn comes when one has arrived
            turn()
        while not self._messages:
            data = self._read()
            if not data:
                return None
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                self._take(event)
                if self._over:
                    return None
            turn()
        return None if self.has_gone() else self._messages.popleft()

    def has_gone(self) -> bool:
        """Whether the peer has hung up: then nothing that it had sent is worth any work."""
        if not self._over and hung_up(self._socket):
            self.abort()
        return self._over

    def write(self, frame: bytes) -> bool:
        """Send one whole frame, now or behind those that wait, without blocking. False: the client is gone."""
        if self.open:
            self._outbox.send(frame)
        return self.open

    def close(self, code: int = CloseReason.NORMAL_CLOSURE, reason: str = "") -> None:
        """Say goodbye. `wait` ends when the peer has answered, at the latest after STALL_S."""
        if self.open and self._protocol.state in (ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING):
            self.write(self._protocol.send(CloseConnection(code, reason)))
            self.open = False
            gevent.spawn_later(STALL_S, self.abort)

    def abort(self) -> None:
        """Cut the connection at once, whatever was under way."""
        self.open, self._over = False, True
        self._outbox.clear()
        with contextlib.suppress(OSError):
            # Not SSLSocket.shutdown: it takes the TLS state away from under whoever is reading or writing.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def finish(self) -> None:
        """What waits is sent, and the socket made ready to be closed."""
        with gevent.Timeout(CLOSE_S, False):
            self._outbox.flush()
        linger(self._socket)
        self.abort()
        self._outbox.stop()

    def _read(self) -> bytes:
        if self._over:
            return b""
        try:
            data: bytes = self._socket.recv(16384)
        except OSError:
            data = b""
        if not data:
            self.abort()
        elif not self._bytes.take(len(data)):
            self._end(CloseReason.POLICY_VIOLATION)
            return b""
        return data

    def _take(self, event: Event) -> None:
        if not self._frames.take():
            self._end(CloseReason.POLICY_VIOLATION)
        elif isinstance(event, TextMessage):
            self._take_text(event)
        elif isinstance(event, Ping):
            self.write(self._protocol.send(event.response())) if self.open else None
        elif isinstance(event, BytesMessage):
            self._end(CloseReason.UNSUPPORTED_DATA)
        elif isinstance(event, CloseConnection):
            # The peer's own Close is answered with its code; wsproto reports a broken protocol as one too.
            self._end(event.code)

    def _take_text(self, event: TextMessage) -> None:
        self._parts_bytes += len(event.data.encode("utf-8"))
        if self._parts_bytes > MAX_MESSAGE_BYTES:
            self._end(CloseReason.MESSAGE_TOO_BIG)
            return
        if event.data:
            self._parts.append(event.data)
        if event.message_finished:
            if self.open:
                self._messages.append("".join(self._parts))
            self._parts, self._parts_bytes = [], 0

    def _end(self, code: int) -> None:
        self.close(code)
        self._over = True
