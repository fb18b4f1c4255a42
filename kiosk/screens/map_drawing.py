"""The square as it is drawn for somebody on their way: the part of it that the way needs, and labels that do not cover each
other. What is read in a glance (here, there) has full letters; neighbours have them where they stand far enough apart.

Everything is in metres, so that one drawing fits any screen; `Panel` says how large a screen draws it.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from kiosk.expo.square.walking import Point
from kiosk.language.fitting import width_em
from kiosk.screens.square_map import Drawn, Spot, Square

BOOTH_M = (5.8, 5.2)
MARGIN_M = 7.0  # around the way, so that neighbours are in the picture
LEAST_M = 40.0  # of the square are shown at least, from west to east
BESIDE_M = 9.0  # a booth in the same row that is so near stands beside
LINE_EM, PAD_EM = 1.25, 0.35  # of a flag: how high, and the room at its sides
FLAG_EM, HERE_EM = 1.5, 2.0  # how far flags reach from a booth, and from who stands there
DIGITS_EM = 2.3  # A03 in bold letters, with a little room
LEGIBLE = 0.55  # of the full letters: what is smaller is for neighbours alone


class Panel(NamedTuple):
    """How large the drawing will be at least, and its full letters (px)."""

    width: int
    height: int
    letters: int


class Box(NamedTuple):
    """A label's place, its middle and measures."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )


class DrawnBooth(TypedDict):
    """A booth; `label`: whether its number is written in it."""

    number: str
    x: float
    y: float
    is_there: bool
    label: bool


class DrawnPlace(TypedDict):
    """A place; `name` "" where there is no room for it, `label` it in any case. `word`: the name's box."""

    kind: str
    name: str
    label: str
    x: float
    y: float
    width: float
    height: float
    wide_em: float
    word: Box


class Drawing(TypedDict):
    """view: x, y, width and height of the part that is shown; letters: full ones, and `small` those in booths; here, there:
    the boxes of both labels; dot: where one stands; way: its corners."""

    view: Box
    letters: float
    small: float
    booths: list[DrawnBooth]
    places: list[DrawnPlace]
    dot: Point
    here: Box
    there: Box | None
    there_number: str
    way: list[Point]


def drawing(
    square: Square,
    panel: Panel,
    *,
    dot: Point,
    here_word: str,
    there: str | None = None,
    way: Sequence[Point] = (),
    whole: bool = False,
) -> Drawing:
    """The square around the way from `dot` to the booth `there`; all of it without one, and where `whole` is asked for."""
    whole = whole or there is None
    spot = next((one for one in square["booths"] if one["number"] == there), None)
    view = _view(square, panel, dot, way, spot, whole=whole)
    letters = panel.letters * view.width / panel.width
    small = min(letters, BOOTH_M[0] / DIGITS_EM)
    flag = _flag(spot, view, letters) if spot else None
    here = _here(dot, here_word, view, letters, flag, below=_is_below(dot, spot))
    taken = [here, *([flag] if flag else [])]
    places = [_place(one, view, small, taken) for one in square["places"]]
    return {
        "view": Box(view.x - view.width / 2, view.y - view.height / 2, view.width, view.height),
        "letters": letters,
        "small": small,
        "booths": [
            _booth(one, spot, view, small, taken, all_named=whole or small >= LEGIBLE * letters)
            for one in square["booths"]
        ],
        "places": places,
        "dot": dot,
        "here": here,
        "there": flag,
        "there_number": there or "",
        "way": list(way),
    }


