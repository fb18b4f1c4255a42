"""Which public topics are given to Redis: those that some edge wants, once for all of them, and a minute longer.

Each is given its *whole* first (what who joins it is answered), then whatever is shown. Wholes are painted one after another in slices
of a few ms, however many are due: nobody at the door waits for an edge that starts or for a Redis that began anew.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from kiosk.actions import access
from kiosk.actions.refusals import NotDone
from kiosk.data.store import Actor, Store
from kiosk.edges import keys
from kiosk.edges.fan_out import FanOut
from kiosk.edges.keys import Entry
from kiosk.edges.link import Key
from kiosk.expo.square.booths import settings_of
from kiosk.language.sentences import LANGUAGES
from kiosk.serving.greenlets import Bell
from kiosk.serving.slices import Slices

LAPSE_S = 60.0  # so long a topic is still given that no edge wants any more
# A whole is made anew when so many shows lie behind it, which is a twentieth of their cost, but not sooner than this; or when anything
# has for a minute, long before the stream forgets it.
SHOWS_BEHIND, BUSY_S, OLD_S = 20, 3.0, 60.0


class Screens(Protocol):
    """What is asked of the live screens (kiosk/live/publish.py `Live`)."""

    @property
    def seq(self) -> int: ...

    def give(self, topic: str, lang: str) -> None: ...

    def give_no_more(self, topic: str, lang: str) -> None: ...

    def prepare(self, topic: str, lang: str, pause: Callable[[], Any]) -> None: ...

    def answer(self, topic: str, lang: str) -> str: ...

    def all_of(self, topic: str, lang: str) -> str: ...


class Asker(Protocol):
    """The link of one edge."""

    wants: set[Key]

    def tell(self, message: dict[str, Any]) -> None: ...


@dataclass
class Wanted:
    """A topic that some edge wants: which ones, and when it lapses where none does (0: one does, or it always is). Once `is_given`,
    `shows` lie behind its whole, the first since `since`."""

    by: set[Any] = field(default_factory=set)
    lapses_at: float = 0.0
    is_given: bool = False
    shows: int = 0
    since: float = 0.0


class Giving:
    """All topics that are wanted, and whose whole is due."""

    def __init__(self, fan_out: FanOut, store: Store, screens: Screens) -> None:
        self._fan_out, self._store, self._screens = fan_out, store, screens
        self._wanted: dict[Key, Wanted] = {}
        self._due: dict[Key, bool] = {}  # whether all of it is shown as well
        self._bell: Bell | None = None

    def start(self) -> None:
        """In the loop; before, wholes are given at once."""
        self._bell = Bell(lambda: self._give_due(Slices()))

    def stand(self) -> None:
        """Give what always is while an edge is linked."""
        for topic in keys.STANDING:
            for lang in LANGUAGES:
                if self._may_be_given(topic):
                    self._want((topic, lang))

    def want(self, asker: Asker, key: Key, *, shows_all: bool = False) -> None:
        """Give this topic from now on, all of it to who watches where `shows_all`; that there is none is told. Raises what joining it
        would."""
        if key not in self._wanted:
            self._require_public(*key)
        self._want(key, asker, shows_all=shows_all)

    def __contains__(self, key: Key) -> bool:
        return key in self._wanted

    def unwant(self, asker: Asker, asked: Iterable[Key]) -> None:
        for key in asker.wants & set(asked):
            asker.wants.discard(key)
            if wanted := self._wanted.get(key):
                wanted.by.discard(asker)

    def shown(self, topic: str, lang: str, seq: int, packet: str) -> bool:
        """Give this show; whether its topic is wanted."""
        wanted = self._wanted.get((topic, lang))
        if wanted is None:
            return False
        if wanted.is_given:
            if not wanted.shows:
                wanted.since = time.monotonic()
            wanted.shows += 1
            self._fan_out.give(Entry("show", topic, lang, seq, packet))
        return True

    def gone(self, topic: str) -> None:
        """Nobody may watch this topic any more."""
        if any((topic, lang) in self._wanted for lang in LANGUAGES):
            self._fan_out.give(Entry("gone", topic))
            for lang in LANGUAGES:
                self._stop((topic, lang))

    def begin_anew(self) -> None:
        """Another generation, that has nothing yet: give all of it, and show all of it to who watches."""
        self._due = dict.fromkeys(self._wanted, True)
        self._ring()

    def look(self, now: float, *, is_linked: bool) -> None:
        """Topics that nobody wants lapse; wholes that are far behind are made anew."""
        for key, wanted in list(self._wanted.items()):
            if wanted.by or (is_linked and key[0] in keys.STANDING):
                wanted.lapses_at = 0.0
            elif not wanted.lapses_at:
                wanted.lapses_at = now + LAPSE_S
            elif wanted.lapses_at < now:
                self._stop(key)
        for key, wanted in self._wanted.items():
            age = now - wanted.since
            if wanted.shows and (age > OLD_S or (wanted.shows > SHOWS_BEHIND and age > BUSY_S)):
                self._due.setdefault(key, False)
        if self._due:
            self._ring()

    def _want(self, key: Key, asker: Asker | None = None, *, shows_all: bool = False) -> None:
        wanted = self._wanted.setdefault(key, Wanted())
        wanted.lapses_at = 0.0
        if asker:
            wanted.by.add(asker)
            asker.wants.add(key)
        if shows_all or not wanted.is_given:
            self._due[key] = shows_all or self._due.get(key, False)
            self._ring()

    def _require_public(self, topic: str, lang: str) -> None:
        with self._store.read() as db:
            public = settings_of(db)["boards_public"]
        access.require_topic(topic, Actor("stranger"), boards_public=public, lang=lang)

    def _may_be_given(self, topic: str) -> bool:
        try:
            self._require_public(topic, "ko")
        except NotDone:
            return False
        return True

    def _stop(self, key: Key) -> None:
        if wanted := self._wanted.pop(key, None):
            self._screens.give_no_more(*key)
            for asker in wanted.by:
                asker.wants.discard(key)

    def _ring(self) -> None:
        if self._bell:
            self._bell.ring()
        else:
            self._give_due(lambda: None)

    def _give_due(self, pause: Callable[[], Any]) -> None:
        while self._due:
            key = min(self._due, key=lambda one: (one[0] not in keys.STANDING, one))
            shows_all = self._due.pop(key)
            if key in self._wanted and self._fan_out.gen:
                try:
                    self._give_whole(key, pause, shows_all=shows_all)
                except NotDone as error:
                    self._tell_none(key, error)
            pause()

    def _give_whole(self, key: Key, pause: Callable[[], Any], *, shows_all: bool) -> None:
        """What who joins is answered now; `shows_all`: who watches has seen less. Raises NotDone where there is no such topic, or it is
        public no more: boards were closed since it was wanted, or are in the history that has begun."""
        topic, lang = key
        self._require_public(topic, lang)
        self._screens.prepare(topic, lang, pause)
        answer = self._screens.answer(topic, lang)
        if (wanted := self._wanted.get(key)) is None:
            return
        is_first, wanted.is_given, wanted.shows = not wanted.is_given, True, 0
        if is_first:
            self._screens.give(topic, lang)
        self._fan_out.keep(topic, lang, answer)
        if is_first or shows_all:
            self._fan_out.give(Entry("whole", topic, lang))
        if shows_all:
            pause()
            all_of = self._screens.all_of(topic, lang)
            self._fan_out.give(Entry("show", topic, lang, self._screens.seq, all_of))

    def _tell_none(self, key: Key, error: NotDone) -> None:
        """There is no such topic: there never was, or in this history no more."""
        wanted = self._wanted.get(key)
        if wanted is None:
            return
        if wanted.is_given:
            self.gone(key[0])
            return
        askers = set(wanted.by)
        self._stop(key)
        for asker in askers:
            asker.tell({"none": list(key), "answer": error.answer()})
