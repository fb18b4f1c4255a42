"""Every ink is readable on its ground: 4.5:1 and more, in both themes (WCAG 2, 1.4.3)."""

import re
from pathlib import Path

import pytest

from kiosk.face.scale import DARK_GROUNDS, DEFAULT, LIGHT_GROUNDS, scale

STATIC = Path(__file__).parents[2] / "kiosk" / "static"
LEAST = 4.5
MEANINGS = ("accent", "new", "called", "serving", "waiting", "held", "warning", "danger")


def declared(text):
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", text))


def theme(name):
    """The custom properties of a theme: raw colours, the light meanings, and what dark says differently."""
    raw = declared((STATIC / "vendor" / "krds_tokens.css").read_text())
    light, dark = (
        (STATIC.parent / "styles" / "base" / "tokens.css").read_text().split(':root[data-theme="dark"]')
    )
    return raw | declared(light) | (declared(dark) if name == "dark" else {})


def resolved(properties, name):
    value = properties[name]
    while match := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = properties[match[1]]
    return value


def luminance(properties, name):
    digits = resolved(properties, name).removeprefix("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(properties, ink, ground):
    lights = sorted(luminance(properties, f"--{name}") for name in (ink, ground))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


PAIRS = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-quiet")
        for ground in ("surface", "surface-sunken", "surface-raised")
    ],
    *[(f"{meaning}-on", f"{meaning}-fill") for meaning in MEANINGS],
    *[
        (f"{meaning}-ink", ground)
        for meaning in MEANINGS
        for ground in (f"{meaning}-soft", "surface", "surface-sunken")
    ],
    *[("answer-on", f"answer-{answer}") for answer in ("new", "again", "back", "repeat")],
    ("answer-refused-on", "answer-refused"),
]


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ink, ground", PAIRS)
def test_ink_stands_out(name, ink, ground):
    assert contrast(theme(name), ink, ground) >= LEAST


def test_the_sheet_holds_the_scale_of_the_default_colour():
    own = scale(DEFAULT)
    light, dark = theme("light"), theme("dark")
    for properties, colours in ((light, own.light | own.field), (dark, own.dark | own.field)):
        assert {name: properties[f"--{name}"] for name in colours} == colours


def test_the_scale_is_held_against_the_grounds_that_pages_have():
    for name, grounds in (("light", LIGHT_GROUNDS), ("dark", DARK_GROUNDS)):
        pages = {resolved(theme(name), f"--{one}") for one in ("surface", "surface-sunken", "surface-raised")}
        assert pages == set(grounds)
