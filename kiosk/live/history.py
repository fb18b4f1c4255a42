"""How far the journal was read, and the square in memory as it is there."""

import sqlite3
from typing import NamedTuple

from kiosk.data import journal
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.memory import Square
from kiosk.expo.square import ground
from kiosk.live.touched import Touched


class News(NamedTuple):
    """What was committed since: the new entries, what they touched, and whether another history has begun."""

    touched: Touched
    entries: list[journal.Entry]
    is_anew: bool = False


class History:
    """One reader of the journal. `now` is ms."""

    def __init__(self, db: sqlite3.Connection, now: int) -> None:
        self.seq, self.epoch = journal.latest_seq(db), journal.epoch_of(db)
        self.square = Square(db, now)

    def read_on(self, db: sqlite3.Connection, now: int) -> News | None:
        """Up to the end of the journal in this snapshot, no older than the last one; None where nothing is new."""
        epoch, seq = journal.epoch_of(db), journal.latest_seq(db)
        if epoch == self.epoch and seq == self.seq:
            return None
        if epoch != self.epoch or seq < self.seq:
            self.epoch, self.seq = epoch, seq
            self.square = Square(db, now)
            return News(Touched(everything=True), [], is_anew=True)
        entries: list[journal.Entry] = []
        while self.seq < seq:
            entries += journal.entries_after(db, self.seq)
            self.seq = entries[-1].seq
        return News(self._follow(db, entries, now), entries)

    def loads(self, db: sqlite3.Connection, now: int) -> Loads:
        """All booths' loads, from memory, in the snapshot that was read last."""
        if not self.square.is_of_today(now):
            self.square = Square(db, now)
        return self.square.loads(now)

    def _follow(self, db: sqlite3.Connection, entries: list[journal.Entry], now: int) -> Touched:
        touched, booths = Touched(), ground.of(db).booths
        for entry in entries:
            touched.add_entry(entry, booths)
        if touched.everything:
            self.square = Square(db, now)
        else:
            # Those where these visitors have places count as well: a call here makes their places there `held`.
            found = self.square.follow(db, touched.visitors, touched.booths)
            touched.booths |= {booths[booth_id]["number"] for booth_id in found}
        return touched
