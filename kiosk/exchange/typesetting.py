"""Documents to print: a template of `kiosk/templates` with values becomes a tagged PDF (docs/decisions/report.md).

Values travel as JSON and reach the page as text, so nothing in a name is markup. Fonts are the project's own; nothing is
fetched, and a template reads nothing beside `kiosk/templates`.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from badges.fonts import load

TEMPLATES = Path(__file__).parents[1] / "templates"
FONTS = Path(__file__).parents[1] / "static" / "vendor" / "fonts"
PDF_UA: Final = "ua-1"  # what readers for the blind rely on: tags, a language, a title, words for pictures


class Unset(Exception):
    """The document could not be set; the sentence is the typesetter's, for the log."""


def pdf(template: str, values: Mapping[str, Any], *, made_at: int) -> bytes:
    """The document as PDF/UA. `template`: below kiosk/templates; `values`: anything that JSON holds; `made_at`: ms, what the
    file says of when it was made. A letter that no glyph exists for is a `?`, as on badges. Raises Unset."""
    found = _set(template, values, format="pdf", pdf_standards=PDF_UA, timestamp=made_at // 1000)
    assert isinstance(found, bytes)
    return found


def pictures(template: str, values: Mapping[str, Any], *, ppi: float = 80) -> list[bytes]:
    """Its pages as PNG, to be looked at. Raises Unset."""
    found = _set(template, values, format="png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def _set(template: str, values: Mapping[str, Any], **options: Any) -> bytes | list[bytes]:
    told = json.dumps(_printable(values), ensure_ascii=False)
    try:
        found = _typesetter().compile(input=TEMPLATES / template, sys_inputs={"values": told}, **options)
    except typst.TypstError as error:
        raise Unset(error.diagnostic or error.message) from error
    assert found is not None
    return found


def _printable(value: Any) -> Any:
    """All texts in it, as the fonts can show them; drawings as they are, whose text is markup already."""
    if isinstance(value, str):
        return value if value.startswith("<svg ") else "\n".join(map(load().printable, value.split("\n")))
    if isinstance(value, Mapping):
        return {name: _printable(one) for name, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else value


@cache
def _typesetter() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts)
