"""Who is connected, how long each may keep us waiting, and who goes when there is room for no more.

Who waits for a peer (for the rest of a head or of a body, until an answer is taken) has a deadline; one round looks at
all of them. A connection that is cut is only shut down: its own greenlet finds its end and closes it.
"""

import errno
import heapq
import logging
import os
import resource
import socket
import time
from collections import Counter
from contextlib import suppress
from enum import Enum, auto
from ipaddress import ip_address
from math import inf
from typing import Any

import gevent

from kiosk.serving.greenlets import every

log = logging.getLogger(__name__)

# The key of the WSGI environ under which the server puts a request's connection.
CONNECTION = "kiosk.connection"

AN_ADDRESS = 6000  # a thousand phones of one carrier share an address; a laptop's own programs share loopback
HALF_HEADS_AN_ADDRESS = 64
HEAD_S = 10.0  # for the whole of a head, from its first byte, and for a TLS handshake
IDLE_S = 75.0  # between two requests
PATIENCE_S = 20.0  # for the next bytes of a body, or until the next of an answer are taken;
BYTES_A_S = 4096  # and in all no longer than that beyond what this slowest of rates takes
SWEEP_S = 0.5

OPEN_FILES = 65536
FILES_KEPT_FREE = 64  # for the database, uploads, and connections that are cut but not yet closed
ROOM_AT_LEAST = 16
ROOM_MADE_AT_ONCE = 64  # a share: one in so many goes
OUT_OF_HANDLES = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class Phase(Enum):
    SILENT = auto()  # nothing whole has come yet: a TLS handshake, or not one byte
    HALF_HEAD = auto()  # a part of a head has come
    RESTING = auto()  # between two requests
    BUSY = auto()  # a request is being answered
    LIVE = auto()  # a websocket


# Who goes first when there is room for no more, the oldest of each first. Who is not named here stays.
STRANGERS_GO = {Phase.SILENT: 0, Phase.HALF_HEAD: 0, Phase.RESTING: 1, Phase.BUSY: 1, Phase.LIVE: 2}
STATIONS_GO = {Phase.RESTING: 3, Phase.HALF_HEAD: 3}


class Connection:
    """One accepted connection. `known`: a paired station has shown itself on it. Times are of time.monotonic."""

    __slots__ = ("_passed", "_waited", "address", "deadline", "known", "late", "phase", "since", "sock")

    def __init__(self, sock: Any, address: str) -> None:
        self.sock, self.address = sock, address
        self.known = self.late = False
        self.enter(Phase.SILENT, IDLE_S)
        self.begin_transfer()

    def enter(self, phase: Phase, within_s: float = inf) -> None:
        self.phase, self.since = phase, time.monotonic()
        self.deadline = self.since + within_s

    def begin_transfer(self) -> None:
        """A body or an answer begins."""
        self._passed, self._waited = 0, 0.0

    def greet(self) -> None:
        """A TLS handshake begins."""
        self.enter(Phase.SILENT, HEAD_S)

    def listen(self) -> None:
        """We wait for its next request, or its first."""
        self.enter(Phase.RESTING if self.phase is Phase.BUSY else Phase.SILENT, IDLE_S)

    def awaits_peer(self) -> None:
        """From here on we wait for the peer to send, or to take, what comes next of a body or an answer."""
        self.since = time.monotonic()
        self.deadline = self.since + PATIENCE_S + min(0.0, self._passed / BYTES_A_S - self._waited)

    def moved(self, count: int) -> int:
        """The wait is over: so many bytes passed; how many of this body or answer in all."""
        self.deadline = inf
        self._waited += time.monotonic() - self.since
        self._passed += count
        return self._passed

    def go(self) -> tuple[int, float] | None:
        """Its turn among those who go when room is needed, the smallest first; None: it stays."""
        if self.phase is Phase.BUSY and self.deadline == inf:
            return None
        turn = (STATIONS_GO if self.known else STRANGERS_GO).get(self.phase)
        return None if turn is None else (turn, self.since)

    def cut(self) -> None:
        """End it, from whichever greenlet. What is only half said can still be answered."""
        self.late = True
        with suppress(OSError, ValueError):  # closed already
            _shut_down(
                self.sock.fileno(), socket.SHUT_RD if self.phase is Phase.HALF_HEAD else socket.SHUT_RDWR
            )


