"""Files and settings that contradict what is happening: said beforehand, row by row, and nobody is lost."""

import pytest

from kiosk.actions import timers
from kiosk.exchange.files import prepare_file, preview, told
from kiosk.expo import imports
from kiosk.expo.square import days
from kiosk.screens import board, booth, organiser, phone
from tests.cast import DAY, FILES, NEXT_DAY

HEAD, *AGENCIES = FILES["agencies"].splitlines()


def agencies(**changed):
    """The cast's agencies with these rows instead, by booth number."""
    return "\n".join([HEAD, *(changed.get(row[:3], row) for row in AGENCIES), ""])


@pytest.fixture
def bring(cast):
    """Import text as the organiser does; the preview beforehand tells the same. Gives row -> (verdict, messages)."""

    def bring(text, kind="agencies", **answers):
        file = prepare_file(kind, text.encode())
        dry = preview(cast.store, file, meant=imports.meaning(**answers))
        done = cast.done("import.apply", kind=kind, upload=imports.keep(kind, file.rows), **answers)["report"]
        assert dry["rows"] == told(file, done)["rows"]
        return {row["row"]: (row["verdict"], " ".join(row["messages"])) for row in done["rows"]}

    return bring


def shown(cast, screen, key):
    with cast.store.read() as db:
        return screen.show(db, key, now=cast.clock.now, lang="ko", badge_key=cast.store.badge_key)


def ids(shown):
    return [part.id for part in shown.parts]


def part(shown, part_id):
    return next(one.values for one in shown.parts if one.id == part_id)


class TestACounterTakenAwayInUse:
    FOUR, TWO = "A01,서울특별시,Seoul,본청,4,6,8", "A01,서울특별시,Seoul,본청,2,6,8"

    @pytest.fixture
    def in_use(self, cast, bring):
        """(met at 3, their meeting, called at 4) while the file takes both counters away; two more wait."""
        bring(agencies(A01=self.FOUR))
        met, called = cast.arrive("A01"), cast.arrive("A01")
        meeting = cast.meet(met, "A01", 3)
        assert cast.call("A01", 4) == called.number
        cast.arrive("A01"), cast.arrive("A01")
        verdict, said = bring(agencies(A01=self.TWO))[2]
        assert verdict == "changed"
        assert f"상담석 3에서 {met.number}번 상담 중, 상담석 4에서 {called.number}번 호출 중" in said
        return met, meeting, called

    def test_it_stays_on_every_screen_until_it_is_free_and_goes_then(self, cast, in_use, bring):
        _, meeting, called = in_use
        tablet = shown(cast, booth, "A01")
        assert [one for one in ids(tablet) if one.startswith("counter-")] == [
            f"counter-{n}" for n in (1, 2, 3, 4)
        ]
        assert [
            (part(tablet, f"counter-{n}")["state"], part(tablet, f"counter-{n}")["closing"]) for n in (3, 4)
        ] == [
            ("serving", True),
            ("called", True),
        ]
        assert [one["counter"] for one in shown(cast, board, "A01").data["booths"][0]["called"]] == [4]
        assert part(shown(cast, organiser, ""), "row-A01")["free"] == 2
        assert shown(cast, phone, called.code).parts
        cast.finish(meeting)
        cast.done("consultation.start", ticket=called.tickets["A01"], counter=4)
        assert [one for one in ids(shown(cast, booth, "A01")) if one.startswith("counter-")] == [
            "counter-1",
            "counter-2",
            "counter-4",
        ]
        assert {verdict for verdict, _ in bring(agencies(A01=self.TWO)).values()} == {"unchanged"}

    def test_nobody_new_is_called_there(self, cast, in_use):
        _, meeting, called = in_use
        seat = part(shown(cast, booth, "A01"), "counter-3")
        assert seat["next"] is None
        assert cast.refused("ticket.call_next", booth="A01", counter=3) == (400, "bad_fields")
        cast.done("booth.call_ahead", booth="A01", on=True)
        cast.clock.pass_min(30)
        assert all(fields["counter"] <= 2 for _, fields, _ in timers.due_calls_ahead(cast.store))
        cast.done("ticket.no_show", ticket=called.tickets["A01"])
        assert cast.refused("consultation.start", ticket=called.tickets["A01"], counter=4) == (
            400,
            "bad_fields",
        )

    def test_whoever_was_called_there_may_start_by_badge_and_nobody_else(self, cast, in_use):
        *_, called = in_use
        other = cast.arrive("A01")
        start = {"booth": "A01", "counter": 4}
        assert cast.refused("consultation.start", code=other.code, **start) == (400, "bad_fields")
        assert cast.done("consultation.start", code=called.code, **start)["consultation"]["counter"] == 4

    def test_a_tablet_that_was_cut_off_tells_of_a_meeting_at_it(self, cast, in_use):
        *_, called = in_use
        cast.clock.pass_min(1)
        cast.done("ticket.no_show", ticket=called.tickets["A01"])
        cast.clock.pass_min(5)
        late = {"at": f"{DAY}T10:00:30+09:00", "sent_at": f"{DAY}T10:06:00+09:00"}
        cast.done("consultation.start", "booth:A01", ticket=called.tickets["A01"], counter=4, **late)


