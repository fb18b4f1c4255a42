"""A table as CSV: UTF-8 with BOM, so that a spreadsheet reads the Korean; nothing in it that a program takes for something
else (kiosk/exchange/spreadsheet_text.py). Times are ISO 8601 with their offset, won whole numbers, words the program's."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from kiosk.exchange.export.columns import Column
from kiosk.exchange.spreadsheet_text import steady
from kiosk.expo.square import days

Write = Callable[[Any], Any]


class CsvFile:
    """Rows go to the disk as they come."""

    def __init__(self, path: Path, headings: Sequence[str], columns: Sequence[Column], zone: str) -> None:
        self._write = [_as_written(column, zone) for column in columns]
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow(headings)

    def append(self, row: Sequence[Any]) -> None:
        """Hundreds of thousands of rows: what becomes of a column was decided before."""
        self._rows.writerow(
            [write(value) if write else value for write, value in zip(self._write, row)]  # noqa: B905 (hot, always equal)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


def _as_written(column: Column, zone: str) -> Write | None:
    """How a value of this column is written, None: as it is. Nothing is an empty cell."""
    if column.kind == "moment":
        return lambda at: days.iso(at, zone)
    if column.kind in ("text", "code"):
        return steady
    return None
