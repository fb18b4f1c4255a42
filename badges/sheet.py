"""The print sheet: badges on A4 with crop marks, in the order of their names."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from .drawing import DPI, MM_PER_INCH, PAPER, Badge, draw_face
from .files import whole
from .fonts import load
from .layouts import Layout, layout
from .pdf import Line, Packed, Pdf, Placed, pack

A4_MM = (210.0, 297.0)
WORTH_A_POOL = 40  # badges; for fewer, starting more processes costs more than it saves

_MARK_MM, _MARK_GAP_MM, _FOLD_MM, _SLUG_MM = 5.0, 1.5, 3.0, 3.2
_HANDED_AT_ONCE = 8

Progress = Callable[[int, int], None]
FontsDir = str | os.PathLike[str] | None
Pieces = list[tuple[Placed, Packed]]  # of one face, in mm from its corner; the images have no number yet


def sheet(
    badges: Iterable[Badge],
    path: str | os.PathLike[str],
    on_progress: Progress | None = None,
    layout_name: str = "card",
    dpi: int = DPI,
    fonts_dir: FontsDir = None,
    workers: int | None = None,
) -> int:
    """Writes the PDF and returns its number of pages; blank badges come last, by number.

    on_progress(done, total) is called after each badge. The file appears whole or not at all. workers:
    drawing processes, by default one a core for a long sheet; with 1 everything is drawn in this one.
    """
    chosen, ordered = layout(layout_name), sorted(badges, key=_order)
    load(fonts_dir)  # a missing font is told here, not by a process that dies of it
    a_page = chosen.grid[0] * chosen.grid[1]
    pages = [ordered[at : at + a_page] for at in range(0, len(ordered), a_page)]
    done = 0
    with whole(Path(path)) as unfinished, Pdf(unfinished, *A4_MM, title=chosen.title) as pdf:
        faces = _drawn(ordered, partial(_packed, layout_name, dpi, fonts_dir), workers)
        for number, people in enumerate(pages, 1):
            images: list[list[Placed]] = []
            for _ in people:
                images.append([one._replace(image=pdf.image(packed)) for one, packed in next(faces)])
                done += 1
                if on_progress:
                    on_progress(done, len(ordered))
            slug = _slug(pdf, chosen, f"{number}/{len(pages)}  {_span(people)}", dpi, fonts_dir)
            pdf.page([*_imposed(chosen, images), *slug], marks(chosen))
        if not pages:
            pdf.page([])
    return len(pages)


def marks(chosen: Layout) -> list[Line]:
    """Crop marks outside the badges, or at the paper's edge where they fill it; dashed ones for a fold."""
    left, top, right, bottom, (flat, tall) = _block(chosen)
    columns, rows = chosen.grid
    cuts_x = [left + at * flat for at in range(columns + 1)]
    cuts_y = [top + at * tall for at in range(rows + 1)]
    folds_x = [x + at * chosen.size[0] for x in cuts_x[:-1] for at in range(1, chosen.faces)]
    lines: list[Line] = []
    for x in cuts_x:
        lines += [Line(x, y1, x, y2) for y1, y2 in _outside(top, bottom, A4_MM[1])]
    for y in cuts_y:
        lines += [Line(x1, y, x2, y) for x1, x2 in _outside(left, right, A4_MM[0])]
    for x in folds_x:
        lines += [Line(x, y, x, y + _FOLD_MM, dashed=True) for y in cuts_y[:-1]]
        lines += [Line(x, y - _FOLD_MM, x, y, dashed=True) for y in cuts_y[1:]]
    return lines


def _outside(start: float, end: float, paper: float) -> list[tuple[float, float]]:
    """Both ends of a cut: beside the block where the margin has room, else just inside the paper's edges."""
    if start < _MARK_MM:
        return [(0, _MARK_MM), (paper - _MARK_MM, paper)]
    reach = min(_MARK_MM, start - _MARK_GAP_MM)
    return [
        (start - _MARK_GAP_MM - reach, start - _MARK_GAP_MM),
        (end + _MARK_GAP_MM, end + _MARK_GAP_MM + reach),
    ]


