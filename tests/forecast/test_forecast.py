"""A future lived in memory is the day lived through the product's actions, where everything drawn is the same; and what is made of
many futures: the same for a seed, nothing changed by a what-if of nothing, refused with a sentence."""

import tempfile
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.cli import _parser
from kiosk.cli.forecast import asked_of
from kiosk.data.store import Store
from kiosk.expo.figures import forecasts
from kiosk.expo.square import days
from kiosk.forecast import foretell, future, look, state, tally, try_out, wording
from kiosk.forecast.chance import Drawn
from kiosk.forecast.prospect import prospect_of
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
    assert found["booths"] == [] and found["effect"] is None


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


@pytest.fixture
def besieged(day: Lived) -> tuple[state.State, str, list[int]]:
    """The square in the middle of the day, the number of the booth where most wait, and their places."""
    seen = day.looks[1]
    booth = max(seen.ground.booths, key=lambda one: (len(seen.waiting_at({one})), one))
    return seen, seen.ground.booths[booth]["number"], seen.waiting_at({booth})


def effect(
    seen: state.State, places: list[int], *asked: dict[str, Any], than: dict[str, Any] | None = None
) -> dict[str, Any]:
    """What this brings those who wait at these places, beside nothing or something else."""
    before = understood([than], seen) if than else NOTHING
    lived = ALONE.live(seen, 6, 1, (before, understood(asked, seen)))
    return tally.effect([one for one, _ in lived], [one for _, one in lived], places)


def test_a_remedy_says_what_it_brings_those_who_wait_there(besieged: tuple[Any, str, list[int]]) -> None:
    seen, number, places = besieged
    more = effect(seen, places, {"what": "counter", "booth": number})
    assert more["less_min"]["mean"] > 0 and more["less_min"]["range"][0] >= 0
    assert abs(more["others"]["mean"]) < more["less_min"]["mean"]
    nothing = effect(
        seen, places, {"what": "counter", "booth": number}, than={"what": "counter", "booth": number}
    )
    assert {one["mean"] for one in nothing.values()} == {0.0}
    told = asked(seen, what="counter", booth=number)
    assert told["effect"] == more
    assert "지금 기다리는 분: " in wording.of_difference(told)
    gone = effect(seen, places, {"what": "leaves", "booth": number})
    assert gone["met"]["mean"] == -len(places) and gone["less_in_vain"]["mean"] < 0


def test_who_waits_at_a_booth_that_has_gone_is_met_where_they_are_moved(
    besieged: tuple[Any, str, list[int]],
) -> None:
    seen, number, places = besieged
    left = {"what": "leaves", "booth": number}
    others = [row["number"] for row in seen.ground.booths.values() if row["number"] != number][:3]
    moved = effect(seen, places, left, {"what": "moves", "booth": number, "to": ", ".join(others)}, than=left)
    assert moved["met"]["range"][0] >= 1
    few = effect(seen, places, {"what": "shares", "booth": number, "to": others[0]})
    all_go = effect(seen, places, {"what": "moves", "booth": number, "to": others[0]})
    assert few["less_min"]["mean"] >= all_go["less_min"]["mean"]  # who would sit down later there stays


