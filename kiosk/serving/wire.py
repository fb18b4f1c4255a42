"""A websocket to a server of ours: a plain blocking one for native threads, over TLS that trusts the expo's own authority.

The second laptop's link to the first (kiosk/standby) and an edge's to its primary (kiosk/edges) are such.
"""

import base64
import os
import re
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Ping, TextMessage

CONNECT_S = 4.0
HEAD_BYTES_MAX = 16 * 1024
MESSAGE_BYTES_MAX = 24 * 1024 * 1024  # a batch of answered actions; one with a file is left out of it
_LENGTH = re.compile(rb"\r\nContent-Length: *(\d{1,6})", re.I)


@dataclass(frozen=True)
class Address:
    """Where the server listens. `url`: scheme, address or name, port; `name`: what its certificate must be for, where that
    is another than the url's; `roots`: PEM of the authority to trust, "" for the system's own."""

    url: str
    name: str = ""
    roots: str = ""


class NotTaken(Exception):
    """The server answered with another status than a websocket's: `status` and what it said."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class Wire:
    """One open websocket. `receive` belongs to one thread, `send` to another. Raises OSError at the end."""

    def __init__(self, address: Address, path: str, token: str) -> None:
        """Open `path` there, with this bearer token. Raises OSError, NotTaken."""
        self._socket = _connected(address)
        self._protocol = Connection(ConnectionType.CLIENT)
        try:
            self._protocol.receive_data(self._shake_hands(urlsplit(address.url).netloc, path, token))
        except BaseException:
            self._socket.close()
            raise

    @property
    def host(self) -> str:
        return str(self._socket.getpeername()[0])

    def send(self, text: str) -> None:
        self._socket.sendall(self._protocol.send(TextMessage(text)))

    def receive(self, within_s: float) -> str:
        """The next whole message. Raises TimeoutError (an OSError) where none came in time."""
        self._socket.settimeout(within_s)
        parts, size = [], 0
        while True:
            for event in self._protocol.events():
                if isinstance(event, TextMessage):
                    parts.append(event.data)
                    size += len(event.data)
                    if size > MESSAGE_BYTES_MAX:
                        raise OSError("a message without end")
                    if event.message_finished:
                        return "".join(parts)
                elif isinstance(event, Ping):
                    self._socket.sendall(self._protocol.send(event.response()))
                elif isinstance(event, CloseConnection):
                    raise OSError("the server hung up")
            data = self._socket.recv(256 * 1024)
            if not data:
                raise OSError("the server is gone")
            self._protocol.receive_data(data)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _shake_hands(self, host: str, path: str, token: str) -> bytes:
        """Ask for the websocket; what came behind the answer's head. Raises NotTaken."""
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        head = b""
        while b"\r\n\r\n" not in head:
            data = self._socket.recv(4096)
            head += data
            if not data or len(head) > HEAD_BYTES_MAX:
                raise OSError("no answer")
        head, _, rest = head.partition(b"\r\n\r\n")
        status = int(head[9:12]) if head[9:12].isdigit() else 0
        if status != 101:
            length = min(int((_LENGTH.search(head) or (0, 0))[1]), HEAD_BYTES_MAX)
            with suppress(OSError):
                while len(rest) < length and (data := self._socket.recv(length - len(rest))):
                    rest += data
            raise NotTaken(status, rest)
        return rest


def _connected(address: Address) -> socket.socket:
    parts = urlsplit(address.url)
    secure = parts.scheme == "https"
    host = parts.hostname or ""
    line = socket.create_connection((host, parts.port or (443 if secure else 80)), CONNECT_S)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not secure:
        return line
    try:
        context = ssl.create_default_context(cadata=address.roots or None)
        return context.wrap_socket(line, server_hostname=address.name or host)
    except BaseException:
        line.close()
        raise
