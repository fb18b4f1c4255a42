"""The process beside the server: it foretells what is kept, answers what is tried, and is begun again after it was ended."""

import os
import time

import pytest

from kiosk.actions.refusals import Refused
from kiosk.expo.figures import forecasts
from kiosk.expo.square import days
from kiosk.forecast import beside


@pytest.fixture
def asked(cast, monkeypatch):
    """A `Beside` over the cast's folder, at the cast's time."""
    monkeypatch.setattr(beside, "WITHIN_S", 0.0)
    monkeypatch.setattr(beside, "TRIED_WITHIN_S", 0.0)
    monkeypatch.setattr(beside, "SLICE_S", 0.0)
    monkeypatch.setattr(beside, "ANSWER_S", 300.0)  # below all else that a busy machine does
    monkeypatch.setattr(beside, "FUTURES", 20)
    clock = (cast.clock.now / 1000 - time.time(), 1.0, 0.0)
    one = beside.Beside(cast.store, origin="http://localhost:8000", phone_origin="", clock=clock)
    yield one
    one.close()


def newest(cast):
    with cast.store.read() as db:
        return forecasts.newest(db, days.all_days(db)[0], cast.clock.now)


def kept(cast):
    with cast.store.read() as db:
        return db.execute("SELECT count(*) AS n FROM forecasts").fetchone()["n"]


def has_group(number):
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return False
    return True


def until(is_so, what):
    ends = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < ends, what
        time.sleep(0.02)


def test_it_is_asked_while_there_is_a_rest_of_a_day(cast, asked):
    assert asked.is_due()
    cast.clock.set("2026-10-29", "09:29")
    assert not asked.is_due()
    cast.clock.set("2026-10-29", "18:00")
    assert not asked.is_due()
    with pytest.raises(Refused, match="끝났어요"):
        asked.try_out([{"what": "walk_ins"}], "ko")


def test_it_foretells_tries_and_comes_back_after_it_was_killed(cast, asked):
    for booth in ("A01", "A01", "A02"):
        cast.arrive(booth)
    with pytest.raises(Refused, match="바꿔 볼 수 없는"):
        asked.try_out([{"what": "rain"}], "ko")
    asked.look()
    told = newest(cast)
    assert told is not None
    assert told["futures"] >= 20, "it goes on after what fits into the time was told"
    assert kept(cast) == 1, "and takes its place"
    assert {one["booth"] for one in told["booths"]} >= {"A01", "A02"}
    assert asked._process is not None
    assert os.getsid(asked._process.pid) == os.getsid(0), (
        "in a session of its own nice would count for nothing"
    )
    ended = asked._process.pid
    asked._process.kill()
    asked._process.wait()
    until(lambda: not has_group(ended), "those that live futures for it end with it")
    with pytest.raises(Refused, match="X01 부스는 없어요"):
        asked.try_out([{"what": "counter", "booth": "X01"}], "ko")


def test_what_was_foretold_of_another_history_is_not_kept(cast, asked, monkeypatch):
    """A backup is restored while futures are lived."""

    def answer(question):
        cast.store.change(lambda change: change.update("UPDATE expo SET epoch = 'another'"))
        return {"day": "2026-10-28", "futures": 20}

    monkeypatch.setattr(asked, "_ask", answer)
    asked.look()
    assert kept(cast) == 0
