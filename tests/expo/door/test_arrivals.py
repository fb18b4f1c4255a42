"""Checking in: the five answers, places given at the door, undoing it, the second day."""

import pytest

from kiosk.expo.person import visitors
from kiosk.expo.queue.agenda import agenda
from tests.cast import NEXT_DAY, ZONE


class TestTheFiveAnswers:
    def test_new_repeat_again_back(self, cast):
        def scan():
            return cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code)["welcome"]

        seen = [scan()]
        cast.clock.pass_s(9)
        seen.append(scan())
        cast.clock.pass_s(9)  # just scanned counts from the last scan
        seen.append(scan())
        cast.clock.pass_s(10)
        seen.append(scan())
        cast.clock.set(NEXT_DAY, "09:00")
        seen.append(scan())
        assert seen == ["new", "repeat", "repeat", "again", "back"]

    def test_how_long_just_scanned_lasts_is_the_expos_setting(self, cast):
        cast.done("expo.settings", settings={"repeat_scan_s": 60})
        cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code)
        cast.clock.pass_s(59)
        assert cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code)["welcome"] == "repeat"

    def test_each_has_its_own_sentence(self, cast):
        said = []
        for seconds in (0, 1, 60):
            cast.clock.pass_s(seconds)
            said.append(cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code)["message"])
        assert len(set(said)) == 3

    def test_a_reprint_voids_the_old_badge(self, cast):
        new = cast.done("badge.reprint", "desk", code=cast.minseo.code)["visitor"]["badge"]
        assert (new["number"], new["serial"]) == (cast.minseo.number, 1)
        assert cast.refused("visitor.check_in", "kiosk", code=cast.minseo.code) == (409, "badge_void")
        assert cast.done("visitor.check_in", "kiosk", code=new["code"])["welcome"] == "new"

    def test_a_void_badge_can_be_reprinted_but_not_for_ever(self, cast):
        for _ in range(31):
            cast.done("badge.reprint", "desk", code=cast.minseo.code)
        assert cast.refused("badge.reprint", "desk", code=cast.minseo.code) == (409, "wrong_state")

    def test_another_expos_badge_is_unknown(self, cast):
        from badges.code import encode

        code = encode(b"x" * 32, cast.minseo.number, 0)
        assert cast.refused("visitor.check_in", "kiosk", code=code) == (409, "unknown_code")
        unprinted = encode(b"k" * 32, cast.minseo.number, 1)
        assert cast.refused("visitor.check_in", "kiosk", code=unprinted) == (409, "unknown_code")

    def test_a_code_is_found_in_whatever_a_scanner_typed(self, cast):
        code = cast.minseo.code
        typed = f"HTTPS://EXPO.EXAMPLE.KR/V/{code}\n"
        assert cast.done("visitor.check_in", "kiosk", code=typed)["visitor"]["id"] == cast.minseo.id
        spaced = " ".join(code[at : at + 4] for at in range(0, 16, 4))
        assert cast.done("visitor.check_in", "kiosk", code=spaced)["visitor"]["id"] == cast.minseo.id

    def test_off_the_expos_days_it_is_not_today(self, cast):
        for day in ("2026-10-28", "2026-10-31"):
            cast.clock.set(day, "12:00")
            assert cast.refused("visitor.check_in", "kiosk", code=cast.minseo.code) == (409, "not_today")
        cast.clock.set("2026-10-28", "12:00")
        assert "2026-10-29" in cast.do("visitor.check_in", "kiosk", code=cast.minseo.code).data["message"]

    def test_it_works_all_through_an_expo_day(self, cast):
        cast.clock.set("2026-10-29", "00:00")
        assert cast.done("visitor.check_in", "kiosk", code=cast.minseo.code)["welcome"] == "new"
        cast.clock.set("2026-10-29", "23:59")
        assert cast.done("visitor.check_in", "kiosk", code=cast.hajun.code)["welcome"] == "new"

    def test_who_registered_on_a_phone_is_not_confirmed(self, cast):
        given = {"name": "정유진", "enterprise": "새 기업", "consent": True}
        visitor = cast.done("visitor.register", "phone", **given)["visitor"]
        code = visitor["badge"]["code"]
        answer = cast.do("visitor.check_in", "kiosk", code=code)
        assert (answer.status, answer.data["code"]) == (409, "not_confirmed")
        assert cast.refused("ticket.join", "kiosk", code=code, booth="A01") == (409, "not_confirmed")
        cast.done("visitor.confirm", "desk", visitor=visitor["id"])
        assert cast.done("visitor.check_in", "kiosk", code=code)["welcome"] == "new"


