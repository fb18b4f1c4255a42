"""Booths: open and paused, what the board says of them, and when there is nobody."""

from kiosk.expo.queue import loads
from kiosk.expo.square import days
from tests.cast import NEXT_DAY


def board(cast, number):
    with cast.store.read() as db:
        state = loads.of(db, cast.clock.now)
        today = days.today(db, cast.clock.now, "Asia/Seoul")
        from kiosk.data import names

        return loads.shape(db, state, state.by_number[number], today, cast.clock.now, names.masked(db))


def test_a_booth_is_open_within_opening_hours_unless_paused(cast):
    seen = []
    for day, clock in (
        ("2026-10-28", "12:00"),
        ("2026-10-29", "09:59"),
        ("2026-10-29", "10:00"),
        (NEXT_DAY, "18:00"),
    ):
        cast.clock.set(day, clock)
        seen.append(board(cast, "A01")["state"])
    assert seen == ["closed", "closed", "open", "closed"]
    cast.clock.set(NEXT_DAY, "17:59")
    cast.done("booth.pause", booth="A01")
    assert board(cast, "A01")["state"] == "paused"
    cast.done("booth.open", booth="A01")
    assert board(cast, "A01")["state"] == "open"


def test_opening_and_pausing_answer_with_the_booth_of_the_board(cast):
    cast.arrive("A01")
    paused = cast.done("booth.pause", "booth:A01", booth="A01", reason="점심")["booth"]
    opened = cast.done("booth.open", "booth:A01", booth="A01")["booth"]
    assert (paused["state"], paused["wait_min"]) == ("paused", None)
    assert opened == board(cast, "A01")
    assert set(opened) >= {"number", "agency", "state", "waiting", "called", "serving", "wait_min"}
    assert (opened["number"], opened["agency"], opened["waiting"]) == ("A01", "서울특별시", 1)
    p50, p80 = opened["wait_min"]
    assert 0 <= p50 <= p80


def test_who_is_called_and_served_stands_on_the_board_masked(cast):
    cast.arrive("A01")
    person = cast.arrive("A01")
    cast.call("A01")
    cast.meet(person, "A01", 2)
    shape = board(cast, "A01")
    assert [one["counter"] for one in shape["called"] + shape["serving"]] == [1, 2]
    assert all("○" in one["name"] for one in shape["called"] + shape["serving"])


def test_waiting_counts_those_who_are_in_today(cast):
    cast.arrive("A01")
    cast.clock.set(NEXT_DAY, "10:00")
    assert board(cast, "A01")["waiting"] == 0
    cast.arrive("A01")
    assert board(cast, "A01")["waiting"] == 1


def test_a_pause_ends_once(cast):
    assert cast.refused("booth.open", booth="A01") == (409, "wrong_state")
    cast.done("booth.pause", booth="A01")
    assert cast.refused("booth.pause", booth="A01") == (409, "wrong_state")


def test_a_booth_that_goes_home_admits_and_calls_nobody(cast):
    waits = cast.arrive("A02")
    told = cast.done("booth.go_home", "booth:A02", booth="A02")["told"]
    assert [one["number"] for one in told] == [waits.number]
    late = cast.arrive()
    assert cast.refused("ticket.join", "desk", visitor=late.id, booth="A02") == (409, "booth_closed")
    assert cast.refused("ticket.call_next", booth="A02", counter=1) == (409, "booth_closed")
    assert cast.state(waits, "A02") == "waiting"  # its rank is kept for the second day


def test_going_home_on_the_last_day_ends_its_places(cast):
    cast.clock.set(NEXT_DAY, "15:00")
    waits = cast.arrive("A02")
    cast.done("booth.go_home", booth="A02")
    assert cast.state(waits, "A02") == "cancelled"


class TestInvitations:
    def test_accepted_it_is_a_place(self, cast):
        person = cast.arrive()
        invite = cast.done("booth.invite", "booth:A01", booth="A01", visitor=person.id)["invite"]["id"]
        answer = cast.done("invite.accept", f"visitor:{person.id}", invite=invite)
        assert (answer["ticket"]["booth"], cast.queue("A01")) == ("A01", [person.number])

    def test_only_who_was_invited_answers(self, cast):
        person, other = cast.arrive(), cast.arrive()
        invite = cast.done("booth.invite", "booth:A01", booth="A01", visitor=person.id)["invite"]["id"]
        assert cast.refused("invite.accept", f"visitor:{other.id}", invite=invite) == (403, "not_allowed")
        assert cast.refused("invite.accept", "kiosk", invite=invite, code=other.code) == (403, "not_allowed")
        assert cast.done("invite.accept", "kiosk", invite=invite, code=person.code)

    def test_three_are_open_at_once(self, cast):
        for _ in range(3):
            cast.done("booth.invite", booth="A01", visitor=cast.arrive().id)
        assert cast.refused("booth.invite", booth="A01", visitor=cast.arrive().id) == (409, "wrong_state")


class TestAVisitorsPause:
    def test_it_has_a_budget_a_day(self, cast):
        person = cast.arrive("A01")
        until = cast.done("visitor.pause", "desk", visitor=person.id)["until"]
        assert until[11:16] == "11:00"
        cast.clock.pass_min(40)
        cast.done("visitor.resume", "desk", visitor=person.id)
        until = cast.done("visitor.pause", "desk", visitor=person.id)["until"]
        assert until[11:16] == "11:00"
        cast.clock.pass_min(20)
        cast.done("visitor.resume", "desk", visitor=person.id)
        assert cast.refused("visitor.pause", "desk", visitor=person.id) == (409, "wrong_state")

    def test_every_place_stays(self, cast):
        person, other = cast.arrive("A01"), cast.arrive("A01")
        cast.done("visitor.pause", f"visitor:{person.id}", visitor=person.id)
        assert cast.call("A01") == other.number
        cast.done("visitor.resume", f"visitor:{person.id}", visitor=person.id)
        assert cast.call("A01", 2) == person.number
