"""Texts in boxes: shrunk, then wrapped, then cut, and never outside."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.fitting import ELLIPSIS, Room, fit
from badges.fonts import load
from badges.layouts import layouts

LONGEST = (Path(__file__).parent / "longest_names.txt").read_text(encoding="utf-8").split("\n")[:-1]
MIXED = [
    "세진플러스 (SEJIN PLUS Co., Ltd.)",
    "사회적협동조합 Happy Bridge",
    "(주)에코-Tech 3D프린팅",
    "주식회사 함께걷는아름다운사람들협동조합연합회",
    "사회적협동조합 한국지역사회돌봄서비스연구소 (Korea Care Institute)",
    "The Very Long English Name of a Social Enterprise Federation",
]
PLACES = [(name, field) for name in layouts() for field in ("enterprise", "name")]


def square(text):
    """A made-up font: every letter is as wide as it is high."""
    return float(len(text))


def room_of(layout_name, field):
    part = layouts()[layout_name].parts[field]
    return part, Room(part.box[2], part.box[3], *part.letters, part.lines)


def test_a_short_text_takes_the_largest_size():
    assert fit("김민서", Room(100, 20, 20, 5, 2), square).size == 20


def test_a_longer_one_shrinks_before_it_wraps():
    fitted = fit("가" * 6, Room(100, 50, 20, 5, 2), square)

    assert fitted.lines == ("가" * 6,)
    assert fitted.size == pytest.approx(100 / 6)


def test_then_it_wraps_between_words():
    assert fit("시나브로하우징 사회적협동조합", Room(80, 25, 10, 4, 2), square).lines == (
        "시나브로하우징",
        "사회적협동조합",
    )


def test_a_word_is_broken_before_a_known_ending():
    lines = fit("함께걷는사람들협동조합", Room(70, 25, 11, 4, 2), square).lines

    assert lines == ("함께걷는사람들", "협동조합")


def test_a_latin_word_is_not_broken():
    assert fit("Alexander Montgomery", Room(60, 40, 10, 3, 2), square).lines == ("Alexander", "Montgomery")


def test_only_then_it_loses_its_end():
    fitted = fit("가" * 100, Room(50, 12, 5, 5, 2), square)

    assert fitted.lines == ("가" * 10, "가" * 9 + ELLIPSIS)
    assert fitted.size == 5


@pytest.mark.parametrize("layout_name, field", PLACES)
def test_the_longest_names_of_the_expo_and_mixed_ones_stay_whole(layout_name, field):
    part, room = room_of(layout_name, field)
    fonts = load()
    assert len(LONGEST) == 40
    for text in LONGEST + (MIXED if field == "enterprise" and layout_name != "slip" else []):
        fitted = fit(text, room, lambda piece: fonts.width_em(part.weight, piece))

        assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")
        assert part.letters[1] <= fitted.size <= part.letters[0]
        assert fitted.height <= room.height + 0.01
        for line in fitted.lines:
            font = fonts.sized(part.weight, fitted.size * 20)
            assert font.getlength(line) / 20 <= room.width * 1.01


@given(st.text(max_size=60), st.integers(1, 3), st.floats(5, 200), st.floats(6, 60))
def test_nothing_is_ever_outside(text, lines, width, height):
    room = Room(width, height, 6, 2, lines)
    fitted = fit(text, room, square)

    assert 1 <= len(fitted.lines) <= lines
    assert fitted.height <= height + 0.01
    assert all(square(line) * fitted.size <= width + 0.01 for line in fitted.lines)
