"""A plain blocking WebSocket client for tests: it sees every byte, and can stop reading."""

import base64
import json
import os
import socket
import ssl
import struct
from typing import Any

HANDSHAKE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}:{port}\r\n"
    "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: {key}\r\n{more}\r\n"
)


class Client:
    def __init__(
        self,
        port: int,
        *,
        host: str = "127.0.0.1",
        headers: str = "",
        receive_bytes: int = 0,
        source: str = "",
        tls: ssl.SSLContext | None = None,
    ):
        self.socket: Any = socket.socket()
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.settimeout(20)
        if source:
            self.socket.bind((source, 0))
        self.socket.connect(("127.0.0.1", port))
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(HANDSHAKE.format(host=host, port=port, key=key, more=headers).encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            data = self.socket.recv(65536)
            if not data:
                break
            self.buffer += data
        self.response, _, self.buffer = self.buffer.partition(b"\r\n\r\n")

    def join(self, auth: dict[str, Any] | None = None) -> "Client":
        """Say what a Socket.IO client says first, and read what it is told."""
        self.opened = self.text()
        self.send_text("40" + (json.dumps(auth) if auth else ""))
        self.connected = self.text()
        return self

    def send_text(self, text: str) -> None:
        self.send(0x81, text.encode())

    def send(self, first_byte: int, payload: bytes) -> None:
        """One masked frame; `first_byte` holds FIN and the opcode."""
        self.socket.sendall(frame_of(first_byte, payload))

    def frame(self) -> tuple[int, bytes] | None:
        """The next frame's first byte and payload; None at the end of the stream, also inside a frame."""
        head = self._exactly(2)
        if head is None:
            return None
        first, length = head[0], head[1]
        if length in (126, 127):
            more = self._exactly(2 if length == 126 else 8)
            if more is None:
                return None
            length = int.from_bytes(more, "big")
        payload = self._exactly(length)
        return None if payload is None else (first, payload)

    def text(self) -> str:
        """The next text message."""
        frame = self.frame()
        assert frame is not None, "the stream has ended"
        assert frame[0] == 0x81, frame
        return frame[1].decode()

    def event(self) -> Any:
        """The next Socket.IO event as [name, data]; Engine.IO's pings are passed over."""
        while (text := self.text()) == "2":
            pass
        assert text.startswith("42"), text
        return json.loads(text[2:])

    def close_code(self) -> int:
        """The status of the Close frame that comes next, whatever messages come before it."""
        while frame := self.frame():
            if frame[0] == 0x88:
                return int.from_bytes(frame[1][:2], "big")
        raise AssertionError("the stream ended without a Close frame")

    def close(self) -> None:
        self.socket.close()

    def _exactly(self, count: int) -> bytes | None:
        while len(self.buffer) < count:
            data = self.socket.recv(65536)
            if not data:
                return None
            self.buffer += data
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken


def frame_of(first_byte: int, payload: bytes) -> bytes:
    """One masked frame."""
    length = len(payload)
    if length < 126:
        head = bytes([first_byte, 0x80 | length])
    elif length < 65536:
        head = bytes([first_byte, 0xFE]) + struct.pack("!H", length)
    else:
        head = bytes([first_byte, 0xFF]) + struct.pack("!Q", length)
    mask = os.urandom(4)
    stream = (mask * (length // 4 + 1))[:length]
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(length, "big")
    return head + mask + masked
