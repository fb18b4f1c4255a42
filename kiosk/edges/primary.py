"""The primary's side of its edges: what they want is watched once for all of them and given to Redis; visitors' pages go over each edge's
own link, and never into Redis.

Everything here runs in the server's loop. What it costs follows what changed and how many topics are wanted, never how many edges
or phones there are.
"""

import json
import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from kiosk.actions import access
from kiosk.actions.refusals import NotDone, TooMany
from kiosk.data.heard import Report
from kiosk.data.store import Actor, Store
from kiosk.edges import keys
from kiosk.edges.fan_out import FanOut
from kiosk.edges.keys import Entry, Generation
from kiosk.edges.link import TOPICS_MAX, Alive, Hello, Key, Welcome
from kiosk.expo.square.booths import settings_of
from kiosk.language.sentences import LANGUAGES, N_, gettext
from kiosk.serving.greenlets import Bell, every, turn
from kiosk.serving.version import version

log = logging.getLogger(__name__)

FORGET_S = 5.0  # so long it waits whether others are forgotten too
LAPSE_S = 60.0  # so long a topic is still given that no edge wants any more
LOOK_S = 1.0
# A whole is made anew when so many shows lie behind it, which is a twentieth of their cost, but not sooner than this; or when anything
# has for a minute, long before the stream forgets it.
SHOWS_BEHIND, BUSY_S, OLD_S = 20, 3.0, 60.0
WATCHER = "edges"  # stands among the watchers for all edges

REVOKED = N_("운영본부가 이 중계 서버의 연결을 끊었어요. 다시 쓰려면 운영본부에서 새 토큰을 받아 주세요.")
_TOO_MUCH = N_("중계 서버 하나가 볼 수 있는 화면은 %(most)s가지예요. 중계 서버를 하나 더 두어 주세요.")

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Screens(Protocol):
    """What is asked of the live screens (kiosk/live/publish.py `Live`)."""

    @property
    def epoch(self) -> str: ...

    @property
    def seq(self) -> int: ...

    def watch(self, sid: str, topic: str, lang: str) -> None: ...

    def left(self, sid: str, topic: str) -> None: ...

    def disconnected(self, sid: str) -> None: ...

    def answer(self, topic: str, lang: str) -> str: ...

    def all_of(self, topic: str, lang: str) -> str: ...


@dataclass(eq=False)
class Line:
    """The open link of one edge: `write` sends a text and never waits, `close` ends it."""

    station: int
    hello: Hello
    write: Callable[[str], Any]
    close: Callable[[], Any]
    wants: set[Key] = field(default_factory=set)  # public ones
    visitors: set[Key] = field(default_factory=set)

    def sid(self, lang: str) -> str:
        """Stands among the watchers for the visitors' pages of this edge."""
        return f"{WATCHER}:{self.station}:{self.hello['instance']}|{lang}"

    def tell(self, message: dict[str, Any]) -> None:
        self.write(_text(message))


@dataclass
class Wanted:
    """A topic that is given to Redis: which edges want it, and when it lapses where none does (0: one does, or it always is). `shows`
    lie behind its whole, the first since `since`."""

    by: set[Line] = field(default_factory=set)
    lapses_at: float = 0.0
    shows: int = 0
    since: float = 0.0


