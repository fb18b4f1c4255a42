"""Writes a PDF whose pages hold images and thin lines, page by page as they come.

The images arrive packed, because the drawing processes did that, and are written as they are: nothing is kept
in memory but a mark of each, and nothing waits for one core. PDF libraries take pictures unpacked and pack them in the process that
writes, which takes longer than all the drawing.
"""

import hashlib
import io
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from PIL import Image

_POINTS_PER_MM = 72 / 25.4
_HAIRLINE_POINTS = 0.4
_CATALOG, _PAGES = 1, 2
STEPS, SEVERAL_INKS = 4, 256
_WHITE, _NEARLY = (255, 255, 255), 8

Rgb = tuple[int, int, int]


class Packed(NamedTuple):
    """An image ready to be written: size in pixels, RGB of its few colours, bits a pixel, and the pixels as a PNG packs
    them."""

    width: int
    height: int
    colours: bytes
    bits: int
    pixels: bytes


class Placed(NamedTuple):
    """An image on a page, by the number it got: its box in mm from the page's top left corner."""

    image: int
    left: float
    top: float
    width: float
    height: float


class Line(NamedTuple):
    """A hairline in mm from the page's top left corner; a dashed one says fold."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


def pack(image: Image.Image) -> Packed:
    """An image in mode `L` or `RGB` in few colours: one ink on white in four steps, which is as much as paper shows of
    smooth edges at 300 dpi; several inks in 256 colours."""
    image = image.convert("RGB")
    few = _one_ink(image) or image.quantize(SEVERAL_INKS, dither=Image.Dither.NONE)
    colours = few.getpalette() or []
    bits = 2 if len(colours) == 3 * STEPS else 8
    out = io.BytesIO()
    few.save(out, "PNG", bits=bits, compress_level=6)
    return Packed(
        image.width,
        image.height,
        bytes(colours[: 3 << bits]).ljust(3 << bits, b"\xff"),
        bits,
        _data(out.getvalue()),
    )


def _one_ink(image: Image.Image) -> Image.Image | None:
    """In steps from white to the ink; None where there is more than one ink."""
    found: Any = image.getcolors(image.width * image.height)  # pairs of how often and which
    counted: list[tuple[int, Rgb]] = sorted(found, reverse=True)
    ink = next((colour for _, colour in counted if colour != _WHITE), (0, 0, 0))
    if not all(_between(colour, ink) for _, colour in counted):
        return None
    darkest = _lightness(ink)
    step = [min(STEPS - 1, round((255 - light) * (STEPS - 1) / (255 - darkest))) for light in range(256)]
    few = image.convert("L").point(step).convert("L")
    few = Image.frombytes("P", few.size, few.tobytes())
    few.putpalette([round(255 - (255 - part) * at / (STEPS - 1)) for at in range(STEPS) for part in ink])
    return few


def _between(colour: Rgb, ink: Rgb) -> bool:
    """Whether this is the ink, thinned with white."""
    share = (255 - _lightness(colour)) / (255 - _lightness(ink))
    return all(
        abs(255 - (255 - pure) * share - part) <= _NEARLY for part, pure in zip(colour, ink, strict=True)
    )


def _lightness(colour: Rgb) -> int:
    """As Pillow's mode `L` has it; an ink is never white."""
    red, green, blue = colour
    return min(254, (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16) if colour != _WHITE else 255


def _data(png: bytes) -> bytes:
    """What a PNG file holds of pixels: a PDF takes it as it is."""
    at, found = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        found += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    return found


class Pdf:
    """An open PDF file, to be used in a `with`; pages of one size in mm."""

    def __init__(self, path: Path, width_mm: float, height_mm: float, title: str) -> None:
        self._size_mm = (width_mm, height_mm)
        self._file = path.open("wb")
        self._offsets = {_CATALOG: 0, _PAGES: 0}
        self._pages: list[int] = []
        self._images: dict[bytes, int] = {}
        self._file.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
        self._info = self._add(f"<< /Title <feff{title.encode('utf-16-be').hex()}> >>".encode())

    def __enter__(self) -> "Pdf":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if error is None:
                self._finish()

    def image(self, packed: Packed) -> int:
        """Adds an image, to be placed on any page as often as wanted; returns its number. The same image again, as the
        expo's name on every badge, is written once."""
        mark = hashlib.sha256(repr(packed).encode()).digest()
        if mark not in self._images:
            self._images[mark] = self._stream(
                f"/Type /XObject /Subtype /Image /Width {packed.width} /Height {packed.height}"
                f" /ColorSpace [/Indexed /DeviceRGB {(1 << packed.bits) - 1} <{packed.colours.hex()}>]"
                f" /BitsPerComponent {packed.bits} /Filter /FlateDecode /DecodeParms"
                f" << /Predictor 15 /Colors 1 /BitsPerComponent {packed.bits} /Columns {packed.width} >>",
                packed.pixels,
            )
        return self._images[mark]

    def page(self, placed: list[Placed], lines: Iterable[Line] = ()) -> None:
        """Adds a page."""
        steps = [self._image_step(each) for each in placed] + [self._line_step(line) for line in lines]
        content = self._stream("/Filter /FlateDecode", zlib.compress("\n".join(steps).encode()))
        images = " ".join(f"/I{number} {number} 0 R" for number in sorted({each.image for each in placed}))
        width, height = (_points(side) for side in self._size_mm)
        self._pages.append(
            self._add(
                f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [0 0 {width} {height}]"
                f" /Resources << /XObject << {images} >> >> /Contents {content} 0 R >>".encode()
            )
        )

    def _image_step(self, placed: Placed) -> str:
        bottom = self._size_mm[1] - placed.top - placed.height
        box = f"{_points(placed.width)} 0 0 {_points(placed.height)} {_points(placed.left)} {_points(bottom)}"
        return f"q {box} cm /I{placed.image} Do Q"

    def _line_step(self, line: Line) -> str:
        height = self._size_mm[1]
        start = f"{_points(line.x1)} {_points(height - line.y1)} m"
        end = f"{_points(line.x2)} {_points(height - line.y2)} l"
        return f"q {_HAIRLINE_POINTS} w {'[2 2] 0 d ' if line.dashed else ''}{start} {end} S Q"

    def _stream(self, entries: str, body: bytes) -> int:
        head = f"<< {entries} /Length {len(body)} >>\nstream\n".encode()
        return self._add(head + body + b"\nendstream")

    def _add(self, body: bytes, number: int | None = None) -> int:
        number = number or len(self._offsets) + 1
        self._offsets[number] = self._file.tell()
        self._file.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
        return number

    def _finish(self) -> None:
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._add(f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>".encode(), _PAGES)
        self._add(f"<< /Type /Catalog /Pages {_PAGES} 0 R >>".encode(), _CATALOG)
        start, count = self._file.tell(), len(self._offsets) + 1
        rows = "".join(f"{offset:010d} 00000 n \n" for _, offset in sorted(self._offsets.items()))
        root = f"<< /Size {count} /Root {_CATALOG} 0 R /Info {self._info} 0 R >>"
        table = f"xref\n0 {count}\n0000000000 65535 f \n{rows}"
        self._file.write(f"{table}trailer\n{root}\nstartxref\n{start}\n%%EOF\n".encode())


def _points(mm: float) -> str:
    return f"{mm * _POINTS_PER_MM:.3f}"
