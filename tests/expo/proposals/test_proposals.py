"""Marks, two runs of a timetable, answers, changes by hand, and appointments, in the cast's expo."""

import json
from typing import Any

import pytest

from kiosk.actions.refusals import Refused
from kiosk.exchange import ready_sheets, timetable
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.proposals import proposals
from kiosk.expo.square import days, ground
from kiosk.expo.timetable import faults, lengths, reading
from kiosk.expo.timetable.problem import Problem
from tests.cases import programme_item
from tests.cast import DAY, FILES, NEXT_DAY, ZONE, Cast

Row = dict[str, Any]


@pytest.fixture
def marked(cast: Cast) -> Cast:
    """A day before: 터치포굿 wished A02 when it registered; A02 marks both enterprises, A03 세진플러스, and 터치포굿 marks A01."""
    cast.clock.set("2026-10-28", "10:00")
    for booth, enterprise, side in (
        ("A02", "터치포굿", "agency"),
        ("A02", "세진플러스", "agency"),
        ("A03", "세진플러스", "agency"),
        ("A01", "터치포굿", "enterprise"),
    ):
        cast.done(
            "timetable.mark",
            agency=agency(cast, booth),
            enterprise=enterprise_of(cast, enterprise),
            side=side,
        )
    return cast


def agency(cast: Cast, booth: str) -> int:
    return int(cast.value(f"SELECT agency_id FROM booths WHERE number = '{booth}'"))


def enterprise_of(cast: Cast, name: str) -> int:
    return int(cast.value(f"SELECT id FROM enterprises WHERE name = '{name}'"))


def run(cast: Cast) -> timetable.Made:
    made = timetable.make(cast.store)
    assert faults.faults(made.run.problem, made.solution.meetings) == []
    cast.done("timetable.propose", "system", run=proposals.keep(made.run))
    return made


def problem(cast: Cast) -> Problem:
    with cast.store.read() as db:
        return reading.read(db, cast.clock.now, "ko").problem


def standing(cast: Cast) -> dict[tuple[str, str], Row]:
    """By booth and enterprise."""
    found = cast.rows(
        "SELECT p.*, b.number, e.name FROM proposals p JOIN booths b ON b.id = p.booth_id"
        " JOIN enterprises e ON e.id = p.enterprise_id WHERE p.state IN ('open', 'applied') ORDER BY p.starts_at, p.id"
    )
    return {(one["number"], one["name"]): one for one in found}


def answer(cast: Cast, row: Row, says: str, side: str = "agency") -> Row:
    return cast.done("timetable.answer", proposal=row["id"], says=says, side=side)["proposal"]


def bring(cast: Cast, kind: str, text: str) -> Row:
    file = prepare_file(kind, text.encode())
    return dict(cast.done("import.apply", kind=kind, upload=imports.keep(kind, file.rows))["report"])


def booked(cast: Cast, booth: str, enterprise: str) -> list[int]:
    """When appointments of these two stand (ms)."""
    found = cast.rows(
        "SELECT w.starts_at FROM wishes w JOIN booths b ON b.id = w.booth_id JOIN enterprises e ON e.id = w.enterprise_id"
        f" WHERE b.number = '{booth}' AND e.name = '{enterprise}' AND w.starts_at IS NOT NULL AND w.state <> 'withdrawn'"
    )
    return [one["starts_at"] for one in found]


def test_the_first_run_proposes_what_is_marked_and_leaves_the_appointment_that_stands(marked: Cast) -> None:
    made = run(marked)
    assert set(standing(marked)) == {
        ("A02", "터치포굿"),
        ("A02", "세진플러스"),
        ("A03", "세진플러스"),
        ("A01", "터치포굿"),
    }
    assert [made.run.figures[one] for one in ("mutual", "mutual_met", "enterprises_met", "kept")] == [
        1,
        1,
        2,
        1,
    ]
    apart = [one for one in made.solution.meetings if one.enterprise == enterprise_of(marked, "세진플러스")]
    assert len(apart) == 3  # with the one at A01 at 11:00 that a file brought


