"""What stood on paper while the power was gone comes in with its times, marked, once, and in no figure that it can't know."""

from typing import Any

import pytest

from kiosk.exchange.files import prepare_file, preview
from kiosk.expo import imports
from kiosk.expo.figures import corrections, definitions, scope
from kiosk.expo.square import days
from tests.cases import CONTRACT
from tests.cast import DAY, NEXT_DAY, ZONE, Cast
from tests.expo.figures.plain import Plain
from tests.expo.figures.test_replay import assert_given_back


def at(clock: str, day: str = DAY) -> int:
    return days.at_local(day, clock, ZONE)


def figures(cast: Cast, day: str = DAY) -> dict[str, Any]:
    """As they are counted, and once more plainly."""
    with cast.store.read() as db:
        found = definitions.collect(db, scope.of_day(db, day, cast.clock.now))
    assert found == Plain(cast.store.path, cast.clock.now).figures(day)
    return found


def write(cast: Cast, text: str, *, dry: bool = False) -> dict[str, Any]:
    file = prepare_file("paper", text.encode())
    if dry:
        return preview(cast.store, file)
    fields = {"kind": "paper", "upload": imports.keep("paper", file.rows)}
    return cast.done("import.apply", **fields)["report"]


def verdicts(report: dict[str, Any]) -> list[str]:
    return [row["verdict"] for row in report["rows"]]


def test_who_was_let_in_on_paper_is_in_since_then_and_marked(cast: Cast) -> None:
    cast.clock.set(DAY, "11:00")
    answer = cast.done("paper.check_in", "desk", badge=f"{cast.seoyeon.number}번", time="10:20")
    assert answer["visitor"]["id"] == cast.seoyeon.id
    arrival = cast.rows("SELECT at, paper_at, role FROM arrivals")
    assert arrival == [{"at": at("10:20"), "paper_at": cast.clock.now, "role": "desk"}]
    assert "A02" in cast.places(cast.seoyeon)  # as at any check-in: what was wished for
    assert '"on_paper": true' in cast.journal("visitor.check_in")[0]["detail"]
    assert figures(cast)["check_ins_on_paper"] == 1
    assert_given_back(cast.store)


def test_the_same_twice_and_times_that_cannot_be_are_told(cast: Cast) -> None:
    cast.clock.set(DAY, "11:00")
    number = str(cast.seoyeon.number)
    cast.done("paper.check_in", "desk", badge=number, time="10:20")
    again = cast.do("paper.check_in", "desk", badge=number, time="10:30")
    assert again.data["code"] == "wrong_state" and "10:20" in again.data["message"]
    earlier = cast.done("paper.check_in", "desk", badge=cast.seoyeon.code, time="10:10")
    assert "앞당겨요" in earlier["warnings"][0]
    assert cast.value("SELECT at FROM arrivals") == at("10:10")
    minseo = {"badge": str(cast.minseo.number)}
    assert "아직 오지 않은" in cast.do("paper.check_in", **minseo, time="11:01").data["message"]
    cast.clock.set(NEXT_DAY, "11:00")
    assert "너무 멀어요" in cast.do("paper.check_in", **minseo, time="23:30", day=DAY).data["message"]
    other = minseo | {"time": "10:20", "day": DAY}
    assert cast.refused("paper.check_in", "desk", **other) == (403, "not_allowed")
    cast.done("paper.check_in", **other)
    assert_given_back(cast.store)


