"""Who watches what at an edge, and how each is answered: public topics out of what Redis gave, visitors' pages by asking the primary.

All of it runs in the loop. `wait` of the joins below is what lets other sockets' events go on meanwhile.
"""

import json
import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from flask_socketio import SocketIO
from gevent.event import AsyncResult, Event
from gevent.timeout import Timeout

from kiosk.edges.follow import ALWAYS, Wholes
from kiosk.edges.keys import Entry, Generation
from kiosk.edges.link import TOPICS_MAX, WANTED_AT_ONCE, Join, Key
from kiosk.edges.warm import Missed, Warm
from kiosk.serving.budget import Budget
from kiosk.serving.greenlets import turn
from kiosk.serving.transport import drop, hand_on, hand_to

log = logging.getLogger(__name__)

EVERYBODY = "everybody"
HOLD_S = 10.0  # a join waits so long for Redis or the primary; pages ask again after eight
LAPSE_S = 60.0  # a topic that nobody here watches is wanted for so long
NONE_S = 5.0  # there is no such topic: told again without asking for so long
NEW_AT_ONCE, NEW_A_S = 200, 40  # topics that were not wanted before
NONES_MAX = 2_000
JUST_SHOWN = 30  # shows of a visitor's page, for who is about to be shown them

Wait = Callable[[], AbstractContextManager[None]]
Send = Callable[[dict[str, Any]], None]


class Joined(NamedTuple):
    """The answer to a join as JSON, and the number behind which shows are still to be handed to who joined; `ok` false: refused."""

    answer: str
    n: int
    ok: bool = True


class Late(Exception):
    """Neither Redis nor the primary answered in time."""


class Crowded(Exception):
    """So many new topics are asked for that this one has to wait."""


