"""How full every booth is, and how long somebody waits there: read once for what compares them."""

import sqlite3
from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

from kiosk.data import conditions, names
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.queue import learnt, tickets
from kiosk.expo.queue.learnt import NOTHING, Lesson
from kiosk.expo.queue.tickets import OwnTicketShape, Ticket
from kiosk.expo.square import booths, days, ground, waits
from kiosk.expo.square.ground import Booth, Ground


class CallerShape(TypedDict):
    """The contract's caller: who is called to a booth or sits there; times in ms."""

    ticket: int
    number: int
    name: str
    counter: int | None
    called_at: int | None
    recalled_at: int | None


class BoothShape(TypedDict):
    """The contract's booth of board.json: `waiting` counts those who are in today, `wait_min` is P50 and P80 in minutes.
    `short` is the agency's name for what is read from afar. Its own tablet is told its `tickets`, too."""

    number: str
    agency: str
    short: str
    english: str | None
    state: booths.State
    waiting: int
    called: list[CallerShape]
    serving: list[CallerShape]
    wait_min: list[int] | None
    tickets: NotRequired[list[OwnTicketShape]]


class Totals(TypedDict):
    """Persons who wait, and meetings that run, on the whole square."""

    waiting: int
    in_meetings: int


@dataclass
class Loads:
    """Every booth with its load, read once for a decision that compares them. Times in ms, places in metres.

    What is None here is read when it is asked for, once; the square in memory (`memory.py`) knows it all.
    """

    ground: Ground
    waiting: dict[int, int]
    meetings: dict[int, tuple[int, int]]  # how many, and how long together (ms)
    elapsed_ms: Mapping[int, Sequence[float]]
    mean_ms: float
    # booth id -> for how long its pause, whose end is known, will still last: nobody sits down before.
    rest_ms: Mapping[int, float] = field(default_factory=dict)
    waiting_in_today: Mapping[int, int] | None = None
    busy: Mapping[int, list[Ticket]] | None = None
    queues: Mapping[int, list[Ticket]] | None = None
    present: Container[int] | None = None
    places: Mapping[int, list[Ticket]] | None = None
    totals: Totals | None = None
    lesson: Lesson = NOTHING
    changeovers: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # as `meetings`
    # booth id -> its open appointments (ms), in order: of the booths that were asked for.
    appointments: dict[int, list[int]] = field(default_factory=dict)

    @property
    def booths(self) -> dict[int, Booth]:
        """By id, in the order of their numbers. Shared with everybody: never write one."""
        return self.ground.booths

    @property
    def by_number(self) -> dict[str, Booth]:
        return self.ground.by_number

    def joined(self, booth_id: int) -> None:
        """One more waits at this booth."""
        self.waiting[booth_id] += 1

    def waiting_today(self, db: sqlite3.Connection, today: days.Day | None) -> Mapping[int, int]:
        """How many wait at each booth who are in today; read once."""
        if self.waiting_in_today is None:
            rows = db.execute(
                "SELECT t.booth_id, count(*) AS waiting FROM tickets t CROSS JOIN arrivals a"
                f" WHERE t.state = 'waiting' AND {conditions.owner_is_in_on()} GROUP BY t.booth_id",
                (today.day if today else "",),
            )
            self.waiting_in_today = {row["booth_id"]: row["waiting"] for row in rows}
        return self.waiting_in_today

    def called_or_serving(self, db: sqlite3.Connection, booth_id: int) -> list[Ticket]:
        """Who is called to a booth or sits there, in the order of the queue; all booths' read once."""
        if self.busy is None:
            self.busy = tickets.by_booth(tickets.all_called_or_serving(db))
        return self.busy.get(booth_id, [])

    def called(self, db: sqlite3.Connection, booth_id: int) -> int:
        """How many are called to a booth and have not sat down."""
        if self.busy is not None:
            return sum(row["state"] == "called" for row in self.busy.get(booth_id, ()))
        found = db.execute(
            "SELECT count(*) AS called FROM tickets WHERE booth_id = ? AND state = 'called'", (booth_id,)
        )
        return int(found.fetchone()["called"])

    def free_counters(self, db: sqlite3.Connection, booth_id: int) -> int:
        """At how many of a booth's counters nobody sits and nobody is called to."""
        busy = {row["counter"] for row in self.called_or_serving(db, booth_id)}
        return sum(n not in busy for n in range(1, self.booths[booth_id]["counters"] + 1))

    def queue(self, db: sqlite3.Connection, booth_id: int) -> list[Ticket]:
        """Who waits at a booth, in the order of the queue."""
        return tickets.waiting(db, booth_id) if self.queues is None else self.queues.get(booth_id, [])

    def is_in(self, db: sqlite3.Connection, visitor_id: int, day: str | None) -> bool:
        """Whether this person is in on the day of this look."""
        return visitors.is_in(db, visitor_id, day) if self.present is None else visitor_id in self.present

    def of_visitor(self, db: sqlite3.Connection, visitor_id: int) -> list[Ticket]:
        """The visitor's live places, the one that matters now first."""
        return tickets.of_visitor(db, visitor_id) if self.places is None else self.places.get(visitor_id, [])

    def waiting_now(self, booth_id: int) -> list[tuple[Ticket, bool]] | None:
        """Who waits at a booth, in the order of the queue, and whether they are in today; None where memory does not know."""
        if self.queues is None or self.present is None:
            return None
        return [(row, row["visitor_id"] in self.present) for row in self.queues.get(booth_id, [])]

    def pace(self, booth_id: int) -> waits.Pace:
        return waits.Pace(self.length_ms(booth_id))

    def length_ms(self, booth_id: int) -> float:
        """How long a meeting takes there, in the mean; drawn towards the expo's, or what the booth's settings say."""
        count, together_ms = self.meetings[booth_id]
        expo_ms = self.ground.first_meetings_ms.get(booth_id, self.mean_ms)
        return waits.shrunk_mean_ms(count, together_ms, expo_ms)

    def changeover_ms(self, booth_id: int) -> float:
        """How long a counter there stands between two meetings while somebody waits."""
        return waits.changeover_ms(self.changeovers.get(booth_id, (0, 0)), self.changeovers.values())

    def start_ms(self, booth_id: int, ahead: int | None = None) -> float:
        """The P50 of `wait_ms` alone: what decisions compare, booth by booth."""
        return self.meeting_ms(booth_id, ahead)[0]

    def meeting_ms(self, booth_id: int, ahead: int | None = None) -> tuple[float, float]:
        """When a meeting there would begin, from now (the P50 of `wait_ms`), and how long it takes in the mean."""
        elapsed_ms: Sequence[float] = self.elapsed_ms.get(booth_id, ())
        mean_ms, rest_ms = self.length_ms(booth_id), self.rest_ms.get(booth_id, 0.0)
        if rest_ms:
            elapsed_ms = waits.after_rest(elapsed_ms, rest_ms, mean_ms)
        if ahead is None:
            ahead = self.waiting[booth_id]
        counters = self.ground.booths[booth_id]["counters"]
        return rest_ms + waits.start_ms(ahead, elapsed_ms, counters, mean_ms), mean_ms

    def wait_ms(self, booth_id: int, ahead: int | None = None) -> tuple[float, float]:
        """P50 and P80 until a visitor who joins now (or has `ahead` before them) sits down; after the booth's rest, where its
        end is known."""
        return self._waits_ms(booth_id, [self.waiting[booth_id] if ahead is None else ahead])[0]

    def waits_ms(self, booth_id: int, count: int, *, more: int = 0) -> list[tuple[float, float]]:
        """P50 and P80 of each of the first `count` who wait there; with so many `more` counters than there are."""
        return self._waits_ms(booth_id, range(count), more)

    def _waits_ms(self, booth_id: int, each_ahead: Iterable[int], more: int = 0) -> list[tuple[float, float]]:
        elapsed_ms, pace = self.elapsed_ms.get(booth_id, ()), self.pace(booth_id)
        counters = self.ground.booths[booth_id]["counters"] + more
        rest_ms = self.rest_ms.get(booth_id)
        if rest_ms is None:
            return [waits.wait_ms(ahead, elapsed_ms, counters, pace) for ahead in each_ahead]
        elapsed_ms = waits.after_rest(elapsed_ms, rest_ms, pace.mean_ms)
        found = (waits.wait_ms(ahead, elapsed_ms, counters, pace) for ahead in each_ahead)
        return [(rest_ms + p50_ms, rest_ms + p80_ms) for p50_ms, p80_ms in found]

    def booked(self, db: sqlite3.Connection, booth_id: int, since: float, until: float) -> int:
        """How many with an appointment in this span (ms) have not come in: they are called before who waits. A booth's are
        read once."""
        times = self.appointments.get(booth_id)
        if times is None:
            found = db.execute(
                f"SELECT starts_at FROM wishes WHERE booth_id = ? AND {conditions.OPEN_APPOINTMENT} ORDER BY starts_at",
                (booth_id,),
            )
            times = self.appointments[booth_id] = [row["starts_at"] for row in found]
        return bisect_right(times, until) - bisect_right(times, since)

    def walk_ms(self, start: int | None, end: int) -> float:
        """How long the walk from one booth (None: the entrance) to another takes."""
        return self.ground.walks_m(start)[end] * self.ms_a_metre

    @property
    def ms_a_metre(self) -> float:
        """How long walking a metre takes: as set, mended by how people walked on the days before."""
        return self.ground.ms_a_metre * self.lesson.pace

    @property
    def walk_m_per_min(self) -> float:
        """The same as screens count with it."""
        return waits.MIN_MS / self.ms_a_metre


