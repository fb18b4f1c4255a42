"""Ready sheets as a spreadsheet reads them: typed, frozen, filtered, no cell a formula, sums that are the expo's figures."""

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.actions.refusals import Unusable
from kiosk.exchange import ready_sheets
from kiosk.exchange.ready_sheets import booth_logs, certificates, enterprise_sheets, press, workbook
from kiosk.exchange.ready_sheets.book import Book, Column, Table
from kiosk.expo.figures import definitions, scope
from kiosk.expo.square import ground
from tests.cast import DAY, NEXT_DAY, Cast
from tests.simulated import Simulated

LAST = DAY, "17:00"


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """세진플러스 has a contract of A02's plan and one beside it, a promise and a memorandum of A03; an enterprise of no known
    kind has a contract, too."""
    item = cast.value("SELECT id FROM plan_items WHERE title = '근무복 100% 구매'")
    cast.check_in(cast.minseo)
    cast.finish(
        cast.meet(cast.minseo, "A02"),
        {"outcome": "contract", "amount": 19_000_000, "plan_item": item},
        {"outcome": "contract", "amount": 1_000_000},
    )
    meeting = cast.meet(cast.minseo, "A03")
    cast.done(
        "consultation.finish",
        consultation=meeting,
        lines=[{"outcome": "commitment", "amount": 7_000_000}, {"outcome": "mou"}, {"outcome": "consulted"}],
        note="값을 더 물어볼 것",
        shared_note="시제품을 보고 정하기로",
        follow_up={"text": "시제품 보내기", "who": "기업", "due": "11월 12일"},
    )
    stranger = cast.arrive(enterprise='=HYPERLINK("http://x","클릭")')
    cast.finish(cast.meet(stranger, "A02"), {"outcome": "contract", "amount": 500_000})
    return cast


def sheet_of(cast: Cast, folder: Path, name: str, lang: str = "ko") -> dict[str, Worksheet]:
    with cast.store.read() as db:
        path = ready_sheets.write_sheet(db, name, folder, lang, now=cast.clock.now)
    return {sheet.title: sheet for sheet in load_workbook(path).worksheets}


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    heading, *found = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in found]


def test_disclosure_says_plan_and_result_of_each_agency_and_what_is_missing(
    busy: Cast, tmp_path: Path
) -> None:
    busy.done("agency.total_purchase", booth="A02", won=2_000_000_000)
    *agencies, total = rows_of(sheet_of(busy, tmp_path, "disclosure")["기관별"])
    found = {row["부스"]: row for row in agencies}
    jongno = found["A02"]
    assert (jongno["구매계획(건)"], jongno["구매계획(원)"]) == (2, 23_000_000)
    assert (jongno["현장계약(건)"], jongno["현장계약(원)"]) == (2, 20_000_000)
    assert jongno["그 밖의 기업 계약(원)"] == 500_000
    assert (jongno["계획 비율"], jongno["계약 비율"]) == (0.0115, 0.01)
    assert jongno["목표까지(원)"] == 2_000_000_000 * 5 // 100 - 20_000_000
    assert (found["A03"]["총구매액(원)"], found["A03"]["계약 비율"]) == ("총구매액 없음", None)
    assert (found["A03"]["우선구매 약정(원)"], found["A03"]["업무협약(건)"]) == (7_000_000, 1)
    with busy.store.read() as db:
        counted = definitions.collect(db, scope.of_expo(db, busy.clock.now))
    assert total["현장계약(원)"] + total["그 밖의 기업 계약(원)"] == counted["outcome_contract_won"]
    assert total["우선구매 약정(원)"] + total["그 밖의 기업 약정(원)"] == counted["outcome_commitment_won"]


