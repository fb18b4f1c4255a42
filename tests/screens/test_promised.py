"""One person's wait is one thing: the page, a push, the day to keep, a kiosk's card and what they are told on joining agree."""

import pytest

from kiosk.expo.person import visitors
from kiosk.expo.queue import loads, suggestions
from kiosk.expo.queue.promises import Promises
from kiosk.expo.square import days, waits
from kiosk.push.news import stand
from kiosk.screens import kiosk, phone, phone_day
from kiosk.screens.phone import PhoneLook
from kiosk.screens.places import called_about
from tests.cast import KEY, ZONE, Cast, Person

MIN = 60_000


def three_places(cast: Cast) -> Person:
    """Somebody behind four at each of two booths, whom no queue alone would tell the truth."""
    for booth in ("A02", "A03"):
        for _ in range(4):
            cast.arrive(booth)
        cast.meet(cast.arrive(), booth)
    return cast.arrive("A02", "A03")


def test_whatever_names_a_persons_time_names_their_own(cast: Cast) -> None:
    person, now = three_places(cast), cast.clock.now
    with cast.store.read() as db:
        state = loads.of(db, now)
        booth = state.by_number["A03"]["id"]
        mine = waits.minutes(Promises(db, state, person.id, now).of(booth, 4))
        assert mine != waits.minutes(state.wait_ms(booth, 4))
        row = visitors.find(db, person.id)
        assert row
        look = PhoneLook(db, row, now, "ko")
        place = next(one for one in look.places if one.booth["id"] == booth)
        pushed = stand(look).spots[person.tickets["A03"]]
        day = phone_day.day_of(db, row, now=now, lang="ko")
        cards = kiosk.where_now_of(db, row, now=now, lang="ko")["cards"]
        shown = phone.show(db, person.code, now=now, lang="ko", badge_key=KEY).data
    about = called_about(now, state.wait_ms(booth, 4)[0] + (mine[0] - place.wait.p50_min) * MIN, ZONE)
    assert place.wait_min == mine
    assert place.called_about == pushed.about == about
    assert [one["time"] for one in day["timed"] if one["booth"] == "A03"] == [
        f"{days.clock_text(-(-(now + mine[0] * MIN) // MIN) * MIN, ZONE)}쯤"
    ]
    assert [one["wait_min"] for one in cards if one["booth"] == "A03"] == [mine]
    assert shown["visitor"]["number"] == person.number


def test_what_is_suggested_is_what_is_told_on_joining(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggestions, "SUGGESTIONS", 50)
    person = cast.arrive("A03")
    for _ in range(4):
        cast.arrive("A02")
    cast.meet(cast.arrive(), "A02")
    with cast.store.read() as db:
        row, now = visitors.find(db, person.id), cast.clock.now
        assert row
        found = suggestions.or_soonest([], db, row, days.today(db, now, ZONE), now, "ko")
        state = loads.of(db, now)
    said = {one["booth"]: one["wait_min"] for one in found}
    assert said["A02"] != waits.minutes(state.wait_ms(state.by_number["A02"]["id"]))
    assert said["A01"] == [0, 0]  # a free table is free for everybody
    cast.join(person, "A02")
    told = cast.ticket(person, "A02")
    assert said["A02"] == waits.minutes((told["expected_p50_ms"], told["expected_p80_ms"]))
