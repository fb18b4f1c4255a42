"""Clearing a booth: who waits is shared out over others by the shortest wait; and that taken back."""

from kiosk.expo.queue import tickets
from tests.cast import DAY, Cast


def waiting(cast: Cast, booth: str) -> list[int]:
    """The numbers of who waits at a booth, in the order of the queue."""
    booth_id = cast.value("SELECT id FROM booths WHERE number = ?", booth)
    with cast.store.read() as db:
        return [one["number"] for one in tickets.waiting(db, booth_id)]


def test_who_waits_is_shared_out_and_keeps_the_order_of_joining(cast: Cast) -> None:
    people = [cast.arrive("A02") for _ in range(4)]
    later = cast.arrive("B01")
    answer = cast.done("booth.clear", booth="A02", to=["B01", "B02"], then="pause", reason="비가 와요")
    assert (len(answer["moved"]), answer["kept"], answer["booth"]["state"]) == (4, 0, "paused")
    assert waiting(cast, "A02") == []
    there = waiting(cast, "B01"), waiting(cast, "B02")
    assert sorted(there[0] + there[1]) == sorted([later.number, *(one.number for one in people)])
    assert len(there[1]) >= 2  # not all to one
    assert there[0][-1] == later.number  # who joined before stands before


def test_who_booked_stays_and_who_waits_there_already_is_moved_elsewhere(cast: Cast) -> None:
    cast.check_in(cast.minseo)  # has an appointment at A01
    other = cast.arrive("A01", "B01")
    answer = cast.done("booth.clear", booth="A01", to=["B01", "B02"])
    assert [(one["number"], one["to"]) for one in answer["moved"]] == [(other.number, "B02")]
    assert answer["kept"] == 1 and waiting(cast, "A01") == [cast.minseo.number]


def test_taken_back_all_wait_again_in_their_order_and_the_booth_is_open(cast: Cast) -> None:
    people = [cast.arrive("A02") for _ in range(3)]
    before = waiting(cast, "A02")
    cast.done("booth.clear", booth="A02", to=["B01"], then="pause")
    gone = people[0]
    place = cast.value("SELECT id FROM tickets WHERE visitor_id = ? AND state = 'waiting'", gone.id)
    cast.done("ticket.leave", "desk", ticket=place)  # who has left meanwhile stays away
    answer = cast.done("booth.undo_clear", booth="A02")
    assert waiting(cast, "A02") == [one for one in before if one != gone.number]
    assert answer["booth"]["state"] == "open" and waiting(cast, "B01") == []
    assert cast.refused("booth.undo_clear", booth="A02") == (409, "wrong_state")


def test_a_booth_that_rests_or_is_its_own_goal_takes_nobody(cast: Cast) -> None:
    cast.arrive("A02")
    cast.done("booth.pause", booth="B01")
    assert cast.refused("booth.clear", booth="A02", to=["B01"]) == (409, "queue_empty")
    assert cast.refused("booth.clear", booth="A02", to=["A02"]) == (400, "bad_fields")
    assert cast.refused("booth.clear", booth="A02", to=["B02"], then="burn") == (400, "bad_fields")
    assert waiting(cast, "A02") != []


def test_nothing_is_cleared_outside_the_expo(cast: Cast) -> None:
    cast.arrive("A02")
    cast.clock.set(DAY, "19:00")
    assert cast.refused("booth.clear", booth="A02", to=["B01"]) == (409, "queue_empty")
