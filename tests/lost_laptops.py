"""A laptop is lost: another one goes on from an older copy of its database, in an epoch of its own."""

import random
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from kiosk.data.store import Change, Store
from kiosk.expo.person import lost_laptops
from tests.outside.programs import Browser


def copy_of(folder: Path, copy: Path) -> Path:
    """The database as a replica has it: the epoch stays."""
    _copy(folder / "expo.db", copy)
    return copy


def go_on_from(copy: Path, folder: Path) -> None:
    """The data folder holds this copy from now on. Nobody may have it open."""
    for left in folder.glob("expo.db*"):
        left.unlink()
    _copy(copy, folder / "expo.db")
    store = Store(folder, badge_key=bytes.fromhex((folder / "badge.key").read_text()))
    with store.read() as db:
        last_at = db.execute("SELECT max(at) AS at FROM journal").fetchone()["at"]
    store.now = lambda: last_at + 2_000
    store.change(take_over)
    store.close()


def take_over(change: Change) -> None:
    lost_laptops.leave_room(change)
    change.update("UPDATE expo SET epoch = ?", uuid4().hex[:16])


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as first, closing(sqlite3.connect(target)) as other:
        first.backup(other)


@dataclass
class Client:
    """A station's page under load: does what its role does, keeps what it was answered, and what it was not."""

    browser: Browser
    role: str
    rng: random.Random
    people: list[dict[str, Any]]  # whom all clients know
    kept: list[dict[str, Any]] = field(default_factory=list)
    unanswered: dict[str, Any] | None = None

    def work(self, killed: threading.Event) -> None:
        """Until the laptop is gone."""
        while not killed.is_set():
            try:
                self.step()
            except requests.RequestException:
                return

    def step(self) -> None:
        if self.role == "desk":
            self.at_the_desk()
        elif self.role == "kiosk":
            if self.people:
                self.act("visitor.check_in", code=self.rng.choice(self.people)["badge"]["code"])
        else:
            self.at_a_booth(self.role.removeprefix("booth:"))

    def at_the_desk(self) -> None:
        name = f"손님{self.rng.getrandbits(48)}"
        wishes = self.rng.sample(["A01", "A03", "B01"], 2)
        visitor = self.act(
            "visitor.register", name=name, enterprise=f"{name}네", consent=True, wishes=wishes
        )["visitor"]
        self.people.append(visitor)
        if self.rng.random() < 0.7:
            self.act("visitor.check_in", visitor=visitor["id"])
        if self.rng.random() < 0.3:
            self.act("badge.reprint", visitor=visitor["id"])

    def at_a_booth(self, booth: str) -> None:
        called = self.act("ticket.call_next", booth=booth, counter=1)
        if not called["ok"]:
            time.sleep(0.02)
            return
        began = self.act("consultation.start", ticket=called["ticket"]["id"], counter=1)
        if began["ok"] and self.rng.random() < 0.8:
            lines = [{"outcome": "contract", "amount": self.rng.randint(1, 10**9)}]
            self.act("consultation.finish", consultation=began["consultation"]["id"], lines=lines)

    def act(self, verb: str, **fields: Any) -> dict[str, Any]:
        action_id = uuid4().hex
        self.unanswered = {"action_id": action_id, "verb": verb, "fields": fields}
        reply = self.browser.act(verb, action_id, **fields)
        if proof := reply.headers.get("Answer-Proof"):
            self.kept.append({**self.unanswered, "proof": proof, "answer": reply.data, "text": reply.text})
        self.unanswered = None
        return dict(reply.data)

    def tell(self, round_: str) -> dict[str, str]:
        """What becomes of each that it was answered; what was never answered is sent once more first of all, as an outbox does."""
        told: dict[str, str] = {}
        for start in range(0, len(self.kept), 100):
            records = [{name: one[name] for name in _TOLD} for one in self.kept[start : start + 100]]
            reply = self.browser.send("POST", "/answered", json={"records": records, "round": round_})
            assert reply.status == 200, reply.text
            told |= reply.data["verdicts"]
        return told

    def again(self, one: dict[str, Any]) -> Any:
        return self.browser.act(one["verb"], one["action_id"], **one["fields"])


_TOLD = ("action_id", "verb", "fields", "proof", "answer")
