"""Reads the tables people send: the sheets of a file (kiosk.exchange.sheets) under the headings that are looked for.

Everything becomes text under field names, with the sheet's row number from 1. What can't be read raises Unreadable
with a sentence for the sender.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kiosk.exchange import headings, sheets
from kiosk.exchange.headings import Field, Found, Guess, Unheaded
from kiosk.exchange.sheets.sheet import (
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    Sheet,
    Unreadable,
)
from kiosk.text import line
from kiosk.words import gettext

__all__ = [
    "MAX_CELL_CHARS",
    "MAX_COLUMNS",
    "MAX_FILE_BYTES",
    "MAX_ROWS",
    "MAX_UNPACKED_BYTES",
    "Field",
    "Row",
    "Table",
    "Unheaded",
    "Unreadable",
    "read_table",
]


@dataclass(frozen=True)
class Row:
    """One data row: its number in the sheet, and field name -> text. `spilled`: more cells than headings."""

    number: int
    cells: dict[str, str]
    spilled: bool = False


@dataclass(frozen=True)
class Table:
    """`units` holds what stood in brackets behind a heading: {"won": "천원"}."""

    rows: list[Row]
    units: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    guess: Guess | None = None


def read_table(
    data: bytes | list[Sheet],
    fields: Iterable[Field],
    lang: str = "ko",
    columns: Mapping[str, str] | None = None,
) -> Table:
    """Find the headings in a file's bytes, or its sheets, and return what stands under them, here and now
    (kiosk.exchange.reader does it in a process of its own, bounded in time and memory).

    The first sheet with all required headings is taken. `columns` is what a person said of them: field name -> key of
    a column (Guess.keys). Raises Unreadable, and of it Unheaded where a person may say which column is which.
    """
    fields = list(fields)
    read = sheets.read(data, lang) if isinstance(data, bytes) else data
    candidates = (headings.find(sheet, fields, columns) for sheet in read)
    best = max(candidates, key=lambda found: found.score, default=Found(Sheet([])))
    if best.sheet.broken:
        raise best.sheet.broken
    headings.require(best, fields, lang)
    return Table(list(_rows(best, fields)), best.units, _notes(best, lang), headings.guess_of(best))


def _rows(found: Found, fields: list[Field]) -> Iterator[Row]:
    width = max(len(found.sheet.rows[found.at]), *(column + 1 for column in found.columns.values()))
    for number, cells in enumerate(found.sheet.rows[found.at + 1 :], start=found.at + 2):
        if not any(cell.strip() for cell in cells):
            continue
        columns = ((one.name, found.columns.get(one.name, -1)) for one in fields)
        values = {name: cells[column] if column in range(len(cells)) else "" for name, column in columns}
        spilled = found.sheet.ragged and any(cell.strip() for cell in cells[width:])
        yield Row(number, values, spilled)


def _notes(found: Found, lang: str) -> list[str]:
    unused = [
        shown
        for column, heading in enumerate(found.sheet.rows[found.at])
        if (shown := line(heading)[:40]) and column not in found.columns.values()
    ]
    return [gettext("‘%(heading)s’ 열은 쓰지 않아요.", lang) % {"heading": heading} for heading in unused]
