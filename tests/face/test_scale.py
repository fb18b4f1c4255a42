"""Whatever colour an expo has, its letters are readable and its shapes are seen."""

import colorsys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.face.colour import contrast, over, parse, seen, shown
from kiosk.face.scale import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    PATTERN_SHARE,
    SHAPE,
    TEXT,
    WARM,
    WHITE,
    Unreachable,
    scale,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
HUES = [
    "#" + "".join(f"{round(255 * one):02x}" for one in colorsys.hsv_to_rgb(hue / 360, saturation, value))
    for hue in range(0, 360, 12)
    for saturation, value in ((1, 1), (1, 0.5), (0.5, 0.6), (0.2, 0.3))
]


def require_readable(colour):
    own = scale(colour)
    for theme, grounds in ((own.light, LIGHT_GROUNDS), (own.dark, DARK_GROUNDS)):
        assert contrast(theme["brand-on"], theme["brand-fill"]) >= TEXT
        for ground in (*grounds, theme["brand-soft"]):
            assert contrast(theme["brand-ink"], ground) >= TEXT
            assert contrast(theme["brand-line"], ground) >= SHAPE
    field = own.field
    on_pattern = over(WHITE, PATTERN_SHARE, field["face-field"])
    for ground in (field["face-glow"], field["face-field"], field["face-deep"], on_pattern):
        for ink in (field["face-on"], field["face-quiet"], WARM):
            assert contrast(ink, ground) >= TEXT
        if ground != on_pattern:
            assert contrast(field["face-line"], ground) >= SHAPE


def require_readable_or_refused(colour):
    if contrast(WHITE, colour) >= TEXT:
        require_readable(colour)
        return
    with pytest.raises(Unreachable) as refused:
        scale(colour)
    assert refused.value.contrast == contrast(WHITE, colour)
    require_readable(refused.value.instead)


def test_every_hue_is_readable_or_refused_with_one_that_is():
    for colour in HUES:
        require_readable_or_refused(colour)


@settings(max_examples=40)
@given(COLOURS)
def test_every_colour_is_readable_or_refused_with_one_that_is(colour):
    require_readable_or_refused(colour)


@given(COLOURS)
def test_what_is_accepted_stays_as_it_was_given(colour):
    if contrast(WHITE, colour) >= TEXT:
        assert scale(colour).light["brand-fill"] == colour


def test_what_is_proposed_has_the_same_hue():
    with pytest.raises(Unreachable) as refused:
        scale("#ffc745")
    assert seen(refused.value.instead).hue == pytest.approx(seen("#ffc745").hue, abs=0.05)


@given(COLOURS)
def test_a_colour_comes_back_from_how_it_is_seen(colour):
    assert contrast(shown(seen(colour)), colour) < 1.02


@pytest.mark.parametrize(
    "text, colour",
    [
        ("#0B7D6D", "#0b7d6d"),
        ("0b7d6d", "#0b7d6d"),
        (" #abc ", "#aabbcc"),
        ("red", None),
        ("#12345", None),
        ("#١٢٣", None),
    ],
)
def test_a_colour_is_written_as_digits(text, colour):
    assert parse(text) == colour
