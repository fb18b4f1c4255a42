"""A sheet goes out, an office fills it in as offices do, it comes back, and what came of each promise is known."""

from pathlib import Path
from typing import Any

import pytest

from kiosk.exchange import ready_sheets
from kiosk.exchange.follow_ups import FIELDS
from kiosk.exchange.ready_sheets import follow_ups
from kiosk.expo.after.promises import followed
from kiosk.language.sentences import gettext
from tests.cast import Cast
from tests.expo.after.conftest import bring, filled, lines, said, sheet, verdicts

CONTRACTED = {
    "어떻게 됐나": "계약함",
    "계약한 날": "2026-11-30",
    "계약한 금액(원)": 18_500_000,
    "문서번호": "총무과-123",
}


def states(cast: Cast) -> list[tuple[str, str | None, int | None]]:
    with cast.store.read() as db:
        found = followed(db)
    return [
        (one.state, one.answer and one.answer["contracted_on"], one.answer and one.answer["won"])
        for one in found
    ]


def test_what_an_office_filled_in_is_what_became_of_the_promises(promised: Cast) -> None:
    back = filled(
        sheet(promised),
        {
            0: CONTRACTED | {"답한 분": "총무과 김주무"},
            1: {"어떻게 됐나": "하지 않기로 함", "이유": "예산이 줄어서"},
            2: {"어떻게 됐나": "진행 중"},
        },
    )
    report = bring(promised, back)
    assert verdicts(report) == ["added", "added", "added", "unchanged"]
    assert not [note for note in report["notes"] if "열은 쓰지 않아요" in note], "the sheet is our own"
    assert states(promised) == [
        ("contracted", "2026-11-30", 18_500_000),
        ("lapsed", None, None),
        ("open", None, None),
        ("open", None, None),
    ]
    assert bring(promised, back)["added"] == 0, "reading it twice changes nothing"
    assert promised.value("SELECT count(*) FROM follow_ups") == 3
    again = bring(promised, sheet(promised))
    assert verdicts(again) == ["unchanged"] * 4, "a new sheet says what is known"


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        ({"어떻게 됐나": "계약 완료", "계약한 날": "2026. 11. 30.", "계약한 금액(원)": "1,850만원"}, ("contracted", "2026-11-30", 18_500_000)),
        ({"어떻게 됐나": "체결", "계약한 날": "11/30", "계약한 금액(원)": "18,500,000원"}, ("contracted", "2026-11-30", 18_500_000)),
        ({"계약한 날": 46356, "계약한 금액(원)": "일금 일천팔백오십만원정"}, ("contracted", "2026-11-30", 18_500_000)),
        ({"어떻게 됐나": "협의중"}, ("open", None, None)),
        ({"어떻게 됐나": "미계약", "이유": "규격이 맞지 않음"}, ("lapsed", None, None)),
    ],
)  # fmt: skip
def test_cells_are_read_as_offices_write_them(
    promised: Cast, cells: dict[str, Any], read: tuple[Any, ...]
) -> None:
    report = bring(promised, filled(sheet(promised), {0: cells}))
    assert verdicts(report)[0] == "added", said(report)
    assert states(promised)[0] == read


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"어떻게 됐나": "글쎄요"}, "가운데 골라 주세요"),
        ({"이유": "예산이 줄어서"}, "가운데 골라 주세요"),
        ({"어떻게 됐나": "계약함", "계약한 금액(원)": 1000}, "‘계약한 날’을 2026-11-30처럼"),
        ({"어떻게 됐나": "계약함", "계약한 날": "2026-11-30"}, "‘계약한 금액’을 적어 주세요"),
        (CONTRACTED | {"계약한 날": "2025-11-30"}, "약속한 날(2026-10-29)보다 앞서요"),
        (CONTRACTED | {"계약한 날": "2027-11-30"}, "아직 오지 않았어요"),
        (CONTRACTED | {"계약한 금액(원)": "협의 후"}, "‘계약한 금액’을"),
        ({"어떻게 됐나": "하지 않기로 함"}, "‘이유’를 적어 주세요"),
        ({"어떻게 됐나": "진행 중", "계약한 금액(원)": 1000}, "‘계약함’을 고르고"),
        (CONTRACTED | {"관리번호": "999-1"}, "새 조사표를 받아"),
        (CONTRACTED | {"기업": "다른 기업", "사업자등록번호": None}, "한 약속인데 이 줄은 달라요"),
        (CONTRACTED | {"약속한 금액(원)": 1_000_000}, "이 기업의 다른 약속"),
    ],
)
def test_a_row_that_can_not_be_right_is_refused_with_what_would_be(
    promised: Cast, cells: dict[str, Any], sentence: str
) -> None:
    report = bring(promised, filled(sheet(promised), {0: cells, 2: {"어떻게 됐나": "진행 중"}}))
    assert verdicts(report)[0] == "refused" and sentence in said(report), said(report)
    assert verdicts(report)[2] == "added", "the other rows come in"
    assert states(promised)[0] == ("open", None, None)


