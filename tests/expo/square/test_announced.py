"""The plan in memory: what fits a search, what its bars add up to, and when it is read anew."""

import pytest

from kiosk.expo.square import announced
from kiosk.expo.square.announced import Sum, Wanted, Word
from kiosk.language.text import key
from tests.cast import Cast

NOTHING: frozenset[int] = frozenset()


@pytest.fixture
def plan(cast: Cast) -> announced.Plan:
    with cast.store.read() as db:
        return announced.of(db)


def word(text: str) -> Word:
    return Word(key(text), NOTHING, frozenset())


def titles(plan: announced.Plan, **wanted) -> list[str]:
    return [item.title for item in plan.fitting(Wanted(**wanted)).items]


def test_the_dearest_come_first(plan) -> None:
    won = [item.won for item in plan.items]
    assert won == sorted(won, reverse=True) and len(won) == 6


def test_a_word_is_found_however_it_is_spaced_and_every_word_must_be(plan) -> None:
    assert titles(plan, words=(word("청 사청소"),)) == ["청사 청소"]
    assert titles(plan, words=(word("청소"), word("총무과"))) == ["청사 방역", "청사 청소"]
    assert titles(plan, words=(word("청소"), word("차량과"))) == []


def test_no_word_is_found_across_two_columns(plan) -> None:
    assert titles(plan, words=(word("구매총무과"),)) == []


def test_a_range_of_won_holds_both_its_ends(plan) -> None:
    assert [item.won for item in plan.fitting(Wanted(least_won=5_000_000, most_won=8_000_000)).items] == [
        8_000_000,
        7_000_000,
        5_000_000,
    ]
    assert titles(plan, least_won=90_000_001) == []


def test_bars_are_summed_as_if_none_of_their_own_kind_were_chosen(plan) -> None:
    fitting = plan.fitting(Wanted(categories=frozenset({"청소·방역"}), quarters=frozenset({"1분기"})))
    assert fitting.sum == Sum(1, 8_000_000)
    assert fitting.by_category == {"피복·근무복": Sum(3, 116_000_000), "청소·방역": Sum(1, 8_000_000)}
    assert fitting.by_quarter == {"1분기": Sum(1, 8_000_000), "2분기": Sum(1, 4_000_000)}


def test_the_same_search_is_kept_and_no_more_than_so_many(plan) -> None:
    first = plan.fitting(Wanted())
    assert plan.fitting(Wanted()) is first
    for won in range(announced.SEARCHES_KEPT):
        plan.fitting(Wanted(least_won=won))
    assert len(plan._kept) == announced.SEARCHES_KEPT


@pytest.mark.parametrize("column", ["title = '새 이름'", "quarter = '4분기'", "department = '새 부서'"])
def test_it_is_read_anew_when_an_item_is_written(cast: Cast, plan, column: str) -> None:
    cast.store.change(lambda change: change.update(f"UPDATE plan_items SET {column} WHERE id = 1"))
    with cast.store.read() as db:
        assert announced.of(db) is not plan


def test_it_is_kept_while_booths_pause_and_people_come(cast: Cast, plan) -> None:
    cast.arrive("A02")
    cast.done("booth.pause", booth="A03")
    with cast.store.read() as db:
        assert announced.of(db) is plan


def test_what_was_rolled_back_was_never_there(cast: Cast, plan) -> None:
    def fails(change) -> None:
        change.update("UPDATE plan_items SET title = '없던 일' WHERE id = 1")
        announced.of(change.db)
        raise LookupError

    with pytest.raises(LookupError):
        cast.store.change(fails)
    with cast.store.read() as db:
        assert announced.of(db) == plan
