"""What an edge holds of a topic: nothing twice, nothing lost, and bounded."""

import pytest

from kiosk.edges.warm import TAIL_BYTES_MAX, TAIL_LONG, TAIL_MAX, Missed, Warm

HALL, PLAN = ("board:hall", "ko"), ("plan", "ko")


def warm(read: int = 10) -> Warm:
    one = Warm()
    one.offer(HALL, read, "whole")
    one.reads(read)
    return one


def behind(one: Warm, n: int) -> list[str]:
    kept = one.of(HALL)
    assert kept
    return kept.behind(n)


def test_a_show_is_behind_the_whole_once() -> None:
    one = warm()
    assert one.reads(11)
    one.shown(HALL, 11, "a")
    assert not one.reads(11), "an entry that came twice"
    assert one.reads(12)
    one.shown(PLAN, 12, "of a topic that is not kept")
    assert behind(one, 10) == ["a"] and behind(one, 11) == []
    assert PLAN not in one


def test_a_whole_waits_until_what_it_contains_was_read() -> None:
    one = warm()
    one.offer(HALL, 12, "newer")
    for n in (11, 12):
        kept = one.of(HALL)
        assert kept and kept.answer == "whole", "who joined now would be shown 11 and 12 once more"
        one.reads(n)
        one.shown(HALL, n, str(n))
    kept = one.of(HALL)
    assert kept and (kept.answer, kept.n) == ("newer", 12)
    assert behind(one, 12) == []


def test_an_older_whole_changes_nothing() -> None:
    one = warm()
    one.offer(HALL, 9, "older")
    kept = one.of(HALL)
    assert kept and kept.answer == "whole"


def test_what_never_came_is_noticed() -> None:
    one = warm()
    with pytest.raises(Missed):
        one.reads(13)
    assert one.reads(14), "and it goes on from there"


def test_another_generation_counts_anew() -> None:
    one = warm(1000)
    one.begin()
    assert HALL not in one
    one.offer(HALL, 1, "whole")
    assert one.reads(1)


@pytest.mark.parametrize("size,most", [(10, TAIL_MAX), (TAIL_BYTES_MAX // 4, 4)])
def test_a_tail_is_bounded(size: int, most: int) -> None:
    one = warm(0)
    for n in range(1, most + 1):
        one.reads(n)
        one.shown(HALL, n, "x" * size)
    assert HALL in one and len(behind(one, 0)) == most
    one.shown(HALL, most + 1, "x")
    assert HALL not in one, "who joins waits for a newer whole"


def test_a_long_tail_asks_for_a_newer_whole() -> None:
    one = warm(0)
    for n in range(1, TAIL_LONG + 1):
        assert one.long() == []
        one.shown(HALL, n, "x")
    assert one.long() == [HALL]
    one.offer(HALL, 0, "old")
    assert one.long() == [HALL]
