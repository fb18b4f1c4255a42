"""A small expo lived through: two short days of the sample expo, by the demo's crowd and real verbs, on a clock that jumps.

What a crowd never does is done beside it (`_Beside`): citizens counted, a log corrected, a meeting forgotten, a check-in and
a call taken back, two registrations merged, the press with a badge of its own. The same seed gives the same expo.

The fixtures `simulated_expo` and `simulated_copy` (tests/conftest.py) make each seed once for all tests.
"""

import random
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from badges.code import encode
from kiosk.actions import timers
from kiosk.actions.perform import Answer, perform
from kiosk.data import rows
from kiosk.data.store import SYSTEM, Actor, Store
from kiosk.demo.crowd import Crowd
from kiosk.demo.sample import facts
from kiosk.demo.sample.files import as_csv
from kiosk.demo.sample.make import Sample, make
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.square import days
from tests.cast import KEY, Clock

STEP_MS = days.MIN_MS
OPENS_EARLY_MS = 5 * days.MIN_MS
AFTER_MS = 25 * days.MIN_MS  # until what nobody ended has lapsed
DESK, KIOSK, DOOR, STAGE, ORGANISER = (
    Actor(role) for role in ("desk", "kiosk", "door", "stage", "organiser")
)
UNSTAFFED = ("A01", "A02")  # the crowd leaves them to `_Beside`
ITEMS_A_AGENCY = 4
LINES = (
    {"outcome": "contract", "amount": 12_345_678},
    {"outcome": "contract", "amount": 1},
    {"outcome": "commitment", "amount": 999_999_999},
    {"outcome": "consulted"},
    {"outcome": "consulted", "amount": 3_000_000},
    {"outcome": "mou"},
)


class Simulated(Protocol):
    """Gives the store of a lived expo by its seed."""

    def __call__(self, seed: int = 1) -> Store: ...


def live(
    folder: Path, seed: int, *, visitors: int = 10, hours: str = "10:00-11:00", whole: bool = False
) -> None:
    """Live an expo with so many visitors a day in `folder`. `whole`: with all rows of the sample's files, not with a part."""
    clock = Clock(facts.EXPO_DAYS[0], "08:00")
    store = open_lived(folder, clock)
    checked, rows.check = rows.check, False  # other tests compare these rows with their kinds
    try:
        _set_up(store, make() if whole else _part(make(), visitors), hours)
        with store.read() as db:
            expo_days = days.all_days(db)
        for index, day in enumerate(expo_days):
            _live_day(store, clock, day, visitors, 100 * seed + index)
    finally:
        rows.check = checked
        store.close()


def open_lived(folder: Path, clock: Callable[[], int] | None = None) -> Store:
    """The store of a lived expo; its clock stands at nine in the evening of the last day unless another is given."""
    return Store(folder, clock=clock or Clock(facts.EXPO_DAYS[-1], "21:00"), badge_key=KEY, synchronous="OFF")


def _part(sample: Sample, visitors: int) -> Sample:
    """A few plan items of each agency, and as many people as may come on two days."""
    seen: dict[str, int] = {}
    plan = []
    for row in sample.plan:
        seen[row["기관명"]] = seen.get(row["기관명"], 0) + 1
        if seen[row["기관명"]] <= ITEMS_A_AGENCY:
            plan.append(row)
    enterprises = sample.enterprises[: 2 * visitors + 10]
    names = {row["기업명"] for row in enterprises}
    appointments = [row for row in sample.appointments if row["기업명"] in names]
    return replace(sample, plan=plan, enterprises=enterprises, appointments=appointments)


def _set_up(store: Store, sample: Sample, hours: str) -> None:
    _done(store, SYSTEM, "expo.set_up", name=facts.EXPO_NAME, days=list(facts.EXPO_DAYS), hours=hours)
    files = {
        "agencies": sample.agencies,
        "plan": sample.plan,
        "enterprises": sample.enterprises,
        "appointments": sample.appointments,
        "programme": sample.programme,
    }
    for kind, table in files.items():
        upload = imports.keep(kind, prepare_file(kind, as_csv(table)).rows)
        _done(store, SYSTEM, "import.apply", kind=kind, upload=upload)


def _live_day(store: Store, clock: Clock, day: days.Day, visitors: int, seed: int) -> None:
    clock.now = day.opens_at - OPENS_EARLY_MS
    crowd = Crowd(store, visitors, unstaffed=UNSTAFFED, seed=seed)
    beside = _Beside(store, random.Random(seed))
    while clock.now < day.closes_at + AFTER_MS:
        clock.now += STEP_MS
        crowd.step(STEP_MS)
        if clock.now > day.opens_at and beside.deeds:
            with suppress(_NotYet):
                beside.deeds[0]()
                beside.deeds.popleft()
        timers.tick(store)
    assert not beside.deeds


