"""Plots for print: labelled where one looks, without legends; one accent beside greys, so that they stand without colour.

Widths are points; `WIDE` is a page's, `HALF` that of one of two side by side.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from kiosk.exchange.report import svg
from kiosk.exchange.report.svg import GROUND, INK, LINE, QUIET, Point

WIDE, HALF = 482.0, 228.0
FOOT, LEFT, TOP = 16.0, 24.0, 12.0
ROW, BAR = 18.0, 11.0
LETTERS = svg.LETTERS
NAMES = 76.0  # the room for the names of bars
TICKS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)
GREY = "#8a98a5"
Say = Callable[[int], str]  # a value with its unit


@dataclass(frozen=True)
class Curve:
    """One line over the day: a value for each slot, None where there is none; `band`: from and to for each."""

    name: str
    values: Sequence[float | None]
    band: Sequence[tuple[float, float] | None] = ()


@dataclass(frozen=True)
class Bar:
    """A row of a bar plot: `value` of `whole` (a paler bar behind), and what is written at its end."""

    name: str
    value: float
    said: str
    whole: float | None = None


def curves(
    times: Sequence[str], found: Sequence[Curve], *, accent: str, width: float, height: float, say: Say
) -> str:
    """Lines over the day, the first in the accent with its band and its peak named, the others grey; each with its name at
    its end. `times`: of each slot, "10:20"."""
    most = max((one for curve in found for one in _all(curve)), default=0.0)
    grid = _Grid(
        width, height, len(times), most, right=max((svg.width_of(one.name) for one in found), default=0) + 8
    )
    parts = [*_scale(grid), *_hours(grid, times)]
    first = found[0] if found else None
    if first and first.band:
        parts += [svg.area(one, _mixed(accent)) for one in _bands(grid, first.band)]
    for at, curve in reversed(list(enumerate(found))):
        colour, thick = (accent, 2.2) if at == 0 else (GREY, 1.6)
        for piece in _pieces(grid, curve.values):
            parts.append(
                svg.path(piece, colour, thick) if len(piece) > 1 else svg.circle(piece[0], thick / 2, colour)
            )
    parts += _names(grid, found, accent)
    if first:
        parts += _peak(grid, first, times, say)
    return svg.drawing(width, height, parts)


def columns(
    times: Sequence[str], values: Sequence[float], *, accent: str, width: float, height: float, say: Say
) -> str:
    """A column for each slot, the tallest named."""
    grid = _Grid(width, height, len(times), max(values, default=0), right=4)
    parts = [*_scale(grid), *_hours(grid, times)]
    wide = grid.step * 0.72
    parts += [
        svg.rect(
            grid.x(at) + (grid.step - wide) / 2, grid.y(value), wide, grid.y(0) - grid.y(value), accent, 1
        )
        for at, value in enumerate(values)
        if value
    ]
    if any(values):
        at = max(range(len(values)), key=lambda one: values[one])
        said = f"{times[at]} · {say(round(values[at]))}"
        parts.append(_beside(grid, (grid.x(at) + grid.step / 2, grid.y(values[at]) - 4), said))
    return svg.drawing(width, height, parts)


def bars(
    rows: Sequence[Bar], *, accent: str, width: float, names: float = NAMES, hollow: bool = False
) -> str:
    """A bar a row, with its value written at its end. `hollow`: what is missing, drawn as an outline."""
    room = width - names - 8 - max((svg.width_of(row.said) for row in rows), default=0) - 5
    most = max((max(row.whole or 0, row.value) for row in rows), default=0) or 1
    parts: list[str] = []
    for at, row in enumerate(rows):
        y, x = at * ROW, names + 8
        size = min(LETTERS, LETTERS * names / max(svg.width_of(row.name), 1))
        parts.append(svg.words(row.name, 0, y + ROW / 2 + 3, size=size))
        top, long = y + (ROW - BAR) / 2, room * row.value / most
        if row.whole is not None:
            parts.append(svg.rect(x, top, room * row.whole / most, BAR, GROUND, 1.5))
        if hollow:
            parts.append(
                svg.rect(
                    x + 0.5,
                    top + 0.5,
                    max(long - 1, 0.5),
                    BAR - 1,
                    "#ffffff",
                    1.5,
                    f'stroke="{accent}" stroke-width="1.1"',
                )
            )
        elif row.value:
            parts.append(svg.rect(x, top, max(long, 1), BAR, accent, 1.5))
        end = x + room * max(row.value, row.whole or 0) / most
        parts.append(svg.words(row.said, end + 5, y + ROW / 2 + 3, fill=INK))
    return svg.drawing(width, max(1, len(rows)) * ROW, parts)


def peak(values: Sequence[float | None]) -> tuple[int, float] | None:
    """The slot with the highest value, and that: the first of several. One that stands alone is few people, and no peak."""
    around = [None, *values, None]
    known = [
        (at, value)
        for at, value in enumerate(values)
        if value is not None and (around[at] is not None or around[at + 2] is not None)
    ]
    return max(known, key=lambda one: (one[1], -one[0]), default=None)


class _Grid:
    """Where values and slots of a plot over the day stand."""

    def __init__(self, width: float, height: float, slots: int, most: float, right: float) -> None:
        self.left, self.right, self.height, self.slots = LEFT, width - right, height, max(slots, 1)
        self.tick = next((one for one in TICKS if most / one <= 4), TICKS[-1])
        self.top_value = max(self.tick, ceil(most / self.tick) * self.tick)
        self.step = (self.right - self.left) / self.slots

    def x(self, slot: float) -> float:
        return self.left + self.step * slot

    def y(self, value: float) -> float:
        return self.height - FOOT - (self.height - FOOT - TOP - LETTERS) * value / self.top_value


def _scale(grid: _Grid) -> Iterable[str]:
    for value in range(0, int(grid.top_value) + 1, grid.tick):
        y = grid.y(value)
        yield svg.line((grid.left, y), (grid.right, y), QUIET if value == 0 else LINE)
        yield svg.words(f"{value:,}", grid.left - 5, y + 2.8, fill=QUIET, anchor="end", size=LETTERS - 0.5)


def _hours(grid: _Grid, times: Sequence[str]) -> Iterable[str]:
    """Every full hour, every other one where there are many, and half hours where there are few."""
    full = [(at, time) for at, time in enumerate(times) if time.endswith(":00")]
    if len(full) < 3:
        full = [(at, time) for at, time in enumerate(times) if time.endswith(("00", "30"))]
    by = 1 if grid.step * 6 >= 30 else 2
    for at, time in full[::by]:
        yield svg.line((grid.x(at), grid.y(0)), (grid.x(at), grid.y(0) + 2.5), QUIET)
        yield svg.words(time, grid.x(at), grid.height - 4, fill=QUIET, anchor="middle", size=LETTERS - 0.5)


def _pieces(grid: _Grid, values: Sequence[float | None]) -> Iterable[list[Point]]:
    """The line's points, parted where nothing was measured."""
    piece: list[Point] = []
    for at, value in enumerate(values):
        if value is None:
            if piece:
                yield piece
            piece = []
        else:
            piece.append((grid.x(at + 0.5), grid.y(value)))
    if piece:
        yield piece


