"""Boards near each other: one speaks at a time, and each call is said once."""

from kiosk.live.turns import PLACES_MOST, SAID_MOST, SAYING_MOST_MS, Turns


def test_a_call_is_said_by_who_asks_first_alone():
    turns = Turns()
    assert turns.take("hall", ["1 10"], 5_000, now=0) == (["1 10"], 0)
    assert turns.take("hall", ["1 10"], 5_000, now=10) == ([], 4_990)
    assert turns.take("hall", ["1 99"], 5_000, now=6_000) == (["1 99"], 0)  # called again


def test_another_board_waits_until_the_first_is_through():
    turns = Turns()
    turns.take("hall", ["1 10"], 5_000, now=0)
    assert turns.take("hall", ["1 10", "2 11"], 8_000, now=1_000) == (["2 11"], 4_000)
    assert turns.take("hall", ["3 12"], 5_000, now=1_000) == (["3 12"], 8_000)


def test_boards_far_from_each_other_do_not_wait():
    turns = Turns()
    turns.take("A", ["1 10"], 5_000, now=0)
    assert turns.take("B", ["1 10"], 5_000, now=0) == (["1 10"], 0)


def test_what_it_remembers_is_bounded_and_so_is_a_turn():
    turns = Turns()
    for n in range(SAID_MOST + 1):
        turns.take("hall", [str(n)], 0, now=0)
    assert turns.take("hall", ["0"], 10**9, now=0)[0] == ["0"]
    assert turns.take("hall", ["new"], 0, now=0)[1] == SAYING_MOST_MS
    for n in range(PLACES_MOST):
        turns.take(f"place {n}", ["1"], 0, now=0)
    assert turns.take("hall", ["new"], 0, now=0) == (["new"], 0)


def test_nobody_makes_the_others_wait_for_ever():
    turns = Turns()
    for n in range(100):
        turns.take("hall", [str(n)], SAYING_MOST_MS, now=0)
    assert turns.take("hall", ["new"], 0, now=0)[1] == SAYING_MOST_MS
    assert (
        turns.take("hall", ["another"], 0, now=-3_600_000)[1] == SAYING_MOST_MS
    )  # a clock that was set back
