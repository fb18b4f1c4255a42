"""An agency goes home on the last day: its visitors are told, with substitutes, until they answer."""

from kiosk.expo.queue import loads, went_home
from kiosk.expo.queue.promises import Promises
from kiosk.expo.square import days
from tests.cast import NEXT_DAY, ZONE


def told(cast, person):
    with cast.store.read() as db:
        now = cast.clock.now
        promises, today = Promises(db, loads.of(db, now), person.id, now), days.today(db, now, ZONE)
        return went_home.of_visitor(db, person.id, promises, today, now)


def a_visitor_whose_agency_went_home(cast):
    cast.clock.set(NEXT_DAY, "12:00")
    person = cast.arrive("A02")
    cast.done("booth.go_home", booth="A02")
    return person


def test_it_names_up_to_three_substitutes_with_their_waits(cast):
    person = a_visitor_whose_agency_went_home(cast)
    [news] = told(cast, person)
    assert (news["booth"], news["ticket"]) == ("A02", person.tickets["A02"])
    assert [one["booth"] for one in news["substitutes"]] == ["A01", "B01", "A03"]
    assert all(len(one["wait_min"]) == 2 for one in news["substitutes"])


def test_on_the_first_day_the_place_is_kept_and_nothing_is_told(cast):
    person = cast.arrive("A02")
    cast.done("booth.go_home", booth="A02")
    assert told(cast, person) == []


def test_joining_answers_it(cast):
    person = a_visitor_whose_agency_went_home(cast)
    cast.done("ticket.join", f"visitor:{person.id}", visitor=person.id, booth="A03")
    assert (told(cast, person), cast.places(person)) == ([], ["A03"])


def test_a_wish_that_takes_the_free_place_is_no_answer(cast):
    cast.clock.set(NEXT_DAY, "12:00")
    person = cast.arrive("A02", "A03", "B02", "B03")
    assert cast.wishes(person) == ["B03"]
    cast.done("booth.go_home", booth="A02")
    assert "B03" in cast.places(person)
    [news] = told(cast, person)
    assert [one["booth"] for one in news["substitutes"]] == ["A01", "B01"]


def test_dismissing_answers_it_once(cast):
    person = a_visitor_whose_agency_went_home(cast)
    other = cast.arrive()
    fields = {"ticket": person.tickets["A02"]}
    assert cast.refused("ticket.dismiss", f"visitor:{other.id}", **fields) == (403, "not_allowed")
    cast.done("ticket.dismiss", f"visitor:{person.id}", **fields)
    assert told(cast, person) == []
    assert cast.refused("ticket.dismiss", f"visitor:{person.id}", **fields) == (409, "wrong_state")


def test_a_substitute_that_pauses_or_goes_home_too_is_offered_no_more(cast):
    person = a_visitor_whose_agency_went_home(cast)
    cast.done("booth.pause", booth="A01")
    cast.done("booth.go_home", booth="A03")
    [news] = told(cast, person)
    assert [one["booth"] for one in news["substitutes"]] == ["B01"]


def test_it_ends_when_the_agency_comes_back_and_at_closing(cast):
    person = a_visitor_whose_agency_went_home(cast)
    cast.done("booth.open", booth="A02")
    assert told(cast, person) == []
    cast.done("booth.go_home", booth="A02")
    cast.clock.set(NEXT_DAY, "18:00")
    assert told(cast, person) == []
