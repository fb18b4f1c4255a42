"""The face's pattern: small squares in rows, grown from where the square's own booths stand."""

from collections.abc import Iterable

SIDE, STEP, ROUND = 64, 80, 12  # of a square, from one to the next, its corners
COLUMNS, ROWS = (6, 16), (4, 8)  # at least and at most
FEW, MANY = 0.35, 1.0  # how much of the ink the places without and with a booth have

Spot = tuple[float, float]
# Where no booth stands yet: an aisle between two halves, as on most squares.
DEFAULT_SPOTS: tuple[Spot, ...] = tuple((7.0 * x, 12.0 * y) for y in range(4) for x in range(12) if x != 5)


def pattern_svg(spots: Iterable[Spot]) -> str:
    """A tile of squares as SVG text, in white; how strong it is says whoever lays it on something.

    A row for each line of booths and a column for each place in it: booths are full, gaps and aisles are faint. Spots are
    metres. The same booths always give the same text.
    """
    filled, width, height = _cells(tuple(spots) or DEFAULT_SPOTS)
    squares = [
        f'<rect x="{x * STEP}" y="{y * STEP}" width="{SIDE}" height="{SIDE}" rx="{ROUND}"'
        f' opacity="{MANY if (x, y) in filled else FEW}"/>'
        for y in range(height)
        for x in range(width)
        if (x, y) in filled or (3 * x + 5 * y) % 4
    ]
    size = f'width="{width * STEP}" height="{height * STEP}" viewBox="0 0 {width * STEP} {height * STEP}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="#fff">{"".join(squares)}</svg>'


def _cells(spots: tuple[Spot, ...]) -> tuple[set[tuple[int, int]], int, int]:
    """Which places of how wide and high a tile hold a booth; every fifth or seventh place is left faint, for rhythm."""
    lines = sorted({round(y, 1) for _, y in spots})[: ROWS[1]]
    xs = sorted({x for x, _ in spots})
    step = min((b - a for a, b in zip(xs, xs[1:], strict=False) if b - a > 1), default=1.0)
    at = {(round((x - xs[0]) / step), lines.index(round(y, 1))) for x, y in spots if round(y, 1) in lines}
    width = min(max(COLUMNS[0], 1 + max(x for x, _ in at)), COLUMNS[1])
    height = max(ROWS[0], len(lines))
    grown = {(x, y) for x, y in at if x < width}
    grown |= {(x, y) for x, y in grown for y in range(len(lines), height)}
    return {(x, y) for x, y in grown if (x + width * y) % 5 != 1 and (x + width * y) % 7}, width, height
