"""What the remedies of alarms bring: tried a few a minute on the forecast's own futures, the worst alarms' first, kept for some minutes,
and said on the remedy with its range, or that it changes little."""

import json

import pytest

from kiosk.data.store import SYSTEM
from kiosk.expo.figures import alarms
from kiosk.expo.figures.alarms.effects import words
from kiosk.expo.queue import loads
from kiosk.expo.square import days
from kiosk.forecast import effects, look, tally
from kiosk.forecast.workers import Workers

ALONE = Workers(1)


@pytest.fixture
def foretold(cast, monkeypatch):
    """What the process beside the server would tell, and the clock keep, now: its effects."""
    monkeypatch.setattr(effects, "FUTURES", 8)

    def foretold():
        state = look(cast.store)
        lived = [one for (one,) in ALONE.live(state, 8, 1)]
        told = tally.told(lived, state, 1) | {"score": {"of": 0, "within": 0}}
        told["effects"] = effects.tried(ALONE, cast.store, state, lived, 1)
        cast.done("forecast.keep", SYSTEM, day=told["day"], told=json.dumps(told))
        return told["effects"]

    return foretold


@pytest.fixture
def remedies(cast):
    """(code, booth) of the alarms now -> their remedies by verb."""

    def remedies(lang="ko"):
        with cast.store.read() as db:
            now = cast.clock.now
            every = alarms.find(db, loads.of(db, now), days.today(db, now, days.time_zone(db)), now, lang)
        return {(one.code, one.booth): {way.verb: way for way in one.remedies} for one in every}

    return remedies


def besiege(cast):
    """Five wait at A02, whose one counter is taken, for longer than the limit; B01 rests, and nobody said for how long."""
    cast.done("expo.settings", settings={"long_wait_min": 10})
    first, *_ = [cast.arrive(booth) for booth in ("A02", "A02", "A02", "A02", "A02", "A02", "B01")]
    cast.meet(first, "A02")
    cast.done("booth.pause", booth="B01")
    cast.clock.pass_min(16)


def test_remedies_say_what_futures_with_them_bring_a_few_a_minute(cast, foretold, remedies):
    besiege(cast)
    before = remedies()[("long_wait", "A02")]
    assert before["booth.counters"].tries == {"booth": "A02", "what": "counter", "count": 1}
    assert before["booth.admit"].effect == ""
    first = foretold()
    assert len(first) == effects.MOST
    cast.clock.pass_min(1)
    second = foretold()
    assert {one["asked"]["what"] for one in second} > {one["asked"]["what"] for one in first}
    known = [one for one in second if one in first]
    assert known, "what was found a minute ago stays"
    found = remedies()
    counter = found[("long_wait", "A02")]["booth.counters"]
    assert "덜 기다" in counter.effect or "더 만나" in counter.effect
    assert found[("paused", "B01")]["booth.open"].effect.startswith("평균 ")
    assert "less waiting" in remedies("en")[("paused", "B01")]["booth.open"].effect
    assert all(way.effect == "" for way in found[("paused", "B01")].values() if way.verb == "message.send")
    cast.done("booth.counters", booth="A02", counters=2)
    assert remedies()[("long_wait", "A02")]["booth.counters"].effect != counter.effect, (
        "it has other counters now"
    )
    cast.clock.pass_min(7)
    assert not any(one in second for one in foretold())


def said(**of):
    none = {"mean": 0.0, "error": 0.0, "range": [0.0, 0.0, 0.0]}
    return words({"met": none, "less_min": none, "less_in_vain": none, "meetings": none} | of, "ko")


def test_what_may_be_chance_is_no_figure():
    def of(mean, error, low, high):
        return {"mean": mean, "error": error, "range": [low, mean, high]}

    assert said() == said(less_min=of(4.0, 2.1, -6.0, 14.0)) == "거의 달라지지 않아요"
    assert said(less_min=of(0.4, 0.01, 0.3, 0.5)) == "거의 달라지지 않아요"
    assert said(less_min=of(8.5, 0.5, 6.2, 11.1)) == "평균 6~11분 덜 기다려요"
    assert (
        said(less_min=of(3.0, 0.1, 0.5, 6.5)) == "평균 1~7분 덜 기다려요"
    )  # who gains for sure gains no nothing
    assert said(less_min=of(8.5, 0.5, -1.0, 20.1)) == "평균 8분쯤 덜 기다릴 수 있어요"
    assert said(less_min=of(-8.5, 0.5, -11.1, -6.2)) == "평균 6~11분 더 기다려요"
    assert said(met=of(3.0, 0.1, 3.0, 3.0), less_min=of(90.0, 1.0, 80.0, 99.0)) == "3명을 더 만나요"
    assert said(meetings=of(9.0, 0.5, 7.0, 13.0)) == "거의 달라지지 않아요"
    assert said(meetings=of(-9.0, 0.5, -13.0, -7.0)) == "오늘 상담이 7~13건 줄어요"
    assert said(less_in_vain=of(2.0, 0.1, 1.0, 3.0)) == "기다리다 못 만나는 분이 1~3명 줄어요"
