"""How small a name must be to stand in its place whole: no word split, none cut.

Widths are guessed from the letters, a little wider than our font draws them, so that a page needs no script and nothing
jumps once it is painted.
"""

import unicodedata
from functools import lru_cache

# Widths in em, of the bold font.
HANGUL, LATIN, CAPITAL, WIDE, MIDDLE, NARROW, SPACE = 0.88, 0.6, 0.72, 0.95, 0.45, 0.3, 0.25
STEP, LEAST = 5, 35


@lru_cache(maxsize=4096)
def fit(text: str, room_em: float, lines: int = 1) -> int:
    """In percent of the full size, in steps of 5: the largest in which the text stands in so many lines of this width.

    `room_em`: the width of the place in letters of the full size. Words part at spaces alone.
    """
    for percent in range(100, LEAST, -STEP):
        if _lines(text, room_em * 100 / percent) <= lines:
            return percent
    return LEAST


def fit_class(text: str | None, room_em: float, lines: int = 1) -> str:
    """The same as a class of styles/parts/face.css; "" where the full size does."""
    percent = fit(text or "", room_em, lines)
    return "" if percent == 100 else f"fit-{percent}"


def fit_box(text: str | None, room_em: float, high_em: float) -> str:
    """The class for a place that is so wide and so high (in letters of the full size): several lines where they are larger
    than one."""
    for percent in range(100, LEAST, -STEP):
        if _lines(text or "", room_em * 100 / percent) * percent / 100 <= high_em:
            return "" if percent == 100 else f"fit-{percent}"
    return f"fit-{LEAST}"


def fit_alike(names: list[str], room_em: float, high_em: float) -> str:
    """The same for several places of one size, so that none of the names is larger than another."""
    return max((fit_box(name, room_em, high_em) for name in names), key=_smaller)


def first_that_fits(*names: str, room: float) -> str:
    """The first name that stands in one line of so many letters; where none does, the last, which then takes two."""
    return next((one for one in names if width_em(one) <= room), names[-1])


def _smaller(fit: str) -> int:
    """How much smaller a class of fit_box makes a name."""
    return -int(fit.partition("-")[2] or 100)


def width_em(text: str) -> float:
    return sum(map(_letter, text))


def _lines(text: str, room_em: float) -> float:
    """How many lines of this width the words take; infinite where one of them is wider."""
    count, left = 1.0, room_em
    for word in text.split():
        width = width_em(word)
        if width > room_em:
            return float("inf")
        if left < room_em and left < width + SPACE:
            count, left = count + 1, room_em
        left -= width + (SPACE if left < room_em else 0)
    return count


def _letter(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return HANGUL
    if letter in "MWmw@%":
        return WIDE
    if letter in "tfr()[]-":
        return MIDDLE
    if letter in "iljI.,:;'|!·":
        return NARROW
    if letter.isspace():
        return SPACE
    return CAPITAL if letter.isupper() or letter.isdigit() else LATIN
