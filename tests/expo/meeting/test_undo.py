"""A tap on the wrong visitor: the call or the start is taken back by a counter-entry, and nobody loses their rank."""

import json

import pytest

SLIP = {"reason": "잘못 눌렀어요"}


@pytest.fixture
def two(cast):
    """Two who wait at A02 and A03, the first called to A02."""
    first, second = cast.arrive("A02", "A03"), cast.arrive("A02")
    assert cast.call("A02") == first.number
    return first, second


class TestACall:
    def test_taken_back_it_waits_at_exactly_its_rank(self, cast, two):
        first, second = two
        rank = cast.ticket(first, "A02")["rank"]
        answer = cast.done("ticket.uncall", "booth:A02", ticket=first.tickets["A02"], **SLIP)
        assert (answer["ticket"]["state"], answer["ticket"]["counter"]) == ("waiting", None)
        row = cast.ticket(first, "A02")
        assert (row["rank"], row["called_at"], row["recalled_at"]) == (rank, None, None)
        assert cast.queue("A02") == [first.number, second.number]
        assert cast.call("A02") == first.number

    def test_is_a_counter_entry_with_its_reason_and_the_call_stays_in_the_journal(self, cast, two):
        first, _ = two
        cast.done("ticket.uncall", ticket=first.tickets["A02"], **SLIP)
        assert len(cast.journal("ticket.call_next")) == 1
        [entry] = cast.journal("ticket.uncall")
        assert json.loads(entry["detail"]) == {"counter": 1, **SLIP}
        assert cast.refused("ticket.uncall", ticket=first.tickets["A02"]) == (400, "bad_fields")

    def test_the_visitor_can_be_called_elsewhere_at_once(self, cast, two):
        first, _ = two
        cast.done("ticket.uncall", ticket=first.tickets["A02"], **SLIP)
        assert cast.call("A03") == first.number

    def test_an_appointment_stays_one(self, cast):
        cast.check_in(cast.minseo)
        cast.clock.set("2026-10-29", "11:00")
        assert cast.call("A01") == cast.minseo.number
        before = cast.ticket(cast.minseo, "A01")["appointment_at"]
        cast.done("ticket.uncall", ticket=cast.minseo.tickets["A01"], **SLIP)
        assert cast.ticket(cast.minseo, "A01")["appointment_at"] == before is not None

    def test_once_they_sit_down_the_start_must_be_taken_back_first(self, cast, two):
        first, _ = two
        cast.done("consultation.start", ticket=first.tickets["A02"], counter=1)
        answer = cast.do("ticket.uncall", ticket=first.tickets["A02"], **SLIP)
        assert (answer.status, answer.data["code"]) == (409, "wrong_state")
        assert "상담 시작을 먼저" in answer.data["message"]

    def test_called_by_another_booth_meanwhile_it_is_refused_and_says_which(self, cast, two):
        first, _ = two
        cast.done("ticket.no_show", ticket=first.tickets["A02"])  # the clock was faster
        cast.call("A03")
        before = cast.tables()
        answer = cast.do("ticket.uncall", ticket=first.tickets["A02"], **SLIP)
        assert (answer.status, answer.data["code"]) == (409, "wrong_state")
        assert "A03에서 불렀어요" in answer.data["message"]
        assert cast.tables() == before

    def test_taken_back_twice_it_is_refused(self, cast, two):
        first, _ = two
        cast.done("ticket.uncall", ticket=first.tickets["A02"], **SLIP)
        answer = cast.do("ticket.uncall", ticket=first.tickets["A02"], **SLIP)
        assert "이미 대기로 돌아가" in answer.data["message"]

    def test_after_the_last_closing_nobody_waits_again(self, cast, two):
        first, _ = two
        cast.clock.set("2026-10-30", "18:01")
        assert cast.refused("ticket.uncall", ticket=first.tickets["A02"], **SLIP) == (409, "wrong_state")


