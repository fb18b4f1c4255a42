"""The way that people walk on the square, along its aisles: what is drawn on maps, and what is told in metres and minutes.

Booths stand in rows with an aisle south of each; between the booths of a row one can pass. x grows to the east, y to the south.
"""

import math
from collections.abc import Iterable
from itertools import pairwise

Point = tuple[float, float]

AISLE_M = 6.0  # from a booth's middle to the middle of the aisle on its southern side
FRONT_M = 2.6  # from a booth's middle to its counter
BESIDE_M = 3.5  # from a booth's middle to the gap between it and the next
SAME_LINE_M = 3.0  # booths whose positions differ by less stand in one row or column


class Aisles:
    """The aisles around booths whose middles are these."""

    def __init__(self, booths: Iterable[Point]) -> None:
        rows = {y for _, y in booths}
        self._streets = {min(rows) - AISLE_M, *(row + AISLE_M for row in rows)} if rows else set()

    def way(self, here: Point, there: Point, *, from_booth: bool) -> list[Point]:
        """Corners of the way from a point, or from the booth whose middle it is, to the front of the booth at `there`."""
        (x0, y0), (x1, y1) = here, there
        start = y0 + FRONT_M if from_booth else y0
        street0 = y0 + AISLE_M if from_booth else self._street(y0)
        street1 = y1 + AISLE_M
        beside = x1 if abs(street0 - street1) < SAME_LINE_M else x1 + (BESIDE_M if x0 >= x1 else -BESIDE_M)
        return [
            (x0, start),
            (x0, street0),
            (beside, street0),
            (beside, street1),
            (x1, street1),
            (x1, y1 + FRONT_M),
        ]

    def walk_m(self, here: Point, there: Point, *, from_booth: bool) -> float:
        """How long that way is; nothing from a booth to itself."""
        if from_booth and here == there:
            return 0.0
        return length_m(self.way(here, there, from_booth=from_booth))

    def _street(self, y: float) -> float:
        """The aisle nearest to somebody who stands there: south of a row, or north of them all."""
        return min(self._streets, key=lambda street: (abs(street - y), street))


def length_m(way: Iterable[Point]) -> float:
    return sum(math.dist(one, other) for one, other in pairwise(way))
