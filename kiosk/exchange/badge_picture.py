"""The badge as a picture for a phone (PNG): to be saved before the day, and held to a kiosk's camera without any network."""

import io
from typing import NamedTuple

from PIL import Image, ImageDraw

from badges import qr
from badges.code import grouped
from badges.fitting import LEADING, Room, fit
from badges.fonts import Fonts, load

SIZE = (1080, 1620)  # px: two thirds of a phone's screen, so that the whole of it is seen at once
EDGE = 72
HEAD = 190
INK, QUIET, PAPER = "#12202b", "#4c5c6b", "#ffffff"


class Picture(NamedTuple):
    """What stands on it. `qr`: what its code holds; `colour`, `on`: of the head and its letters; `lines`: where and when."""

    event: str
    colour: str
    on: str
    number: int
    name: str
    enterprise: str
    code: str
    qr: str
    hint: str
    lines: tuple[str, ...] = ()


def draw(picture: Picture) -> bytes:
    """The file. Takes some 50 ms, so a server draws it off its loop."""
    image = Image.new("RGB", SIZE, PAPER)
    page = _Page(ImageDraw.Draw(image), load())
    page.pen.rectangle((0, 0, SIZE[0], HEAD), fill=picture.colour)
    page.write(picture.event, "bold", (40, 110), picture.on, 52)
    page.write(str(picture.number), "bold", (HEAD + 24, 190), INK, 190)
    page.write(picture.name, "bold", (HEAD + 226, 76), INK, 60)
    page.write(picture.enterprise, "regular", (HEAD + 306, 50), QUIET, 40)
    modules = len(qr.matrix(picture.qr)) + 2 * qr.QUIET_MODULES
    code = qr.image(picture.qr, 780 // modules).convert("RGB")
    top = HEAD + 366
    image.paste(code, ((SIZE[0] - code.width) // 2, top))
    top += code.height
    page.write(grouped(picture.code), "regular", (top - 4, 44), QUIET, 36)
    page.write(picture.hint, "bold", (top + 56, 60), INK, 44)
    for at, line in enumerate(picture.lines):
        page.write(line, "regular", (top + 128 + at * 54, 50), QUIET, 38)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


class _Page:
    """Writes lines in the middle of the picture."""

    def __init__(self, pen: ImageDraw.ImageDraw, fonts: Fonts) -> None:
        self.pen, self._fonts = pen, fonts

    def write(self, text: str, weight: str, place: tuple[int, int], colour: str, size: int) -> None:
        """One line, as large as its room permits. `place`: its top and height."""
        text = self._fonts.printable(text)
        if not text:
            return
        top, high = place
        room = Room(SIZE[0] - 2 * EDGE, high, size, 20)
        fitted = fit(text, room, lambda part: self._fonts.width_em(weight, part))
        font = self._fonts.sized(weight, fitted.size)
        middle = top + high / 2 - (len(fitted.lines) - 1) * LEADING * fitted.size / 2
        for at, line in enumerate(fitted.lines):
            y = middle + (at * LEADING + 0.35) * fitted.size
            self.pen.text((SIZE[0] / 2, y), line, font=font, fill=colour, anchor="ms")
