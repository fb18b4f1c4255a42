"""One run: a scenario lived through under one policy, every step an action, on a clock that jumps from event to event."""

import heapq
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, TypedDict

from kiosk.actions import timers
from kiosk.actions.perform import Answer, perform
from kiosk.actions.refusals import Unusable
from kiosk.data import conditions, rows
from kiosk.data.store import Actor, Store
from kiosk.expo.queue import loads, pick, turns
from kiosk.expo.square import booths
from kiosk.expo.square.days import MIN_MS
from kiosk.forecast.future import LEAD_MS, RETRY_MS
from kiosk.simulation.reliability import Told
from kiosk.simulation.scenario import Scenario, Visitor
from kiosk.simulation.telling import Telling

LINES = [{"outcome": "consulted"}]
DESK = Actor("desk")


class InQueue(TypedDict):
    """A place in a queue, by its ticket; ms; `free` is 1 while its owner is neither called nor served anywhere, `is_booked`
    where they have an appointment at another booth."""

    id: int
    visitor_id: int
    appointment_at: int | None
    free: int
    is_booked: int


class Clock:
    """The virtual clock of a store (ms)."""

    now = 0

    def __call__(self) -> int:
        return self.now


@dataclass
class Guest:
    """A visitor on the square: where, since when, with what done. Times in ms."""

    visitor: Visitor
    id: int
    place: str | None = None
    busy: bool = False
    here: bool = False
    arrived_at: dict[int, int] = field(default_factory=dict)
    left_at: dict[int, int] = field(default_factory=dict)
    started_at: dict[str, int] = field(default_factory=dict)
    free_since: float = 0
    meeting_ms: float = 0
    walking_ms: float = 0

    @property
    def unmet(self) -> list[str]:
        return [booth for booth in self.visitor.wishes if booth not in self.started_at]


@dataclass
class Counter:
    """One table of a booth: who sits there, who was called, who of these has come."""

    guest: Guest | None = None
    called: Guest | None = None
    ticket: int | None = None
    has_come: bool = False
    ends_at: float = 0


class Policy(Protocol):
    """How visitors take places and how staff call. `tells`: whether people are told when they will sit down."""

    name: str
    wishes_known: bool
    settings: ClassVar[dict[str, int]]
    calls_ahead: bool
    retries: bool
    tells: bool

    def arrived(self, hall: "Hall", guest: Guest) -> None: ...

    def freed(self, hall: "Hall", guest: Guest, booth: str) -> None: ...

    def hope(self, hall: "Hall", booth: str, queue: list[InQueue]) -> Hashable:
        """Whom staff hope to call, falsy for nobody; a refused call is not tried again while it stays the same."""

    def call(self, hall: "Hall", booth: str, counter: int, queue: list[InQueue]) -> Answer: ...