class _NotYet(Exception):
    """Nobody can come just now."""


class _Beside:
    """What is done beside the crowd, a deed a minute from opening on, at booths where the crowd does nothing."""

    def __init__(self, store: Store, draw: random.Random) -> None:
        self.store, self.draw = store, draw
        self.people: list[dict[str, Any]] = []
        self.ticket = self.meeting = self.signing = self.absent = 0
        self.deeds: deque[Callable[[], Any]] = deque(
            [
                self.count_citizens,
                lambda: self.register("이은우", enterprise="함께나눔"),
                lambda: self.register("박도하", at=ORGANISER, enterprise="함께나눔"),
                lambda: self.register("한기자", badge_kind="press"),
                lambda: self.register("최다온", enterprise="두손모아", wishes=["A01", "A02"]),
                lambda: self.register("최다은", enterprise="두손모아"),
                self.merge,
                self.come_and_be_taken_back,
                lambda: self.join(0, "A01"),
                lambda: self.call("A01"),
                lambda: self.do(ORGANISER, "ticket.uncall", ticket=self.ticket, reason="잘못 눌렀어요"),
                lambda: self.call("A01"),
                lambda: self.do(ORGANISER, "ticket.no_show", ticket=self.ticket),
                lambda: self.call("A01"),
                lambda: self.start(),
                lambda: self.do(
                    ORGANISER, "consultation.cancel_start", consultation=self.meeting, reason="다른 분이에요"
                ),
                lambda: self.start(),
                lambda: self.finish(*LINES),
                self.correct,
                self.sign,
                self.undo_signing,
                self.hold_an_item,
                lambda: self.walk_up(1, "A02"),
                lambda: self.finish({"outcome": "mou"}),
                self.sign,
                lambda: self.join(4, "A01"),
                lambda: self.call("A01"),
                lambda: self.do(ORGANISER, "ticket.no_show", ticket=self.ticket),
                lambda: self.call("A01"),
                lambda: self.do(ORGANISER, "ticket.no_show", ticket=self.ticket),
                self.wish_and_withdraw,
                self.rest_and_leave,
                self.forget_a_meeting,
            ]
        )

    def do(self, actor: Actor, verb: str, **fields: Any) -> dict[str, Any]:
        return _done(self.store, actor, verb, **fields)

    def register(self, name: str, at: Actor = DESK, **fields: Any) -> None:
        """Somebody registers, or is there from the day before, and comes in."""
        one = self.known(at, name=name, **fields)
        self.people.append(one)
        self.do(at, "visitor.check_in", visitor=one["id"])

    def known(self, actor: Actor, **fields: Any) -> dict[str, Any]:
        answer = self.tell(actor, "visitor.register", consent=True, **fields)
        assert answer.ok or answer.data["code"] == "already_registered", answer.body
        found: dict[str, Any] = answer.data["visitor"]
        return found

    def code(self, index: int) -> str:
        return encode(KEY, self.people[index]["number"], 0)

    def count_citizens(self) -> None:
        self.do(KIOSK, "citizen.count", count=self.draw.randint(5, 40))
        self.do(DESK, "citizen.count", count=-2)

    def merge(self) -> None:
        """The second registration of one person, who is in twice, becomes part of the first."""
        gone, stays = self.people[4], self.people[3]
        if gone["id"] != stays["id"]:
            self.do(DESK, "visitor.merge", visitor=gone["id"], into=stays["id"], reason="같은 분")
            self.people[4] = stays

    def come_and_be_taken_back(self) -> None:
        self.absent = self.known(ORGANISER, name="정오판", enterprise="오판상사")["id"]
        self.do(ORGANISER, "visitor.check_in", visitor=self.absent)
        self.do(ORGANISER, "visitor.undo_check_in", visitor=self.absent, reason="동명이인")

    def join(self, index: int, booth: str) -> None:
        self.tell(DESK, "ticket.join", visitor=self.people[index]["id"], booth=booth)

    def call(self, booth: str) -> None:
        self.ticket = self.do(ORGANISER, "ticket.call_next", booth=booth, counter=1)["ticket"]["id"]

    def start(self) -> None:
        started = self.do(ORGANISER, "consultation.start", ticket=self.ticket, counter=1)
        self.meeting = started["consultation"]["id"]

    def walk_up(self, index: int, booth: str) -> None:
        started = self.do(ORGANISER, "consultation.start", code=self.code(index), booth=booth, counter=1)
        self.meeting = started["consultation"]["id"]

    def finish(self, *lines: dict[str, Any]) -> None:
        item = self.plan_item()
        told = [{**line, "plan_item": item} if index % 2 else line for index, line in enumerate(lines)]
        self.do(ORGANISER, "consultation.finish", consultation=self.meeting, lines=told)

    def plan_item(self) -> int:
        sql = (
            "SELECT p.id FROM consultations c JOIN booths b ON b.id = c.booth_id"
            " JOIN plan_items p ON p.agency_id = b.agency_id WHERE c.id = ? ORDER BY p.id"
        )
        with self.store.read() as db:
            return int(self.draw.choice(db.execute(sql, (self.meeting,)).fetchall())["id"])

    def correct(self) -> None:
        """One line fewer, another amount and another purchase."""
        lines = [{**LINES[0], "amount": 12_345_679, "plan_item": self.plan_item()}, *LINES[2:]]
        self.do(
            ORGANISER,
            "consultation.correct",
            consultation=self.meeting,
            lines=lines,
            reason="금액을 고쳤어요",
        )

    def sign(self) -> None:
        self.do(STAGE, "signing.announce", consultation=self.meeting)
        with self.store.read() as db:
            row = db.execute("SELECT id FROM signings WHERE consultation_id = ?", (self.meeting,)).fetchone()
        self.signing = row["id"]
        self.do(STAGE, "signing.done", signing=self.signing)

    def undo_signing(self) -> None:
        self.do(STAGE, "signing.undo", signing=self.signing, reason="사진을 다시 찍어요")
        if self.draw.random() < 0.5:
            self.do(STAGE, "signing.done", signing=self.signing)

    def hold_an_item(self) -> None:
        """A class of two seats: one comes without signing up and one waits; and a talk that is cancelled."""
        with self.store.read() as db:
            today = days.date_of(self.store.now(), days.time_zone(db))
        given = {"day": today, "starts": "10:30", "ends": "11:00", "place": "참여의 장", "kind": "class"}
        item = self.do(ORGANISER, "programme.add", title="작은 교실", capacity=2, **given)["item"]["id"]
        for index in (0, 1, 3):
            self.do(DESK, "programme.sign_up", item=item, visitor=self.people[index]["id"])
        self.do(DOOR, "programme.attend", item=item, code=self.code(0))
        other = self.do(ORGANISER, "programme.add", title="큰 강연", capacity=50, **given)["item"]["id"]
        self.do(DOOR, "programme.attend", item=other, code=self.code(1))
        self.do(DOOR, "programme.attend", item=other, citizens=self.draw.randint(1, 9))
        gone = self.do(ORGANISER, "programme.add", title="취소된 강연", capacity=50, **given)["item"]["id"]
        self.do(DESK, "programme.sign_up", item=gone, visitor=self.people[3]["id"])
        self.do(ORGANISER, "programme.cancel", item=gone, reason="비가 와요")

    def wish_and_withdraw(self) -> None:
        """Who is not in wishes for two and takes one back."""
        for booth in ("D01", "D02"):
            self.tell(DESK, "wish.add", visitor=self.absent, booth=booth)
        self.tell(DESK, "wish.withdraw", visitor=self.absent, booth="D02")

    def rest_and_leave(self) -> None:
        self.tell(DESK, "visitor.pause", visitor=self.people[0]["id"])
        self.do(DESK, "visitor.check_out", visitor=self.people[3]["id"])

    def forget_a_meeting(self) -> None:
        """Nobody ends it."""
        self.walk_up(1, "A02")

    def tell(self, actor: Actor, verb: str, **fields: Any) -> Answer:
        """Do what may be refused: the crowd may have been there before."""
        return perform(self.store, verb, actor, {"action_id": _action_id(self.store), **fields})


def _done(store: Store, actor: Actor, verb: str, **fields: Any) -> dict[str, Any]:
    answer = perform(store, verb, actor, {"action_id": _action_id(store), **fields})
    if answer.data["code"] in ("queue_empty", "visitor_busy"):
        raise _NotYet
    assert answer.ok, (verb, fields, answer.body)
    return answer.data


def _action_id(store: Store) -> str:
    with store.read() as db:
        return f"simulated-{db.execute('SELECT count(*) AS n FROM answers').fetchone()['n']}"
