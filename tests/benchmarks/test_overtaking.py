"""What benchmarks/overtaking.py says of what was lived."""

import pytest

from benchmarks.overtaking import interval, table


def row(seed: int, shortest: float, in_rank: float, ours: float, clairvoyant: float) -> dict[str, object]:
    waits = {"shortest": shortest, "in_rank": in_rank, "ours": ours, "clairvoyant": clairvoyant}
    rest = {"p90_wait_min": 9.0, "worst_min": 9.0, "wishes_met": 1.0, "refused_calls": 0}
    overtaken = [{"mean_times": 1.0, "most_times": 2, "most_ms": 60_000}]
    figures = {name: rest | {"mean_wait_min": wait} for name, wait in waits.items()}
    return {"seed": seed, "visitors": 700, "overtaken": overtaken, **figures}


def test_an_interval_is_that_of_student() -> None:
    assert interval([1.0, 2.0, 3.0]) == pytest.approx((2.0, 4.30 / 3**0.5))


def test_the_table_tells_how_much_of_the_way_to_the_possible_is_gone_and_the_goal() -> None:
    said = table([row(1, 100, 90, 80, 60), row(2, 200, 180, 150, 120)])
    assert "mean wait of ours over that of shortest: 0.767 (expo by expo 0.775" in said
    assert "of the way from in_rank to clairvoyant: 0.444 (expo by expo 0.417" in said
    assert "the goal is 120.0 min" in said  # 0.80 of 150 asks less than half of the way, 112.5