class Audience:
    """The sockets' topics. `send` tells the primary, `ask` has these wholes read anew."""

    def __init__(self, socketio: SocketIO, send: Send, ask: Callable[[list[Key]], None]) -> None:
        self._socketio, self._send, self._ask = socketio, send, ask
        self.warm = Warm()
        self._watchers: dict[Key, set[str]] = defaultdict(set)
        self._wanted: dict[Key, float] = dict.fromkeys(ALWAYS, float("inf"))  # until when, without watchers
        self._came: dict[Key, Event] = {}  # for those who wait for a whole
        self._none: dict[Key, tuple[str, float]] = {}
        self._new = Budget(NEW_AT_ONCE, NEW_A_S)
        self._joins: dict[int, tuple[Key, AsyncResult]] = {}
        self._last_join = 0
        self._shown: dict[Key, deque[tuple[int, str]]] = {}  # of visitors' pages
        self._counts: dict[Key, int] = defaultdict(int)
        self._unwatched: set[Key] = set()  # of visitors' pages, at the last look

    # Joins.

    def public(self, key: Key, wait: Wait) -> Joined:
        """Raises Late, Crowded."""
        if none := self._known_none(key):
            return none
        self._want(key)
        kept = self.warm.of(key)
        if kept is None:
            came = self._came.setdefault(key, Event())
            with wait():
                came.wait(HOLD_S)
            if none := self._known_none(key):
                return none
            kept = self.warm.of(key)
        if kept is None:
            raise Late
        return Joined(kept.answer, kept.n)

    def visitor(self, asked: Join, wait: Wait) -> Joined:
        """Raises Late, Crowded."""
        key = asked["topic"], asked["lang"]
        self._require_room(key)
        self._last_join += 1
        number, result = self._last_join, AsyncResult()
        self._joins[number] = key, result
        try:
            with wait():
                self._send({"join": {**asked, "id": number}})
                joined: Joined = result.get(timeout=HOLD_S)
                return joined
        except Timeout:
            self._counts[key] += 0  # the primary may yet answer, and would show it to nobody: it is left soon
            raise Late from None
        finally:
            del self._joins[number]

    def follow(self, sid: str, key: Key, n: int) -> None:
        """Hand this socket what was shown behind `n`, and from now on whatever is. Nothing else runs in between."""
        kept = self.warm.of(key)
        shows = kept.behind(n) if kept else [text for number, text in self._shown.get(key, ()) if number > n]
        for text in shows:
            hand_to(self._socketio, sid, text)
        self._watchers[key].add(sid)
        self._socketio.server.enter_room(sid, room(key))

    def left(self, sid: str, keys: Iterable[Key]) -> None:
        """This socket watches these no more."""
        for key in keys:
            watchers = self._watchers.get(key)
            if watchers is None:
                continue
            watchers.discard(sid)
            if watchers:
                continue
            del self._watchers[key]
            if key[0].startswith("visitor:"):
                self._leave_visitor(key)
            elif key not in ALWAYS:
                self._wanted[key] = time.monotonic() + LAPSE_S

    # What the primary says over the link.

    def linked(self, *, is_anew: bool = False) -> None:
        """All that is wanted, once more; who watches a visitor's page joins anew, for the primary knows of none. `is_anew`: it numbers
        what it gives anew, so who watches here may have missed something and is to be shown all of it."""
        for shows_all in (True, False):
            wanted = [list(key) for key in self._wanted if (is_anew and key in self._watchers) == shows_all]
            for at in range(0, len(wanted), WANTED_AT_ONCE):
                self._send({"want": wanted[at : at + WANTED_AT_ONCE], "again": shows_all})
        self._cut([key for key in self._watchers if key[0].startswith("visitor:")])

    def hear(self, message: dict[str, Any]) -> None:
        if "show" in message:
            self._show_visitor((str(message["show"]), str(message.get("lang"))), str(message.get("frame")))
        elif "joined" in message:
            self._joined(message["joined"], message.get("answer"))
        elif "none" in message:
            self._tell_none(message["none"], message.get("answer"))
        elif "gone" in message:
            self._cut([key for key in self._watchers if key[0] == message["gone"]])

    def _show_visitor(self, key: Key, frame: str) -> None:
        if key not in self._counts:  # nobody here watches it any more
            return
        self._counts[key] += 1
        self._shown.setdefault(key, deque(maxlen=JUST_SHOWN)).append((self._counts[key], frame))
        hand_on(self._socketio, room(key), frame)

    def _joined(self, number: Any, answer: Any) -> None:
        if not isinstance(answer, dict) or number not in self._joins:
            return
        key, result = self._joins[number]
        ok = answer.get("ok") is True  # from here on its shows are counted
        result.set(Joined(_text(answer), self._counts[key] if ok else 0, ok))

    def _tell_none(self, topic: Any, answer: Any) -> None:
        if not isinstance(topic, list) or len(topic) != 2 or not isinstance(answer, dict):
            return
        key = str(topic[0]), str(topic[1])
        while len(self._none) >= NONES_MAX:
            self._none.pop(next(iter(self._none)))
        self._none[key] = _text(answer), time.monotonic() + NONE_S
        self._want_no_more([key])
        self._cut([key])

    # What Redis gave (kiosk/edges/follow.py).

    def began(self, generation: Generation) -> None:
        log.info("generation %s of %s", generation.gen, generation.version)
        self.warm.begin()

    def wholes(self, wholes: Wholes) -> None:
        for key, (n, answer) in wholes.items():
            if key in self._wanted:
                self.warm.offer(key, n, answer)
        self._wake_all()

    def entries(self, entries: list[tuple[int, Entry | None]]) -> None:
        for n, entry in entries:
            try:
                if not self.warm.reads(n):
                    continue
            except Missed:
                self._missed()
            if entry:
                self._take(n, entry)
        self._wake_all()

    def pulse(self, frame: str) -> None:
        hand_on(self._socketio, EVERYBODY, frame, turn)

    def _take(self, n: int, entry: Entry) -> None:
        key = entry.topic, entry.lang
        if entry.kind == "show":
            self.warm.shown(key, n, entry.frame)
            if key in self._watchers:
                hand_on(self._socketio, room(key), entry.frame, turn)
        elif entry.kind == "gone":
            gone = [one for one in self._wanted if one[0] == entry.topic]
            self._want_no_more(gone)  # the primary gives it no more unless it is wanted anew
            self._cut(gone)

    def _missed(self) -> None:
        """Redis let go of what was not read here: all is read anew, and who watches joins anew."""
        log.warning("entries were missed: everybody joins anew")
        self.warm.forget(list(self.warm.keys()))
        self._ask(list(self._wanted))
        self._cut([key for key in self._watchers if not key[0].startswith("visitor:")])

    # Now and then.

    def tidy(self) -> None:
        """What nobody watches any more is not wanted, and long tails are cut."""
        now = time.monotonic()
        lapsed = [key for key, until in self._wanted.items() if until < now and key not in self._watchers]
        self._want_no_more(lapsed)
        for at in range(0, len(lapsed), WANTED_AT_ONCE):
            self._send({"unwant": [list(key) for key in lapsed[at : at + WANTED_AT_ONCE]]})
        lacking = [key for key in self._wanted if key not in self.warm]
        if wanted := self.warm.long() + lacking:
            self._ask(wanted)
        self._leave_visitors()

    def _leave_visitors(self) -> None:
        """Who joined a visitor's page may be gone before the answer came: after two looks without a watcher it is left."""
        joining = {key for key, _ in self._joins.values()}
        unwatched = self._counts.keys() - self._watchers.keys() - joining
        for key in unwatched & self._unwatched:
            self._leave_visitor(key)
        self._unwatched = unwatched

    def _leave_visitor(self, key: Key) -> None:
        self._shown.pop(key, None)
        self._counts.pop(key, None)
        self._send({"leave": list(key)})

    def is_warm(self) -> bool:
        return all(key in self.warm for key in ALWAYS)

    # Inside.

    def _want(self, key: Key) -> None:
        """Raises Crowded."""
        if key not in self._wanted:
            self._require_room(key)
            self._send({"want": [list(key)]})
            self._ask([key])  # it may be there already, for another edge
        self._wanted[key] = max(self._wanted.get(key, 0.0), time.monotonic() + LAPSE_S)

    def _want_no_more(self, keys: Iterable[Key]) -> None:
        """Who waits for one of these waits no longer."""
        for key in keys:
            self._wanted.pop(key, None)
            self.warm.forget([key])
            self._wake(key)

    def _require_room(self, key: Key) -> None:
        if key in self._watchers:
            return
        if len(self._wanted) + len(self._counts) >= TOPICS_MAX or not self._new.take():
            raise Crowded

    def _known_none(self, key: Key) -> Joined | None:
        answer, until = self._none.get(key, ("", 0.0))
        return Joined(answer, 0, ok=False) if until > time.monotonic() else None

    def _wake(self, key: Key) -> None:
        if came := self._came.pop(key, None):
            came.set()

    def _wake_all(self) -> None:
        for key in [key for key in self._came if key in self.warm]:
            self._wake(key)

    def _cut(self, keys: Iterable[Key]) -> None:
        """Cut who watches these: they come back within a second, and join anew."""
        for sid in {sid for key in keys for sid in self._watchers.get(key, ())}:
            drop(self._socketio, sid)


def room(key: Key) -> str:
    """Socket.IO's room of those who watch this topic in this language."""
    return f"{key[0]}|{key[1]}"


def _text(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
