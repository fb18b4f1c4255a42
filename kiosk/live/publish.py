"""Journal entries -> topics -> screens -> what is emitted. The only place of the project that emits.

After each commit, at once, the journal is read on from where it last was. What an entry touched (booths, visitors) says
which topics may look different (`kiosk.live.watchers` finds them, `kiosk.live.due` orders them). Each is read and painted
once a topic and language, and its places are sent only when their text changed; between two topics requests pass. What
the clock alone changes is looked at by turns, a few topics a second.
"""

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import gevent
from flask import Flask
from flask_socketio import SocketIO
from gevent.event import Event

from kiosk.actions.refusals import NotFound
from kiosk.data import conditions, journal
from kiosk.data.store import Store
from kiosk.expo.person import phones
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import days, ground, own_words
from kiosk.live import copies, laptop, topics, watchers
from kiosk.live.behind import Behind
from kiosk.live.breath import Breath
from kiosk.live.due import Booths, Due
from kiosk.live.elsewhere import Elsewhere, Nowhere
from kiosk.live.history import History
from kiosk.live.painting import Painter
from kiosk.live.plan_ahead import read_ahead
from kiosk.live.sent import Sent
from kiosk.live.silence import LOOK_S, Silence
from kiosk.live.touched import Touched
from kiosk.live.watchers import HALL, Watchers
from kiosk.screens import Shown, phone, sheets
from kiosk.serving.greenlets import Bell, every, turn
from kiosk.serving.transport import Encoded, broadcast, drop, packet_text
from kiosk.serving.version import version

log = logging.getLogger(__name__)

PULSE_S = 5
FLEET_S = 5
ELSEWHERE_S = 0.5
CLOCK_S = 0.25  # each so often some topics are looked at for what the clock changed there,
LOOKS = 60  # each topic in one of so many turns (15 s)
SET_MS = 5_000  # a clock that is kept right by others moves by less
# The dearest to read. Nobody misses a second there: they are read in pieces, with a turn of the loop after each, and then
# rest for SLOW_TIMES as long, SLOW_MOST_S at most: a laptop that stood still meanwhile is not a dear screen.
SLOW_TOPICS = {"organiser", "plan", "programme"}
SLOW_S, SLOW_TIMES, SLOW_MOST_S = 0.5, 20, 3.0
# A queue of a hundred takes 2 ms to read and as long to paint: others pass in between.
LONG_LISTS = ("booth:", "queue:")
EVERYBODY = "everybody"
# After these a station's open sockets are another's: it connects again, as what it is now.
CUTTING = {"station.revoke", "station.lock", "station.unlock", "station.move"}
FORGETTING = {"visitor.forget", "contacts.forget"}
# A visitor's own page changes with the clock by entries alone: how long they wait is told to all who wait at a booth.
CHANGE_WITH_THE_CLOCK = topics.SCREENS.keys() - {"visitor"}