def _shut_down(handle: int, how: int) -> None:
    """By the system alone: gevent's shutdown would raise in whoever reads, TLS's would take its state away."""
    system = socket.socket(fileno=handle)
    try:
        system.shutdown(how)
    finally:
        system.detach()


class Connections:
    """All connections of the process, for `room` of them."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._open: dict[Connection, None] = {}  # the oldest first
        self._an_address: Counter[str] = Counter()
        self._half_heads: dict[str, dict[Connection, None]] = {}

    def watch(self) -> gevent.Greenlet:
        """Keep the deadlines, until the greenlet is killed."""
        return every(SWEEP_S, self.sweep)

    def admit(self, sock: Any, peer: str) -> Connection | None:
        """The connection of a socket just accepted; None when there is no room and nobody who would go."""
        address = _counted_as(peer)
        if self._an_address[address] >= AN_ADDRESS and not self.make_room(address):
            return None
        if len(self._open) >= self.room and not self.make_room():
            return None
        connection = Connection(sock, address)
        self._open[connection] = None
        self._an_address[address] += 1
        return connection

    def leave(self, connection: Connection) -> None:
        """It is over; also when it was cut before."""
        self._forget_half_head(connection)
        if connection in self._open:
            del self._open[connection]
            self._an_address[connection.address] -= 1
            if not self._an_address[connection.address]:
                del self._an_address[connection.address]

    def half_head(self, connection: Connection) -> None:
        """A part of a head has come, and the rest has not. One address has a few of these at a time; the oldest goes."""
        connection.enter(Phase.HALF_HEAD, HEAD_S)
        others = self._half_heads.setdefault(connection.address, {})
        if len(others) >= HALF_HEADS_AN_ADDRESS:
            self._cut(next(iter(others)))
        self._half_heads.setdefault(connection.address, {})[connection] = None

    def whole_head(self, connection: Connection) -> None:
        """The head is here: the request is being answered."""
        if connection.phase is Phase.HALF_HEAD:
            self._forget_half_head(connection)
        connection.enter(Phase.BUSY)
        connection.begin_transfer()

    def sweep(self) -> None:
        """Cut whoever has kept us waiting for too long."""
        now = time.monotonic()
        for connection in [one for one in self._open if one.deadline < now]:
            self._cut(connection)

    def make_room(self, address: str | None = None) -> int:
        """Cut some of those who are waited for and have not shown who they are (of one address); how many."""
        going = [one for one in self._open if address in (None, one.address) and one.go()]
        some = max(1, len(self._open) // ROOM_MADE_AT_ONCE)
        chosen = heapq.nsmallest(some, going, key=lambda one: one.go() or (0, 0.0))
        for connection in chosen:
            self._cut(connection)
        log.warning(
            "no room for more connections%s: %d were closed that rested or had not shown who they are",
            " of one address" if address else "",
            len(chosen),
        )
        return len(chosen)

    def _cut(self, connection: Connection) -> None:
        connection.cut()
        self.leave(connection)

    def _forget_half_head(self, connection: Connection) -> None:
        others = self._half_heads.get(connection.address)
        if others:
            others.pop(connection, None)
            if not others:
                del self._half_heads[connection.address]


def room_for_connections() -> int:
    """Take as many file handles as the system gives; how many connections there may be, with some handles kept free."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    handles = OPEN_FILES if soft == resource.RLIM_INFINITY else soft
    return max(ROOM_AT_LEAST, handles - len(os.listdir("/dev/fd")) - FILES_KEPT_FREE)


def show_station(environ: dict[str, Any]) -> None:
    """A paired station has shown itself on this request's connection: others go before it."""
    if connection := environ.get(CONNECTION):
        connection.known = True


def _counted_as(peer: str) -> str:
    """An IPv6 network counts as one: whoever has one address of it has them all."""
    if ":" not in peer:
        return peer
    address = ip_address(peer.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped) if mapped else address.exploded[:19]
