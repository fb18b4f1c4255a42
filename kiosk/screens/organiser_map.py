"""The organiser's map: booths and places as they stand, in metres, drawn as wide as its panel. Rows stand closer than they do on
the square, for a panel is flat: each axis has its own scale."""

from collections.abc import Iterable
from typing import TypedDict

from kiosk.expo.square.ground import Ground
from kiosk.screens.square_map import Drawn, square_on

WIDE, HIGH = 1000.0, 430.0  # of the drawing, in its own units
CELL_MOST = (120.0, 98.0)
MOST_M = 14.0  # around a booth, where none stands near
GAP = 8.0
SAME_LINE_M = 3.0
LETTERS = 26.0  # of a place's name


class Spot(TypedDict):
    """A cell's left upper corner and measures, in the drawing's units."""

    x: float
    y: float
    wide: float
    high: float


class Place(Spot):
    """What stands beside booths; `name` "" where it has no room."""

    kind: str
    name: str


class Map(TypedDict):
    """`spots`: booth number -> its cell."""

    wide: float
    high: float
    spots: dict[str, Spot]
    places: list[Place]


def of(ground: Ground, lang: str) -> Map:
    """The map of an expo, kept as long as nothing on its ground moves."""
    known: Map | None = ground.kept.get(("organiser map", lang))
    if known is None:
        known = ground.kept["organiser map", lang] = _drawn(ground, lang)
    return known


def _drawn(ground: Ground, lang: str) -> Map:
    square = square_on(ground, lang)
    booths, beside = square["booths"], square["places"]
    pitch = _pitch(one["x"] for one in booths), _pitch(one["y"] for one in booths)
    across = _Scale(
        [(one["x"], min(pitch[0], MOST_M)) for one in booths] + [(one["x"], one["width"]) for one in beside],
        WIDE,
    )
    down = _Scale(
        [(one["y"], min(pitch[1], MOST_M)) for one in booths] + [(one["y"], one["height"]) for one in beside],
        HIGH,
    )
    wide, high = (
        min(most, step * scale.unit - GAP)
        for most, step, scale in zip(CELL_MOST, pitch, (across, down), strict=True)
    )
    spots = {one["number"]: _spot(across.at(one["x"]), down.at(one["y"]), wide, high) for one in booths}
    return {
        "wide": WIDE,
        "high": HIGH,
        "spots": spots,
        "places": [_place(one, across, down) for one in beside],
    }


class _Scale:
    """Metres of one axis to the drawing's units: all of what stands there (its middle, and how long it is) from edge to edge."""

    def __init__(self, standing: list[tuple[float, float]], most: float) -> None:
        self._first = min((at - long / 2 for at, long in standing), default=0.0)
        last = max((at + long / 2 for at, long in standing), default=1.0)
        self.unit = most / max(1.0, last - self._first)

    def at(self, metres: float) -> float:
        return (metres - self._first) * self.unit


def _spot(x: float, y: float, wide: float, high: float) -> Spot:
    """A cell around its middle, within the drawing."""
    left, top = _within(x - wide / 2, WIDE - wide), _within(y - high / 2, HIGH - high)
    return {"x": round(left, 1), "y": round(top, 1), "wide": round(wide, 1), "high": round(high, 1)}


def _place(one: Drawn, across: _Scale, down: _Scale) -> Place:
    wide, high = one["width"] * across.unit, max(one["height"] * down.unit, LETTERS + GAP)
    name = one["name"] if one["wide_em"] * LETTERS <= wide else ""
    return {**_spot(across.at(one["x"]), down.at(one["y"]), wide, high), "kind": one["kind"], "name": name}


def _pitch(values: Iterable[float]) -> float:
    """How far apart the two nearest lines of booths are, in metres."""
    lines: list[float] = []
    for value in sorted(values):
        if not lines or value - lines[-1] >= SAME_LINE_M:
            lines.append(value)
    return min((b - a for a, b in zip(lines, lines[1:], strict=False)), default=1000.0)


def _within(value: float, most: float) -> float:
    return min(max(0.0, value), max(0.0, most))
