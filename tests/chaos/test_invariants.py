"""What a chaos run takes for broken: each of its looks finds the fault that it is there for."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.cast import Cast
from tools.chaos.invariants import CHECKS, Invariants
from tools.chaos.outbox import Ledger, Sent
from tools.chaos.wire import Answer


class Told:
    """A day of the cast as tablets remember it: every action with its answer."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.ledger = cast, Ledger()
        self.invariants = Invariants(cast.store.path, self.ledger)

    def act(self, verb: str, role: str = "desk", **fields: object) -> dict[str, object]:
        done = self.cast.done(verb, role, **fields)
        [row] = self.rows("SELECT action_id FROM answers ORDER BY id DESC LIMIT 1")
        self.ledger.settle(Sent(str(row[0]), verb, fields, ""), Answer(200, json.dumps(done).encode()))
        return done

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.cast.store.path)) as db, db:
            return db.execute(sql, values).fetchall()

    def broken(self) -> set[str]:
        self.invariants.look()
        return {name for name, found in self.invariants.broken.items() if found}


@pytest.fixture
def told(cast: Cast) -> Told:
    """Two people are in, one of them called to A01."""
    told = Told(cast)
    for person in (cast.minseo, cast.hajun):
        told.act("visitor.check_in", visitor=person.id)
    told.act("ticket.call_next", "organiser", booth="A01", counter=1)
    told.act("notice.send", "organiser", text="알림")
    return told


def test_a_day_as_it_was_holds_all(told: Told) -> None:
    assert told.broken() == set()
    assert set(told.invariants.looked) == CHECKS.keys()


BREAKS: dict[str, tuple[str, ...]] = {
    "no answered action is lost": ("DELETE FROM answers WHERE verb = 'notice.send'",),
    "what was done was done once": (
        "INSERT INTO journal (at, happened_at, kind, actor, action_id, detail)"
        " SELECT at, happened_at, kind, actor, action_id, detail FROM journal WHERE kind = 'notice.send'",
    ),
    "nobody is called twice": (
        "INSERT INTO journal (at, happened_at, kind, actor, action_id, ticket_id, detail)"
        " SELECT at, happened_at, kind, actor, 'again', ticket_id, detail FROM journal WHERE kind = 'ticket.call_next'",
    ),
    "ranks are kept": ("UPDATE tickets SET rank = rank + 1 WHERE state = 'waiting'",),
    "nothing is half done": ("DELETE FROM journal WHERE kind = 'ticket.join' AND ticket_id = 1",),
    "the database is sound": ("PRAGMA foreign_keys = OFF", "UPDATE tickets SET booth_id = 999 WHERE id = 1"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_each_look_finds_what_it_looks_for(told: Told, name: str) -> None:
    told.broken()
    for sql in BREAKS[name]:
        told.rows(sql)
    assert name in told.broken()


def test_nobody_at_two_booths_is_looked_for_though_the_database_forbids_it(told: Told) -> None:
    with closing(sqlite3.connect(told.cast.store.path)) as db, db:
        for (index,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'tickets' AND sql LIKE 'CREATE UNIQUE%'"
        ).fetchall():
            db.execute(f"DROP INDEX {index}")
        db.execute("UPDATE tickets SET state = 'called', counter = 1")
    assert "nobody is at two booths" in told.broken()


def test_what_no_answer_may_be_is_told(told: Told, answered: Callable[[int], Answer]) -> None:
    told.ledger.settle(Sent("x", "ticket.join", {}, ""), answered(500))
    assert "no answered action is lost" in told.broken()


@pytest.fixture
def answered() -> Callable[[int], Answer]:
    return lambda status: Answer(status, b'{"ok": false, "code": "failed", "message": ""}')