class TestAnotherNameAtABooth:
    OTHER = "A02,새 기관,New,공사,1,13,8"

    def test_says_what_goes_with_it_and_asks(self, cast, bring):
        cast.arrive("A02")
        before = cast.tables()
        verdict, said = bring(agencies(A02=self.OTHER))[3]
        assert verdict == "refused"
        for words in ("구매계획 2건", "상담 희망 1건", "대기 1명", "다른 기관이"):
            assert words in said
        assert cast.tables() == before
        assert bring(FILES["agencies"])[3] == ("unchanged", "")

    def test_renamed_takes_everything_along(self, cast, bring):
        person = cast.arrive("A02")
        meeting = cast.meet(person, "A02")
        assert bring(agencies(A02=self.OTHER), renamed=["A02"])[3][0] == "changed"
        assert (
            cast.value(
                "SELECT count(*) FROM plan_items p JOIN agencies a ON a.id = p.agency_id WHERE a.name = '새 기관'"
            )
            == 2
        )
        cast.finish(meeting)
        assert bring(agencies(A02=self.OTHER))[3] == ("unchanged", "")

    def test_replaced_leaves_the_plan_with_the_old_agency_and_ends_what_was_meant_for_it(self, cast, bring):
        person = cast.arrive("A02")
        verdict, said = bring(agencies(A02=self.OTHER), replaced=["A02"])[3]
        assert (verdict, "대기 1명" in said) == ("changed", True)
        assert (
            cast.value(
                "SELECT count(*) FROM plan_items p JOIN booths b ON b.agency_id = p.agency_id WHERE b.number = 'A02'"
            )
            == 0
        )
        assert (cast.state(person, "A02"), cast.wishes(cast.seoyeon)) == ("cancelled", [])
        assert [
            row["kind"]
            for row in cast.rows("SELECT kind FROM journal WHERE visitor_id = ? ORDER BY seq DESC", person.id)
        ][0] == "ticket.leave"
        cast.join(person, "A02")
        assert bring(agencies(A02=self.OTHER))[3] == ("unchanged", "")

    def test_nobody_is_replaced_while_somebody_is_served_or_has_been(self, cast, bring):
        meeting = cast.meet(cast.arrive(), "A02")
        assert bring(agencies(A02=self.OTHER), replaced=["A02"])[3][0] == "refused"
        cast.finish(meeting)
        verdict, said = bring(agencies(A02=self.OTHER), replaced=["A02"])[3]
        assert (verdict, "다른 부스번호" in said) == ("refused", True)

    def test_a_name_that_only_got_longer_is_the_same_agency_and_may_yet_be_told_apart(self, cast, bring):
        longer = agencies(A02="A02,종로구 본청,Jongno-gu,자치구,1,13,8")
        joined = agencies(A02="A02,종로구청소년재단,,재단,1,13,8")
        assert bring(joined)[3][0] == "refused"
        verdict, said = bring(longer)[3]
        assert (verdict, "구매계획 2건" in said) == ("changed", True)
        assert bring(FILES["agencies"], replaced=["A02"])[3][0] == "changed"
        assert cast.value("SELECT count(*) FROM agencies WHERE name LIKE '종로구%'") == 2

    def test_where_nothing_goes_with_it_nothing_is_asked(self, cast, bring):
        assert bring(agencies(B03="B03,새 교육청,,교육청,1,200,20"))[7] == (
            "changed",
            "부스 B03의 기관 이름을 서울특별시교육청에서 바꿔요.",
        )

    def test_a_booth_that_gets_another_number_says_whom_that_touches(self, cast, bring):
        cast.arrive("A03")
        _, said = bring(agencies(A03="C09,성북구,Seongbuk-gu,자치구,1,20,8"))[4]
        assert "A03 → C09" in said and "기다리는 1명" in said


