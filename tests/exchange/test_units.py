"""In which unit a file's money is written, wherever the file says it."""

import pytest
from openpyxl import Workbook

from kiosk.exchange import units
from kiosk.exchange.files import prepare_file
from kiosk.exchange.tables import Unreadable
from tests.saved_files import DESK, PLAN, fill, saved, sheets, workbook

TWELVE_MILLION = 12_500_000


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("예산", None),
        ("예산(원)", "원"),
        ("예산(천원)", "천원"),
        ("예산(천 원)", "천원"),
        ("예산(단위:천원)", "천원"),
        ("예산 (단위 : 천원)", "천원"),
        ("예산\n(단위 : 백만원)", "백만원"),
        ("예산(천원, VAT 포함)", "천원"),
        ("예산(VAT 포함, 단위: 천원)", "천원"),
        ("예산(VAT 포함)(천원)", "천원"),
        ("예산[단위：만원]", "만원"),
        ("예산【백만 원】", "백만원"),
        ("(천원) 예산", "천원"),
        ("예산액_천원", "천원"),
        ("예산 천원", "천원"),
        ("예산/백만원", "백만원"),
        ("예산: 단위 억원", "억원"),
        ("예산(억)", "억원"),
        ("예산(천)", "천원"),
        ("예산(천원단위)", "천원"),
        ("예산(1,000원)", "천원"),
        ("예산(단위: 1,000,000원)", "백만원"),
        ("예산(천원 단위, 천원 미만 절사)", "천원"),
        ("예산(KRW)", "원"),
        ("예산(thousand won)", "천원"),
        ("예산(천원", "천원"),
        ("예산(VAT 포함)", None),
        ("예산(2026년)", None),
        ("예산(안)", None),
        ("예산(재원)", None),
        ("예산(1000)", None),
        ("예산(2천만원 이상)", None),
    ],
)
def test_the_unit_in_a_heading(heading, unit):
    assert units.of_heading(heading) == unit


@pytest.mark.parametrize(
    "heading", ["예산(달러)", "예산(단위: 천불)", "예산(USD)", "예산(단위: 뭉치)", "예산(천원/백만원)"]
)
def test_a_unit_in_a_heading_that_cannot_be_read_is_unclear(heading):
    with pytest.raises(units.Unclear):
        units.of_heading(heading)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("(단위 : 천원)", "천원"),
        ("[단위: 백만원, %]", "백만원"),
        ("※ 단위 : 건, 천원", "천원"),
        ("2026년 공공구매 계획 (단위: 천원, VAT 포함)", "천원"),
        ("금액단위 : 만원", "만원"),
        ("(천원)", "천원"),
        ("단위 천원", "천원"),
        ("(단위: 건)", None),
        ("(단위: 개소, 명)", None),
        ("부서 단위로 작성", None),
        ("기관 단위 계획", None),
        ("2026년 계획", None),
        ("총 35억 원", None),
        ("1,000", None),
        ("10,000원", None),
        ("(1,000원)", None),
        ("(10. 29.)", None),
    ],
)
def test_the_unit_in_a_line_above(written, unit):
    assert units.of_line(written) == unit


def won(data, kind="plan"):
    file = prepare_file(kind, data)
    return [row["values"]["won"] for row in file.rows], file


def said(file):
    return [note for note in file.notes if "단위" in note]


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("구매계획(천원)", 12_500_000),
        ("단위_천원", 12_500_000),
        ("2 천만원 이하", 12_500),
        ("은평구(총무과)", 12_500),
    ],
)
def test_a_unit_in_the_sheet_s_name_holds_where_the_sheet_says_none(name, amount):
    book = sheets(**{name: [PLAN, DESK]})
    assert won(saved(book))[0] == [amount]
    book.active["E1"] = "예산(백만원)"
    assert won(saved(book))[0] == [12_500_000_000]


@pytest.mark.parametrize("above", ["(단위 : 천원)", "단위: 천원", "(천원)", "[단위 : 천원, 건]"])
def test_a_unit_above_the_table_holds_for_its_amounts(above):
    found, file = won(workbook(("2026년 계획",), ("", "", "", "", "", above), PLAN, DESK))
    assert (found, file.total_won) == ([TWELVE_MILLION], TWELVE_MILLION)
    assert said(file) == [f"금액을 천원 단위로 읽었어요(‘{above}’)."]


@pytest.mark.parametrize(
    "rows",
    [
        [(*PLAN[:5], "(단위: 천원)"), DESK],
        [(*PLAN[:5], "천원"), DESK[:5]],
        [PLAN, ("", "", "", "", "(천원)"), DESK],
        [PLAN, DESK, ("※ 금액 단위: 천원",)],
        [(*PLAN, "단위"), (*DESK, "천원")],
        [(*PLAN[:4], "단위", "예산", "시기"), (*DESK[:4], "천원", *DESK[4:])],
        [PLAN, (*DESK[:4], "12,500천원", "2분기")],
    ],
    ids=["beside", "beside alone", "below", "remark", "column", "column before", "cell"],
)
def test_a_unit_beside_or_below_the_heading_is_found(rows):
    assert won(workbook(*rows))[0] == [TWELVE_MILLION]


