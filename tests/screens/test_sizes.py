"""Letters and targets have the sizes of their distance: staff 18 px and 56 px, phones 17 px and 48 px, the kiosk 48 px and
88 px. Read from the style sheets: what is smaller than the screen's own variable is named here, with the reason."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "kiosk" / "styles"
STAFF = (
    "desk",
    "desk-person",
    "desk-lists",
    "desk-register",
    "booth",
    "booth-counter",
    "booth-queue",
    "booth-bar",
    "booth-log",
    "organiser",
    "organiser-figures",
    "organiser-hall",
    "organiser-booths",
    "organiser-day",
    "organiser-pages",
    "organiser-sheet",
    "closing",
    "doctor",
    "form",
    "button",
    "chip",
    "toast",
    "offline",
    "printers",
    "dialog",
)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
# A box in a label that is a target as a whole; a band that staff alone read; dots that say how far one is.
SHARED = {".tick input", ':root[data-screen="kiosk"] .band-rehearsal', ".step-dots"}
DRAWN = {".spark", ".org-legend i", ".day-chart", ".square-", ".time-"}


def rules(name):
    text = re.sub(r"/\*.*?\*/", "", next(CSS.rglob(f"{name}.css")).read_text(encoding="utf-8"), flags=re.S)
    return [(" ".join(selector.split()), body) for selector, body in RULE.findall(text)]


def lengths(body, name):
    return [float(px) for px in re.findall(rf"(?<![\w-]){name}:\s*([\d.]+)px", body)]


def smaller(name, prop, least):
    return [
        f"{name}.css: {selector} has {prop} {px:g}px"
        for selector, body in rules(name)
        for px in lengths(body, prop)
        if 0 < px < least
        and not selector.startswith(tuple(SHARED | DRAWN))
        and "svg" not in selector
        and " text" not in selector
    ]


def variables(name, screen=None):
    wanted = ":root" if screen is None else f'data-screen="{screen}"'
    found = {}
    for selector, body in rules(name):
        if wanted in selector and selector.split(" ")[0].startswith(":root") and "data-theme" not in selector:
            found |= {key: float(px) for key, px in re.findall(r"(--[\w-]+):\s*([\d.]+)px", body)}
    return found


@pytest.mark.parametrize("name", STAFF)
def test_staff_read_18_px_and_tap_56_px(name):
    assert smaller(name, "font-size", 18) + smaller(name, "min-height", 56) == []


@pytest.mark.parametrize("screen", ["desk", "booth", "organiser"])
def test_a_staff_screens_own_variables_are_of_its_sizes(screen):
    own = variables("tokens") | variables("tokens", screen)
    assert (own["--text"], own["--text-small"], own["--target"]) == (18, 18, 56)


def test_a_phone_reads_17_px_and_taps_48_px():
    own = variables("phone", "phone")
    assert (own["--text"], own["--target"]) == (17, 48)


def test_the_kiosk_reads_48_px_and_taps_88_px():
    own = variables("kiosk", "kiosk")
    letters = [own[name] for name in ("--text", "--text-small", "--text-large", "--text-title")]
    assert min(letters) == 48
    assert own["--target"] == 88
    small = [smaller(name, "font-size", 48) for name in ("kiosk", "kiosk-answer", "kiosk-form")]
    assert small == [[], [], []]
    targets = [
        one
        for name in ("kiosk", "kiosk-answer", "kiosk-form", "kiosk-portrait")
        for one in smaller(name, "min-height", 88)
    ]
    assert targets == [
        "kiosk-form.css: .kiosk .keys-key has min-height 60px"
    ]  # the least; keys share what is free
