"""XML tables of 2003 (SpreadsheetML), which programs save as .xls or .xml."""

import re
from collections.abc import Iterator
from xml.parsers import expat

from kiosk.exchange.sheets.grid import Grid
from kiosk.exchange.sheets.letters import decode, spoilt_note
from kiosk.exchange.sheets.marks import Forbidden, safe_parser
from kiosk.exchange.sheets.sheet import MAX_CELL_CHARS, Sheet, Unreadable, too_long_a_cell
from kiosk.language.sentences import gettext

_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w-]{2,20})""", re.IGNORECASE)


def read(data: bytes, lang: str) -> Iterator[Iterator[Sheet]]:
    """Each worksheet; raises Unreadable for XML of another kind."""
    said = _ENCODING.search(data[:200])
    text, spoilt = decode(data, lang, said[1].decode() if said else "")
    reader = _Reader(lang)
    try:
        parser = safe_parser(reader.start, reader.end, reader.text, "utf-8")
        parser.Parse(text.strip().encode("utf-8", "replace"), True)
    except (expat.ExpatError, Forbidden, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise _no_table(lang) from error
    if not reader.grids:
        raise _no_table(lang)
    yield iter([grid.sheet(spoilt_note(spoilt, lang)) for grid in reader.grids])


def _no_table(lang: str) -> Unreadable:
    return Unreadable(
        gettext("XML 파일에서 표를 찾지 못했어요. 엑셀에서 열어 XLSX로 저장해서 다시 골라 주세요.", lang)
    )


class _Reader:
    """Attributes are known by their last name (`ss:Index`); a style says where a number is a date, but its value is
    written as one anyway."""

    def __init__(self, lang: str) -> None:
        self.grids: list[Grid] = []
        self._lang = lang
        self._words: list[str] = []
        self._inside = ""
        self._cell: dict[str, str] = {}
        self._type = ""
        self._value = ""

    def start(self, name: str, given: dict[str, str]) -> None:
        said = {key.rpartition(":")[2]: value for key, value in given.items()}
        if name == "Worksheet":
            self.grids.append(Grid(self._lang, said.get("Name", "")))
        elif name == "Row" and self.grids:
            at = int(said["Index"]) - 1 if "Index" in said else None
            self.grids[-1].begin_row(at, hidden=said.get("Hidden") == "1")
        elif name == "Cell":
            self._cell, self._value = said, ""
        elif name in ("Data", "Visible"):
            self._inside, self._words, self._type = name, [], said.get("Type", "")

    def text(self, text: str) -> None:
        if self._inside:
            self._words.append(text)

    def end(self, name: str) -> None:
        if name == self._inside:
            self._inside = ""
            said = "".join(self._words)
            if name == "Visible" and self.grids:
                self.grids[-1].hidden = said.strip() in ("SheetHidden", "SheetVeryHidden")
            elif name == "Data":
                self._value = _plain(said, self._type)
        elif name == "Cell" and self.grids and self.grids[-1].count:
            self._put(self.grids[-1])

    def _put(self, grid: Grid) -> None:
        if len(self._value) > MAX_CELL_CHARS:
            raise too_long_a_cell(grid.count, self._lang)
        grid.put(
            self._value,
            column=int(self._cell["Index"]) - 1 if "Index" in self._cell else None,
            across=int(self._cell.get("MergeAcross", 0)) + 1,
            down=int(self._cell.get("MergeDown", 0)) + 1,
            formula="Formula" in self._cell,
        )


def _plain(said: str, kind: str) -> str:
    if kind == "DateTime":  # a time alone is on the last day of 1899
        day, _, clock = said.partition("T")
        return (
            clock[:5] if day == "1899-12-31" else day if clock[:5] in ("", "00:00") else f"{day} {clock[:5]}"
        )
    if kind == "Number" and re.fullmatch(r"-?\d{1,15}\.0+", said):
        return said.partition(".")[0]
    return said