class TestAStart:
    def cancel(self, cast, meeting):
        return cast.done("consultation.cancel_start", "booth:A02", consultation=meeting, **SLIP)

    def test_of_a_called_ticket_it_is_called_again_with_its_whole_span(self, cast, two):
        first, _ = two
        rank = cast.ticket(first, "A02")["rank"]
        meeting = cast.done("consultation.start", ticket=first.tickets["A02"], counter=1)["consultation"][
            "id"
        ]
        cast.clock.pass_min(2)
        answer = self.cancel(cast, meeting)
        assert (answer["consultation"]["state"], answer["ticket"]["state"]) == ("cancelled", "called")
        row = cast.ticket(first, "A02")
        assert (row["rank"], row["started_at"], row["called_at"], row["recalled_at"]) == (
            rank,
            None,
            cast.clock.now,
            None,
        )
        assert cast.done("consultation.start", ticket=first.tickets["A02"], counter=1)

    def test_by_badge_of_who_waited_they_wait_at_exactly_their_rank(self, cast):
        first, second = cast.arrive("A02"), cast.arrive("A02")
        self.cancel(cast, cast.meet(second, "A02"))
        assert cast.queue("A02") == [first.number, second.number]

    def test_by_badge_of_who_walked_up_there_is_no_place_and_their_wish_is_one_again(self, cast):
        cast.done("expo.settings", settings={"live_tickets": 1})
        person = cast.arrive("A03")
        cast.join(person, "A02")
        assert cast.wishes(person) == ["A02"]
        self.cancel(cast, cast.meet(person, "A02"))
        assert (cast.places(person), cast.wishes(person)) == (["A03"], ["A02"])
        assert cast.call("A03") == person.number

    def test_when_the_counter_has_called_ahead_meanwhile_they_wait_at_their_rank(self, cast, two):
        first, second = two
        meeting = cast.done("consultation.start", ticket=first.tickets["A02"], counter=1)["consultation"][
            "id"
        ]
        assert cast.call("A02") == second.number
        assert self.cancel(cast, meeting)["ticket"]["state"] == "waiting"
        assert cast.queue("A02") == [first.number]
        assert cast.state(second, "A02") == "called"

    def test_what_was_written_stays_and_counts_nowhere(self, cast, two):
        first, _ = two
        meeting = cast.meet(first, "A02")
        contract = [{"outcome": "contract", "amount": 19_000_000}]
        cast.done("consultation.note", consultation=meeting, note="다른 분의 말", lines=contract)
        self.cancel(cast, meeting)
        [row] = cast.rows("SELECT state, note FROM consultations")
        assert row == {"state": "cancelled", "note": "다른 분의 말"}
        assert cast.value("SELECT meetings FROM loads l JOIN booths b ON b.id = l.booth_id") == 0
        with cast.store.read() as db:
            from kiosk.expo.figures import figures, meetings

            assert meetings.by_kind(db)["contract"] == {"count": 0, "won": 0}
            assert figures.now_on_the_square(db, "2026-10-29")["in_meetings"] == 0
            assert set(figures.last_hour(db, cast.clock.now, "Asia/Seoul")["met"]) == {0}

    def test_a_finished_meeting_is_corrected_and_not_taken_back(self, cast, two):
        meeting = cast.meet(two[0], "A02")
        cast.finish(meeting)
        fields = {"consultation": meeting, **SLIP}
        assert cast.refused("consultation.cancel_start", **fields) == (409, "wrong_state")

    def test_is_done_once_and_nothing_is_written_into_it_afterwards(self, cast, two):
        meeting = cast.meet(two[0], "A02")
        self.cancel(cast, meeting)
        for verb, fields in (
            ("consultation.cancel_start", SLIP),
            ("consultation.note", {"note": "x"}),
            ("consultation.finish", {"lines": [{"outcome": "consulted"}]}),
            ("consultation.extend", {}),
        ):
            assert cast.refused(verb, consultation=meeting, **fields) == (409, "wrong_state")

    def test_another_booth_may_not(self, cast, two):
        meeting = cast.meet(two[0], "A02")
        fields = {"consultation": meeting, **SLIP}
        assert cast.refused("consultation.cancel_start", "booth:A01", **fields) == (403, "not_allowed")