def test_what_was_corrected_after_the_closing_is_a_sheet_of_its_own(busy: Cast, tmp_path: Path) -> None:
    about = rows_of(sheet_of(busy, tmp_path, "disclosure")["뜻풀이"])
    assert any("아직 모든 날을 마감하지 않아서" in row["뜻"] for row in about)
    for day in (DAY, NEXT_DAY):
        busy.clock.set(day, "18:30")
        busy.done("expo.close_day", day=day)
    for name in ("disclosure", "press"):
        sheets = sheet_of(busy, tmp_path, name)
        assert "마감 뒤 고친 것" not in sheets
        assert any("그 뒤에 달라진 것은 없어요" in row["뜻"] for row in rows_of(sheets["뜻풀이"]))
    meeting = busy.value("SELECT min(id) FROM consultations")
    item = busy.value("SELECT id FROM plan_items WHERE title = '근무복 100% 구매'")
    line = {"outcome": "contract", "amount": 18_000_000, "plan_item": item}
    busy.done("consultation.correct", consultation=meeting, lines=[line], reason="잘못 적음")
    found = [
        tuple(row.values()) for row in rows_of(sheet_of(busy, tmp_path, "disclosure")["마감 뒤 고친 것"])
    ]
    assert found == [
        ("A02", "종로구", "1분기", "피복·근무복", "현장계약(원)", 19_000_000, 18_000_000, 1),
        ("A02", "종로구", "계획 밖", "계획 밖", "현장계약(건)", 1, 0, 1),
        ("A02", "종로구", "계획 밖", "계획 밖", "현장계약(원)", 1_000_000, 0, 1),
    ]
    told = rows_of(sheet_of(busy, tmp_path, "press")["마감 뒤 고친 것"])
    won = [row for row in told if row["무엇"] == "현장계약 금액"]
    assert [(row["날"], row["마감할 때"], row["지금"], row["고친 횟수"]) for row in won] == [
        (DAY, 20_500_000, 18_500_000, 1),
        ("모든 날", 20_500_000, 18_500_000, 1),
    ]


@pytest.mark.parametrize("sheet, column", [("분기별", "분기"), ("품목별", "품목")])
def test_quarters_and_categories_add_up_to_the_agencies(
    busy: Cast, tmp_path: Path, sheet: str, column: str
) -> None:
    sheets = sheet_of(busy, tmp_path, "disclosure")
    *parts, total = rows_of(sheets[sheet])
    whole = rows_of(sheets["기관별"])[-1]
    assert {name: total[name] for name in total if total[name] and name in whole and name != "부스"} == {
        name: whole[name] for name in total if whole.get(name) and name not in ("부스", "계획 대비 계약")
    }
    beside = [row for row in parts if row[column] == "계획 밖"]
    assert [(row["부스"], row["현장계약(원)"], row["우선구매 약정(원)"]) for row in beside] == [
        ("A02", 1_000_000, 0),
        ("A03", 0, 7_000_000),
    ]


def test_candidates_are_those_that_fit_the_rule_of_the_settings(busy: Cast, tmp_path: Path) -> None:
    assert rows_of(sheet_of(busy, tmp_path, "certification")["후보"])[0]["기업"].startswith(
        "기준에 맞는 품목이"
    )
    busy.done("expo.settings", settings={"certify_meetings": 1})
    sheets = sheet_of(busy, tmp_path, "certification")
    (candidate,) = rows_of(sheets["후보"])
    assert (candidate["기업"], candidate["사업자등록번호"], candidate["품목"]) == (
        "세진플러스",
        "282-73-11272",
        "피복·근무복",
    )
    assert (candidate["상담(회)"], candidate["우선구매 약정(건)"], candidate["현장계약(건)"]) == (2, 1, 2)
    assert candidate["이후 구매(건)"] == "아직 모으지 않음"
    said = [row["뜻"] for row in rows_of(sheets["뜻풀이"])]
    assert any("상담 1회, 현장계약 1건 이상" in sentence for sentence in said)


def test_a_follow_up_is_one_promise_with_the_days_to_ask_after_it(busy: Cast, tmp_path: Path) -> None:
    promise, memorandum, total = rows_of(sheet_of(busy, tmp_path, "follow_ups")["후속 조사"])
    meeting = busy.value("SELECT max(consultation_id) FROM lines WHERE outcome = 'mou'")
    assert (promise["관리번호"], promise["기업"], promise["약속한 금액(원)"]) == (
        f"{meeting}-1",
        "세진플러스",
        7_000_000,
    )
    assert [str(promise[name])[:10] for name in ("약속한 날", "30일 확인", "180일 확인")] == [
        DAY,
        "2026-11-28",
        "2027-04-27",
    ]
    assert (promise["다음 할 일"], promise["언제까지"], promise["어떻게 됐나"]) == (
        "시제품 보내기",
        "11월 12일",
        None,
    )
    assert (memorandum["종류"], memorandum["약속한 금액(원)"], total["약속한 금액(원)"]) == (
        "업무협약",
        None,
        7_000_000,
    )


