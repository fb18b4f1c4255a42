"""What a ready sheet is made of, whatever it is written as: a book of tables, and what their columns mean.

Titles and meanings are sentences of the catalogue (N_); cells are values as they are to be read, in the reader's language.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

# text; code: digits that are no number (a registration number, a document's); count; whole won; share (0 to 1); minutes; a
# day; a moment on the expo's clocks.
Kind = Literal["text", "code", "count", "won", "share", "minutes", "day", "moment"]


class Typed(NamedTuple):
    """A number of another kind than its column's."""

    value: int | float
    kind: Kind


Cell = str | int | float | date | datetime | Typed | None

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
    # Whoever gets the sheet writes here, and nowhere else; of `most` letters at most.
    is_filled: bool = False
    most: int = 0


@dataclass(frozen=True)
class Table:
    """`empty` stands in the one row of a table that has none; `is_one_page`: it is printed on one; `stay`: so many columns at
    the left stay in sight."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str = N_("아직 없어요.")
    is_one_page: bool = False
    stay: int = 0

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
    """`about`: what holds for all of it, a sentence each, in the reader's language."""

    title: str
    tables: Sequence[Table]
    about: Sequence[str] = ()


def definitions(book: Book, lang: str, as_of: str) -> list[tuple[str, str]]:
    """What every column means that needs it, each once; what holds for the whole book stands first."""
    about = [(gettext(N_("이 자료"), lang), sentence) for sentence in (as_of, *book.about)]
    meanings = {
        gettext(column.title, lang): gettext(column.means, lang)
        for table in book.tables
        for column in table.columns
        if column.means
    }
    return [*about, *meanings.items()]


def text_width(text: str) -> float:
    """In digits: a Hangul letter is nearly two wide."""
    return sum(1.9 if unicodedata.east_asian_width(char) in "WF" else 1.0 for char in text)


def iso_day(written: str | None) -> date | None:
    """A day as it is kept."""
    return date.fromisoformat(written) if written else None


def day(at: int | None, zone: str) -> date | None:
    """The day of a moment (ms)."""
    return None if at is None else days.local(at, zone).date()


def moment(at: int | None, zone: str) -> datetime | None:
    """A moment (ms) as the expo's clocks show it, to the minute."""
    return None if at is None else days.local(at, zone).replace(tzinfo=None, second=0, microsecond=0)


def _number(cell: Any) -> int:
    return cell if isinstance(cell, int) else 0
