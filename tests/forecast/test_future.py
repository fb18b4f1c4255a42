"""A future lived in memory is the day lived through the product's actions, where everything drawn is the same."""

import tempfile
from pathlib import Path

import pytest

from kiosk.data.store import Store
from kiosk.expo.figures import forecasts
from kiosk.expo.square import days
from kiosk.forecast import future, state, tally
from kiosk.simulation import KEY, _prepare, drawn, scenario
from kiosk.simulation.hall import Clock, Hall
from kiosk.simulation.policies import Ours


class Known:
    """What a scenario's crowd does, as a `Chance`."""

    def __init__(self, hall, plan, now):
        self.plan, self.now = plan, now
        self.numbers = {row["id"]: number for number, row in hall["booths"].items()}
        self.ids = {number: id for id, number in self.numbers.items()}
        self.visitors = hall["visitors"]
        self.people = {one.id: one for one in hall["state"].people}
        self.met = {guest.id: sum(at <= now for at in guest.started_at.values()) for guest in hall["guests"]}

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


def lived(plan, minutes):
    """The day lived through actions: the hall, states looked at so many minutes after opening, and the waits of its first day."""
    clock = Clock()
    clock.now = plan.days[0].opens_at - 3_600_000
    seen = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), clock=clock, badge_key=KEY, synchronous="OFF")

        def look():
            with store.read() as db:
                today = days.today(db, clock.now, "Asia/Seoul")
                seen.append(state.read(db, clock.now, today))

        try:
            _prepare(store, plan, Ours())
            hall = Hall(store, clock, plan, Ours())
            for minute in minutes:
                hall.at(plan.days[0].opens_at + minute * 60_000 + 7, look)
            hall.run()
            with store.read() as db:
                came = forecasts.waits_that_came(db, days.all_days(db)[0], clock.now)
        finally:
            store.close()
    return hall, seen, came


@pytest.mark.parametrize(
    ("plan", "minutes"),
    [
        pytest.param(lambda: scenario.make(3, 40), (-1, 95), id="sample"),
        pytest.param(lambda: scenario.make(11, 60, drawn.draw(11)), (-1, 200), id="drawn"),
    ],
)
def test_a_future_is_the_day_that_the_product_lives(plan, minutes):
    plan = plan()
    hall, seen, came = lived(plan, minutes)
    closes = plan.days[0].closes_at
    for look in seen:
        chance = Known(
            {
                "booths": {row["number"]: row for row in look.ground.booths.values()},
                "visitors": {guest.id: guest.visitor for guest in hall.guests},
                "guests": hall.guests,
                "state": look,
            },
            plan,
            look.now,
        )
        trace = future.Future(look, chance).run()
        mine = sorted((chance.numbers[booth], start, end) for booth, start, end, _ in trace.meetings)
        theirs = sorted(one for one in hall.meetings if one[2] > look.now and one[1] < closes + 3_600_000)
        assert mine == theirs
        assert len(mine) > 30
        waits = tally.outcome_of(trace, look).waits
        halves = {key for key in came if key[0] is not None and key[1] >= look.now}
        assert halves == {key for key in waits if key[1] >= look.now}
        for key in halves:
            assert waits[key][0] / waits[key][1] / 60_000 == pytest.approx(came[key], abs=0.02)
