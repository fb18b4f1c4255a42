"""A recorded day lived again: the journal of an export is a scenario, and bad lines are named."""

import json

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.exchange.export import export
from kiosk.simulation import live, recorded, scenario, timetable
from kiosk.simulation.clairvoyant import _Search


@pytest.fixture(scope="module")
def a_day(tmp_path_factory):
    """A day that was lived, and its export."""
    folder = tmp_path_factory.mktemp("recorded")
    hall = live("ours", scenario.make(4, 30), lambda store: export(store, folder) and None)
    return hall, folder


def test_the_recorded_day_has_what_was_lived(a_day):
    hall, folder = a_day
    plan = recorded.read(folder / "journal.jsonl")
    assert [day.date for day in plan.days] == [day.date for day in hall.scenario.days]
    came = [guest for guest in hall.guests if guest.arrived_at]
    assert len(plan.visitors) == len(came)
    assert {one.at for one in plan.booths.values()} == {one.at for one in hall.scenario.booths.values()}
    assert sum(len(one.wishes) for one in plan.visitors) == sum(len(one.visitor.wishes) for one in came)
    assert sum(len(one.appointments) for one in plan.visitors) == sum(
        len(one.visitor.appointments) for one in came
    )
    lengths = sorted(end - start for _, start, end in hall.meetings)
    assert sum(plan.lengths_ms.values()) == pytest.approx(sum(lengths), abs=1000 * len(lengths))
    assert sum(plan.missed.values()) == sum(
        any(hall.scenario.misses(one.visitor, booth, 1) for _ in (0,))
        + (hall.scenario.misses(one.visitor, booth, 1) and hall.scenario.misses(one.visitor, booth, 2))
        for one in came
        for booth in one.started_at
    )


def test_it_can_be_lived_again_and_scheduled(a_day):
    plan = recorded.read(a_day[1] / "journal.jsonl")
    again = live("shortest", plan)
    assert len(again.meetings) == len(a_day[0].meetings)
    assert timetable.faults(plan, _Search(plan).meetings()) == []


def test_both_days_of_a_demo_are_lived_again(simulated_expo, tmp_path):
    """The demo's crowd wanders, misses calls, leaves and comes back; beside it logs are corrected and calls taken back."""
    export(simulated_expo(), tmp_path)
    plan = recorded.read(tmp_path / "journal.jsonl")
    assert len(plan.days) == 2
    assert all(any(day in one.arrives for one in plan.visitors) for day in range(2))
    assert any(len(one.arrives) == 2 for one in plan.visitors)
    assert plan.lengths_ms and set(plan.booths) >= {booth for _, booth in plan.lengths_ms}
    again = live("ours", plan)
    assert again.told and len(again.meetings) >= len(plan.lengths_ms) / 2


def test_the_journal_alone_is_enough(a_day, tmp_path):
    (tmp_path / "journal.jsonl").write_bytes((a_day[1] / "journal.jsonl").read_bytes())
    plan = recorded.read(tmp_path / "journal.jsonl")
    assert len({one.at for one in plan.booths.values()}) == 1
    assert len(plan.visitors) == len([guest for guest in a_day[0].guests if guest.arrived_at])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "1번째 줄이 JSON이 아닙니다"),
        ("[]", "1번째 줄"),
        (json.dumps({"kind": "visitor.check_in"}), "1번째 줄"),
        (
            json.dumps(
                {"kind": "visitor.check_in", "visitor": 1, "booth": None, "detail": {}, "happened_at": "soon"}
            ),
            "1번째 줄",
        ),
        ("", "입장한 사람이 없습니다"),
        ("1" * 300_000, "깁니다"),
    ],
)
def test_a_file_that_is_no_journal_is_refused_with_its_line(tmp_path, line, said):
    (tmp_path / "journal.jsonl").write_text(line)
    with pytest.raises(Unusable, match=said):
        recorded.read(tmp_path / "journal.jsonl")
    with pytest.raises(Unusable, match="읽을 수 없습니다"):
        recorded.read(tmp_path / "missing.jsonl")