def of(db: sqlite3.Connection, now: int) -> Loads:
    """Read all booths' loads and the meetings that run."""
    still = ground.of(db)
    plain = db.cursor()
    plain.row_factory = None  # read for every check-in: plain tuples are a third of the cost
    rows = plain.execute(
        "SELECT booth_id, waiting, meetings, meeting_ms, changeovers, changeover_ms FROM loads"
    ).fetchall()
    waiting = {booth_id: places for booth_id, places, *_ in rows}
    meetings = {booth_id: (count, together_ms) for booth_id, _, count, together_ms, *_ in rows}
    changeovers = {booth_id: (count, together_ms) for booth_id, *_, count, together_ms in rows}
    for booth_id, absent in _absent(db, still, now).items():
        waiting[booth_id] -= absent
    elapsed: dict[int, list[float]] = {}
    for meeting in db.execute(
        "SELECT booth_id, counter, started_at, extended_ms FROM consultations WHERE state = 'open'"
    ):
        if meeting["counter"] > still.booths[meeting["booth_id"]]["counters"]:
            continue  # at a counter taken away, which frees no place
        passed = max(0, now - meeting["started_at"]) - meeting["extended_ms"]
        elapsed.setdefault(meeting["booth_id"], []).append(passed)
    mean_ms = waits.expo_mean_ms(meetings.values(), still.settings["first_meeting_min"])
    lesson = learnt.of(db, still, still.today(now))
    return Loads(
        still,
        waiting,
        meetings,
        elapsed,
        mean_ms,
        rests_ms(still, now),
        lesson=lesson,
        changeovers=changeovers,
    )


