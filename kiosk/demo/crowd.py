"""The demo's crowd: visitors and booth staff who act as real ones do, through `actions.perform` alone.

All it knows it reads from the square: who is called walks there, who sits meets for a while, a free counter calls.
So it goes on after a restart, and copes with people who tap in between. What it has planned is due at a time of its
own, which runs `pace` times as fast as the clock.
"""

import logging
import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from badges.code import encode
from kiosk.actions.perform import Answer, perform
from kiosk.data.store import Actor, Store
from kiosk.demo import floor
from kiosk.demo.floor import AtBooth, BoothRow, Floor, Signing
from kiosk.demo.sample.make import Row, make
from kiosk.expo.square import days
from kiosk.language.sentences import N_

log = logging.getLogger(__name__)

Plan = tuple[str, Any]
Counter = tuple[str, int | None]  # a booth's number and one of its counters

MIN_MS = 60_000
SPARE = 6  # the last registered stay away: the index page lends two of them
ACTIONS_A_STEP = 4
STEP_MAX_MS = 2_000
EARLY_SHARE, EARLY_MIN, LATER_MIN = 0.8, 18, 60
WALK_IN_SHARE = 0.12
WALK_MIN = (0.3, 2.5)
MEETING_MIN, MEETING_SPREAD, MEETING_BOUNDS_MIN = 8.0, 0.45, (2.5, 25.0)
REST_MIN = (0.1, 1.0)
CALL_AHEAD_MIN = 1.5
AGAIN_MIN = (0.2, 0.8)  # a booth where nobody could come tries again after so long
NO_SHOW_SHARE, NO_SHOW_MIN = 0.05, 3.0
JOIN_SHARE, LEAVE_SHARE = 0.35, 0.04
HOME_SHARE, WANDER_MIN = 0.1, (2.0, 12.0)  # who has no place left goes home, or looks around and joins again
PAUSE_SHARE, PAUSE_MIN = 0.03, (4.0, 9.0)
SIGN_UP_SHARE, NEXT_ITEM_SHARE, ATTEND_SHARE = 0.5, 0.7, 0.85
PAUSE_REASONS = (N_("회의 중이에요"), N_("점심시간이에요"), N_("곧 다시 시작해요"))
OUTCOMES = {"consulted": 70, "commitment": 14, "contract": 9, "mou": 7}
SIGNED_SHARE, AMOUNT_SHOWN_SHARE = 0.3, 0.6
SIGNINGS_LEFT, ON_STAGE_MIN = 3, 2.0
NOTES = (
    "견적서를 메일로 보내기로 함",
    "하반기 발주 때 다시 연락",
    "시제품을 보고 수량을 정하기로 함",
    "납품 실적과 인증서를 확인함",
    "담당 부서에 소개하기로 함",
)