def test_the_second_run_keeps_what_was_confirmed_and_never_proposes_what_was_declined(marked: Cast) -> None:
    run(marked)
    first = standing(marked)
    kept = answer(marked, first["A02", "터치포굿"], "yes")
    answer(marked, first["A02", "세진플러스"], "no")
    marked.done("timetable.mark", agency=agency(marked, "B01"), enterprise=enterprise_of(marked, "터치포굿"))
    run(marked)
    second = standing(marked)
    assert second["A02", "터치포굿"]["id"] == kept["id"]
    assert ("A02", "세진플러스") not in second and ("B01", "터치포굿") in second
    # Who has not answered is left where they are, too: there was no reason to move them.
    assert second["A03", "세진플러스"]["id"] == first["A03", "세진플러스"]["id"]


def test_a_run_that_was_overtaken_by_an_answer_is_not_written(marked: Cast) -> None:
    run(marked)
    late = proposals.keep(timetable.make(marked.store).run)
    answer(marked, standing(marked)["A02", "터치포굿"], "no")
    assert marked.refused("timetable.propose", "system", run=late) == (409, "wrong_state")


@pytest.mark.parametrize("what", ["seat", "enterprise", "agency", "length", "break"])
def test_a_run_whose_meetings_fit_no_more_is_not_written(marked: Cast, what: str) -> None:
    """What changes while a timetable is made, up to a minute, is looked at once more; what none of it touches keeps nothing back."""
    made = timetable.make(marked.store)
    late = proposals.keep(made.run)
    item = programme_item(marked, day=DAY, starts="10:00", ends="17:50", title="사회적가치 강연")
    for day in (DAY, NEXT_DAY):
        marked.done("timetable.away", day=day, agency=agency(marked, "B03"))
    assert not proposals._is_overtaken(made.run, problem(marked))
    if what == "seat":
        marked.done("programme.sign_up", "desk", item=item, visitor=marked.seoyeon.id)
    for day in (DAY, NEXT_DAY):
        if what == "enterprise":
            marked.done("timetable.away", day=day, enterprise=enterprise_of(marked, "터치포굿"))
        elif what == "agency":
            marked.done("timetable.away", day=day, agency=agency(marked, "A02"))
    if what == "length":
        marked.done("booth.settings", booth="A02", settings={"timetable_meeting_min": 45})
    elif what == "break":
        marked.done("expo.settings", settings={"breaks": [{"from": "10:00", "to": "17:00", "why": "쉼"}]})
    assert marked.refused("timetable.propose", "system", run=late) == (409, "wrong_state")
    assert standing(marked) == {}


def test_an_appointment_that_a_file_moves_moves_in_the_timetable_and_goes_when_it_is_declined(
    marked: Cast,
) -> None:
    run(marked)
    row = standing(marked)["A02", "터치포굿"]
    answer(marked, row, "yes")
    marked.done("timetable.apply")
    bring(marked, "appointments", "기업명,사업자등록번호,기관명,일자,시각\n터치포굿,,A02,2일차,16:40\n")
    moved = standing(marked)["A02", "터치포굿"]
    assert booked(marked, "A02", "터치포굿") == [moved["starts_at"]] != [row["starts_at"]]
    assert moved["ends_at"] - moved["starts_at"] == row["ends_at"] - row["starts_at"]
    assert moved["agency_says"] is None  # it had said yes to another time
    answer(marked, moved, "no")
    assert booked(marked, "A02", "터치포굿") == []


def test_an_enterprise_answers_on_its_own_phone_and_for_nobody_else(marked: Cast) -> None:
    run(marked)
    row = standing(marked)["A02", "터치포굿"]
    code = marked.done("phone.bind", "phone:mine", code=marked.seoyeon.code, digits="6203")
    assert code["ok"]
    own = f"visitor:{marked.seoyeon.id}:mine"
    assert (
        marked.done("timetable.answer", own, proposal=row["id"], says="yes")["proposal"]["enterprise_says"]
        == "yes"
    )
    other = standing(marked)["A02", "세진플러스"]
    assert marked.refused("timetable.answer", own, proposal=other["id"], says="no") == (403, "not_allowed")


