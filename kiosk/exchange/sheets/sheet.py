"""One sheet of a file as rows of text, what else the file says about its cells, and how large a file may be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from kiosk.language.sentences import gettext

MAX_FILE_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 50_000_000
MAX_ROWS = 20_000  # of data, under the headings
HEAD_ROWS = 30  # within so many the headings must stand
MAX_COLUMNS = 100
MAX_SHEET_ROWS = 1_048_576
MAX_CELL_CHARS = 32_767  # as many as a spreadsheet's cell holds

Cells = list[str]
Cell = TypeVar("Cell")
Place = tuple[int, int]


class Unreadable(ValueError):
    """The file is not a table that can be imported; the message is a sentence saying what would be right."""


class Merged(NamedTuple):
    """Cells merged into one: the first and last row and column, from 0. The value stands in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """Rows of text; `ragged` rows have their own length (CSV); `broken` says why reading stopped early.

    A hidden sheet has no rows. `formulas` are the places (row, column) whose value a formula gave; where none was saved,
    the text is the formula. Rows and columns that are hidden are read like the others. `notes` are about the reading.
    """

    rows: list[Cells]
    ragged: bool = False
    broken: Unreadable | None = None
    name: str = ""
    hidden: bool = False
    merged: tuple[Merged, ...] = ()
    formulas: frozenset[Place] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def within_limits(rows: Iterable[Iterable[Cell]], lang: str) -> Iterator[list[Cell]]:
    """The rows as lists, without empty ones at the end. Raises Unreadable for too many rows, columns or letters."""
    empty = 0
    for number, row in enumerate(rows, start=1):
        cells: list[Any] = list(row)
        if cells.count(None) == len(cells):  # a sheet formatted to its end has a million of them
            cells.clear()
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if not cells and number <= MAX_SHEET_ROWS:
            empty += 1
            continue
        _require_bounded(number, cells, lang)
        yield from ([] for _ in range(empty))
        empty = 0
        yield cells


def too_long_a_cell(number: int, lang: str) -> Unreadable:
    sentence = gettext(
        "%(row)s번째 줄의 한 칸에 글자가 너무 많아요. %(most)s자까지 쓸 수 있으니 그 칸을 줄여 주세요.", lang
    )
    return Unreadable(sentence % {"row": number, "most": MAX_CELL_CHARS})


def too_many_rows(lang: str) -> Unreadable:
    sentence = gettext("줄이 너무 많아요. %(rows)s줄까지 가져올 수 있으니 나누어 주세요.", lang)
    return Unreadable(sentence % {"rows": MAX_ROWS})


def _require_bounded(number: int, cells: list[Cell], lang: str) -> None:
    if number > MAX_ROWS + HEAD_ROWS:
        raise too_many_rows(lang)
    if len(cells) > MAX_COLUMNS:
        raise Unreadable(
            gettext("열이 너무 많아요(%(row)s번째 줄). %(columns)s열까지 쓸 수 있어요.", lang)
            % {"row": number, "columns": MAX_COLUMNS}
        )
    if any(isinstance(cell, str) and len(cell) > MAX_CELL_CHARS for cell in cells):
        raise too_long_a_cell(number, lang)
