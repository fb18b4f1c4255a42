"""A future lived in memory is the day lived through the product's actions, where everything drawn is the same; and what is made of
many futures: the same for a seed, nothing changed by a what-if of nothing, refused with a sentence."""

import tempfile
from collections.abc import Hashable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.data.store import Store
from kiosk.expo.figures import forecasts
from kiosk.expo.square import days
from kiosk.forecast import chance, foretell, future, look, state, tally, try_out, wording
from kiosk.forecast.what_if import NOTHING, WhatIf, understood
from kiosk.forecast.workers import Workers
from kiosk.simulation import KEY, _prepare, drawn, foretold, scenario
from kiosk.simulation.hall import Clock, Hall, InQueue
from kiosk.simulation.policies import Ours, free
from kiosk.simulation.scenario import Scenario

MIN_MS = 60_000
ALONE = Workers(1)


class Lived(NamedTuple):
    """A first day lived through actions: states looked at on the way, and how long people waited by half hours."""

    plan: Scenario
    hall: Hall
    looks: list[state.State]
    came: Any


class AtOnce(Ours):
    """Staff tap as soon as anybody is free: futures know nothing of a call that is left to another booth for a minute."""

    def hope(self, hall: Hall, booth: str, queue: list[InQueue]) -> Hashable:
        return free(queue)


def lived(plan: Scenario, minutes: tuple[int, ...]) -> Lived:
    clock = Clock()
    clock.now = plan.days[0].opens_at - 60 * MIN_MS
    looks: list[state.State] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), clock=clock, badge_key=KEY, synchronous="OFF")
        try:
            _prepare(store, plan, AtOnce())
            hall = Hall(store, clock, plan, AtOnce())
            for minute in minutes:
                hall.at(plan.days[0].opens_at + minute * MIN_MS + 7, lambda: looks.append(look(store)))
            hall.run()
            with store.read() as db:
                came = forecasts.waits_that_came(db, days.all_days(db)[0], clock.now)
        finally:
            store.close()
    return Lived(plan, hall, looks, came)


@pytest.fixture(scope="module")
def day() -> Lived:
    return lived(scenario.make(3, 40), (-1, 95))


class Known:
    """What the crowd of a scenario does, as a `Chance`."""

    def __init__(self, day: Lived, seen: state.State) -> None:
        self.plan, self.now = day.plan, seen.now
        self.numbers = {booth: row["number"] for booth, row in seen.ground.booths.items()}
        self.ids = {number: booth for booth, number in self.numbers.items()}
        self.visitors = {guest.id: guest.visitor for guest in day.hall.guests}
        self.people = {one.id: one for one in seen.people}
        self.met = {
            guest.id: sum(at <= seen.now for at in guest.started_at.values()) for guest in day.hall.guests
        }

    def arrivals(self):
        return [
            (visitor.arrives[0], self.people[id])
            for id, visitor in self.visitors.items()
            if visitor.arrives.get(0, 0) > self.now
        ]

    def meeting_ms(self, person, booth):
        return self.plan.meeting_ms(self.visitors[person], self.numbers[booth])

    def still_ms(self, person, booth, run_ms):
        return self.meeting_ms(person, booth) - run_ms

    def misses(self, person, booth, call):
        return self.plan.misses(self.visitors[person], self.numbers[booth], call)

    def reaction_ms(self, person, booth):
        return self.plan.reaction_ms(self.visitors[person], self.numbers[booth])

    def walk_ms(self, here, booth):
        return self.plan.walk_ms(self.numbers.get(here), self.numbers[booth])

    def noticed(self, booths, person, time):
        numbers = sorted(self.numbers[one] for one in booths)
        return [
            self.ids[one]
            for one in self.plan.shuffled(numbers, self.visitors[person], self.met[person] + time)
        ]

    def rest_ms(self, booth):
        return 0.0


def require_same(day: Lived) -> None:
    closes = day.plan.days[0].closes_at
    for seen in day.looks:
        known = Known(day, seen)
        trace = future.Future(seen, known).run()
        mine = sorted((known.numbers[booth], start, end) for booth, start, end, _ in trace.meetings)
        theirs = sorted(
            one for one in day.hall.meetings if one[2] > seen.now and one[1] < closes + 60 * MIN_MS
        )
        assert mine == theirs
        assert len(mine) > 30 or seen is not day.looks[0]
        waits = tally.outcome_of(trace, seen).waits
        halves = {key for key in day.came if key[1] >= seen.now}
        assert halves == {key for key in waits if key[1] >= seen.now}
        for key in halves:
            assert waits[key][0] / waits[key][1] / MIN_MS == pytest.approx(day.came[key], abs=0.02)


def test_a_future_is_the_day_that_the_product_lives(day: Lived) -> None:
    require_same(day)


@pytest.mark.long
@pytest.mark.parametrize("seed", [11, 13, 17])
def test_so_it_is_on_other_expos(seed: int) -> None:
    require_same(lived(scenario.make(seed, 90, drawn.draw(seed)), (-1, 120, 240)))