def test_two_phones_of_one_enterprise_answer_for_it_and_the_last_word_counts(marked: Cast) -> None:
    """An appointment is the enterprise's: both see the same, one's no takes back the other's yes, and both phones are told."""
    colleague = marked.register("동료", enterprise="터치포굿", phone="010-2222-3333")
    run(marked)
    row = standing(marked)["A02", "터치포굿"]
    phones = []
    for name, person, digits in (("one", marked.seoyeon, "6203"), ("two", colleague, "3333")):
        marked.done("phone.bind", f"phone:{name}", code=person.code, digits=digits)
        phones.append(f"visitor:{person.id}:{name}")
    first, second = phones
    for who, says, state in ((first, "yes", "open"), (second, "no", "declined"), (first, "yes", "open")):
        told = marked.done("timetable.answer", who, proposal=row["id"], says=says)["proposal"]
        assert (told["enterprise_says"], told["state"]) == (says, state)
    entry = marked.journal("timetable.answer")[-1]
    assert set(json.loads(entry["detail"])["visitors"]) == {marked.seoyeon.id, colleague.id}


def test_an_agency_marks_and_answers_by_its_link_for_itself_alone(marked: Cast) -> None:
    link = marked.done("timetable.link", agency=agency(marked, "A02"))["link"]["id"]
    given = {"enterprise": enterprise_of(marked, "세진플러스"), "link": link}
    assert marked.done("timetable.mark", "system", wanted=False, **given)["count"] == 1
    assert marked.refused("timetable.mark", "system", agency=agency(marked, "A03"), **given)[0] == 400
    assert marked.refused("timetable.mark", "organiser", **given)[0] == 400  # only its page knows the link
    run(marked)
    found = standing(marked)
    done = marked.done(
        "timetable.answer", "system", link=link, proposal=found["A02", "터치포굿"]["id"], says="yes"
    )
    assert done["proposal"]["agency_says"] == "yes"
    for booth in ("A03", "A01"):
        row = next(one for (number, _), one in found.items() if number == booth)
        asked = {"link": link, "proposal": row["id"], "says": "no"}
        assert marked.refused("timetable.answer", "system", **asked) == (403, "not_allowed")


def test_applied_it_is_an_appointment_that_waits_at_the_booth_when_its_enterprise_checks_in(
    marked: Cast,
) -> None:
    run(marked)
    wanted = standing(marked)["A02", "터치포굿"]
    day, clock = (DAY, NEXT_DAY)[wanted["starts_at"] > marked.clock.now + 36 * 3_600_000], "10:00"
    done = marked.done("timetable.apply")
    assert (done["appointments"], done["report"]["refused"]) == (4, 0)
    assert {one["state"] for one in standing(marked).values()} == {"applied"}
    marked.clock.set(day, clock)
    agenda = marked.check_in(marked.seoyeon)["agenda"]
    assert "A02" in {one["booth"] for one in agenda["appointments"]}
    assert marked.refused("timetable.drop", proposal=wanted["id"]) == (409, "wrong_state")


def test_an_appointment_that_is_declined_or_dropped_afterwards_is_withdrawn(marked: Cast) -> None:
    run(marked)
    marked.done("timetable.apply")
    found = standing(marked)
    answer(marked, found["A02", "터치포굿"], "no")
    marked.done("timetable.drop", proposal=found["A03", "세진플러스"]["id"])
    booked = marked.rows("SELECT booth_id FROM wishes WHERE starts_at IS NOT NULL AND state = 'open'")
    assert len(booked) == 3  # A01 of the file, A02 세진플러스, A01 터치포굿


def test_an_appointment_that_was_declined_and_is_wanted_again_stands_again(marked: Cast) -> None:
    """A file of appointments leaves what was withdrawn as it is; the timetable brings back its own."""
    run(marked)
    marked.done("timetable.apply")
    row = standing(marked)["A02", "터치포굿"]
    answer(marked, row, "no")
    answer(marked, row, "yes")
    assert marked.done("timetable.apply")["appointments"] == 1
    assert booked(marked, "A02", "터치포굿") == [row["starts_at"]]
    # Dropped, set at another time and moved back to the first: one appointment, there.
    marked.done("timetable.drop", proposal=row["id"])
    given = {"booth": "A02", "enterprise": row["enterprise_id"], "day": NEXT_DAY, "starts": "16:20"}
    added = marked.done("timetable.add", **given)["proposal"]["id"]
    marked.done("timetable.apply")
    at = days.local(row["starts_at"], ZONE)
    marked.done("timetable.move", proposal=added, day=f"{at:%Y-%m-%d}", starts=f"{at:%H:%M}")
    assert booked(marked, "A02", "터치포굿") == [row["starts_at"]]


