"""What is kept between two decisions is what stands in the database: whoever wrote it, and whatever was undone."""

import sqlite3

import pytest

from kiosk.expo.queue import loads
from kiosk.expo.square import ground
from tests.cast import DAY, NEXT_DAY

COUNTERS = "SELECT counters FROM booths WHERE number = 'A01'"


def counters(cast) -> int:
    with cast.store.read() as db:
        return ground.of(db).by_number["A01"]["counters"]


def test_it_is_read_once_while_nobody_changes_it(cast):
    with cast.store.read() as db:
        before = ground.of(db)
    cast.arrive("A02")
    with cast.store.read() as db:
        assert ground.of(db) is before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE booths SET counters = 5 WHERE number = 'A01'",
        "UPDATE agencies SET name = '새 이름' WHERE name = '서울특별시'",
        "INSERT INTO days (day, opens_at, closes_at) VALUES ('2026-10-31', 1, 2)",
        "DELETE FROM plan_items WHERE id = 1",
        """UPDATE expo SET settings = '{"walk_m_per_min": 30}'""",
    ],
)
def test_another_process_changes_it(cast, statement):
    with cast.store.read() as db:
        before = ground.of(db)
        kinds = before.matches(db, ("피복·근무복",))
    with sqlite3.connect(cast.store.path) as other:
        other.execute(statement)
    with cast.store.read() as db:
        after = ground.of(db)
        assert after is not before
        assert (after, after.matches(db, ("피복·근무복",))) != (before, kinds)


def test_what_was_rolled_back_is_not_kept(cast):
    def spoil(change):
        change.update("UPDATE booths SET counters = 9 WHERE number = 'A01'")
        assert ground.of(change.db).by_number["A01"]["counters"] == 9
        raise ValueError

    with pytest.raises(ValueError):
        cast.store.change(spoil)
    assert counters(cast) == 2
    cast.store.change(lambda change: change.update("UPDATE booths SET counters = 3 WHERE number = 'A01'"))
    assert counters(cast) == 3


def test_a_reader_keeps_the_ground_of_its_snapshot(cast):
    with cast.store.read() as db:
        assert db.execute(COUNTERS).fetchone()["counters"] == 2
        with sqlite3.connect(cast.store.path) as other:
            other.execute("UPDATE booths SET counters = 7 WHERE number = 'A01'")
        assert ground.of(db).by_number["A01"]["counters"] == 2
    assert counters(cast) == 7


def test_the_day_is_the_expos_own(cast):
    with cast.store.read() as db:
        still = ground.of(db)
    cast.clock.set(DAY, "23:59")
    assert still.today(cast.clock.now).day == DAY
    cast.clock.pass_min(1)
    assert still.today(cast.clock.now).day == NEXT_DAY
    cast.clock.pass_min(24 * 60)
    assert still.today(cast.clock.now) is None


def test_places_of_one_millisecond_keep_the_order_in_which_they_were_taken(cast):
    people = [cast.arrive("A02") for _ in range(5)]
    with cast.store.read() as db:
        assert loads.of(db, cast.clock.now).waiting[2] >= 5
    assert cast.queue("A02")[-5:] == [person.number for person in people]
