"""Draws a badge: a layout, one person, and whole pixels for the QR."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from . import emblems, qr, shapes
from .code import grouped
from .fitting import LEADING, Fitted, Room, fit
from .fonts import Fonts, load
from .layouts import OTHER, BoxMm, Kind, Layout, Part, kind, layout

DPI = 300
MM_PER_INCH = 25.4
INK, PAPER, RULE = "#000000", "#ffffff", "#8a949e"

# From a line's middle down to its baseline, in font sizes: Hangul and digits both stand about 0.35 around it.
_BASELINE = 0.35
_INSET_MM, _RULE_MM, _FRAME_MM = 1.5, 0.25, 1.5

BoxPx = tuple[int, int, int, int]


@dataclass(frozen=True)
class Badge:
    """What is printed. Without a name it is a blank badge with lines to write on.

    code: the 16 digits; kind: Korean, as in the import file; origin: where phones open `/V/<code>`, None for
    digits alone; need: a few words that booths should see; event: the expo's name, in its `colour` (#rrggbb) beside its
    `emblem` (a PNG; None: the usual one, b"": none), without a colour in grey alone; lines: where to go (on a slip).
    """

    number: int
    serial: int
    code: str
    name: str
    enterprise: str | None
    kind: str
    origin: str | None = None
    need: str | None = None
    event: str = ""
    lines: tuple[str, ...] = ()
    colour: str = ""
    emblem: bytes | None = None


def draw(
    badge: Badge, layout_name: str = "card", dpi: int = DPI, fonts_dir: str | os.PathLike[str] | None = None
) -> Image.Image:
    """The badge as it is printed on its medium, in mode `RGB` (`L` where the layout is black only)."""
    chosen = layout(layout_name)
    face = draw_face(badge, chosen, dpi, load(fonts_dir))
    if chosen.faces == 1:
        return face
    flat = Image.new(face.mode, (face.width * chosen.faces, face.height), PAPER)
    for at in range(chosen.faces):
        flat.paste(face, (face.width * at, 0))
    return flat


def blank(number: int, serial: int, code: str, origin: str | None = None, event: str = "") -> Badge:
    """A finished code with lines for a hand to write on: the paper fallback, claimed later at the desk."""
    return Badge(number, serial, code, name="", enterprise=None, kind="", origin=origin, event=event)


def draw_face(badge: Badge, chosen: Layout, dpi: int, fonts: Fonts) -> Image.Image:
    """One face of the badge."""
    page = _Page(chosen, dpi, fonts)
    look = kind(badge.kind)
    if look.staff:
        page.frame(look)
    for field, part in _parts_for(badge, chosen):
        _PAINTERS.get(field, _paint_text)(page, part, badge, field)
    return page.image


def _parts_for(badge: Badge, chosen: Layout) -> list[tuple[str, Part]]:
    """Who belongs to no enterprise has the name stand in the room of both."""
    parts = dict(chosen.parts)
    if badge.name and not badge.enterprise:
        parts["name"] = replace(parts["name"], box=_around(parts.pop("enterprise").box, parts["name"].box))
    return list(parts.items())


def _around(upper: BoxMm, lower: BoxMm) -> BoxMm:
    return (lower[0], upper[1], lower[2], lower[1] + lower[3] - upper[1])


class _Page:
    """An image measured in millimetres."""

    def __init__(self, chosen: Layout, dpi: int, fonts: Fonts) -> None:
        self.dpi, self.fonts, self.mono = dpi, fonts, chosen.mono
        size = (self.px(chosen.size[0]), self.px(chosen.size[1]))
        self.image = Image.new("L" if chosen.mono else "RGB", size, PAPER)
        self.canvas = ImageDraw.Draw(self.image)

    def px(self, mm: float) -> int:
        return round(mm * self.dpi / MM_PER_INCH)

    def box(self, mm: BoxMm) -> BoxPx:
        return self.px(mm[0]), self.px(mm[1]), self.px(mm[2]), self.px(mm[3])

    def colour(self, wanted: str) -> str:
        return INK if self.mono and wanted != PAPER else wanted

    def frame(self, look: Kind) -> None:
        width, height = self.image.size
        self.canvas.rectangle(
            (0, 0, width - 1, height - 1), outline=self.colour(look.colour), width=self.px(_FRAME_MM)
        )

    def fitted(self, text: str, part: Part, width_px: int, height_px: int) -> Fitted:
        largest, smallest = (size * self.dpi / MM_PER_INCH for size in part.letters)
        room = Room(width_px, height_px, largest, smallest, part.lines)
        return fit(text, room, lambda piece: self.fonts.width_em(part.weight, piece))

    def write(self, fitted: Fitted, box: BoxPx, part: Part, colour: str) -> None:
        """The lines, in the middle of the box's height."""
        left, top, width, height = box
        x, anchor = {"left": (left, "ls"), "center": (left + width / 2, "ms"), "right": (left + width, "rs")}[
            part.align
        ]
        font = self.fonts.sized(part.weight, fitted.size)
        middle = top + height / 2 - (len(fitted.lines) - 1) * LEADING * fitted.size / 2
        for at, line in enumerate(fitted.lines):
            y = middle + (at * LEADING + _BASELINE) * fitted.size
            self.canvas.text((x, y), line, font=font, fill=self.colour(colour), anchor=anchor)


