"""The timetable of somebody who knows everything beforehand: it could be lived, and nobody else makes a better one."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.simulation import clairvoyant, drawn, scenario, timetable
from kiosk.simulation.figures import figures_of


@pytest.fixture(scope="module")
def plan():
    return scenario.make(2, 110, drawn.draw(2))


@pytest.fixture(scope="module")
def meetings(plan):
    search = clairvoyant._Search(plan)
    search.improve(60)
    return search.meetings()


def test_the_timetable_could_be_lived_and_is_bettered(plan, meetings):
    assert timetable.faults(plan, meetings) == []
    first = clairvoyant._Search(plan).meetings()
    assert timetable.faults(plan, first) == []
    waits = [
        figures_of([clairvoyant.Lived(plan, clairvoyant._guests(plan, one), [])])["mean_wait_min"]
        for one in (first, meetings)
    ]
    assert waits[1] < waits[0]
    assert timetable.lapsed(plan, meetings) == 0


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=12),
    st.integers(0, 50),
    st.integers(1, 9),
)
def test_a_counter_is_free_where_nobody_sits(asked, ready, length):
    """Its gaps are those between the meetings that were put in, and those taken out again leave nothing behind."""
    counter, taken = clairvoyant._Counter([-inf], [inf]), []
    for since, lasts in asked:
        at = counter.earliest(since, lasts)
        assert all(at + lasts <= start or at >= end for start, end in taken)
        counter.take(at, at + lasts)
        taken.append((at, at + lasts))
    for span in taken[::2]:
        counter.give_back(*span)
    left = taken[1::2]
    steps = [at for at in range(ready, 200) if all(at + length <= start or at >= end for start, end in left)]
    assert counter.earliest(ready, length) == steps[0]
    for span in left:
        counter.give_back(*span)
    assert counter == ([-inf], [inf])


def test_the_same_scenario_gives_the_same_timetable(plan, meetings):
    search = clairvoyant._Search(plan)
    search.improve(60)
    assert search.meetings() == meetings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: {"counter": 9}, "no such counter"),
        (lambda one: {"end": one.end - 60_000}, "not as long"),
        (lambda one: {"called_at": one.called_at - 60_000}, "missed calls"),
        (
            lambda one: {name: getattr(one, name) - 36_000_000 for name in ("called_at", "start", "end")},
            "outside the day",
        ),
    ],
)
def test_a_meeting_that_could_not_be_is_named(plan, meetings, change, said):
    wrong = [replace(meetings[0], **change(meetings[0])), *meetings[1:]]
    assert any(said in one for one in timetable.faults(plan, wrong))


def test_two_at_one_counter_and_one_in_two_places_are_named(plan, meetings):
    twice = [*meetings, replace(meetings[0], visitor=meetings[-1].visitor)]
    assert any("one counter" in one for one in timetable.faults(plan, twice))
    second = next(one for one in meetings[1:] if one.visitor == meetings[0].visitor)
    moved = replace(second, called_at=meetings[0].called_at, start=meetings[0].start)
    assert any("no time to walk" in one for one in timetable.faults(plan, [meetings[0], moved]))


def test_whoever_is_there_before_they_came_is_named(plan, meetings):
    first = min(meetings, key=lambda one: one.called_at)
    visitor = plan.visitors[first.visitor]
    late = replace(
        plan,
        visitors=tuple(
            replace(one, arrives={day: at + 3_600_000 for day, at in one.arrives.items()})
            if one is visitor
            else one
            for one in plan.visitors
        ),
    )
    assert any("before they could be there" in one for one in timetable.faults(late, meetings))
