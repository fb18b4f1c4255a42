"""Journal entries -> topics -> screens -> what is emitted. The only place of the project that emits.

After each commit the journal is read on from where it last was. What an entry touched (booths, visitors) says which
places of which topics may look different; each is read and painted once a topic and language, and sent only when its
text changed. Places that change with the clock alone are painted again every REPAINT_S.
"""

import json
import logging
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import gevent
from flask import Flask
from flask_socketio import SocketIO
from gevent.lock import RLock

from kiosk import journal
from kiosk.expo import days, ground
from kiosk.painting import Painter
from kiosk.refusals import NotFound
from kiosk.screens import Part, Shown, board, booth, organiser, phone, plan, queue, stage
from kiosk.server import Bell, broadcast, drop, every
from kiosk.store import Store
from kiosk.version import version

log = logging.getLogger(__name__)

Row = dict[str, Any]

# The word before the colon -> the screen that reads it; `queue` is `booth` as a desk may see it (access.view_of). A board's key is `hall` or a booth's number.
SCREENS: dict[str, ModuleType] = {
    "board": board,
    "booth": booth,
    "queue": queue,
    "visitor": phone,
    "organiser": organiser,
    "stage": stage,
    "plan": plan,
}

PULSE_S = 5
REPAINT_S = 15
ELSEWHERE_S = 0.5
BREATH_S = 0.04  # between two rounds, so that a busy hall is painted in batches
BREATHS = 8  # at least so many times as long as the round took: painting leaves the loop to the work
BREATH_MAX_S = 0.25
PARTS_AT_ONCE = 10
SLOW_TOPICS_S = {"organiser": 0.5, "plan": 1.0}  # the dearest to read; nobody misses half a second there
EVERYBODY = "everybody"


@dataclass
class Touched:
    """What a batch of entries touched: booth numbers, visitor ids, words of topics; or everything."""

    booths: set[str] = field(default_factory=set)
    visitors: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.everything or self.booths or self.visitors or self.words)

    def add(self, other: "Touched") -> None:
        self.booths |= other.booths
        self.visitors |= other.visitors
        self.words |= other.words
        self.everything = self.everything or other.everything


class Live:
    """Who watches which topic in which language, and what each was last shown."""

    def __init__(self, app: Flask, store: Store, socketio: SocketIO) -> None:
        self.painter, self.store, self.socketio = Painter(app), store, socketio
        self._watchers: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._stations: dict[str, int] = {}
        self._sent: dict[tuple[str, str], dict[str, str]] = {}
        self._late = Touched()  # for slow topics that were not yet due, and what failed
        self._slow_due: dict[str, float] = {}
        with store.read() as db:
            self._seq, self.epoch = journal.latest_seq(db), epoch_of(db)
        self._version = store.data_version()
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
        self._watchers[topic, lang].add(sid)

    def connected(self, sid: str, station_id: int | None) -> None:
        if station_id is not None:
            self._stations[sid] = station_id

    def disconnected(self, sid: str) -> None:
        self._stations.pop(sid, None)
        for key in [key for key, sids in self._watchers.items() if sid in sids]:
            self._watchers[key].discard(sid)
            if not self._watchers[key]:
                del self._watchers[key]
                self._sent.pop(key, None)

    def whole(self, db: sqlite3.Connection, topic: str, lang: str) -> tuple[Shown, str]:
        """A topic as it is now and its whole html. Raises NotFound."""
        shown = self.show(db, topic, lang)
        # What a watcher of this topic now sees, unless others have already been shown something newer.
        if (topic, lang) not in self._sent:
            self._sent[topic, lang] = {part.id: self.painter.part(part, lang) for part in shown.parts}
        return shown, self.painter.whole(shown, lang)

    def pulse(self) -> None:
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
                _add_touched(touched, booths, entry)
                if entry.kind == "station.revoke":
                    self._cut(json.loads(entry.detail)["station"])
        if touched.visitors:
            touched.booths |= _booths_of(db, touched.visitors)
        return touched

    def _begin_anew(self, db: sqlite3.Connection, epoch: str, seq: int) -> None:
        """Restored from a backup, rehearsal wiped: who watches is told at once, and who was a station then may be none."""
        self.epoch, self._seq = epoch, seq
        self.pulse()
        known = {row["id"] for row in db.execute("SELECT id FROM stations WHERE revoked_at IS NULL")}
        for station_id in set(self._stations.values()) - known:
            self._cut(station_id)

    def _changes(self, db: sqlite3.Connection, touched: Touched) -> list[tuple[str, str, Shown]]:
        """Every watched topic and language that this concerns, as it is now."""
        found: list[tuple[str, str, Shown]] = []
        watched: dict[str, list[str]] = defaultdict(list)
        for topic, lang in self._watchers:
            watched[topic].append(lang)
        waiting = None
        for topic, languages in watched.items():
            word, _, key = topic.partition(":")
            if word == "visitor" and waiting is None:
                waiting = touched.visitors | _visitors_of(db, touched.booths)
            if not self._concerns(db, word, key, touched, waiting or set()):
                continue
            if not self._is_due(word):
                self._late.words.add(word)
                continue
            hall = topic == "board:hall" and not touched.everything and "board" not in touched.words
            only = touched.booths if hall else None
            for lang in languages:
                with self._again_next_round(topic):
                    found.append((topic, lang, self.show(db, topic, lang, only)))
        return found

    @contextmanager
    def _again_next_round(self, topic: str) -> Iterator[None]:
        """A step of publishing a topic: a fault is logged, stops no other topic, and its places are painted again."""
        try:
            yield
        except NotFound:  # a reprinted badge's old code: who watches it is sent away
            for sid in [sid for key, sids in self._watchers.items() if key[0] == topic for sid in sids]:
                drop(self.socketio, sid)
        except Exception:
            log.exception("publishing %s failed", topic.partition(":")[0])
            for key in [key for key in self._sent if key[0] == topic]:
                del self._sent[key]
            self._late.words.add(topic.partition(":")[0])

    def _send(self, topic: str, lang: str, shown: Shown, seq: int) -> None:
        html = {part.id: text for part, text in self._painted(shown.parts, lang)}
        if (topic, lang) not in self._watchers:  # the last one left meanwhile
            return
        sent = self._sent.setdefault((topic, lang), {})
        changed = {part_id: text for part_id, text in html.items() if sent.get(part_id) != text}
        if changed:
            sent |= changed
            message = {
                "topic": asked_as(topic),
                "seq": seq,
                "html": "\n".join(changed.values()),
                "data": shown.data,
            }
            broadcast(self.socketio, room(topic, lang), "show", message)

    def _painted(self, parts: list[Part], lang: str) -> Iterator[tuple[Part, str]]:
        """Paint a few at a time: a whole hall takes longer than somebody at the door should wait."""
        for start in range(0, len(parts), PARTS_AT_ONCE):
            if start:
                gevent.sleep(0)
            for part in parts[start : start + PARTS_AT_ONCE]:
                yield part, self.painter.part(part, lang)

    def show(self, db: sqlite3.Connection, topic: str, lang: str, only: set[str] | None = None) -> Shown:
        """A topic (or the places of these booths in it) as it is now. Raises NotFound."""
        word, _, key = topic.partition(":")
        shown: Shown = SCREENS[word].show(
            db, key, only, now=self.store.now(), lang=lang, badge_key=self.store.badge_key
        )
        return shown

    def _concerns(
        self, db: sqlite3.Connection, word: str, key: str, touched: Touched, visitors: set[int]
    ) -> bool:
        if touched.everything or word in touched.words:
            return True
        if word == "board" and key == "hall":
            return bool(touched.booths)
        if word in ("board", "booth", "queue"):
            return key in touched.booths
        if word == "visitor":
            found = phone.visitor_id(db, self.store.badge_key, key)
            return found is None or found in visitors
        return word == "organiser"

    def _is_due(self, word: str) -> bool:
        """Whether a topic that is dear to read was last sent long enough ago."""
        if word not in SLOW_TOPICS_S:
            return True
        now = gevent.get_hub().loop.now()
        if now < self._slow_due.get(word, 0.0):
            return False
        self._slow_due[word] = now + SLOW_TOPICS_S[word]
        return True

    def _cut(self, station_id: int) -> None:
        for sid in [sid for sid, station in self._stations.items() if station == station_id]:
            drop(self.socketio, sid)


