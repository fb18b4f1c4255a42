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

import gevent

from kiosk.actions.refusals import NotDone, TooMany
from kiosk.data.heard import Report
from kiosk.data.store import Store
from kiosk.edges import giving, keys
from kiosk.edges.fan_out import FanOut
from kiosk.edges.giving import Giving
from kiosk.edges.keys import Entry, Generation
from kiosk.edges.link import TOPICS_MAX, Alive, Hello, Key, Welcome
from kiosk.language.sentences import LANGUAGES, N_, gettext
from kiosk.serving.budget import Budget
from kiosk.serving.greenlets import Bell, every, turn
from kiosk.serving.version import version

log = logging.getLogger(__name__)

FORGET_S = 5.0  # so long it waits whether others are forgotten too
LOOK_S = 1.0
# Topics that nobody wants yet, which may be none at all: of one edge at once, and a second after that.
NEW_AT_ONCE, NEW_A_S = 500, 50
WATCHER = "edges"  # stands among the watchers for all edges

REVOKED = N_("운영본부가 이 중계 서버의 연결을 끊었어요. 다시 쓰려면 운영본부에서 새 토큰을 받아 주세요.")
_TOO_MUCH = N_("중계 서버 하나가 볼 수 있는 화면은 %(most)s가지예요. 중계 서버를 하나 더 두어 주세요.")

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Screens(giving.Screens, Protocol):
    """What is asked of the live screens (kiosk/live/publish.py `Live`)."""

    @property
    def epoch(self) -> str: ...

    def watch(self, sid: str, topic: str, lang: str) -> None: ...

    def left(self, sid: str, topic: str) -> None: ...

    def disconnected(self, sid: str) -> None: ...


@dataclass(eq=False)
class Line:
    """The open link of one edge: `write` sends a text and never waits, `close` ends it."""

    station: int
    hello: Hello
    write: Callable[[str], Any]
    close: Callable[[], Any]
    lang: str = "ko"  # of who started it
    wants: set[Key] = field(default_factory=set)  # public ones
    visitors: set[Key] = field(default_factory=set)
    news: Budget = field(default_factory=lambda: Budget(NEW_AT_ONCE, NEW_A_S))

    def sid(self, lang: str) -> str:
        """Stands among the watchers for the visitors' pages of this edge."""
        return f"{WATCHER}:{self.station}:{self.hello['instance']}|{lang}"

    def tell(self, message: dict[str, Any]) -> None:
        self.write(_text(message))


class Edges:
    """All edges of this server, and what is given to them. It is what `Live` tells of what it shows (live/elsewhere.py)."""

    def __init__(self, url: str, store: Store, screens: Screens, origin: str) -> None:
        self.lines: dict[int, Line] = {}  # by station
        self.fan_out = FanOut(url, store.expo_mark, store.health, store.now, self._lost)
        self._store, self._screens, self._origin = store, screens, origin
        self.giving = Giving(self.fan_out, store, screens)
        self._word = secrets.token_hex(8)
        self._visitors: defaultdict[Key, set[Line]] = defaultdict(set)
        self._forgets_at = 0.0  # when what was given lately is let go, 0: not
        self._asked_for: Bell | None = None

    def start(self) -> None:
        """In the loop, once the server takes connections."""
        self.giving.start()
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
        if self.giving.shown(topic, lang, seq, packet):
            return
        if lines := self._visitors.get((topic, lang)):
            text = _text({"show": topic, "lang": lang, "seq": seq, "frame": packet})
            for line in list(lines):
                line.write(text)

    def pulsed(self, packet: str) -> None:
        self.fan_out.give(Entry("pulse", frame=packet))

    def gone(self, topic: str) -> None:
        self.giving.gone(topic)
        lines = set[Line]().union(*(self._visitors.get((topic, lang), ()) for lang in LANGUAGES))
        for line in lines:
            line.tell({"gone": topic})
            for lang in LANGUAGES:
                self.leave_visitor(line, topic, lang)

    def cut(self, station_id: int) -> None:
        if line := self.lines.get(station_id):
            line.tell({"revoked": gettext(REVOKED, line.lang)})
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
        self.giving.begin_anew()

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
        self.giving.stand()
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

    def want(self, line: Line, asked: list[Key], *, shows_all: bool = False) -> None:
        """From here on these public topics are given; why one is not is told. `shows_all`: somebody there has seen less than all."""
        for topic, lang in asked:
            if (topic, lang) not in self.giving and not line.news.take():
                gevent.sleep(1 / NEW_A_S)
            try:
                if (topic, lang) not in line.wants:
                    self.require_room(line, lang)
                self.giving.want(line, (topic, lang), shows_all=shows_all)
            except NotDone as error:
                line.tell({"none": [topic, lang], "answer": error.answer()})
            turn()

    def unwant(self, line: Line, asked: list[Key]) -> None:
        self.giving.unwant(line, asked)

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

    # Inside.

    def _lost(self) -> None:
        """In the thread that writes."""
        if self._asked_for:
            self._asked_for.ring()

    def _look(self) -> None:
        if self._store.guard.is_old and self.fan_out.gen:
            self.fan_out.rest()
            self.hang_up()
        now = time.monotonic()
        if self._forgets_at and self._forgets_at < now:
            self._forgets_at = 0.0
            self.begun_anew()
        self.giving.look(now, is_linked=bool(self.lines))

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
