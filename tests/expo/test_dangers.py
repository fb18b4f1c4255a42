"""What must never happen, tried with threads and with every order of actions that Hypothesis can think of."""

import json
import shutil
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.cast import Cast, Person, build, cast_of

THREADS = 50
BOOTHS = ("A01", "A02", "A03")
COUNTERS = {"A01": 2, "A02": 1, "A03": 1}


def at_once(calls):
    """Run the calls in as many threads, let go together; their results in order."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index):
        gate.wait(10)
        results[index] = calls[index]()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert None not in results
    return results


def busy(cast):
    return cast.rows(
        "SELECT visitor_id, booth_id, counter, state FROM tickets WHERE state IN ('called', 'serving')"
    )


def test_fifty_threads_call_at_once_and_nobody_is_called_twice(cast):
    people = [cast.arrive(*BOOTHS) for _ in range(12)]
    counters = [(booth, counter) for booth in BOOTHS for counter in range(1, COUNTERS[booth] + 1)]
    calls = [
        lambda n=n: cast.do(
            "ticket.call_next",
            action_id=f"call-{n}",
            booth=counters[n % len(counters)][0],
            counter=counters[n % len(counters)][1],
        )
        for n in range(THREADS)
    ]
    answers = at_once(calls)
    called = [answer.data["ticket"]["visitor"]["id"] for answer in answers if answer.ok]
    assert len(called) == len(set(called)) == len(counters)
    assert {answer.data["code"] for answer in answers if not answer.ok} == {"counter_busy"}
    rows = busy(cast)
    assert sorted(row["visitor_id"] for row in rows) == sorted(called)
    assert len({(row["booth_id"], row["counter"]) for row in rows}) == len(counters)
    assert cast.value("SELECT count(*) FROM tickets WHERE state = 'waiting'") == 3 * len(people) - len(called)


def test_two_booths_calling_the_same_visitor_end_with_exactly_one_call(cast):
    for round_ in range(8):
        person = cast.arrive("A02", "A03")
        answers = at_once(
            [
                lambda booth=booth, n=round_: cast.do(
                    "ticket.call_next", f"booth:{booth}", action_id=f"{booth}-{n}", booth=booth, counter=1
                )
                for booth in ("A02", "A03")
            ]
        )
        assert sorted(answer.data["code"] for answer in answers) == ["done", "queue_empty"]
        assert next(a.data["skipped"][0]["reason"] for a in answers if not a.ok) == "called"
        for booth in ("A02", "A03"):
            cast.done("ticket.leave", "desk", ticket=person.tickets[booth])


def test_two_booths_calling_the_same_chosen_visitor_end_with_exactly_one_call(cast):
    person = cast.arrive("A02", "A03")
    answers = at_once(
        [
            lambda booth=booth: cast.do(
                "ticket.call", action_id=booth, ticket=person.tickets[booth], counter=1, reason="급함"
            )
            for booth in ("A02", "A03")
        ]
    )
    assert sorted(answer.data["code"] for answer in answers) == ["done", "visitor_busy"]


def test_fifty_threads_start_at_one_counter_and_one_meeting_begins(cast):
    people = [cast.arrive() for _ in range(THREADS)]
    answers = at_once(
        [
            lambda p=p: cast.do(
                "consultation.start", action_id=f"{p.id}", code=p.code, booth="A02", counter=1
            )
            for p in people
        ]
    )
    assert sorted(answer.data["code"] for answer in answers) == ["counter_busy"] * (THREADS - 1) + ["done"]
    assert cast.value("SELECT count(*) FROM consultations") == 1


def test_one_badge_at_fifty_kiosks_is_one_arrival(cast):
    answers = at_once(
        [
            lambda n=n: cast.do("visitor.check_in", "kiosk", action_id=f"{n}", code=cast.minseo.code)
            for n in range(THREADS)
        ]
    )
    welcomes = [answer.data["welcome"] for answer in answers]
    assert sorted(welcomes) == ["new"] + ["repeat"] * (THREADS - 1)
    assert cast.value("SELECT count(*) FROM arrivals") == 1
    assert cast.value("SELECT count(*) FROM tickets WHERE visitor_id = ?", cast.minseo.id) == 4


def test_an_enterprises_people_at_once_take_its_appointment_once(cast):
    at_once(
        [
            lambda p=p: cast.do("visitor.check_in", "kiosk", action_id=f"{p.id}", code=p.code)
            for p in (cast.minseo, cast.hajun)
        ]
    )
    assert cast.value("SELECT count(*) FROM tickets WHERE appointment_at IS NOT NULL") == 1


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dangers")
    build(folder)
    return folder


class Dangers(RuleBasedStateMachine):
    """People and booths who do whatever comes to mind; after every action the queue is as its rules say."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="dangers-"))
        self._casting = cast_of(self.folder, self.template)
        self.cast: Cast = next(self._casting)
        self.people: list[Person] = []
        self.known: dict[int, str] = {}  # every ticket that ever was, and its state when last seen
        self.orders: dict[str, list[int]] = {booth: [] for booth in BOOTHS}
        self.moved: set[int] = set()  # tickets that a rule may have moved since the orders were seen
        self.last: tuple[str, dict, str] | None = None

    def teardown(self) -> None:
        next(self._casting, None)
        shutil.rmtree(self.folder, ignore_errors=True)

    @initialize(order=st.permutations([(who, booth) for who in range(5) for booth in BOOTHS]))
    def five_arrive_and_join_everywhere(self, order: list[tuple[int, str]]) -> None:
        self.people = [self.cast.arrive() for _ in range(5)]
        for who, booth in order[:9]:
            self.cast.join(self.people[who], booth)

    def act(self, verb: str, **fields: object) -> None:
        action_id = f"act-{len(self.cast.rows('SELECT 1 FROM answers'))}"
        fields |= {"action_id": action_id}
        answer = self.cast.do(verb, **fields)
        assert answer.status in (200, 409), answer.body
        self.last = (verb, fields, answer.body)

    @rule(who=st.integers(0, 4), booth=st.sampled_from(BOOTHS))
    def join(self, who: int, booth: str) -> None:
        self.act("ticket.join", visitor=self.people[who].id, booth=booth)

    @rule(booth=st.sampled_from(BOOTHS), counter=st.integers(1, 2))
    def call_next(self, booth: str, counter: int) -> None:
        queue, state = self._waiting(booth), self._busy()
        counter = min(counter, COUNTERS[booth])
        self.act("ticket.call_next", booth=booth, counter=counter)
        called = [row for row in self._tickets() if row["state"] == "called" and row["id"] in queue]
        if called:
            ahead = queue[: queue.index(called[0]["id"])]
            owners = {row["id"]: row["visitor_id"] for row in self._tickets()}
            paused = {
                row["id"] for row in self.cast.rows("SELECT id FROM visitors WHERE paused_at IS NOT NULL")
            }
            passed = set(json.loads(self.cast.journal("ticket.call_next")[-1]["detail"]).get("overtaken", ()))
            assert all(owners[one] in state | paused or one in passed for one in ahead), (
                "overtaken without a reason"
            )

    @rule(pick=st.integers(0, 9), counter=st.integers(1, 2))
    def call_one(self, pick: int, counter: int) -> None:
        if ticket := self._pick(pick, "waiting"):
            self.act("ticket.call", ticket=ticket["id"], counter=self._seat(ticket, counter), reason="급함")

    @rule(pick=st.integers(0, 9), verb=st.sampled_from(("ticket.recall", "ticket.no_show", "ticket.leave")))
    def who_is_called_does_not_come(self, pick: int, verb: str) -> None:
        if ticket := self._pick(pick, "called"):
            self.act(verb, ticket=ticket["id"])

    @rule(pick=st.integers(0, 9))
    def who_did_not_come_goes_behind_two(self, pick: int) -> None:
        if ticket := self._pick(pick, "called"):
            booth = self._number(ticket)
            behind = [one for one in self._waiting(booth) if self._row(one)["rank"] > ticket["rank"]]
            self.act("ticket.no_show", ticket=ticket["id"])
            if self._row(ticket["id"])["state"] == "waiting":
                queue = self._waiting(booth)
                passed = [one for one in behind if queue.index(one) < queue.index(ticket["id"])]
                assert passed == behind[:2]

    @rule(pick=st.integers(0, 9), counter=st.integers(1, 2))
    def who_is_called_comes(self, pick: int, counter: int) -> None:
        if ticket := self._pick(pick, "called"):
            self.act("consultation.start", ticket=ticket["id"], counter=self._seat(ticket, counter))

    @rule(pick=st.integers(0, 9), state=st.sampled_from(("called", "called", "waiting", "serving", "done")))
    def a_call_is_taken_back(self, pick: int, state: str) -> None:
        if ticket := self._pick(pick, state):
            self.act("ticket.uncall", ticket=ticket["id"], reason="잘못 눌렀어요")
            now = self._row(ticket["id"])
            assert now["rank"] == ticket["rank"]
            assert now["state"] == ("waiting" if state == "called" else state)

    @rule(pick=st.integers(0, 3))
    def a_start_is_taken_back(self, pick: int) -> None:
        meetings = self.cast.rows("SELECT id, ticket_id FROM consultations ORDER BY state = 'open' DESC, id")
        if not meetings:
            return
        meeting = meetings[pick % len(meetings)]
        before = self._row(meeting["ticket_id"])
        self.act("consultation.cancel_start", consultation=meeting["id"], reason="잘못 눌렀어요")
        now = self._row(meeting["ticket_id"])
        assert (now["rank"], now["joined_at"]) == (before["rank"], before["joined_at"])
        if before["state"] == "serving":
            assert now["state"] == "cancelled" if now["origin"] == "walk_up" else now["state"] != "cancelled"

    @rule(pick=st.integers(0, 3))
    def a_meeting_goes_on(self, pick: int) -> None:
        meetings = self.cast.rows("SELECT id FROM consultations WHERE state = 'open' ORDER BY id")
        if meetings:
            self.act("consultation.extend", consultation=meetings[pick % len(meetings)]["id"])

    @rule(pick=st.integers(0, 9))
    def leave(self, pick: int) -> None:
        if ticket := self._pick(pick, "waiting"):
            self.act("ticket.leave", ticket=ticket["id"])

    @rule(pick=st.integers(0, 9), state=st.sampled_from(("waiting", "called")), booth=st.sampled_from(BOOTHS))
    def transfer(self, pick: int, state: str, booth: str) -> None:
        if ticket := self._pick(pick, state):
            self.moved.add(ticket["id"])
            self.act("ticket.transfer", ticket=ticket["id"], booth=booth)
            now = self._row(ticket["id"])
            assert now["joined_at"] == ticket["joined_at"] and abs(now["rank"] - ticket["rank"]) < 1

    @rule(
        pick=st.integers(0, 9), verb=st.sampled_from(("ticket.recall", "ticket.no_show", "ticket.transfer"))
    )
    def something_that_does_not_fit(self, pick: int, verb: str) -> None:
        if ticket := self._pick(pick, "waiting", "serving", "done", "cancelled", "no_show"):
            if verb == "ticket.transfer":
                self.act(verb, ticket=ticket["id"], booth=self._number(ticket))
            else:
                self.act(verb, ticket=ticket["id"])

    @rule(who=st.integers(0, 4), booth=st.sampled_from(BOOTHS))
    def walk_up(self, who: int, booth: str) -> None:
        self.act("consultation.start", code=self.people[who].code, booth=booth, counter=1)

    @rule(pick=st.integers(0, 3))
    def finish(self, pick: int) -> None:
        meetings = self.cast.rows("SELECT id FROM consultations WHERE state = 'open' ORDER BY id")
        if meetings:
            meeting = meetings[pick % len(meetings)]["id"]
            self.act("consultation.finish", consultation=meeting, lines=[{"outcome": "consulted"}])

    @rule(booth=st.sampled_from(BOOTHS))
    def a_booth_pauses_for_a_while(self, booth: str) -> None:
        paused = self.cast.value("SELECT paused_at FROM booths WHERE number = ?", booth)
        self.act("booth.open" if paused else "booth.pause", booth=booth)

    @rule(who=st.integers(0, 4))
    def a_visitor_pauses_for_a_while(self, who: int) -> None:
        person = self.people[who].id
        paused = self.cast.value("SELECT paused_at FROM visitors WHERE id = ?", person)
        self.act("visitor.resume" if paused else "visitor.pause", visitor=person)

    @rule(seconds=st.sampled_from((0.001, 1, 40)))
    def time_passes(self, seconds: float) -> None:
        self.cast.clock.pass_s(seconds)

    @precondition(lambda self: self.last)
    @rule()
    def the_same_action_again_changes_nothing(self) -> None:
        verb, fields, body = self.last
        before = self.cast.tables(), self.cast.value("SELECT max(seq) FROM journal")
        assert self.cast.do(verb, **fields).body == body
        assert (self.cast.tables(), self.cast.value("SELECT max(seq) FROM journal")) == before

    @invariant()
    def nobody_is_called_twice_and_no_counter_doubled(self) -> None:
        rows = busy(self.cast)
        assert len({row["visitor_id"] for row in rows}) == len(rows)
        seats = [(row["booth_id"], row["counter"], row["state"]) for row in rows]
        assert len(set(seats)) == len(seats)
        meetings = self.cast.rows("SELECT ticket_id FROM consultations WHERE state = 'open'")
        serving = self.cast.rows("SELECT id FROM tickets WHERE state = 'serving'")
        assert sorted(row["ticket_id"] for row in meetings) == sorted(row["id"] for row in serving)

    @invariant()
    def no_ticket_is_lost_and_what_ended_stays_ended(self) -> None:
        now = {row["id"]: row["state"] for row in self._tickets()}
        ended = ("done", "no_show", "cancelled")
        for ticket, state in self.known.items():
            assert ticket in now and (state not in ended or now[ticket] == state)
        self.known = now

    @invariant()
    def nobody_is_overtaken_in_the_queue_but_by_a_rule(self) -> None:
        for booth in BOOTHS:
            now = self._waiting(booth)
            before = [one for one in self.orders[booth] if one in now and one not in self.moved]
            assert [one for one in now if one in before] == before
            self.orders[booth] = now
        self.moved = {row["id"] for row in self._tickets() if row["state"] in ("called", "serving")}

    @invariant()
    def nobody_waits_who_did_not_come_twice(self) -> None:
        live = [row for row in self._tickets() if row["state"] in ("waiting", "called", "serving")]
        assert [row for row in live if row["no_shows"] > 1] == []

    @invariant()
    def the_loads_are_what_waits(self) -> None:
        wrong = self.cast.rows(
            "SELECT booth_id FROM loads l WHERE waiting <> (SELECT count(*) FROM tickets t"
            " WHERE t.booth_id = l.booth_id AND t.state = 'waiting')"
        )
        assert wrong == []

    def _tickets(self) -> list[dict]:
        return self.cast.rows("SELECT * FROM tickets ORDER BY id")

    def _waiting(self, booth: str) -> list[int]:
        return [
            row["id"]
            for row in self.cast.rows(
                "SELECT t.id FROM tickets t JOIN booths b ON b.id = t.booth_id"
                " WHERE b.number = ? AND t.state = 'waiting' ORDER BY t.rank, t.id",
                booth,
            )
        ]

    def _busy(self) -> set[int]:
        return {row["visitor_id"] for row in busy(self.cast)}

    def _pick(self, index: int, *states: str) -> dict | None:
        found = [row for row in self._tickets() if row["state"] in states]
        return found[index % len(found)] if found else None

    def _row(self, ticket: int) -> dict:
        return self.cast.rows("SELECT * FROM tickets WHERE id = ?", ticket)[0]

    def _number(self, ticket: dict) -> str:
        return self.cast.value("SELECT number FROM booths WHERE id = ?", ticket["booth_id"])

    def _seat(self, ticket: dict, counter: int) -> int:
        return min(counter, COUNTERS[self._number(ticket)])


@pytest.mark.parametrize("orders", [12, pytest.param(200, marks=pytest.mark.long)])
def test_any_order_of_actions_keeps_the_rules(template, orders):
    Dangers.template = template
    run_state_machine_as_test(
        Dangers,
        settings=settings(
            max_examples=orders,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
