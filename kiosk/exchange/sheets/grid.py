"""Rows of text put together cell by cell, with cells that reach over several rows or columns: pages and XML have them."""

from collections.abc import Iterator

from kiosk.exchange.sheets.sheet import (
    HEAD_ROWS,
    MAX_COLUMNS,
    MAX_ROWS,
    Cells,
    Merged,
    Sheet,
    too_many_rows,
    within_limits,
)


class Grid:
    """`put` fills the next free cell of the row that was begun last, or the one at `column`."""

    def __init__(self, lang: str, name: str = "") -> None:
        self._lang = lang
        self.name, self.hidden = name, False
        self._rows: list[dict[int, str]] = []
        self._merged: list[Merged] = []
        self._reaching: dict[int, int] = {}  # column -> the last row that a cell from above reaches into
        self._formulas: set[tuple[int, int]] = set()
        self._hidden_rows: set[int] = set()
        self._next = 0

    @property
    def count(self) -> int:
        return len(self._rows)

    def begin_row(self, at: int | None = None, *, hidden: bool = False) -> None:
        """The next row, or the one at `at` (from 0), rows before it staying empty."""
        while at is not None and len(self._rows) < min(at, MAX_ROWS + HEAD_ROWS):
            self._rows.append({})
        if len(self._rows) > 2 * MAX_ROWS:  # empty ones at the end are forgiven, but not without end
            raise too_many_rows(self._lang)
        self._rows.append({})
        self._next = 0
        if hidden:
            self._hidden_rows.add(len(self._rows) - 1)

    def put(
        self, text: str, *, column: int | None = None, across: int = 1, down: int = 1, formula: bool = False
    ) -> None:
        row = len(self._rows) - 1
        at = self._next if column is None else column
        while column is None and self._reaching.get(at, -1) >= row and at <= MAX_COLUMNS:
            at += 1
        if at > MAX_COLUMNS:  # one more than may be, so that the limit is seen to be passed
            self._rows[row][MAX_COLUMNS] = text
            return
        across, down = min(max(across, 1), MAX_COLUMNS), min(max(down, 1), MAX_ROWS)
        self._next = at + across
        self._rows[row][at] = text
        if formula:
            self._formulas.add((row, at))
        if across > 1 or down > 1:
            self._merged.append(Merged(row, at, row + down - 1, at + across - 1))
            self._reaching.update(dict.fromkeys(range(at, at + across), row + down - 1))

    def sheet(self, notes: tuple[str, ...] = ()) -> Sheet:
        """Raises Unreadable for what is too large."""
        if self.hidden:
            return Sheet([], name=self.name, hidden=True)
        return Sheet(
            list(within_limits(self._cells(), self._lang)),
            name=self.name,
            merged=tuple(self._merged),
            formulas=frozenset(self._formulas),
            hidden_rows=frozenset(self._hidden_rows),
            notes=notes,
        )

    def _cells(self) -> Iterator[Cells]:
        for row in self._rows:
            yield [row.get(column, "") for column in range(max(row, default=-1) + 1)]
