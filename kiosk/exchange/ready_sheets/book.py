"""What a ready sheet is made of, whatever it is written as: a book of tables, and what their columns mean.

Titles and meanings are sentences of the catalogue (N_); cells are values as they are to be read, in the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from kiosk.expo.square import days
from kiosk.language.sentences import N_

# text; code: digits that are no number (a registration number, a document's); count; whole won; share (0 to 1); a day; a
# moment on the expo's clocks.
Kind = Literal["text", "code", "count", "won", "share", "day", "moment"]
Cell = str | int | float | date | datetime | None

BESIDE_THE_PLAN = N_("계획 밖")


@dataclass(frozen=True)
class Column:
    """`means` is what its heading does not say, for the sheet of definitions. `total`: the last row adds it up."""

    title: str
    kind: Kind = "text"
    means: str = ""
    total: bool = False
    # Only one of these (sentences of the catalogue) may be written into it.
    choices: tuple[str, ...] = ()
    # It holds whole sentences.
    is_wide: bool = False


@dataclass(frozen=True)
class Table:
    """`empty` stands in the one row of a table that has none."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str = N_("아직 없어요.")

    @property
    def totals(self) -> list[Cell] | None:
        """The last row: what its columns add up to. None where nothing is added up, or there is only one row."""
        if len(self.rows) < 2 or not any(one.total for one in self.columns):
            return None
        return [
            sum(_number(row[at]) for row in self.rows) if one.total else None
            for at, one in enumerate(self.columns)
        ]


@dataclass(frozen=True)
class Book:
    """`about`: what holds for all of it, a sentence each, in the reader's language; `words` are explained beside the columns:
    word -> meaning, likewise."""

    title: str
    tables: Sequence[Table]
    about: Sequence[str] = ()
    words: dict[str, str] = field(default_factory=dict)


def day(at: int | None, zone: str) -> date | None:
    """The day of a moment (ms)."""
    return None if at is None else days.local(at, zone).date()


def moment(at: int | None, zone: str) -> datetime | None:
    """A moment (ms) as the expo's clocks show it, to the minute."""
    return None if at is None else days.local(at, zone).replace(tzinfo=None, second=0, microsecond=0)


def _number(cell: Any) -> int:
    return cell if isinstance(cell, int) else 0
