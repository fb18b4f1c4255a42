"""When what somebody did was on the screens that show it: deeds, the journal and the messages that watchers got, joined.

A deed's last journal entry has a seq; a screen shows it with the first message about that place whose seq is not lower.
The journal says which booths a deed touched; each hall board is to show them anew. A call moves everybody up who waits
there behind the called one, so each of their phones is to say so, and the called one's that it is called.
"""

import json
import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any

from benchmarks.deeds import Deed
from benchmarks.watchers import Seen, Watcher


@dataclass
class Delays:
    """Seconds from tap to screen, by kind of screen; how many messages were awaited in vain."""

    board: list[float] = field(default_factory=list)
    tablet: list[float] = field(default_factory=list)
    phone: list[float] = field(default_factory=list)
    called: list[float] = field(default_factory=list)
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, kind: str, due: float, when: float | None) -> None:
        if when is None:
            self.missed[kind] += 1
        else:
            getattr(self, kind).append(when - due)


class Shown:
    """The messages, to be asked for the first that shows a seq."""

    def __init__(self, seen: Iterable[Seen]) -> None:
        self._seqs: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._whens: dict[tuple[str, str], list[float]] = defaultdict(list)
        for one in seen:
            for place in one.booths or (one.topic.partition(":")[0],):
                key = one.who, f"places:{one.topic[7:]}" if place == "places" else place
                self._seqs[key].append(one.seq)
                self._whens[key].append(one.when)

    def first(self, who: str, place: str, seq: int) -> float | None:
        """When this watcher was shown the place (a booth, or the word of a topic) as it was at `seq` or later."""
        index = bisect_left(self._seqs[who, place], seq)
        whens = self._whens[who, place]
        return whens[index] if index < len(whens) else None


def delays(folder: Path, deeds: list[Deed], seen: list[Seen], watchers: list[Watcher]) -> Delays:
    """Of the deeds that were done."""
    found, shown, history = Delays(), Shown(seen), History(folder)
    hall = [one.name for one in watchers if "board:hall" in one.topics]
    tablets = {one.topics[0].partition(":")[2]: one.name for one in watchers if one.name.startswith("booth:")}
    phones = {int(one.name.partition(":")[2]): one for one in watchers if one.name.startswith("phone:")}
    for deed in deeds:
        seq, booths = history.of(deed.action_id)
        for booth in booths:
            for name in hall:
                found.add("board", deed.due, shown.first(name, booth, seq))
            if booth in tablets:
                found.add("tablet", deed.due, shown.first(tablets[booth], "booth", seq))
        if deed.verb != "ticket.call_next" or not booths:
            continue
        called, behind = history.call(seq)
        if called in phones:
            found.add("called", deed.due, shown.first(phones[called].name, "visitor", seq))
        (booth,) = booths
        for phone in (phones[visitor] for visitor in behind if visitor in phones):
            place = f"places:{booth}" if phone.places else "visitor"
            found.add("phone", deed.due, shown.first(phone.name, place, seq))
    return found


class History:
    """What the journal and the tickets say."""

    def __init__(self, folder: Path) -> None:
        with closing(sqlite3.connect(f"file:{folder / 'expo.db'}?mode=ro", uri=True)) as db:
            db.row_factory = sqlite3.Row
            entries = db.execute(
                "SELECT j.*, b.number AS booth FROM journal j LEFT JOIN booths b ON b.id = j.booth_id ORDER BY seq"
            ).fetchall()
            self._tickets = {
                row["id"]: row for row in db.execute("SELECT id, booth_id, visitor_id, rank FROM tickets")
            }
        self._seq: dict[str, int] = {}
        self._booths: dict[str, set[str]] = defaultdict(set)
        self._joined: dict[int, int] = {}  # ticket -> seq
        self._called: dict[int, int] = {}
        self._calls: dict[int, int] = {}  # seq of a deed -> ticket
        self._busy: dict[int, list[list[float]]] = defaultdict(list)  # visitor -> spans from call to finish
        self._at: dict[int, list[int]] = defaultdict(list)  # booth id -> tickets
        for ticket in self._tickets.values():
            self._at[ticket["booth_id"]].append(ticket["id"])
        for entry in entries:
            self._read(entry)

    def of(self, action_id: str) -> tuple[int, set[str]]:
        """The deed's last seq, and the booths it touched."""
        return self._seq.get(action_id, 0), self._booths[action_id]

    def call(self, seq: int) -> tuple[int, list[int]]:
        """Whom a call called, and who waited there behind them, free to come."""
        ticket = self._tickets[self._calls[seq]]
        behind = [
            other["visitor_id"]
            for other in map(self._tickets.__getitem__, self._at[ticket["booth_id"]])
            if (other["rank"], other["id"]) > (ticket["rank"], ticket["id"])
            and self._joined[other["id"]] < seq < self._called.get(other["id"], inf)
            and not any(start <= seq <= end for start, end in self._busy[other["visitor_id"]])
        ]
        return ticket["visitor_id"], behind

    def _read(self, entry: Any) -> None:
        seq, ticket, visitor = entry["seq"], entry["ticket_id"], entry["visitor_id"]
        self._seq[entry["action_id"]] = seq
        if entry["booth"]:
            self._booths[entry["action_id"]].add(entry["booth"])
        self._booths[entry["action_id"]] |= set(json.loads(entry["detail"]).get("booths", ()))
        if ticket is not None:
            self._joined.setdefault(ticket, seq)
        if entry["kind"] == "ticket.call_next":
            self._called[ticket] = seq
            self._calls[seq] = ticket
            self._busy[visitor].append([seq, inf])
        elif entry["kind"] == "consultation.finish":
            self._busy[visitor][-1][1] = seq