def test_an_appointment_that_is_being_met_is_not_moved(marked: Cast) -> None:
    run(marked)
    marked.done("timetable.apply")
    row = standing(marked)["A02", "터치포굿"]
    at = days.local(row["starts_at"], ZONE)
    marked.clock.set(f"{at:%Y-%m-%d}", f"{at:%H:%M}")
    marked.check_in(marked.seoyeon)
    marked.done("ticket.call_next", booth="A02", counter=1)
    later = {"proposal": row["id"], "day": NEXT_DAY, "starts": "16:20", "anyway": True}
    refused = marked.do("timetable.move", **later)
    assert refused.status == 409 and "지금 부르거나 상담하고" in refused.data["message"]
    assert standing(marked)["A02", "터치포굿"]["starts_at"] == row["starts_at"]


def test_a_pair_has_one_meeting_however_it_is_wanted_again(marked: Cast) -> None:
    run(marked)
    row = standing(marked)["A02", "터치포굿"]
    answer(marked, row, "no")
    given = {"enterprise": row["enterprise_id"], "day": NEXT_DAY, "starts": "15:20"}
    marked.done("timetable.add", booth="A02", **given)
    again = marked.do("timetable.answer", proposal=row["id"], says="yes", side="agency")
    assert again.status == 409 and "15:20" in again.data["message"]
    # Neither is one set beside an appointment that a file brought: it would take its place.
    given["enterprise"] = enterprise_of(marked, "세진플러스")
    beside = marked.do("timetable.add", booth="A01", **given)
    assert beside.status == 409 and "11:00에 파일로" in beside.data["message"]


def test_only_what_both_confirmed_is_applied_where_that_is_asked(marked: Cast) -> None:
    run(marked)
    row = standing(marked)["A02", "터치포굿"]
    answer(marked, row, "yes")
    assert marked.refused("timetable.apply", confirmed=True) == (409, "wrong_state")
    answer(marked, row, "yes", "enterprise")
    assert marked.done("timetable.apply", confirmed=True)["appointments"] == 1


def test_a_change_by_hand_says_who_where_and_which_time_is_nearest(marked: Cast) -> None:
    run(marked)
    row = standing(marked)["A02", "세진플러스"]
    at = {"proposal": row["id"], "day": DAY}
    refused = marked.do("timetable.move", **at, starts="11:10")  # 세진플러스 is at A01 at 11:00
    assert refused.status == 409 and refused.data["may_be"] is True
    assert "세진플러스" in refused.data["message"] and "A01" in refused.data["message"]
    nearest = refused.data["nearest"]
    assert nearest[11:16] in refused.data["message"]
    moved = marked.done("timetable.move", proposal=row["id"], day=nearest[:10], starts=nearest[11:16])
    assert moved["proposal"]["starts_at"] == nearest and moved["clashes"] == []
    anyway = marked.done("timetable.move", **at, starts="11:10", anyway=True)
    assert len(anyway["clashes"]) == 1
    closed = marked.do("timetable.move", **at, starts="18:00", anyway=True)
    assert closed.status == 409 and closed.data["may_be"] is False
    run(marked)  # stays where the hand put it
    assert standing(marked)["A02", "세진플러스"]["id"] == row["id"]


def test_a_meeting_that_nobody_marked_is_set_by_hand_once(marked: Cast) -> None:
    given = {
        "booth": "B03",
        "enterprise": enterprise_of(marked, "터치포굿"),
        "day": NEXT_DAY,
        "starts": "15:20",
    }
    assert marked.done("timetable.add", **given)["proposal"]["state"] == "open"
    assert marked.refused("timetable.add", **given | {"starts": "16:00"}) == (409, "wrong_state")


def test_who_cannot_come_is_not_planned_then(marked: Cast) -> None:
    who = {"enterprise": enterprise_of(marked, "터치포굿")}
    marked.done("timetable.away", day=DAY, **who)
    marked.done("timetable.away", day=NEXT_DAY, until="16:00", agency=agency(marked, "A02"))
    run(marked)
    row = standing(marked)["A02", "터치포굿"]
    assert (
        row["starts_at"]
        >= marked.value(f"SELECT closes_at FROM days WHERE day = '{NEXT_DAY}'") - 2 * 3_600_000
    )