def _view(
    square: Square, panel: Panel, dot: Point, way: Sequence[Point], spot: Spot | None, *, whole: bool
) -> Box:
    """The part to be shown, in the panel's proportions, with room for both flags: their letters grow with what is shown."""
    left, top, right, bottom = _edges(square)
    least = min(LEAST_M, right - left)
    if not whole:
        xs, ys = [dot[0], *(x for x, _ in way)], [dot[1], *(y for _, y in way)]
        left, right = max(left, min(xs) - MARGIN_M), min(right, max(xs) + MARGIN_M)
        top, bottom = max(top, min(ys) - MARGIN_M), min(bottom, max(ys) + MARGIN_M)
    ratio = panel.width / panel.height
    for _ in range(3):
        width = max(right - left, (bottom - top) * ratio, least)
        letters = panel.letters * width / panel.width
        if spot:
            top = min(top, spot["y"] - BOOTH_M[1] / 2 - FLAG_EM * letters)
        if _is_below(dot, spot):
            bottom = max(bottom, dot[1] + HERE_EM * letters)
        else:
            top = min(top, dot[1] - HERE_EM * letters)
    return Box((left + right) / 2, (top + bottom) / 2, width, width / ratio)


def _is_below(dot: Point, spot: Spot | None) -> bool:
    """Whether the flag of who stands at `dot` is on its southern side: not on that of the way."""
    return spot is None or spot["y"] <= dot[1]


def _edges(square: Square) -> tuple[float, float, float, float]:
    return square["left"], square["top"], square["width"], square["height"]


def _flag(spot: Spot, view: Box, letters: float) -> Box:
    """The label above the booth to go to."""
    width = letters * (width_em(spot["number"]) + 2 * PAD_EM)
    height = letters * LINE_EM
    return _within(
        Box(spot["x"], spot["y"] - BOOTH_M[1] / 2 - height / 2 - letters * 0.15, width, height), view
    )


def _here(dot: Point, word: str, view: Box, letters: float, flag: Box | None, *, below: bool) -> Box:
    """The flag of where one stands: on the side that is not the way's, else wherever the other flag leaves room."""
    width = letters * (width_em(word) + 2 * PAD_EM)
    height = letters * LINE_EM
    off = HERE_EM * letters - height / 2 - letters * 0.1
    aside = width / 2 + letters * 0.5
    sides = [(0, off), (0, -off)] if below else [(0, -off), (0, off)]
    boxes = [
        _within(Box(dot[0] + x, dot[1] + y, width, height), view)
        for x, y in (*sides, (aside, 0), (-aside, 0))
    ]
    return next((one for one in boxes if flag is None or not one.meets(flag)), boxes[0])


def _within(box: Box, view: Box) -> Box:
    """Moved until it stands in the picture."""
    x = min(max(box.x, view.x - (view.width - box.width) / 2), view.x + (view.width - box.width) / 2)
    y = min(max(box.y, view.y - (view.height - box.height) / 2), view.y + (view.height - box.height) / 2)
    return box._replace(x=x, y=y)


def _place(one: Drawn, view: Box, small: float, taken: list[Box]) -> DrawnPlace:
    """With its name where that has room: within it, else right below. A name takes its room from what comes after it."""
    wide, high = small * (one["wide_em"] + 0.2), small * 1.1
    inside = wide <= one["width"] and high <= one["height"]
    word = Box(one["x"], one["y"] if inside else one["y"] + (one["height"] + high) / 2, wide, high)
    if _within(word, view) != word or any(word.meets(other) for other in taken):
        return {**one, "word": word, "name": "", "label": one["name"]}
    taken.append(word)
    return {**one, "word": word, "label": one["name"]}


def _booth(
    one: Spot, there: Spot | None, view: Box, small: float, taken: list[Box], *, all_named: bool
) -> DrawnBooth:
    """With its number where all have one, else where it stands beside the one to go to; that one has its flag."""
    box = Box(one["x"], one["y"], small * DIGITS_EM, small * 1.1)
    is_there = there is not None and one["number"] == there["number"]
    beside = there is not None and one["y"] == there["y"] and abs(one["x"] - there["x"]) <= BESIDE_M
    is_clear = _within(box, view) == box and not any(box.meets(other) for other in taken)
    return {
        "number": one["number"],
        "x": one["x"],
        "y": one["y"],
        "is_there": is_there,
        "label": (beside or all_named) and is_clear and not is_there,
    }
