"""A simulated day's calls, as the tests of boards live them through (tests/js/crowded-day.csv)."""

from pathlib import Path

import pytest

from kiosk.simulation import calls

CROWDED = Path(__file__).parents[1] / "js" / "crowded-day.csv"


def test_every_call_of_a_day_stands_until_somebody_came_or_it_was_repeated():
    found = calls.first_day(seed=1, visitors=40)
    assert len(found) > 40
    assert all(0 <= one["called_s"] <= one["over_s"] <= 8 * 3600 for one in found)
    at_counters = sorted((one["booth"], one["counter"], one["called_s"], one["over_s"]) for one in found)
    for before, after in zip(at_counters, at_counters[1:], strict=False):
        assert before[:2] != after[:2] or before[3] <= after[2]  # a counter calls one at a time


@pytest.mark.long
def test_the_crowded_day_of_the_boards_tests_is_the_simulations():
    assert calls.as_csv(calls.first_day(seed=1, visitors=3_000)) == CROWDED.read_text(encoding="utf-8")