def test_without_days_or_marks_it_says_what_to_do_first(cast: Cast) -> None:
    cast.store.change(lambda change: change.update("UPDATE wishes SET state = 'withdrawn'"))
    with pytest.raises(Refused, match="누가 누구를"):
        timetable.make(cast.store)
    cast.clock.set(NEXT_DAY, "19:00")
    with pytest.raises(Refused, match="끝나"):
        timetable.make(cast.store)
    cast.store.change(lambda change: change.update("DELETE FROM days"))
    with pytest.raises(Refused, match="날짜"):
        timetable.make(cast.store)


def test_a_file_of_marks_says_what_is_wrong_with_each_row(cast: Cast) -> None:
    head = "기관명,기업명,사업자등록번호,누가\n"
    report = bring(
        cast,
        "marks",
        head
        + "종로구청,세진플러스,282-73-11272,서로\n"
        + "부산광역시,세진플러스,282-73-11272,\n"
        + "종로구,다른 박람회의 기업,392-67-99999,\n"
        + "종로구,세진플러스,282-73-11272,아무나\n"
        + "종로구,세진플러스,282-73-11272,기관\n",
    )
    said = [" ".join(one["messages"]) for one in report["rows"]]
    assert [one["verdict"] for one in report["rows"]] == ["added", "refused", "refused", "refused", "merged"]
    assert "부산광역시" in said[1] and "‘누가’" in said[3]
    assert cast.value("SELECT count(*) FROM marks") == 2
    assert bring(cast, "marks", head + "종로구,세진플러스,282-73-11272,서로\n")["unchanged"] == 1


def test_a_file_says_when_who_cannot_come(cast: Cast) -> None:
    head = "기관명,기업명,사업자등록번호,못 오는 날,못 오는 시각,다시 오는 시각\n"
    report = bring(
        cast,
        "away",
        head
        + "종로구,,,1일차,13:00,15:00\n"
        + ",터치포굿,392-67-40393,2일차,,\n"
        + "종로구,터치포굿,392-67-40393,1일차,,\n"
        + "종로구,,,1일차,15:00,13:00\n"
        + "종로구,,,7일차,15:00,16:00\n",
    )
    assert [one["verdict"] for one in report["rows"]] == ["added", "added", "refused", "refused", "refused"]
    spans = cast.rows("SELECT ends_at - begins_at AS ms FROM away ORDER BY id")
    assert [one["ms"] // 3_600_000 for one in spans] == [2, 8]


def test_the_sheet_of_proposals_goes_out_is_answered_and_comes_in(marked: Cast, tmp_path: Any) -> None:
    from openpyxl import load_workbook

    run(marked)
    now = marked.clock.now
    with marked.store.read() as db:
        ready_sheets.write_sheet(db, "timetable", tmp_path, "ko", now=now)
        assert ready_sheets.write_timetable_sheets(db, tmp_path / "each", "ko", now=now) == 5
    book = load_workbook(tmp_path / "timetable.xlsx")
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if "기관의 답" in [cell.value for cell in row])
    column = [cell.value for cell in head].index("기관의 답") + 1
    first = head[0].row + 1
    sheet.cell(first, column).value = "확인"
    sheet.cell(first + 1, column).value = "거절"
    sheet.cell(first + 2, column).value = "글쎄요"
    book.save(tmp_path / "answered.xlsx")
    file = prepare_file("", (tmp_path / "answered.xlsx").read_bytes())
    assert file.kind == "timetable_answers"
    report = marked.done("import.apply", kind=file.kind, upload=imports.keep(file.kind, file.rows))["report"]
    assert [one["verdict"] for one in report["rows"]] == ["changed", "changed", "refused", "unchanged"]
    assert "확인이나 거절" in " ".join(report["rows"][2]["messages"])
    states = marked.rows("SELECT state, agency_says FROM proposals ORDER BY booth_id, starts_at")
    assert [(one["state"], one["agency_says"]) for one in states][:2] == [("open", "yes"), ("declined", "no")]
    # The time was changed since the file went out: the answer was about something else.
    row = standing(marked)["A03", "세진플러스"]
    marked.done("timetable.move", proposal=row["id"], day=NEXT_DAY, starts="17:00", anyway=True)
    late = marked.done("import.apply", kind=file.kind, upload=imports.keep(file.kind, file.rows))["report"]
    assert "17:00" in json.dumps(late["rows"], ensure_ascii=False)