def asked_as(topic: str) -> str:
    """The topic under the name by which it was joined."""
    word, _, key = topic.partition(":")
    return f"booth:{key}" if word == "queue" else topic


def room(topic: str, lang: str) -> str:
    return f"{topic}|{lang}"


def epoch_of(db: sqlite3.Connection) -> str:
    """Which history the sequence numbers belong to; another epoch makes every seq before it void."""
    row = db.execute("SELECT epoch FROM expo").fetchone()
    return str(row["epoch"]) if row else ""


def _add_touched(touched: Touched, booths: dict[int, Row], entry: journal.Entry) -> None:
    if entry.kind in journal.UNSEEN:
        return
    if entry.kind.startswith(("expo.", "import.")):
        touched.everything = True
        return
    touched.words.add("organiser")
    if entry.visitor_id is not None:
        touched.visitors.add(entry.visitor_id)
    if entry.booth_id is not None:
        touched.booths.add(booths[entry.booth_id]["number"])
    if '"booths"' in entry.detail:  # further ones; few entries have any
        touched.booths |= set(json.loads(entry.detail).get("booths", ()))
    if entry.kind.startswith("signing.") or entry.kind == "consultation.correct":
        touched.words |= {"stage", "board"}


def _booths_of(db: sqlite3.Connection, visitors: set[int]) -> set[str]:
    """Where these visitors have a place: a call here makes their places elsewhere `held`."""
    marks = ",".join("?" * len(visitors))
    rows = db.execute(
        "SELECT DISTINCT b.number FROM tickets t JOIN booths b ON b.id = t.booth_id"
        f" WHERE t.visitor_id IN ({marks}) AND t.state IN ('waiting', 'called', 'serving')",
        tuple(visitors),
    )
    return {row["number"] for row in rows}


def _visitors_of(db: sqlite3.Connection, booths: set[str]) -> set[int]:
    """Who has a place at one of these booths: their place in the queue may have moved."""
    marks = ",".join("?" * len(booths))
    rows = db.execute(
        "SELECT DISTINCT t.visitor_id FROM tickets t JOIN booths b ON b.id = t.booth_id"
        f" WHERE b.number IN ({marks}) AND t.state IN ('waiting', 'called', 'serving')",
        tuple(booths),
    )
    return {row["visitor_id"] for row in rows}
