"""Who is connected, how long each may keep us waiting, and who has to go when there is no room for more.

Whenever we wait for a peer (for the rest of a head or of a body, or until an answer is taken) there is a deadline; every
SWEEP_S all deadlines are looked at. To cut a connection is only to shut it down: its own greenlet then notices the end
and closes it.
"""

import errno
import heapq
import logging
import os
import resource
import socket
import time
from collections import Counter
from collections.abc import Callable
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
# For the next bytes of a body, or until the next bytes of an answer are taken. In all, a peer may take PATIENCE_S longer
# than BYTES_A_S, the slowest rate that is put up with, would take.
PATIENCE_S = 20.0
BYTES_A_S = 4096
SWEEP_S = 0.5

OPEN_FILES = 65536
FILES_KEPT_FREE = 64  # for the database, uploads, and connections that are cut but not yet closed
ROOM_AT_LEAST = 16
ROOM_MADE_AT_ONCE = 64  # one in so many connections goes
OUT_OF_HANDLES = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class Phase(Enum):
    SILENT = auto()  # nothing whole has come yet: a TLS handshake, or not one byte
    HALF_HEAD = auto()  # a part of a head has come
    RESTING = auto()  # between two requests
    BUSY = auto()  # a request is being answered
    LIVE = auto()  # a websocket


# Who goes first when there is no room for more (0 first); within one number the oldest. Who is not named stays.
STRANGERS_GO = {Phase.SILENT: 0, Phase.HALF_HEAD: 0, Phase.RESTING: 1, Phase.BUSY: 1, Phase.LIVE: 2}
STATIONS_GO = {Phase.RESTING: 3, Phase.HALF_HEAD: 3}


class Connection:
    """One accepted connection. `known`: a paired station has said on it who it is; `late`: it was cut; `shared`: many
    people's requests come over it, as from a proxy, so that its address is nobody's.

    Times are of time.monotonic.
    """

    __slots__ = (
        "_passed",
        "_waited",
        "address",
        "deadline",
        "known",
        "late",
        "phase",
        "shared",
        "since",
        "sock",
    )

    def __init__(self, sock: Any, address: str, shared: bool = False) -> None:
        self.sock, self.address, self.shared = sock, address, shared
        self.known = self.late = False
        self.enter(Phase.SILENT, IDLE_S)
        self.begin_transfer()

    def enter(self, phase: Phase, within_s: float = inf) -> None:
        self.phase, self.since = phase, time.monotonic()
        self.deadline = self.since + within_s

    def begin_transfer(self) -> None:
        """A body or an answer begins: nothing of it has passed yet, and nobody has waited."""
        self._passed, self._waited = 0, 0.0

    def greet(self) -> None:
        """A TLS handshake begins."""
        self.enter(Phase.SILENT, HEAD_S)

    def listen(self) -> None:
        """From here on we wait for its first or next request."""
        self.enter(Phase.RESTING if self.phase is Phase.BUSY else Phase.SILENT, IDLE_S)

    def awaits_peer(self) -> None:
        """From here on we wait until the peer sends more of a body, or takes more of an answer."""
        self.since = time.monotonic()
        self.deadline = self.since + PATIENCE_S + min(0.0, self._passed / BYTES_A_S - self._waited)

    def moved(self, count: int) -> int:
        """The wait is over: `count` bytes passed. Returns how many bytes of this body or answer passed in all."""
        self.deadline = inf
        self._waited += time.monotonic() - self.since
        self._passed += count
        return self._passed

    def turn_to_go(self) -> tuple[int, float] | None:
        """Its place among those who go when room is needed, the smallest first; None: it stays."""
        if self.phase is Phase.BUSY and self.deadline == inf:
            return None
        turn = (STATIONS_GO if self.known else STRANGERS_GO).get(self.phase)
        return None if turn is None else (turn, self.since)

    def cut(self) -> None:
        """End it, from any greenlet. A request that is only half here can still be answered."""
        self.late = True
        with suppress(OSError, ValueError):  # closed already
            _shut_down(
                self.sock.fileno(), socket.SHUT_RD if self.phase is Phase.HALF_HEAD else socket.SHUT_RDWR
            )


def _shut_down(handle: int, how: int) -> None:
    """By the system's own call: gevent's would raise in whoever reads, and TLS's would drop the state they read with."""
    system = socket.socket(fileno=handle)
    try:
        system.shutdown(how)
    finally:
        system.detach()


class Connections:
    """All connections of the process, for `room` of them. `shared(peer)`: whether many people's requests come
    from this address, as from a proxy's; those are bound by `room` alone."""

    def __init__(self, room: int, shared: Callable[[str], bool] = lambda _: False) -> None:
        self.room, self._shared = room, shared
        self._open: dict[Connection, None] = {}  # the oldest first
        self._an_address: Counter[str] = Counter()
        self._half_heads: dict[str, dict[Connection, None]] = {}

    def watch(self) -> gevent.Greenlet:
        """Keep the deadlines, until the greenlet is killed."""
        return every(SWEEP_S, self.sweep)

    def admit(self, sock: Any, peer: str) -> Connection | None:
        """The connection of a socket that was just accepted; None when there is no room, and nobody who could go."""
        address, shared = _counted_as(peer), self._shared(peer)
        if self._an_address[address] >= AN_ADDRESS and not (shared or self.make_room(address)):
            return None
        if len(self._open) >= self.room and not self.make_room():
            return None
        connection = Connection(sock, address, shared)
        self._open[connection] = None
        self._an_address[address] += 1
        return connection

    def leave(self, connection: Connection) -> None:
        """The connection is over. It may have been cut before."""
        self._forget_half_head(connection)
        if connection in self._open:
            del self._open[connection]
            self._an_address[connection.address] -= 1
            if not self._an_address[connection.address]:
                del self._an_address[connection.address]

    def half_head(self, connection: Connection) -> None:
        """Part of a head is here and the rest is not. One address may have HALF_HEADS_AN_ADDRESS; then the oldest goes."""
        connection.enter(Phase.HALF_HEAD, HEAD_S)
        others = self._half_heads.setdefault(connection.address, {})
        if len(others) >= HALF_HEADS_AN_ADDRESS and not connection.shared:
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
        """Cut some connections that rest or whose peer is unknown (of one address, if given). Returns how many."""
        going = [one for one in self._open if address in (None, one.address) and one.turn_to_go()]
        some = max(1, len(self._open) // ROOM_MADE_AT_ONCE)
        chosen = heapq.nsmallest(some, going, key=lambda one: one.turn_to_go() or (0, 0.0))
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
    """How many connections there may be. Takes as many file handles as the system gives, and leaves some free."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    handles = OPEN_FILES if soft == resource.RLIM_INFINITY else soft
    return max(ROOM_AT_LEAST, handles - len(os.listdir("/dev/fd")) - FILES_KEPT_FREE)


def show_station(environ: dict[str, Any]) -> None:
    """A paired station has said on this request's connection who it is: from now on others go before it."""
    if connection := environ.get(CONNECTION):
        connection.known = True


def _counted_as(peer: str) -> str:
    """What an address is counted as: an IPv6 one as its /64 network, of which a single peer has every address."""
    if ":" not in peer:
        return peer
    address = ip_address(peer.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped) if mapped else address.exploded[:19]