ANSWERS = "기관명,기업명,사업자등록번호,기관의 답,기업의 답\n"


def test_an_answer_whose_time_cannot_be_read_is_left_out(marked: Cast) -> None:
    run(marked)
    heads = "기관명,기업명,사업자등록번호,일자,시각,기관의 답,기업의 답\n"
    for day, time, word in (
        ("2026-10-29", "25:99", "시각"),
        ("모름", "10:00", "일자"),
        ("2026-10-29", "", "시각"),
    ):
        [told] = bring(marked, "timetable_answers", f"{heads}A02,터치포굿,,{day},{time},확인,\n")["rows"]
        assert told["verdict"] == "refused" and f"‘{word}’" in told["messages"][0]
    assert standing(marked)["A02", "터치포굿"]["agency_says"] is None


def test_a_sheet_that_wants_again_what_was_declined_is_told_who_has_its_time(marked: Cast) -> None:
    run(marked)
    row = standing(marked)["A02", "터치포굿"]
    answer(marked, row, "no")
    at = days.local(row["starts_at"], ZONE)
    given = {"enterprise": row["enterprise_id"], "day": f"{at:%Y-%m-%d}", "starts": f"{at:%H:%M}"}
    taken = marked.done("timetable.add", booth="B03", **given)["proposal"]["id"]
    [told] = bring(marked, "timetable_answers", ANSWERS + "A02,터치포굿,,확인,\n")["rows"]
    assert told["verdict"] == "refused" and "B03" in told["messages"][0]
    marked.done("timetable.drop", proposal=taken)
    [told] = bring(marked, "timetable_answers", ANSWERS + "A02,터치포굿,,확인,\n")["rows"]
    assert told["verdict"] == "changed" and ("A02", "터치포굿") in standing(marked)
    answer(marked, row, "no")
    bring(marked, "appointments", "기업명,사업자등록번호,기관명,일자,시각\n터치포굿,,A02,2일차,16:40\n")
    [told] = bring(marked, "timetable_answers", ANSWERS + "A02,터치포굿,,확인,\n")["rows"]
    assert told["verdict"] == "refused" and "16:40" in told["messages"][0]  # a pair never has two


def test_a_sheet_that_comes_after_the_appointments_were_made_is_taken_in(marked: Cast) -> None:
    run(marked)
    marked.done("timetable.apply")
    rows = bring(
        marked,
        "timetable_answers",
        ANSWERS + "A02,터치포굿,,확인,\nA02,세진플러스,,거절,\nA03,세진플러스,,,\n",
    )["rows"]
    assert [one["verdict"] for one in rows] == ["changed", "refused", "unchanged"]
    assert "이미 예약이 됐어요" in rows[1]["messages"][0]
    found = standing(marked)
    assert {one["state"] for one in found.values()} == {"applied"}
    assert found["A02", "터치포굿"]["agency_says"] == "yes"


def test_counters_that_a_booth_will_need_are_told_before_the_day(marked: Cast) -> None:
    needed = {(one.booth, one.day): one for one in run(marked).needs}
    assert needed["A02", DAY].has == 1 and needed["A02", DAY].needs == 1
    for number in range(60):
        marked.register(f"손님{number}", "A02")
    busy = [one for one in timetable.make(marked.store).needs if one.booth == "A02"]
    assert all(one.is_short for one in busy) and sum(one.appointments + one.walk_ins for one in busy) >= 62


def test_who_registered_twice_keeps_the_marks_of_both_spellings(marked: Cast) -> None:
    twice = [marked.register("정유진", phone="010-2345-6789", enterprise=name) for name in ("가온", "나래")]
    for booth, name in (("A02", "가온"), ("A03", "가온"), ("A03", "나래")):
        marked.done("timetable.mark", agency=agency(marked, booth), enterprise=enterprise_of(marked, name))
    marked.done("visitor.merge", visitor=twice[0].id, into=twice[1].id, reason="같은 사람")
    marks = marked.rows("SELECT e.name FROM marks m JOIN enterprises e ON e.id = m.enterprise_id")
    assert [one["name"] for one in marks].count("나래") == 2 and "가온" not in {one["name"] for one in marks}