class TestPlacesAtTheDoor:
    def test_appointments_then_wishes_then_matches_up_to_three(self, cast):
        person = cast.register(
            "정유진", "B03", "B01", enterprise="세진플러스"
        )  # an appointment at A01, two wishes, matches
        agenda = cast.check_in(person)["agenda"]
        origins = {
            row["number"]: row["origin"]
            for row in cast.rows(
                "SELECT b.number, t.origin FROM tickets t JOIN booths b ON b.id = t.booth_id"
            )
        }
        assert {booth: origin for booth, origin in origins.items() if origin != "match"} == {
            "A01": "appointment",
            "B01": "wish",
            "B03": "wish",
        }
        assert len(agenda["tickets"]) == 4

    def test_where_nothing_fits_there_are_none(self, cast):
        person = cast.register()
        agenda = cast.check_in(person)["agenda"]
        assert agenda == {"appointments": [], "tickets": [], "wishes": [], "suggestions": []}

    def test_a_citizen_gets_none(self, cast):
        answer = cast.done("visitor.register", "desk", name="박시민", citizen=True, consent=True)["visitor"]
        assert answer["enterprise"] is None
        agenda = cast.done("visitor.check_in", "desk", visitor=answer["id"])["agenda"]
        assert (agenda["tickets"], agenda["suggestions"]) == ([], [])

    def test_wishes_beyond_three_stay_wishes(self, cast):
        person = cast.register("정유진", "A01", "A02", "A03", "B01", enterprise="홀로")
        agenda = cast.check_in(person)["agenda"]
        assert (len(agenda["tickets"]), len(agenda["wishes"])) == (3, 1)

    def test_scanning_again_gives_no_second_place(self, cast):
        before = cast.check_in(cast.minseo)["agenda"]["tickets"]
        cast.clock.pass_min(5)
        assert cast.check_in(cast.minseo)["agenda"]["tickets"] == before

    def test_an_appointment_made_meanwhile_is_taken_at_the_next_scan(self, cast):
        cast.check_in(cast.seoyeon)
        at = cast.clock.now + 3 * 3600 * 1000
        cast.store.change(
            lambda c: c.update(
                "INSERT INTO wishes (enterprise_id, booth_id, starts_at, source, created_at)"
                " SELECT v.enterprise_id, 6, ?, 'import', 0 FROM visitors v WHERE v.id = ?",
                at,
                cast.seoyeon.id,
            )
        )
        cast.clock.pass_min(1)
        agenda = cast.check_in(cast.seoyeon)["agenda"]
        assert [one["booth"] for one in agenda["appointments"]] == ["B03"]
        assert "B03" in cast.places(cast.seoyeon)

    def test_after_closing_no_places_are_given(self, cast):
        cast.clock.set("2026-10-29", "18:00")
        assert cast.check_in(cast.minseo)["agenda"]["tickets"] == []

    def test_a_paused_booth_is_no_match(self, cast):
        cast.done("booth.pause", booth="A02")
        cast.check_in(cast.minseo)
        assert "A02" not in cast.places(cast.minseo)

    def test_times_have_the_expos_offset(self, cast):
        agenda = cast.check_in(cast.minseo)["agenda"]
        assert agenda["appointments"] == [
            {
                "booth": "A01",
                "agency": "서울특별시",
                "short": "서울시",
                "english": "Seoul",
                "starts_at": "2026-10-29T11:00:00+09:00",
            }
        ]


