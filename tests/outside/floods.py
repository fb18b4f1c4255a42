"""One that floods a server: `python -m tests.outside.floods KIND PORT SECONDS`. It prints how many bytes it sent.

It runs at the lowest priority, beside the server and those who wait. Whoever is cut off connects again and goes on.
"""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from tests.socket_client import Client, frame_of

HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /actions/visitor.check_in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def frames(first_byte: int, payload: bytes) -> Callable[[int], Iterator[bytes]]:
    """One socket that sends the same frame again and again."""

    def flood(port: int) -> Iterator[bytes]:
        with connected(port) as client:
            batch = frame_of(first_byte, payload) * max(1, 16384 // (len(payload) + 6))
            while True:
                client.socket.sendall(batch)
                yield batch

    return flood


def events(text: str) -> Callable[[int], Iterator[bytes]]:
    return frames(0x81, text.encode())


def bytes_of(start: bytes, again: bytes, answered: bool = False) -> Callable[[int], Iterator[bytes]]:
    """One connection that sends `start`, and then the same again and again."""

    def flood(port: int) -> Iterator[bytes]:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(start)
            line.settimeout(0.5)
            while True:
                line.sendall(again)
                if answered:
                    line.setblocking(False)
                    with suppress(BlockingIOError):
                        while line.recv(1 << 20):
                            pass
                    line.settimeout(5)
                yield again

    return flood


def reconnects(port: int) -> Iterator[bytes]:
    """Sockets that come and go."""
    while True:
        with connected(port) as client:
            client.send_text('42["join",{"topic":"board:hall"}]')
        yield b"x"


def half_heads(port: int) -> Iterator[bytes]:
    """A hundred heads of six megabytes, none of which ends."""
    lines = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(100)]
    header = b"X: " + b"x" * 60_000 + b"\r\n"
    for line in lines:
        with suppress(OSError):
            line.sendall(HEAD)
    for _ in range(100):
        for line in lines:
            with suppress(OSError):
                line.send(header)
            yield header
    time.sleep(0.5)


class connected:
    """A Socket.IO client of the default namespace, closed at the end."""

    def __init__(self, port: int) -> None:
        self.client = Client(port).join()

    def __enter__(self) -> Client:
        return self.client

    def __exit__(self, *_: object) -> None:
        self.client.close()


KINDS: dict[str, Callable[[int], Iterator[bytes]]] = {
    "pings": frames(0x89, b"x"),
    "empty fragments": frames(0x01, b""),
    "pongs": events("3"),
    "unknown events": events('42["nothing",{"x":1}]'),
    "joins": events('421["join",{"topic":"board:hall"}]'),
    "joins of what is not there": events('421["join",{"topic":"visitor:0000000000000000"}]'),
    "connects": events("40"),
    "nested": events("42" + "[" * 5000),
    "large messages": events('42["nothing","' + "x" * 60_000 + '"]'),
    "pipelined requests": bytes_of(b"", (HEAD + b"\r\n") * 100, answered=True),
    "pipelined requests whose answers nobody reads": bytes_of(b"", (HEAD + b"\r\n") * 100),
    "a body without end": bytes_of(POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 4000),
    "a body of a terabyte": bytes_of(POST + b"Content-Length: 1000000000000\r\n\r\n", b"x" * (1 << 20)),
    "no HTTP": bytes_of(b"", b"\x16\x03\x01 nothing\r\n"),
    "half heads": half_heads,
    "reconnects": reconnects,
}


def main(kind: str, port: int, seconds: float) -> None:
    os.nice(19)
    until, sent = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        with suppress(OSError, AssertionError):
            for batch in KINDS[kind](port):
                sent += len(batch)
                if time.monotonic() > until:
                    break
    print(sent)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
