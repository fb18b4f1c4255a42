"""The meeting and its log: started, written, finished, corrected, confirmed, sent to the stage."""

import pytest

from tests.cast import DAY, NEXT_DAY

CONTRACT = {"outcome": "contract", "amount": 19_000_000}
CONSULTED = {"outcome": "consulted"}


class TestStarting:
    def test_from_a_called_ticket(self, cast):
        person = cast.arrive("A01")
        cast.call("A01")
        ticket = person.tickets["A01"]
        answer = cast.done("consultation.start", "booth:A01", ticket=ticket, counter=1)
        consultation = answer["consultation"]
        assert (answer["ticket"]["id"], answer["ticket"]["state"], answer["ticket"]["counter"]) == (
            ticket,
            "serving",
            1,
        )
        assert {name: consultation[name] for name in ("booth", "counter", "state", "lines")} == {
            "booth": "A01",
            "counter": 1,
            "state": "open",
            "lines": [],
        }
        assert consultation["visitor"]["id"] == person.id

    def test_a_waiting_ticket_must_be_called_first(self, cast):
        person = cast.arrive("A01")
        assert cast.refused("consultation.start", ticket=person.tickets["A01"], counter=1) == (
            409,
            "wrong_state",
        )

    def test_by_the_badge_of_somebody_who_walked_up(self, cast):
        person = cast.arrive()
        answer = cast.done("consultation.start", "booth:A01", code=person.code, booth="A01", counter=2)
        assert (answer["ticket"]["booth"], answer["ticket"]["state"]) == ("A01", "serving")

    def test_by_the_badge_of_somebody_who_waits_or_is_called_here_it_is_their_place(self, cast):
        person = cast.arrive("A01")
        answer = cast.done("consultation.start", code=person.code, booth="A01", counter=1)
        assert answer["ticket"]["id"] == person.tickets["A01"]

    def test_by_the_badge_of_somebody_busy_elsewhere_it_is_refused(self, cast):
        person = cast.arrive("A02")
        cast.call("A02")
        fields = {"code": person.code, "booth": "A01", "counter": 1}
        assert cast.refused("consultation.start", **fields) == (409, "visitor_busy")

    def test_who_is_not_in_can_not_be_met(self, cast):
        fields = {"code": cast.minseo.code, "booth": "A01", "counter": 1}
        assert cast.refused("consultation.start", **fields) == (409, "not_checked_in")

    def test_a_counter_serves_one(self, cast):
        cast.meet(cast.arrive(), "A02")
        person = cast.arrive("A02")
        cast.call("A02")
        fields = {"ticket": person.tickets["A02"], "counter": 1}
        assert cast.refused("consultation.start", **fields) == (409, "counter_busy")

    def test_a_walk_up_is_not_met_at_a_closed_or_paused_booth(self, cast):
        person = cast.arrive()
        fields = {"code": person.code, "booth": "A01", "counter": 1}
        cast.done("booth.pause", booth="A01")
        assert cast.refused("consultation.start", **fields) == (409, "booth_closed")
        cast.clock.set("2026-10-29", "18:30")
        assert cast.refused("consultation.start", **fields | {"booth": "A02"}) == (409, "booth_closed")

    def test_another_booths_ticket_is_403(self, cast):
        person = cast.arrive("A02")
        cast.call("A02")
        fields = {"ticket": person.tickets["A02"], "counter": 1}
        assert cast.refused("consultation.start", "booth:A01", **fields) == (403, "not_allowed")

    @pytest.mark.parametrize(
        "fields",
        [
            {"counter": 1},
            {"counter": 1, "ticket": 1, "code": "1"},
            {"ticket": 1},
            {"code": "1", "counter": 1},
        ],
    )
    def test_a_ticket_or_a_code_and_a_counter_are_needed(self, cast, fields):
        assert cast.refused("consultation.start", **fields) == (400, "bad_fields")


