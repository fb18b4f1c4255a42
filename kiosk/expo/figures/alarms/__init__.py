"""Trouble on the square, worst first. Each alarm says what is wrong, since when and what it costs, and offers remedies in the
order that helps. One module a kind of trouble; `Look` has what several of them read."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence

from kiosk.data.health import Trouble
from kiosk.data.heard import Heard
from kiosk.expo.figures.alarms import (
    before_breaks,
    calls,
    idle,
    loose_ends,
    meetings,
    pauses,
    prints,
    server,
    stations,
    waits,
)
from kiosk.expo.figures.alarms.alarm import Alarm, Remedy, worst_first
from kiosk.expo.figures.alarms.look import Look
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square.days import Day

__all__ = ["Alarm", "Remedy", "find"]

Find = Callable[[Look], Iterator[Alarm]]
WHILE_OPEN: tuple[Find, ...] = (
    idle.find,
    calls.find,
    pauses.find,
    before_breaks.find,
    waits.find,
    meetings.find,
)
ALWAYS: tuple[Find, ...] = (stations.find, prints.find, loose_ends.find)


def find(
    db: sqlite3.Connection,
    state: Loads,
    today: Day | None,
    now: int,
    lang: str,
    *,
    troubles: Sequence[Trouble] = (),
    heard: Mapping[int, Heard] | None = None,
) -> list[Alarm]:
    """Every trouble at `now` (ms), worst first; the square's only while the expo is open. `troubles`: the server's own."""
    look = Look(db, state, today, now, lang, heard)
    kinds = (*WHILE_OPEN, *ALWAYS) if look.is_open else ALWAYS
    return worst_first([*server.of_server(look, troubles), *(one for kind in kinds for one in kind(look))])
