"""The rules of the queue: joining, leaving, calling, passing over, calling ahead, no-show, transfer."""

import sqlite3

import pytest

from kiosk.data.store import SYSTEM, Change
from kiosk.expo.queue import tickets, turns
from kiosk.expo.square import booths
from tests.cast import NEXT_DAY


class TestJoining:
    def test_a_place_is_given_and_told(self, cast):
        person = cast.arrive()
        answer = cast.done("ticket.join", "desk", code=person.code, booth="A01")
        ticket = answer["ticket"]
        name = cast.value("SELECT name FROM contacts WHERE visitor_id = ?", person.id)
        assert ticket == {
            "id": ticket["id"],
            "number": person.number,
            "booth": "A01",
            "state": "waiting",
            "counter": None,
            "held": False,
            "visitor": {"id": person.id, "name": name, "enterprise": f"{name}네 기업"},
        }

    def test_places_are_ordered_by_the_time_of_joining(self, cast):
        people = [cast.arrive() for _ in range(3)]
        for person in reversed(people):
            cast.clock.pass_s(1)
            cast.join(person, "A01")
        assert cast.queue("A01") == [person.number for person in reversed(people)]

    def test_who_joins_in_the_same_millisecond_stands_behind(self, cast):
        people = [cast.arrive() for _ in range(4)]
        for person in people:
            cast.join(person, "A01")
        ranks = [cast.ticket(person, "A01")["rank"] for person in people]
        assert ranks == sorted(set(ranks))

    def test_one_live_place_a_visitor_and_booth(self, cast):
        person = cast.arrive("A01")
        answer = cast.do("ticket.join", "desk", visitor=person.id, booth="A01")
        assert (answer.data["code"], answer.data["ticket"]["id"]) == (
            "already_waiting",
            person.tickets["A01"],
        )
        with pytest.raises(sqlite3.IntegrityError):
            cast.store.change(
                lambda change: change.update(
                    "INSERT INTO tickets (visitor_id, booth_id, rank, joined_at, origin, place)"
                    " SELECT visitor_id, booth_id, rank, joined_at, origin, place || '2' FROM tickets"
                )
            )

    def test_beyond_three_live_places_it_is_a_wish(self, cast):
        person = cast.arrive("A01", "A02", "A03")
        answer = cast.join(person, "B01")
        assert (answer["code"], answer["wish"]["booth"]) == ("wished", "B01")
        assert (cast.places(person), cast.wishes(person)) == (["A01", "A02", "A03"], ["B01"])

    def test_how_many_live_places_is_the_expos_setting(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        person = cast.arrive("A01")
        assert cast.join(person, "A02")["code"] == "wished"

    def test_appointments_are_not_counted_among_live_places(self, cast):
        cast.check_in(cast.minseo)
        assert cast.places(cast.minseo) == ["A01", "A02", "A03", "B02"]

    def test_a_place_taken_for_a_mere_match_gives_way_to_one_that_is_asked_for(self, cast):
        cast.check_in(cast.minseo)
        answer = cast.join(cast.minseo, "B03")
        assert answer["ticket"]["booth"] == "B03"
        places = cast.places(cast.minseo)
        assert (len(places), "A01" in places, "B03" in places) == (4, True, True)
        assert cast.wishes(cast.minseo) == []

    def test_a_place_that_was_asked_for_gives_way_to_nothing(self, cast):
        cast.check_in(cast.minseo)  # an appointment and three matches
        asked = ["B01", "B03"]
        for booth in asked:
            assert "ticket" in cast.join(cast.minseo, booth)
        dropped = [booth for booth in ("A02", "A03", "B02") if booth not in cast.places(cast.minseo)]
        assert "ticket" in cast.join(cast.minseo, dropped[0])
        assert cast.join(cast.minseo, dropped[1])["code"] == "wished"
        assert cast.places(cast.minseo) == sorted(["A01", *asked, dropped[0]])

    def test_who_is_not_checked_in_today_can_not_join(self, cast):
        person = cast.register()
        assert cast.refused("ticket.join", "desk", visitor=person.id, booth="A01") == (409, "not_checked_in")
        cast.check_in(person)
        cast.clock.set(NEXT_DAY, "10:00")
        assert cast.refused("ticket.join", "desk", visitor=person.id, booth="A01") == (409, "not_checked_in")

    def test_a_booth_joins_its_own_queue_only(self, cast):
        person = cast.arrive()
        assert cast.refused("ticket.join", "booth:A01", visitor=person.id, booth="A02") == (
            403,
            "not_allowed",
        )
        assert (
            cast.done("ticket.join", "booth:A01", visitor=person.id, booth="A01")["ticket"]["booth"] == "A01"
        )

    def test_a_phone_joins_for_its_own_visitor_only(self, cast):
        person, other = cast.arrive(), cast.arrive()
        phone = f"visitor:{person.id}"
        assert cast.refused("ticket.join", phone, visitor=other.id, booth="A01") == (403, "not_allowed")
        assert cast.refused("ticket.join", phone, code=other.code, booth="A01") == (403, "not_allowed")
        assert cast.done("ticket.join", phone, visitor=person.id, booth="A01")["ticket"]["state"] == "waiting"

    def test_badges_of_staff_press_and_officials_no_queue_takes(self, cast):
        person = cast.arrive()
        cast.store.change(
            lambda c: c.update("UPDATE visitors SET badge_kind = 'press' WHERE id = ?", person.id)
        )
        assert cast.refused("ticket.join", "desk", visitor=person.id, booth="A01") == (409, "wrong_state")
        fields = {"code": person.code, "booth": "A01", "counter": 1}
        assert cast.refused("consultation.start", **fields) == (409, "wrong_state")

    def test_joining_works_before_opening_on_an_expo_day(self, cast):
        cast.clock.set("2026-10-29", "09:10")
        assert cast.arrive("A01").tickets

    def test_joining_works_until_the_predicted_start_would_be_past_closing(self, cast):
        cast.clock.set("2026-10-29", "17:50")
        cast.meet(cast.arrive(), "A02")
        last = cast.arrive()
        answer = cast.do("ticket.join", "desk", visitor=last.id, booth="A02")
        assert (answer.status, answer.data["code"], answer.data["next_day"]) == (
            409,
            "booth_closed",
            NEXT_DAY,
        )
        assert NEXT_DAY in answer.data["message"] or answer.data["substitutes"]

    def test_past_closing_substitutes_are_offered_that_announced_the_same_kind(self, cast):
        cast.clock.set("2026-10-29", "17:50")
        cast.meet(cast.arrive(), "A03")
        last = cast.arrive()
        answer = cast.do("ticket.join", "desk", visitor=last.id, booth="A03")
        assert answer.data["code"] == "booth_closed"
        offered = [one["booth"] for one in answer.data["substitutes"]]
        assert set(offered) <= {"A01", "A02", "B02"} and offered  # they too buy work clothes

    def test_past_closing_of_the_last_day_nothing_can_be_joined(self, cast):
        cast.clock.set(NEXT_DAY, "18:00")
        person = cast.arrive()
        answer = cast.do("ticket.join", "desk", visitor=person.id, booth="A01")
        assert (answer.data["code"], answer.data["next_day"], answer.data["substitutes"]) == (
            "booth_closed",
            None,
            [],
        )


class TestLeaving:
    def test_a_place_is_given_up_and_the_visitors_wish_takes_it(self, cast):
        person = cast.arrive("A01", "A02", "A03")
        cast.join(person, "B01")
        left = cast.done("ticket.leave", "desk", ticket=person.tickets["A02"])
        assert left["ticket"]["state"] == "cancelled"
        assert (cast.places(person), cast.wishes(person)) == (["A01", "A03", "B01"], [])

    def test_from_a_kiosk_the_badge_must_be_the_tickets(self, cast):
        person, other = cast.arrive("A01"), cast.arrive()
        fields = {"ticket": person.tickets["A01"]}
        assert cast.refused("ticket.leave", "kiosk", **fields) == (400, "bad_fields")
        assert cast.refused("ticket.leave", "kiosk", **fields, code=other.code) == (403, "not_allowed")
        assert (
            cast.done("ticket.leave", "kiosk", **fields, code=person.code)["ticket"]["state"] == "cancelled"
        )

    def test_a_phone_leaves_its_own_visitors_places_only(self, cast):
        person, other = cast.arrive("A01"), cast.arrive("A01")
        assert cast.refused("ticket.leave", f"visitor:{other.id}", ticket=person.tickets["A01"]) == (
            403,
            "not_allowed",
        )

    def test_who_is_called_may_leave_and_can_be_called_elsewhere(self, cast):
        person = cast.arrive("A01", "A02")
        cast.call("A01")
        cast.done("ticket.leave", f"visitor:{person.id}", ticket=person.tickets["A01"])
        assert cast.call("A02") == person.number

    def test_a_meeting_can_not_be_left(self, cast):
        person = cast.arrive()
        cast.meet(person, "A01")
        ticket = cast.ticket(person, "A01")["id"]
        assert cast.refused("ticket.leave", "desk", ticket=ticket) == (409, "wrong_state")

    def test_a_booth_the_visitor_left_is_not_proposed_again_that_day(self, cast):
        cast.check_in(cast.minseo)
        cast.done("ticket.leave", "desk", ticket=cast.minseo.tickets["A02"])
        again = cast.done("visitor.check_in", "desk", visitor=cast.minseo.id)
        cast.clock.pass_min(1)
        again = cast.done("visitor.check_in", "desk", visitor=cast.minseo.id)
        assert "A02" not in [one["booth"] for one in again["agenda"]["suggestions"]]
        assert "A02" not in cast.places(cast.minseo)

    def test_a_booth_the_visitor_left_may_be_proposed_the_next_day(self, cast):
        cast.check_in(cast.seoyeon)
        for booth in list(cast.seoyeon.tickets):
            cast.done("ticket.leave", "desk", ticket=cast.seoyeon.tickets[booth])
        cast.clock.set(NEXT_DAY, "10:00")
        agenda = cast.check_in(cast.seoyeon)["agenda"]
        assert "B01" in [one["booth"] for one in agenda["tickets"]]

    def test_after_leaving_later_only_wishes_are_promoted(self, cast):
        cast.check_in(cast.minseo)
        before = cast.places(cast.minseo)
        cast.done("ticket.leave", "desk", ticket=cast.minseo.tickets["A02"])
        assert cast.places(cast.minseo) == [booth for booth in before if booth != "A02"]


class TestCallingNext:
    def test_the_first_by_rank_is_called_and_the_call_says_why(self, cast):
        first, second = cast.arrive("A01"), cast.arrive("A01")
        answer = cast.done("ticket.call_next", "booth:A01", booth="A01", counter=2)
        ticket = answer["ticket"]
        assert (ticket["number"], ticket["state"], ticket["counter"]) == (first.number, "called", 2)
        assert (answer["why"], answer["skipped"]) == ([f"{first.number}번이 줄에서 가장 앞이에요."], [])
        assert cast.state(second, "A01") == "waiting"

    def test_nobody_there_is_queue_empty(self, cast):
        answer = cast.do("ticket.call_next", booth="A01", counter=1)
        assert (answer.status, answer.data["code"], answer.data["skipped"]) == (409, "queue_empty", [])

    def test_a_visitor_who_is_served_elsewhere_is_skipped_and_returns_to_the_front(self, cast):
        busy, free = cast.arrive("A01"), cast.arrive("A01")
        meeting = cast.meet(busy, "A02")
        answer = cast.done("ticket.call_next", booth="A01", counter=1)
        assert answer["ticket"]["number"] == free.number
        assert answer["skipped"] == [{"ticket": busy.tickets["A01"], "reason": "in_meeting"}]
        assert "A02" in answer["why"][1]
        third = cast.arrive("A01")
        cast.finish(meeting)
        assert (cast.call("A01", 2), cast.queue("A01")) == (busy.number, [third.number])

    def test_a_visitor_who_is_called_elsewhere_is_skipped(self, cast):
        busy = cast.arrive("A01", "A02")
        cast.call("A02")
        answer = cast.do("ticket.call_next", booth="A01", counter=1)
        assert answer.data["code"] == "queue_empty"
        assert answer.data["skipped"] == [{"ticket": busy.tickets["A01"], "reason": "called"}]

    def test_a_visitor_who_pauses_is_skipped(self, cast):
        person = cast.arrive("A01")
        cast.done("visitor.pause", "desk", visitor=person.id)
        answer = cast.do("ticket.call_next", booth="A01", counter=1)
        assert answer.data["skipped"] == [{"ticket": person.tickets["A01"], "reason": "paused"}]
        cast.done("visitor.resume", "desk", visitor=person.id)
        assert cast.call("A01") == person.number

    def test_who_has_not_come_today_is_skipped(self, cast):
        person = cast.arrive("A01")
        cast.clock.set(NEXT_DAY, "10:30")
        other = cast.arrive("A01")
        answer = cast.done("ticket.call_next", booth="A01", counter=1)
        assert answer["ticket"]["number"] == other.number
        assert answer["skipped"] == [{"ticket": person.tickets["A01"], "reason": "left"}]

    def test_a_skip_is_recorded(self, cast):
        busy, _ = cast.arrive("A01"), cast.arrive("A01")
        cast.meet(busy, "A02")
        cast.call("A01")
        entry = cast.journal("ticket.call_next")[-1]["detail"]
        assert f'"skipped": [{{"ticket": {busy.tickets["A01"]}, "reason": "in_meeting"}}]' in entry

    def test_held_is_derived(self, cast):
        person = cast.arrive("A01", "A02")
        cast.call("A01")
        with cast.store.read() as db:
            held = {row["booth"]: bool(row["held"]) for row in tickets.of_visitor(db, person.id)}
        assert held == {"A01": False, "A02": True}

    def test_calling_works_within_opening_hours_only(self, cast):
        cast.clock.set("2026-10-29", "09:59")
        cast.arrive("A01")
        assert cast.refused("ticket.call_next", booth="A01", counter=1) == (409, "booth_closed")
        cast.clock.set("2026-10-29", "18:00")
        assert cast.refused("ticket.call_next", booth="A01", counter=1) == (409, "booth_closed")

    def test_a_paused_booth_does_not_call(self, cast):
        cast.arrive("A01")
        cast.done("booth.pause", booth="A01")
        assert cast.refused("ticket.call_next", booth="A01", counter=1) == (409, "booth_closed")
        cast.done("booth.open", booth="A01")
        cast.call("A01")

    def test_one_ahead_a_counter_at_most(self, cast):
        for _ in range(3):
            cast.arrive("A01")
        first = cast.call("A01")
        assert cast.refused("ticket.call_next", booth="A01", counter=1) == (409, "counter_busy")
        assert cast.call("A01", 2) != first

    def test_in_a_meeting_the_next_is_called_ahead(self, cast):
        cast.meet(cast.arrive(), "A02")
        person = cast.arrive("A02")
        assert cast.call("A02") == person.number
        assert cast.refused("ticket.call_next", booth="A02", counter=1) == (409, "counter_busy")

    @pytest.mark.parametrize("counter, found", [(3, 400), (0, 400), ("2", 200), (None, 400)])
    def test_a_counter_the_booth_lacks_is_400(self, cast, counter, found):
        cast.arrive("A01")
        assert cast.do("ticket.call_next", booth="A01", counter=counter).status == found

    def test_an_unknown_booth_is_refused(self, cast):
        assert cast.refused("ticket.call_next", booth="Z01", counter=1) == (409, "unknown_booth")

    def test_nobody_is_called_to_two_booths_at_once_says_the_schema(self, cast):
        cast.arrive("A01", "A02")
        cast.call("A01")
        with pytest.raises(sqlite3.IntegrityError):
            cast.store.change(lambda c: c.update("UPDATE tickets SET state = 'called', counter = 1"))

    def test_no_counter_serves_two_says_the_schema(self, cast):
        cast.meet(cast.arrive(), "A02")
        cast.arrive("A02")
        with pytest.raises(sqlite3.IntegrityError):
            cast.store.change(
                lambda c: c.update(
                    "UPDATE tickets SET state = 'serving', counter = 1 WHERE state = 'waiting'"
                )
            )


class TestAppointments:
    """세진플러스 has one at A01 at 11:00."""

    def test_the_first_of_an_enterprise_to_check_in_takes_it(self, cast):
        second = cast.check_in(cast.hajun)["agenda"]
        first = cast.check_in(cast.minseo)["agenda"]
        assert cast.ticket(cast.hajun, "A01")["appointment_at"] is not None
        assert [one["booth"] for one in second["appointments"]] == ["A01"]
        assert first["appointments"] == []
        assert cast.rows("SELECT visitor_id FROM tickets WHERE appointment_at IS NOT NULL") == [
            {"visitor_id": cast.hajun.id}
        ]

    def test_a_due_appointment_goes_first(self, cast):
        cast.check_in(cast.minseo)
        for _ in range(2):
            cast.arrive("A01")
        cast.clock.set("2026-10-29", "10:55")
        answer = cast.done("ticket.call_next", booth="A01", counter=1)
        assert answer["ticket"]["number"] == cast.minseo.number
        assert answer["why"] == [f"{cast.minseo.number}번은 예약 시간이 됐어요."]

    def test_it_is_due_from_five_minutes_before(self, cast):
        cast.check_in(cast.minseo)
        walk_in = cast.arrive("A01")
        cast.clock.set("2026-10-29", "10:54")
        assert cast.call("A01") == walk_in.number

    def test_it_may_be_served_earlier_when_nobody_else_waits(self, cast):
        cast.check_in(cast.minseo)
        answer = cast.done("ticket.call_next", booth="A01", counter=1)
        assert answer["ticket"]["number"] == cast.minseo.number
        assert "앞당겼어요" in answer["why"][0]

    def test_until_ten_minutes_after_its_time_it_goes_first(self, cast):
        cast.check_in(cast.minseo)
        cast.arrive("A01")
        cast.clock.set("2026-10-29", "11:10")
        assert cast.call("A01") == cast.minseo.number

    def test_more_than_ten_minutes_late_it_is_a_walk_in_in_its_rank(self, cast):
        cast.check_in(cast.minseo)
        before = cast.arrive("A01")
        cast.clock.set("2026-10-29", "11:05")
        after = cast.arrive("A01")
        cast.clock.set("2026-10-29", "11:11")
        called = [cast.call("A01", 1), cast.call("A01", 2)]
        assert called == [before.number, cast.minseo.number]
        assert cast.queue("A01") == [after.number]

    def test_who_comes_in_after_it_has_lapsed_joins_behind_those_who_wait(self, cast):
        cast.clock.set("2026-10-29", "11:20")
        walk_in = cast.arrive("A01")
        cast.clock.pass_min(1)
        cast.check_in(cast.minseo)
        assert cast.queue("A01") == [walk_in.number, cast.minseo.number]

    def test_nobody_is_called_to_a_meeting_that_would_run_into_their_appointment(self, cast):
        """P80 of an unknown booth's meeting is about 20 minutes, so from 10:40 on it would."""
        cast.check_in(cast.minseo)
        other = cast.arrive("A02")
        cast.clock.set("2026-10-29", "10:30")
        answer = cast.done("ticket.call_next", booth="A02", counter=1)
        assert answer["ticket"]["number"] == cast.minseo.number
        cast.done("ticket.no_show", ticket=cast.minseo.tickets["A02"])
        cast.clock.set("2026-10-29", "10:50")
        answer = cast.done("ticket.call_next", booth="A02", counter=1)
        assert answer["ticket"]["number"] == other.number

    def test_who_is_kept_from_an_appointment_is_told_as_skipped(self, cast):
        cast.check_in(cast.minseo)
        other = cast.arrive("A02")
        cast.clock.set("2026-10-29", "10:50")
        answer = cast.done("ticket.call_next", booth="A02", counter=1)
        assert answer["ticket"]["number"] == other.number
        assert answer["skipped"] == [{"ticket": cast.minseo.tickets["A02"], "reason": "appointment"}]

    def test_the_walk_counts(self, cast):
        """B03 stands 194 m away, a good three minutes."""
        cast.check_in(cast.minseo)
        cast.join(cast.minseo, "B03")
        late = _latest_call(cast, "B03")
        near = _latest_call(cast, "A02" if "A02" in cast.places(cast.minseo) else "A03")
        assert (near - late) / 60_000 >= 3

    def test_a_meeting_that_still_runs_at_the_counter_counts(self, cast):
        cast.check_in(cast.minseo)
        alone = _latest_call(cast, "A02")
        cast.clock.now = alone
        cast.meet(cast.arrive(), "A02")
        assert cast.refused("ticket.call_next", booth="A02", counter=1) == (409, "queue_empty")

    def test_once_its_time_is_over_it_keeps_nobody_any_more(self, cast):
        cast.check_in(cast.minseo)
        cast.clock.set("2026-10-29", "11:11")
        assert cast.call("A02") == cast.minseo.number

    def test_once_due_it_is_not_kept_back_for_a_later_one(self, cast):
        cast.check_in(cast.minseo)
        at = cast.clock.now + 70 * 60_000  # 11:10, at A02
        cast.store.change(
            lambda c: c.update(
                "UPDATE tickets SET appointment_at = ? WHERE id = ?", at, cast.minseo.tickets["A02"]
            )
        )
        cast.clock.set("2026-10-29", "10:57")
        assert cast.call("A01") == cast.minseo.number

    def test_a_group_of_one_enterprise_takes_each_appointment_once(self, cast):
        cast.check_in(cast.minseo)
        cast.check_in(cast.hajun)
        assert cast.value("SELECT count(*) FROM tickets WHERE appointment_at IS NOT NULL") == 1


def _latest_call(cast, booth):
    """The latest minute at which minseo, alone there, would be called to this booth before 11:00."""
    found = 0
    for minute in range(60):
        at = cast.clock.now // 3_600_000 * 3_600_000 + minute * 60_000
        with cast.store.read() as db:
            change = Change(
                db=db,
                now=at,
                actor=SYSTEM,
                action_id="",
                lang="ko",
                settings=booths.settings_of(db),
                badge_key=b"",
                time_zone="Asia/Seoul",
            )
            pick = turns.decide(change, booths.find(db, booth), 1)
        if pick.chosen and pick.chosen.number == cast.minseo.number:
            found = at
    return found


class TestCallingOne:
    def test_a_chosen_ticket_is_called_with_a_reason(self, cast):
        cast.arrive("A01")
        person = cast.arrive("A01")
        answer = cast.done(
            "ticket.call", ticket=person.tickets["A01"], counter=1, reason="휠체어를 타고 오심"
        )
        assert (answer["ticket"]["state"], answer["ticket"]["counter"]) == ("called", 1)
        assert '"reason": "휠체어를 타고 오심"' in cast.journal("ticket.call")[0]["detail"]

    def test_a_reason_is_needed(self, cast):
        person = cast.arrive("A01")
        for fields in ({}, {"reason": " "}):
            assert cast.do("ticket.call", ticket=person.tickets["A01"], counter=1, **fields).status == 400

    def test_somebody_busy_elsewhere_can_not_be_called(self, cast):
        person = cast.arrive("A01")
        cast.meet(person, "A02")
        fields = {"ticket": person.tickets["A01"], "counter": 1, "reason": "급함"}
        assert cast.refused("ticket.call", **fields) == (409, "visitor_busy")

    def test_somebody_who_pauses_can_not_be_called(self, cast):
        person = cast.arrive("A01")
        cast.done("visitor.pause", "desk", visitor=person.id)
        fields = {"ticket": person.tickets["A01"], "counter": 1, "reason": "급함"}
        assert cast.refused("ticket.call", **fields) == (409, "visitor_busy")

    def test_somebody_who_is_not_in_can_not_be_called(self, cast):
        person = cast.arrive("A01")
        cast.clock.set(NEXT_DAY, "10:30")
        fields = {"ticket": person.tickets["A01"], "counter": 1, "reason": "급함"}
        assert cast.refused("ticket.call", **fields) == (409, "not_checked_in")

    def test_a_counter_that_has_called_already_is_busy(self, cast):
        person, other = cast.arrive("A01"), cast.arrive("A01")
        cast.call("A01")
        fields = {"ticket": other.tickets["A01"], "counter": 1, "reason": "급함"}
        assert cast.refused("ticket.call", **fields) == (409, "counter_busy")
        assert cast.refused("ticket.call", **fields | {"ticket": person.tickets["A01"]}) == (
            409,
            "wrong_state",
        )


class TestNoShow:
    def _called(self, cast, others=3):
        person = cast.arrive("A01")
        rest = [cast.arrive("A01") for _ in range(others)]
        assert cast.call("A01") == person.number
        return person, rest

    def test_the_first_time_it_is_put_back_behind_the_next_two(self, cast):
        person, rest = self._called(cast)
        answer = cast.done("ticket.no_show", ticket=person.tickets["A01"])
        assert (answer["code"], answer["ticket"]["state"], answer["ticket"]["counter"]) == (
            "put_back",
            "waiting",
            None,
        )
        assert cast.queue("A01") == [rest[0].number, rest[1].number, person.number, rest[2].number]

    def test_the_second_time_it_ends_and_a_wish_takes_the_place(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        person = cast.arrive("A01")
        cast.join(person, "A02")
        for _ in range(2):
            cast.call("A01")
            answer = cast.done("ticket.no_show", ticket=person.tickets["A01"])
        assert (answer["code"], answer["ticket"]["state"]) == ("done", "no_show")
        assert (cast.places(person), cast.wishes(person)) == (["A02"], [])

    @pytest.mark.parametrize("others", [0, 1, 2])
    def test_with_fewer_than_two_behind_it_is_the_last(self, cast, others):
        person, rest = self._called(cast, others)
        cast.done("ticket.no_show", ticket=person.tickets["A01"])
        assert cast.queue("A01") == [*(one.number for one in rest), person.number]

    def test_the_time_of_joining_never_changes(self, cast):
        person, _ = self._called(cast)
        before = cast.ticket(person, "A01")["joined_at"]
        cast.clock.pass_min(5)
        cast.done("ticket.no_show", ticket=person.tickets["A01"])
        assert cast.ticket(person, "A01")["joined_at"] == before

    def test_among_places_of_one_millisecond_it_still_goes_behind_two(self, cast):
        people = [cast.arrive() for _ in range(5)]
        for person in people:
            cast.join(person, "A01")
        numbers = [person.number for person in people]
        for _ in range(3):
            head = cast.queue("A01")[0]
            before = cast.queue("A01")
            assert cast.call("A01") == head
            cast.done("ticket.no_show", ticket=next(p for p in people if p.number == head).tickets["A01"])
            assert cast.queue("A01") == [*before[1:3], head, *before[3:]]
        assert sorted(cast.queue("A01")) == numbers

    def test_two_who_are_put_back_in_turn_keep_apart(self, cast):
        person, rest = self._called(cast, 4)
        cast.done("ticket.no_show", ticket=person.tickets["A01"])
        cast.call("A01")
        cast.done("ticket.no_show", ticket=rest[0].tickets["A01"])
        numbers = [one.number for one in rest]
        assert cast.queue("A01") == [numbers[1], person.number, numbers[0], numbers[2], numbers[3]]

    def test_an_appointment_goes_behind_two_and_not_behind_everybody(self, cast):
        cast.check_in(cast.minseo)
        rest = [cast.arrive("A01") for _ in range(3)]
        cast.clock.set("2026-10-29", "10:57")
        assert cast.call("A01") == cast.minseo.number
        cast.done("ticket.no_show", ticket=cast.minseo.tickets["A01"])
        numbers = [one.number for one in rest]
        assert cast.queue("A01") == [numbers[0], numbers[1], cast.minseo.number, numbers[2]]

    def test_it_keeps_its_counter_free_for_the_next(self, cast):
        person, rest = self._called(cast)
        cast.done("ticket.no_show", ticket=person.tickets["A01"])
        assert cast.call("A01") == rest[0].number

    def test_after_the_last_closing_nobody_is_put_back(self, cast):
        cast.clock.set(NEXT_DAY, "17:50")
        person = cast.arrive("A01")
        cast.call("A01")
        cast.clock.set(NEXT_DAY, "18:03")
        answer = cast.done("ticket.no_show", ticket=person.tickets["A01"])
        assert (answer["code"], answer["ticket"]["state"]) == ("done", "no_show")

    def test_a_recall_keeps_the_call_and_starts_its_span_anew(self, cast):
        person, _ = self._called(cast)
        cast.clock.pass_min(2)
        answer = cast.done("ticket.recall", ticket=person.tickets["A01"])
        ticket = cast.ticket(person, "A01")
        assert answer["ticket"]["state"] == "called"
        assert ticket["recalled_at"] == cast.clock.now > ticket["called_at"]


class TestTransfer:
    def test_it_takes_the_rank_and_the_time_of_joining_along(self, cast):
        early = cast.arrive("A01")
        later = [cast.arrive("A02") for _ in range(2)]
        before = cast.ticket(early, "A01")
        cast.clock.pass_min(20)
        answer = cast.done("ticket.transfer", ticket=early.tickets["A01"], booth="A02")
        after = cast.ticket(early, "A02")
        assert answer["ticket"]["booth"] == "A02"
        assert (after["id"], after["rank"], after["joined_at"]) == (
            before["id"],
            before["rank"],
            before["joined_at"],
        )
        assert cast.queue("A02") == [early.number, *(one.number for one in later)]

    def test_a_booth_transfers_from_its_own_queue_to_any(self, cast):
        person = cast.arrive("A01", "A02")
        fields = {"booth": "A03"}
        assert cast.done("ticket.transfer", "booth:A01", ticket=person.tickets["A01"], **fields)
        assert cast.refused("ticket.transfer", "booth:A01", ticket=person.tickets["A02"], **fields) == (
            403,
            "not_allowed",
        )

    def test_a_called_one_waits_again_at_the_other_booth(self, cast):
        person = cast.arrive("A01")
        cast.call("A01")
        ticket = cast.done("ticket.transfer", ticket=person.tickets["A01"], booth="A02")["ticket"]
        assert (ticket["state"], ticket["counter"]) == ("waiting", None)
        assert cast.call("A02") == person.number

    def test_it_is_refused_where_the_visitor_waits_already(self, cast):
        person = cast.arrive("A01", "A02")
        for booth in ("A01", "A02"):
            assert cast.refused("ticket.transfer", ticket=person.tickets["A01"], booth=booth) == (
                409,
                "already_waiting",
            )

    def test_a_wish_for_the_other_booth_is_met_by_it(self, cast):
        person = cast.arrive("A01", "A02", "A03")
        cast.join(person, "B01")
        cast.done("ticket.transfer", ticket=person.tickets["A01"], booth="B01")
        assert cast.wishes(person) == []

    def test_an_appointment_is_off_when_it_is_sent_elsewhere(self, cast):
        cast.check_in(cast.minseo)
        cast.done("ticket.transfer", ticket=cast.minseo.tickets["A01"], booth="B03")
        cast.clock.pass_min(1)
        again = cast.done("visitor.check_in", "desk", visitor=cast.minseo.id)
        assert again["agenda"]["appointments"] == []
        assert "A01" not in cast.places(cast.minseo)


class TestTheNextDay:
    def test_unmet_places_keep_their_rank_for_the_next_morning(self, cast):
        first, second = cast.arrive("A01"), cast.arrive("A01")
        cast.clock.set("2026-10-29", "18:00")
        cast.done("expo.end_day", "system", day="2026-10-29")
        cast.clock.set(NEXT_DAY, "09:30")
        newcomer = cast.arrive("A01")
        for person in (second, first):
            cast.check_in(person)
        assert cast.queue("A01") == [first.number, second.number, newcomer.number]
        cast.clock.set(NEXT_DAY, "10:00")
        assert cast.call("A01") == first.number

    def test_they_are_shown_at_the_next_check_in(self, cast):
        person = cast.arrive("A01")
        cast.clock.set(NEXT_DAY, "09:30")
        agenda = cast.check_in(person)["agenda"]
        assert [(one["booth"], one["state"]) for one in agenda["tickets"]] == [("A01", "waiting")]

    def test_after_the_last_day_they_end(self, cast):
        person = cast.arrive("A01")
        cast.clock.set(NEXT_DAY, "18:00")
        assert cast.done("expo.end_day", "system", day=NEXT_DAY)["ended"] == 1
        assert cast.state(person, "A01") == "cancelled"


class TestNames:
    """Of places, in public: random, of one ticket at one booth."""

    def test_the_holders_agenda_tells_them_and_no_other_answer(self, cast):
        person = cast.register("", "A01")
        answer = cast.check_in(person)
        [ticket] = answer["agenda"]["tickets"]
        assert ticket["place"] == cast.ticket(person, "A01")["place"]
        joined = cast.join(person, "A02")
        called = cast.done("ticket.call_next", booth="A02", counter=1)
        left = cast.done("ticket.leave", "desk", ticket=person.tickets["A01"])
        for told in (joined, called, left):
            assert "place" not in told["ticket"]

    def test_no_two_are_alike(self, cast):
        people = [cast.arrive("A01", "A02") for _ in range(3)]
        names = {cast.ticket(person, booth)["place"] for person in people for booth in ("A01", "A02")}
        assert len(names) == 6
        assert {len(name) for name in names} == {16}  # of 64 letters: 96 bits

    def test_a_transfer_makes_a_new_one_and_a_put_back_keeps_it(self, cast):
        person = cast.arrive("A01")
        before = cast.ticket(person, "A01")["place"]
        cast.call("A01")
        assert cast.done("ticket.no_show", ticket=person.tickets["A01"])["code"] == "put_back"
        assert cast.ticket(person, "A01")["place"] == before
        cast.done("ticket.transfer", ticket=person.tickets["A01"], booth="A02")
        assert cast.ticket(person, "A02")["place"] != before


def test_who_is_moved_behind_a_full_millisecond_stays_within_it(cast):
    one, other = cast.arrive("A02"), cast.arrive("A03")
    rank = cast.value("SELECT rank FROM tickets WHERE id = ?", one.tickets["A02"])
    full = rank + 63 / 64
    cast.store.change(
        lambda change: change.update("UPDATE tickets SET rank = ? WHERE id = ?", full, other.tickets["A03"])
    )
    cast.done("ticket.transfer", "desk", ticket=one.tickets["A02"], booth="A03")
    assert full < cast.value("SELECT rank FROM tickets WHERE id = ?", one.tickets["A02"]) < rank + 1