class TestTheLog:
    def test_a_draft_is_written_over_and_finishing_keeps_it_whole(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        cast.done("consultation.note", consultation=meeting, note="하나", lines=[{"outcome": "contract"}])
        cast.done(
            "consultation.note", consultation=meeting, note="둘", follow_up={"text": "견적", "due": "11월"}
        )
        done = cast.done("consultation.finish", consultation=meeting, lines=[CONTRACT])["consultation"]
        assert (done["state"], done["note"], done["follow_up"]) == (
            "finished",
            "둘",
            {"text": "견적", "due": "11월"},
        )
        assert done["lines"] == [CONTRACT | {"plan_item": None, "note": None}]

    def test_a_line_is_linked_to_the_agencys_own_purchase(self, cast):
        own, other = (
            cast.value(
                "SELECT min(p.id) FROM plan_items p JOIN agencies a ON a.id = p.agency_id WHERE a.name = ?",
                name,
            )
            for name in ("서울특별시", "종로구")
        )
        meeting = cast.meet(cast.arrive(), "A01")
        fields = {"consultation": meeting}
        assert cast.refused("consultation.finish", **fields, lines=[CONTRACT | {"plan_item": other}]) == (
            400,
            "bad_fields",
        )
        assert cast.finish(meeting, CONTRACT | {"plan_item": own})["lines"][0]["plan_item"] == own

    def test_finishing_ends_the_ticket_and_a_wish_takes_its_place(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        person = cast.arrive("A01")
        cast.join(person, "A02")
        cast.finish(cast.meet(person, "A01"))
        assert (cast.state(person, "A01"), cast.places(person)) == ("done", ["A02"])

    def test_what_is_finished_is_not_noted_or_finished_again(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        cast.finish(meeting)
        assert cast.refused("consultation.note", consultation=meeting, note="x") == (409, "wrong_state")
        assert cast.refused("consultation.finish", consultation=meeting, lines=[CONSULTED]) == (
            409,
            "wrong_state",
        )

    def test_what_was_done_at_a_cut_off_tablet_keeps_its_times(self, cast):
        person = cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(30)
        late = {"at": 0, "sent_at": 20 * 60_000}
        start = cast.done("consultation.start", ticket=person.tickets["A01"], counter=1, **late)[
            "consultation"
        ]
        end = {"at": 15 * 60_000, "sent_at": 20 * 60_000}
        done = cast.done("consultation.finish", consultation=start["id"], lines=[CONSULTED], **end)[
            "consultation"
        ]
        assert (done["started_at"][11:16], done["finished_at"][11:16]) == ("10:10", "10:25")

    @pytest.mark.parametrize("since", ["closed", "overnight", "paused", "gone home", "visitor left"])
    def test_a_walk_up_met_within_hours_by_a_cut_off_tablet_is_kept_whenever_it_is_told(self, cast, since):
        person = cast.arrive()
        met_at = cast.clock.now + 5 * 60_000
        cast.clock.pass_min(20)
        if since == "paused":
            cast.done("booth.pause", booth="A01")
        elif since == "visitor left":
            cast.done("visitor.check_out", visitor=person.id)
        elif since == "gone home":
            cast.clock.set(DAY, "17:50")
            cast.done("booth.go_home", booth="A01")
        else:
            cast.clock.set(DAY if since == "closed" else NEXT_DAY, "18:10" if since == "closed" else "09:05")
        fields = {"code": person.code, "booth": "A01", "counter": 1, "sent_at": cast.clock.now}
        start = cast.done("consultation.start", "booth:A01", **fields, at=met_at)["consultation"]
        assert cast.value("SELECT started_at FROM consultations WHERE id = ?", start["id"]) == met_at

    def test_who_had_left_when_a_cut_off_tablet_met_them_was_not_there(self, cast):
        person = cast.arrive()
        cast.clock.pass_min(20)
        cast.done("visitor.check_out", visitor=person.id)
        cast.clock.pass_min(20)
        told = {"at": cast.clock.now - 10 * 60_000, "sent_at": cast.clock.now}
        fields = {"code": person.code, "booth": "A01", "counter": 1}
        assert cast.refused("consultation.start", **fields, **told) == (409, "not_checked_in")

    def test_a_walk_up_out_of_hours_is_refused_however_late_it_is_told(self, cast):
        person = cast.arrive()
        cast.clock.set(DAY, "18:30")
        told = {"at": cast.clock.now - 10 * 60_000, "sent_at": cast.clock.now}
        fields = {"code": person.code, "booth": "A01", "counter": 1}
        assert cast.refused("consultation.start", **fields, **told) == (409, "booth_closed")


class TestCorrecting:
    def test_a_correction_is_a_new_version_with_a_reason(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        cast.finish(meeting, CONTRACT)
        fields = {"consultation": meeting, "lines": [CONTRACT | {"amount": 1_900_000}]}
        assert cast.refused("consultation.correct", **fields) == (400, "bad_fields")
        done = cast.done("consultation.correct", "booth:A01", **fields, reason="영이 하나 많음")[
            "consultation"
        ]
        assert [line["amount"] for line in done["lines"]] == [1_900_000]
        assert cast.rows("SELECT version, amount_won FROM lines ORDER BY version") == [
            {"version": 1, "amount_won": 19_000_000},
            {"version": 2, "amount_won": 1_900_000},
        ]

    def test_only_the_newest_version_counts(self, cast):
        from kiosk.expo.figures import meetings

        meeting = cast.meet(cast.arrive(), "A01")
        cast.finish(meeting, CONTRACT, {"outcome": "mou"})
        cast.done(
            "consultation.correct", consultation=meeting, lines=[CONTRACT | {"amount": 5}], reason="착오"
        )
        with cast.store.read() as db:
            assert meetings.by_kind(db) == {
                "consulted": {"count": 0, "won": 0},
                "commitment": {"count": 0, "won": 0},
                "contract": {"count": 1, "won": 5},
                "mou": {"count": 0},
            }

    def test_after_its_day_a_booth_may_not_and_an_organiser_may(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        cast.finish(meeting, CONTRACT)
        fields = {"consultation": meeting, "lines": [CONSULTED], "reason": "착오"}
        cast.clock.set("2026-10-29", "23:59")
        assert cast.done("consultation.correct", "booth:A01", **fields)
        cast.clock.set(NEXT_DAY, "00:00")
        assert cast.refused("consultation.correct", "booth:A01", **fields) == (403, "not_allowed")
        assert cast.done("consultation.correct", "organiser", **fields)

    def test_what_was_confirmed_must_be_confirmed_anew(self, cast):
        person = cast.arrive()
        meeting = cast.meet(person, "A01")
        cast.finish(meeting, CONTRACT)
        confirm = {"consultation": meeting, "code": person.code}
        assert cast.done("consultation.confirm", "booth:A01", **confirm)["consultation"]["confirmed"]
        assert cast.refused("consultation.confirm", "booth:A01", **confirm) == (409, "wrong_state")
        fields = {"consultation": meeting, "lines": [CONSULTED], "reason": "착오"}
        assert not cast.done("consultation.correct", **fields)["consultation"]["confirmed"]
        assert cast.done("consultation.confirm", "booth:A01", **confirm)["consultation"]["confirmed"]


class TestConfirming:
    def _finished(self, cast, person):
        meeting = cast.meet(person, "A01")
        cast.finish(meeting, CONTRACT)
        return meeting

    def test_by_the_badge_of_anybody_of_the_enterprise_on_the_booths_own_tablet(self, cast):
        cast.check_in(cast.minseo)
        meeting = self._finished(cast, cast.minseo)
        stranger = cast.register()
        fields = {"consultation": meeting}
        assert cast.refused("consultation.confirm", "booth:A01", **fields) == (400, "bad_fields")
        assert cast.refused("consultation.confirm", "booth:A01", **fields, code=stranger.code) == (
            403,
            "not_allowed",
        )
        assert cast.refused("consultation.confirm", "booth:A02", **fields, code=cast.minseo.code) == (
            403,
            "not_allowed",
        )
        assert cast.done("consultation.confirm", "booth:A01", **fields, code=cast.hajun.code)

    def test_on_the_bound_phone_of_the_visitor_alone(self, cast):
        cast.check_in(cast.minseo)
        meeting = self._finished(cast, cast.minseo)
        fields = {"consultation": meeting}
        assert cast.refused("consultation.confirm", f"visitor:{cast.hajun.id}", **fields) == (
            403,
            "not_allowed",
        )
        assert cast.done("consultation.confirm", f"visitor:{cast.minseo.id}", **fields)["consultation"][
            "confirmed"
        ]

    def test_never_over_plain_http(self, cast):
        from kiosk.data.store import Actor

        cast.check_in(cast.minseo)
        meeting = self._finished(cast, cast.minseo)
        plain = Actor("visitor", visitor_id=cast.minseo.id, secure=False)
        assert cast.refused("consultation.confirm", plain, consultation=meeting) == (403, "not_allowed")

    def test_a_meeting_that_runs_can_not_be_confirmed(self, cast):
        person = cast.arrive()
        meeting = cast.meet(person, "A01")
        fields = {"consultation": meeting, "code": person.code}
        assert cast.refused("consultation.confirm", "booth:A01", **fields) == (409, "wrong_state")


class TestTopics:
    def test_are_a_draft_that_is_written_over_and_finishing_keeps_them(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        for topics in (["피복·근무복", "견적"], ["피복·근무복", "납기", "납기"]):
            cast.done("consultation.note", consultation=meeting, topics=topics)
        assert cast.finish(meeting)["topics"] == ["피복·근무복", "납기"]

    def test_are_never_required(self, cast):
        assert cast.finish(cast.meet(cast.arrive(), "A01"))["topics"] == []

    def test_corrected_the_version_before_is_kept(self, cast):
        meeting = cast.meet(cast.arrive(), "A01")
        fields = {"consultation": meeting, "lines": [CONSULTED]}
        cast.done("consultation.finish", **fields, topics=["납기"])
        cast.done("consultation.correct", **fields, reason="착오")
        done = cast.done("consultation.correct", **fields, reason="착오", topics=["품질"])["consultation"]
        assert (done["topics"], done["version"]) == (["품질"], 3)
        rows = cast.rows("SELECT version, topics_before FROM corrections ORDER BY version")
        assert [row["topics_before"] for row in rows] == ['["납기"]', '["납기"]']

    @pytest.mark.parametrize("topics", [["글" * 201], [""], [str(n) for n in range(21)], "x" * 5000, [5]])
    def test_twenty_short_texts_at_most(self, cast, topics):
        fields = {"consultation": cast.meet(cast.arrive(), "A01"), "topics": topics}
        assert cast.refused("consultation.note", **fields) == (400, "bad_fields")
