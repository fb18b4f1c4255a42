"""What a worksheet's XML says beside its values: merged cells, formulas, hidden rows and columns.

openpyxl leaves this out when it reads row by row, and reading whole sheets takes ten times the memory.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from kiosk.exchange.sheets.sheet import MAX_COLUMNS, Merged, Place

_SAYS_SOMETHING = re.compile(rb"[<:]f[\s/>]|mergeCell|hidden=")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Forbidden(ValueError):
    """A document type: no spreadsheet writes one, and entities may grow without end."""


@dataclass
class Marks:
    """`formulas`: place -> the formula where no value was saved, else "". Rows and columns count from 0."""

    merged: list[Merged] = field(default_factory=list)
    formulas: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read(xml: bytes) -> Marks:
    """Raises expat.ExpatError, ValueError for what is no worksheet."""
    reader = _Reader()
    if _SAYS_SOMETHING.search(xml):
        safe_parser(reader.start, reader.end, reader.text).Parse(xml, True)
    return reader.marks


def safe_parser(start: Any, end: Any, text: Any, encoding: str | None = None) -> expat.XMLParserType:
    """An expat parser that takes no document type; names come without their namespace's prefix."""
    parser = expat.ParserCreate(encoding)

    def forbid(*_: object) -> None:
        raise Forbidden("document type")

    parser.StartDoctypeDeclHandler = forbid
    parser.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    return parser


class _Reader:
    def __init__(self) -> None:
        self.marks = Marks()
        self._row, self._column = -1, -1
        self._inside = ""
        self._formula: str | None = None
        self._value = False

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            self._column = _place(given["r"])[1] if "r" in given else self._column + 1
            self._formula, self._value = None, False
        elif name == "row":
            self._row = int(float(given["r"])) - 1 if "r" in given else self._row + 1
            self._column = -1
            if given.get("hidden") in ("1", "true"):
                self.marks.hidden_rows.add(self._row)
        elif name in ("f", "v"):
            self._inside = name
            self._formula = "=" if name == "f" else self._formula
        elif name == "mergeCell":
            first, _, last = given["ref"].partition(":")
            self.marks.merged.append(Merged(*_place(first), *_place(last or first)))
        elif name == "col" and given.get("hidden") in ("1", "true"):
            columns = range(int(given["min"]) - 1, min(int(given["max"]), MAX_COLUMNS))
            self.marks.hidden_columns.update(columns)

    def text(self, text: str) -> None:
        if self._inside == "f" and self._formula is not None:
            self._formula += text
        elif self._inside == "v":
            self._value = True

    def end(self, name: str) -> None:
        if name in ("f", "v"):
            self._inside = ""
        elif name == "c" and self._formula is not None:
            self.marks.formulas[self._row, self._column] = "" if self._value else self._formula


def _place(reference: str) -> Place:
    """`B3` -> (2, 1)."""
    match = _CELL.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1
