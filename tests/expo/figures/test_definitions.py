"""Every figure is what a plain count by the words of its definition gives, and is told with both in two languages."""

import pytest

from kiosk.expo.figures import definitions, scope
from tests.expo.figures.plain import Plain
from tests.simulated import Simulated

CONTRACT = (
    "persons enterprises check_ins citizens consultations_finished outcome_consulted outcome_consulted_won"
    " outcome_commitment outcome_commitment_won outcome_contract outcome_contract_won outcome_mou no_shows"
    " wishes_met_share plan_items_touched wait_per_call_min wait_per_visitor_min"
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_of_every_day_and_of_all_is_that_of_a_plain_count(
    simulated_expo: Simulated, seed: int
) -> None:
    store = simulated_expo(seed)
    plain = Plain(store.path, store.now())
    with store.read() as db:
        abouts = [scope.of_expo(db, store.now()), *scope.each_day(db, store.now())]
        counted = {about.day: definitions.collect(db, about) for about in abouts}
    assert counted == {day: plain.figures(day) for day in counted}
    assert [name for name, value in counted[None].items() if not value] == ["check_ins_organiser"]
