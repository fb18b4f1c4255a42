"""Reads the tables people send: the sheets of a file (kiosk.exchange.sheets) under the headings that are looked for.

Everything becomes text under field names, with the sheet's row number from 1. What can't be read raises Unreadable
with a sentence for the sender.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.exchange import headings, notes, sheet_units, sheets
from kiosk.exchange.asides import Aside
from kiosk.exchange.headings import Found, Guess, Unheaded
from kiosk.exchange.sheet_rows import Row, SheetRows
from kiosk.exchange.sheets.sheet import (
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    Sheet,
    Unreadable,
    too_many_rows,
)
from kiosk.exchange.wording import Field

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

_EXAMPLE = re.compile(r"예시|작성\s?예|작성\s?방법|샘플|sample|example", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """The rows of data, what stood between them, and sentences about the whole."""

    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    guess: Guess | None = None
    asides: list[Aside] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, int]:
        """Field name -> index of the column in which it stands."""
        return self.guess.columns if self.guess else {}


def read_table(
    data: bytes | list[list[Sheet]],
    fields: Iterable[Field],
    lang: str = "ko",
    columns: Mapping[str, str] | None = None,
) -> Table:
    """Find the headings in a file's bytes, or its sheets, and return what stands under them, here and now
    (kiosk.exchange.reader does it in a process of its own, bounded in time and memory).

    Every sheet with all required headings is read. `columns` is what a person said of them: field name -> key of
    a column (Guess.keys). Raises Unreadable, and of it Unheaded where a person may say which column is which.
    """
    fields = list(fields)
    found = _best_reading(data, fields, lang, columns)
    chosen = _chosen(found, fields, lang)
    rows: list[Row] = []
    aside: list[Aside] = []
    of_each: list[tuple[str, list[str]]] = []
    for one in chosen:
        unit = sheet_units.of(one, fields, lang)
        several = one.sheet.name if len(chosen) > 1 else ""
        own = SheetRows(one, fields, unit, several, lang)
        rows += own.rows
        aside += own.asides
        of_each.append((several, notes.of_sheet(one, fields, unit, lang)))
    if len(rows) > MAX_ROWS:
        raise too_many_rows(lang)
    said = [
        *notes.of_sheets(found, chosen, lang),
        *notes.together(of_each),
        *notes.of_asides(aside, lang),
    ]
    return Table(rows, said, headings.guess_of(chosen[0]), aside)


def _best_reading(
    data: bytes | list[list[Sheet]], fields: list[Field], lang: str, columns: Mapping[str, str] | None
) -> list[Found]:
    read = sheets.read(data, lang) if isinstance(data, bytes) else data
    readings = ([headings.find(sheet, fields, columns) for sheet in reading] for reading in read)
    return max(readings, key=lambda found: max((one.score for one in found), default=0), default=[])


def _chosen(found: list[Found], fields: list[Field], lang: str) -> list[Found]:
    """The sheets to read, an example of how to fill in the form left out; raises Unreadable where there is none."""
    whole = [one for one in found if one.has(fields)]
    chosen = [one for one in whole if not _EXAMPLE.search(one.sheet.name)] or whole
    for one in chosen or [max(found, key=lambda one: one.score, default=Found(Sheet([])))]:
        if one.sheet.broken:
            raise one.sheet.broken
        headings.require(one, fields, lang, [other.sheet.name for other in found if other.sheet.hidden])
    return chosen