def _paint_text(page: _Page, part: Part, badge: Badge, field: str) -> None:
    text = page.fonts.printable(_TEXTS[field](badge))
    box = page.box(part.box)
    if text:
        page.write(page.fitted(text, part, box[2], box[3]), box, part, part.colour)
    elif part.blank and not badge.name:
        _rule(page, part, box)


def _paint_event(page: _Page, part: Part, badge: Badge, field: str) -> None:
    """The emblem as high as the line, then the expo's name in its colour."""
    if not badge.colour or not badge.event or badge.emblem == b"":
        _paint_text(page, replace(part, colour=badge.colour or part.colour), badge, field)
        return
    left, top, width, side = page.box(part.box)
    gap, text = side // 3, page.fonts.printable(badge.event)
    fitted = page.fitted(text, part, width - side - gap, side)
    text_px = page.fonts.width_em(part.weight, fitted.lines[0]) * fitted.size
    start = left + (round((width - side - gap - text_px) / 2) if part.align == "center" else 0)
    emblem = emblems.drawn(badge.emblem, badge.colour, side, mono=page.mono)
    page.image.paste(emblem, (start, top), emblem.getchannel("A"))
    words = replace(part, align="left")
    page.write(fitted, (start + side + gap, top, width, side), words, badge.colour)


def _rule(page: _Page, part: Part, box: BoxPx) -> None:
    """A line to write on, with its word small above its beginning."""
    left, top, width, height = box
    foot = top + height - page.px(1)
    page.canvas.rectangle((left, foot, left + width, foot + page.px(_RULE_MM)), fill=page.colour(RULE))
    word = replace(part, letters=(3, 2), lines=1, weight="regular", align="left")
    side = page.px(5)
    page.write(page.fitted(part.blank, word, width, side), (left, foot - side, width, side), word, "#464c53")


def _paint_lines(page: _Page, part: Part, badge: Badge, field: str) -> None:
    """One row a line, all in the size of the longest."""
    rows = [page.fonts.printable(line) for line in badge.lines[: part.lines]]
    if not rows:
        return
    left, top, width, height = page.box(part.box)
    row_px = height // part.lines
    single = replace(part, lines=1)
    fitted = [page.fitted(row, single, width, row_px) for row in rows]
    size = min(each.size for each in fitted)
    for at, each in enumerate(fitted):
        page.write(Fitted(each.lines, size), (left, top + at * row_px, width, row_px), single, part.colour)


def _paint_qr(page: _Page, part: Part, badge: Badge, field: str) -> None:
    """Flush with the right edge of its box; what whole pixels leave over is split above and below."""
    left, top, width, height = page.box(part.box)
    text = qr.payload(badge.code, badge.origin)
    symbol = qr.image(text, max(1, width // len(qr.matrix(text))), quiet=0)
    page.image.paste(symbol, (left + width - symbol.width, top + (height - symbol.height) // 2))


def _paint_kind(page: _Page, part: Part, badge: Badge, field: str) -> None:
    """The sign and the word in white on a bar of the kind's colour."""
    if not badge.kind and not badge.name:
        _rule(page, part, page.box(part.box))
        return
    look, word = kind(badge.kind), page.fonts.printable(badge.kind or OTHER)
    left, top, width, height = page.box(part.box)
    page.image.paste(page.colour(look.colour), (left, top), shapes.pill(width, height, height // 4))
    side, gap = round(height * 0.66), round(height * 0.25)
    fitted = page.fitted(word, part, width - side - 3 * gap, height)
    text_px = page.fonts.width_em(part.weight, fitted.lines[0]) * fitted.size
    start = left + round((width - side - gap - text_px) / 2)
    page.image.paste(PAPER, (start, top + (height - side) // 2), shapes.mask(look.shape, side))
    page.write(fitted, (start + side + gap, top, width, height), part, PAPER)


def _paint_need(page: _Page, part: Part, badge: Badge, field: str) -> None:
    """The need in a thin outline."""
    text = page.fonts.printable(badge.need or "")
    if not text:
        return
    left, top, width, height = page.box(part.box)
    inset = page.px(_INSET_MM)
    fitted = page.fitted(text, part, width - 2 * inset, height)
    wide = min(width, round(page.fonts.width_em(part.weight, fitted.lines[0]) * fitted.size) + 2 * inset)
    page.canvas.rounded_rectangle(
        (left, top, left + wide, top + height), height // 4, outline=INK, width=max(1, page.px(0.4))
    )
    page.write(fitted, (left + inset, top, wide, height), part, part.colour)


_TEXTS: dict[str, Callable[[Badge], str]] = {
    "event": lambda badge: badge.event,
    "enterprise": lambda badge: badge.enterprise or "",
    "name": lambda badge: badge.name,
    "number": lambda badge: str(badge.number),
    "code": lambda badge: grouped(badge.code),
}
_PAINTERS: dict[str, Callable[[_Page, Part, Badge, str], None]] = {
    "event": _paint_event,
    "qr": _paint_qr,
    "kind": _paint_kind,
    "need": _paint_need,
    "lines": _paint_lines,
}
