"""Random actions of several stations; the laptop is lost, and another goes on from a copy of some seconds before.

Stations that can be reached tell what they were answered, each in its own order and mixed among each other, while others do
something new. What is restored is as it was answered; the rest stands on the desks' list; nothing is doubled or broken.
"""

import random
from dataclasses import dataclass, field
from itertools import count, zip_longest
from pathlib import Path
from typing import Any

import pytest

from kiosk.actions.answered import told
from kiosk.actions.answered.restoring import Verdict
from kiosk.actions.answered.told import Round, Told
from kiosk.data.store import Actor
from tests.actions.answered.test_restoring import all_rows, another_laptop, take_over
from tests.cast import Cast

BOOTHS = ("A01", "A02", "A03")
AT_DOOR, ACTIONS, LOST = ("desk", "kiosk"), 45, 18


@dataclass
class Crowd:
    """Does something of what stations do, and keeps what their pages would keep."""

    cast: Cast
    rng: random.Random
    kept: list[tuple[Actor, Told]] = field(default_factory=list)
    names: Any = field(default_factory=lambda: count(1))

    def step(self) -> None:
        self.cast.clock.pass_s(self.rng.choice((0, 1, 4, 20)))
        self.rng.choice(
            (
                self.register,
                self.scan,
                self.scan,
                self.join,
                self.call,
                self.call,
                self.meet,
                self.finish,
                self.other,
            )
        )()

    def act(self, who: str, verb: str, **fields: Any) -> dict[str, Any]:
        actor, action_id = self.cast.actor(who), f"{self.rng.getrandbits(64):x}"
        done = self.cast.do(verb, actor, action_id=action_id, **fields)
        if done.proof:
            self.kept.append((actor, Told(action_id, verb, fields, done.proof, done.data)))
        return done.data

    def register(self) -> None:
        person = {"name": f"손님{next(self.names)}-{self.rng.random()}", "consent": True}
        wishes = self.rng.sample(BOOTHS, self.rng.randint(0, 3))
        self.act(
            self.rng.choice(AT_DOOR),
            "visitor.register",
            enterprise=f"기업{self.rng.random()}",
            wishes=wishes,
            **person,
        )

    def scan(self) -> None:
        if someone := self.one("SELECT id FROM visitors WHERE state = 'registered'"):
            self.act("desk", "visitor.check_in", visitor=someone["id"])

    def join(self) -> None:
        if someone := self.one("SELECT visitor_id AS id FROM arrivals"):
            self.act("desk", "ticket.join", visitor=someone["id"], booth=self.rng.choice(BOOTHS))

    def call(self) -> None:
        booth = self.rng.choice(BOOTHS)
        self.act(f"booth:{booth}", "ticket.call_next", booth=booth, counter=1)

    def meet(self) -> None:
        if called := self.one(
            "SELECT t.id, b.number AS booth FROM tickets t JOIN booths b ON b.id = t.booth_id WHERE t.state = 'called'"
        ):
            self.act(f"booth:{called['booth']}", "consultation.start", ticket=called["id"], counter=1)

    def finish(self) -> None:
        sql = "SELECT c.id, b.number AS booth FROM consultations c JOIN booths b ON b.id = c.booth_id WHERE c.state = 'open'"
        if meeting := self.one(sql):
            lines = [{"outcome": "contract", "amount": self.rng.randint(1, 10**9)}]
            self.act(
                f"booth:{meeting['booth']}", "consultation.finish", consultation=meeting["id"], lines=lines
            )

    def other(self) -> None:
        ticket = self.one(
            "SELECT t.id, t.state, b.number AS booth FROM tickets t JOIN booths b ON b.id = t.booth_id WHERE t.state IN ('waiting', 'called')"
        )
        if ticket is None:
            return
        if ticket["state"] == "called":
            self.act(f"booth:{ticket['booth']}", "ticket.no_show", ticket=ticket["id"])
        elif self.rng.random() < 0.5:
            self.act("desk", "ticket.leave", ticket=ticket["id"])
        else:
            self.act("desk", "ticket.transfer", ticket=ticket["id"], booth=self.rng.choice(BOOTHS))

    def one(self, sql: str) -> dict[str, Any] | None:
        found = self.cast.rows(sql)
        return self.rng.choice(found) if found else None


def tell_all(
    laptop: Cast, kept: list[tuple[Actor, Told]], rng: random.Random, between: Any = lambda: None
) -> dict[str, Verdict]:
    """Each station tells in its order, in pieces, whoever comes first; what waits is told again, at last for good."""
    verdicts: dict[str, Verdict] = {}
    for in_round in (Round.FIRST, Round.AGAIN, Round.AGAIN, Round.LAST):
        left: dict[Actor, list[Told]] = {}
        for who, one in kept:
            if verdicts.get(one.action_id, Verdict.WAITS) == Verdict.WAITS:
                left.setdefault(who, []).append(one)
        while left:
            who = rng.choice(sorted(left, key=str))
            piece, left[who] = left[who][:5], left[who][5:]
            verdicts |= told.take(laptop.store, who, piece, in_round)
            between()
            if not left[who]:
                del left[who]
    return verdicts


