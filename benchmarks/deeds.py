"""What people do in benchmarks/live.py: an open loop of actions at a rate that stays legal for minutes.

Taps come at random (Poisson) and do not wait for each other's answers; a latency counts from when the tap was due, so a
server that stands still is charged for all who stand before it. Each station has a connection of its own.
"""

import queue
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from benchmarks.hall import BOOTHS, COUNTERS, Hall, Person
from benchmarks.load import Client

# Shares of the taps. A meeting takes a call, a start and a finish, and leaves a place that a join takes.
MIX = {"call": 0.24, "start": 0.24, "finish": 0.24, "join": 0.16, "check_in": 0.12}
ANSWERED_WITHIN_S = 20.0

Then = Callable[[dict[str, Any] | None], None]  # with the answer, None when refused


@dataclass
class Deed:
    """One tap: by whom, what, and how it went. Times are of time.monotonic."""

    station: str
    verb: str
    fields: dict[str, Any]
    then: Then
    action_id: str = field(default_factory=lambda: uuid4().hex)
    due: float = 0.0
    answered: float | None = None
    status: int = 0


class Floor:
    """What may be done next. A counter or person of whom an answer is awaited is left alone."""

    def __init__(self, hall: Hall, seed: int) -> None:
        self._draw = random.Random(seed)
        self._kiosks, self._desks = (
            [name for name in hall.tokens if name.startswith(role)] for role in ("kiosk", "desk")
        )
        self._people = {one.id: one for one in hall.people}
        self._coming = list(hall.coming)
        self._free = [(booth, number + 1) for booth in BOOTHS for number in range(COUNTERS[booth])]
        self._called: list[tuple[str, int, dict[str, Any]]] = []
        self._serving: list[tuple[str, int, dict[str, Any]]] = []
        self._met: list[Person] = []

    def next(self) -> Deed | None:
        """Drawn from what is possible now, by MIX."""
        possible: dict[str, list[Any]] = {
            "call": self._free,
            "start": self._called,
            "finish": self._serving,
            "join": self._met,
            "check_in": self._coming,
        }
        kinds = [kind for kind in MIX if possible[kind]]
        if not kinds:
            return None
        kind = self._draw.choices(kinds, [MIX[kind] for kind in kinds])[0]
        one = possible[kind].pop(self._draw.randrange(len(possible[kind])))
        deed: Deed = getattr(self, f"_{kind}")(one)
        return deed

    def _call(self, place: tuple[str, int]) -> Deed:
        booth, counter = place

        def then(answer: dict[str, Any] | None) -> None:
            if answer:
                self._called.append((booth, counter, answer["ticket"]))
            else:
                self._free.append(place)

        return Deed(f"booth:{booth}", "ticket.call_next", {"booth": booth, "counter": counter}, then)

    def _start(self, called: tuple[str, int, dict[str, Any]]) -> Deed:
        booth, counter, ticket = called

        def then(answer: dict[str, Any] | None) -> None:
            if answer:
                self._serving.append((booth, counter, answer["consultation"]))

        fields = {"ticket": ticket["id"], "counter": counter}
        return Deed(f"booth:{booth}", "consultation.start", fields, then)

    def _finish(self, serving: tuple[str, int, dict[str, Any]]) -> Deed:
        booth, counter, consultation = serving

        def then(answer: dict[str, Any] | None) -> None:
            self._free.append((booth, counter))
            if person := self._people.get(consultation["visitor"]["id"]):
                person.booths.discard(booth)
                self._met.append(person)

        fields = {"consultation": consultation["id"], "lines": [{"outcome": "consulted"}]}
        return Deed(f"booth:{booth}", "consultation.finish", fields, then)

    def _join(self, person: Person) -> Deed:
        booth = self._draw.choice([booth for booth in BOOTHS if booth not in person.booths])
        person.booths.add(booth)
        fields = {"code": person.code, "booth": booth}
        return Deed(self._draw.choice(self._kiosks), "ticket.join", fields, lambda answer: None)

    def _check_in(self, visitor: int) -> Deed:
        return Deed(
            self._draw.choice(self._desks), "visitor.check_in", {"visitor": visitor}, lambda answer: None
        )


class Stations:
    """The stations' connections, each with a thread that does what it is given, one after the other."""

    def __init__(self, port: int, tokens: dict[str, str]) -> None:
        self._lock = threading.Lock()
        self._clients = {name: Client(port, token) for name, token in tokens.items()}
        self._given: dict[str, queue.SimpleQueue[Deed | None]] = {}
        for name in tokens:
            self._given[name] = queue.SimpleQueue()
            threading.Thread(target=self._work, args=(name,), daemon=True).start()

    @property
    def received(self) -> int:
        """Bytes of all answers."""
        return sum(client.received for client in self._clients.values())

    def drive(self, floor: Floor, rate: float, seconds: float, seed: int) -> list[Deed]:
        """Taps for so long, and then until all are answered; the deeds in the order of their taps."""
        draw, deeds = random.Random(seed), []
        due = time.monotonic()
        until = due + seconds
        while (due := due + draw.expovariate(rate)) < until:
            time.sleep(max(0.0, due - time.monotonic()))
            with self._lock:
                deed = floor.next()
            if deed:
                deed.due = due
                deeds.append(deed)
                self._given[deed.station].put(deed)
        until = time.monotonic() + ANSWERED_WITHIN_S
        while time.monotonic() < until and any(deed.answered is None for deed in deeds):
            time.sleep(0.05)
        return deeds

    def close(self) -> None:
        for name, given in self._given.items():
            given.put(None)
            self._clients[name].close()

    def _work(self, name: str) -> None:
        while (deed := self._given[name].get()) is not None:
            try:
                status, answer = self._clients[name].act(deed.verb, action_id=deed.action_id, **deed.fields)
            except (OSError, ValueError, IndexError):  # the server was killed
                return
            deed.answered, deed.status = time.monotonic(), status
            with self._lock:
                deed.then(answer if status == 200 else None)
