"""The sign of each kind of visitor: a shape that is told apart without colour, from metres away."""

import math
from functools import lru_cache

from PIL import Image, ImageDraw

_SMOOTH = 4  # drawn so much larger and scaled down: Pillow draws polygons without smooth edges

Points = list[tuple[float, float]]


def _round(corners: int, turn: float = 0, inner: float = 1.0) -> Points:
    """Corners on a circle of radius 1, every second one at `inner` (a star); turn in degrees, 0 points up."""
    count = corners * 2 if inner != 1 else corners
    angles = [math.radians(turn - 90 + 360 * at / count) for at in range(count)]
    radii = [inner if at % 2 and inner != 1 else 1.0 for at in range(count)]
    return [
        (radius * math.cos(angle), radius * math.sin(angle))
        for angle, radius in zip(angles, radii, strict=True)
    ]


SHAPES: dict[str, Points] = {
    "circle": _round(72),
    "triangle": _round(3),
    "square": _round(4, 45),
    "diamond": _round(4),
    "hexagon": _round(6),
    "star": _round(5, inner=0.45),
    "burst": _round(8, inner=0.6),
    "house": [(0, -1), (1, -0.15), (0.78, -0.15), (0.78, 0.85), (-0.78, 0.85), (-0.78, -0.15), (-1, -0.15)],
    "arrow": [(0, -1), (0.95, 0), (0.4, 0), (0.4, 0.95), (-0.4, 0.95), (-0.4, 0), (-0.95, 0)],
    "plus": [
        *[(-0.33, -0.95), (0.33, -0.95), (0.33, -0.33), (0.95, -0.33), (0.95, 0.33), (0.33, 0.33)],
        *[(0.33, 0.95), (-0.33, 0.95), (-0.33, 0.33), (-0.95, 0.33), (-0.95, -0.33), (-0.33, -0.33)],
    ],
}


@lru_cache(maxsize=64)
def mask(shape: str, side_px: int) -> Image.Image:
    """The shape as a mask in mode `L`. `ring` and `frame` in a name (`circle-ring`) leave the middle open."""
    name, _, hollow = shape.partition("-")
    big = Image.new("L", (side_px * _SMOOTH,) * 2, 0)
    draw = ImageDraw.Draw(big)
    draw.polygon(_placed(SHAPES[name], big.width, 1.0), fill=255)
    if hollow:
        draw.polygon(_placed(SHAPES[name], big.width, 0.52), fill=0)
    return big.resize((side_px, side_px), Image.Resampling.LANCZOS)


@lru_cache(maxsize=64)
def pill(width_px: int, height_px: int, radius_px: int) -> Image.Image:
    """A rectangle with round corners as a mask in mode `L`."""
    big = Image.new("L", (width_px * _SMOOTH, height_px * _SMOOTH), 0)
    box = (0, 0, big.width - 1, big.height - 1)
    ImageDraw.Draw(big).rounded_rectangle(box, radius_px * _SMOOTH, fill=255)
    return big.resize((width_px, height_px), Image.Resampling.BOX)


def _placed(points: Points, side: int, scale: float) -> Points:
    half = (side - 1) / 2
    return [(half + half * scale * x, half + half * scale * y) for x, y in points]
