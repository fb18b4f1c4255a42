"""A colour as people name it (#rrggbb) and as they see it (OKLCH: lightness 0 to 1, chroma, hue in radians).

The formulas of OKLab are Björn Ottosson's (https://bottosson.github.io/posts/oklab/), contrast is WCAG 2's (1.4.3).
"""

import math
import re
from typing import NamedTuple

_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_LAB = (
    (1, 0.3963377774, 0.2158037573),
    (1, -0.1055613458, -0.0638541728),
    (1, -0.0894841775, -1.2914855480),
)
_FROM_LMS = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_Three = tuple[float, float, float]


class Seen(NamedTuple):
    """A colour in OKLCH."""

    lightness: float
    chroma: float
    hue: float


def parse(text: str) -> str | None:
    """`#0B7D6D`, `0b7d6d` and `#abc` as #rrggbb, else None."""
    match = re.fullmatch(r"#?([0-9a-f]{3}|[0-9a-f]{6})", text.strip().lower())
    if not match:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(2 * one for one in match[1])
    return f"#{digits}"


def seen(colour: str) -> Seen:
    lms = _times(_LMS, _linear(colour))
    lightness, a, b = _times(_LAB, (math.cbrt(lms[0]), math.cbrt(lms[1]), math.cbrt(lms[2])))
    return Seen(lightness, math.hypot(a, b), math.atan2(b, a))


def shown(wanted: Seen) -> str:
    """The colour as #rrggbb; where a screen has none so colourful, the most colourful of this lightness and hue."""
    if not _fits(_light(wanted)):
        least, most = 0.0, wanted.chroma
        for _ in range(16):
            middle = (least + most) / 2
            least, most = (middle, most) if _fits(_light(wanted._replace(chroma=middle))) else (least, middle)
        wanted = wanted._replace(chroma=least)
    return "#" + "".join(f"{round(255 * _companded(min(max(one, 0), 1))):02x}" for one in _light(wanted))


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def over(upper: str, share: float, lower: str) -> str:
    """What is seen of `lower` behind `upper` of this opacity."""
    mixed = (share * a + (1 - share) * b for a, b in zip(_bytes(upper), _bytes(lower), strict=True))
    return "#" + "".join(f"{round(one):02x}" for one in mixed)


def _bytes(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _linear(colour: str) -> _Three:
    red, green, blue = (one / 255 for one in _bytes(colour))
    return _expanded(red), _expanded(green), _expanded(blue)


def _expanded(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _companded(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def _light(wanted: Seen) -> _Three:
    lab = wanted.lightness, wanted.chroma * math.cos(wanted.hue), wanted.chroma * math.sin(wanted.hue)
    one, two, three = _times(_FROM_LAB, lab)
    return _times(_FROM_LMS, (one**3, two**3, three**3))


def _fits(light: _Three) -> bool:
    return all(-0.0005 <= one <= 1.0005 for one in light)


def _times(matrix: tuple[_Three, _Three, _Three], vector: _Three) -> _Three:
    one, two, three = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three