def _bands(grid: _Grid, band: Sequence[tuple[float, float] | None]) -> Iterable[list[Point]]:
    low = list(_pieces(grid, [one and one[0] for one in band]))
    high = list(_pieces(grid, [one and one[1] for one in band]))
    for below, above in zip(low, high, strict=True):
        yield [*above, *reversed(below)]


def _names(grid: _Grid, found: Sequence[Curve], accent: str) -> Iterable[str]:
    """Each curve's name at its end, kept apart from one another."""
    ends: list[tuple[float, float, Curve, str]] = []
    for at, curve in enumerate(found):
        last = max((slot for slot, value in enumerate(curve.values) if value is not None), default=None)
        if last is not None and curve.name:
            value = curve.values[last]
            assert value is not None
            ends.append((grid.y(value), grid.x(last + 0.5), curve, accent if at == 0 else QUIET))
    before = float("-inf")
    for y, x, curve, colour in sorted(ends, key=lambda one: one[0]):
        at_y = max(y + 2.8, before + LETTERS + 1.5)
        before = at_y
        yield svg.words(curve.name, x + 4, at_y, fill=colour, bold=colour == accent)


def _peak(grid: _Grid, curve: Curve, times: Sequence[str], say: Say) -> Iterable[str]:
    """The highest value, named above whatever of the curve's band lies over the words."""
    found = peak(curve.values)
    if found is None:
        return
    at, value = found
    x, y = grid.x(at + 0.5), grid.y(value)
    said = f"{times[at]} · {say(round(value))}"
    slots = ceil(svg.width_of(said) / 2 / grid.step)
    over = [one[1] for one in curve.band[max(0, at - slots) : at + slots + 1] if one]
    yield svg.circle((x, y), 3, "#ffffff", INK, 1.5)
    yield _beside(grid, (x, min(y - 7, grid.y(max(over, default=0)) - 4)), said)


def _beside(grid: _Grid, at: Point, said: str) -> str:
    """Bold words above a place, moved inwards at the edges."""
    half = svg.width_of(said) / 2
    x = min(max(at[0], grid.left + half), grid.right - half)
    return svg.words(said, x, at[1], anchor="middle", bold=True)


def _all(curve: Curve) -> Iterable[float]:
    yield from (one for one in curve.values if one is not None)
    yield from (one[1] for one in curve.band if one is not None)


def _mixed(colour: str, share: float = 0.16) -> str:
    """The colour so thin on white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - one) * share):02x}" for one in parts)