def test_a_meeting_takes_the_place_that_was_waited_for(cast: Cast) -> None:
    person = cast.arrive("A02")
    cast.clock.set(DAY, "11:00")
    fields = {
        "badge": str(person.number),
        "booth": "A02",
        "starts": "10:20",
        "ends": "10:35",
        "lines": [CONTRACT],
    }
    answer = cast.done("paper.meeting", "desk", **fields, note="견적", follow_up={"text": "전화"})
    row = cast.rows("SELECT * FROM consultations WHERE id = ?", answer["consultation"])[0]
    assert (row["state"], row["started_at"], row["finished_at"], row["version"]) == (
        "finished",
        at("10:20"),
        at("10:35"),
        1,
    )
    assert (row["paper_at"], row["note"], row["follow_up"]) == (cast.clock.now, "견적", '{"text": "전화"}')
    assert cast.state(person, "A02") == "done" and cast.places(person) == []
    found = figures(cast)
    assert (found["consultations_on_paper"], found["consultation_mean_min"]) == (1, 15.0)
    assert found["outcome_contract_won"] == CONTRACT["amount"]
    assert found["wait_per_call_min"] == 20.0  # since they joined
    assert_given_back(cast.store)
    told = cast.do("paper.meeting", "desk", **fields)
    assert told.data["code"] == "wrong_state" and "이미 옮겨" in told.data["message"]


def test_who_had_no_place_waited_for_nobody_knows_how_long(cast: Cast) -> None:
    """They are let in, their wish is met, their appointment kept; without an end the meeting has no length."""
    cast.clock.set(DAY, "12:00")
    cast.done("paper.meeting", badge=str(cast.seoyeon.number), booth="A02", starts="10:20")
    cast.done("paper.meeting", badge=str(cast.minseo.number), booth="A01", starts="11:05", ends="11:20")
    assert cast.wishes(cast.seoyeon) == [] and cast.state(cast.seoyeon, "A02") == "done"
    assert cast.ticket(cast.minseo, "A01")["appointment_at"] == at("11:00")
    assert cast.value("SELECT state FROM wishes WHERE starts_at IS NOT NULL") == "placed"
    assert [row["at"] for row in cast.rows("SELECT at FROM arrivals ORDER BY at")] == [
        at("10:20"),
        at("11:05"),
    ]
    found = figures(cast)
    assert (found["wait_per_call_min"], found["consultation_mean_min"]) == (None, 15.0)
    assert (found["check_ins_on_paper"], found["consultations_on_paper"], found["wishes_met"]) == (2, 2, 2)
    assert_given_back(cast.store)


def test_a_place_given_afterwards_counts_as_met_and_not_as_waited_for(cast: Cast) -> None:
    """The check-ins are typed in first, and give places; the meeting was before."""
    cast.clock.set(DAY, "12:00")
    cast.done("paper.check_in", badge=str(cast.seoyeon.number), time="10:05")
    assert "A02" in cast.places(cast.seoyeon)
    cast.done("paper.meeting", badge=str(cast.seoyeon.number), booth="A02", starts="10:20", ends="10:30")
    assert "A02" not in cast.places(cast.seoyeon)
    assert figures(cast)["wait_per_call_min"] is None and figures(cast)["estimates_measured"] == 0
    assert_given_back(cast.store)


def test_a_meeting_that_runs_or_was_logged_is_not_written_twice(cast: Cast) -> None:
    person = cast.arrive("A02", "A03")
    cast.clock.set(DAY, "10:10")
    running = cast.meet(person, "A02")
    cast.clock.set(DAY, "11:00")
    fields = {"badge": str(person.number), "starts": "10:20", "ends": "10:30"}
    assert "10:10" in cast.do("paper.meeting", booth="A02", **fields).data["message"]
    elsewhere = cast.done("paper.meeting", booth="A03", **fields)
    assert "A02" in elsewhere["warnings"][0]  # told, since paper is rough
    cast.finish(running)
    assert_given_back(cast.store)


FILE = """일자,부스,번호,시작,끝,결과,금액(원),사업명,메모,다음 할 일
1일차,,{0},10:05,,,,,,
1일차,A02,{0},1020,10:35,약정,"19,000,000",근무복 100% 구매,견적,전화하기
1일차,A02,{0},10:20,,상담,,없는 사업,,
1일차,종로구,{1},2:20,14:40,협약,,,,
1일차,A02,999,10:20,10:35,상담,,,,
1일차,A02,{1},10:20,10:35,계약,,,,
1일차,Z09,{1},10:20,10:35,상담,,,,
"""


