"""What the clock does: recall, put back, no-show, opening, closing, pauses, calling ahead; and nothing twice."""

import pytest

from kiosk import timers
from kiosk.actions import perform
from kiosk.store import SYSTEM
from tests.cast import DAY, NEXT_DAY, open_store


@pytest.fixture
def tick(cast):
    """Let the clock act until nothing is due; gives the verbs that were done."""

    def tick():
        before = cast.value("SELECT coalesce(max(seq), 0) FROM journal")
        for _ in range(5):
            if not timers.tick(cast.store):
                break
        return [
            row["kind"] for row in cast.rows("SELECT kind FROM journal WHERE seq > ? ORDER BY seq", before)
        ]

    assert timers.tick(cast.store) == 1  # the day opens
    return tick


class TestWhoIsCalledAndNotThere:
    def test_recalled_then_put_back_then_recalled_then_out(self, cast, tick):
        person = cast.arrive("A01")
        cast.call("A01")
        seen = []
        for minutes in (2.9, 0.1, 2.9, 0.1):
            cast.clock.pass_min(minutes)
            seen.append(tick())
        assert seen == [[], ["ticket.recall"], [], ["ticket.no_show"]]
        assert (cast.state(person, "A01"), cast.call("A01")) == ("waiting", person.number)
        seen = []
        for minutes in (3, 3):
            cast.clock.pass_min(minutes)
            seen.append(tick())
        assert seen == [["ticket.recall"], ["ticket.no_show"]]
        assert cast.state(person, "A01") == "no_show"

    def test_a_recall_by_staff_starts_the_second_span_anew(self, cast, tick):
        person = cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(2)
        cast.done("ticket.recall", ticket=person.tickets["A01"])
        cast.clock.pass_min(2.9)
        assert tick() == []
        cast.done("ticket.recall", ticket=person.tickets["A01"])
        cast.clock.pass_min(2.9)
        assert tick() == []
        cast.clock.pass_min(0.1)
        assert tick() == ["ticket.no_show"]

    def test_how_long_is_the_expos_setting(self, cast, tick):
        cast.done("expo.settings", settings={"recall_min": 10})
        cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(9.9)
        assert tick() == []
        cast.clock.pass_min(0.1)
        assert tick() == ["ticket.recall"]

    def test_whoever_came_is_left_in_peace(self, cast, tick):
        person = cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(1)
        cast.done("consultation.start", ticket=person.tickets["A01"], counter=1)
        cast.clock.pass_min(30)
        assert tick() == []

    def test_it_is_done_by_system(self, cast, tick):
        cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(3)
        tick()
        assert [row["actor"] for row in cast.journal("ticket.recall")] == ["system"]


class TestOpeningAndClosing:
    def test_a_day_opens_and_closes_once(self, cast):
        seen = []
        for day, clock in (
            (DAY, "10:00"),
            (DAY, "10:01"),
            (DAY, "17:59"),
            (DAY, "18:00"),
            (DAY, "18:01"),
            (NEXT_DAY, "09:00"),
            (NEXT_DAY, "10:00"),
            (NEXT_DAY, "18:00"),
            (NEXT_DAY, "19:00"),
        ):
            cast.clock.set(day, clock)
            seen.append(timers.tick(cast.store))
        assert seen == [1, 0, 0, 1, 0, 0, 1, 1, 0]

    def test_at_the_first_closing_places_stay_and_at_the_last_they_end(self, cast, tick):
        person = cast.arrive("A01")
        cast.clock.set(DAY, "18:00")
        assert tick() == ["expo.end_day"]
        assert cast.state(person, "A01") == "waiting"
        cast.clock.set(NEXT_DAY, "18:00")
        assert tick() == ["ticket.leave", "expo.end_day"]
        assert cast.state(person, "A01") == "cancelled"

    def test_a_server_that_was_off_at_closing_catches_up(self, cast, tick):
        person = cast.arrive("A01")
        cast.clock.set(NEXT_DAY, "20:00")
        assert tick() == ["expo.end_day", "ticket.leave", "expo.end_day"]
        assert cast.state(person, "A01") == "cancelled"

    def test_before_the_expo_nothing_happens(self, cast):
        cast.clock.set("2026-10-28", "12:00")
        assert timers.tick(cast.store) == 0

    def test_who_is_called_at_the_last_closing_is_out_once_they_do_not_come(self, cast, tick):
        cast.clock.set(NEXT_DAY, "17:58")
        tick()
        person = cast.arrive("A01")
        cast.call("A01")
        for clock in ("18:02", "18:06"):
            cast.clock.set(NEXT_DAY, clock)
            tick()
        assert cast.state(person, "A01") == "no_show"


class TestARestart:
    def test_repeats_nothing(self, cast, tick):
        cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(3)
        assert tick() == ["ticket.recall"]
        cast.reopen()
        assert timers.tick(cast.store) == 0

    def test_two_servers_at_once_do_it_once(self, cast, tick):
        cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(3)
        other = open_store(cast.store.path.parent, cast.clock)
        due = [timers.due_calls(store) for store in (cast.store, other)]
        assert due[0] == due[1]
        timers.tick(cast.store)
        for verb, fields, action_id in due[1]:
            assert perform(
                other, verb, SYSTEM, {**fields, "action_id": action_id}
            ).ok  # the remembered answer
        other.close()
        assert len(cast.journal("ticket.recall")) == 1


class TestPauses:
    def test_a_booths_lunch_ends_by_itself(self, cast, tick):
        cast.done("booth.pause", booth="A01", reason="점심", minutes=30)
        cast.clock.pass_min(29.9)
        assert tick() == []
        cast.clock.pass_min(0.1)
        assert tick() == ["booth.open"]

    def test_a_visitors_pause_ends_with_its_budget(self, cast, tick):
        person = cast.arrive("A01")
        cast.done("visitor.pause", "desk", visitor=person.id)
        cast.clock.pass_min(60)
        assert tick() == ["visitor.resume"]
        assert cast.call("A01") == person.number

    def test_an_invitation_lapses(self, cast, tick):
        cast.done("booth.invite", booth="A01", visitor=cast.arrive().id)
        cast.clock.pass_min(20)
        assert tick() == ["invite.lapse"]


class TestCallingAhead:
    def test_where_a_booth_has_switched_it_on(self, cast, tick):
        cast.meet(cast.arrive(), "A02")
        person = cast.arrive("A02")
        cast.clock.pass_min(30)
        assert tick() == []
        cast.done("booth.call_ahead", booth="A02", on=True)
        assert tick() == ["ticket.call_next"]
        assert cast.state(person, "A02") == "called"

    def test_before_the_meetings_expected_end_and_one_at_most(self, cast, tick):
        cast.done("booth.call_ahead", booth="A02", on=True)
        cast.meet(cast.arrive(), "A02")
        for _ in range(2):
            cast.arrive("A02")
        cast.clock.pass_min(5)
        assert tick() == []
        cast.clock.pass_min(8)
        assert tick() == ["ticket.call_next"]
        cast.clock.pass_min(1)
        assert tick() == []
