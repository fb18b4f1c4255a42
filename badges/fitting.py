"""Fits a text into a box by measuring: first it shrinks, then it wraps, and only then it loses its end.

Works in any unit; nothing here draws.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

LEADING = 1.2  # from baseline to baseline, in font sizes; Hangul fills its square and needs the air
ELLIPSIS = "…"

_BEFORE_WRAPPING = 0.72  # of the largest size: down to here one line is better than two larger ones
_BAD_BREAK = 0.5  # a break inside a word must make the text this much larger to be worth it
_GOOD_AFTER = set(" -/·,&)]")
_BEGINNINGS = ("주식회사", "법인", "(사)", "(주)")
_ENDINGS = ("협동조합", "사회적협동조합", "주식회사", "연합회", "협의회", "센터", "연구소")
_NEVER_FIRST = set(" )]}.,!?…·%")


@dataclass(frozen=True)
class Fitted:
    """Lines and their font size."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """From the top of the first line's letters to the foot of the last one's."""
        return self.size * (1 + (len(self.lines) - 1) * LEADING)


@dataclass(frozen=True)
class Room:
    """A box to fill: width, height, largest and smallest font size, and the most lines."""

    width: float
    height: float
    largest: float
    smallest: float
    lines: int = 1


def fit(text: str, room: Room, width_em: Callable[[str], float]) -> Fitted:
    """The text in the room; width_em says how wide a text runs as a multiple of its font size."""
    enough = max(room.largest * _BEFORE_WRAPPING, room.smallest) if room.lines > 1 else room.smallest
    one = _sized((text,), room, width_em)
    if one.size >= enough:
        return one
    wrapped = [
        (_sized(lines, room, width_em), rough) for lines, rough in _wrappings(text, room.lines, width_em)
    ]
    possible = [(fitted, rough) for fitted, rough in [(one, 0.0), *wrapped] if fitted.size >= room.smallest]
    if not possible:
        return _cut(text, room, width_em)
    return max(possible, key=lambda found: found[0].size / (1 + _BAD_BREAK * found[1]))[0]


def _sized(lines: tuple[str, ...], room: Room, width_em: Callable[[str], float]) -> Fitted:
    by_width = room.width / max(width_em(line) for line in lines) if any(lines) else math.inf
    by_height = room.height / (1 + (len(lines) - 1) * LEADING)
    return Fitted(lines, min(by_width, by_height, room.largest))


def _wrappings(
    text: str, most: int, width_em: Callable[[str], float]
) -> Iterator[tuple[tuple[str, ...], float]]:
    """For each number of lines the best places to break, and how rough those breaks are."""
    places = [at for at in range(1, len(text)) if text[at] not in _NEVER_FIRST]
    ends_em = [0.0]
    for letter in text:
        ends_em.append(ends_em[-1] + width_em(letter))

    rough = {at: _roughness(text, at) for at in places}

    def badness(breaks: tuple[int, ...]) -> float:
        widest = max(ends_em[end] - ends_em[start] for start, end in pairwise((0, *breaks, len(text))))
        return widest * (1 + _BAD_BREAK * sum(rough[at] for at in breaks))

    for count in range(2, most + 1):
        choices = combinations(places, count - 1)
        breaks = min(choices, key=badness, default=None)
        if breaks:
            lines = tuple(text[start:end].strip() for start, end in pairwise((0, *breaks, len(text))))
            yield lines, sum(rough[at] for at in breaks)


def _roughness(text: str, at: int) -> float:
    """0 between words, 1 between syllables (less beside a word that names begin or end with), 4 inside Latin."""
    if text[at - 1] in _GOOD_AFTER or text[at] == "(":
        return 0
    if text[at - 1].isascii() and text[at].isascii():
        return 4
    return 0.4 if text.startswith(_ENDINGS, at) or text.endswith(_BEGINNINGS, 0, at) else 1


def _cut(text: str, room: Room, width_em: Callable[[str], float]) -> Fitted:
    """At the smallest size on all lines, with as much of the beginning as there is room for."""
    lines: list[str] = []
    most = min(room.lines, max(1, int((room.height / room.smallest - 1) / LEADING) + 1))
    rest = text
    while len(lines) < most - 1 and rest:
        line = _beginning(rest, room, width_em, "")
        lines.append(line.strip())
        rest = rest[len(line) :].lstrip()
    lines.append(_beginning(rest, room, width_em, ELLIPSIS).rstrip() + ELLIPSIS)
    return Fitted(tuple(lines), room.smallest)


def _beginning(text: str, room: Room, width_em: Callable[[str], float], end: str) -> str:
    """The longest beginning that fits on a line; at least one letter, so that cutting always ends."""
    fits = [
        count
        for count in range(1, len(text) + 1)
        if width_em(text[:count] + end) * room.smallest <= room.width
    ]
    if not end:  # a line that goes on below ends with a word if it can
        fits = [count for count in fits if count == len(text) or _roughness(text, count) < 4] or fits
    return text[: max(fits, default=1)]
