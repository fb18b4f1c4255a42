"""Tables as one spreadsheet (XLSX): typed columns, a frozen and filtered head, and memory that does not grow with the rows.

XlsxWriter makes the file: its parts, styles, widths and panes. The rows of a table go past its cells, which are checked and
escaped one by one, to the file it keeps for them (docs/decisions/export.md has what was measured). Text is written as text:
no cell is a formula, also not once somebody edits it (the format @).
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Self
from xml.sax.saxutils import escape

from xlsxwriter import Workbook as XlsxWorkbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from kiosk.exchange.export.columns import Column, Kind
from kiosk.expo.square import days

SHEET_ROWS = 1_048_576  # the format's, its head among them
LONGEST_CELL = 32_767
FONT = "맑은 고딕"
FORMATS: dict[Kind, str] = {
    "text": "@",
    "code": "@",
    "word": "@",
    "number": "0",
    "decimal": "General",
    "won": "#,##0",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "day": "yyyy-mm-dd",
}
WIDTHS: dict[Kind, int] = {
    "text": 24,
    "code": 15,
    "word": 14,
    "number": 10,
    "decimal": 10,
    "won": 17,
    "moment": 19,
    "day": 12,
}
_DAY_ZERO = 693_594  # 1899-12-30, from which spreadsheets count days
_UNIX_DAY = 25_569
_DAY_MS = 24 * 60 * days.MIN_MS
_ODD = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\s|\s$")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")

Cell = Callable[[str, Any], str]  # where it stands ("B7") and its value, as XML


class Workbook:
    """A spreadsheet file on its way. `scratch` is a folder for what it keeps meanwhile; whoever made it clears it away.

    Leaving the block well writes the file. Raises OSError.
    """

    def __init__(self, path: Path, scratch: Path, zone: str) -> None:
        self._zone = zone
        self._book = XlsxWorkbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(scratch),
                "use_zip64": True,
                "default_format_properties": {"font_name": FONT, "font_size": 10},
            },
        )
        self._formats: dict[Kind, Format] = {
            kind: self._book.add_format({"num_format": shown, "valign": "top"})
            for kind, shown in FORMATS.items()
        }
        self._head = self._book.add_format(
            {"bold": True, "bg_color": "#E9EEEC", "bottom": 2, "bottom_color": "#33413D", "valign": "vcenter"}
        )

    def sheet(
        self, title: str, headings: Sequence[str], columns: Sequence[Column], *, most: int = SHEET_ROWS
    ) -> "Sheet":
        """A sheet with its head. What does not fit in so many rows goes on in a sheet of the same title with a number."""

        def begin(title: str) -> Worksheet:
            rows = self._book.add_worksheet(title)
            rows.freeze_panes(1, 0)
            for at, (heading, column) in enumerate(zip(headings, columns, strict=True)):
                width = max(column.width or WIDTHS[column.kind], 2 * len(heading) + 4)
                rows.set_column(at, at, width, self._formats[column.kind])
                rows.write_string(0, at, heading, self._head)
            rows._write_single_row(1)  # the head is complete; what follows goes behind it
            return rows

        return Sheet(begin, title, [self._cell(column) for column in columns], most)

    def _cell(self, column: Column) -> Cell:
        style = self._formats[column.kind]._get_xf_index()
        if column.kind in ("text", "code"):
            return lambda place, text: _text(place, style, text)
        if column.kind == "word":
            shown = column.words
            return lambda place, word: _text(place, style, shown.get(word, word))
        if column.kind == "moment":
            return lambda place, at: _number(place, style, _serial(at, self._zone))
        if column.kind == "day":
            return lambda place, day: _number(place, style, date.fromisoformat(day).toordinal() - _DAY_ZERO)
        return lambda place, value: _number(place, style, value)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        if kind is not None:
            self._let_go()
            return
        try:
            self._book.close()
        except XlsxWriterException as trouble:
            self._let_go()
            cause = trouble.args[0] if trouble.args else None
            raise (cause if isinstance(cause, OSError) else OSError(str(trouble))) from trouble

    def _let_go(self) -> None:
        """Nothing more is written, and no file stays open."""
        self._book.fileclosed = True
        for sheet in self._book.worksheets():
            with suppress(OSError):  # what a full disk did not take
                sheet._opt_close()


class Sheet:
    """The rows of one table, and where they are too many of its next sheets."""

    def __init__(
        self, begin: Callable[[str], Worksheet], title: str, cells: Sequence[Cell], most: int
    ) -> None:
        self._begin, self._title, self._cells, self._most = begin, title, cells, most
        self._letters = [xl_col_to_name(at) for at in range(len(cells))]
        self._number = 1
        self._sheet = begin(title)
        self._row = 1  # the last one written, counted from 1

    def append(self, row: Sequence[Any]) -> None:
        """Values in the order of the columns; None and empty text are empty cells."""
        if self._row == self._most:
            self.finish()
            self._number += 1
            self._sheet = self._begin(f"{self._title} {self._number}")
            self._row = 1
        self._row += 1
        number = str(self._row)
        cells = [
            cell(letter + number, value)
            for letter, cell, value in zip(self._letters, self._cells, row)  # noqa: B905 (hot, always equal)
            if value is not None and value != ""
        ]
        self._sheet.fh.write(f'<row r="{number}">{"".join(cells)}</row>')

    def finish(self) -> None:
        """No more rows: the head filters those there are."""
        last = self._row - 1, len(self._cells) - 1
        self._sheet.previous_row = self._sheet.dim_rowmax = last[0]
        self._sheet.autofilter(0, 0, *last)


def _number(place: str, style: int, value: float) -> str:
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def _text(place: str, style: int, text: str) -> str:
    if not _ODD.search(text) and len(text) <= LONGEST_CELL:
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'
    kept = escape(_without_control(shortened(text)))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


def shortened(text: str) -> str:
    """What a cell holds of it, with a sign where that is not all."""
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def _without_control(text: str) -> str:
    """Characters that XML has no place for, as the format writes them: `_x0001_`; and what only looks so."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _serial(at: int, zone: str) -> float:
    """Days since 1899-12-30 on the expo's clocks, to the second. Never rounded: a program that shows seconds cuts the rest off."""
    return _UNIX_DAY + (at - at % 1000 + _ahead_ms(at // days.MIN_MS, zone)) / _DAY_MS


@lru_cache(maxsize=8192)
def _ahead_ms(minute: int, zone: str) -> int:
    """By how much the expo's clocks are ahead of UTC."""
    offset = days.local(minute * days.MIN_MS, zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds() * 1000)
