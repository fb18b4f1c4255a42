"""A full hall for benchmarks/live.py: who is there, which stations stand in it, and who watches."""

import json
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from badges.code import encode
from benchmarks.load import do, make_sample
from benchmarks.watchers import Watcher
from kiosk.data.store import Store
from kiosk.demo.sample import facts

COUNTERS = {
    f"{'ABCD'[index // facts.BOOTHS_A_ROW]}{index % facts.BOOTHS_A_ROW + 1:02d}": agency[3]
    for index, agency in enumerate(facts.AGENCIES)
}
BOOTHS = list(COUNTERS)
# 60 stations.
ROLES: list[tuple[str, str | None]] = [
    *[("kiosk", None)] * 7,
    *[("desk", None)] * 8,
    ("organiser", None),
    *[("booth", booth) for booth in BOOTHS],
]
BOARDS = 50
WAITING_LEAST = 300  # where no phones watch there are still people
CATEGORIES = list(facts.CATEGORIES)
SHORT_MIN = 1  # six thousand places are taken before closing only where a meeting is short


@dataclass
class Person:
    """Somebody who is in: where they have places."""

    id: int
    code: str
    booths: set[str] = field(default_factory=set)


@dataclass
class Hall:
    """A data folder, its clock's shift, a token a station, who waits, and who (ids) can still check in."""

    folder: Path
    shift_s: float
    tokens: dict[str, str]
    people: list[Person]
    coming: list[int]

    def copied(self, folder: Path) -> "Hall":
        """The same in another folder, for a server of its own."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        people = [replace(one, booths=set(one.booths)) for one in self.people]
        return replace(self, folder=folder, people=people)


def make_hall(folder: Path, *, people: int, places: int, coming: int) -> Hall:
    """So many people wait at so many booths each, as evenly as can be; so many others are registered."""
    waiting: list[Person] = []
    ahead: list[int] = []

    def fill(store: Store) -> None:
        _set(store, first_meeting_min=SHORT_MIN, live_tickets=places)
        for index in range(max(people, WAITING_LEAST)):
            booths = [BOOTHS[(index * places + step) % len(BOOTHS)] for step in range(places)]
            visitor = _register(store, f"견본{index}", index, wishes=booths)
            agenda = do(store, "visitor.check_in", visitor=visitor["id"])["agenda"]
            taken = {ticket["booth"] for ticket in agenda["tickets"]}
            assert taken == set(booths), (taken, booths)
            waiting.append(Person(visitor["id"], encode(store.badge_key, visitor["number"], 0), taken))
        for index in range(coming):
            ahead.append(_register(store, f"새견본{index}", index)["id"])
        _set(store, first_meeting_min=SHORT_MIN)

    shift_s, tokens = make_sample(folder, roles=ROLES, more=fill)
    return Hall(folder, shift_s, tokens, waiting, ahead)


def stations(hall: Hall) -> list[Watcher]:
    """As their pages are: kiosks and desks hold a socket and no topic."""
    found = []
    for name, token in hall.tokens.items():
        role, _, booth = name.partition(":")
        topics = {"booth": (f"booth:{booth}",), "organiser": ("organiser",)}.get(role, ())
        found.append(Watcher(name, topics, {"token": token}))
    return found


def boards(count: int) -> list[Watcher]:
    return [Watcher(f"board:{number}", ("board:hall",)) for number in range(count)]


def phones(hall: Hall, count: int, *, places: bool) -> list[Watcher]:
    """Strangers' browsers on a visitor's page; with `places` each also holds the places of its own booths."""
    return [
        Watcher(f"phone:{one.id}", (f"visitor:{one.code}",), places=places) for one in hall.people[:count]
    ]


def _set(store: Store, **settings: int) -> None:
    store.change(lambda change: change.update("UPDATE expo SET settings = ?", json.dumps(settings)))


def _register(store: Store, name: str, index: int, **more: Any) -> dict[str, Any]:
    """Of an enterprise that sells what agencies buy."""
    kind = CATEGORIES[index % len(CATEGORIES)]
    fields = {"name": name, "enterprise": f"{name} 기업", "consent": True, "categories": [kind]} | more
    visitor: dict[str, Any] = do(store, "visitor.register", **fields)["visitor"]
    return visitor
