"""The report as one page of HTML that needs nothing beside itself: its fonts, drawings and emblem lie within."""

import re
from base64 import b64encode
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk.exchange.report.blocks import Column, Document
from kiosk.exchange.typesetting import TEMPLATES
from kiosk.language.sentences import gettext

FONTS = Path(__file__).parents[2] / "static" / "fonts"
_FACE = re.compile(r"@font-face \{.*?\}\n", re.DOTALL)
_FILE = re.compile(r'url\("([\w.-]+)"\)')
_RANGE = re.compile(r"U\+([0-9a-f]+)(?:-([0-9a-f]+))?")
_WEIGHTS = ("font-weight: 400", "font-weight: 700")


def painted(document: Document) -> str:
    """The whole page."""
    lang = document["lang"]
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "_": lambda sentence, **values: gettext(sentence, lang, **values),
        "picture": _address,
        "over": _over,
    }
    html = environment.get_template("report/page.html").render(report=document, fonts="")
    return environment.get_template("report/page.html").render(report=document, fonts=_fonts(html))


def _fonts(shown: str) -> Markup:
    """The parts of our fonts that have a character of this text, as they lie in kiosk/static/fonts, within the page."""
    characters = {ord(one) for one in shown}
    return Markup("").join(  # noqa: S704 (our own style sheet)
        Markup(_FILE.sub(lambda found: f'url("{_address("font/woff2", _bytes(found[1]))}")', face))
        for face, ranges in _faces()
        if any(first <= one <= last for one in characters for first, last in ranges)
    )


@cache
def _faces() -> list[tuple[str, list[tuple[int, int]]]]:
    sheet = (FONTS / "fonts.css").read_text(encoding="utf-8")
    faces = [face for face in _FACE.findall(sheet) if any(one in face for one in _WEIGHTS)]
    return [
        (face, [(int(first, 16), int(last or first, 16)) for first, last in _RANGE.findall(face)])
        for face in faces
    ]


def _over(columns: list[Column]) -> list[tuple[str, int]]:
    """The heads over columns, each with how many it is over; a column without one is a group of its own."""
    groups = groupby(enumerate(columns), key=lambda one: one[1]["over"] or one[0])
    return [(key if isinstance(key, str) else "", len(list(under))) for key, under in groups]


def _bytes(name: str) -> bytes:
    return (FONTS / name).read_bytes()


def _address(kind: str, data: str | bytes) -> str:
    content = data.encode() if isinstance(data, str) else data
    return f"data:{kind};base64,{b64encode(content).decode()}"
