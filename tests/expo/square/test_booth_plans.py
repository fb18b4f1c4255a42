"""What is settled of a booth beforehand is carried out by the clock: counters by the hour, an earlier closing."""

import pytest

from kiosk.actions import timers
from kiosk.exchange.files import prepare_file, preview
from kiosk.expo import imports
from kiosk.expo.queue import loads
from tests.cast import DAY, FILES, NEXT_DAY, Cast

STEPS = [{"from": "13:00", "counters": 1}, {"from": "15:00", "counters": 3}]


def booth(cast: Cast, number: str = "A01") -> dict[str, object]:
    [row] = cast.rows(f"SELECT * FROM booths WHERE number = '{number}'")
    return row


def counters(cast: Cast) -> object:
    timers.tick(cast.store)
    return booth(cast)["counters"]


class TestCountersByTheHour:
    def test_change_at_their_hour_and_begin_anew_the_next_day(self, cast: Cast) -> None:
        cast.done("booth.settings", booth="A01", settings={"counters_by_hour": STEPS})
        seen = []
        for day, clock in (
            (DAY, "12:59"),
            (DAY, "13:00"),
            (DAY, "14:59"),
            (DAY, "15:00"),
            (NEXT_DAY, "10:00"),
        ):
            cast.clock.set(day, clock)
            seen.append(counters(cast))
        assert seen == [2, 1, 1, 3, 2]

    def test_count_at_once_when_they_are_set_and_go_back_to_the_files(self, cast: Cast) -> None:
        cast.clock.set(DAY, "13:30")
        cast.done("booth.settings", booth="A01", settings={"counters_by_hour": STEPS})
        assert booth(cast)["counters"] == 1
        cast.done("booth.settings", booth="A01", reset=["counters_by_hour"])
        assert (booth(cast)["counters"], booth(cast)["file_counters"]) == (2, None)

    def test_leave_the_files_count_to_the_file(self, cast: Cast) -> None:
        cast.clock.set(DAY, "13:30")
        cast.done("booth.settings", booth="A01", settings={"counters_by_hour": STEPS})
        same = preview(cast.store, prepare_file("agencies", FILES["agencies"].encode()))
        assert same["changed"] == 0
        more = FILES["agencies"].replace("본청,2,", "본청,4,")
        rows = prepare_file("agencies", more.encode()).rows
        cast.store.change(lambda change: imports.apply(change, "agencies", rows))
        assert (booth(cast)["counters"], booth(cast)["file_counters"]) == (1, 4)

    def test_a_meeting_at_a_counter_that_goes_is_finished_there(self, cast: Cast) -> None:
        meeting = cast.meet(cast.arrive(), "A01", counter=2)
        cast.done(
            "booth.settings", booth="A01", settings={"counters_by_hour": [{"from": "10:00", "counters": 1}]}
        )
        cast.done("consultation.finish", consultation=meeting, lines=[{"outcome": "consulted"}])
        assert cast.refused("ticket.call_next", booth="A01", counter=2) == (400, "bad_fields")


class TestClosingEarly:
    @pytest.fixture(autouse=True)
    def closes_at_noon(self, cast: Cast) -> None:
        cast.done("booth.settings", booth="A02", settings={"closes_at": "12:00"})

    def test_ends_the_booths_day_at_its_time(self, cast: Cast) -> None:
        cast.clock.set(DAY, "11:59")
        timers.tick(cast.store)
        assert booth(cast, "A02")["left_on"] is None
        cast.clock.set(DAY, "12:00")
        timers.tick(cast.store)
        assert booth(cast, "A02")["left_on"] == DAY
        cast.clock.set(NEXT_DAY, "10:00")
        timers.tick(cast.store)
        assert cast.done("booth.pause", booth="A02")["booth"]["state"] == "paused"

    def test_lets_who_sits_there_finish(self, cast: Cast) -> None:
        meeting = cast.meet(cast.arrive(), "A02")
        waiting = cast.arrive("A02")
        cast.clock.set(DAY, "12:00")
        timers.tick(cast.store)
        assert booth(cast, "A02")["left_on"] == DAY
        assert cast.refused("ticket.call_next", booth="A02", counter=1) == (409, "booth_closed")
        cast.done("consultation.finish", consultation=meeting, lines=[{"outcome": "consulted"}])
        assert (
            cast.rows("SELECT state FROM tickets WHERE visitor_id = ?", waiting.id)[0]["state"] == "waiting"
        )

    def test_nobody_joins_whose_turn_would_come_after_it(self, cast: Cast) -> None:
        cast.clock.set(DAY, "11:50")
        cast.meet(cast.arrive(), "A02")
        person = cast.register()
        cast.check_in(person)
        assert cast.refused("ticket.join", "desk", visitor=person.id, booth="A02") == (409, "booth_closed")

    def test_cannot_be_undone_at_the_booth_but_in_the_settings(self, cast: Cast) -> None:
        cast.clock.set(DAY, "12:00")
        timers.tick(cast.store)
        assert cast.refused("booth.open", booth="A02") == (409, "wrong_state")
        cast.done("booth.settings", booth="A02", settings={"closes_at": "16:00"})
        timers.tick(cast.store)
        assert booth(cast, "A02")["left_on"] is None
        cast.done("booth.settings", booth="A02", settings={"closes_at": "12:00"})
        timers.tick(cast.store)
        assert booth(cast, "A02")["left_on"] == DAY


def test_a_closing_that_has_passed_sends_nobody_away(cast: Cast) -> None:
    cast.clock.set(DAY, "13:00")
    person = cast.arrive("A02")
    past = {"settings": {"closes_at": "12:00"}}
    assert cast.refused("booth.settings", booth="A02", **past) == (409, "wrong_state")
    timers.tick(cast.store)
    assert cast.state(person, "A02") == "waiting"
    cast.done("booth.clear", booth="A02", to=["A01"])
    cast.done("booth.settings", booth="A02", **past)


def test_a_booths_own_first_meeting_makes_its_wait(cast: Cast) -> None:
    cast.arrive("A02")
    before = wait(cast)
    cast.done("booth.settings", booth="A02", settings={"first_meeting_min": 60})
    assert (before, wait(cast)) == (15, 60)


def wait(cast: Cast) -> int:
    """For how long who joins A02 now waits, in minutes (P50)."""
    with cast.store.read() as db:
        now = loads.of(db, cast.clock.now)
        return round(now.wait_ms(now.by_number["A02"]["id"])[0] / 60_000)
