"""One colour becomes every colour of the face, each held to its contrast: 4.5:1 for text, 3:1 for shapes (WCAG 2).

The colour itself stays as it was given, wherever it stands alone. What cannot carry white letters is refused with the
nearest colour that can; everything else is found by moving lightness alone, so that hue and character stay.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kiosk.face.colour import Seen, contrast, over, seen, shown

DEFAULT = "#0b7d6d"
TEXT, SHAPE = 4.5, 3.0
STEP = 0.005
HEAT = 5  # steps of a map's colours, each as much darker than the one before

WHITE = "#ffffff"
BLACK = "#000000"
WARM = "#ffd566"  # the one warm colour of letters on a field
# What stands behind it on pages: the surfaces of styles/base/tokens.css, light and dark.
LIGHT_GROUNDS = ("#ffffff", "#f4f5f6")
DARK_GROUNDS = ("#1a1c1f", "#0d0e10", "#25282c")
PATTERN_SHARE = 0.08  # the squares on a field are white of this opacity; letters stand on them too


class Unreachable(Exception):
    """White letters on this colour are too faint. `contrast`: theirs; `instead`: the nearest colour that carries them."""

    def __init__(self, colour: str, instead: str) -> None:
        super().__init__(f"{colour}: try {instead}")
        self.contrast, self.instead = contrast(WHITE, colour), instead


@dataclass(frozen=True)
class Scale:
    """Name of a custom property (without --) -> #rrggbb. `field`: where people look, the same in both themes."""

    light: dict[str, str]
    dark: dict[str, str]
    field: dict[str, str]


@lru_cache(maxsize=64)
def scale(colour: str) -> Scale:
    """Every colour of the face of this one (#rrggbb). Raises Unreachable."""
    if contrast(WHITE, colour) < TEXT:
        raise Unreachable(colour, _reach(seen(colour), -STEP, [WHITE], TEXT))
    return Scale(_light(colour), _dark(colour), _field(colour))


def _light(colour: str) -> dict[str, str]:
    tone = seen(colour)
    soft = shown(Seen(0.965, min(tone.chroma, 0.025), tone.hue))
    grounds = (*LIGHT_GROUNDS, soft)
    return {
        "brand-fill": colour,
        "brand-hover": shown(tone._replace(lightness=max(0, tone.lightness - 0.07))),
        "brand-on": WHITE,
        "brand-soft": soft,
        "brand-ink": _reach(tone, -STEP, grounds, TEXT),
        "brand-line": _reach(tone, -STEP, grounds, SHAPE),
    } | _heat(tone, 0.945, min(tone.lightness, 0.46))


def _dark(colour: str) -> dict[str, str]:
    tone = seen(colour)
    on = shown(Seen(0.2, min(tone.chroma, 0.04), tone.hue))
    soft = shown(Seen(0.29, min(tone.chroma, 0.06), tone.hue))
    grounds = (*DARK_GROUNDS, soft)
    light = tone._replace(lightness=max(tone.lightness, 0.74), chroma=min(tone.chroma, 0.14))
    fill = _reach(light, STEP, [on], TEXT)
    return {
        "brand-fill": fill,
        "brand-hover": shown(seen(fill)._replace(lightness=min(1, seen(fill).lightness + 0.06))),
        "brand-on": on,
        "brand-soft": soft,
        "brand-ink": _reach(light, STEP, grounds, TEXT),
        "brand-line": _reach(light, STEP, grounds, SHAPE),
    } | _heat(tone, 0.31, 0.72)


def _heat(tone: Seen, first: float, last: float) -> dict[str, str]:
    """How full something is, in steps of equal lightness from the ground towards the colour, and what is read on each."""
    found: dict[str, str] = {}
    for step in range(HEAT):
        share = step / (HEAT - 1)
        chroma = tone.chroma * (0.2 + 0.8 * share)
        colour = shown(Seen(first + (last - first) * share, chroma, tone.hue))
        found[f"heat-{step + 1}"] = colour
        found[f"heat-{step + 1}-on"] = max((WHITE, BLACK), key=lambda one: contrast(one, colour))
    return found


def _field(colour: str) -> dict[str, str]:
    """A ground of the colour, lighter where one looks first, with white, a quiet white and the warm colour on it.

    On its lightest place no squares of the pattern stand, elsewhere they may: letters are readable on both.
    """
    tone = seen(colour)
    quiet = shown(Seen(0.93, min(tone.chroma, 0.02), tone.hue))
    letters = (quiet, WARM)
    glow = _reach(tone._replace(lightness=min(tone.lightness, 0.6)), -STEP, letters, TEXT)
    base = seen(glow)._replace(lightness=max(0, seen(glow).lightness - 0.05))
    while min(contrast(one, over(WHITE, PATTERN_SHARE, shown(base))) for one in letters) < TEXT:
        base = base._replace(lightness=base.lightness - STEP)
    deep = base._replace(lightness=max(0, base.lightness - 0.12))
    line = _reach(Seen(0.6, min(tone.chroma, 0.06), tone.hue), STEP, [glow], SHAPE)
    return {
        "face-glow": glow,
        "face-field": shown(base),
        "face-deep": shown(deep),
        "face-on": WHITE,
        "face-quiet": quiet,
        "face-warm": WARM,
        "face-line": line,
    }


def _reach(tone: Seen, step: float, grounds: Iterable[str], least: float) -> str:
    """The first colour, going from this tone in steps of lightness, that has this contrast on every ground."""
    grounds = tuple(grounds)
    while True:
        colour = shown(tone)
        if min(contrast(colour, ground) for ground in grounds) >= least:
            return colour
        if not 0 <= tone.lightness <= 1:
            raise ValueError("no lightness has this contrast")
        tone = tone._replace(lightness=tone.lightness + step)
