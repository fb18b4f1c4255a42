"""A stranger who watches every public topic for an hour tries to find out which places belong to one visitor.

What can't be hidden stands in docs/decisions/places.md: the boards show at which moment a queue grows or shrinks, and whose
number is called. The names of places tell no more than that.
"""

import json
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import pytest
from flask import Flask

from kiosk.live.publish import Live
from tests.cast import Cast, Person

BOOTHS = ("A01", "A02", "A03", "B01", "B02", "B03")
PUBLIC = ["board:hall", "plan", *(f"{word}:{booth}" for word in ("board", "places") for booth in BOOTHS)]
STEPS = 120
STEP_S = 30


@dataclass
class Round:
    """What one action brought to light: queues by the names in them, booths by their numbers as boards show them."""

    did: str
    came: dict[str, set[str]] = field(default_factory=dict)
    went: dict[str, set[str]] = field(default_factory=dict)
    reordered: set[str] = field(default_factory=set)
    grew: set[str] = field(default_factory=set)
    shrank: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)

    @property
    def queues(self) -> set[str]:
        """The booths whose order changed."""
        return self.came.keys() | self.went.keys() | self.reordered


@dataclass
class Stranger:
    """Watches, and keeps what it saw."""

    rounds: list[Round] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    orders: dict[str, list[str]] = field(default_factory=lambda: dict.fromkeys(BOOTHS, []))
    boards: dict[str, dict[str, Any]] = field(default_factory=dict)

    def see(self, did: str, messages: list[dict[str, Any]], hall: list[dict[str, Any]]) -> None:
        """After one action: what was sent, and what /board.json says."""
        now = Round(did)
        for message in messages:
            self.texts.append((message["topic"], json.dumps(message, ensure_ascii=False)))
            if message["topic"].startswith("places:"):
                self._order(now, message["data"])
        for booth in hall:
            self._board(now, booth)
        self.rounds.append(now)

    def _order(self, now: Round, data: dict[str, Any]) -> None:
        booth, before, after = data["booth"], self.orders[data["booth"]], data["order"]
        if came := set(after) - set(before):
            now.came[booth] = came
        if went := set(before) - set(after):
            now.went[booth] = went
        if [name for name in before if name in after] != [name for name in after if name in before]:
            now.reordered.add(booth)
        self.orders[booth] = after

    def _board(self, now: Round, booth: dict[str, Any]) -> None:
        before = self.boards.get(booth["number"], {"waiting": 0, "called": []})
        if booth["waiting"] > before["waiting"]:
            now.grew.add(booth["number"])
        if booth["waiting"] < before["waiting"]:
            now.shrank.add(booth["number"])
        if {one["ticket"] for one in booth["called"]} - {one["ticket"] for one in before["called"]}:
            now.called.add(booth["number"])
        self.boards[booth["number"]] = booth


@dataclass
class Hour:
    """What went on, and what the stranger saw of it. `names`: visitor -> the names of all places they ever had."""

    stranger: Stranger
    names: dict[int, set[str]]
    did: set[str]

    def told(self, kind: str) -> list[Round]:
        return [one for one in self.stranger.rounds if one.did == kind]


@pytest.fixture
def hour(cast: Cast, app: Flask, sent: list[dict[str, Any]]) -> Hour:
    """An hour of a small expo, an action every half minute, drawn with a fixed seed."""
    live: Live = app.extensions["live"]
    for topic in PUBLIC:
        live.watch("stranger", topic, "ko")
    live.publish()
    sent.clear()
    stranger, names, day = Stranger(), defaultdict(set), Day(cast, random.Random(7))
    for _ in range(STEPS):
        cast.clock.pass_s(STEP_S)
        did = day.step()
        live.publish()
        with cast.store.read() as db:
            hall = live.show(db, "board:hall", "ko").data["booths"]
        stranger.see(did, sent, hall)
        sent.clear()
        for row in cast.rows("SELECT visitor_id, place FROM tickets"):
            names[row["visitor_id"]].add(row["place"])
    return Hour(stranger, names, day.did)


