"""Looks at who is to be told: at once where an entry of the journal names them, else by turns, for the clock moves waits too.

A check-in touches three booths and so everybody who waits there; who is not named by an entry is looked at in their turn, a
few in each look, so the work follows how many are told, not how fast the door is.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from kiosk.data import journal, rows
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square.days import MIN_MS
from kiosk.live.history import History
from kiosk.push.news import End, News, Stand, called_since, news, stand
from kiosk.screens.phone import PhoneLook

ROUND = 20  # looks in which everybody had their turn,
IN_TURN_MAX = 15  # of whom no more than so many in one: with more than three hundred a round takes longer
AGAIN_MS = 10 * MIN_MS  # a wait that goes up and down about the border of "soon" is told once
ONCE = ("now", "soon")
NOTICE = "notice.send"


@dataclass
class Known:
    """What was last seen of a visitor: how they stood, about when each place is called as they were told, and when
    (ms) what is told once was told."""

    stand: Stand
    about: dict[int, str]
    told_at: dict[tuple[str, str], int] = field(default_factory=dict)


class Told(NamedTuple):
    """What to tell a visitor, and the number on their badge."""

    visitor_id: int
    number: int
    news: News


class EndRow(TypedDict):
    """`detail` is JSON."""

    kind: str
    actor: str
    detail: str


class Watch:
    """Whom it saw, and how. `now` is ms; what was called before `since` (ms) others have told."""

    def __init__(self, db: sqlite3.Connection, now: int, since: int) -> None:
        self._history = History(db, now)
        self._since = since
        self._known: dict[int, Known] = {}
        self._turn = 0

    def look(self, db: sqlite3.Connection, people: Mapping[int, int], now: int) -> Iterator[Told]:
        """Which of these visitors to tell what; `people`: since when (ms) each asks to be told.

        Who is seen for the first time is told of a call made since they asked, and of nothing else.
        """
        found = self._history.read_on(db, now)
        if found and found.is_anew:
            self._known.clear()
            self._since = now
        told = set(people)
        for gone in self._known.keys() - told:
            del self._known[gone]
        named = sorted(told & found.touched.visitors) if found else []
        if found and any(map(_is_notice, found.entries)):
            yield from self._everybody(db, people)
        square = self._history.loads(db, now)
        for visitor_id in dict.fromkeys([*named, *self._next(list(people))]):
            row = visitors.find(db, visitor_id)
            if row is None:
                continue
            for one in self._see(db, row, square, now, max(self._since, people[visitor_id])):
                yield Told(visitor_id, row["number"], one)

    @staticmethod
    def _everybody(db: sqlite3.Connection, people: Mapping[int, int]) -> Iterator[Told]:
        """A notice is told to all; what it says stands on the page that the message opens."""
        for visitor_id in people:
            row = visitors.find(db, visitor_id)
            if row is not None:
                yield Told(visitor_id, row["number"], News("notice", ""))

    def _next(self, people: list[int]) -> list[int]:
        """Those whose turn it is; who was never seen comes first."""
        new = [one for one in people if one not in self._known]
        count = min(IN_TURN_MAX, -(-len(people) // ROUND))
        begin = self._turn % len(people)
        self._turn = begin + count
        return (new + [*people[begin:], *people[:begin]][:count])[:IN_TURN_MAX]

    def _see(self, db: sqlite3.Connection, row: Visitor, square: Loads, now: int, since: int) -> list[News]:
        visitor_id = row["id"]
        after = stand(PhoneLook(db, row, now, "ko", square))
        known = self._known.get(visitor_id)
        if known is None:
            about = {ticket: spot.about for ticket, spot in after.spots.items() if spot.about}
            self._known[visitor_id] = Known(after, about)
            return called_since(after, since)
        found = news(known.stand, after, known.about, self._ends(db, visitor_id, known.stand, after))
        self._keep(known, after, found)
        return [one for one in found if self._is_due(known, one, now)]

    @staticmethod
    def _ends(db: sqlite3.Connection, visitor_id: int, before: Stand, after: Stand) -> dict[int, End]:
        """What last happened to the places that are no more, and to one that is called no more."""
        gone = before.spots.keys() - after.spots.keys()
        if before.call and before.call != after.call:
            gone |= {int(before.call.partition("-")[0])}
        found = {}
        for ticket in gone:
            row = rows.one(
                db,
                EndRow,
                "SELECT kind, actor, detail FROM journal WHERE visitor_id = ? AND ticket_id = ? ORDER BY seq DESC LIMIT 1",
                visitor_id,
                ticket,
            )
            if row:
                found[ticket] = End(row["kind"], row["actor"], json.loads(row["detail"]).get("reason"))
        return found

    @staticmethod
    def _keep(known: Known, after: Stand, found: list[News]) -> None:
        said = {one.booth for one in found if one.time}
        known.about = {
            ticket: spot.about if spot.booth in said else known.about.get(ticket, spot.about)
            for ticket, spot in after.spots.items()
            if spot.about
        }
        known.stand = after

    @staticmethod
    def _is_due(known: Known, one: News, now: int) -> bool:
        if one.kind not in ONCE:
            return True
        last = known.told_at.get((one.kind, one.booth))
        if last is not None and now - last < AGAIN_MS:
            return False
        known.told_at[one.kind, one.booth] = now
        return True


def _is_notice(entry: journal.Entry) -> bool:
    """Whether it sends a notice to phones."""
    return entry.kind == NOTICE and "phones" in json.loads(entry.detail).get("to", ())