def test_rows_that_were_added_and_totals_are_told_apart(promised: Cast) -> None:
    added = {
        "기업": "새 기업",
        "어떻게 됐나": "계약함",
        "계약한 날": "2026-11-30",
        "계약한 금액(원)": 5_000_000,
    }
    report = bring(promised, filled(sheet(promised), {}, added=[added]))
    assert verdicts(report) == [*["unchanged"] * 4, "refused"]
    assert "‘이후 구매’ 파일" in said(report, 4)


def test_an_amount_in_another_unit_is_doubted(promised: Cast) -> None:
    report = bring(promised, filled(sheet(promised), {0: CONTRACTED | {"계약한 금액(원)": 18_500}}))
    assert verdicts(report)[0] == "added" and "단위가 맞는지" in said(report)


def test_an_older_sheet_does_not_undo_what_a_newer_one_said(promised: Cast) -> None:
    out = sheet(promised)
    promised.clock.set("2026-12-20", "10:00")
    older = filled(out, {0: {"어떻게 됐나": "하지 않기로 함", "이유": "예산"}}, saved="2026-12-11T01:00:00Z")
    newer = filled(out, {0: CONTRACTED}, saved="2026-12-15T01:00:00Z")
    assert verdicts(bring(promised, newer))[0] == "added"
    report = bring(promised, older)
    assert verdicts(report)[0] == "unchanged"
    assert "나중에 온 답(2026-12-15, 계약함 2026-11-30 18,500,000원)" in said(report)
    latest = filled(out, {0: {"어떻게 됐나": "하지 않기로 함", "이유": "취소"}}, saved="2026-12-18T01:00:00Z")
    report = bring(promised, latest)
    assert verdicts(report)[0] == "changed" and "전에 온 답" in said(report)
    assert states(promised)[0][0] == "lapsed"


def test_of_one_moment_what_ended_is_not_opened_again(promised: Cast) -> None:
    out = sheet(promised)
    assert verdicts(bring(promised, filled(out, {0: CONTRACTED}, saved="2020-01-01T00:00:00Z")))[0] == "added"
    report = bring(promised, filled(out, {0: {"어떻게 됐나": "진행 중"}}, saved="2020-01-01T00:00:00Z"))
    assert verdicts(report)[0] == "unchanged" and states(promised)[0][0] == "contracted"


def test_a_sheet_in_english_comes_back_too(promised: Cast) -> None:
    cells = {"What it became": "Contracted", "Contracted on": "2026-11-30", "Contracted (won)": 18_500_000}
    assert verdicts(bring(promised, filled(sheet(promised, "en"), {0: cells})))[0] == "added"
    with promised.store.read() as db:
        heads = {gettext(one.title, "en") for one in follow_ups.columns(db, "en")}
    assert {one.aliases[0] for one in FIELDS} <= heads


