"""No badge shows an empty box."""

import gc

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL.ImageFont import FreeTypeFont

from badges import fonts
from badges.drawing import draw
from badges.fonts import SUBSTITUTE, WEIGHTS, FontsMissing, load

from .cast import badge


@pytest.fixture(scope="module")
def glyphs():
    return [set(TTFont(fonts._USUAL_FOLDER / name, lazy=True).getBestCmap()) for name in WEIGHTS.values()]


def test_every_syllable_has_a_glyph_in_both_weights():
    syllables = "".join(map(chr, range(0xAC00, 0xD7A4)))

    assert load().printable(syllables) == syllables


@given(st.text())
def test_what_is_shown_has_a_glyph(glyphs, text):
    shown = load().printable(text)

    assert all(ord(letter) in known for letter in shown for known in glyphs)


@pytest.mark.parametrize(
    "entered, shown",
    [
        ("김\u1106\u1175\u11ab서", "김민서"),
        ("  뷁쀍 \t똠방각하\n", "뷁쀍 똠방각하"),
        ("㈜세진", "㈜세진"),
        ("ＳＥＪＩＮ", "ＳＥＪＩＮ"),
        ("𝐒𝐞𝐣𝐢𝐧", "Sejin"),
        ("Jose\u0301 Nuñez", "José Nuñez"),
        ("김\u200b민\u202e서\ufe0f", "김민서"),
        ("金민수 💛 \u113c", "?민수 ? ?"),
    ],
)
def test_text_is_composed_and_what_has_no_glyph_is_seen_to_be_missing(entered, shown):
    assert load().printable(entered) == shown


def test_a_letter_without_a_glyph_is_drawn_as_its_substitute():
    assert draw(badge(name="金민수")) == draw(badge(name=f"{SUBSTITUTE}민수"))


def test_missing_fonts_are_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("BADGE_FONTS", str(tmp_path))

    with pytest.raises(FontsMissing, match=r"Pretendard-Regular\.otf is missing"):
        draw(badge())


def test_fonts_come_from_the_folder_that_is_named(tmp_path, monkeypatch):
    for name in WEIGHTS.values():
        (tmp_path / name).symlink_to(fonts._USUAL_FOLDER / name)
    monkeypatch.setenv("BADGE_FONTS", str(tmp_path / "nothing here"))

    assert draw(badge(), fonts_dir=tmp_path, dpi=50).size == (177, 108)


def test_a_day_of_badges_keeps_few_faces_open():
    names = [f"{'가' * (8 + number % 12)} {'i' * (number // 12)}W" for number in range(120)]

    for name in names:
        draw(badge(enterprise=name), dpi=100)

    gc.collect()
    assert sum(isinstance(kept, FreeTypeFont) for kept in gc.get_objects()) <= 40
