"""Every figure is what a plain count by the words of its definition gives, and is told with both in two languages."""

import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.actions.refusals import NotFound
from kiosk.data.store import Store
from kiosk.expo.figures import definitions, scope, wording
from tests import simulated
from tests.cast import DAY, NEXT_DAY, Cast
from tests.expo.figures.plain import Plain
from tests.simulated import Simulated

CONTRACT = (
    "persons enterprises check_ins citizens consultations_finished outcome_consulted outcome_consulted_won"
    " outcome_commitment outcome_commitment_won outcome_contract outcome_contract_won outcome_mou no_shows"
    " wishes_met_share plan_items_touched wait_per_call_min wait_per_visitor_min"
)


@pytest.mark.parametrize("seed", [1, 7])
def test_every_figure_of_every_day_and_of_all_is_that_of_a_plain_count(
    simulated_expo: Simulated, seed: int
) -> None:
    whole = _require_plain_count(simulated_expo(seed))
    nothing = {name for name, value in whole.items() if not value} - definitions.MOVING
    on_paper = {"check_ins_on_paper", "consultations_on_paper"}
    assert nothing <= {"estimates_within_p50_share"} | on_paper  # all else happened


def _require_plain_count(store: Store) -> dict[str, definitions.Value]:
    """Gives the figures of all days."""
    plain = Plain(store.path, store.now())
    with store.read() as db:
        abouts = [scope.of_expo(db, store.now()), *scope.each_day(db, store.now())]
        counted = {about.day: definitions.collect(db, about) for about in abouts}
    assert counted == {day: plain.figures(day) for day in counted}
    return counted[None]


@pytest.mark.long
def test_figures_of_a_whole_expo_are_those_of_a_plain_count(tmp_path: Path) -> None:
    """All of the sample's plan and people, from ten to six on both days."""
    simulated.live(tmp_path, 4, visitors=120, hours="10:00-18:00", whole=True)
    with closing(simulated.open_lived(tmp_path)) as store:
        _require_plain_count(store)


def test_a_day_that_has_not_come_and_an_expo_without_days_have_figures_too(cast: Cast) -> None:
    with cast.store.read() as db:
        tomorrow = definitions.collect(db, scope.of_day(db, NEXT_DAY, cast.clock.now))
    assert tomorrow["persons"] == 0 and tomorrow["returned_share"] is None
    cast.store.change(lambda change: change.db.execute("DELETE FROM days"))
    with cast.store.read() as db:
        none = definitions.collect(db, scope.of_expo(db, cast.clock.now))
        assert none["persons"] == 0 and none["plan_items"] == 6 and none["wait_per_call_min"] is None
        with pytest.raises(NotFound, match="2026-10-29"):
            scope.of_day(db, DAY, cast.clock.now)


def test_each_is_told_with_its_words_in_both_languages(cast: Cast) -> None:
    with cast.store.read() as db:
        told = definitions.told(db, scope.of_expo(db, cast.clock.now))
    assert (told["as_of"], told["day"]) == ("2026-10-29T10:00:00+09:00", None)
    assert set(CONTRACT.split()) <= told["figures"].keys()
    for name, one in told["figures"].items():
        assert re.search("[가-힣]", one["definition"]) and one["definition"].endswith("요."), name
        for english in ("word_en", "definition_en", "unit_en"):
            assert one[english] and not re.search("[가-힣]", one[english]), name
    words = [one.word for one in definitions.FIGURES.values()]
    assert len(set(words)) == len(words)
    json.dumps(told, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "unit", "ko", "en"),
    [
        (1234, "명", "1,234명", "1,234"),
        (3, "회", "3회", "3"),
        (35_000_000_000, "원", "35,000,000,000원", "35,000,000,000 won"),
        (12.34, "분", "12.3분", "12.3 min"),
        (0.5, "비율", "50.0%", "50.0%"),
        (None, "분", "–", "–"),
    ],
)
def test_a_value_is_shown_with_its_unit(value: definitions.Value, unit: Any, ko: str, en: str) -> None:
    assert (wording.shown(value, unit, "ko"), wording.shown(value, unit, "en")) == (ko, en)


def test_waits_are_those_of_who_is_free(cast: Cast) -> None:
    """Called at 10:05 after five minutes, and at another booth at 10:20 after a meeting and a rest: five minutes in all."""
    person = cast.arrive("A02", "A03")
    cast.clock.set(DAY, "10:05")
    cast.call("A02")
    meeting = cast.meet(person, "A02")
    cast.clock.set(DAY, "10:15")
    cast.finish(meeting)
    cast.done("visitor.pause", "desk", visitor=person.id)
    cast.clock.set(DAY, "10:20")
    cast.done("visitor.resume", "desk", visitor=person.id)
    cast.call("A03")
    with cast.store.read() as db:
        found = definitions.collect(db, scope.of_day(db, DAY, cast.clock.now))
    assert found["calls"] == 2
    assert (found["wait_per_call_min"], found["wait_per_visitor_min"]) == (5.0, 5.0)
