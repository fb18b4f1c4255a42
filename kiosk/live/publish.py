"""Journal entries -> topics -> screens -> what is emitted. The only place of the project that emits.

After each commit the journal is read on from where it last was. What an entry touched (booths, visitors) says which
places of which topics may look different (`kiosk.live.watchers` finds them); each is read and painted once a topic and
language, and sent only when its text changed. Places that change with the clock alone are painted again every REPAINT_S.
"""

import json
import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import gevent
from flask import Flask
from flask_socketio import SocketIO
from gevent.lock import RLock

from kiosk.actions.refusals import NotFound
from kiosk.data import conditions, journal
from kiosk.data.store import Store
from kiosk.expo.person import phones
from kiosk.expo.square import days, ground
from kiosk.live import topics, watchers
from kiosk.live.painting import Painter
from kiosk.live.touched import Touched, booths_of, visitors_of
from kiosk.live.watchers import HALL, Watchers
from kiosk.screens import Part, Shown, phone
from kiosk.serving.greenlets import Bell, every
from kiosk.serving.transport import broadcast, drop
from kiosk.serving.version import version

log = logging.getLogger(__name__)

PULSE_S = 5
REPAINT_S = 15
ELSEWHERE_S = 0.5
BREATH_S = 0.04  # between two rounds, so that a busy hall is painted in batches
BREATHS = 8  # so many times as long as the round took: painting leaves the loop to requests
BREATH_MAX_S = 0.25
PARTS_AT_ONCE = 10
SLOW_TOPICS_S = {"organiser": 0.5, "plan": 1.0}  # the dearest to read; nobody misses half a second there
EVERYBODY = "everybody"


