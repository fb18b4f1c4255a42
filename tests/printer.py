"""A network printer on loopback: takes what is sent to a real socket, and behaves as badly as it is told to."""

import socket
import threading
from typing import Any

ONLINE, PAPER_IN, PAPER_OUT, COVER_OPEN = 0x12, 0x12, 0x72, 0x1A

STATUS = {b"\x10\x04\x01": "online", b"\x10\x04\x04": "paper"}
PRINTED = b"\x1dr\x01"


class Printer:
    """`mute`: never answers; `cut_after`: hangs up after so many bytes; `jammed`: takes all and never finishes;
    `stalled`: stops reading once something is printed."""

    def __init__(
        self,
        *,
        mute: bool = False,
        cut_after: int | None = None,
        jammed: bool = False,
        stalled: bool = False,
        paper: int = PAPER_IN,
        online: int = ONLINE,
    ) -> None:
        self.mute, self.cut_after, self.jammed, self.stalled = mute, cut_after, jammed, stalled
        self.answers = {"online": online, "paper": paper}
        self.badges: list[bytes] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        if stalled:  # what it does not read must not fit into its kernel
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    def close(self) -> None:
        self._closed.set()
        self._listener.close()

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._print, args=(connection,), daemon=True).start()

    def _print(self, connection: socket.socket) -> None:
        got = b""
        with connection:
            while data := connection.recv(4096):
                got += data
                for status, name in STATUS.items():
                    if got == status:
                        got = b""
                        if not self.mute:
                            connection.sendall(bytes([self.answers[name]]))
                if self.cut_after is not None and len(got) > self.cut_after:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    return
                if self.stalled and len(got) > 4096:
                    self._closed.wait(10)
                    return
                if got.endswith(PRINTED) and not self.jammed:
                    self.badges.append(got)
                    got = b""
                    if not self.mute:
                        connection.sendall(b"\0")


def image_of(sent: bytes) -> Any:
    """The picture in what was sent: every raster (GS v 0) of it, one below the other."""
    from PIL import Image

    strips, at = [], 0
    while (at := sent.find(b"\x1dv0", at)) >= 0:
        wide = int.from_bytes(sent[at + 4 : at + 6], "little")
        tall = int.from_bytes(sent[at + 6 : at + 8], "little")
        bits = sent[at + 8 : at + 8 + wide * tall]
        strips.append(Image.frombytes("1", (wide * 8, tall), bytes(byte ^ 0xFF for byte in bits)))
        at += 8 + wide * tall
    whole = Image.new("L", (strips[0].width, sum(strip.height for strip in strips)), 255)
    y = 0
    for strip in strips:
        whole.paste(strip, (0, y))
        y += strip.height
    return whole
