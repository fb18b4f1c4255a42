"""Amounts of money as offices write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.exchange import amounts

EXACT = """12,500천원=12500000|2.5억=250000000|12500000.00=12500000|１２，５００=12500|12.500.000=12500000|12 500 000=12500000|12,500(천원)=12500000
12,500 (단위: 천원)=12500000|일금 삼백만원정=3000000|3,000만 원=30000000|3백만원=3000000|1,234.5천원=1234500|0=0|￦1,000,000=1000000|\\1,000,000=1000000
1.25E+07=12500000|삼천오백만원=35000000|일억이천삼백사십오만육천칠백팔십구원=123456789|壹金參百萬원整=3000000|1억 2천만원=120000000|3천5백만=35000000|십만원=100000
KRW 1,000,000=1000000|1,000,000 KRW=1000000|금 3,000,000원(금삼백만원)=3000000|1억 2,345만 6,789원=123456789|50백만=50000000|'12500=12500"""
LIMITED = """약 3억=300000000=약|3억원 내외=300000000=내외|5천만원 이하=50000000=이하|최대 3억=300000000=최대|3억 이상=300000000=이상|3억여원=300000000=여
12,500,000원(VAT 포함)=12500000=VAT 포함|12,500,000원 VAT별도=12500000=VAT, 별도|약 천만원=10000000=약|3억(미정)=300000000=미정|3,000,000원(국비)=3000000=국비"""
NONE = """△1,000=negative|-1,000=negative|(1,000)=negative|－3억=negative|비예산=none yet|추후 결정=none yet|=none yet|-=none yet|무료(1,000원 상당)=none yet
10~20백만원=several|1억-2억=several|100만원, 200만원=several|1,000원 x 20개=several|3억원(국비 1억)=several|금 3,000,000원(금오백만원)=several
2억5천=unread|12,34=unread|1억1억=unread|천원=unread|$10,000=unread|월 100만원=unread|2조=unread|1.5=unread|일이삼=unread"""


def each(texts):
    return [one.split("=") for one in texts.replace("\n", "|").split("|")]


@pytest.mark.parametrize(("written", "won"), each(EXACT))
def test_an_amount_with_one_reading_is_exact(written, won):
    assert amounts.read(written) == amounts.Amount(int(won))


@pytest.mark.parametrize(("written", "won", "limits"), each(LIMITED))
def test_a_word_that_limits_an_amount_is_named(written, won, limits):
    assert amounts.read(written) == amounts.Amount(int(won), limits)


@pytest.mark.parametrize(("written", "why"), each(NONE))
def test_what_is_no_single_amount_is_none_and_says_why(written, why):
    assert amounts.read(written) == amounts.Amount(None, why=why)


@pytest.mark.parametrize(
    ("written", "unit", "won"),
    [
        ("16,510", "천원", 16_510_000),
        ("16,510원", "천원", 16_510),
        ("16,510천원", "백만원", 16_510_000),
        ("오백", "만원", 5_000_000),
    ],
)
def test_the_columns_unit_counts_where_the_amount_has_none(written, unit, won):
    assert amounts.read(written, unit).won == won


@given(st.integers(min_value=10, max_value=10**12 - 1))
def test_an_amount_reads_back_in_any_of_its_spellings(won):
    assert {amounts.read(said).won for said in (f"{won}", f"{won:,}원", f"금{won:,}원정", hangul(won))} == {
        won
    }


def hangul(won):
    """일억이천삼백만사천원, as contracts spell it."""
    said = ""
    for power, large in ((8, "억"), (4, "만"), (0, "")):
        four = won // 10**power % 10**4
        digits = zip(f"{four:04}", ("천", "백", "십", ""), strict=True)
        said += "".join("영일이삼사오육칠팔구"[int(digit)] + unit for digit, unit in digits if digit != "0")
        said += large if four else ""
    return said + "원"