def test_of_two_spellings_the_appointment_stands_and_nothing_is_left_with_the_one_that_goes(
    marked: Cast,
) -> None:
    people = {
        name: marked.register(name, phone="010-2345-6789", enterprise=name) for name in ("가온", "나래")
    }
    given = {"booth": "B03", "day": NEXT_DAY}
    for name, starts in (("가온", "15:20"), ("나래", "16:20")):
        marked.done("timetable.add", enterprise=enterprise_of(marked, name), starts=starts, **given)
        if name == "가온":
            marked.done("timetable.apply")
    names = {"visitor": people["가온"].id, "into": people["나래"].id, "reason": "같은 사람"}
    marked.done("visitor.merge", **names)
    [row] = [one for (number, _), one in standing(marked).items() if number == "B03"]
    assert (row["name"], row["state"]) == ("나래", "applied")
    assert booked(marked, "B03", "나래") == [row["starts_at"]]
    gone = enterprise_of(marked, "가온")
    assert marked.rows("SELECT 1 FROM proposals WHERE enterprise_id = ?", gone) == []


def seat(cast: Cast, starts: str, ends: str | None = None) -> int:
    """터치포굿 sits at a lecture on the next day."""
    item = programme_item(cast, day=NEXT_DAY, starts=starts, ends=ends, title="사회적가치 강연")
    cast.done("programme.sign_up", "desk", item=item, visitor=cast.seoyeon.id)
    return item


def test_who_has_a_seat_is_not_planned_then_and_the_sentence_says_where_they_sit(marked: Cast) -> None:
    seat(marked, "10:20", "16:00")
    who = enterprise_of(marked, "터치포굿")
    marked.done("timetable.away", day=DAY, enterprise=who)
    run(marked)
    at = {
        days.clock_text(one["starts_at"], ZONE)
        for (_, name), one in standing(marked).items()
        if name == "터치포굿"
    }
    assert at and all(one >= "16:00" for one in at)
    given = {"booth": "B03", "enterprise": who, "day": NEXT_DAY}
    refused = marked.do("timetable.add", starts="11:00", anyway=True, **given)
    assert refused.status == 409 and refused.data["may_be"] is False
    assert "10:20 ‘사회적가치 강연’에 자리가 있어" in refused.data["message"]
    assert refused.data["nearest"][11:16] >= "16:00"
    soon = marked.do("timetable.add", starts="10:05", **given)  # it would last into the lecture
    assert soon.status == 409 and "강연" in soon.data["message"]
    file = "기업명,사업자등록번호,기관명,일자,시각\n터치포굿,,A03,2일차,11:00\n터치포굿,,B01,2일차,17:40\n"
    told = bring(marked, "appointments", file)["rows"]
    assert "강연" in " ".join(told[0]["messages"]) and "강연" not in " ".join(told[1]["messages"])


def test_a_colleague_who_sits_nowhere_can_be_met_and_who_wants_to_be_called_too(marked: Cast) -> None:
    item = seat(marked, "11:00", "12:00")
    given = {"booth": "B03", "enterprise": enterprise_of(marked, "터치포굿"), "day": NEXT_DAY}
    assert marked.refused("timetable.add", starts="11:20", **given) == (409, "wrong_state")
    colleague = marked.register("동료", enterprise="터치포굿", phone="010-2222-3333")
    added = marked.done("timetable.add", starts="11:20", **given)
    marked.done("timetable.drop", proposal=added["proposal"]["id"])
    marked.done("programme.sign_up", "desk", item=item, visitor=colleague.id)
    assert marked.refused("timetable.add", starts="11:20", **given) == (409, "wrong_state")
    marked.store.change(lambda change: change.update("UPDATE sign_ups SET callable = 1"))
    assert marked.done("timetable.add", starts="11:20", **given)["clashes"] == []


