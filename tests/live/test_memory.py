"""The square in memory is what the tables say, after every action of two days in which everything happens."""

import random

import pytest

from kiosk.actions import timers
from kiosk.actions.verbs import kind_of
from kiosk.expo.figures import figures
from kiosk.expo.queue import loads, tickets
from kiosk.expo.queue.memory import Square
from kiosk.expo.square import ground
from kiosk.live.history import History
from tests.cast import DAY, NEXT_DAY, Cast

BOOTHS = {"A01": 2, "A02": 1, "A03": 1, "B01": 1, "B02": 1}
STEPS = 250


def said(square: Square, now: int) -> dict[str, object]:
    """All that the square says; no booth stands there with an empty list."""
    told = vars(square.loads(now)) | {"free": square.free}
    for name in ("busy", "queues", "places"):
        told[name] = {key: rows for key, rows in told[name].items() if rows}
    return told


def as_the_tables_say(cast: Cast) -> dict[str, object]:
    """The same, read by the rules' own queries."""
    now = cast.clock()
    with cast.store.read() as db:
        state, today = loads.of(db, now), ground.of(db).today(now)
        totals = figures.now_on_the_square(db, today.day if today else "")
        booths = {
            booth_id: (
                state.waiting[booth_id],
                state.meetings[booth_id],
                sorted(state.elapsed_ms.get(booth_id, [])),
                state.waiting_today(db, today).get(booth_id, 0),
                state.called_or_serving(db, booth_id),
                tickets.waiting(db, booth_id),
            )
            for booth_id in state.booths
        }
        return {"booths": booths, "totals": {name: totals[name] for name in ("waiting", "in_meetings")}}


def as_memory_says(square: Square, now: int) -> dict[str, object]:
    state = square.loads(now)
    booths = {
        booth_id: (
            state.waiting[booth_id],
            state.meetings[booth_id],
            sorted(state.elapsed_ms.get(booth_id, [])),
            state.waiting_in_today.get(booth_id, 0),
            state.busy.get(booth_id, []),
            state.queues.get(booth_id, []),
        )
        for booth_id in state.booths
    }
    return {"booths": booths, "totals": state.totals}


class Day:
    """Whatever comes to mind, drawn by a seed."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.draw = cast, random.Random(seed)
        self.people = [cast.register() for _ in range(20)]

    def step(self) -> None:
        self.cast.clock.pass_s(self.draw.choice((0.001, 1, 5, 60)))
        self.draw.choice(
            [self.arrive, self.go, self.join, self.join, self.join, self.call, self.call, self.call, self.meet, self.end,
             self.not_come, self.not_come, self.move, self.leave, self.pause, self.booth, self.invite, self.merge,
             self.undo, self.tick]
        )()  # fmt: skip

    def arrive(self) -> None:
        self.cast.do("visitor.check_in", "desk", visitor=self.draw.choice(self.people).id)

    def go(self) -> None:
        verb = self.draw.choice(("visitor.check_out", "visitor.check_out", "visitor.undo_check_in"))
        self.cast.do(verb, "desk", visitor=self.draw.choice(self.people).id)

    def join(self) -> None:
        self.cast.do("ticket.join", "desk", visitor=self.draw.choice(self.people).id, booth=self.number())

    def call(self) -> None:
        booth = self.number()
        self.cast.do("ticket.call_next", booth=booth, counter=self.draw.randint(1, BOOTHS[booth]))

    def not_come(self) -> None:
        verb = self.draw.choice(("ticket.recall", "ticket.no_show", "ticket.no_show", "ticket.uncall"))
        self.on_ticket("called", verb, **({"reason": "잘못"} if verb == "ticket.uncall" else {}))

    def meet(self) -> None:
        if self.draw.random() < 0.8:
            self.on_ticket("called", "consultation.start", counter=1)
        else:
            code = self.draw.choice(self.people).code
            self.cast.do("consultation.start", code=code, booth=self.number(), counter=1)

    def end(self) -> None:
        if meeting := self.any_of("SELECT id FROM consultations WHERE state = 'open'"):
            verb = self.draw.choice(("consultation.finish",) * 4 + ("consultation.extend",))
            more = {"lines": [{"outcome": "contract", "amount": 5}]} if verb == "consultation.finish" else {}
            self.cast.do(verb, consultation=meeting["id"], **more)

    def undo(self) -> None:
        if meeting := self.any_of("SELECT id FROM consultations"):
            self.cast.do("consultation.cancel_start", consultation=meeting["id"], reason="잘못")

    def move(self) -> None:
        self.on_ticket(self.draw.choice(("waiting", "called")), "ticket.transfer", booth=self.number())

    def leave(self) -> None:
        self.on_ticket("waiting", "ticket.leave")

    def pause(self) -> None:
        verb = self.draw.choice(("visitor.pause", "visitor.resume"))
        self.cast.do(verb, "desk", visitor=self.draw.choice(self.people).id)

    def booth(self) -> None:
        verbs = ("booth.pause", "booth.open", "booth.go_home")
        self.cast.do(*self.draw.choices(verbs, (10, 30, 1)), booth=self.number())

    def invite(self) -> None:
        if self.draw.random() < 0.5:
            self.cast.do("booth.invite", booth=self.number(), visitor=self.draw.choice(self.people).id)
        elif asked := self.any_of("SELECT id FROM invites"):
            self.cast.do("invite.accept", invite=asked["id"])

    def merge(self) -> None:
        if self.draw.random() < 0.3:
            one, other = self.draw.sample(self.people, 2)
            self.cast.do("visitor.merge", "desk", visitor=one.id, into=other.id, reason="같은 분")
            self.people.append(self.cast.register())

    def tick(self) -> None:
        timers.tick(self.cast.store)

    def number(self) -> str:
        return self.draw.choice(list(BOOTHS))

    def on_ticket(self, state: str, verb: str, **more: object) -> None:
        if row := self.any_of(f"SELECT id FROM tickets WHERE state = '{state}'"):
            self.cast.do(verb, ticket=row["id"], **more)

    def any_of(self, sql: str) -> dict | None:
        found = self.cast.rows(f"{sql} ORDER BY id")
        return self.draw.choice(found) if found else None


@pytest.mark.parametrize("seed", range(3))
def test_memory_is_what_the_tables_say_after_every_action(cast: Cast, seed: int) -> None:
    with cast.store.read() as db:
        kept, kinds = History(db, cast.clock()), set()
    day = Day(cast, seed)
    for date in (DAY, NEXT_DAY):
        cast.clock.set(date, "10:00")
        for at in (*[None] * STEPS, "17:59", "18:00"):
            if at:
                cast.clock.set(date, at)
                day.tick()
            else:
                day.step()
            with cast.store.read() as db:
                news, now = kept.read_on(db, cast.clock()), cast.clock()
                kinds |= {entry.kind for entry in news.entries} if news else set()
                kept.loads(db, now)
                assert said(kept.square, now) == said(Square(db, now), now)
            assert as_memory_says(kept.square, now) == as_the_tables_say(cast)
    assert all(kind_of(kind) for kind in kinds)
    assert {
        "ticket.transfer",
        "visitor.check_out",
        "visitor.merge",
        "ticket.no_show",
        "consultation.cancel_start",
    } <= kinds
