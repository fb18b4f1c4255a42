"""What a killed edge's clients missed, counted; and the whole of it in the long run."""

import pytest

from benchmarks.killed_edge import HALL, compare, measure
from benchmarks.watchers import Seen


def seen(who: str, *messages: tuple[float, int, int]) -> list[Seen]:
    """When, seq and bytes of each; a join's answer has none."""
    return [Seen(when, who, HALL, seq, size) for when, seq, size in messages]


def test_what_is_behind_the_last_join_is_compared_with_what_there_was() -> None:
    stayed = seen("stays", *((float(at), seq, 9) for at, seq in ((1, 11), (2, 12), (6, 13), (7, 14))))
    back = (5.0, 12, 0)
    assert compare(seen("a", (1, 10, 0), (2, 12, 9), back, (6, 13, 9), (7, 14, 9)), stayed, 4.0) == (0, 0)
    assert compare(seen("a", (1, 10, 0), back, (7, 14, 9)), stayed, 4.0) == (1, 0)
    assert compare(seen("a", back, (5, 11, 9), (6, 13, 9), (6, 13, 9), (7, 14, 9)), stayed, 4.0) == (0, 2)


@pytest.mark.long
def test_all_are_at_another_edge_soon_and_miss_nothing() -> None:
    found = measure(300, 2.0)
    assert len(found.back_s) == 300 and (found.lost, found.twice) == (0, 0)
