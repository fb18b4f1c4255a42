"""One message to one push service: a single POST, bounded in time and in what is read of the answer.

The address came from a phone, so it may lead anywhere. It is followed to public addresses alone, which are looked up once
and connected to as they were looked at; a redirect is not followed. No log holds it.
"""

import socket
import ssl
import time
from collections.abc import Iterator
from enum import Enum, auto
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

CONNECT_S = 5.0
WHOLE_S = 10.0
ANSWER_MAX_BYTES = 8192  # the head of an answer; its body is never read


class Outcome(Enum):
    SENT = auto()
    GONE = auto()  # the subscription has ended
    REFUSED = auto()  # this message will never be taken
    LATER = auto()  # the service is too busy, or failed
    UNREACHED = auto()  # no answer came


class Answer(NamedTuple):
    """`status` of HTTP, 0 without an answer; `after_s`: not before, as the service asks."""

    outcome: Outcome
    status: int = 0
    after_s: float = 0.0


class NowhereError(OSError):
    """The address leads to no public host."""


def post(
    endpoint: str,
    body: bytes,
    headers: dict[str, str],
    *,
    context: ssl.SSLContext,
    anywhere: bool = False,
) -> Answer:
    """POST `body` to an https address. `anywhere`: also to this machine and its network, for tests alone."""
    until = time.monotonic() + WHOLE_S
    parts = urlsplit(endpoint)
    host, port = parts.hostname or "", parts.port or 443
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = host if port == 443 else f"{host}:{port}"
    lines = [f"POST {target} HTTP/1.1", f"Host: {named}", "Connection: close", f"Content-Length: {len(body)}"]
    head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""])
    try:
        with (
            _connected(host, port, anywhere) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            secure.settimeout(_left(until))
            secure.sendall(head.encode("ascii") + body)
            return _read(_head(secure, until))
    except (OSError, ValueError):  # ssl's errors are OSErrors
        return Answer(Outcome.UNREACHED)


def _connected(host: str, port: int, anywhere: bool) -> socket.socket:
    """Raises OSError."""
    error: OSError = NowhereError(host)
    for address in _addresses(host, port):
        if not (anywhere or is_public(address)):
            continue
        try:
            return socket.create_connection((address, port), CONNECT_S)
        except OSError as failed:
            error = failed
    raise error


def _addresses(host: str, port: int) -> Iterator[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return (str(where[0]) for *_, where in found)


def is_public(address: str) -> bool:
    """Whether an IP address lies on the internet: not on this machine, nor in a network of its own."""
    found = ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_global and not found.is_multicast


def _head(secure: ssl.SSLSocket, until: float) -> bytes:
    """The head of the answer, or as much as may come of it."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < ANSWER_MAX_BYTES:
        secure.settimeout(_left(until))
        more = secure.recv(ANSWER_MAX_BYTES - len(head))
        if not more:
            break
        head += more
    return head


def _left(until: float) -> float:
    """Raises TimeoutError (an OSError) once nothing is left."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _read(head: bytes) -> Answer:
    """Raises ValueError for what is no answer of HTTP."""
    first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    word, _, rest = first.partition(" ")
    if not word.startswith("HTTP/1."):
        raise ValueError("no HTTP")
    status = int(rest[:3])
    after = next((line.partition(":")[2] for line in lines if line.lower().startswith("retry-after:")), "")
    return Answer(_outcome(status), status, float(after) if after.strip().isdecimal() else 0.0)


def _outcome(status: int) -> Outcome:
    """What RFC 8030 and the makers say their answers mean."""
    if 200 <= status < 300:
        return Outcome.SENT
    if status in (404, 410):
        return Outcome.GONE
    return Outcome.LATER if status == 429 or status >= 500 else Outcome.REFUSED
