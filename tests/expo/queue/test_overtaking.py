"""Who goes before whom: within everybody's budget, otherwise by rank."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kiosk.expo.queue import turns
from kiosk.expo.queue.overtaking import Budget, cost_ms, first_of
from kiosk.expo.queue.pick import Hours, Waiting, pick
from kiosk.screens import booth as tablet
from tests.cast import Cast, Person
from tests.expo.figures.test_replay import assert_given_back

MIN = 60_000
NOW = 1_000 * MIN
HOURS = Hours(early_ms=5 * MIN, late_ms=10 * MIN)
MEETING_MS = 15 * MIN
WIDE = Budget(99, 9_900 * MIN)

times_ms = st.integers(0, 400 * MIN)
people = st.builds(
    Waiting,
    ticket_id=st.just(0),
    number=st.integers(1, 999),
    rank=st.integers(0, 9).map(float),
    busy=st.sampled_from([None, None, None, "in_meeting", "paused"]),
    rest_ms=times_ms,
    waits_ms=times_ms,
    here_ms=times_ms,
    overtaken=st.integers(0, 6),
    overtaken_ms=st.integers(0, 60 * MIN),
)
queues = st.lists(people, min_size=1, max_size=9).map(
    lambda found: [replace(one, ticket_id=place) for place, one in enumerate(found, 1)]
)
budgets = st.builds(Budget, times=st.integers(0, 5), ms=st.integers(0, 60 * MIN))


@given(queues, budgets, st.integers(1, 4))
def test_nobody_is_overtaken_beyond_their_budget_and_the_decision_is_always_the_same(queue, budget, counters):
    found = pick(queue, NOW, HOURS, "ko", budget, MEETING_MS, counters)
    assert pick(queue[::-1], NOW, HOURS, "ko", budget, MEETING_MS, counters) == found
    by_id = {one.ticket_id: one for one in queue}
    for ticket_id in found.overtaken:
        one = by_id[ticket_id]
        assert one.busy is None
        assert one.waits_ms >= cost_ms(MEETING_MS, counters)
        assert one.overtaken + 1 <= budget.times
        assert one.overtaken_ms + cost_ms(MEETING_MS, counters) <= budget.ms
        assert found.chosen.rest_ms / (60 * MIN + found.chosen.here_ms) < one.rest_ms / (
            60 * MIN + one.here_ms
        )


@given(queues, st.sampled_from([Budget(0, 600 * MIN), Budget(9, 0)]))
def test_without_a_budget_rank_decides(queue, budget):
    able = sorted((one for one in queue if one.busy is None), key=lambda one: (one.rank, one.ticket_id))
    found = pick(queue, NOW, HOURS, "ko", budget, MEETING_MS)
    assert found.chosen == (able[0] if able else None)
    assert found.overtaken == []


def test_a_due_appointment_is_before_all_and_costs_nobody_anything():
    due = Waiting(1, 101, 9.0, appointment_at=NOW)
    first = Waiting(2, 102, 1.0, rest_ms=300 * MIN, waits_ms=300 * MIN)
    found = pick([due, first], NOW, HOURS, "ko", WIDE, MEETING_MS)
    assert (found.chosen, found.overtaken) == (due, [])


def test_of_two_who_are_about_as_far_the_first_by_rank():
    near = [Waiting(n, n, float(n), rest_ms=rest * MIN, waits_ms=60 * MIN) for n, rest in ((1, 100), (2, 95))]
    assert first_of(near, WIDE, MEETING_MS) == 0
    assert first_of([near[0], replace(near[1], rest_ms=60 * MIN)], WIDE, MEETING_MS) == 1


def test_the_more_of_a_budget_is_spent_the_more_has_to_be_gained_by_it():
    budget, behind = Budget(10, 300 * MIN), Waiting(2, 2, 2.0, rest_ms=70 * MIN)
    ahead = Waiting(1, 1, 1.0, rest_ms=100 * MIN, waits_ms=60 * MIN)
    assert first_of([replace(ahead, overtaken=3), behind], budget, MEETING_MS) == 1
    assert first_of([replace(ahead, overtaken=8), behind], budget, MEETING_MS) == 0
    assert first_of([replace(ahead, overtaken_ms=250 * MIN), behind], budget, MEETING_MS) == 0
    assert first_of([replace(ahead, overtaken=8), replace(behind, rest_ms=40 * MIN)], budget, MEETING_MS) == 1


def test_everybody_who_is_passed_has_enough_more_before_them():
    """The second has the least but one; the third would pass it, and has nearly as much."""
    rests = [
        Waiting(n, n, float(n), rest_ms=rest * MIN, waits_ms=60 * MIN)
        for n, rest in ((1, 99), (2, 50), (3, 48))
    ]
    assert first_of(rests, WIDE, MEETING_MS) == 1


def test_nobody_is_passed_who_would_sit_down_elsewhere_before_that():
    ahead = Waiting(1, 1, 1.0, rest_ms=100 * MIN, waits_ms=10 * MIN)
    behind = Waiting(2, 2, 2.0)
    assert first_of([ahead, behind], WIDE, cost_ms(MEETING_MS, 1)) == 0
    assert (
        first_of([ahead, behind], WIDE, cost_ms(MEETING_MS, 2)) == 1
    )  # put off by half a meeting at two counters


def besieged(cast: Cast) -> tuple[Person, Person]:
    """At A02 somebody waits first who has the long queue of A03 before them, and behind them one who wants nothing else."""
    for _ in range(3):
        cast.arrive("A03")
    return cast.arrive("A02", "A03"), cast.arrive("A02")


def test_who_wants_nothing_else_is_called_before_who_waits_elsewhere_anyway(cast):
    first, second = besieged(cast)
    answer = cast.done("ticket.call_next", booth="A02", counter=1)
    assert answer["ticket"]["number"] == second.number
    assert answer["why"] == [
        f"{second.number}번은 남은 일정이 짧아 먼저 불러요. 앞선 {first.number}번은 다른 부스 순서가 더 남았어요."
    ]
    assert [one["reason"] for one in answer["skipped"]] == ["overtaken"]
    [row] = cast.rows("SELECT overtaken, overtaken_ms FROM tickets WHERE overtaken > 0")
    assert row == {"overtaken": 1, "overtaken_ms": MEETING_MS}
    english = cast.journal("ticket.call_next")[-1]["detail"]
    assert "is called first, having little left to do" in english


def test_a_call_that_is_taken_back_has_cost_nobody_anything(cast):
    besieged(cast)
    called = cast.done("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    cast.done("ticket.uncall", ticket=called, reason="다른 분")
    assert cast.rows("SELECT id FROM tickets WHERE overtaken <> 0 OR overtaken_ms <> 0") == []
    assert_given_back(cast.store)
    assert cast.done("ticket.call_next", booth="A02", counter=1)["ticket"]["id"] == called
    assert cast.value("SELECT sum(overtaken) FROM tickets") == 1
    cast.done("ticket.uncall", ticket=called, reason="다른 분")
    cast.done("ticket.call", ticket=called, counter=1, reason="먼저")
    cast.done("ticket.uncall", ticket=called, reason="다른 분")  # of a call that passed nobody over
    assert cast.value("SELECT sum(overtaken) FROM tickets") == 0


def overtakings(cast: Cast) -> int:
    return int(cast.value("SELECT sum(overtaken) FROM tickets"))


def start(cast: Cast, ticket: int) -> int:
    found: int = cast.done("consultation.start", ticket=ticket, counter=1)["consultation"]["id"]
    return found


def test_a_start_that_is_taken_back_has_cost_nobody_anything_once_its_owner_waits_again(cast):
    besieged(cast)
    called = cast.done("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    cast.done("consultation.cancel_start", consultation=start(cast, called), reason="다른 분")
    assert overtakings(cast) == 1  # they are called again, before the other
    meeting = start(cast, called)
    cast.arrive("A02")
    cast.done("ticket.call_next", booth="A02", counter=1)  # ahead
    before = overtakings(cast)
    answer = cast.done("consultation.cancel_start", consultation=meeting, reason="다른 분")
    assert answer["ticket"]["state"] == "waiting"
    assert overtakings(cast) == before - 1
    assert_given_back(cast.store)


def test_nothing_is_given_back_twice(cast):
    """Called, taken back, started without a call, and that taken back, too."""
    _, person = besieged(cast)
    cast.call("A02")
    cast.done("ticket.uncall", ticket=person.tickets["A02"], reason="다른 분")
    cast.done("consultation.cancel_start", consultation=cast.meet(person, "A02"), reason="다른 분")
    assert overtakings(cast) == 0
    assert_given_back(cast.store)


def test_who_does_not_come_has_kept_the_counter_from_those_who_were_passed(cast):
    besieged(cast)
    called = cast.done("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    cast.done("ticket.no_show", ticket=called)
    assert overtakings(cast) == 1


def test_an_expo_that_sets_no_times_calls_by_rank(cast):
    first, _ = besieged(cast)
    cast.done("expo.settings", settings={"overtaken_times": 0})
    assert cast.call("A02") == first.number


def test_a_budget_is_one_persons_at_all_booths_together(cast):
    """Their fourteen minutes of patience are less than one meeting takes."""
    first, _ = besieged(cast)
    cast.done("expo.settings", settings={"overtaken_min": 14})
    assert cast.call("A02") == first.number


def test_whoever_calls_at_once_no_budget_is_exceeded(cast):
    """Five booths called by five threads, against one file: who waits is drawn from a seed."""
    draw = random.Random(7)
    booths = ["A02", "A03", "B01", "B02", "B03"]
    cast.done("expo.settings", settings={"overtaken_times": 2, "overtaken_min": 40})
    for _ in range(24):
        cast.arrive(*draw.sample(booths, draw.choice((1, 1, 2, 3))))

    def work(booth: str) -> None:
        for _ in range(8):
            called = cast.do("ticket.call_next", booth=booth, counter=1)
            if called.ok:
                cast.do("ticket.no_show", ticket=called.data["ticket"]["id"])

    with ThreadPoolExecutor(len(booths)) as pool:
        list(pool.map(work, booths))
    spent = cast.rows(
        "SELECT sum(overtaken) AS times, sum(overtaken_ms) AS ms FROM tickets GROUP BY visitor_id"
    )
    assert max(one["times"] for one in spent) == 2
    assert max(one["ms"] for one in spent) <= 40 * MIN


def test_who_has_just_come_free_is_left_for_a_minute_to_the_booth_with_more_work(cast):
    """Both tables are empty, and both booths' staff see them; Seoyeon is still to come to A02."""
    person = cast.arrive("A02", "A03")
    assert left_to(cast, "A03") == "A02"
    assert left_to(cast, "A02") is None
    cast.clock.pass_s(61)
    assert left_to(cast, "A03") is None
    cast.clock.pass_s(-61)
    assert cast.call("A03") == person.number  # it may always be called


def left_to(cast: Cast, number: str) -> str | None:
    with cast.store.read() as db:
        shown = tablet.show(db, number, now=cast.clock(), lang="ko")
    head = next(part for part in shown.parts if part.id == "booth-head")
    found: str | None = head.values["seats"][0]["left_to"]
    return found


def test_who_is_too_far_behind_to_be_looked_at_goes_before_nobody():
    ahead = Waiting(1, 101, 1.0, rest_ms=90 * MIN, waits_ms=90 * MIN, here_ms=MIN)
    behind = replace(ahead, **turns.NOT_LOOKED_AT._asdict())
    assert first_of([*[ahead] * 3, behind], WIDE, MEETING_MS) == 0
