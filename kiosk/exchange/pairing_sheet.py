"""The pairing sheet as a PDF: A4 pages of ten cards to cut apart, each with a QR, whose station it makes, and how.

`python -m kiosk.exchange.pairing_sheet` is a process of its own that reads what to draw as JSON and writes the file: sixty
QR codes take seconds, and the server's loop must not wait.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from badges import qr
from badges.drawing import DPI, MM_PER_INCH
from badges.fitting import LEADING, Room, fit
from badges.fonts import Fonts, load
from badges.pdf import Line, Pdf, Placed, pack
from badges.sheet import A4_MM
from kiosk.expo.square import pairing_cards
from kiosk.language.sentences import N_, gettext
from kiosk.serving import interpreters

CARD_MM = (95.0, 55.0)
COLUMNS, ROWS = 2, 5
DRAWN_S = 120

_LEFT, _TOP = (A4_MM[0] - COLUMNS * CARD_MM[0]) / 2, (A4_MM[1] - ROWS * CARD_MM[1]) / 2
_QR_MM, _INSET_MM = 44.0, 4.0
_TEXT_LEFT, _TEXT_MM = 51.0, 40.0
_HOW = N_("태블릿의 카메라로 찍으세요")
_BROKEN = N_("고장 난 태블릿을 바꿀 때도 새 태블릿으로 찍으세요")


def asked(
    cards: Iterable[pairing_cards.ShownCard], badge_key: bytes, origin: str, event: str, lang: str
) -> dict[str, Any]:
    """What to draw, as JSON. `origin`: what tablets open (`https://host:port`); `event`: the expo's name."""
    base = origin.rstrip("/").upper()
    return {
        "event": event,
        "title": gettext("연결표", lang),
        "how": gettext(_HOW, lang),
        "broken": gettext(_BROKEN, lang),
        "cards": [
            {
                "url": f"{base}/P/{pairing_cards.code_of(badge_key, card)}",
                "title": pairing_cards.title(card, lang),
                "booth": card["booth"] or "",
                "agency": (lang == "en" and card["agency_en"]) or card["agency"] or "",
                "number": card["id"],
            }
            for card in cards
        ],
    }


def draw(asked: Mapping[str, Any]) -> bytes:
    """The PDF, drawn by another process. The calling thread waits for it, so it must not be the loop's."""
    done = subprocess.run(
        interpreters.command("kiosk.exchange.pairing_sheet"),
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        env=interpreters.environment(),
        timeout=DRAWN_S,
        check=True,
    )
    return done.stdout


def write(asked: Mapping[str, Any], path: Path) -> int:
    """Write the PDF; returns its number of pages."""
    cards, a_page = asked["cards"], COLUMNS * ROWS
    pages = [cards[at : at + a_page] for at in range(0, len(cards), a_page)]
    fonts = load()
    with Pdf(path, *A4_MM, title=asked["title"]) as pdf:
        for number, on_page in enumerate(pages, 1):
            placed = [
                Placed(pdf.image(pack(_card(card, asked, fonts))), *_corner(at), *CARD_MM)
                for at, card in enumerate(on_page)
            ]
            slug = _line(f"{asked['title']} {number}/{len(pages)}  ·  {asked['event']}", 3.0, fonts)
            size = slug.width / _px_per_mm(), slug.height / _px_per_mm()
            pdf.page([*placed, Placed(pdf.image(pack(slug)), _LEFT, _TOP - 6, *size)], _cuts())
    return len(pages)


def _card(card: Mapping[str, Any], asked: Mapping[str, Any], fonts: Fonts) -> Image.Image:
    image = Image.new("L", (_px(CARD_MM[0]), _px(CARD_MM[1])), 255)
    modules = len(qr.matrix(card["url"])) + 2 * qr.QUIET_MODULES
    code = qr.image(card["url"], _px(_QR_MM) // modules).convert("L")
    image.paste(code, (_px(_INSET_MM), (image.height - code.height) // 2))
    page = _Words(ImageDraw.Draw(image), fonts)
    if card["booth"]:
        page.write(card["booth"], "bold", 5.0, Room(_TEXT_MM, 13, 13, 8))
        page.write(card["title"], "bold", 19.5, Room(_TEXT_MM, 5, 5, 3))
        page.write(card["agency"], "regular", 26.0, Room(_TEXT_MM, 13, 5, 2.6, lines=3))
    else:
        page.write(card["title"], "bold", 6.0, Room(_TEXT_MM, 22, 9.5, 5, lines=2))
    page.write(asked["how"], "regular", 39.0, Room(_TEXT_MM, 3, 3, 2))
    page.write(asked["broken"], "regular", 43.5, Room(_TEXT_MM, 7, 2.8, 2.6, lines=2))
    page.write(f"#{card['number']}", "regular", 50.8, Room(_TEXT_MM, 2.4, 2.4, 2))
    return image


class _Words:
    """Writes lines into the right half of a card, in millimetres."""

    def __init__(self, page: ImageDraw.ImageDraw, fonts: Fonts) -> None:
        self._page, self._fonts = page, fonts

    def write(self, text: str, weight: str, top_mm: float, room: Room) -> None:
        text = self._fonts.printable(text)
        fitted = fit(text, room, lambda part: self._fonts.width_em(weight, part))
        font = self._fonts.sized(weight, fitted.size * _px_per_mm())
        for at, line in enumerate(fitted.lines):
            y = top_mm + at * fitted.size * LEADING
            self._page.text((_px(_TEXT_LEFT), _px(y)), line, font=font, fill=0, anchor="lt")


def _line(text: str, size_mm: float, fonts: Fonts) -> Image.Image:
    text = fonts.printable(text)
    font = fonts.sized("regular", size_mm * _px_per_mm())
    image = Image.new("L", (int(font.getlength(text)) + 2, _px(size_mm * 1.3)), 255)
    ImageDraw.Draw(image).text((0, image.height / 2), text, font=font, fill=90, anchor="lm")
    return image


def _corner(at: int) -> tuple[float, float]:
    row, column = divmod(at, COLUMNS)
    return _LEFT + column * CARD_MM[0], _TOP + row * CARD_MM[1]


def _cuts() -> list[Line]:
    """Where to cut, across the whole block of cards."""
    right, bottom = A4_MM[0] - _LEFT, A4_MM[1] - _TOP
    across = [
        Line(_LEFT, y, right, y, dashed=True) for y in (_TOP + at * CARD_MM[1] for at in range(ROWS + 1))
    ]
    down = [
        Line(x, _TOP, x, bottom, dashed=True) for x in (_LEFT + at * CARD_MM[0] for at in range(COLUMNS + 1))
    ]
    return across + down


def _px(mm: float) -> int:
    return round(mm * _px_per_mm())


def _px_per_mm() -> float:
    return DPI / MM_PER_INCH


def main() -> None:
    """The process that draws."""
    os.nice(interpreters.BELOW)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pairing.pdf"
        write(json.load(sys.stdin), path)
        sys.stdout.buffer.write(path.read_bytes())


if __name__ == "__main__":
    main()
