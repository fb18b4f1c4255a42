"""A view of the plan and its query: one view, one query; what doesn't fit is said and left out."""

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.screens.plan_asked import VALUES_MAX, WORDS_LONGEST, Asked, asked

names = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20)
several = st.frozensets(names, max_size=4).map(lambda chosen: tuple(sorted(chosen)))


def read(query: str, lang: str = "ko"):
    values = parse_qs(query, keep_blank_values=True)
    return asked(lambda name: values.get(name, []), lang)


def test_nothing_asked_is_everything_and_has_no_query() -> None:
    assert read("q=&category=&agency=&min=&max=&page=") == (Asked(), {})
    assert Asked().query() == "" and Asked().is_everything


def test_the_query_of_a_view_is_one_and_the_same() -> None:
    first, _ = read("page=2&min=1000&category=b&q=+a++b&category=a&category=b")
    again, _ = read("q=a%20b&category=a&category=b&min=1000&page=2")
    assert first == again
    assert first.query(page=2) == "q=a+b&category=a&category=b&min=1000&page=2"


@given(names, several, several, st.none() | st.integers(0, 10**12 - 1), st.integers(1, 99_999))
def test_a_query_reads_back_as_the_view_it_was_written_of(q, categories, quarters, least, page) -> None:
    view = Asked(q=q, category=categories, quarter=quarters, least=least, page=page)
    view, faults = read(view.query(page=page))
    assert faults == {}
    assert read(view.query(page=view.page)) == (view, {})


def test_another_choice_leads_to_the_first_page_and_a_second_tap_takes_it_back() -> None:
    view = Asked(category=("a",), page=7)
    assert view.toggled("category", "b") == "category=a&category=b"
    assert view.toggled("category", "a") == ""
    assert view.without("category") == "" and view.without("category", "a") == ""


def test_old_links_name_a_booth() -> None:
    assert read("booth=A02")[0] == Asked(agency=("A02",))


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("min=abc", "min", "‘얼마부터’에는 원 단위 숫자만 적어 주세요. 예: 10000000"),
        ("min=-1", "min", "‘얼마부터’에는 원 단위 숫자만 적어 주세요. 예: 10000000"),
        ("max=1e9", "max", "‘얼마까지’에는 원 단위 숫자만 적어 주세요. 예: 10000000"),
        ("max=9999999999999", "max", "‘얼마까지’에는 원 단위 숫자만 적어 주세요. 예: 10000000"),
        ("min=2&max=1", "max", "‘얼마까지’가 ‘얼마부터’보다 작아요. 같거나 크게 골라 주세요."),
        ("page=0", "page", "쪽은 1부터 99999까지의 숫자예요."),
        ("page=²", "page", "쪽은 1부터 99999까지의 숫자예요."),
        ("page=" + "9" * 5000, "page", "쪽은 1부터 99999까지의 숫자예요."),
    ],
)
def test_what_does_not_fit_is_said_and_left_out(query: str, name: str, sentence: str) -> None:
    view, faults = read(query)
    assert faults == {name: sentence}
    assert view.query() in ("", "min=2")


def test_what_is_too_much_is_bounded() -> None:
    view, faults = read("q=" + "가" * 5000 + "".join(f"&category={one}" for one in range(5000)))
    assert set(faults) == {"q", "category"}
    assert len(view.q) == WORDS_LONGEST and len(view.category) == VALUES_MAX


def test_the_sentences_are_in_english_too() -> None:
    assert read("min=x", "en")[1] == {"min": "“From” takes a number of won only, such as 10000000."}