class TestAppointmentsBeingServed:
    HEAD = "날짜,시각,기업명,사업자등록번호,기관명\n"
    MOVED = HEAD + "2026-10-29,14:00,세진플러스,282-73-11272,서울특별시\n"

    def test_who_waits_for_it_keeps_one_place_at_the_new_time(self, cast, bring):
        cast.check_in(cast.minseo)
        verdict, said = bring(self.MOVED, "appointments")[2]
        assert (verdict, f"{cast.minseo.number}번" in said) == ("changed", True)
        row, at = cast.ticket(cast.minseo, "A01"), days.at_local(DAY, "14:00", "Asia/Seoul")
        assert (row["appointment_at"], row["rank"]) == (at, float(at))
        assert cast.value("SELECT count(*) FROM wishes WHERE starts_at IS NOT NULL") == 1
        assert bring(self.MOVED, "appointments")[2] == ("unchanged", "")

    def test_one_that_is_called_or_met_stays_as_it_is(self, cast, bring):
        cast.check_in(cast.minseo)
        cast.meet(cast.minseo, "A01")
        before = cast.tables()
        verdict, said = bring(self.MOVED, "appointments")[2]
        assert (verdict, "시각을 바꾸지 않았어요" in said, cast.tables() == before) == ("refused", True, True)


class TestTheExposDays:
    def set_up(self, cast, dates, hours="10:00-18:00"):
        return cast.do("expo.set_up", "system", name="박람회", days=dates, hours=hours)

    def test_a_day_on_which_somebody_came_is_not_left_out(self, cast):
        cast.arrive()
        before = cast.tables()
        answer = self.set_up(cast, [NEXT_DAY])
        assert (answer.status, answer.data["code"]) == (409, "wrong_state")
        assert (DAY in answer.data["message"], cast.tables() == before) == (True, True)
        assert self.set_up(cast, [DAY]).ok

    def test_appointments_outside_the_new_hours_are_told(self, cast):
        said = self.set_up(cast, [NEXT_DAY]).data["message"]
        assert "예약 1건" in said and "2026-10-29 11:00" in said
        assert self.set_up(cast, [DAY]).data["message"] == ""
        assert "예약 1건" in self.set_up(cast, [DAY], "12:00-18:00").data["message"]

    def test_a_closing_that_has_passed_says_who_still_sits_there(self, cast):
        cast.clock.set(DAY, "12:00")
        meeting = cast.meet(cast.arrive(), "A01")
        assert "상담 중인 1명" in self.set_up(cast, [DAY, NEXT_DAY], "10:00-11:30").data["message"]
        timers.tick(cast.store)
        cast.finish(meeting)


def test_revoking_a_booths_last_tablet_says_who_sits_there(cast):
    cast.meet(cast.arrive(), "A02")
    said = cast.done("station.revoke", station=cast.stations["booth:A02"])["message"]
    assert "상담 중인 1명" in said
    assert (
        cast.done("station.revoke", station=cast.stations["booth:A03"])["message"]
        == "단말의 연결을 끊었어요."
    )