def test_a_file_comes_in_row_by_row_and_changes_nothing_the_second_time(cast: Cast) -> None:
    cast.clock.set(DAY, "15:00")
    text = FILE.format(cast.seoyeon.number, cast.minseo.number)
    before = cast.tables()
    dry = write(cast, text, dry=True)
    assert cast.tables() == before
    report = write(cast, text)
    assert verdicts(report) == verdicts(dry) == [*["added"] * 2, "merged", "added", *["refused"] * 3]
    assert "‘번호’(999)" in report["rows"][4]["messages"][0]
    assert "‘금액’" in report["rows"][5]["messages"][0] and "‘부스’(Z09)" in report["rows"][6]["messages"][0]
    lines = cast.rows(
        "SELECT outcome, amount_won, plan_item_id IS NOT NULL AS planned, note FROM lines ORDER BY id"
    )
    assert [tuple(row.values()) for row in lines] == [
        ("commitment", 19_000_000, 1, None),
        ("consulted", None, 0, "없는 사업"),
        ("mou", None, 0, None),
    ]
    assert cast.value("SELECT started_at FROM consultations WHERE visitor_id = ?", cast.minseo.id) == at(
        "14:20"
    )
    assert_given_back(cast.store)
    done = cast.tables()
    assert verdicts(write(cast, text)) == [
        "unchanged",
        "unchanged",
        "unchanged",
        "unchanged",
        *["refused"] * 3,
    ]
    assert cast.tables() == done


def test_what_comes_after_the_closing_is_a_correction(cast: Cast) -> None:
    cast.clock.set(DAY, "18:30")
    cast.done("expo.close_day", day=DAY)
    cast.done(
        "paper.meeting",
        badge=str(cast.seoyeon.number),
        booth="A02",
        starts="10:20",
        ends="10:40",
        lines=[CONTRACT],
    )
    with cast.store.read() as db:
        told = corrections.told(db, scope.of_day(db, DAY, cast.clock.now))["figures"]
    for name, now in (("persons", 1), ("consultations_finished", 1), ("outcome_contract", 1)):
        assert (told[name]["value"], told[name]["corrected"], told[name]["corrections"]) == (0, now, 1), name
    assert cast.refused("visitor.check_in", visitor=cast.minseo.id) == (409, "day_closed")


@pytest.mark.parametrize("badge", ["", "12", "1234567890123456"])
def test_a_number_that_nobody_has_is_told(cast: Cast, badge: str) -> None:
    cast.clock.set(DAY, "11:00")
    answer = cast.do("paper.check_in", badge=badge, time="10:20")
    assert answer.data["code"] == ("unknown_code" if badge else "bad_fields")


def test_counters_and_arrivals_that_contradict_it_are_told(cast: Cast) -> None:
    cast.clock.set(DAY, "10:30")
    cast.check_in(cast.minseo)
    cast.clock.set(DAY, "12:00")
    first, second = str(cast.minseo.number), str(cast.seoyeon.number)
    row = {"booth": "A02", "starts": "10:20", "ends": "10:40", "counter": 1}
    assert cast.refused("paper.meeting", badge=first, **row | {"counter": 99}) == (400, "bad_fields")
    early = cast.done("paper.meeting", badge=first, **row)
    assert "10:20에 입장한 것으로 앞당겨" in " ".join(early["warnings"])
    assert cast.value("SELECT at FROM arrivals") == at("10:20")
    beside = cast.done("paper.meeting", badge=second, **row | {"starts": "10:30", "ends": "10:50"})
    assert f"{first}번과도" in " ".join(beside["warnings"])
    report = write(cast, f"번호,시작,부스,끝\n{first},11:00,A03,11:20\n{second},10:10,A03,10:15\n", dry=True)
    assert "앞당겨" in " ".join(report["rows"][1]["messages"])
    assert_given_back(cast.store)
