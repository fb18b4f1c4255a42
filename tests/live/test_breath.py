"""When the publisher rests."""

import pytest

from kiosk.live.breath import CREDIT_S, ENTRY_S, REST_MAX_S, RUSH_MAX_S, SHARE, Breath


def test_a_single_change_is_followed_by_no_rest() -> None:
    breath = Breath(0.0)
    assert [breath.after(0.01, now) for now in (1.0, 2.0, 3.0)] == [0.0, 0.0, 0.0]


def test_whoever_takes_more_than_its_share_rests_until_that_is_made_up_for() -> None:
    breath, now, took_s = Breath(0.0), 0.0, 0.0
    for _ in range(1_000):
        now, took_s = now + 0.01, took_s + 0.01
        now += breath.after(0.01, now)
    assert took_s <= SHARE * now + CREDIT_S + 1e-6


def test_no_rest_is_long() -> None:
    assert Breath(0.0).after(5.0, 5.0) == REST_MAX_S


def test_what_was_not_used_long_ago_is_no_credit() -> None:
    breath = Breath(0.0)
    assert breath.after(CREDIT_S, 1_000.0) == 0.0
    assert breath.after(0.006, 1_000.0) == 0.006 / SHARE


@pytest.mark.parametrize("check_ins_a_second", [100, 400, 1_000])
def test_a_rush_at_the_door_shares_its_messages(check_ins_a_second: int) -> None:
    breath, now, rest = Breath(0.0), 0.0, 0.0
    for _ in range(200):
        now += 0.002 + rest
        rest = breath.after(0.002, now, int(check_ins_a_second * 4 * (0.002 + rest)))
    assert rest == RUSH_MAX_S
    assert (
        breath.after(0.002, now + 1, entries=1) == ENTRY_S
    )  # and after it a single change goes out at once again