def rests_ms(still: Ground, now: int) -> dict[int, float]:
    """booth id -> for how long (ms) its pause will still last, of the booths that pause to a known end."""
    return {
        booth_id: max(0.0, row["pause_until"] - now)
        for booth_id, row in still.booths.items()
        if row["paused_at"] is not None and row["pause_until"] is not None
    }


def _absent(db: sqlite3.Connection, still: Ground, now: int) -> dict[int, int]:
    """Places kept from an earlier day by people who are not in today: they hold nobody up, so no wait counts them.

    Triggers keep the sums (m027)."""
    today = still.today(now)
    if today is None or still.days[0] == today:
        return {}
    rows = db.execute("SELECT booth_id, places FROM absent_places WHERE day = ?", (today.day,))
    return {row["booth_id"]: row["places"] for row in rows}


def shape_now(change: Change, number: str) -> BoothShape:
    """The booth for the answer of an action (names as tokens, masked like the board's)."""
    state = of(change.db, change.now)
    today = days.today(change.db, change.now, change.time_zone)
    return shape(change.db, state, state.by_number[number], today, change.now, names.masked_token)


def shape(
    db: sqlite3.Connection, loads: Loads, booth: Booth, today: days.Day | None, now: int, naming: names.Naming
) -> BoothShape:
    """The booth as screens and answers show it at `now` (ms)."""
    busy = loads.called_or_serving(db, booth["id"])
    waiting = loads.waiting_today(db, today).get(booth["id"], 0)
    state = booths.state_of(booth, today, now)
    return {
        "number": booth["number"],
        "agency": booth["agency"],
        "short": booth["agency_short"],
        "english": booth["agency_en"],
        "state": state,
        "waiting": waiting,
        "called": [_caller(row, naming) for row in busy if row["state"] == "called"],
        "serving": [_caller(row, naming) for row in busy if row["state"] == "serving"],
        "wait_min": waits.minutes(loads.wait_ms(booth["id"], waiting)) if state == "open" else None,
    }


def _caller(row: Ticket, naming: names.Naming) -> CallerShape:
    return {
        "ticket": row["id"],
        "number": row["number"],
        "name": naming(row["visitor_id"]),
        "counter": row["counter"],
        "called_at": row["called_at"],
        "recalled_at": row["recalled_at"],
    }
