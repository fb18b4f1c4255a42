"""The first day tunes the second: how long people take to come, how fast they walk; shrunk, never far."""

from dataclasses import replace
from uuid import uuid4

import pytest

from kiosk.actions import timers
from kiosk.expo.queue import learnt, loads
from kiosk.expo.queue.learnt import FURTHEST, Lesson, Walk, pace_of
from kiosk.expo.queue.memory import Square
from tests.cast import DAY, NEXT_DAY, Cast

MIN = 60_000
SLOW, QUICK = "A02", "A03"


@pytest.fixture
def two_days(cast: Cast) -> Cast:
    """A day on which people took four minutes to come to one booth and half a minute to another; then the next one at ten."""
    for _ in range(12):
        for booth, took_s in ((SLOW, 240), (QUICK, 30)):
            person = cast.arrive(booth)
            cast.call(booth)
            cast.clock.pass_s(took_s)
            meeting = cast.meet(person, booth)
            cast.clock.pass_min(5)
            cast.finish(meeting)
    cast.clock.set(NEXT_DAY, "10:00")
    begin_anew(cast)
    return cast


def begin_anew(cast: Cast) -> None:
    """Another history, as after a restored backup: other tests of this process read theirs from the same expo."""
    cast.store.change(lambda change: change.update("UPDATE expo SET epoch = ?", uuid4().hex))


def lesson_of(cast: Cast, booth: str) -> tuple[Lesson, int]:
    with cast.store.read() as db:
        state = loads.of(db, cast.clock.now)
        assert Square(db, cast.clock.now).loads(cast.clock.now).lesson == state.lesson
        return state.lesson, state.by_number[booth]["id"]


def test_the_second_day_knows_where_people_come_late(two_days: Cast) -> None:
    (lesson, slow), (_, quick) = lesson_of(two_days, SLOW), lesson_of(two_days, QUICK)
    assert lesson.answers == {slow: (12, 12 * 240_000), quick: (12, 12 * 30_000)}
    assert lesson.answer_ms(slow, 3 * MIN) > 3 * MIN > lesson.answer_ms(quick, 3 * MIN)


def test_nothing_is_learnt_before_the_day_is_over(two_days: Cast) -> None:
    two_days.clock.set(DAY, "17:30")
    lesson, booth = lesson_of(two_days, SLOW)
    assert lesson == learnt.NOTHING
    assert lesson.answer_ms(booth, 3 * MIN) == 3 * MIN


def test_a_night_changes_nothing_by_more_than_a_quarter() -> None:
    wild = Lesson(answers={1: (500, 500 * 10 * MIN), 2: (500, 500)})
    assert wild.answer_ms(1, 2 * MIN) == (1 + FURTHEST) * 2 * MIN
    assert wild.answer_ms(2, 2 * MIN) == (1 - FURTHEST) * 2 * MIN
    few = Lesson(answers={1: (1, 10 * MIN)})
    assert abs(few.answer_ms(1, 2 * MIN) - 2 * MIN) < MIN


def test_a_pace_is_told_by_who_came_far_against_who_came_near() -> None:
    """Whoever takes forty seconds to get up walks no slower for it."""

    def came(ms_a_metre: float, many: int) -> list[Walk]:
        return [Walk(float(m), 40_000 + m * ms_a_metre) for m in range(10, 10 + many)]

    assert pace_of([], 1000.0) == pace_of(came(1000, 1), 1000.0) == 1.0
    assert pace_of([Walk(30.0, 40_000.0)] * 50, 1000.0) == 1.0  # all from one place tell nothing
    assert pace_of(came(1200, 200), 1000.0) == pytest.approx(1.154, abs=0.01)
    assert 1.0 < pace_of(came(1200, 10), 1000.0) < 1.05
    assert pace_of(came(5000, 500), 1000.0) == 1 + FURTHEST


def test_walks_are_counted_at_the_pace_that_was_learnt(two_days: Cast) -> None:
    with two_days.store.read() as db:
        state = loads.of(db, two_days.clock.now)
    slower = replace(state, lesson=Lesson(pace=1.2))
    booth = state.by_number[QUICK]["id"]
    assert slower.walk_ms(None, booth) == pytest.approx(1.2 * state.walk_ms(None, booth))
    assert slower.walk_m_per_min == pytest.approx(state.walk_m_per_min / 1.2)


def test_the_clock_calls_ahead_the_earlier_where_people_took_longer(two_days: Cast) -> None:
    begun = two_days.clock.now
    for booth in (SLOW, QUICK):
        two_days.done("booth.call_ahead", booth=booth, on=True)
        two_days.meet(two_days.arrive(), booth)
        two_days.arrive(booth)
    due: dict[str, int] = {}
    with two_days.store.read() as db:
        state = loads.of(db, two_days.clock.now)
    while len(due) < 2 and two_days.clock.now < begun + 30 * MIN:
        two_days.clock.pass_s(5)
        for verb, fields, _ in timers.due_calls_ahead(two_days.store):
            assert verb == "ticket.call_next"
            due.setdefault(fields["booth"], two_days.clock.now)
    left = {
        number: state.pace(state.by_number[number]["id"]).p50_ms - (due[number] - begun) for number in due
    }
    assert left[SLOW] > 3 * MIN > left[QUICK]


def test_another_history_teaches_anew(two_days: Cast) -> None:
    (before, slow) = lesson_of(two_days, SLOW)
    two_days.store.change(
        lambda change: change.update("UPDATE tickets SET started_at = called_at WHERE booth_id = ?", slow)
    )
    assert lesson_of(two_days, SLOW)[0] == before, "once a day"
    begin_anew(two_days)
    assert lesson_of(two_days, SLOW)[0].answers[slow] == (12, 0)
