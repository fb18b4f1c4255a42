"""The crowd of a rehearsal: as many as its organiser chose, for as long as it is on."""

import sqlite3
import time
from typing import TYPE_CHECKING, TypedDict

from kiosk.data import rows
from kiosk.data.store import Store
from kiosk.expo.square import rehearsal
from kiosk.expo.square.ground import Rehearsal

if TYPE_CHECKING:
    from kiosk.demo.crowd import Crowd

TICK_S, LOOK_S = 0.5, 2


class Tended(TypedDict):
    booth: str


class RehearsalCrowd:
    """Looks whether a rehearsal is on, and lets its crowd walk. Booths whose tablet was used are left to who uses it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._crowd: Crowd | None = None
        self._of: int | None = None
        self._looked = 0.0

    def tick(self) -> None:
        """Called a few times a second."""
        if time.monotonic() - self._looked >= LOOK_S:
            self._looked = time.monotonic()
            self._look()
        if self._crowd:
            self._crowd.tick()

    def _look(self) -> None:
        with self._store.read() as db:
            found = rehearsal.active(db)
            tended = _tended(db, found["entry"]) if found and found["crowd"] else []
        if (found["id"] if found else None) != self._of:
            self._of = found["id"] if found else None
            self._crowd = _crowd_of(self._store, found) if found and found["crowd"] else None
        if self._crowd:
            self._crowd.unstaffed = tended


def _crowd_of(store: Store, found: Rehearsal) -> "Crowd":
    from kiosk.demo.crowd import Crowd  # with the sample expo behind it: only a rehearsal loads it

    return Crowd(store, found["crowd"], seed=found["id"], pace=found["pace"])


def _tended(db: sqlite3.Connection, since: int) -> list[str]:
    """Booths where somebody has done something on a tablet since the rehearsal began."""
    found = rows.every(
        db,
        Tended,
        "SELECT DISTINCT b.number AS booth FROM journal j JOIN stations s ON s.id = j.station_id"
        " JOIN booths b ON b.id = s.booth_id WHERE j.seq > ? AND s.role = 'booth'",
        since,
    )
    return [row["booth"] for row in found]