def test_a_booths_log_holds_its_own_meetings_and_contacts_by_consent_alone(busy: Cast) -> None:
    with busy.store.read() as db:
        own, persons = booth_logs.book(db, ground.of(db).by_number["A03"], "ko")
    table, people = own.tables
    log = [dict(zip([column.title for column in table.columns], row, strict=True)) for row in table.rows]
    assert [row["상담 결과"] for row in log] == ["우선구매 약정", "업무협약", "구매 논의"]
    assert {row["기업"] for row in log} == {"세진플러스"} and persons == 1
    assert log[0]["상담 메모"] == "값을 더 물어볼 것"
    assert [row[4] for row in people.rows] == ["윤민서"] and "윤민서" not in str(table.rows)
    busy.store.change(
        lambda change: change.insert(
            "consents", visitor_id=busy.minseo.id, purpose="share", given=0, text_version="1", at=change.now
        )
    )
    with busy.store.read() as db:
        own, persons = booth_logs.book(db, ground.of(db).by_number["A03"], "ko")
    assert persons == 0 and "윤민서" not in str([one.rows for one in own.tables])


def test_an_enterprises_sheet_holds_no_note_of_an_agency_and_nobodys_name(busy: Cast) -> None:
    with busy.store.read() as db:
        books = dict(enterprise_sheets.books(db, "ko"))
    (own,) = [book for name, book in books.items() if "세진플러스" in name]
    said = str(own.tables[0].rows)
    assert "시제품을 보고 정하기로" in said and "시제품 보내기" in said
    assert "값을 더 물어볼 것" not in said and "윤민서" not in said
    assert len(books) == 2


def test_the_ledger_says_what_was_signed_as_which_number(busy: Cast, tmp_path: Path) -> None:
    meeting = busy.value("SELECT min(id) FROM consultations")
    signing = busy.done("signing.announce", consultation=meeting)["signing"]["id"]
    busy.done("signing.done", signing=signing)
    first, second, total = rows_of(sheet_of(busy, tmp_path, "signings")["서명식"])
    assert (first["호"], first["상태"], first["현장계약(원)"]) == ("현장계약 1호", "서명함", 19_000_000)
    assert (second["금액 공개"], total["현장계약(원)"], total["우선구매 약정(원)"]) == (
        "공개 안 함",
        20_000_000,
        0,
    )


def every_cell(folder: Path) -> Iterator[Any]:
    for path in folder.glob("*.xlsx"):
        for sheet in load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                yield from row


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_sheet_is_frozen_filtered_fit_for_paper_and_without_formulas(
    busy: Cast, tmp_path: Path, lang: str
) -> None:
    with busy.store.read() as db:
        paths = ready_sheets.write_sheets(db, tmp_path / "out", lang, now=busy.clock.now)
    assert [path.name for path in paths] == list(ready_sheets.OF_REPORT) and all(map(Path.exists, paths))
    for path in paths[::2]:
        for sheet in load_workbook(path).worksheets:
            assert str(sheet.freeze_panes).endswith("2") and sheet.auto_filter.ref.startswith("A1:")
            assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
            assert sheet.print_title_rows == "$1:$1" and "&P" in str(sheet.oddFooter.right.text)
    cells = list(every_cell(tmp_path / "out"))
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)


def test_no_text_becomes_a_formula_and_every_text_is_kept() -> None:
    hostile = [
        "=1+1",
        "+82",
        "-1",
        "@x",
        "\t=1",
        "0012",
        "1234567890123456",
        "a\x00b",
        "🙂" * 3,
        "가" * 40_000,
    ]
    table = Table("표", [Column("글", "code"), Column("돈", "won")], [[text, "없음"] for text in hostile])
    data = workbook.made(Book("책", [table]), "ko", event="&박람회", as_of="x")
    sheet = load_workbook(io.BytesIO(data))["표"]
    cells = [sheet.cell(at, 1) for at in range(2, 2 + len(hostile))]
    assert {(cell.data_type, cell.number_format, cell.quotePrefix) for cell in cells} == {("s", "@", True)}
    assert [cell.value for cell in cells[:7]] == hostile[:7]
    assert (cells[7].value, len(cells[9].value)) == ("ab", 32_767)