def test_the_same_seed_foretells_the_same_and_another_one_otherwise(day: Lived) -> None:
    seen = day.looks[1]
    first, again, other = (foretell(ALONE, seen, futures=6, seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    assert first["futures"] == 6
    assert len(first["half_hours"]) == len(first["wait_min"]) == len(first["busy"])
    assert all(band is None or band == sorted(band) for band in first["wait_min"])
    assert all(low <= middle <= high for low, middle, high in first["busy"])
    assert "못 만나는 자리" in wording.of_forecast(first)


def test_a_what_if_of_nothing_changes_nothing(day: Lived) -> None:
    found = try_out(ALONE, day.looks[1], WhatIf(), futures=4)
    for name in ("wait_min", "meetings", "people", "unmet", "empty_min"):
        assert found[name] == {"mean": 0.0, "error": 0.0, "range": [0.0, 0.0, 0.0]}
    assert found["booths"] == []


def asked(seen: state.State, **one: Any) -> dict[str, Any]:
    return try_out(ALONE, seen, understood([one], seen), futures=6)


def test_each_change_does_what_it_should(day: Lived) -> None:
    seen = day.looks[1]
    longest = max(seen.ground.booths, key=lambda booth: sum(booth in one.wishes for one in seen.people))
    number = seen.ground.booths[longest]["number"]
    more = asked(seen, what="counter", booth=number, count=1)
    assert {one["booth"]: one["wait_min"]["mean"] for one in more["booths"]}.get(number, 0) <= 0
    people = asked(seen, what="walk_ins", count=50, at="13:00")
    assert people["people"]["range"][0] >= 45
    assert people["wait_min"]["mean"] > 0
    assert asked(seen, what="leaves", booth=number)["meetings"]["mean"] < 0
    assert asked(seen, what="closes", at="12:30")["meetings"]["mean"] < 0
    assert asked(seen, what="lunch", at="12:00", until="13:00")["wait_min"]["mean"] > 0
    assert asked(seen, what="lunch", at="12:00", until="24:00")["meetings"]["mean"] < 0
    assert "한 자리의 대기" in wording.of_difference(people)


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        ({"what": "counter", "booth": "Z99"}, "Z99 부스는 없어요"),
        ({"what": "counter", "booth": "A01", "at": "09:00"}, "09:00은 이미 지났어요"),
        ({"what": "counter", "booth": "A01", "at": "18:00"}, "18:00에는 박람회가 닫혀"),
        ({"what": "counter", "booth": "A01", "at": "2시"}, "14:00처럼"),
        ({"what": "counter", "booth": "A01", "count": "many"}, "1개부터 8개까지"),
        ({"what": "counter", "booth": "A01", "count": -8}, "그보다 많이 뺄 수 없어요"),
        ({"what": "rest", "booth": "A01", "at": "14:00", "until": "13:00"}, "끝이 시작보다 늦어야"),
        ({"what": "walk_ins", "count": 0}, "1명부터 300명까지"),
        ({"what": "closes", "at": "23:00"}, "180분 안이어야"),
        ({"what": "rain"}, "바꿔 볼 수 없는 것"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_a_sentence(
    day: Lived, one: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Unusable, match=sentence):
        understood([one], day.looks[1])


def test_a_lunch_that_runs_is_not_moved_and_the_next_one_is(day: Lived) -> None:
    seen = day.looks[1]
    settled = [
        {"from": "12:00", "to": "13:00", "why": "점심"},
        {"from": "15:00", "to": "15:20", "why": "차"},
    ]
    seen.ground.settings["breaks"], before = settled, seen.ground.settings["breaks"]
    try:
        found = understood([{"what": "lunch", "at": "13:00", "until": "14:00"}], seen)
        assert found.breaks == (("13:00", "14:00", "점심"), ("15:00", "15:20", "차"))
        settled[0]["from"] = "11:30"
        with pytest.raises(Unusable, match="이미 시작됐어요"):
            understood([{"what": "lunch", "at": "13:00", "until": "14:00"}], seen)
    finally:
        seen.ground.settings["breaks"] = before


def test_meetings_that_run_count_for_how_long_meetings_last(day: Lived) -> None:
    """Else the first hour knows short ones alone."""
    seen = day.looks[1]
    running = [held.booth_id for one in seen.people for held in one.places if held.state == "serving"]
    assert running
    for booth, (count, mean_ms) in chance.prospect_of(seen).lengths.items():
        assert count - seen.meetings[booth][0] == running.count(booth)
        assert 5 * MIN_MS < mean_ms < 40 * MIN_MS


def test_two_processes_live_the_same_futures_as_one(day: Lived) -> None:
    seen = day.looks[1]
    with Workers(2) as two:
        assert two.live(seen, 5, 1) == ALONE.live(seen, 5, 1)
        assert len(two.live(seen, 40, 1, (NOTHING,), within_s=0.0)) < 40


@pytest.mark.long
def test_the_bands_of_simulated_days_hold_what_they_promise() -> None:
    """A band from P10 to P90 promises eight of ten: of booths and of the square, seven at least (docs/queueing.md)."""
    found = [
        foretold.foretell(scenario.make(seed, 200, drawn.draw(seed)), every_min=60, futures=40)
        for seed in (7, 21, 35)
    ]
    every = [one for each in found for one in each.scored]
    for what in ("wait booth", "wait square"):
        own = [one for one in every if one.what == what]
        assert sum(one.is_within for one in own) / len(own) > 0.7, "\n".join(foretold.table(found))
