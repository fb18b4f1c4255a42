"""The badge code: what goes in comes out, and nothing else comes out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.code import (
    NUMBER_MAX,
    SERIAL_MAX,
    BadCode,
    Code,
    decode,
    encode,
    extract,
    grouped,
    make_key,
    tail,
)
from badges.keyboard import retype

KEY = bytes(range(32))
CODE = encode(KEY, 127, 0)

numbers = st.integers(0, NUMBER_MAX)
serials = st.integers(0, SERIAL_MAX)


@given(numbers, serials)
def test_a_code_says_its_number_and_serial(number, serial):
    code = encode(KEY, number, serial)

    assert len(code) == 16 and code.isascii() and code.isdigit()
    assert int(code) < 2**53
    assert decode(KEY, code) == Code(number, serial)


def test_the_format_never_changes():
    """Badges already printed must go on working: these values may not be edited."""
    assert encode(KEY, 127, 0) == "0004363748232703"
    assert encode(KEY, NUMBER_MAX, SERIAL_MAX) == "9007198656463403"


def test_every_single_digit_change_and_neighbour_swap_of_many_codes_is_refused():
    """One in 2^30 would pass by chance; these fixed codes have none."""
    for number in range(101, 201):
        code = encode(KEY, number, number % 32)
        changed = {code[:at] + digit + code[at + 1 :] for at in range(16) for digit in "0123456789"}
        swapped = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(15)}
        for wrong in (changed | swapped) - {code}:
            with pytest.raises(BadCode):
                decode(KEY, wrong)


@given(numbers, serials)
def test_another_expos_key_does_not_open_it(number, serial):
    with pytest.raises(BadCode):
        decode(make_key(), encode(KEY, number, serial))


@given(st.text() | st.text("0123456789-/ ㅗㅅ쇄", min_size=10, max_size=60) | st.binary())
def test_garbage_raises_nothing_but_bad_code(text):
    with pytest.raises(BadCode):
        decode(KEY, text)


def test_a_refusal_never_repeats_the_code():
    with pytest.raises(BadCode) as refused:
        decode(make_key(), CODE)

    assert not any(character.isdigit() for character in str(refused.value).replace("16", ""))


@pytest.mark.parametrize("number, serial", [(-1, 0), (NUMBER_MAX + 1, 0), (1, -1), (1, SERIAL_MAX + 1)])
def test_what_does_not_fit_is_no_badge(number, serial):
    with pytest.raises(ValueError):
        encode(KEY, number, serial)


def test_it_is_printed_in_fours_and_logged_by_its_tail():
    assert grouped("0123456789012345") == "0123 4567 8901 2345"
    assert tail("0123456789012345") == "2345"


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        f"  {CODE}\r\n",
        grouped(CODE),
        grouped(CODE).replace(" ", "-"),
        grouped(CODE).replace(" ", "–"),
        grouped(CODE).replace(" ", " - "),
        grouped(CODE).replace(" ", "/"),
        f"HTTP://EXPO.EXAMPLE/V/{CODE}",
        f"http://10.0.0.5:8000/v/{CODE}",
        f"https://expo.example:8443/v/{CODE}?station=12&lang=ko#3",
        f"ㅗㅆㅆㅖ://ㄸㅌㅖㅒ.ㄸㅌㅁㅡㅖㅣㄸ/ㅍ/{CODE}",
        f"솓ㅔ://ㄷ텨.ㅏㄱ/ㅍ/{CODE}",
        f"]Q3{CODE}",
        CODE + CODE,
        f"0001112223334445\n{CODE}\n",
        CODE.translate(WIDE),
        f"ｈｔｔｐ：／／ｅ．ｋｒ／ｖ／{CODE.translate(WIDE)}",
    ],
)
def test_the_last_16_digits_of_what_was_typed_are_the_code(typed):
    assert extract(typed) == CODE
    assert decode(KEY, typed).number == 127


@pytest.mark.parametrize("typed", ["", "127", CODE[1:], "안녕하세요", "https://expo.example/plan"])
def test_too_few_digits_are_no_code(typed):
    assert extract(typed) is None


@pytest.mark.parametrize(
    "typed, struck",
    [
        ("ㅗㅅ세://ㄷ텨.ㅏㄱ/ㅍ/1", "http://exu.kr/v/1"),
        ("솓", "the"),
        ("뷁ㄳ왜", "qnpfrrtdho"),
        ("ㅆㅒㅖ", "TOP"),
        (unicodedata.normalize("NFD", "솓"), "the"),
        ("ㅗello 12", "hello 12"),
    ],
)
def test_hangul_typed_by_mistake_is_put_back(typed, struck):
    assert retype(typed) == struck