def sound(laptop: Cast) -> None:
    """What must never be, whatever happened."""
    assert laptop.rows("PRAGMA foreign_key_check") == []
    for doubled in (
        "SELECT visitor_id FROM tickets WHERE state IN ('called', 'serving') GROUP BY 1 HAVING count(*) > 1",
        "SELECT booth_id, counter FROM tickets WHERE state IN ('called', 'serving') GROUP BY 1, 2, state HAVING count(*) > 1",
        "SELECT visitor_id, booth_id FROM tickets WHERE state IN ('waiting', 'called', 'serving') GROUP BY 1, 2 HAVING count(*) > 1",
        "SELECT number FROM visitors GROUP BY 1 HAVING count(*) > 1",
        "SELECT visitor_id, day FROM arrivals WHERE undone_at IS NULL GROUP BY 1, 2 HAVING count(*) > 1",
        "SELECT ticket_id FROM consultations GROUP BY 1 HAVING count(*) > 1",
        "SELECT action_id, kind, ticket_id FROM journal WHERE kind LIKE 'consultation%' GROUP BY 1, 2, 3 HAVING count(*) > 1",
    ):
        assert laptop.rows(doubled) == [], doubled


def lose(cast: Cast, folder: Path, seed: int) -> tuple[Crowd, Any]:
    """Live for a while, and make the copy within."""
    rng = random.Random(seed)
    crowd = Crowd(cast, rng)
    for _ in range(ACTIONS - LOST):
        crowd.step()
    copy = another_laptop(cast, folder)
    return crowd, copy


SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 60))]


@pytest.mark.parametrize("seed", SEEDS)
def test_where_every_station_is_reached_nothing_is_lost(cast: Cast, tmp_path: Path, seed: int) -> None:
    crowd, copy = lose(cast, tmp_path / "copy", seed)
    with copy as laptop:
        for _ in range(LOST):
            crowd.step()
        cast.clock.pass_s(30)
        take_over(laptop)
        verdicts = tell_all(laptop, crowd.kept, crowd.rng)
        assert set(verdicts.values()) <= {Verdict.KNOWN, Verdict.RESTORED}
        ours, theirs = all_rows(laptop.store), all_rows(cast.store)
        for table in ("expo", "journal", "answers", "sqlite_sequence"):
            ours.pop(table), theirs.pop(table)
        assert differences(ours, theirs) == []
        assert remembered(laptop) == remembered(cast)


def differences(ours: dict[str, list[dict[str, Any]]], theirs: dict[str, list[dict[str, Any]]]) -> list[Any]:
    """Table, row and what differs in it, so that a failure can be read."""
    found: list[Any] = []
    for table, rows in theirs.items():
        mine = sorted(ours[table], key=lambda row: list(map(repr, row.values())))
        for one, other in zip_longest(
            mine, sorted(rows, key=lambda row: list(map(repr, row.values()))), fillvalue={}
        ):
            told = {
                name: (one.get(name), other.get(name))
                for name in {*one, *other}
                if one.get(name) != other.get(name)
            }
            if told:
                found.append((table, one.get("id"), told))
    return found


def remembered(laptop: Cast) -> set[tuple[Any, ...]]:
    """The answers, in whatever order they were restored."""
    found = laptop.rows("SELECT action_id, verb, who, fields_hash, status, body, at, trail FROM answers")
    return {tuple(row.values()) for row in found}


@pytest.mark.parametrize("seed", SEEDS)
def test_of_some_stations_and_beside_new_work_all_is_restored_or_listed(
    cast: Cast, tmp_path: Path, seed: int
) -> None:
    crowd, copy = lose(cast, tmp_path / "copy", seed)
    with copy as laptop:
        for _ in range(LOST):
            crowd.step()
        cast.clock.pass_s(30)
        take_over(laptop)
        out_of_reach = crowd.rng.choice(("desk", "kiosk", "booth:A02", "nobody"))
        reached = [(who, one) for who, one in crowd.kept if who != cast.actor(out_of_reach)]
        new = Crowd(laptop, crowd.rng, names=count(1000))
        verdicts = tell_all(laptop, reached, crowd.rng, lambda: crowd.rng.random() < 0.3 and new.step())
        sound(laptop)
        assert set(verdicts.values()) <= {Verdict.KNOWN, Verdict.RESTORED, Verdict.LISTED}
        listed = {
            row["kept"]: row["message"] for row in laptop.rows("SELECT kept, message FROM refused_late")
        }
        assert listed.keys() == {one for one, verdict in verdicts.items() if verdict == Verdict.LISTED}
        for who, one in reached:
            if one.action_id in listed:
                assert laptop.rows("SELECT seq FROM journal WHERE action_id = ?", one.action_id) == []
                continue
            again = laptop.do(one.verb, who, action_id=one.action_id, **one.fields)
            assert (again.data["ok"], again.data["code"]) == (one.answer["ok"], one.answer["code"])
            for name in ("visitor", "ticket", "consultation"):
                assert same(again.data.get(name), one.answer.get(name)), (one, again.data)


def same(again: dict[str, Any] | None, first: dict[str, Any] | None) -> bool:
    names = ("id", "number", "badge", "booth", "state", "counter", "lines")
    return [(again or {}).get(name) for name in names] == [(first or {}).get(name) for name in names]