def _block(chosen: Layout) -> tuple[float, float, float, float, tuple[float, float]]:
    """Left, top, right, bottom of all badges in the middle of the paper, and the size of one, in mm."""
    flat = (chosen.size[0] * chosen.faces, chosen.size[1])
    width, height = flat[0] * chosen.grid[0], flat[1] * chosen.grid[1]
    left, top = (A4_MM[0] - width) / 2, (A4_MM[1] - height) / 2
    return left, top, left + width, top + height, flat


def _imposed(chosen: Layout, faces: list[list[Placed]]) -> Iterator[Placed]:
    left, top, _, _, (flat, tall) = _block(chosen)
    for at, pieces in enumerate(faces):
        row, column = divmod(at, chosen.grid[0])
        for face in range(chosen.faces):
            x = left + column * flat + face * chosen.size[0]
            for piece in pieces:
                yield piece._replace(left=x + piece.left, top=top + row * tall + piece.top)


def _order(badge: Badge) -> tuple[bool, str, str, int]:
    return not badge.name, badge.name, badge.enterprise or "", badge.number


def _span(people: list[Badge]) -> str:
    first, last = ((badge.name or str(badge.number)) for badge in (people[0], people[-1]))
    return first if first == last else f"{first} – {last}"


def _slug(pdf: Pdf, chosen: Layout, text: str, dpi: int, fonts_dir: FontsDir) -> list[Placed]:
    """Which page it is and whose badges it has, in the upper margin if there is room for it."""
    left, top, *_ = _block(chosen)
    if top < _MARK_MM + _SLUG_MM:
        return []
    fonts, px_per_mm = load(fonts_dir), dpi / MM_PER_INCH
    text = fonts.printable(text)
    font = fonts.sized("regular", _SLUG_MM * 0.8 * px_per_mm)
    strip = Image.new("L", (int(font.getlength(text)) + 2, round(_SLUG_MM * px_per_mm)), 255)
    ImageDraw.Draw(strip).text((0, strip.height / 2), text, font=font, fill=90, anchor="lm")
    width = strip.width / px_per_mm
    return [Placed(pdf.image(pack(strip)), left + 3, top - _MARK_GAP_MM - _SLUG_MM, width, _SLUG_MM)]


def _drawn(badges: list[Badge], draw: Callable[[Badge], Pieces], workers: int | None) -> Iterator[Pieces]:
    workers = workers or (min(os.cpu_count() or 1, 8) if len(badges) >= WORTH_A_POOL else 1)
    if workers == 1:
        yield from map(draw, badges)
        return
    # Spawned, not forked: the server that may call this has threads, and a fork copies their locks.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(draw, badges, chunksize=_HANDED_AT_ONCE)


def _packed(layout_name: str, dpi: int, fonts_dir: FontsDir, badge: Badge) -> Pieces:
    """A face in pieces, one a part, since many badges have some of them in common; below them what stands outside."""
    chosen = layout(layout_name)
    face = draw_face(badge, chosen, dpi, load(fonts_dir))
    px_mm = chosen.size[0] / face.width, chosen.size[1] / face.height
    pieces: Pieces = []
    for part in chosen.parts.values():
        left, top, width, height = (round(mm * dpi / MM_PER_INCH) for mm in part.box)
        box = (left, top, min(left + width, face.width), min(top + height, face.height))
        pieces += _piece(face.crop(box), left, top, px_mm)
        face.paste(PAPER, box)
    return [*_piece(face, 0, 0, px_mm), *pieces]


def _piece(image: Image.Image, left: int, top: int, px_mm: tuple[float, float]) -> Pieces:
    """Nothing for a piece without ink."""
    if ImageChops.invert(image).getbbox() is None:
        return []
    across, down = px_mm
    size = image.width * across, image.height * down
    return [(Placed(0, left * across, top * down, *size), pack(image))]
