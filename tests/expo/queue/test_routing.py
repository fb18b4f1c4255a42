"""Which booths next, and why; and how long it takes."""

import pytest

from kiosk.expo.person import visitors
from kiosk.expo.queue import loads, routing
from kiosk.expo.square import waits

MIN = 60_000


class TestRouting:
    def test_an_agency_that_buys_more_of_the_enterprises_kind_comes_first(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        agenda = cast.check_in(cast.minseo)["agenda"]
        match = [one["booth"] for one in agenda["tickets"] if one["booth"] != "A01"]
        suggested = [one["booth"] for one in agenda["suggestions"]]
        assert sorted(match + suggested) == ["A02", "A03", "B02"]
        assert match == ["A02"]  # 19,000,000 won of work clothes; A03 7,000,000, B02 5,000,000

    def test_every_suggestion_shows_its_reasons_wait_and_walk(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        for one in cast.check_in(cast.minseo)["agenda"]["suggestions"]:
            assert set(one) == {"booth", "agency", "short", "english", "reasons", "wait_min", "walk_m"}
            assert "구매계획" in one["reasons"][0] and "원" in one["reasons"][0]
            assert len(one["wait_min"]) == 2 and isinstance(one["walk_m"], int)

    def test_a_long_queue_makes_another_booth_better(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        for _ in range(6):
            cast.arrive("A02")
        cast.check_in(cast.minseo)
        assert "A02" not in cast.places(cast.minseo)

    def test_nothing_is_proposed_that_would_start_past_closing(self, cast):
        cast.clock.set("2026-10-29", "17:58")
        for booth in ("A02", "A03", "B02"):
            cast.meet(cast.arrive(), booth)
        agenda = cast.check_in(cast.minseo)["agenda"]
        assert agenda["suggestions"] == [] and not {"A02", "A03", "B02"} & set(cast.places(cast.minseo))

    def test_whom_the_visitor_has_met_is_not_proposed_again(self, cast):
        cast.check_in(cast.minseo)
        cast.finish(cast.meet(cast.minseo, "A02"))
        cast.clock.pass_min(1)
        agenda = cast.check_in(cast.minseo)["agenda"]
        assert "A02" not in [one["booth"] for one in agenda["suggestions"]] + cast.places(cast.minseo)

    def test_of_several_wishes_the_one_that_many_still_wish_for_comes_first(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        for number in range(9):  # registered, not here yet
            cast.register(f"희망자{number}", wishes=["B02"])
        person = cast.register("김여럿", wishes=["A02", "A03", "B02"])
        cast.check_in(person)
        assert cast.places(person) == ["B02"]

    def test_a_long_queue_outweighs_what_others_wish(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        for _ in range(6):
            cast.arrive("B02")
        for number in range(9):
            cast.register(f"희망자{number}", wishes=["B02"])
        person = cast.register("김여럿", wishes=["A02", "A03", "B02"])
        cast.check_in(person)
        assert cast.places(person) != ["B02"]

    def test_places_kept_overnight_by_people_who_are_not_here_hold_nobody_up(self, cast):
        for _ in range(30):
            cast.arrive("B02")
        cast.clock.set("2026-10-30", "12:00")
        person = cast.arrive("B02")
        assert cast.places(person) == ["B02"]

    def test_promoting_a_wish_needs_the_visitor_to_be_in(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        person = cast.arrive("A01")
        cast.join(person, "A02")
        cast.clock.set("2026-10-30", "10:00")
        cast.done("ticket.leave", "desk", ticket=person.tickets["A01"])
        assert (cast.places(person), cast.wishes(person)) == ([], ["A02"])


class TestDamping:
    def test_people_of_one_trade_are_not_all_sent_to_the_booth_that_is_a_little_better(self, cast):
        cast.done("expo.settings", settings={"first_meeting_min": 14})
        crowd = [
            cast.register(f"동업{n}", enterprise=f"동업{n}", categories=["피복·근무복"]) for n in range(30)
        ]
        for booth in ("A01", "A01", "A01", "A01", "A02", "A02", "A03", "A03", "B02", "B02"):
            cast.arrive(booth)
        with cast.store.read() as db:
            state = loads.of(db, cast.clock.now)
            today = state.ground.today(cast.clock.now)
            rows = [visitors.find(db, person.id) for person in crowd]
            best = [
                routing.choices_for(db, row, state, today, cast.clock.now)[0].booth["number"] for row in rows
            ]
        assert len(set(best)) > 1


class TestWaits:
    def test_one_meeting_of_a_minute_does_not_make_everybodys_wait_a_minute(self):
        none, one = (0, 0), (1, MIN)
        before = waits.pace(*none, waits.expo_mean_ms([none], 15)).mean_ms
        after = waits.pace(*one, waits.expo_mean_ms([one], 15)).mean_ms
        assert before == 15 * MIN
        assert after > 10 * MIN

    def test_many_meetings_speak_for_themselves(self):
        many = (400, 400 * 5 * MIN)
        assert waits.pace(*many, waits.expo_mean_ms([many], 15)).mean_ms == pytest.approx(5 * MIN, rel=0.03)

    def test_p80_is_never_below_p50(self):
        pace = waits.Pace(15 * MIN)
        for ahead in range(6):
            for elapsed in ((), (0.0,), (3.0 * MIN, 40.0 * MIN)):
                p50, p80 = waits.wait_ms(ahead, elapsed, 2, pace)
                assert 0 <= p50 <= p80

    def test_a_free_counter_means_no_wait(self):
        assert waits.wait_ms(0, [5.0 * MIN], 2, waits.Pace(15 * MIN)) == (0.0, 0.0)

    def test_more_counters_wait_less(self):
        one, two = (waits.wait_ms(4, [0.0] * n, n, waits.Pace(15 * MIN))[0] for n in (1, 2))
        assert two < one

    def test_before_any_meeting_the_setting_speaks(self, cast):

        cast.done("expo.settings", settings={"first_meeting_min": 30})
        with cast.store.read() as db:
            assert loads.of(db, cast.clock.now).mean_ms == 30 * MIN


class TestEstimates:
    def test_the_share_that_came_true_is_measured(self, cast):
        from kiosk.expo.figures import waiting

        cast.meet(cast.arrive(), "A02")
        told, late = cast.arrive("A02"), cast.arrive("A02")
        p80_ms = cast.ticket(told, "A02")["expected_p80_ms"]
        cast.finish(cast.value("SELECT id FROM consultations"))
        for person, after_ms in ((told, 0), (late, 5 * p80_ms)):
            cast.clock.pass_s(after_ms / 1000)
            cast.finish(cast.meet(person, "A02"))
        with cast.store.read() as db:
            found = waiting.kept_estimates(db)
        assert (found["measured"], found["within_p80"]) == (2, 0.5)
