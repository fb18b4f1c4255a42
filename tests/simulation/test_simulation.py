"""The simulation: the same for a seed, honest in its figures, and our way of calling ahead of the other three."""

import itertools
from pathlib import Path

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.simulation import bounds, compare, crowds, live, plot, scenario, table
from kiosk.simulation.bounds import srpt
from kiosk.simulation.figures import figures_of, quantile

FIGURES = {"mean_wait_min", "p90_wait_min", "wishes_met", "idle_counter_min", "refused_calls"}


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    picture = tmp_path_factory.mktemp("plot") / "compared.png"
    return compare(seed=1, visitors=50, people=50, plot=picture), picture


def test_the_result_has_the_contracts_shape(result):
    found = result[0]
    assert set(found) == {"policies", "bounds", "seed", "visitors", "booths", "reliability"}
    assert list(found["policies"]) == ["fixed", "shortest", "held", "ours", "clairvoyant"]
    assert all(set(row) >= FIGURES for row in [*found["policies"].values(), found["bounds"]])
    assert set(found["policies"]["ours"]) == FIGURES | {"within_p50", "within_p80"}
    assert (found["seed"], found["visitors"], found["booths"]) == (1, 50, 44)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"visitors": 0}, "1명부터 5000명까지"),
        ({"visitors": 10**9}, "1명부터 5000명까지"),
        ({"journal": Path("journal.jsonl"), "is_drawn": True}, "하나만"),
        ({"plot": Path("nowhere/compared.png")}, "이미 있는 폴더"),
        ({"plot": Path("compared.xyz")}, "png 파일로"),
    ],
)
def test_what_would_fail_after_minutes_is_refused_at_once(asked, sentence):
    with pytest.raises(Unusable, match=sentence):
        compare(**asked)


def test_ours_is_ahead_of_the_other_three(result):
    policies = dict(result[0]["policies"])
    ours, _ = policies.pop("ours"), policies.pop("clairvoyant")
    for other in policies.values():
        assert ours["mean_wait_min"] < other["mean_wait_min"]
        assert ours["wishes_met"] >= other["wishes_met"]


def test_nobody_beats_the_bounds(result):
    least = result[0]["bounds"]
    for row in result[0]["policies"].values():
        assert row["mean_wait_min"] >= least["mean_wait_min"]
        assert row["wishes_met"] <= least["wishes_met"]


def test_a_crowd_of_few_is_drawn_anew_until_it_is_as_many_as_came():
    drawn = crowds(1, 100)
    assert [len(plan.visitors) for plan in drawn] == [100, 100, 100]
    assert len({str(plan.visitors) for plan in drawn}) == 3
    assert len(crowds(1, 1000)) == 1


def test_the_same_seed_gives_the_same_figures_and_another_one_others():
    once, again = (figures_of([live("shortest", scenario.make(5, 30))]) for _ in range(2))
    assert once == again
    assert scenario.make(2, 80).visitors != scenario.make(1, 80).visitors


def test_the_plot_is_a_picture_and_the_table_names_every_policy(result):
    found, picture = result
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert all(name in table(found) for name in [*found["policies"], "평균 대기"])


def test_nobody_is_in_two_meetings_and_no_counter_serves_two():
    hall = live("ours", scenario.make(3, 40))
    for booth, moves in itertools.groupby(sorted(hall.meetings), key=lambda one: one[0]):
        changes = sorted((at, more) for _, start, end in moves for at, more in ((start, 1), (end, -1)))
        assert max(itertools.accumulate(more for _, more in changes)) <= hall.scenario.booths[booth].counters
    for guest in hall.guests:
        spans = sorted(
            (at, at + hall.scenario.meeting_ms(guest.visitor, booth))
            for booth, at in guest.started_at.items()
        )
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
        assert set(guest.left_at) == set(guest.arrived_at)


def test_appointments_are_kept_within_their_span_or_earlier():
    hall = live("ours", scenario.make(3, 40))
    late = [
        (guest.started_at[booth] - at) / 60_000
        for guest in hall.guests
        for booth, at in guest.visitor.appointments.items()
        if booth in guest.started_at
    ]
    assert len(late) >= 5 and sum(minutes <= 15 for minutes in late) >= 0.8 * len(late)


def test_shortest_remaining_time_first_interrupts_the_longer_job():
    assert srpt([(0, 10), (2, 3)]) == [13, 5]
    assert srpt([(0, 1), (5, 1)]) == [1, 6]
    assert srpt([]) == []


def test_more_flow_than_the_narrowest_place_is_not_possible():
    plan = scenario.make(1, 500)
    most = bounds.most_met(plan)
    assert 0 < most < sum(len(one.wishes) for one in plan.visitors)


def test_a_quantile_is_a_value_that_occurred():
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.9) == 4.0
    assert quantile([], 0.9) == 0.0


def test_the_picture_says_where_it_cannot_be_written(result, tmp_path):
    from kiosk.actions.refusals import Unusable

    with pytest.raises(Unusable):
        plot.draw(result[0], tmp_path / "missing" / "x.png")
