"""At the door: badges by a scan, citizens by a tap, and neither beyond the capacity."""

from tests.cases import programme_item
from tests.cast import DAY, NEXT_DAY, Cast


def test_who_has_a_seat_comes_in_once_and_a_second_scan_says_so(cast: Cast) -> None:
    item, person = programme_item(cast, capacity=1), cast.register()
    cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    first = cast.done("programme.attend", "door", item=item, code=person.code)
    again = cast.done("programme.attend", "door", item=item, code=person.code)
    assert (first["welcome"], again["welcome"]) == ("new", "again")
    assert (again["item"]["attending"], again["item"]["attended"]) == (1, 1)
    assert first["visitor"]["number"] == person.number
    assert cast.value("SELECT count(*) FROM arrivals WHERE visitor_id = ?", person.id) == 0, "no check-in"


def test_seats_are_kept_until_the_start_and_then_for_who_stands_at_the_door(cast: Cast) -> None:
    item = programme_item(cast, capacity=1)
    signed, other = cast.register(), cast.register()
    cast.done("programme.sign_up", "desk", item=item, visitor=signed.id)
    assert cast.refused("programme.attend", "door", item=item, code=other.code) == (409, "full")
    cast.clock.set(DAY, "11:00")
    assert cast.done("programme.attend", "door", item=item, code=other.code)["item"]["attended"] == 1
    assert cast.refused("programme.attend", "door", item=item, code=signed.code) == (409, "full")
    gone = cast.journal("programme.sign_up")[-1]
    assert (gone["visitor_id"], '"given_away"' in gone["detail"]) == (signed.id, True)


def test_citizens_are_counted_apart_taken_back_and_stop_at_the_capacity(cast: Cast) -> None:
    item = programme_item(cast, capacity=3)
    waits = cast.register()
    counted = cast.done("programme.attend", "door", item=item, citizens=3)["item"]
    assert (counted["attending"], counted["citizens"], counted["attended"]) == (3, 3, 0)
    assert cast.refused("programme.attend", "door", item=item, citizens=1) == (409, "full")
    assert cast.done("programme.sign_up", "desk", item=item, visitor=waits.id)["code"] == "waiting_list"
    back = cast.done("programme.attend", "door", item=item, citizens=-1)["item"]
    assert (back["citizens"], back["attending"], back["waiting"]) == (2, 3, 0), "who waited has the seat"
    assert cast.refused("programme.attend", "door", item=item, citizens=-3) == (409, "wrong_state")
    assert cast.refused("programme.attend", "door", item=item, citizens=0) == (400, "bad_fields")
    assert cast.value("SELECT count(*) FROM journal WHERE kind = 'citizen.count'") == 0


def test_a_scan_taken_back_leaves_a_sign_up_and_nothing_of_who_had_none(cast: Cast) -> None:
    item, signed, other = programme_item(cast), cast.register(), cast.register()
    cast.done("programme.sign_up", "desk", item=item, visitor=signed.id)
    for person in (signed, other):
        cast.done("programme.attend", "door", item=item, code=person.code)
        cast.done("programme.undo_attend", "door", item=item, visitor=person.id)
    left = cast.rows("SELECT visitor_id, attended_at FROM sign_ups WHERE left_at IS NULL")
    assert left == [{"visitor_id": signed.id, "attended_at": None}]


def test_who_is_in_does_not_leave_and_nobody_comes_to_what_is_another_day_or_cancelled(cast: Cast) -> None:
    item, later = programme_item(cast), programme_item(cast, day=NEXT_DAY)
    person = cast.register()
    cast.done("programme.attend", "door", item=item, code=person.code)
    assert cast.refused("programme.leave", "desk", item=item, visitor=person.id) == (409, "wrong_state")
    assert cast.refused("programme.attend", "door", item=later, code=person.code) == (409, "not_today")
    cast.done("programme.cancel", item=item)
    assert cast.refused("programme.attend", "door", item=item, code=cast.minseo.code) == (409, "wrong_state")


def test_a_door_that_was_cut_off_tells_when_they_came_in(cast: Cast) -> None:
    item, person = programme_item(cast), cast.register()
    cast.clock.set(DAY, "11:10")
    now = cast.clock.now
    cast.done("programme.attend", "door", item=item, code=person.code, at=now - 300_000, sent_at=now)
    assert cast.value("SELECT attended_at FROM sign_ups") == now - 300_000
