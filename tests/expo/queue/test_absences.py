"""An agency that did not come: its people go to who buys the same, or wait for tomorrow, and are told why."""

from typing import Any

from kiosk.expo.queue import loads, went_home
from kiosk.expo.queue.promises import Promises
from kiosk.expo.square import days
from kiosk.screens import kiosk, phone
from tests.cast import KEY, NEXT_DAY, ZONE, Cast, Person


def told(cast: Cast, person: Person) -> list[tuple[str, bool, str | None]]:
    with cast.store.read() as db:
        now = cast.clock.now
        promises, today = Promises(db, loads.of(db, now), person.id, now), days.today(db, now, ZONE)
        found = went_home.of_visitor(db, person.id, promises, today, now)
    return [(one["booth"], one["absent"], one["moved_to"]) for one in found]


def seen(cast: Cast, person: Person) -> tuple[dict[str, Any], Any]:
    """The place that leads on the phone, and what a kiosk says of the first booth."""
    with cast.store.read() as db:
        page = phone.show(db, person.code, now=cast.clock(), lang="ko", badge_key=KEY)
        way = kiosk.where_now(db, person.code, now=cast.clock(), lang="ko", badge_key=KEY)
    lead = next(part.values for part in page.parts if part.id == "visitor-lead")
    return lead["place"], way["cards"][0]["why"]


def test_who_waits_goes_to_the_shortest_wait_that_buys_the_same_and_keeps_the_rank(cast: Cast) -> None:
    cast.arrive("B01"), cast.arrive("B01")
    first, second = cast.arrive("A02"), cast.arrive("A02")
    later = cast.arrive("A03")
    answer = cast.done("booth.absent", booth="A02")
    assert [(one["number"], one["to"]) for one in answer["moved"]] == [
        (first.number, "A01"),
        (second.number, "A01"),
    ]
    assert (answer["kept"], answer["booth"]["state"], cast.queue("A02")) == (0, "closed", [])
    assert cast.queue("A01") == [first.number, second.number] and cast.queue("A03") == [later.number]
    assert told(cast, first) == [("A02", True, "A01")] and told(cast, later) == []
    place, why = seen(cast, first)
    assert (place["booth"], why) == ("A01", "오지 않은 A02 대신이에요")
    cast.done("ticket.dismiss", f"visitor:{first.id}", ticket=first.tickets["A02"])
    assert told(cast, first) == []


def test_who_fits_none_and_who_booked_wait_for_the_next_day(cast: Cast) -> None:
    cast.check_in(cast.minseo)  # has an appointment at A01
    answer = cast.done("booth.absent", booth="A01")
    assert (answer["moved"], answer["kept"], cast.queue("A01")) == ([], 1, [cast.minseo.number])
    stranger = cast.arrive("B03")  # whose agency announced nothing
    cast.done("booth.absent", booth="B03")
    place, _ = seen(cast, stranger)
    assert place["note"] == "이 기관은 오늘 오지 않았어요. 다음 날 같은 순서로 만나요."
    assert cast.refused("booth.absent", booth="B03") == (409, "wrong_state")


def test_on_the_last_day_such_a_place_ends_and_names_where_to_go(cast: Cast) -> None:
    cast.clock.set(NEXT_DAY, "10:00")
    person = cast.arrive("B03")
    cast.done("booth.absent", booth="B03")
    assert cast.places(person) == []
    assert told(cast, person) == [("B03", True, None)]


def test_taken_back_they_wait_again_where_they_did_and_nothing_is_told(cast: Cast) -> None:
    people = [cast.arrive("A02") for _ in range(3)]
    before = cast.queue("A02")
    cast.done("booth.absent", booth="A02", reason="차가 막혀요")
    answer = cast.done("booth.undo_clear", booth="A02")
    assert (cast.queue("A02"), answer["booth"]["state"]) == (before, "open")
    assert [told(cast, one) for one in people] == [[], [], []]
    cast.done("booth.go_home", booth="A02")
    place, _ = seen(cast, people[0])
    assert place["note"] == "이 기관은 오늘 상담을 마쳤어요. 다음 날 같은 순서로 만나요."


def test_nobody_is_moved_while_somebody_is_called_there(cast: Cast) -> None:
    cast.arrive("A02"), cast.arrive("A02")
    cast.call("A02")
    before = cast.tables()
    assert cast.refused("booth.absent", booth="A02") == (409, "wrong_state")
    assert cast.tables() == before
