"""The first laptop's side of never two masters: its lease, the looks at standby and third, and what is done once it may not write.

Everything here runs in the server's loop: a server whose loop hangs neither asks nor is renewed, so its lease ends.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gevent
import gevent.socket
from gevent.lock import BoundedSemaphore

from kiosk.actions.refusals import NotWritten, Unusable
from kiosk.data import conditions
from kiosk.data import mastership as standing
from kiosk.data.health import Trouble
from kiosk.data.mastership import Peer
from kiosk.data.store import Store
from kiosk.serving.greenlets import Bell, every, off_loop
from kiosk.standby import alone, datagrams, third
from kiosk.standby.link import Line, Link
from kiosk.standby.mastership import ROUND_S, Lease, State, clock

log = logging.getLogger(__name__)

ASKED_MAX = 64  # questions under way
TELL_S = 1.5  # for a last word, and its answer
BEATS = 2  # rounds between two beats over the link
AT_ONCE = 8  # questions about what this laptop had alone
JUST_MS = 60_000
CHANGED_MS = 4 * 3_600_000
START_ROUNDS = 6  # of a laptop that starts, for the others' answers
CALLS = 10  # rounds between two questions to all laptops of the network
SECONDS_MAX = 4  # that were prepared and are asked
CLAIMS = 2  # so many stations must have seen a higher fence where no laptop says so

LAPSED = (
    "이 노트북은 둘째 노트북과 공유기에 닿지 않아 아무것도 적지 않고 있어요. 네트워크를 봐 주세요. "
    "닿으면 저절로 이어져요."
)
OLD = "이전 노트북이에요. 새 노트북에서 이어지고 있어요. 주소를 새 노트북으로 열어 주세요."


class LeaseGuard:
    """A server's: what every write passes."""

    def __init__(self, lease: Lease, claimed: Callable[[int, int], None]) -> None:
        self.lease, self.claimed, self._lock = lease, claimed, threading.Lock()

    @property
    def is_old(self) -> bool:
        return self.lease.state is State.OLD

    def require(self) -> None:
        with self._lock:
            if self.lease.may_write(clock()):
                return
        raise NotWritten(OLD if self.is_old else LAPSED)


@dataclass(frozen=True)
class Asked:
    """A question under way: when it was asked, whom, and about which actions."""

    at: float
    peer: Peer
    known: tuple[str, ...] = ()


