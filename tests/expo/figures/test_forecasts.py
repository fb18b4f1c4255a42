"""Forecasts are kept one of ten minutes, shown while they are new, and scored by half hours that began after they were told."""

import json

import pytest

from kiosk.data.store import SYSTEM
from kiosk.expo.figures import forecasts
from kiosk.expo.square import days
from kiosk.screens.organiser_ahead import ahead
from tests.cast import DAY


@pytest.fixture
def keep(cast):
    """Keep what is told of the half hours from 10:00 on: a band each, None for nothing."""

    def keep(*bands, **more):
        halves = [f"{DAY}T{10 + index // 2}:{30 * (index % 2):02}:00+09:00" for index in range(len(bands))]
        told = {"half_hours": halves, "wait_min": list(bands), "as_of": halves[0]}
        cast.done("forecast.keep", SYSTEM, day=DAY, told=json.dumps(told), **more)

    return keep


def today(db):
    return days.all_days(db)[0]


def test_one_of_ten_minutes_is_kept_for_good(cast, keep):
    for _ in range(41):
        keep([1, 2, 3])
        cast.clock.pass_min(1)
    with cast.store.read() as db:
        kept = db.execute("SELECT is_kept, count(*) AS n FROM forecasts GROUP BY 1 ORDER BY 1").fetchall()
    assert [(row["is_kept"], row["n"]) for row in kept] == [(0, 14), (1, 5)]


def test_more_futures_of_the_same_take_its_place(cast, keep):
    keep([1, 2, 3])
    first = cast.clock.now
    cast.clock.pass_min(1)
    keep([2, 3, 4], instead_of=first)
    with cast.store.read() as db:
        rows = db.execute("SELECT at, is_kept, told FROM forecasts").fetchall()
    assert [(row["at"], row["is_kept"], json.loads(row["told"])["wait_min"]) for row in rows] == [
        (first, 1, [[2, 3, 4]])
    ]


def test_what_a_clock_that_ran_ahead_left_behind_hides_nothing(cast, keep):
    cast.clock.pass_min(60)
    keep([1, 2, 3])
    cast.clock.pass_min(-60)
    keep([4, 5, 6])
    with cast.store.read() as db:
        told = forecasts.newest(db, today(db), cast.clock.now)
        assert told is not None
        assert told["wait_min"] == [[4, 5, 6]]
        assert db.execute("SELECT sum(is_kept) AS n FROM forecasts").fetchone()["n"] == 2


def test_the_newest_is_told_until_it_is_old(cast, keep):
    with cast.store.read() as db:
        assert forecasts.newest(db, today(db), cast.clock.now) is None
    keep([1, 2, 3])
    cast.clock.pass_min(1)
    keep([4, 5, 6])
    with cast.store.read() as db:
        told = forecasts.newest(db, today(db), cast.clock.now)
        assert told is not None
        assert told["wait_min"] == [[4, 5, 6]]
        old = cast.clock.now + forecasts.OLD_MS
        assert forecasts.newest(db, today(db), old) is None
        assert forecasts.silent_since(db, today(db), old - 1) is None
        assert forecasts.silent_since(db, today(db), old) == cast.clock.now
        assert ahead(db, today(db), old, "Asia/Seoul")["silent_since"] == "10:01"


def test_what_came_is_set_beside_what_was_told_before_it(cast, keep):
    """Somebody waits from 10:00 until they are called at 10:40: forty minutes."""
    cast.arrive("A01")
    keep([0, 5, 9], [30, 40, 50], [1, 2, 3])
    cast.clock.pass_min(20)
    keep([0, 5, 9], [50, 60, 70], None)
    cast.clock.pass_min(20)
    cast.call("A01")
    with cast.store.read() as db:
        at = cast.clock.now
        assert forecasts.score(db, today(db), at) == {"of": 0, "within": 0}  # the half hour is not over
        later = at + 25 * days.MIN_MS
        assert (
            forecasts.waits_that_came(db, today(db), later)[None, today(db).opens_at + 30 * days.MIN_MS] == 40
        )
        assert forecasts.score(db, today(db), later) == {"of": 2, "within": 1}
