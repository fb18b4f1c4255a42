"""How long the publisher rests: nearly not at the pace of a full hall, and longer by itself in a rush at the door."""

import pytest

from kiosk.live.publish import BREATH_S, RUSH_MAX_S, rest_s

TOOK_S = 0.002


@pytest.mark.parametrize("actions_a_second", [20, 60])
def test_a_full_hall_is_told_at_once(actions_a_second: int) -> None:
    assert _settled(entries_a_second=actions_a_second * 2) == BREATH_S


@pytest.mark.parametrize("check_ins_a_second", [100, 400, 1_000])
def test_a_rush_at_the_door_shares_its_messages(check_ins_a_second: int) -> None:
    assert _settled(entries_a_second=check_ins_a_second * 4) == RUSH_MAX_S


def test_after_a_rush_a_single_change_is_told_at_once_again() -> None:
    assert rest_s(TOOK_S, entries=400) == RUSH_MAX_S
    assert rest_s(TOOK_S, entries=1) == BREATH_S


def test_a_long_round_leaves_time_to_the_work() -> None:
    assert rest_s(0.01, entries=1) > rest_s(TOOK_S, entries=1)


def _settled(entries_a_second: float) -> float:
    """The rest that such a pace comes to, from a first round that had one entry."""
    rest = rest_s(TOOK_S, 1)
    for _ in range(50):
        rest = rest_s(TOOK_S, int(entries_a_second * (TOOK_S + rest)))
    return rest