class Edges:
    """All edges of this server, and what is given to them. It is what `Live` tells of what it shows (live/elsewhere.py)."""

    def __init__(self, url: str, store: Store, screens: Screens, origin: str) -> None:
        self.lines: dict[int, Line] = {}  # by station
        self.fan_out = FanOut(url, store.expo_mark, store.health, store.now, self._lost)
        self._store, self._screens, self._origin = store, screens, origin
        self._word = secrets.token_hex(8)
        self._wanted: dict[Key, Wanted] = {}
        self._visitors: defaultdict[Key, set[Line]] = defaultdict(set)
        self._anew: set[Key] = set()  # whose whole is given as soon as may be, and all of it shown
        self._forgets_at = 0.0  # when what was given lately is let go, 0: not
        self._bell: Bell | None = None
        self._asked_for: Bell | None = None

    def start(self) -> None:
        """In the loop, once the server takes connections."""
        self._bell = Bell(self._give_wholes)
        self._asked_for = Bell(self.begun_anew)
        every(LOOK_S, self._look)
        self.fan_out.start()

    def hang_up(self) -> None:
        """Close every link: the edges go on with what they have, and come back."""
        for line in list(self.lines.values()):
            line.close()

    def close(self) -> None:
        """Write what waits, and end."""
        self.fan_out.close()

    # What live tells.

    def shown(self, topic: str, lang: str, seq: int, packet: str) -> None:
        if wanted := self._wanted.get((topic, lang)):
            if not wanted.shows:
                wanted.since = time.monotonic()
            wanted.shows += 1
            self.fan_out.give(Entry("show", topic, lang, seq, packet))
        elif lines := self._visitors.get((topic, lang)):
            text = _text({"show": topic, "lang": lang, "seq": seq, "frame": packet})
            for line in list(lines):
                line.write(text)

    def pulsed(self, packet: str) -> None:
        self.fan_out.give(Entry("pulse", frame=packet))

    def gone(self, topic: str) -> None:
        if any((topic, lang) in self._wanted for lang in LANGUAGES):
            self.fan_out.give(Entry("gone", topic))
            for lang in LANGUAGES:
                self._stop(topic, lang)
        lines = set[Line]().union(*(self._visitors.get((topic, lang), ()) for lang in LANGUAGES))
        for line in lines:
            line.tell({"gone": topic})
            for lang in LANGUAGES:
                self.leave_visitor(line, topic, lang)

    def cut(self, station_id: int) -> None:
        if line := self.lines.get(station_id):
            line.tell({"revoked": gettext(REVOKED, "ko")})
            line.close()
            self.unlinked(line)

    def begun_anew(self) -> None:
        """Number what is given anew, and give all of it: another history has begun, or Redis lost something."""
        if self._store.guard.is_old:
            self.fan_out.rest()
            return
        gen = secrets.token_hex(6)
        self.fan_out.begin(
            Generation(gen, self._word, keys.PROTOCOL, self._screens.epoch, self._store.fence, version())
        )
        for line in self.lines.values():
            line.tell({"beat": {"gen": gen}})
        self._anew |= self._wanted.keys()
        self._ring()

    def forgotten(self) -> None:
        """Soon what was given before is out of Redis: the masked name of whom a board called may be in it."""
        self._forgets_at = self._forgets_at or time.monotonic() + FORGET_S

    # What edges ask.

    def linked(self, line: Line) -> Welcome:
        """An edge has greeted. One of the same process that was linked before has gone."""
        before = self.lines.get(line.station)
        self.lines[line.station] = line
        if before:
            before.close()
            self._forget(before)
        self._hear(line, None)
        for topic in keys.STANDING:
            for lang in LANGUAGES:
                self._want(topic, lang)
        return {
            "protocol": keys.PROTOCOL,
            "version": version(),
            "epoch": self._screens.epoch,
            "fence": self._store.fence,
            "mark": self._store.expo_mark,
            "gen": self.fan_out.gen,
            "word": self._word,
            "origin": self._origin,
        }

    def unlinked(self, line: Line) -> None:
        if self.lines.get(line.station) is line:
            del self.lines[line.station]
        self._forget(line)

    def is_another(self, station: int, hello: Hello) -> bool:
        """Whether this token is used by another edge already, which is there."""
        line = self.lines.get(station)
        return line is not None and line.hello["instance"] != hello["instance"]

    def want(self, line: Line, asked: list[Key]) -> None:
        """From here on these public topics are given; why one is not is told."""
        for topic, lang in asked:
            try:
                if (topic, lang) not in line.wants:
                    self.require_room(line, lang)
                self._want(topic, lang).by.add(line)
                line.wants.add((topic, lang))
            except NotDone as error:
                line.tell({"none": [topic, lang], "answer": error.answer()})
            turn()

    def unwant(self, line: Line, asked: list[Key]) -> None:
        for key in line.wants & set(asked):
            line.wants.discard(key)
            if wanted := self._wanted.get(key):
                wanted.by.discard(line)

    def watch_visitor(self, line: Line, topic: str, lang: str) -> None:
        """From here on this edge is shown what changes on this visitor's page."""
        self._screens.watch(line.sid(lang), topic, lang)
        line.visitors.add((topic, lang))
        self._visitors[topic, lang].add(line)

    def leave_visitor(self, line: Line, topic: str, lang: str) -> None:
        if (topic, lang) in line.visitors:
            line.visitors.discard((topic, lang))
            self._unwatch(line, topic, lang)
            self._screens.left(line.sid(lang), topic)

    def _unwatch(self, line: Line, topic: str, lang: str) -> None:
        self._visitors[topic, lang].discard(line)
        if not self._visitors[topic, lang]:
            del self._visitors[topic, lang]

    def require_room(self, line: Line, lang: str) -> None:
        """Raises TooMany."""
        if len(line.wants) + len(line.visitors) >= TOPICS_MAX:
            raise TooMany(gettext(_TOO_MUCH, lang, most=TOPICS_MAX))

    def heard(self, line: Line, alive: Alive) -> None:
        self._hear(line, alive)
        line.tell({"beat": {"gen": self.fan_out.gen}})

    # What is given.

    def _want(self, topic: str, lang: str) -> Wanted:
        """Give this topic, from now on. Raises what joining it would."""
        key = (topic, lang)
        if key not in self._wanted:
            with self._store.read() as db:
                public = settings_of(db)["boards_public"]
            access.require_topic(topic, Actor("stranger"), boards_public=public, lang=lang)
            answer = self._screens.answer(topic, lang)
            self._screens.watch(_sid(lang), topic, lang)
            self._wanted[key] = Wanted()
            self.fan_out.keep(topic, lang, answer)
            self.fan_out.give(Entry("whole", topic, lang))
        self._wanted[key].lapses_at = 0.0
        return self._wanted[key]

    def _stop(self, topic: str, lang: str) -> None:
        if wanted := self._wanted.pop((topic, lang), None):
            self._screens.left(_sid(lang), topic)
            for line in wanted.by:
                line.wants.discard((topic, lang))

    def _lost(self) -> None:
        """In the thread that writes."""
        if self._asked_for:
            self._asked_for.ring()

    def _ring(self) -> None:
        if self._bell:
            self._bell.ring()
        else:
            self._give_wholes()

    def _give_wholes(self) -> None:
        """All of what begins anew; a turn for others after each."""
        while self._anew:
            key = min(self._anew, key=lambda one: (one[0] not in keys.STANDING, one))
            self._anew.discard(key)
            if key in self._wanted and self.fan_out.gen:
                self._give_whole(key, is_new=True)
            turn()

    def _give_whole(self, key: Key, *, is_new: bool) -> None:
        """What who joins is answered now. `is_new`: of a generation that has none yet, so who watches is shown all of it."""
        topic, lang = key
        try:
            answer = self._screens.answer(topic, lang)
            all_of = self._screens.all_of(topic, lang) if is_new else ""
        except NotDone:  # no such booth in this history
            self.gone(topic)
        if (wanted := self._wanted.get(key)) is None:
            return
        wanted.shows = 0
        self.fan_out.keep(topic, lang, answer)
        if is_new:
            self.fan_out.give(Entry("whole", topic, lang))
            self.fan_out.give(Entry("show", topic, lang, self._screens.seq, all_of))

    def _look(self) -> None:
        """Topics that nobody wants lapse; wholes that are far behind are made anew, one after another with turns in between."""
        if self._store.guard.is_old and self.fan_out.gen:
            self.fan_out.rest()
            self.hang_up()
        now = time.monotonic()
        if self._forgets_at and self._forgets_at < now:
            self._forgets_at = 0.0
            self.begun_anew()
        for key, wanted in list(self._wanted.items()):
            if wanted.by or (self.lines and key[0] in keys.STANDING):
                wanted.lapses_at = 0.0
            elif not wanted.lapses_at:
                wanted.lapses_at = now + LAPSE_S
            elif wanted.lapses_at < now:
                self._stop(*key)
        for key, wanted in list(self._wanted.items()):
            age = now - wanted.since
            if wanted.shows and (age > OLD_S or (wanted.shows > SHOWS_BEHIND and age > BUSY_S)):
                self._give_whole(key, is_new=False)
                turn()

    def _forget(self, line: Line) -> None:
        for lang in LANGUAGES:
            self._screens.disconnected(line.sid(lang))
        for topic, lang in line.visitors:
            self._unwatch(line, topic, lang)
        line.visitors.clear()
        self.unwant(line, list(line.wants))

    def _hear(self, line: Line, alive: Alive | None) -> None:
        told = alive or {"sockets": 0, "n": 0, "lag_ms": 0}
        report = Report(version=line.hello["version"], sockets=told["sockets"], lag_ms=told["lag_ms"])
        self._store.heard.hear(line.station, self._store.now(), report)


def _sid(lang: str) -> str:
    return f"{WATCHER}|{lang}"