class First:
    """What this laptop is to the others, from `start` on. `cut()` closes every open socket."""

    def __init__(self, store: Store, third_setting: str, cut: Callable[[], None]) -> None:
        self.store = store
        self._folder, self._cut = store.path.parent, cut
        self.standing = standing.read(self._folder)
        with store.read() as db:
            self.fence = max(self.standing.fence, standing.fence_of(db))
        self.lease = Lease(self.fence)
        self.third, self.third_answers = third_setting, False
        self.link: Link | None = None
        self._bell: Bell | None = None
        self._noting = BoundedSemaphore(1)
        self._granted = ""  # the instance of the standby that may take over by itself
        self._grant_seen = self._rests = self._told_to_rest = False
        self._asked: dict[str, Asked] = {}
        self._claims: set[int] = set()
        self._socket: Any = None
        self._port = 0
        self._instance = secrets.token_hex(8)
        self._looks = False
        self._to_ask: list[tuple[str, ...]] | None = None
        self._rounds = 0
        self._seconds: list[int] = []
        store.fence = self.fence
        if self.standing.role == "standby":
            raise Unusable(
                f"{self._folder}: 둘째 노트북의 폴더입니다. standby follow로 켜거나, 첫 노트북이 꺼진 것을 확인한 뒤 "
                "standby follow --take-over로 이어받아 주세요."
            )
        if self.standing.role in ("old", "off"):
            self.lease.state = State.OLD
        elif self.standing.peers and not self._has_just_taken_over():  # one of them may have, meanwhile
            self.lease.begin_bound()
        store.guard = LeaseGuard(self.lease, self.claimed)

    def start(self, host: str, port: int) -> None:
        """In the loop, once the server takes connections at this port."""
        self._socket, self._port = _bound(host, port), port
        self._seconds = self._second_laptops()
        gevent.spawn(self._listen)
        every(ROUND_S, self._round, at_once=True)
        self._tell()
        self._tell_change()

    def stop(self) -> None:
        """Somebody ends this server: the second laptop is told, so that it does not take over by itself."""
        if self.link and self.link.is_linked:
            self._rests = True
            self.link.tell({"rests": True})
            with gevent.Timeout(TELL_S, False):
                while (
                    self.standing.bound
                ):  # until it says so: then this laptop may start where that one is off
                    gevent.sleep(0.05)
                gevent.sleep(0.1)
            self.link.drop()

    @property
    def may_write(self) -> bool:
        return self.lease.may_write(clock())

    # The link (kiosk/pages/standby.py opens it).

    def linked(self, line: Line, peer: Peer, stream: str, after: int) -> dict[str, Any]:
        """A second laptop has greeted. Gives the welcome."""
        self._note(peer)
        if self.link is None:
            self._bell = Bell(self._push)
            self.link = Link(self.store.health, self.store.now, self._bell.ring)
        begins = self.link.begin(line, stream, after)
        self.store.stream = self.link
        return {
            "welcome": 1,
            "stream": self.link.stream,
            "from": begins,
            "third": self.third,
            "fence": self.fence,
            "port": self._port,
        }

    def unlinked(self, line: Line, *, said_goodbye: bool) -> None:
        """It has gone; only where it said so, it will not take over by itself."""
        if self.link is None:
            return
        self.link.end(line, expected=said_goodbye)
        if said_goodbye:
            self.store.stream = None
            if line.instance == self._granted:
                self._release()

    def hand_over(self) -> int:
        """Write nothing any more, because the second laptop takes over now; gives the journal's latest seq. Should it fail to,
        it says that it is a standby still, and this laptop goes on."""
        self.lease.hand_over(clock())
        self._note(bound=True)
        with self.store.read() as db:
            row = db.execute("SELECT max(seq) AS seq FROM journal").fetchone()
        self._tell()
        return int(row["seq"] or 0)

    # What others say.

    def claimed(self, station: int, fence: int) -> None:
        """A paired station has seen this fence. One alone may be wrong; where several say so, or a laptop does, it is."""
        if fence > self.fence and self.lease.state is not State.OLD:
            self._claims.add(station)
            if len(self._claims) >= CLAIMS and self._seconds:
                log.warning("%d stations have seen a higher fence", len(self._claims))
                self.lease.saw(fence)
                self._become_old()

    def go_on_alone(self) -> None:
        """An organiser says that the second laptop has not taken over."""
        self.lease.release()
        self._granted = ""
        self._note(bound=False, role="first")
        self._tell()

    def looked_at(self) -> None:
        """An organiser has seen what this laptop had alone; from now on it stays off."""
        self._note(role="off")

    # Rounds.

    def _round(self) -> None:
        self._rounds += 1
        if self.link:
            self.link.look()
            if self.link.is_linked and not self._is_known(self.standing.peers[0].station):
                self._send_away(self.link)  # its station was revoked
            if self.link.is_linked and self._rounds % BEATS == 0:
                self.link.tell({"beat": 1, "fence": self.fence})
        self._seconds = self._second_laptops()
        if self.standing.role == "off":
            return
        asked_at = clock()
        if not self.standing.peers:
            if self._rounds % CALLS == 1:
                self._call_for(self._seconds, asked_at)
            return
        for peer in self.standing.peers:
            self._ask(peer, asked_at)
        if self._rounds % CALLS == 0:  # one that was made from the same file, and of which nobody knows
            self._call_for([self.standing.peers[0].station], asked_at)
        if self.third and not self._looks and self.lease.state is not State.OLD:
            self._looks = True
            gevent.spawn(self._look, asked_at)
        if self._rounds > START_ROUNDS and not self.standing.bound and self.lease.state is State.LAPSED:
            self.lease.release()  # nobody answers, and nobody may have taken over but by somebody's tap
        self.lease.may_write(clock())
        self._tell()

    def _call_for(self, stations: list[int], asked_at: float) -> None:
        """Ask all laptops of the network in the names of these second ones."""
        host, port = datagrams.everybody(self._port)
        for station in stations:
            self._ask(Peer(host, port, station), asked_at)

    def _send_away(self, link: Link) -> None:
        """First it is told to take over no more: it may not come to ask why (after wrong guesses from there). A round later it is cut."""
        if self._told_to_rest:
            link.drop()
            self.store.stream = None
        else:
            link.tell({"rests": True})
        self._told_to_rest = not self._told_to_rest

    def _look(self, asked_at: float) -> None:
        try:
            self.third_answers = off_loop(partial(third.reached, self.third))
            if self.third_answers:
                self.lease.third_answered(asked_at, clock())
        finally:
            self._looks = False

    def _ask(self, peer: Peer, asked_at: float, known: tuple[str, ...] = ()) -> None:
        if key := self._key_of(peer.station):
            more = {"known": known} if known else {}
            message = datagrams.ask(fence=self.fence, role=self._role, **more)
            while len(self._asked) >= ASKED_MAX:
                self._asked.pop(next(iter(self._asked)))
            self._asked[message["ask"]] = Asked(asked_at, peer, known)
            with suppress(OSError):
                self._socket.sendto(datagrams.sealed(key, message), (peer.host, peer.port))

    def _listen(self) -> None:
        while True:
            try:
                data, place = self._socket.recvfrom(datagrams.BYTES_MAX + 1)
            except OSError:
                gevent.sleep(ROUND_S)
                continue
            keys = [key for station in self._seconds if (key := self._key_of(station))]
            if (found := datagrams.opened(keys, data)) is None:
                continue
            key, message = found
            with suppress(KeyError, TypeError, ValueError):  # sealed, but by another version
                if "ask" in message:
                    self._answer(key, message, place)
                elif asked := self._asked.pop(message["answer"], None):
                    self._answered(message, asked)

    def _answer(self, key: bytes, message: dict[str, Any], place: Any) -> None:
        if message["role"] == "first" and int(message["fence"]) > self.fence:
            self.lease.saw(int(message["fence"]))
            self._become_old()
        told: dict[str, Any] = {"role": self._role, "fence": self.fence, "instance": self._instance}
        if self.standing.point:
            told["point"] = self.standing.point
        if isinstance(message.get("known"), list):
            told["unknown"] = alone.unknown(self.store, message["known"])
        with suppress(OSError):
            self._socket.sendto(datagrams.sealed(key, datagrams.answer_to(message, **told)), place)

    def _answered(self, message: dict[str, Any], asked: Asked) -> None:
        """Another laptop of this expo has said what it is."""
        fence = int(message["fence"])
        if message["role"] == "first":
            # Two that took over at once, from the same file: one of them stays.
            twin = fence == self.fence and str(message["instance"]) > self._instance
            if fence > self.fence or twin:
                self.lease.saw(self.fence + 1)
                self._become_old(message.get("point"))
            if (
                asked.known
                and isinstance(message.get("unknown"), list)
                and asked.known in (self._to_ask or ())
            ):
                alone.note(self._folder, message["unknown"])
                self._to_ask = [one for one in self._to_ask or () if one != asked.known]
        elif message["role"] == "standby":
            self._standby(message, asked)

    def _standby(self, message: dict[str, Any], asked: Asked) -> None:
        """Its standby is one still. What it was granted holds for one instance of its program, until that one has no grant."""
        instance, granted = str(message["instance"]), message["granted"] is True
        state = self.lease.state
        if self.lease.is_stale(asked.at):
            return None
        if state is State.FREE:
            if not self._rests and self._is_known(asked.peer.station) and self._may_grant(message, instance):
                self._grant(instance, asked)
            return None
        if granted and not self._granted:
            self._granted = instance  # this laptop has started anew
        if instance == self._granted and granted:
            self._grant_seen = True
        elif instance != self._granted or self._grant_seen or self._rests:
            return self._release()
        elif self.link:
            self.link.tell({"grant": True})
        return self.lease.standby_answered(asked.at, clock())

    def _may_grant(self, message: dict[str, Any], instance: str) -> bool:
        """Both reach the third, the link is this one's, and it hears the questions that it answers."""
        both = self.third_answers and message["third"] is True
        return bool(self.link and self.link.instance == instance and both)

    def _grant(self, instance: str, asked: Asked) -> None:
        """From now on it may take over by itself: first that is on this laptop's disk, then this laptop is bound, then it is told."""
        self._note(bound=True)
        self._granted, self._grant_seen = instance, False
        self.lease.bind(asked.at)
        if self.link:
            self.link.tell({"grant": True})

    def _release(self) -> None:
        self._granted, self._grant_seen = "", False
        self.lease.release()
        self._note(bound=False)

    def _become_old(self, point: dict[str, Any] | None = None) -> None:
        """Another laptop writes: say so to whoever is connected, and find out what this one had alone."""
        if self.standing.role == "first":
            log.error("another laptop has taken over; this one writes nothing any more")
            self._note(role="old")
            self._cut()
        if point and not self.standing.point:
            self._note(point={**point, "taken_from": self.fence})
        if self.standing.role == "old" and self.standing.point:
            if self._to_ask is None:
                self._to_ask = list(alone.to_ask(self.store, self.standing.point))
            for known in self._to_ask[:AT_ONCE]:
                for peer in self.standing.peers:
                    self._ask(peer, clock(), known)
        self._tell()

    @property
    def knows_alone(self) -> bool:
        """Whether the laptop that took over has said of everything whether it has it."""
        return self._to_ask == []

    def _tell(self) -> None:
        """The organiser is told, on this laptop's own page."""
        codes = {State.LAPSED: "laptop_stopped", State.OLD: "laptop_old"}
        code = codes.get(self.lease.state)
        known = {one.code: one for one in self.store.health.troubles()}
        if code is None or code not in known:
            self.store.health.clear("mastership")
        if code and code not in known:
            self.store.health.tell("mastership", Trouble(code, self.store.now()))

    def _has_just_taken_over(self) -> bool:
        """It asked the others then."""
        at = int(self.standing.point.get("at", 0))
        return self.standing.point.get("fence") == self.fence and 0 <= self.store.now() - at < JUST_MS

    def _tell_change(self) -> None:
        """That this laptop took over, for the rest of that day's work, with what became of what it was told of."""
        point, now = self.standing.point, self.store.now()
        if self.standing.role == "first" and point and now - int(point["at"]) < CHANGED_MS:
            values = {name: point.get(name, 0) for name in ("restored", "listed")}
            self.store.health.tell("changed", Trouble("laptop_changed", int(point["at"]), values))

    @property
    def _role(self) -> str:
        return "old" if self.lease.state is State.OLD else "first"

    def _is_known(self, station: int) -> bool:
        sql = f"SELECT 1 FROM stations WHERE id = ? AND {conditions.NOT_REVOKED}"
        return self.store.glance().execute(sql, (station,)).fetchone() is not None

    def _second_laptops(self) -> list[int]:
        """The stations that second laptops were prepared with, also where none was ever linked: one may take over all the same."""
        sql = f"SELECT id FROM stations WHERE role = 'standby' AND {conditions.NOT_REVOKED} ORDER BY id DESC LIMIT {SECONDS_MAX}"
        prepared = [int(row["id"]) for row in self.store.glance().execute(sql)]
        return list(dict.fromkeys([*(peer.station for peer in self.standing.peers), *prepared]))

    def _key_of(self, station: int) -> bytes | None:
        row = (
            self.store.glance().execute("SELECT token_hash FROM stations WHERE id = ?", (station,)).fetchone()
        )
        return datagrams.key_of(row["token_hash"]) if row and row["token_hash"] else None

    def _note(self, peer: Peer | None = None, **changes: Any) -> None:
        """Something of what this laptop is has changed: on the disk before it counts."""
        with self._noting:
            now = replace(self.standing, fence=self.fence, **changes)
            now = now.with_peer(peer) if peer else now
            if now != self.standing:
                off_loop(partial(standing.write, self._folder, now))
                self.standing = now

    def _push(self) -> None:
        if self.link:
            self.link.push()


def _bound(host: str, port: int) -> Any:
    """At the server's own number, where another laptop asks; elsewhere it can ask and not be asked."""
    line = gevent.socket.socket(gevent.socket.AF_INET, gevent.socket.SOCK_DGRAM)
    line.setsockopt(gevent.socket.SOL_SOCKET, gevent.socket.SO_BROADCAST, 1)
    try:
        line.bind((host if ":" not in host else "", port))
    except OSError as error:
        log.warning("no answers for other laptops at port %s: %s", port, error)
        line.bind(("", 0))
    return line
