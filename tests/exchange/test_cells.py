"""Single cells, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.exchange import answers, cells
from kiosk.expo.person import brn, telephones


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("010-9959-4338", "010-9959-4338"),
        ("010 9959 4338", "010-9959-4338"),
        ("+82 10 8707 9953", "010-8707-9953"),
        ("+82 (0)10-8707-9953", "010-8707-9953"),
        ("1061836116", "010-6183-6116"),
        ("０１０－１２３４－５６７８", "010-1234-5678"),
        ("(02)123-4567", "02-123-4567"),
        ("+1 650 253 0000", "+1 650-253-0000"),
        ("010-12", None),
        ("010-1234-567", None),
        ("없음", None),
        ("", None),
    ],
)
def test_telephones(written, phone):
    assert telephones.parse(written) == phone


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("282-73-11272", "2827311272"),
        ("2827311272", "2827311272"),
        (" 282 – 73 – 11272 ", "2827311272"),
        ("２８２７３１１２７２", "2827311272"),
        ("123-45-67890", None),
        ("123-45-6789", None),
        ("000-00-00000", None),
        ("", None),
    ],
)
def test_business_registration_numbers(written, digits):
    assert brn.parse(written) == digits


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_exactly_one_check_digit_fits(nine):
    assert brn.check_digit(nine) in "0123456789"
    assert sum(brn.parse(nine + digit) is not None for digit in "0123456789") <= 1


@pytest.mark.parametrize(
    ("written", "unit", "won"),
    [
        ("16510000", "원", 16_510_000),
        ("16,510,000원", "", 16_510_000),
        ("1,650만원", "", 16_500_000),
        ("1억 2천만원", "", 120_000_000),
        ("3.5억", "", 350_000_000),
        ("₩500,000", "", 500_000),
        ("16,510", "천원", 16_510_000),
        ("3.5", "백만원", 3_500_000),
        ("1.5", "", None),
        ("-5", "", None),
        ("약 천만원", "", 10_000_000),
        ("2조", "", None),
        ("", "", None),
    ],
)
def test_won(written, unit, won):
    assert cells.won(written, unit) == won


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [
        (cells.quarter, "3/4분기", "3분기"),
        (cells.quarter, "12월", "4분기"),
        (cells.quarter, "6월 중", "2분기"),
        (cells.quarter, "3분기(7월)", "3분기"),
        (cells.quarter, "2026-05", "2분기"),
        (cells.quarter, "2026-05-01", "2분기"),
        (cells.quarter, "2026. 11.", "4분기"),
        (cells.quarter, "Ⅱ분기", "2분기"),
        (cells.quarter, "Ⅳ분기", "4분기"),
        (cells.quarter, "2026", None),
        (cells.quarter, "5~6월", None),
        (cells.quarter, "언젠가", None),
        (cells.kind, "(예비) 사회적 기업", "예비사회적기업"),
        (cells.kind, "주식회사", None),
        (cells.email, "contact1@example.kr", "contact1@example.kr"),
        (cells.email, "not-an-address", None),
        (cells.email, "=cmd@example.kr", None),
        (answers.consent, "ｙ", True),
        (answers.consent, "동의 안함", False),
        (answers.consent, "", False),
        (answers.consent, "글쎄", None),
        (cells.booth, "a-3", "A03"),
        (cells.booth, "3", None),
        (cells.metres, "6.5 m", 6.5),
        (cells.metres, "nan", None),
    ],
)
def test_other_cells(read, written, value):
    assert read(written) == value


def test_text_loses_padding_invisible_marks_and_controls():
    assert cells.text(" \u3000다온\u200b케어\x00\ufeff  (주) ") == "다온케어 (주)"
    assert cells.text("\u1103\u1161") == "다"


@given(st.text())
def test_no_cell_makes_reading_stumble(written):
    for read in (
        cells.text,
        cells.won,
        cells.quarter,
        cells.kind,
        cells.email,
        answers.consent,
    ):
        read(written)
    (
        cells.booth(written),
        cells.metres(written),
        cells.whole(written, 1, 99),
        telephones.parse(written),
        brn.parse(written),
    )