@dataclass
class Crowd:
    """`size` visitors and the staff of every booth but the `unstaffed`. `pace`: 1, 10, or 0 to stand still."""

    store: Store
    size: int
    unstaffed: Collection[str] = ()
    seed: int = 1
    pace: float = 1
    _draw: random.Random = field(init=False, repr=False)
    _now: float = field(init=False)
    _ticked: float | None = None
    _due: dict[Plan, float] = field(default_factory=dict, repr=False)
    _walk_ins: list[Row] = field(default_factory=list, repr=False)
    _zone: str = "Asia/Seoul"
    _spare_from: int = 0

    def __post_init__(self) -> None:
        self._draw = random.Random(f"{self.seed} {self.store.now()}")
        self._now = float(self.store.now())
        self._plan_arrivals()

    def tick(self) -> None:
        """What has come due since the last tick; called a few times a second. Its faults are logged."""
        ticked, self._ticked = self._ticked, time.monotonic()
        if ticked is not None and self.pace:
            try:
                self.step(min((self._ticked - ticked) * 1000, STEP_MAX_MS) * self.pace, ACTIONS_A_STEP)
            except Exception:
                log.exception("the crowd stumbled")

    def step(self, passed_ms: float, most: int = 1_000) -> int:
        """Let so much of the crowd's time pass and perform what has come due, `most` actions. Returns how many."""
        self._now += passed_ms
        square = self._look()
        self._plan(square)
        due = sorted((at, str(plan), plan) for plan, at in self._due.items() if at <= self._now)[:most]
        for _, _, plan in due:
            del self._due[plan]
            kind, about = plan
            getattr(self, f"_{kind}")(about)
        return len(due)

    # What is there, and what follows from it.

    def _look(self) -> Floor:
        with self.store.read() as db:
            today = days.date_of(self.store.now(), self._zone)
            return floor.look(db, today, unstaffed=self.unstaffed, spare_from=self._spare_from)

    def _plan(self, square: Floor) -> None:
        serving: dict[Counter, AtBooth] = {(row["booth"], row["counter"]): row for row in square.serving}
        called: dict[Counter, AtBooth] = {(row["booth"], row["counter"]): row for row in square.called}
        wanted: set[Plan] = {("finish", row["consultation"]) for row in square.serving}
        wanted |= {self._about_call(row) for row in square.called}
        for plan in [
            one for one in self._due if one[0] in ("finish", "start", "absent") and one not in wanted
        ]:
            del self._due[plan]
        for row in square.serving:
            rest_ms = partial(self._rest_of_meeting_ms, row["started_at"])
            self._at(("finish", row["consultation"]), rest_ms)
        for row in square.called:
            self._plan_call(row, serving)
        for booth in square.booths:
            self._plan_booth(booth, serving, called)
        self._plan_stage(square.signings)
        for one in square.idle:
            if random.Random(f"{one['id']} {one['met']}").random() >= HOME_SHARE:
                self._at(("wander", one["id"]), lambda: self._draw.uniform(*WANDER_MIN) * MIN_MS)

    def _about_call(self, row: AtBooth) -> Plan:
        return ("absent" if self._stays_away(row) else "start"), (row["id"], row["counter"])

    def _plan_call(self, row: AtBooth, serving: dict[Counter, AtBooth]) -> None:
        plan = self._about_call(row)
        if plan[0] == "absent":
            self._at(plan, lambda: NO_SHOW_MIN * MIN_MS)
            return
        self._at(plan, lambda: self._rest_ms(self._draw.uniform(*WALK_MIN) * MIN_MS, row["called_at"]))
        if meeting := serving.get(
            (row["booth"], row["counter"])
        ):  # called ahead: waits until that meeting ends
            ends = self._due[("finish", meeting["consultation"])]
            self._due[plan] = max(self._due[plan], ends + 5_000)

    def _stays_away(self, row: AtBooth) -> bool:
        """Decided by the call itself, so that it is the same at every look."""
        return random.Random(f"{row['id']} {row['called_at']}").random() < NO_SHOW_SHARE

    def _plan_booth(
        self, booth: BoothRow, serving: dict[Counter, AtBooth], called: dict[Counter, AtBooth]
    ) -> None:
        number = booth["number"]
        if booth["paused_at"] is not None:
            self._at(("open", number), lambda: self._draw.uniform(*PAUSE_MIN) * MIN_MS)
            return
        for counter in range(1, booth["counters"] + 1):
            plan: Plan = ("call", (number, counter))
            meeting = serving.get((number, counter))
            ends = self._due[("finish", meeting["consultation"])] if meeting else self._now
            if (number, counter) in called or not booth["free"]:
                self._due.pop(plan, None)
            elif ends - self._now <= CALL_AHEAD_MIN * MIN_MS:
                self._at(plan, lambda: self._draw.uniform(0.05, 0.3) * MIN_MS)

    def _plan_stage(self, signings: list[Signing]) -> None:
        """Now and then one is announced and signed; a few are left for whoever tries the stage."""
        announced = [row for row in signings if row["state"] == "announced"]
        sent = [row for row in signings if row["state"] == "sent"]
        if announced:
            self._at(("signed", announced[0]["id"]), lambda: ON_STAGE_MIN * MIN_MS)
        elif len(sent) > SIGNINGS_LEFT:
            self._at(("announce", sent[0]["consultation_id"]), lambda: ON_STAGE_MIN * MIN_MS)

    def _at(self, plan: Plan, after_ms: Callable[[], float]) -> None:
        if plan not in self._due:
            self._due[plan] = self._now + after_ms()

    def _rest_ms(self, whole_ms: float, since: int | None) -> float:
        """What is left of something that may have begun before this crowd looked (a restart)."""
        now = self.store.now()
        return max(whole_ms - (now - (since or now)), self._draw.uniform(*REST_MIN) * MIN_MS)

    def _rest_of_meeting_ms(self, since: int | None) -> float:
        return self._rest_ms(self._meeting_ms(), since)

    def _meeting_ms(self) -> float:
        least, most = MEETING_BOUNDS_MIN
        return min(max(self._draw.lognormvariate(0, MEETING_SPREAD) * MEETING_MIN, least), most) * MIN_MS

    # Arriving.

    def _plan_arrivals(self) -> None:
        with self.store.read() as db:
            self._zone = days.time_zone(db)
            today = days.date_of(self.store.now(), self._zone)
            arrived = db.execute("SELECT count(*) AS n FROM arrivals WHERE day = ?", (today,)).fetchone()["n"]
            people = db.execute(
                "SELECT v.id FROM visitors v WHERE v.source = 'import' AND v.state = 'registered'"
                " AND NOT EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = v.id AND a.day = ?) ORDER BY v.id",
                (today,),
            ).fetchall()
            registered = {row["name"] for row in db.execute("SELECT name FROM enterprises")}
        left = max(0, self.size - arrived)
        self._walk_ins = [row for row in make().walk_ins if row["기업명"] not in registered]
        walk_ins = min(round(left * WALK_IN_SHARE), len(self._walk_ins))
        self._spare_from = people[-SPARE]["id"] if len(people) > SPARE else 0
        coming = [row["id"] for row in people[:-SPARE]]
        self._draw.shuffle(coming)
        plans: list[Plan] = [("arrive", one) for one in coming[: left - walk_ins]]
        plans += [("walk_in", index) for index in range(min(left - len(plans), len(self._walk_ins)))]
        self._draw.shuffle(plans)
        early = round(len(plans) * EARLY_SHARE) if not arrived else 0
        for index, plan in enumerate(plans):
            span = EARLY_MIN if index < early else LATER_MIN
            after = self._draw.uniform(0, EARLY_MIN) if index < early else self._draw.uniform(0, span)
            self._due[plan] = self._now + (after + (EARLY_MIN if index >= early and early else 0)) * MIN_MS

    def _arrive(self, visitor_id: int) -> None:
        self._do("visitor.check_in", Actor("kiosk"), code=self._code(visitor_id))
        self._sign_up(visitor_id)

    def _walk_in(self, index: int) -> None:
        row = self._walk_ins[index]
        desk = Actor("desk")
        made = self._do(
            "visitor.register",
            desk,
            name=row["담당자"],
            title=row["직함"],
            enterprise=row["기업명"],
            brn=row["사업자등록번호"],
            categories=row["품목"].split(", "),
            phone=row["휴대전화"],
            consent=True,
        )
        if made.ok:
            self._do("visitor.check_in", desk, visitor=made.data["visitor"]["id"])

    # In the programme. Drawn for each visitor apart, so that what happens at the booths stays the same.

    def _sign_up(self, visitor_id: int) -> None:
        draw = random.Random(f"programme {self.seed} {visitor_id}")
        if draw.random() >= SIGN_UP_SHARE:
            return
        with self.store.read() as db:
            coming = db.execute(
                "SELECT id, starts_at FROM programme WHERE starts_at > ? AND capacity IS NOT NULL AND cancelled_at IS NULL"
                " ORDER BY capacity, starts_at LIMIT 4",
                (self.store.now(),),
            ).fetchall()
        if not coming:
            return
        item = coming[0] if draw.random() < NEXT_ITEM_SHARE else draw.choice(coming)
        self._do("programme.sign_up", Actor("kiosk"), item=item["id"], code=self._code(visitor_id))
        if draw.random() < ATTEND_SHARE:
            comes_at = item["starts_at"] - self.store.now() + draw.uniform(-4, 4) * MIN_MS
            self._due[("attend", (visitor_id, item["id"]))] = self._now + max(0, comes_at)

    def _attend(self, about: tuple[int, int]) -> None:
        visitor_id, item = about
        self._do("programme.attend", Actor("door"), item=item, code=self._code(visitor_id))

    # At the booths.

    def _call(self, about: tuple[str, int]) -> None:
        booth, counter = about
        called = self._do("ticket.call_next", _staff(booth), booth=booth, counter=counter)
        if not called.ok:
            self._due[("call", about)] = self._now + self._draw.uniform(*AGAIN_MIN) * MIN_MS

    def _start(self, about: tuple[int, int]) -> None:
        ticket, counter = about
        self._do("consultation.start", self._staff_of("tickets", ticket), ticket=ticket, counter=counter)

    def _absent(self, about: tuple[int, int]) -> None:
        self._do("ticket.no_show", self._staff_of("tickets", about[0]), ticket=about[0])

    def _finish(self, consultation: int) -> None:
        staff = self._staff_of("consultations", consultation)
        lines = self._lines(consultation)
        note = self._draw.choice(NOTES)
        self._do("consultation.note", staff, consultation=consultation, note=note, lines=lines)
        done = self._do("consultation.finish", staff, consultation=consultation, lines=lines)
        if not done.ok:
            return
        visitor = done.data["consultation"]["visitor"]["id"]
        if lines[0]["outcome"] != "consulted" and self._draw.random() < SIGNED_SHARE:
            self._send_to_stage(staff, consultation, visitor)
        self._after_meeting(visitor)
        if self._draw.random() < PAUSE_SHARE:
            self._do("booth.pause", staff, booth=staff.booth, reason=self._draw.choice(PAUSE_REASONS))

    def _send_to_stage(self, staff: Actor, consultation: int, visitor: int) -> None:
        """Most let their amount be shown there, by a badge on the booth's tablet; decided by the meeting itself."""
        shown = random.Random(consultation).random() < AMOUNT_SHOWN_SHARE
        code = self._code(visitor)
        self._do("consultation.confirm", staff, consultation=consultation, code=code, show_amount=shown)
        self._do("signing.send", staff, consultation=consultation, show_amount=shown)

    def _open(self, booth: str) -> None:
        self._do("booth.open", _staff(booth), booth=booth)

    def _announce(self, consultation: int) -> None:
        self._do("signing.announce", Actor("stage"), consultation=consultation)

    def _signed(self, signing: int) -> None:
        self._do("signing.done", Actor("stage"), signing=signing)

    def _after_meeting(self, visitor_id: int) -> None:
        """Some give a place up and some ask for one more, at a kiosk."""
        code, kiosk = self._code(visitor_id), Actor("kiosk")
        if self._draw.random() < LEAVE_SHARE:
            with self.store.read() as db:
                place = db.execute(
                    "SELECT id FROM tickets WHERE visitor_id = ? AND state = 'waiting'", (visitor_id,)
                ).fetchone()
            if place:
                self._do("ticket.leave", kiosk, ticket=place["id"], code=code)
        elif self._draw.random() < JOIN_SHARE:
            self._wander(visitor_id)

    def _wander(self, visitor_id: int) -> None:
        if booth := self._another_booth(visitor_id):
            self._do("ticket.join", Actor("kiosk"), booth=booth, code=self._code(visitor_id))

    def _another_booth(self, visitor_id: int) -> str | None:
        with self.store.read() as db:
            rows = db.execute(
                "SELECT b.number FROM booths b JOIN loads l ON l.booth_id = b.id WHERE NOT EXISTS"
                " (SELECT 1 FROM tickets t WHERE t.visitor_id = ? AND t.booth_id = b.id)"
                " ORDER BY l.waiting * 1.0 / b.counters, b.number LIMIT 12",
                (visitor_id,),
            ).fetchall()
        return self._draw.choice(rows)["number"] if rows else None

    def _lines(self, consultation: int) -> list[dict[str, Any]]:
        """One outcome line, about something the agency announced where it has such a purchase."""
        outcome = self._draw.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        with self.store.read() as db:
            items = db.execute(
                "SELECT p.id, p.won FROM consultations c JOIN booths b ON b.id = c.booth_id"
                " JOIN visitors v ON v.id = c.visitor_id"
                " JOIN enterprise_categories e ON e.enterprise_id = v.enterprise_id"
                " JOIN plan_items p ON p.agency_id = b.agency_id AND p.category = e.category"
                " WHERE c.id = ? ORDER BY p.won DESC LIMIT 8",
                (consultation,),
            ).fetchall()
        item = self._draw.choice(items) if items else None
        line: dict[str, Any] = {"outcome": outcome, "plan_item": item["id"] if item else None}
        if outcome != "mou":
            won = item["won"] if item else 5_000_000
            line["amount"] = max(1, round(won * self._draw.uniform(0.5, 1.0) / 100_000)) * 100_000
        return [line]

    # Acting.

    def _do(self, verb: str, actor: Actor, **fields: Any) -> Answer:
        answer = perform(self.store, verb, actor, {"action_id": uuid4().hex, **fields})
        if not answer.ok:
            log.debug("%s: %s", verb, answer.data["code"])
        return answer

    def _code(self, visitor_id: int) -> str:
        with self.store.read() as db:
            row = db.execute("SELECT number, serial FROM visitors WHERE id = ?", (visitor_id,)).fetchone()
        return encode(self.store.badge_key, row["number"], row["serial"])

    def _staff_of(self, table: str, row_id: int) -> Actor:
        with self.store.read() as db:
            sql = f"SELECT b.number FROM {table} r JOIN booths b ON b.id = r.booth_id WHERE r.id = ?"
            return _staff(db.execute(sql, (row_id,)).fetchone()["number"])


def _staff(booth: str) -> Actor:
    return Actor("booth", booth=booth)