class Hall:
    """The square of one run. `run()` lives through it; then `guests` and `meetings` tell how it went."""

    def __init__(self, store: Store, clock: Clock, scenario: Scenario, policy: Policy) -> None:
        self.store, self.clock, self.scenario, self.policy = store, clock, scenario, policy
        self.counters = {
            number: [Counter() for _ in range(booth.counters)] for number, booth in scenario.booths.items()
        }
        self.guests = self._guests()
        self.by_id = {guest.id: guest for guest in self.guests}
        self.meetings: list[tuple[str, int, int]] = []
        self.refused_calls = 0
        self.told: list[Told] = []
        self._telling = Telling(store) if policy.tells else None
        self._staff = {number: Actor("booth", booth=number) for number in scenario.booths}
        self._refused: dict[str, Hashable] = {}
        self._calls: dict[tuple[int, str], int] = {}
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = 0
        self._actions = 0
        self.day = 0
        # Whoever looks on: called at the beginning of each day, may have things happen on it (`at`).
        self.looks_on: Callable[[Hall], None] = lambda hall: None

    def run(self) -> None:
        """Live through every day."""
        for index, day in enumerate(self.scenario.days):
            self.day = index
            self.looks_on(self)
            self.at(day.opens_at, self._tick)
            for guest in self.guests:
                if self.day in guest.visitor.arrives and guest.unmet:
                    self.at(guest.visitor.arrives[self.day], lambda guest=guest: self._arrive(guest))  # type: ignore[misc]
            self.at(day.closes_at, self._close)
            while self._events:
                due, _, event = heapq.heappop(self._events)
                self.clock.now = max(self.clock.now, round(due))
                event()
        if self._telling:
            self.told = self._telling.found()

    def at(self, when: float, event: Callable[[], None]) -> None:
        self._numbers += 1
        heapq.heappush(self._events, (when, self._numbers, event))

    def do(self, verb: str, actor: Actor, **fields: Any) -> Answer:
        self._actions += 1
        return perform(self.store, verb, actor, {"action_id": f"simulated-{self._actions}", **fields})

    def must(self, verb: str, actor: Actor, **fields: Any) -> dict[str, Any]:
        """An action that has to succeed. Raises Unusable."""
        answer = self.do(verb, actor, **fields)
        if not answer.ok:
            raise Unusable(f"모의 실험이 멈췄습니다: {verb} {answer.body}")
        return answer.data

    def staff(self, booth: str) -> Actor:
        return self._staff[booth]

    @property
    def is_open(self) -> bool:
        return self.clock.now < self.scenario.days[self.day].closes_at

    def waiting(self, booth: str) -> list[InQueue]:
        """Who has a place in this queue and came today, by rank."""
        with self.store.read() as db:
            return rows.every(
                db,
                InQueue,
                f"SELECT t.id, t.visitor_id, t.appointment_at, NOT {conditions.owner_is_busy()} AS free,"
                " EXISTS (SELECT 1 FROM tickets o WHERE o.visitor_id = t.visitor_id AND o.state = 'waiting'"
                "  AND o.appointment_at IS NOT NULL AND o.booth_id <> t.booth_id) AS is_booked"
                " FROM tickets t JOIN booths b ON b.id = t.booth_id WHERE b.number = ? AND t.state = 'waiting'"
                " AND EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = t.visitor_id AND a.day = ?)"
                " ORDER BY t.rank, t.id",
                booth,
                self.scenario.days[self.day].date,
            )

    def places(self, guest: Guest) -> list[str]:
        """Booths in whose queues this guest waits."""
        with self.store.read() as db:
            found = db.execute(
                "SELECT b.number FROM tickets t JOIN booths b ON b.id = t.booth_id"
                " WHERE t.visitor_id = ? AND t.state = 'waiting' ORDER BY b.number",
                (guest.id,),
            ).fetchall()
        return [row["number"] for row in found]

    def invites_a_call(self, booth: str, *, leaves: bool) -> bool:
        """Whether this booth's tablet has somebody to call, and, where who is free is left to other booths (`leaves`), does not say
        that another booth is to call them first."""
        with self.store.read() as db:
            asking, state = turns.asking(db, self.clock.now, "ko"), loads.of(db, self.clock.now)
            row, hours = state.by_number[booth], pick.Hours.of(asking.settings)
            queue = turns.queue_of(asking, row, hours, state)
            decision = turns.picked(asking, row, hours, state, queue, "ko")
            if decision.chosen is None:
                return False
            return not leaves or turns.left_to(asking, row, state, queue, decision) is None

    def walk(self, guest: Guest, booth: str, extra_ms: float = 0) -> float:
        """Send a guest to a booth. Gives how long (ms) until they are there."""
        walk_ms = self.scenario.walk_ms(guest.place, booth)
        guest.walking_ms += walk_ms
        guest.place = booth
        return walk_ms + extra_ms

    def look_round(self, booth: str) -> None:
        """Let every counter of this booth that could call do so."""
        if not self.is_open:
            return
        for number, counter in enumerate(self.counters[booth], 1):
            ending = self.policy.calls_ahead and counter.ends_at - self.clock.now <= LEAD_MS
            if counter.called is None and (counter.guest is None or ending):
                self._call(booth, number)

    def _guests(self) -> list[Guest]:
        with self.store.read() as db:
            found = db.execute(
                "SELECT v.id, e.name FROM visitors v JOIN enterprises e ON e.id = v.enterprise_id"
            ).fetchall()
        ids = {row["name"]: row["id"] for row in found}
        return [Guest(visitor, ids[visitor.name]) for visitor in self.scenario.visitors]

    def _arrive(self, guest: Guest) -> None:
        guest.arrived_at[self.day] = guest.free_since = self.clock.now
        guest.place, guest.here = None, True
        self.must("visitor.check_in", DESK, visitor=guest.id)
        self._listen(guest)
        for booth, at in guest.visitor.appointments.items():
            self.at(at, lambda booth=booth: self.look_round(booth))  # type: ignore[misc]
        self.policy.arrived(self, guest)
        self._wanted(guest)

    def _listen(self, guest: Guest) -> None:
        if self._telling:
            self._telling.look(guest.id, self.clock.now, self.day, self.scenario.days[self.day].opens_at)

    def _wanted(self, guest: Guest) -> None:
        """This guest is free now, and a counter wherever they wait may have waited for them; which staff notice first
        is drawn."""
        for booth in self.scenario.shuffled(self.places(guest), guest.visitor, len(guest.started_at)):
            self.look_round(booth)

    def _call(self, booth: str, number: int) -> None:
        queue = self.waiting(booth)
        hope = self.policy.hope(self, booth, queue) if queue else None
        if not hope or self._refused.get(booth) == hope:
            return
        answer = self.policy.call(self, booth, number, queue)
        if not answer.ok:
            self.refused_calls += 1
            self._refused[booth] = hope
            if self.policy.retries:
                self.at(self.clock.now + RETRY_MS, lambda: self._retry(booth))
            return
        ticket = answer.data["ticket"]
        guest, counter = self.by_id[ticket["visitor"]["id"]], self.counters[booth][number - 1]
        counter.called, counter.ticket, counter.has_come = guest, ticket["id"], False
        guest.busy = True
        calls = self._calls[guest.id, booth] = self._calls.get((guest.id, booth), 0) + 1
        if self.scenario.misses(guest.visitor, booth, calls):
            self._miss(booth, counter)
        elif guest.place == booth:
            self._come(booth, number)
        else:
            reaction = self.scenario.reaction_ms(guest.visitor, booth)
            self.at(self.clock.now + self.walk(guest, booth, reaction), lambda: self._come(booth, number))

    def _retry(self, booth: str) -> None:
        """Nobody could come; they may now."""
        if self._refused.pop(booth, None) is not None:
            self.look_round(booth)

    def _miss(self, booth: str, counter: Counter) -> None:
        """The clock recalls and then puts back (or ends it)."""
        recall_ms = timers_span_ms(self.store)

        def end() -> None:
            self._tick()
            guest, counter.called, counter.ticket = counter.called, None, None
            assert guest is not None
            guest.busy = False
            self._free(guest, booth)

        self.at(self.clock.now + recall_ms, self._tick)
        self.at(self.clock.now + 2 * recall_ms, end)

    def _come(self, booth: str, number: int) -> None:
        counter = self.counters[booth][number - 1]
        counter.has_come = True
        if counter.guest is None:
            self._start(booth, number)

    def _start(self, booth: str, number: int) -> None:
        counter = self.counters[booth][number - 1]
        guest = counter.called
        assert guest is not None
        made = self.must("consultation.start", self.staff(booth), ticket=counter.ticket, counter=number)
        consultation = made["consultation"]["id"]
        counter.guest, counter.called, counter.ticket, counter.has_come = guest, None, None, False
        length_ms = self.scenario.meeting_ms(guest.visitor, booth)
        guest.started_at[booth] = self.clock.now
        guest.meeting_ms += length_ms
        counter.ends_at = self.clock.now + length_ms
        self.meetings.append((booth, self.clock.now, round(counter.ends_at)))
        if self.policy.calls_ahead:
            self.at(counter.ends_at - LEAD_MS, lambda: self.look_round(booth))
        self.at(counter.ends_at, lambda: self._finish(booth, number, consultation))

    def _finish(self, booth: str, number: int, consultation: int) -> None:
        counter = self.counters[booth][number - 1]
        guest, counter.guest = counter.guest, None
        assert guest is not None
        self.must("consultation.finish", self.staff(booth), consultation=consultation, lines=LINES)
        guest.busy = False
        if counter.has_come:
            self._start(booth, number)
        self._free(guest, booth)

    def _free(self, guest: Guest, booth: str) -> None:
        """A guest is done here (or did not come): what they and the booth do next."""
        guest.free_since = self.clock.now
        if guest.unmet and self.is_open:
            self.policy.freed(self, guest, booth)
            self._listen(guest)
        else:
            self._leave(guest)
        self.look_round(booth)
        self._wanted(guest)

    def _close(self) -> None:
        """Whoever still waits for somebody goes home; meetings that run are finished."""
        self._tick()
        for guest in self.guests:
            if guest.here and not guest.busy:
                self._leave(guest)

    def _leave(self, guest: Guest) -> None:
        guest.left_at[self.day] = self.clock.now
        guest.here = False

    def _tick(self) -> None:
        timers.tick(self.store)


def timers_span_ms(store: Store) -> int:
    """How long after a call its recall comes, and after that the no-show."""
    with store.read() as db:
        return int(booths.settings_of(db)["recall_min"] * MIN_MS)