class TestUndoing:
    def test_a_check_in_is_taken_back_with_a_reason(self, cast):
        cast.check_in(cast.minseo)
        answer = cast.done("visitor.undo_check_in", "desk", visitor=cast.minseo.id, reason="다른 분")
        assert answer["visitor"]["id"] == cast.minseo.id
        assert cast.places(cast.minseo) == []
        assert cast.check_in(cast.minseo)["welcome"] == "new"
        assert cast.value("SELECT count(*) FROM arrivals") == 2  # a counter-entry, never a deletion

    def test_the_appointment_is_free_for_a_colleague_again(self, cast):
        cast.check_in(cast.minseo)
        cast.done("visitor.undo_check_in", "desk", visitor=cast.minseo.id, reason="다른 분")
        for person in (cast.minseo, cast.hajun):
            with cast.store.read() as db:
                row = visitors.find(db, person.id)
                said = agenda(db, row, now=cast.clock.now, zone=ZONE, lang="ko")["appointments"]
            assert [one["booth"] for one in said] == ["A01"]
        cast.check_in(cast.hajun)
        assert cast.ticket(cast.hajun, "A01")["appointment_at"] is not None

    def test_what_was_asked_for_becomes_a_wish_again(self, cast):
        person = cast.arrive("A01")
        cast.done("visitor.undo_check_in", "desk", visitor=person.id, reason="다른 분")
        assert cast.wishes(person) == ["A01"]

    def test_who_is_called_or_met_is_not_undone(self, cast):
        person = cast.arrive("A01")
        cast.call("A01")
        fields = {"visitor": person.id, "reason": "다른 분"}
        assert cast.refused("visitor.undo_check_in", "desk", **fields) == (409, "wrong_state")

    def test_a_late_undo_leaves_a_newer_check_in(self, cast):
        cast.check_in(cast.minseo)
        cast.clock.pass_min(10)  # undone at a cut-off desk after 5 minutes, scanned at the kiosk now
        cast.done("visitor.check_in", "kiosk", code=cast.minseo.code)
        places = cast.places(cast.minseo)
        cast.clock.pass_min(5)
        late = {"at": 0, "sent_at": 10 * 60_000}
        answer = cast.do("visitor.undo_check_in", "desk", visitor=cast.minseo.id, reason="다른 분", **late)
        assert (answer.status, answer.data["code"]) == (409, "wrong_state")
        assert "10:10" in answer.data["message"]
        assert cast.places(cast.minseo) == places

    def test_a_late_undo_of_an_arrival_told_of_meanwhile_leaves_it(self, cast):
        cast.clock.pass_min(10)
        cast.check_in(cast.minseo)
        late = {"at": 0, "sent_at": 5 * 60_000, "visitor": cast.minseo.id, "reason": "다른 분"}
        assert cast.refused("visitor.undo_check_in", "desk", **late) == (409, "wrong_state")
        assert cast.value("SELECT count(*) FROM arrivals WHERE undone_at IS NULL") == 1

    def test_a_late_undo_stands_at_its_time(self, cast):
        cast.check_in(cast.minseo)
        cast.clock.pass_min(10)
        late = {"at": 0, "sent_at": 4 * 60_000, "visitor": cast.minseo.id, "reason": "다른 분"}
        cast.done("visitor.undo_check_in", "desk", **late)
        row = cast.rows("SELECT at, undone_at FROM arrivals")[0]
        assert row["undone_at"] - row["at"] == 6 * 60_000


def test_persons_are_counted_once_whatever_was_reprinted(cast):
    from kiosk.expo.figures import figures

    cast.check_in(cast.minseo)
    cast.check_in(cast.hajun)
    new = cast.done("badge.reprint", "desk", visitor=cast.minseo.id)["visitor"]["badge"]["code"]
    cast.clock.pass_min(1)
    cast.done("visitor.check_in", "kiosk", code=new)
    with cast.store.read() as db:
        now = figures.now_on_the_square(db, "2026-10-29")
    assert (now["persons_today"], now["enterprises_today"], now["waiting"]) == (2, 1, 2)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_each_of_the_five_answers_is_spoken_as_its_own_sentence_of_the_language(cast, lang):
    said = {}
    for seconds in (0, 1, 60):
        cast.clock.pass_s(seconds)
        answer = cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, lang=lang)
        said[answer["welcome"]] = answer["message"]
    cast.clock.set(NEXT_DAY, "11:00")
    answer = cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, lang=lang)
    said[answer["welcome"]] = answer["message"]
    refused = cast.do("visitor.check_in", "kiosk", code="9" * 16, lang=lang)
    said["refused"] = refused.data["message"]
    assert set(said) == {"new", "repeat", "again", "back", "refused"}
    assert len(set(said.values())) == 5
    assert all(
        sentence.strip() and any("가" <= letter <= "힣" for letter in sentence) == (lang == "ko")
        for sentence in said.values()
    )