def test_a_booth_opens_again_works_through_lunch_or_takes_no_more(
    besieged: tuple[Any, str, list[int]],
) -> None:
    seen, number, places = besieged
    row = seen.ground.by_number[number]
    with pytest.raises(Unusable, match="이미 열려 있어요"):
        understood([{"what": "opens", "booth": number}], seen)
    with pytest.raises(Unusable, match="남은 쉬는 시간이 없어요"):
        understood([{"what": "through", "booth": number}], seen)
    soon = days.clock_text(seen.now + 5 * MIN_MS, seen.ground.time_zone)
    later = days.clock_text(seen.now + 65 * MIN_MS, seen.ground.time_zone)
    settled, seen.ground.settings["breaks"] = (
        seen.ground.settings["breaks"],
        [{"from": soon, "to": later, "why": "점심"}],
    )
    try:
        assert effect(seen, places, {"what": "through", "booth": number})["less_min"]["range"][0] > 0
    finally:
        seen.ground.settings["breaks"] = settled
    row["paused_at"], row["pause_until"] = seen.now, seen.now + 60 * MIN_MS
    try:
        assert effect(seen, places, {"what": "opens", "booth": number})["less_min"]["range"][0] > 5
    finally:
        row["paused_at"] = row["pause_until"] = None
    stopped = effect(seen, places, {"what": "stops", "booth": number})
    assert stopped["met"]["range"][0] >= 0
    row["full_on"] = seen.day.day
    try:
        with pytest.raises(Unusable, match="이미 새로 줄을 받지 않아요"):
            understood([{"what": "stops", "booth": number}], seen)
    finally:
        row["full_on"] = None


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
        ({"what": "closes"}, "마치는 시각은 지금보다 늦고"),
        ({"what": "rain"}, "바꿔 볼 수 없는 것"),
        ({"what": "moves", "booth": "A01"}, "어느 부스로 옮길지"),
        ({"what": "shares", "booth": "A01", "to": "A01"}, "어느 부스로 옮길지"),
        ({"what": "moves", "booth": "A01", "to": "B01,B02,B03,B04"}, "하나에서 3곳까지"),
        ({"what": "moves", "booth": "A01", "to": "Z99"}, "Z99 부스는 없어요"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_a_sentence(
    day: Lived, one: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Unusable, match=sentence):
        understood([one], day.looks[1])


@pytest.mark.parametrize("word", ["--leaves=A01=B02", "--stops=A01=", "--through=A01@14:00"])
def test_what_an_option_does_not_take_is_not_left_out_silently(day: Lived, word: str) -> None:
    booth = word.partition("=")[2]
    asked = asked_of(_parser(["forecast"]).parse_args(["what-if", word]))
    with pytest.raises(Unusable, match=f"^{booth} 부스는 없어요"):
        understood(asked, day.looks[1])


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
    for booth, (count, mean_ms) in prospect_of(seen).lengths.items():
        assert (
            seen.meetings[booth][0] < count < seen.meetings[booth][0] + running.count(booth)
            or booth not in running
        )
        assert 5 * MIN_MS < mean_ms < 40 * MIN_MS


def test_who_has_met_everybody_hardly_comes_again_and_nobody_when_it_closes(day: Lived) -> None:
    seen = day.looks[0]
    people = [
        replace(one, came_before=True, wishes=(), places=[], appointments=()) if index % 2 else one
        for index, one in enumerate(seen.people)
    ]
    second = replace(seen, people=people, is_last=True)
    found = prospect_of(second)
    assert found.kinds.again < found.kinds.new / 10
    come = [one for number in range(10) for _, one in Drawn(second, found, 1, number).arrivals()]
    assert sum(one.came_before for one in come) < len(come) / 5
    length_min = (seen.day.closes_at - seen.day.opens_at) / MIN_MS
    assert all(one.share(length_min - 30) > 0.98 for one in found.profiles)


def test_who_is_called_where_they_stand_sits_down_when_the_meeting_that_runs_is_over(day: Lived) -> None:
    seen = day.looks[1]
    sits, held = next((one, held) for one in seen.people for held in one.places if held.state == "serving")
    called = replace(
        held, ticket_id=10**6, state="called", began_at=None, called_at=seen.now, recalled_at=None
    )
    first = replace(sits, id=10**6, stood=held.booth_id, wishes=(), appointments=(), places=[called])
    both = replace(seen, people=[first, *seen.people])
    met = 0
    for number in range(5):
        trace = future.Future(both, Drawn(both, prospect_of(both), 1, number)).run()
        ends = next(
            until for booth, _, until, who in trace.meetings if (booth, who) == (held.booth_id, sits.id)
        )
        begins = [since for _, since, _, who in trace.meetings if who == first.id]
        met += len(begins)
        assert all(since >= ends for since in begins)
    assert met


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