class Live:
    """Who watches which topic in which language, and what each was last shown."""

    def __init__(self, app: Flask, store: Store, socketio: SocketIO) -> None:
        self.painter, self.store, self.socketio = Painter(app), store, socketio
        self._watchers = Watchers()
        self._station_of: dict[str, int] = {}
        self._sids_of: dict[int, set[str]] = {}
        self._sent: dict[tuple[str, str], dict[str, str]] = {}
        self._late = Touched()  # for the next round: slow topics that were not yet due, and what failed
        self._slow_due: dict[str, float] = {}
        with store.read() as db:
            self._seq, self.epoch = journal.latest_seq(db), epoch_of(db)
        self._version, self._health = store.data_version(), store.health.version
        self._bell: Bell | None = None
        self._one_round = RLock()

    def start(self) -> None:
        """Begin to publish; called in the loop's thread."""
        self._bell = Bell(self._round)
        self.store.after_commit = self._bell.ring
        every(PULSE_S, self.pulse)
        every(REPAINT_S, lambda: self.publish(Touched(everything=True)))
        every(ELSEWHERE_S, self._look_elsewhere)

    def watch(self, sid: str, topic: str, lang: str) -> None:
        """From here on this socket is sent what changes in the topic. Whose page it is, if it is one, is looked up
        here, once."""
        self._watchers.add(sid, topic, lang)
        self._watchers.tell(topic, self._whose(self.store.glance(), topic))

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
        for key in self._watchers.remove(sid):
            self._sent.pop(key, None)

    def whole(self, db: sqlite3.Connection, topic: str, lang: str) -> tuple[Shown, str]:
        """A topic as it is now and its whole html. Raises NotFound."""
        shown = self.show(db, topic, lang)
        # What a watcher of this topic now sees, unless others have already been shown something newer.
        if (topic, lang) not in self._sent:
            self._sent[topic, lang] = {part.id: self.painter.part(part, lang) for part in shown.parts}
        return shown, self.painter.whole(shown, lang)

    def pulse(self) -> None:
        """Tell every socket that the server lives: the latest seq, the epoch, the server's clock and version."""
        with self.store.read() as db:
            seq, epoch = journal.latest_seq(db), epoch_of(db)
            now = days.iso(self.store.now(), days.time_zone(db))
        said = {"seq": seq, "epoch": epoch, "now": now, "version": version()}
        broadcast(self.socketio, EVERYBODY, "pulse", said)

    def _look_elsewhere(self) -> None:
        """Another process (the command line) may have committed."""
        if (version := self.store.data_version()) != self._version:
            self._version = version
            assert self._bell
            self._bell.ring()
        elif self._late:
            self.publish(Touched())
        if (health := self.store.health.version) != self._health:
            self._health = health
            self.publish(Touched(words={"organiser"}))

    def _round(self) -> None:
        began = time.perf_counter()
        self.publish(Touched())
        took = time.perf_counter() - began
        gevent.sleep(min(max(BREATH_S, BREATHS * took), BREATH_MAX_S))

    def publish(self, touched: Touched) -> None:
        """Read the journal on and send every watched place whose text changed.

        What is shown is read in one snapshot; painting it lets requests pass in between, so rounds take turns.
        """
        with self._one_round:
            with self.store.read() as db:
                touched.add(self._read_on(db))
                touched.add(self._late)
                self._late = Touched()
                seq, found = self._seq, self._changes(db, touched) if touched else []
            for topic, lang, shown in found:
                with self._again_next_round(topic):
                    self._send(topic, lang, shown, seq)

    def _read_on(self, db: sqlite3.Connection) -> Touched:
        epoch, seq = epoch_of(db), journal.latest_seq(db)
        if epoch != self.epoch or seq < self._seq:
            self._begin_anew(db, epoch, seq)
            return Touched(everything=True)
        touched, booths = Touched(), ground.of(db).booths
        while entries := journal.entries_after(db, self._seq):
            self._seq = entries[-1].seq
            for entry in entries:
                touched.add_entry(entry, booths)
                if entry.kind == "station.revoke":
                    self._cut(json.loads(entry.detail)["station"])
                if entry.kind in phones.CHANGES:
                    self._show_anew(phone.topic_of(db, self.store.badge_key, entry.visitor_id))
        if touched.visitors:
            touched.booths |= booths_of(db, touched.visitors)
        return touched

    def _begin_anew(self, db: sqlite3.Connection, epoch: str, seq: int) -> None:
        """Another history has begun (a backup was restored, a rehearsal wiped): watchers are told at once, and
        sockets of stations that it does not know are cut."""
        self.epoch, self._seq = epoch, seq
        self.pulse()
        known = {row["id"] for row in db.execute(f"SELECT id FROM stations WHERE {conditions.NOT_REVOKED}")}
        for station_id in self._sids_of.keys() - known:
            self._cut(station_id)
        for topic in self._watchers.about([watchers.word("visitor")]):  # another history has other people
            self._watchers.tell(topic, self._whose(db, topic))

    def _changes(self, db: sqlite3.Connection, touched: Touched) -> list[tuple[str, str, Shown]]:
        """Every watched topic and language that this concerns, as it is now."""
        found: list[tuple[str, str, Shown]] = []
        for topic in self._concerned(db, touched):
            word = topic.partition(":")[0]
            if not self._is_due(word):
                self._late.topics.add(topic)
                continue
            only = touched.booths if topic == HALL and not touched.whole(topic) else None
            for lang in self._watchers.languages(topic):
                with self._again_next_round(topic):
                    found.append((topic, lang, self.show(db, topic, lang, only)))
        return found

    def _concerned(self, db: sqlite3.Connection, touched: Touched) -> list[str]:
        """The watched topics that this concerns, in a fixed order."""
        if touched.everything:
            return sorted(self._watchers.topics())
        people = touched.visitors
        if touched.booths and self._watchers.visitors():
            people = people | visitors_of(db, touched.booths)
        found = self._watchers.about(
            [
                *map(watchers.word, touched.words),
                *map(watchers.booth, touched.booths),
                *map(watchers.visitor, people),
            ]
        )
        found |= {topic for topic in touched.topics if self._watchers.languages(topic)}
        if touched.booths and self._watchers.languages(HALL):
            found.add(HALL)
        return sorted(found)

    @contextmanager
    def _again_next_round(self, topic: str) -> Iterator[None]:
        """A step of publishing a topic: a fault is logged, stops no other topic, and its places are painted again."""
        try:
            yield
        except NotFound:  # a reprinted badge's old code
            self._send_away(topic)
        except Exception:
            log.exception("publishing %s failed", topic.partition(":")[0])
            for lang in self._watchers.languages(topic):
                self._sent.pop((topic, lang), None)
            self._late.topics.add(topic)

    def _send_away(self, topic: str) -> None:
        """There is no such topic any more: its watchers are disconnected, and told so when they join again."""
        for sid in self._watchers.of(topic):
            drop(self.socketio, sid)

    def _send(self, topic: str, lang: str, shown: Shown, seq: int) -> None:
        html = {part.id: text for part, text in self._painted(shown.parts, lang)}
        if (topic, lang) not in self._watchers:  # the last one left meanwhile
            return
        sent = self._sent.setdefault((topic, lang), {})
        changed = {part_id: text for part_id, text in html.items() if sent.get(part_id) != text}
        if changed:
            sent |= changed
            message = {
                "topic": topics.asked_as(topic),
                "seq": seq,
                "html": "\n".join(changed.values()),
                "data": shown.data,
            }
            broadcast(self.socketio, topics.room(topic, lang), "show", message)

    def _painted(self, parts: list[Part], lang: str) -> Iterator[tuple[Part, str]]:
        """Paint a few at a time: a whole hall takes longer than somebody at the door should wait."""
        for start in range(0, len(parts), PARTS_AT_ONCE):
            if start:
                gevent.sleep(0)
            for part in parts[start : start + PARTS_AT_ONCE]:
                yield part, self.painter.part(part, lang)

    def show(self, db: sqlite3.Connection, topic: str, lang: str, only: set[str] | None = None) -> Shown:
        """A topic (or the places of the booths `only` in it) as it is now. Raises NotFound."""
        return topics.show(self.store, db, topic, lang, only)

    def _is_due(self, word: str) -> bool:
        """Whether a topic that is dear to read was last sent long enough ago."""
        if word not in SLOW_TOPICS_S:
            return True
        now = gevent.get_hub().loop.now()
        if now < self._slow_due.get(word, 0.0):
            return False
        self._slow_due[word] = now + SLOW_TOPICS_S[word]
        return True

    def _whose(self, db: sqlite3.Connection, topic: str) -> int | None:
        """The visitor whose page a topic is; None for every other topic."""
        word, _, key = topic.partition(":")
        return phone.visitor_id(db, self.store.badge_key, key) if word == "visitor" else None

    def _show_anew(self, topic: str) -> None:
        """Forget what was sent of a topic, so that it is sent whole: what changed stands around it, in a part that
        pages ask for by a request of their own."""
        for lang in self._watchers.languages(topic):
            self._sent.pop((topic, lang), None)

    def _cut(self, station_id: int) -> None:
        for sid in list(self._sids_of.get(station_id, ())):
            drop(self.socketio, sid)


def epoch_of(db: sqlite3.Connection) -> str:
    """Which history the sequence numbers belong to; another epoch makes every seq before it void."""
    row = db.execute("SELECT epoch FROM expo").fetchone()
    return str(row["epoch"]) if row else ""
