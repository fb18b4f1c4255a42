"""What must hold after every fault, read from the expo's own database while the tablets pause."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tools.chaos.outbox import Ledger

# Verbs that write exactly one entry of their own name whenever they are done.
ENTERED = frozenset(
    "visitor.register ticket.call_next ticket.no_show ticket.recall consultation.start consultation.finish"
    " booth.pause booth.open notice.send".split()
)
CALLS = frozenset({"ticket.call", "ticket.call_next"})
STILL_CALLED = frozenset({"ticket.recall", "ticket.reach"})  # whoever is called stays called
LIVE = ("waiting", "called", "serving")


class Rank(NamedTuple):
    rank: float
    booth: int


@dataclass
class Invariants:
    """`broken`: name -> what was found, each once; `looked`: how often each was looked at."""

    path: Path
    ledger: Ledger
    broken: dict[str, list[str]] = field(default_factory=dict)
    looked: dict[str, int] = field(default_factory=dict)
    _ranks: dict[int, Rank] = field(default_factory=dict)
    _called: set[int] = field(default_factory=set)
    laptops_lost: int = 0
    _seq: int = 0

    def look(self) -> None:
        """All of them, at one moment."""
        with closing(sqlite3.connect(self.path, timeout=10)) as db:
            db.execute("PRAGMA query_only = ON")
            db.execute("BEGIN")
            seq = db.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0]
            entries = db.execute(
                "SELECT seq, kind, ticket_id, action_id, detail FROM journal WHERE seq > ? ORDER BY seq",
                (self._seq,),
            ).fetchall()
            for name, check in CHECKS.items():
                self.note(name, check(self, db, entries))
            self._seq = seq

    def note(self, name: str, found: Iterable[str]) -> None:
        """One look at an invariant."""
        self.looked[name] = self.looked.get(name, 0) + 1
        if new := [one for one in found if one not in self.broken.get(name, ())]:
            self.broken.setdefault(name, []).extend(new)

    def prints(self, printed: int) -> Iterable[str]:
        """So many badges came out of the printer: those of which that is said, and at most those that nobody knows of. What a lost
        laptop printed last, the next one prints again."""
        with closing(sqlite3.connect(self.path, timeout=10)) as db:
            states = dict(db.execute("SELECT state, count(*) FROM print_jobs GROUP BY state"))
        done = states.get("done", 0)
        doubtful = sum(states.get(state, 0) for state in ("sent", "unknown", "failed"))
        if not done <= printed or (printed > done + doubtful and not self.laptops_lost):
            yield f"{printed} badges came out, {states} are told"

    def _answered(self, db: sqlite3.Connection, entries: list[tuple]) -> Iterable[str]:  # type: ignore[type-arg]
        """No answered action is lost: each is remembered, with the status that was told, or stands on the desks' list."""
        kept = dict(db.execute("SELECT action_id, status FROM answers"))
        for one in self.ledger.kept:
            if one.answer and kept.get(one.action_id) != one.answer.status:
                yield f"{one.verb} {one.action_id} was answered {one.answer.status}, and {kept.get(one.action_id)} is kept"
        yield from self.ledger.broken

    def _once(self, db: sqlite3.Connection, entries: list[tuple]) -> Iterable[str]:  # type: ignore[type-arg]
        """What was done was done once: one entry of its own, and whoever was registered is there once."""
        counts: dict[str, int] = {}
        for action_id, kind, count in db.execute(
            "SELECT action_id, kind, count(*) FROM journal GROUP BY action_id, kind"
        ):
            one = self.ledger.answered.get(action_id)
            if one and one.verb == kind:
                counts[action_id] = count
        for one in self.ledger.kept:
            count = counts.get(one.action_id, 0)
            wanted = one.is_done and one.verb in ENTERED
            if count > 1 or (wanted and count != 1) or (count and not one.is_done and one.verb in ENTERED):
                yield f"{one.verb} {one.action_id} ({one.code}) stands {count} times in the journal"
        doubled = db.execute(
            "SELECT name, count(*) FROM contacts WHERE name GLOB '견본[0-9a-f]*' GROUP BY name HAVING count(*) > 1"
        )
        yield from (f"{name} was registered {count} times" for name, count in doubled)

    def _one_place(self, db: sqlite3.Connection, entries: list[tuple]) -> Iterable[str]:  # type: ignore[type-arg]
        """Nobody is at two booths, no counter serves two."""
        for visitor, count in db.execute(
            "SELECT visitor_id, count(*) FROM tickets WHERE state IN ('called', 'serving') GROUP BY visitor_id"
            " HAVING count(*) > 1"
        ):
            yield f"visitor {visitor} is at {count} counters"
        for booth, counter, state, count in db.execute(
            "SELECT booth_id, counter, state, count(*) FROM tickets WHERE state IN ('called', 'serving')"
            " GROUP BY booth_id, counter, state HAVING count(*) > 1"
        ):
            yield f"counter {counter} of booth {booth} has {count} {state}"
        for visitor, booth in db.execute(
            f"SELECT visitor_id, booth_id FROM tickets WHERE state IN {LIVE} GROUP BY visitor_id, booth_id HAVING count(*) > 1"
        ):
            yield f"visitor {visitor} waits twice at booth {booth}"

    def _called_once(self, db: sqlite3.Connection, entries: list[tuple]) -> Iterable[str]:  # type: ignore[type-arg]
        """Nobody is called who is called: between two calls of a place lies what ended the first."""
        for seq, kind, ticket, _, _ in entries:
            if kind in CALLS:
                if ticket in self._called:
                    yield f"ticket {ticket} was called again in entry {seq}"
                self._called.add(ticket)
            elif kind not in STILL_CALLED:
                self._called.discard(ticket)

    def _ranks_kept(self, db: sqlite3.Connection, entries: list[tuple]) -> Iterable[str]:  # type: ignore[type-arg]
        """A place keeps its rank unless an entry of its own moved it."""
        moved = {ticket for _, kind, ticket, _, _ in entries if kind not in CALLS}
        now = {
            ticket: Rank(rank, booth)
            for ticket, rank, booth in db.execute(
                f"SELECT id, rank, booth_id FROM tickets WHERE state IN {LIVE}"
            )
        }
        for ticket, before in self._ranks.items():
            if ticket in now and now[ticket] != before and ticket not in moved:
                yield f"ticket {ticket} moved from {before} to {now[ticket]}"
        self._ranks = now

    def _whole(self, db: sqlite3.Connection, entries: list[tuple]) -> Iterable[str]:  # type: ignore[type-arg]
        """Nothing is half done: what tables hold and what the journal tells are the same."""
        pairs = {
            "arrivals": (
                "SELECT count(*) FROM arrivals",
                "SELECT count(*) FROM journal WHERE kind = 'visitor.check_in' AND detail NOT LIKE '%\"again\"%'"
                " AND detail NOT LIKE '%\"repeat\"%' AND detail NOT LIKE '%\"refused\"%'",
            ),
            "places": (
                "SELECT count(*) FROM tickets",
                "SELECT count(*) FROM journal WHERE kind = 'ticket.join' AND ticket_id IS NOT NULL",
            ),
            "meetings": (
                "SELECT count(*) FROM consultations",
                "SELECT count(*) FROM journal WHERE kind = 'consultation.start'",
            ),
            "who waits": (
                "SELECT coalesce(sum(waiting), 0) FROM loads",
                "SELECT count(*) FROM tickets WHERE state = 'waiting'",
            ),
        }
        for name, (table, journal) in pairs.items():
            there, told = (db.execute(sql).fetchone()[0] for sql in (table, journal))
            if there != told:
                yield f"{name}: {there} there, {told} told"

    def _sound(self, db: sqlite3.Connection, entries: list[tuple]) -> Iterable[str]:  # type: ignore[type-arg]
        """The database is sound."""
        found = [row[0] for row in db.execute("PRAGMA quick_check")]
        yield from (one for one in found if one != "ok")
        yield from (f"foreign key: {row}" for row in db.execute("PRAGMA foreign_key_check"))


Check = Callable[[Invariants, sqlite3.Connection, list[tuple]], Iterable[str]]  # type: ignore[type-arg]
CHECKS: dict[str, Check] = {
    "no answered action is lost": Invariants._answered,
    "what was done was done once": Invariants._once,
    "nobody is at two booths": Invariants._one_place,
    "nobody is called twice": Invariants._called_once,
    "ranks are kept": Invariants._ranks_kept,
    "nothing is half done": Invariants._whole,
    "the database is sound": Invariants._sound,
}
SCREENS, ORDER, ANSWERS, LOG, ROOM, PRINTED = (
    "screens are right within 5 s",
    "seq, epoch and fence never go back",
    "the same action gets the same answer",
    "the server's log tells of no fault",
    "memory and handles are bounded",
    "what was printed is known",
)