class Live:
    """Who watches which topic in which language, and what each was last shown."""

    def __init__(self, app: Flask, store: Store, socketio: SocketIO) -> None:
        self.store, self.socketio = store, socketio
        self.elsewhere: Elsewhere = Nowhere()  # kiosk/app.py puts the edges here
        self._whose = {"fence": store.fence, "expo": store.expo_mark}
        self._watchers = Watchers()
        self._station_of: dict[str, int] = {}
        self._sids_of: dict[int, set[str]] = {}
        self._sent, self._due = Sent(Painter(app), self._whose), Due()
        self._silence, self._laptop, self._copies = Silence(store), laptop.Laptop(store), copies.Copies(store)
        self._late: set[str] = set()  # what failed
        self._slow: set[str] = set()  # slow topics that are due
        self._behind = Behind(self._publish_elsewhere)
        self._looks = 0
        with store.read() as db:
            self._history = History(db, store.now())
        self._version, self._health = store.data_version(), store.health.version
        self._news = Event()  # set, and replaced, whenever the journal was read on
        self._breath, self._rested_at = Breath(time.monotonic()), self._history.seq
        self._clock = self.store.now(), time.monotonic()
        self._bell: Bell | None = None
        self._slow_bell: Bell | None = None
        self._thread = threading.get_ident()

    def start(self) -> None:
        """Begin to publish; called in the loop's thread."""
        self._thread = threading.get_ident()
        self._bell, self._slow_bell = Bell(self._round), Bell(self._slow_round)
        self._behind.start()
        self.store.after_commit = self._bell.ring
        every(PULSE_S, lambda: self.pulse(turn))
        every(CLOCK_S, self._look_at_the_clock)
        every(LOOK_S, self._silence.look)
        every(copies.LOOK_S, self._copies.look)
        every(laptop.LOOK_S, self._laptop.look, at_once=True)
        every(FLEET_S, self._look_at_the_fleet)
        every(ELSEWHERE_S, self._look_elsewhere)

    def watch(self, sid: str, topic: str, lang: str) -> None:
        """From here on this socket is sent what changes in the topic. Whose page it is, or what a sheet is about, is
        looked up here, once."""
        was_behind = lang in self._watchers.elsewhere(topic)
        self._watchers.add(sid, topic, lang)
        self._watchers.tell(topic, self._subjects(self.store.glance(), topic))
        if was_behind:  # what was due behind everything else is due at once from now on
            self._mark(topic)
            self._ring(self._bell, self.publish)

    def give(self, topic: str, lang: str) -> None:
        """From here on what changes in this topic is told `elsewhere`: with those who watch it here, else behind everything."""
        self._watchers.give(topic, lang)
        self._watchers.tell(topic)

    def give_no_more(self, topic: str, lang: str) -> None:
        self._watchers.give_no_more(topic, lang)
        if (topic, lang) not in self._watchers:
            self._sent.forget(topic, lang)
        if not self._watchers.elsewhere(topic):
            self._behind.forget(topic)

    def connected(self, sid: str, station_id: int | None) -> None:
        """A socket of this station (None: of no station) has connected."""
        if station_id is not None:
            self._station_of[sid] = station_id
            self._sids_of.setdefault(station_id, set()).add(sid)

    def disconnected(self, sid: str) -> None:
        """This socket has gone: nothing is sent to it any more."""
        station_id = self._station_of.pop(sid, None)
        if station_id is not None:
            self._sids_of[station_id].discard(sid)
            if not self._sids_of[station_id]:
                del self._sids_of[station_id]
        self._forget(self._watchers.remove(sid))

    def left(self, sid: str, topic: str) -> None:
        """This socket watches the topic no more."""
        self._forget(self._watchers.leave(sid, topic))

    def _forget(self, left: Iterable[watchers.Key]) -> None:
        """No socket watches these any more."""
        for topic, lang in left:
            if (topic, lang) in self._watchers:
                self._mark(topic)
            else:
                self._sent.forget(topic, lang)

    def whole(self, db: sqlite3.Connection, topic: str, lang: str) -> Encoded:
        """The answer to who joins a topic, made once for all who join it in the same second. Raises NotFound."""
        self._read_on(db)
        moment = (self._history.seq, self.store.now() // 1000)
        return self._sent.answer(topic, lang, moment, self._history.epoch, lambda: self.show(db, topic, lang))

    def answer(self, topic: str, lang: str) -> Encoded:
        """The answer to who joins a topic elsewhere. Raises NotFound."""
        if topic == "plan":
            read_ahead(self.store)
        with self.store.read() as db:
            return self.whole(db, topic, lang)

    def prepare(self, topic: str, lang: str, pause: Callable[[], Any]) -> None:
        """Paint what an answer to who joins is made of, in pieces with a pause after each. Raises NotFound."""
        if topic == "plan":
            read_ahead(self.store)
        with self.store.read() as db:
            self._read_on(db)
            shown = self.show(db, topic, lang)
        pause()
        self._sent.prepare(shown, lang, pause)

    def all_of(self, topic: str, lang: str) -> str:
        """All places of a topic as one packet, for who was shown less than all of it; nobody is shown anything by this. Raises
        NotFound."""
        with self.store.read() as db:
            self._read_on(db)
            shown, seq = self.show(db, topic, lang), self._history.seq
        return packet_text(self.socketio, "show", self._sent.all_of(topic, lang, shown, seq))

    @property
    def epoch(self) -> str:
        return self._history.epoch

    @property
    def seq(self) -> int:
        return self._history.seq

    def pulse(self, pause: Callable[[], Any] | None = None) -> None:
        """Tell every socket that the server lives: the latest seq, the epoch and fence, the server's clock and version, the face,
        the expo's own words, and whether it is rehearsed."""
        with self.store.read() as db:
            seq, epoch = journal.latest_seq(db), journal.epoch_of(db)
            now = days.iso(self.store.now(), days.time_zone(db))
            square = ground.of(db)
        said = {"seq": seq, "epoch": epoch, "now": now, "version": version(), "face": square.face.version}
        said |= self._whose
        said |= {"words": own_words.mark_of(square), "rehearsal": square.rehearsal is not None}
        broadcast(self.socketio, EVERYBODY, "pulse", said, pause, self.elsewhere.pulsed)

    def wait_for_news(self, seq: int, seconds: float) -> None:
        """Let this greenlet wait until the journal has an entry behind `seq`, or for so long."""
        until = time.monotonic() + seconds
        while self._history.seq <= seq and (left := until - time.monotonic()) > 0:
            self._news.wait(left)

    def _round(self) -> None:
        began = time.monotonic()
        self.publish()
        now = time.monotonic()
        entries, self._rested_at = self._history.seq - self._rested_at, self._history.seq
        gevent.sleep(self._breath.after(now - began, now, entries))

    def _slow_round(self) -> None:
        began = time.monotonic()
        self._publish_slow(turn)
        gevent.sleep(slow_rest_s(time.monotonic() - began))

    def publish(self) -> None:
        """Read the journal on and send every watched place whose text changed, until nothing is due any more."""
        while self._publish_next():
            turn()
        self._behind.run()

    def _publish_next(self) -> bool:
        """Send the most urgent topic as it is now, or leave it to whoever sends the slow ones; False when none is due."""
        with self.store.read() as db:
            self._read_on(db)
            if not self._due:
                return False
            topic, booths = self._due.pop()
            seq, looks = self._history.seq, []
            if topic not in SLOW_TOPICS:
                looks = list(self._looks_at(db, topic, self._watchers.here(topic), booths))
        if topic in SLOW_TOPICS:
            self._slow.add(topic)
            self._ring(self._slow_bell, self._publish_slow)
        if topic.startswith(LONG_LISTS):
            turn()
        self._send(topic, looks, seq)  # the snapshot is let go: others read meanwhile
        return True

    def _publish_slow(self, pause: Callable[[], Any] | None = None) -> None:
        """Send the slow topics that are due, each read in a snapshot of its own."""
        due, self._slow = self._slow, set()
        for topic in sorted(due):
            with self.store.read() as db:
                self._read_on(db)
            if topic == "plan":
                read_ahead(self.store)
            seq = self._history.seq  # what is read here may be older than what others read on to meanwhile
            with self.store.read_apart() as db:
                looks = list(self._looks_at(db, topic, self._watchers.languages(topic), None, pause))
            self._send(topic, looks, seq, pause)

    def _publish_elsewhere(self, topic: str, booths: Booths, pause: Callable[[], Any] | None) -> None:
        """Send a topic that is watched elsewhere alone, each language in a snapshot of its own."""
        for lang in self._watchers.elsewhere(topic):
            with self.store.read() as db:
                self._read_on(db)
                seq, looks = self._history.seq, list(self._looks_at(db, topic, [lang], booths))
            self._send(topic, looks, seq, pause)

    def _looks_at(
        self,
        db: sqlite3.Connection,
        topic: str,
        languages: Iterable[str],
        booths: Booths,
        pause: Callable[[], Any] | None = None,
    ) -> Iterator[tuple[str, Shown]]:
        """A topic in each of these languages."""
        for lang in languages:
            with self._again_later(topic):
                yield lang, self.show(db, topic, lang, booths, pause)

    def _send(
        self,
        topic: str,
        looks: Iterable[tuple[str, Shown]],
        seq: int,
        pause: Callable[[], Any] | None = None,
    ) -> None:
        """What changed in a topic since it was last sent."""
        for lang, shown in looks:
            with self._again_later(topic):
                if message := self._sent.message(topic, lang, shown, seq, pause):
                    also = partial(self.elsewhere.shown, topic, lang, seq)
                    broadcast(self.socketio, topics.room(topic, lang), "show", message, turn, also)

    def _look_elsewhere(self) -> None:
        """Another process (the command line) may have committed; what had to wait may be due."""
        health, data = self.store.health.version, self.store.data_version()
        if self._late or (health, data) != (self._health, self._version):
            if health != self._health:
                self._late |= self._watchers.about([watchers.word("organiser")])
            self._health, self._version = health, data
            for topic in sorted(self._late):
                self._mark(topic)
            self._late = set()
            self._ring(self._bell, self.publish)

    def _look_at_the_clock(self) -> None:
        """Some of the watched topics by turns: waits, due appointments, a meeting that has become long. All, where somebody
        has set the clock: it may be another hour or another day."""
        self._looks += 1
        found = sorted(self._watchers.about(map(watchers.word, CHANGE_WITH_THE_CLOCK)))
        for topic in found if self._clock_was_set() else found[self._looks % LOOKS :: LOOKS]:
            self._mark(topic, with_the_clock=True)
        self._ring(self._bell, self.publish)

    def _clock_was_set(self) -> bool:
        """Whether the expo's clock went another way than time did since the last look."""
        (wall, elapsed), self._clock = self._clock, (self.store.now(), time.monotonic())
        passed_ms = (self._clock[1] - elapsed) * 1000 * self.store.pace
        return abs(self._clock[0] - wall - passed_ms) > SET_MS * max(1, self.store.pace)

    def _look_at_the_fleet(self) -> None:
        """When stations were last heard, where somebody looks at it."""
        for topic in self._watchers.about([watchers.word("stations")]):
            self._due.add_with_the_clock(topic)
        self._ring(self._bell, self.publish)

    @staticmethod
    def _ring(bell: Bell | None, publish: Callable[[], Any]) -> None:
        """Let what is due be sent: by the bell's greenlet, or here while nothing is served."""
        if bell:
            bell.ring()
        else:
            publish()

    def _read_on(self, db: sqlite3.Connection) -> None:
        """What was committed since is due where it is watched."""
        news = self._history.read_on(db, self.store.now())
        if news is None:
            return
        waited_for, self._news = self._news, Event()
        waited_for.set()
        if news.is_anew:
            self._begin_anew(db)
        for entry in news.entries:
            if entry.kind in CUTTING:
                self._cut(json.loads(entry.detail)["station"])
            if entry.kind == "expo.settings" and not ground.of(db).settings["boards_public"]:
                self._close_boards()
            if entry.kind in FORGETTING:
                self.elsewhere.forgotten()
            if entry.kind == "station.ask":
                self._ask(**json.loads(entry.detail))
            if entry.kind in phones.CHANGES:
                self._show_anew(phone.topic_of(db, self.store.badge_key, entry.visitor_id))
        self._touch(news.touched)

    def _close_boards(self) -> None:
        """Boards are for stations alone now: strangers who watch one are cut, and told so when they join again."""
        for topic in self._watchers.about([watchers.word("board")]):
            for sid in self._watchers.of(topic) - self._station_of.keys():
                drop(self.socketio, sid)
            self.elsewhere.gone(topic)

    def _begin_anew(self, db: sqlite3.Connection) -> None:
        """Another history has begun (a backup was restored, a rehearsal wiped): watchers are told at once, and
        sockets of stations that it does not know are cut."""
        self.elsewhere.begun_anew()
        self.pulse()
        self.store.heard.forget()
        known = {row["id"] for row in db.execute(f"SELECT id FROM stations WHERE {conditions.NOT_REVOKED}")}
        for station_id in self._sids_of.keys() - known:
            self._cut(station_id)
        if not ground.of(db).settings["boards_public"]:
            self._close_boards()
        for topic in self._watchers.about(
            map(watchers.word, watchers.TOLD)
        ):  # another history has other people
            self._watchers.tell(topic, self._subjects(db, topic))

    def _touch(self, touched: Touched) -> None:
        """The watched topics that this concerns are due."""
        for topic in self._concerned(touched):
            self._mark(
                topic, frozenset(touched.booths) if topic == HALL and not touched.whole(topic) else None
            )
        for topic in sorted(self._watchers.about(map(watchers.word, touched.beside))):
            self._due.add_beside(topic)

    def _mark(self, topic: str, booths: Booths = None, *, with_the_clock: bool = False) -> None:
        """This topic, or what stands there of these booths, is due: here, and elsewhere behind all that is due here."""
        if topic in SLOW_TOPICS or self._watchers.here(topic):
            if with_the_clock:
                self._due.add_with_the_clock(topic)
            else:
                self._due.add(topic, booths)
        if topic not in SLOW_TOPICS and self._watchers.elsewhere(topic):
            self._behind.add(topic, booths)

    def _concerned(self, touched: Touched) -> list[str]:
        """The watched topics that this concerns, in a fixed order."""
        if touched.everything:
            return sorted(self._watchers.topics())
        found = self._watchers.about(
            [
                *map(watchers.word, touched.words),
                *map(watchers.booth, touched.booths),
                *map(watchers.visitor, touched.visitors),
            ]
        )
        found |= {topic for topic in touched.topics if self._watchers.languages(topic)}
        if touched.booths and self._watchers.languages(HALL):
            found.add(HALL)
        return sorted(found)

    @contextmanager
    def _again_later(self, topic: str) -> Iterator[None]:
        """Publishing a topic: a fault is logged, stops no other topic, and its places are painted again."""
        try:
            yield
        except NotFound:  # a reprinted badge's old code
            self._send_away(topic)
        except Exception:
            log.exception("publishing %s failed", topic.partition(":")[0])
            self._show_anew(topic)
            self._late.add(topic)

    def _send_away(self, topic: str) -> None:
        """There is no such topic any more: its watchers are disconnected, and told so when they join again."""
        for sid in self._watchers.of(topic):
            drop(self.socketio, sid)
        self.elsewhere.gone(topic)

    def page(self, db: sqlite3.Connection, topic: str, lang: str) -> Shown:
        """A topic as it is now, for a page or a twin. Raises NotFound."""
        if self._is_at_home():
            self._read_on(db)
        return self.show(db, topic, lang)

    def show(
        self,
        db: sqlite3.Connection,
        topic: str,
        lang: str,
        only: Booths = None,
        pause: Callable[[], Any] | None = None,
    ) -> Shown:
        """A topic (or the places of the booths `only` in it), once the journal was read up to this snapshot. Raises
        NotFound."""
        return topics.show(self.store, db, topic, lang, only, self._square_in(db), pause)

    def _square_in(self, db: sqlite3.Connection) -> Loads | None:
        """All booths' loads in this snapshot, up to which the journal was read, from memory. None in another thread,
        whose snapshot may be an older one."""
        return self._history.loads(db, self.store.now()) if self._is_at_home() else None

    def _is_at_home(self) -> bool:
        return threading.get_ident() == self._thread

    def _subjects(self, db: sqlite3.Connection, topic: str) -> list[Hashable]:
        """The visitor whose page a topic is, and all that a sheet is about; every other topic tells by its own name."""
        word, _, key = topic.partition(":")
        if word == "visitor":
            person = phone.visitor_id(db, self.store.badge_key, key)
            return [] if person is None else [watchers.visitor(person)]
        return list(sheets.subjects(db, key, self.store.now())) if word == "sheet" else []

    def _show_anew(self, topic: str) -> None:
        """Forget what was sent of a topic, so that it is sent whole: what changed stands around it, in a part that
        pages ask for by a request of their own."""
        for lang in self._watchers.languages(topic):
            self._sent.send_whole(topic, lang)

    def _ask(self, station: int, what: str, **_: Any) -> None:
        """Pass on to a station's open pages what the organiser asks of them."""
        for sid in self._sids_of.get(station, ()):
            broadcast(self.socketio, sid, "asked", {"what": what})

    def _cut(self, station_id: int) -> None:
        for sid in list(self._sids_of.get(station_id, ())):
            drop(self.socketio, sid)
        self.elsewhere.cut(station_id)


def slow_rest_s(took_s: float) -> float:
    """For how long nothing slow is sent after it took so long."""
    return min(max(SLOW_S, SLOW_TIMES * took_s), SLOW_MOST_S)
