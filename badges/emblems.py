"""The expo's emblem as it stands on a badge: its own picture, or nine squares with the middle column lit."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

_SMOOTH = 4
_LIT = "#ffc745"
_SIDE, _AT = 9, (0, 11, 22)  # of the 31 units that the nine squares take


@lru_cache(maxsize=8)
def drawn(png: bytes | None, colour: str, side_px: int, *, mono: bool) -> Image.Image:
    """A square picture in mode `RGBA`; `mono`: in black for paper that knows no colours."""
    image = _own(png, side_px) if png else _usual(colour, side_px, mono)
    if mono and png:
        grey = image.convert("LA").getchannel("L")
        image = Image.merge("RGBA", (grey, grey, grey, image.getchannel("A")))
    return image


def _own(png: bytes, side_px: int) -> Image.Image:
    with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
        image = opened.convert("RGBA")
    image.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
    whole = Image.new("RGBA", (side_px, side_px), "#0000")
    whole.paste(image, ((side_px - image.width) // 2, (side_px - image.height) // 2))
    return whole


def _usual(colour: str, side_px: int, mono: bool) -> Image.Image:
    big = Image.new("RGBA", (side_px * _SMOOTH,) * 2, "#0000")
    draw, unit = ImageDraw.Draw(big), big.width / 31
    for x in _AT:
        ink = ("#000" if x != _AT[1] else "#888") if mono else (colour if x != _AT[1] else _LIT)
        for y in _AT:
            box = (x * unit, y * unit, (x + _SIDE) * unit - 1, (y + _SIDE) * unit - 1)
            draw.rounded_rectangle(box, 2 * unit, fill=ink)
    return big.resize((side_px, side_px), Image.Resampling.LANCZOS)