def test_an_appointment_is_as_long_as_its_booths_own(marked: Cast) -> None:
    marked.done("booth.settings", booth="A02", settings={"timetable_meeting_min": 40})
    made = run(marked)
    found = standing(marked)
    long = {
        (one["ends_at"] - one["starts_at"]) // 60_000 for (number, _), one in found.items() if number == "A02"
    }
    short = {
        (one["ends_at"] - one["starts_at"]) // 60_000 for (number, _), one in found.items() if number != "A02"
    }
    assert (long, short) == ({40}, {20})
    row = found["A02", "터치포굿"]
    moved = marked.done("timetable.move", proposal=row["id"], day=NEXT_DAY, starts="15:00")["proposal"]
    assert (moved["starts_at"][11:16], moved["ends_at"][11:16]) == ("15:00", "15:40")
    assert made.run.problem.length_ms(row["booth_id"]) == 40 * 60_000


def test_a_booths_meetings_of_the_first_day_say_how_long_its_appointments_are_on_the_second(
    marked: Cast,
) -> None:
    marked.clock.set(DAY, "10:00")
    for number in range(lengths.MEETINGS_LEAST):
        met = marked.meet(marked.arrive("A03"), "A03")
        marked.clock.pass_min(26 if number < 9 else 50)  # of one that was drawn out four of five know nothing
        marked.finish(met)

    def of_booths() -> dict[str, tuple[int, str]]:
        with marked.store.read() as db:
            square = ground.of(db)
            found = lengths.of_booths(db, square, marked.clock.now)
        return {square.booths[id]["number"]: (one.ms // 60_000, one.whence) for id, one in found.items()}

    assert of_booths()["A03"] == (20, "expo")  # today is not over
    marked.clock.set(NEXT_DAY, "09:00")
    assert of_booths()["A03"] == (30, "measured") and of_booths()["A01"] == (20, "expo")
    for usual, minutes in ((12, 20), (75, 40)):  # at most twice or half as long, in wholes that people read
        marked.done("expo.settings", settings={"timetable_meeting_min": usual})
        assert of_booths()["A03"] == (minutes, "measured")
    marked.done("expo.settings", settings={"timetable_meeting_min": 20})
    marked.done("booth.settings", booth="A03", settings={"timetable_meeting_min": 15})
    assert of_booths()["A03"] == (15, "booth")


def test_a_rehearsal_walks_the_appointments_that_were_made_and_leaves_the_timetable_as_it_was(
    marked: Cast,
) -> None:
    run(marked)
    marked.done("timetable.apply")
    before = {
        name: marked.rows(f"SELECT * FROM {name} ORDER BY id") for name in ("marks", "proposals", "wishes")
    }
    played = days.at_local(DAY, "10:00", ZONE)
    marked.clock.set("2026-10-28", "19:03")
    marked.done("rehearsal.begin")
    agenda = marked.check_in(marked.seoyeon)["agenda"]
    booked = {one["booth"]: one["starts_at"] for one in agenda["appointments"]}
    opens = marked.value("SELECT opens_at FROM days WHERE day = '2026-10-28'")
    for one in standing(marked).values():
        if one["name"] == "터치포굿" and one["starts_at"] < played + 24 * 3_600_000:
            at = opens + one["starts_at"] - played  # the played day's own time, moved to tonight
            assert booked[one["number"]] == days.iso(at, ZONE)
            marked.clock.now = at
            called = marked.done("ticket.call_next", f"booth:{one['number']}", booth=one["number"], counter=1)
            assert called["ticket"]["visitor"]["id"] == marked.seoyeon.id
            break
    else:
        raise AssertionError("nothing of 터치포굿 on the first day")
    mark = {"agency": agency(marked, "B01"), "enterprise": enterprise_of(marked, "터치포굿")}
    assert marked.refused("timetable.mark", **mark) == (
        409,
        "wrong_state",
    )  # it would be gone with the rehearsal
    marked.done("rehearsal.end")
    assert before == {name: marked.rows(f"SELECT * FROM {name} ORDER BY id") for name in before}


def test_an_agency_that_is_replaced_takes_its_proposals_along(marked: Cast) -> None:
    run(marked)
    text = FILES["agencies"].replace("A02,종로구,Jongno-gu", "A02,마포구,Mapo-gu")
    file = prepare_file("agencies", text.encode())
    marked.done("import.apply", kind="agencies", upload=imports.keep("agencies", file.rows), replaced=["A02"])
    assert {number for number, _ in standing(marked)} == {"A01", "A03"}
    assert timetable.make(marked.store).left_out == 2  # marks of 종로구, which has no booth any more
