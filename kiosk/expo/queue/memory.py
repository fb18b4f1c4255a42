"""The square in memory: every booth's queue, who is called and met where, who is in. Screens that live are read from it.

It is made once from the tables, and then the journal keeps it: of each new entry only the visitors and booths that it
names are read again, by index. What nobody touched costs nothing, however many wait.
"""

import sqlite3
from bisect import insort
from collections.abc import Iterable

from kiosk.data import conditions
from kiosk.expo.person import visitors
from kiosk.expo.queue import learnt, tickets
from kiosk.expo.queue.loads import Loads, rests_ms
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import ground, waits

Meeting = tuple[
    int, int, int
]  # that runs: its counter, since when (ms), and by how much it was extended (ms)


class Square:
    """The square as one snapshot of the database has it. Its rows belong to everybody: never write one."""

    def __init__(self, db: sqlite3.Connection, now: int) -> None:
        self.ground = ground.of(db)
        self.today = self.ground.today(now)
        self._lesson = learnt.of(db, self.ground, self.today)
        day = self.today.day if self.today else ""
        found = db.execute(
            f"SELECT visitor_id FROM arrivals a WHERE a.day = ? AND {conditions.is_in()}", (day,)
        )
        self.present = {row["visitor_id"] for row in found}
        self.places: dict[int, list[Ticket]] = {}
        self.queues: dict[int, list[Ticket]] = {}
        self.busy: dict[int, list[Ticket]] = {}
        self.free: set[int] = set()  # persons who wait and could come
        self._waiting: dict[int, int] = {}
        self._in_today: dict[int, int] = {}
        self._meetings: dict[int, tuple[int, int]] = {}
        self._changeovers: dict[int, tuple[int, int]] = {}
        self._running: dict[int, list[Meeting]] = {}
        self._appointments: dict[int, list[int]] = {}  # read by who asks, until something changes
        for row in tickets.all_live(db):
            self.places.setdefault(row["visitor_id"], []).append(row)
            self._list(row)[row["booth_id"]].append(row)
        for visitor_id, places in self.places.items():
            places.sort(key=tickets.now_first)
            self._look_who_is_free(visitor_id)
        self._count(self.ground.booths)
        self._read_meetings(db, self.ground.booths)

    def is_of_today(self, now: int) -> bool:
        """Whether it still counts who is in on the right day."""
        return self.ground.today(now) == self.today

    def follow(self, db: sqlite3.Connection, people: Iterable[int], booths: Iterable[str]) -> set[int]:
        """Read again what entries of the journal named: visitors by id, booths by number.

        Returns the ids of the booths that may look different: these, and those where the visitors have or had places.
        """
        self.ground = ground.of(db)
        self._lesson = learnt.of(db, self.ground, self.today)
        self._appointments = {}
        touched: set[int] = set()
        for visitor_id in people:
            touched |= self._follow_visitor(db, visitor_id)
        named = {self.ground.by_number[number]["id"] for number in booths if number in self.ground.by_number}
        self._read_meetings(db, named)
        self._count(touched | named)
        return touched | named

    def loads(self, now: int) -> Loads:
        """Every booth with its load at `now` (ms), and all that the square knows."""
        booths = self.ground.booths
        elapsed: dict[int, list[float]] = {}
        for booth_id, running in self._running.items():
            # A counter that was taken away frees no place.
            counted = [one for one in running if one[0] <= booths[booth_id]["counters"]]
            if counted:
                elapsed[booth_id] = [max(0, now - since) - extended for _, since, extended in counted]
        return Loads(
            self.ground,
            self._waiting.copy(),
            self._meetings,
            elapsed,
            waits.expo_mean_ms(self._meetings.values(), self.ground.settings["first_meeting_min"]),
            rests_ms(self.ground, now),
            waiting_in_today=self._in_today,
            busy=self.busy,
            queues=self.queues,
            present=self.present,
            places=self.places,
            totals={"waiting": len(self.free), "in_meetings": sum(map(len, self._running.values()))},
            appointments=self._appointments,
            lesson=self._lesson,
            changeovers=self._changeovers,
        )

    def _follow_visitor(self, db: sqlite3.Connection, visitor_id: int) -> set[int]:
        """Read one visitor again; gives the booths where they have or had places."""
        before = self.places.pop(visitor_id, [])
        for row in before:
            self._list(row)[row["booth_id"]].remove(row)
        if visitors.is_in(db, visitor_id, self.today.day if self.today else None):
            self.present.add(visitor_id)
        else:
            self.present.discard(visitor_id)
        now = tickets.of_visitor(db, visitor_id)
        for row in now:
            insort(self._list(row)[row["booth_id"]], row, key=tickets.by_rank)
        if now:
            self.places[visitor_id] = now
        self._look_who_is_free(visitor_id)
        return {row["booth_id"] for row in before + now}

    def _list(self, row: Ticket) -> dict[int, list[Ticket]]:
        """Where this place is kept: among those who wait, or those who are called or met."""
        kept = self.queues if row["state"] == "waiting" else self.busy
        kept.setdefault(row["booth_id"], [])
        return kept

    def _look_who_is_free(self, visitor_id: int) -> None:
        waits_here = visitor_id in self.present and any(
            row["state"] == "waiting" and not row["held"] for row in self.places.get(visitor_id, ())
        )
        (self.free.add if waits_here else self.free.discard)(visitor_id)

    def _count(self, booths: Iterable[int]) -> None:
        """How many wait at these booths, and how many of them are in today."""
        is_first = self.today is None or self.ground.days[0] == self.today
        morning = self.today.morning if self.today else 0
        for booth_id in booths:
            queue = self.queues.get(booth_id, [])
            absent = [row for row in queue if row["visitor_id"] not in self.present]
            self._in_today[booth_id] = len(queue) - len(absent)
            # A place left over from an earlier day holds nobody up while its owner is not in.
            left_over = 0 if is_first else sum(row["joined_at"] < morning for row in absent)
            self._waiting[booth_id] = len(queue) - left_over

    def _read_meetings(self, db: sqlite3.Connection, booths: Iterable[int]) -> None:
        for booth_id in booths:
            row = db.execute(
                "SELECT meetings, meeting_ms, changeovers, changeover_ms FROM loads WHERE booth_id = ?",
                (booth_id,),
            ).fetchone()
            self._meetings[booth_id] = (row["meetings"], row["meeting_ms"])
            self._changeovers[booth_id] = (row["changeovers"], row["changeover_ms"])
            found = db.execute(
                "SELECT counter, started_at, extended_ms FROM consultations WHERE booth_id = ? AND state = 'open'",
                (booth_id,),
            )
            self._running[booth_id] = [
                (row["counter"], row["started_at"], row["extended_ms"]) for row in found
            ]