def test_a_table_without_rows_says_so(cast: Cast, tmp_path: Path) -> None:
    assert rows_of(sheet_of(cast, tmp_path, "follow_ups")["후속 조사"])[0]["관리번호"].startswith(
        "약정이나 업무협약이"
    )


def test_the_press_sheet_tells_the_figures_of_each_day_with_their_definitions(
    simulated_expo: Simulated, tmp_path: Path
) -> None:
    store = simulated_expo(1)
    with store.read() as db:
        path = ready_sheets.write_sheet(db, "press", tmp_path, "ko", now=store.now())
        whole = definitions.collect(db, scope.of_expo(db, store.now()))
        by_day = [definitions.collect(db, one) for one in scope.each_day(db, store.now())]
    sheet = load_workbook(path).worksheets[0]
    told = rows_of(sheet)
    assert [row["모든 날"] for row in told] == [whole[name] for name in press.TOLD]
    assert [row["2026-10-29"] for row in told] == [by_day[0][name] for name in press.TOLD]
    assert all(row["뜻"] for row in told) and (
        sheet.page_setup.fitToHeight,
        sheet.auto_filter.ref is None,
    ) == (1, False)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3))])
def test_sums_of_the_sheets_are_the_expos_figures(
    simulated_expo: Simulated, tmp_path: Path, seed: int
) -> None:
    store = simulated_expo(seed)
    with store.read() as db:
        ready_sheets.write_sheets(db, tmp_path, "ko", now=store.now())
        whole = definitions.collect(db, scope.of_expo(db, store.now()))
        logged = [
            row
            for booth in ground.of(db).booths.values()
            for row in booth_logs.book(db, booth, "ko")[0].tables[0].rows
        ]
        owns = [row for _, book in enterprise_sheets.books(db, "ko") for row in book.tables[0].rows]
    disclosed = rows_of(load_workbook(tmp_path / "disclosure.xlsx")["기관별"])[-1]
    assert (disclosed["구매계획(건)"], disclosed["구매계획(원)"]) == (whole["plan_items"], whole["plan_won"])
    assert disclosed["현장계약(원)"] + disclosed["그 밖의 기업 계약(원)"] == whole["outcome_contract_won"]
    assert (
        disclosed["우선구매 약정(원)"] + disclosed["그 밖의 기업 약정(원)"] == whole["outcome_commitment_won"]
    )
    promised = rows_of(load_workbook(tmp_path / "follow_ups.xlsx")["후속 조사"])
    assert promised[-1]["약속한 금액(원)"] == whole["outcome_commitment_won"]
    assert len(promised) - 1 == whole["outcome_commitment"] + whole["outcome_mou"]
    contracts = [column.title for column in booth_logs.COLUMNS].index("계약(원)")
    assert sum(row[contracts] or 0 for row in logged) == whole["outcome_contract_won"]
    outcome = [column.title for column in enterprise_sheets.COLUMNS].index("상담 결과")
    assert sum(row[outcome] == "업무협약" for row in owns) <= (whole["outcome_mou"] or 0)


def test_a_book_on_paper_holds_every_word_of_it_and_no_markup(busy: Cast, tmp_path: Path) -> None:
    with busy.store.read() as db:
        path = ready_sheets.write_sheet(db, "certification", tmp_path, "ko", now=busy.clock.now, form="pdf")
    said = words_of(path.read_bytes())
    for word in ("세진플러스", "282-73-11272", "=HYPERLINK", "20,000,000", "아직 모으지 않음", "뜻풀이"):
        assert word.replace(" ", "") in said


def test_certificates_name_who_came_one_or_all(busy: Cast, tmp_path: Path) -> None:
    with busy.store.read() as db:
        write = partial(certificates.write_certificates, db, tmp_path / "all.pdf", "ko", now=busy.clock.now)
        assert write() == 2
        assert write(enterprise="(주)세진 플러스") == write(enterprise="2827311272") == 1
        said = words_of((tmp_path / "all.pdf").read_bytes())
        assert "세진플러스" in said and "공공기관2곳과구매상담을하였음" in said
        with pytest.raises(Unusable, match="터치포굿"):
            write(enterprise="터치포굿")


def words_of(pdf: bytes) -> str:
    """The text of a PDF without its blanks."""
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)