class Day:
    """People come, wait, are called, talk, and leave again; what is not possible now is not done."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        self.cast, self.chance = cast, chance
        self.people: list[Person] = []
        self.did: set[str] = set()
        self.deeds: list[Callable[[], Any]] = [self.check_in] * 4 + [self.call] * 4 + [
            self.join, self.leave, self.transfer, self.start, self.finish, self.no_show, self.pause, self.check_out
        ]  # fmt: skip

    def step(self) -> str:
        while True:
            deed = self.chance.choice(self.deeds)
            answer = deed()
            if answer is not None and answer.ok:
                self.did.add(deed.__name__)
                return deed.__name__

    def check_in(self) -> Any:
        person = self.cast.register("", *self.chance.sample(BOOTHS, 3))
        self.people.append(person)
        return self.cast.do("visitor.check_in", "desk", visitor=person.id)

    def call(self) -> Any:
        return self.cast.do("ticket.call_next", booth=self.chance.choice(BOOTHS), counter=1)

    def join(self) -> Any:
        return self._somebody("ticket.join", booth=self.chance.choice(BOOTHS))

    def pause(self) -> Any:
        return self._somebody(self.chance.choice(["visitor.pause", "visitor.resume"]))

    def check_out(self) -> Any:
        return self._somebody("visitor.check_out")

    def leave(self) -> Any:
        return self._ticket("waiting", "ticket.leave")

    def transfer(self) -> Any:
        return self._ticket("waiting", "ticket.transfer", booth=self.chance.choice(BOOTHS))

    def no_show(self) -> Any:
        return self._ticket("called", "ticket.no_show")

    def start(self) -> Any:
        return self._ticket("called", "consultation.start", counter=1)

    def finish(self) -> Any:
        open_now = self.cast.rows("SELECT id FROM consultations WHERE state = 'open'")
        if not open_now:
            return None
        meeting = self.chance.choice(open_now)["id"]
        return self.cast.do("consultation.finish", consultation=meeting, lines=[{"outcome": "consulted"}])

    def _somebody(self, verb: str, **fields: Any) -> Any:
        if not self.people:
            return None
        return self.cast.do(verb, "desk", visitor=self.chance.choice(self.people).id, **fields)

    def _ticket(self, state: str, verb: str, **fields: Any) -> Any:
        found = self.cast.rows("SELECT id FROM tickets WHERE state = ? ORDER BY id", state)
        return self.cast.do(verb, ticket=self.chance.choice(found)["id"], **fields) if found else None


def test_a_stranger_can_link_no_more_than_the_boards_show(hour: Hour) -> None:
    assert hour.did == {deed for deed in vars(Day) if not deed.startswith("_")} - {"step"}
    is_told_nowhere_else(hour)
    names_are_like_no_others(hour)
    moments_tell_what_boards_tell(hour)
    a_call_is_seen_in_its_own_queue_alone(hour)
    a_transfer_leaves_no_name_behind(hour)


def is_told_nowhere_else(hour: Hour) -> None:
    """No public topic but a booth's own tells a name, and that tells nothing of anybody beside it."""
    names = set().union(*hour.names.values())
    seen = set()
    for topic, text in hour.stranger.texts:
        told = {name for name in names if name in text}
        seen |= told
        if topic.startswith("places:"):
            message = json.loads(text)
            data = message["data"]
            assert (message["html"], set(data)) == (
                "",
                {"booth", "order", "expected", "calls", "free", "state", "note", "message"},
            )
            assert told == set(data["order"]) and len(data["expected"]) == len(data["order"])
        else:
            assert told == set(), topic
    assert len(seen) > 60


def names_are_like_no_others(hour: Hour) -> None:
    """Names are no numbers that follow each other, neither those of one visitor nor those made one after another."""
    names = [name for own in hour.names.values() for name in own]
    assert len(names) == len(set(names))
    assert all(one[:6] != other[:6] and one[-6:] != other[-6:] for one, other in combinations(names, 2))


def moments_tell_what_boards_tell(hour: Hour) -> None:
    """Queues that change at one moment are those whose `waiting` changes in /board.json at that moment."""
    for one in hour.stranger.rounds:
        assert one.came.keys() - one.went.keys() == one.grew, one.did
        assert one.went.keys() - one.came.keys() == one.shrank, one.did


def a_call_is_seen_in_its_own_queue_alone(hour: Hour) -> None:
    """Where else somebody waits is not touched when they are called or met, or rest: nothing moves there."""
    calls = hour.told("call")
    assert len(calls) > 10
    for one in calls:
        assert len(one.called) == 1 and one.queues == one.called
        [gone] = one.went.values()
        assert len(gone) == 1
    for quiet in ("start", "finish", "pause"):
        assert hour.told(quiet)
        assert all(one.queues == set() for one in hour.told(quiet)), quiet


def a_transfer_leaves_no_name_behind(hour: Hour) -> None:
    """A name is seen at one booth, ever; what comes after a transfer was never seen before."""
    at: dict[str, set[str]] = defaultdict(set)
    for one in hour.stranger.rounds:
        for booth, came in one.came.items():
            for name in came:
                at[name].add(booth)
    assert hour.told("transfer")
    assert {len(booths) for booths in at.values()} == {1}
