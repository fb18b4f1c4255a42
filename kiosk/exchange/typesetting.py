"""Documents to print: a template of `kiosk/templates` with values becomes a tagged PDF (docs/decisions/report.md).

Values travel as JSON and reach the page as text, so nothing in a name is markup. Fonts are the project's own; nothing is
fetched, and a template reads nothing beside `kiosk/templates`.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from badges.fonts import load

TEMPLATES = Path(__file__).parents[1] / "templates"
FONTS = Path(__file__).parents[1] / "static" / "vendor" / "fonts"
PDF_UA: Final = "ua-1"  # what readers for the blind rely on: tags, a language, a title, words for pictures
DRAWINGS = {"svg", "emblem", "pattern"}
_WORD = re.compile(r"[^ \n]+")  # blanks between words stay, also at the ends


class Unset(Exception):
    """The document could not be set; the sentence is the typesetter's, for the log."""


def pdf(template: str, values: Mapping[str, Any], *, made_at: int) -> bytes:
    """The document as PDF/UA. `template`: below kiosk/templates; `values`: anything that JSON holds, drawings under the names of
    DRAWINGS; `made_at`: ms, what the file says of when it was made. A letter that no glyph exists for is a `?`, as on badges.
    Raises Unset."""
    try:
        return typst.compile(
            TEMPLATES / template,
            root=TEMPLATES,
            font_paths=_fonts(),
            sys_inputs={"values": json.dumps(_printable(values), ensure_ascii=False)},
            pdf_standards=PDF_UA,
            timestamp=made_at // 1000,
        )
    except typst.TypstError as error:
        raise Unset(error.diagnostic or error.message) from error


def try_out() -> None:
    """Set one line, as any document is. Raises Unset."""
    try:
        typst.compile(
            b'#set text(font: "Pretendard")\n\xea\xb0\x80\xed\x9e\xa3', font_paths=_fonts(), format="pdf"
        )
    except typst.TypstError as error:
        raise Unset(error.diagnostic or error.message) from error


@cache
def _fonts() -> typst.Fonts:
    """Read once: whoever sets fifty sheets would wait for them fifty times."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _printable(value: Any) -> Any:
    """All texts in it, as the fonts can show them; drawings as they are, whose text is markup already."""
    if isinstance(value, str):
        return _WORD.sub(lambda word: load().printable(word[0]), value)
    if isinstance(value, Mapping):
        return {name: one if name in DRAWINGS else _printable(one) for name, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else value
