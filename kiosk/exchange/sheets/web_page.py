"""HTML saved as .xls, as government systems make it, and web archives (MHTML). All tables of a page are one sheet, one
below the other with the text between them, as a spreadsheet shows it."""

import email
import email.policy
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from kiosk.exchange.sheets.grid import Grid
from kiosk.exchange.sheets.letters import decode, spoilt_note
from kiosk.exchange.sheets.sheet import MAX_CELL_CHARS, Sheet, too_long_a_cell

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]{2,20})""", re.IGNORECASE)
_UNSHOWN = ("script", "style", "title", "head", "xml")
_BREAKS = ("br", "p", "div", "li", "caption", "h1", "h2", "h3", "h4", "h5", "h6")


def read(data: bytes, lang: str) -> Iterator[Iterator[Sheet]]:
    said = _CHARSET.search(data[:4000])
    text, spoilt = decode(data, lang, said[1].decode() if said else "")
    yield iter([_sheet(text, spoilt_note(spoilt, lang), lang)])


def read_archive(data: bytes, lang: str) -> Iterator[Iterator[Sheet]]:
    """The pages inside a web archive, a sheet each."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    yield iter([sheet for part in message.walk() if (sheet := _page(part, lang))])


def _page(part: "email.message.Message", lang: str) -> Sheet | None:
    payload = part.get_payload(decode=True)
    if part.get_content_type() != "text/html" or not isinstance(payload, bytes):
        return None
    said = _CHARSET.search(payload[:4000])
    text, spoilt = decode(payload, lang, part.get_content_charset() or (said[1].decode() if said else ""))
    return _sheet(text, spoilt_note(spoilt, lang), lang) if "<table" in text.lower() else None


def _sheet(text: str, notes: tuple[str, ...], lang: str) -> Sheet:
    page = _Page(lang)
    page.feed(text)
    page.close()
    page.end_cell()
    page.end_text()
    return page.grid.sheet(notes)


class _Page(HTMLParser):
    """Cells and rows need no end tag, as in browsers. A table inside a cell gives rows of its own."""

    def __init__(self, lang: str) -> None:
        super().__init__(convert_charrefs=True)
        self.grid = Grid(lang)
        self._lang = lang
        self._words: list[str] = []
        self._length = 0
        self._cell: dict[str, str | None] | None = None
        self._row_begun = False
        self._unshown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _UNSHOWN:
            self._unshown.append(tag)
        elif tag == "body":  # a head need not be ended
            self._unshown.clear()
        elif tag == "table":
            self._unshown.clear()
            self.end_cell()
            self.end_text()
            self._row_begun = False
        elif tag == "tr":
            self.end_cell()
            self.end_text()
            self.grid.begin_row(hidden="display:none" in (given.get("style") or "").replace(" ", "").lower())
            self._row_begun = True
        elif tag in ("td", "th"):
            self.end_cell()
            if not self._row_begun:
                self.grid.begin_row()
                self._row_begun = True
            self._cell, self._words, self._length = given, [], 0
        elif tag in _BREAKS:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSHOWN:
            while self._unshown and self._unshown.pop() != tag:
                pass
        elif tag in ("td", "th", "tr", "table"):
            self.end_cell()
            self._row_begun = self._row_begun and tag in ("td", "th")
        elif tag in _BREAKS and self._cell is None:
            self.end_text()

    def handle_data(self, data: str) -> None:
        if self._unshown or (self._cell is None and self._row_begun):
            return
        self._length += len(data)
        if self._cell is not None and self._length > MAX_CELL_CHARS + 1000:  # more than blanks around
            raise too_long_a_cell(self.grid.count, self._lang)
        self._words.append(re.sub(r"\s+", " ", data))

    def end_cell(self) -> None:
        if self._cell is None:
            return
        cell, self._cell = self._cell, None
        self.grid.put(
            _shown(self._said(), cell.get("x:num")),
            across=_span(cell.get("colspan")),
            down=_span(cell.get("rowspan")),
            formula=bool(cell.get("x:fmla")),
        )

    def end_text(self) -> None:
        """What stands between tables is a row of one cell."""
        if said := self._said():
            self.grid.begin_row()
            self.grid.put(said)

    def _said(self) -> str:
        said, self._words, self._length = "".join(self._words), [], 0
        return "\n".join(" ".join(one.split()) for one in said.split("\n")).strip()


def _shown(text: str, number: str | None) -> str:
    """What the page shows, unless that is a number cut short and the whole one stands beside it."""
    return number if number and re.fullmatch(r"#+|\d(\.\d+)?E\+\d+", text) else text


def _span(said: str | None) -> int:
    return int(said) if said and re.fullmatch(r"\d{1,6}", said) else 1