def test_an_answer_goes_along_when_the_log_is_corrected(promised: Cast) -> None:
    bring(promised, filled(sheet(promised), {0: CONTRACTED}))
    meeting = promised.value("SELECT min(id) FROM consultations WHERE state = 'finished'")
    item = promised.value("SELECT id FROM plan_items WHERE title = '근무복 100% 구매'")
    promised.done(
        "consultation.correct",
        consultation=meeting,
        lines=[
            {"outcome": "commitment", "amount": 1_000_000},
            {"outcome": "commitment", "amount": 19_500_000, "plan_item": item},
        ],
        reason="금액을 고침",
    )
    assert states(promised)[:2] == [("open", None, None), ("contracted", "2026-11-30", 18_500_000)]
    promised.done(
        "consultation.correct",
        consultation=meeting,
        lines=[{"outcome": "commitment", "amount": 1_000_000}],
        reason="약정이 아니었음",
    )
    assert states(promised)[0] == ("open", None, None), "it slips to no other promise"


def test_contact_data_goes_only_to_the_agency_and_only_where_consent_to_share_stands(promised: Cast) -> None:
    agency = promised.value("SELECT agency_id FROM booths WHERE number = 'A02'")
    assert b"5849" not in unpacked(sheet(promised))
    assert "010-5849-4074" in unpacked(sheet(promised, agency=agency)).decode()
    promised.store.change(
        lambda change: change.insert(
            "consents", visitor_id=promised.minseo.id, purpose="share", given=0, text_version="x", at=1
        )
    )
    assert b"5849" not in unpacked(sheet(promised, agency=agency))


def test_each_agency_gets_a_file_of_its_own_promises(promised: Cast, tmp_path: Path) -> None:
    with promised.store.read() as db:
        persons = ready_sheets.write_follow_up_sheets(db, tmp_path, "ko", now=promised.clock.now)
    assert persons == 2 and [path.name for path in sorted(tmp_path.glob("*.xlsx"))] == [
        "A02 종로구.xlsx",
        "A03 성북구.xlsx",
    ]


def unpacked(data: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"".join(package.read(name) for name in package.namelist())


def test_the_sheet_protects_what_is_known_and_bounds_what_is_filled_in(promised: Cast) -> None:
    import io

    from openpyxl import load_workbook

    page = load_workbook(io.BytesIO(sheet(promised))).worksheets[0]
    heads = {str(cell.value): cell.column_letter for cell in page[1]}
    assert page.protection.sheet and page[f"{heads['관리번호']}2"].protection.locked
    assert not page[f"{heads['어떻게 됐나']}2"].protection.locked
    kinds = {str(one.sqref)[0:1]: one.type for one in page.data_validations.dataValidation}
    assert {kinds[heads[name]] for name in ("어떻게 됐나", "계약한 날", "계약한 금액(원)", "이유")} == {
        "list",
        "date",
        "whole",
        "textLength",
    }
    assert lines(promised).keys() == {"19", "1", "7", "mou"}


def test_a_key_of_another_agency_or_of_another_expo_answers_for_nobody_else(promised: Cast) -> None:
    """The same enterprise promised something at two booths, and twice at one: only the key tells which is meant."""
    promised.clock.set("2026-10-29", "15:00")
    for booth, won in (("A03", 5_000_000), ("A02", 2_000_000)):
        promised.finish(promised.meet(promised.minseo, booth), {"outcome": "commitment", "amount": won})
    promised.clock.set("2026-12-10", "10:00")
    other = promised.value(
        "SELECT name FROM agencies a JOIN booths b ON b.agency_id = a.id WHERE b.number = 'A03'"
    )
    for cells, sentence in (
        ({"기관": other}, "다른 기관"),
        ({"약속한 날": "2025-10-30"}, "다른 박람회의 조사표"),
        ({"약속한 금액(원)": 2_000_000}, "이 기업의 다른 약속"),
    ):
        report = bring(promised, filled(sheet(promised), {0: CONTRACTED | cells}))
        assert verdicts(report)[0] == "refused" and sentence in said(report), said(report)
    assert states(promised)[0] == ("open", None, None)