def test_a_two_row_heading_may_have_the_unit_below():
    rows = [PLAN, ("", "", "", "", "(단위: 천원)"), DESK]
    assert won(workbook(*rows, merged=["A1:A2", "B1:B2", "C1:C2", "D1:D2", "F1:F2"]))[0] == [TWELVE_MILLION]


def test_a_column_of_units_of_things_is_no_unit_of_money():
    found, _ = won(workbook((*PLAN, "수량", "단위"), (*DESK, 3, "개")))
    assert found == [12500]


def test_each_row_has_the_unit_in_its_own_column():
    rows = [(*PLAN, "단위"), (*DESK, "천원"), (*DESK, "원"), (*DESK, "백만원"), (*DESK, "달러")]
    found, file = won(workbook(*rows))
    assert found == [12_500_000, 12_500, 12_500_000_000, None]
    assert file.rows[3]["messages"][0].startswith("금액 단위를 읽을 수 없어요(‘달러’).")
    assert file.rows[3]["refused"]


def test_what_a_cell_says_itself_comes_before_the_columns_unit():
    rows = [(*PLAN[:4], "예산(천원)", "시기")] + [
        (*DESK[:4], amount, "2분기") for amount in ("12,500천원", "3,000,000원", "3백만원", 7)
    ]
    assert won(workbook(*rows))[0] == [12_500_000, 3_000_000, 3_000_000, 7_000]


@pytest.mark.parametrize(
    "rows",
    [
        [(*PLAN[:4], "예산(달러)", "시기"), DESK],
        [("(단위: 천불)",), PLAN, DESK],
        [("(단위: 뭉치)",), PLAN, DESK],
    ],
)
def test_a_unit_that_cannot_be_read_is_refused_and_named(rows):
    with pytest.raises(Unreadable, match=r"금액 단위를 읽을 수 없어요\(‘(달러|천불|뭉치)’\)"):
        prepare_file("plan", workbook(*rows))


def test_units_that_contradict_each_other_are_refused_and_named():
    rows = [("(단위: 백만원)",), (*PLAN[:4], "예산(천원)", "시기"), DESK]
    with pytest.raises(Unreadable, match=r"서로 달라요: ‘예산\(천원\)’, ‘\(단위: 백만원\)’"):
        prepare_file("plan", workbook(*rows))


def test_the_same_unit_said_twice_is_no_contradiction():
    rows = [("(단위: 1,000원)",), (*PLAN[:4], "예산(천원)", "시기"), DESK]
    assert won(workbook(*rows))[0] == [TWELVE_MILLION]


@pytest.mark.parametrize(
    ("heading", "code", "value", "won"),
    [
        ("예산", '#,##0"천원"', 12_500, 12_500_000),
        ("예산", r"#,##0\천\원", 12_500, 12_500_000),
        ("예산", '#,##0,"천원"', 12_500_000, 12_500_000),
        ("예산(천원)", "#,##0,", 12_500_000, 12_500_000),
        ("예산(백만원)", "#,##0.0,,", 12_500_000, 12_500_000),
        ("예산(천원)", "#,##0", 12_500, 12_500_000),
        ("예산(천원)", '_-"₩"* #,##0_-;-"₩"* #,##0_-', 12_500, 12_500_000),
        ("예산", '#,##0"건"', 12_500, 12_500),
    ],
)
def test_a_unit_that_only_the_number_format_shows_is_the_cells_own(heading, code, value, won):
    book = Workbook()
    fill(book.active, [(*PLAN[:4], heading, "시기"), (*DESK[:4], value, "2분기")])
    book.active["E2"].number_format = code
    [row] = prepare_file("plan", saved(book)).rows
    assert (row["values"]["won"], row["refused"]) == (won, False)


def test_a_unit_of_money_means_nothing_where_there_is_none():
    data = "(단위: 달러)\n일자,시각,프로그램,장소,정원(명)\n1일차,10:30,개막식,주무대,300\n"
    [row] = prepare_file("programme", data.encode()).rows
    assert row["values"]["capacity"] == 300


def test_the_total_and_the_largest_item_are_said_and_where_no_unit_was_found():
    _, file = won(workbook(PLAN, DESK, (*DESK[:2], "차량 임차", "임차", 3_000_000, "1분기")))
    assert file.total_won == 3_012_500
    assert file.notes == [
        "모두 2건, 3,012,500원이에요. 가장 큰 사업은 은평구 ‘차량 임차’ 3,000,000원이에요.",
        "금액 단위가 적혀 있지 않아 원으로 읽었어요.",
    ]
