"""Elements of an SVG as text, every word escaped. Measures are points of print; both letters and lines are made for paper."""

from collections.abc import Iterable
from html import escape

from badges.fonts import load
from kiosk.language.fitting import width_em

# The PDF has the first, the page brings the second along.
FAMILY = "Pretendard, 'Expo Kiosk Sans', sans-serif"
INK, QUIET, LINE, GROUND = "#12202b", "#4c5c6b", "#dfe5e4", "#e9eeed"
LETTERS = 8.0
Point = tuple[float, float]


def drawing(width: float, height: float, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}"'
        f' height="{n(height)}" font-family="{FAMILY}" font-size="{LETTERS}">{"".join(parts)}</svg>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str, round: float = 0, more: str = "") -> str:
    return (
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(max(0, width))}" height="{n(max(0, height))}" rx="{n(round)}"'
        f' fill="{fill}"{more and " " + more}/>'
    )


def line(start: Point, end: Point, stroke: str, width: float = 0.6, more: str = "") -> str:
    return (
        f'<line x1="{n(start[0])}" y1="{n(start[1])}" x2="{n(end[0])}" y2="{n(end[1])}" stroke="{stroke}"'
        f' stroke-width="{n(width)}"{more and " " + more}/>'
    )


def path(points: Iterable[Point], stroke: str, width: float, more: str = "") -> str:
    told = " ".join(f"{n(x)},{n(y)}" for x, y in points)
    return (
        f'<polyline points="{told}" fill="none" stroke="{stroke}" stroke-width="{n(width)}"'
        f' stroke-linejoin="round" stroke-linecap="round"{more and " " + more}/>'
    )


def area(points: Iterable[Point], fill: str) -> str:
    told = " ".join(f"{n(x)},{n(y)}" for x, y in points)
    return f'<polygon points="{told}" fill="{fill}"/>'


def circle(at: Point, radius: float, fill: str, stroke: str = "none", width: float = 0) -> str:
    return (
        f'<circle cx="{n(at[0])}" cy="{n(at[1])}" r="{n(radius)}" fill="{fill}" stroke="{stroke}"'
        f' stroke-width="{n(width)}"/>'
    )


def words(
    said: str,
    x: float,
    y: float,
    *,
    fill: str = INK,
    anchor: str = "start",
    size: float = LETTERS,
    bold: bool = False,
) -> str:
    """One line of text whose letters stand on `y`; a letter that no glyph exists for is a `?`, as on badges."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{n(x)}" y="{n(y)}" fill="{fill}" text-anchor="{anchor}" font-size="{n(size)}"{weight}>'
        f"{escape(load().printable(said))}</text>"
    )


def width_of(said: str, size: float = LETTERS) -> float:
    """How wide it will be, guessed a little wider."""
    return width_em(said) * size


def n(value: float) -> str:
    """A number as short as it can be."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
