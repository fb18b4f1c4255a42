"""The square as a plan in metres: where each booth stands, and the way from one place to another.

x grows to the east, y to the south, as on paper.
"""

import re
from collections.abc import Iterable
from typing import TypedDict

from kiosk.expo.square.ground import Ground
from kiosk.expo.square.places import KINDS
from kiosk.expo.square.places import Place as StandingPlace
from kiosk.expo.square.walking import AISLE_M, SAME_LINE_M, Aisles, Point
from kiosk.language.fitting import width_em
from kiosk.language.sentences import gettext


class Standing(TypedDict):
    """What a row must hold to stand on the map; a booth's row does. Metres."""

    number: str
    x_m: float
    y_m: float


class Spot(TypedDict):
    number: str
    x: float
    y: float


class Drawn(TypedDict):
    """What stands beside booths: its name in the reader's language (and how wide it is), its middle and its
    measures."""

    kind: str
    name: str
    x: float
    y: float
    width: float
    height: float
    wide_em: float


class Square(TypedDict):
    """The map: its edges in metres (`width` and `height` are those in the east and the south), where visitors come in, every
    booth's middle, and what stands beside."""

    left: float
    top: float
    width: float
    height: float
    entrance: Point
    booths: list[Spot]
    places: list[Drawn]


class Share(TypedDict):
    """A cell's place on the map, in percent of it."""

    left: float
    top: float
    wide: float
    high: float


class Place(TypedDict):
    """A cell's place in its row; `number` None: nobody there, and `aisle`: room to walk beside it, on the east."""

    number: str | None
    aisle: bool


class Row(TypedDict):
    """A row of booths from the west; `zone`: the letters that all its numbers begin with; `aisle`: room to walk south of it."""

    zone: str
    aisle: bool
    places: list[Place]


CELL_M = (6.6, 8.4)  # of a board's map: larger than the booth, for there is its aisle
AISLE_LEAST_M = 8.5  # two booths whose middles are so far apart have an aisle between them


def square_on(ground: Ground, lang: str) -> Square:
    """The map of an expo."""
    places = [_drawn(one, lang) for one in ground.places]
    return square_of(ground.booths.values(), ground.entrance, places)


def square_of(booths: Iterable[Standing], entrance: Point, places: Iterable[Drawn] = ()) -> Square:
    """The map with the aisles around its booths."""
    beside = list(places)
    spots: list[Spot] = [
        {"number": booth["number"], "x": booth["x_m"], "y": booth["y_m"]} for booth in booths
    ]
    xs, ys = [one["x"] for one in spots] or [0], [one["y"] for one in spots] or [0]
    return {
        "left": min(0, *(one["x"] - one["width"] / 2 - 1 for one in beside)) if beside else 0,
        "top": min(0, *(one["y"] - one["height"] / 2 - 1 for one in beside)) if beside else 0,
        "width": max(
            max(xs) + AISLE_M, entrance[0] + AISLE_M, *(one["x"] + one["width"] / 2 + 1 for one in beside)
        ),
        "height": max(max(ys) + AISLE_M, entrance[1], *(one["y"] + one["height"] / 2 + 1 for one in beside)),
        "entrance": entrance,
        "booths": spots,
        "places": beside,
    }


def way(square: Square, there: str, here: str | Point | None = None) -> list[Point]:
    """Corners of the way along the aisles to a booth's front, from another booth, from any point, or (None) from the
    entrance."""
    places = {place["number"]: (place["x"], place["y"]) for place in square["booths"]}
    start = places[here] if isinstance(here, str) else here or square["entrance"]
    return Aisles(places.values()).way(start, places[there], from_booth=isinstance(here, str))


def _drawn(place: StandingPlace, lang: str) -> Drawn:
    named = place["name_en"] if lang == "en" else place["name"]
    word = KINDS[place["kind"]].word if place["kind"] in KINDS else place["name"]
    own = place["name"] if place["name"] != word else gettext(word, lang)
    name = named or own
    return {
        "kind": place["kind"],
        "name": name,
        "wide_em": width_em(name),
        "x": place["x_m"],
        "y": place["y_m"],
        "width": place["width_m"],
        "height": place["height_m"],
    }


def standing(booths: Iterable[Standing]) -> list[Row]:
    """The booths as they stand, row by row from the north, with the aisles between rows and between columns."""
    here = list(booths)
    columns, lines = _lines(b["x_m"] for b in here), _lines(b["y_m"] for b in here)
    by_place = {(_index(columns, b["x_m"]), _index(lines, b["y_m"])): b for b in here}
    rows: list[Row] = []
    for line in range(len(lines)):
        places = [
            _place(by_place.get((column, line)), _aisle(columns, column)) for column in range(len(columns))
        ]
        zones = {re.match(r"\D*", one["number"])[0] for one in places if one["number"]}  # type: ignore[index]
        zone = zones.pop() if len(zones) == 1 else ""
        rows.append({"zone": zone, "aisle": _aisle(lines, line), "places": places})
    return rows


def shares(square: Square) -> dict[str, Share]:
    """Where each booth's cell stands on the map, in percent of it."""
    return {
        one["number"]: {
            "left": share_x(square, one["x"] - CELL_M[0] / 2),
            "top": share_y(square, one["y"] - CELL_M[1] / 2),
            "wide": round(100 * CELL_M[0] / (square["width"] - square["left"]), 2),
            "high": round(100 * CELL_M[1] / (square["height"] - square["top"]), 2),
        }
        for one in square["booths"]
    }


def share_x(square: Square, x: float) -> float:
    """How far it is from the western edge, in percent."""
    return round(100 * (x - square["left"]) / (square["width"] - square["left"]), 2)


def share_y(square: Square, y: float) -> float:
    """How far it is from the northern edge, in percent."""
    return round(100 * (y - square["top"]) / (square["height"] - square["top"]), 2)


def _place(booth: Standing | None, aisle: bool) -> Place:
    return {"number": booth["number"] if booth else None, "aisle": aisle}


def _aisle(lines: list[float], at: int) -> bool:
    return at + 1 < len(lines) and lines[at + 1] - lines[at] >= AISLE_LEAST_M


def _lines(values: Iterable[float]) -> list[float]:
    """The distinct lines that positions stand on."""
    lines: list[float] = []
    for value in sorted(values):
        if not lines or value - lines[-1] >= SAME_LINE_M:
            lines.append(value)
    return lines


def _index(lines: list[float], value: float) -> int:
    return max(at for at, line in enumerate(lines) if line <= value)
