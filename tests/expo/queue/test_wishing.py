"""Wishes that somebody adds later: no place is taken from anybody, and none is waited for in vain."""

import pytest

from tests.cast import Cast, Person


def as_visitor(person: Person) -> str:
    return f"visitor:{person.id}"


def add(cast: Cast, person: Person, booth: str) -> dict:
    return cast.done("wish.add", as_visitor(person), visitor=person.id, booth=booth)


def test_who_has_not_come_yet_is_placed_when_they_do(cast: Cast) -> None:
    person = cast.register()
    answer = add(cast, person, "A02")
    assert (answer["code"], answer["wish"]) == ("wished", {"booth": "A02", "agency": "종로구"})
    assert "입장하면" in answer["message"]
    cast.check_in(person)
    assert cast.places(person) == ["A02"] and cast.wishes(person) == []


def test_who_is_in_and_has_a_place_free_takes_it_at_once(cast: Cast) -> None:
    person = cast.arrive()
    answer = add(cast, person, "A03")
    assert answer["code"] == "done" and answer["ticket"]["booth"] == "A03"
    assert cast.places(person) == ["A03"] and cast.wishes(person) == []


def test_with_as_many_places_as_may_be_held_it_waits_until_one_is_free(cast: Cast) -> None:
    person = cast.arrive("A02", "A03", "B01")
    answer = add(cast, person, "B02")
    assert answer["code"] == "wished" and "자리가 나면" in answer["message"]
    assert cast.places(person) == ["A02", "A03", "B01"]
    cast.done("ticket.leave", as_visitor(person), ticket=person.tickets["A03"])
    assert cast.places(person) == ["A02", "B01", "B02"]


def test_the_same_wish_again_is_the_one_that_stands(cast: Cast) -> None:
    person = cast.register()
    add(cast, person, "A02")
    assert add(cast, person, "A02")["code"] == "wished"
    assert cast.wishes(person) == ["A02"] and len(cast.journal("wish.add")) == 1


def test_a_place_is_no_wish(cast: Cast) -> None:
    person = cast.arrive("A02")
    refused = cast.refused("wish.add", as_visitor(person), visitor=person.id, booth="A02")
    assert refused == (409, "already_waiting")


def test_a_paused_booth_may_be_wished_for(cast: Cast) -> None:
    cast.done("booth.pause", booth="A02")
    person = cast.register()
    assert add(cast, person, "A02")["code"] == "wished"


def test_a_withdrawn_wish_gets_no_place_and_may_come_back(cast: Cast) -> None:
    person = cast.register("", "A02")
    cast.done("wish.withdraw", as_visitor(person), visitor=person.id, booth="A02")
    assert cast.wishes(person) == []
    add(cast, person, "A02")
    assert cast.wishes(person) == ["A02"]
    cast.done("wish.withdraw", as_visitor(person), visitor=person.id, booth="A02")
    cast.check_in(person)
    assert cast.places(person) == []


@pytest.mark.parametrize("verb", ["wish.add", "wish.withdraw"])
def test_a_phone_wishes_for_its_own_visitor_alone(cast: Cast, verb: str) -> None:
    mine, other = cast.register("", "A02"), cast.register("", "A02")
    assert cast.refused(verb, as_visitor(mine), visitor=other.id, booth="A02")[0] == 403


def test_who_is_not_confirmed_is_told_to_come_to_the_desk(cast: Cast) -> None:
    fields = {"name": "정유진", "enterprise": "새 기업", "consent": True}
    pending = cast.done("visitor.register", "phone", **fields)["visitor"]
    refused = cast.refused("wish.add", "desk", visitor=pending["id"], booth="A02")
    assert refused == (409, "not_confirmed")
