"""Finds the row of headings in a sheet: which column holds which field, and in what unit."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from kiosk.exchange.sheets.sheet import Sheet, Unreadable
from kiosk.text import line
from kiosk.words import gettext

WITHIN_ROWS = 30
LONGEST = 200  # a cell with more letters is no heading
SAMPLES, SHOWN = 3, 40

_OPENING, _CLOSING = "(（[", ")）]"


@dataclass(frozen=True)
class Field:
    """A column to find: its name in code, its Korean heading, other headings people give it."""

    name: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Found:
    """A sheet with the best heading row in it: field name -> column."""

    sheet: Sheet
    at: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    twice: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        return len(self.columns)


@dataclass(frozen=True)
class Guess:
    """What a person needs to see to say which column is which; made of plain values (dataclasses.asdict is JSON).

    row: the sheet's row of headings, from 1. For each column its heading as shown, its key (unlike all others of the
    row) and up to three values below. columns: field name -> index of the column that was taken for it.
    """

    row: int
    headings: list[str]
    keys: list[str]
    samples: list[list[str]]
    columns: dict[str, int]


class Unheaded(Unreadable):
    """The columns that are needed are not all told by their headings: a person may say which is which. `kind` of file."""

    kind = ""

    def __init__(self, sentence: str, guess: Guess) -> None:
        super().__init__(sentence)
        self.guess = guess


def find(sheet: Sheet, fields: Iterable[Field], said: Mapping[str, str] | None = None) -> Found:
    """The row, of the first thirty, that names most of the fields.

    `said`: what a person said, field name -> key of its column (column_keys) or "" for none; it comes before what the
    headings say, as far as the row has such a column.
    """
    known = {key(name): one.name for one in fields for name in (one.heading, *one.aliases)}
    best = Found(sheet)
    for at, cells in enumerate(sheet.rows[:WITHIN_ROWS]):
        columns = _said_columns(sheet, at, said or {})
        none = {name for name, column in (said or {}).items() if not column}
        units = {
            name: unit
            for name, column in columns.items()
            if column < len(cells) and (unit := split(cells[column])[1])
        }
        twice = []
        for column, cell in enumerate(cells):
            if len(cell) > LONGEST or column in columns.values():
                continue
            name, unit = split(cell)
            hit = known.get(key(cell)) or known.get(key(name))
            if not hit or hit in none:
                continue
            if hit in columns:
                if hit not in (said or {}):
                    twice.append(line(cell))
                continue
            columns[hit] = column
            units.update({hit: unit} if unit else {})
        if len(columns) > best.score:
            best = Found(sheet, at, columns, units, tuple(twice))
    return best


def _said_columns(sheet: Sheet, at: int, said: Mapping[str, str]) -> dict[str, int]:
    places = {name: column for column, name in enumerate(column_keys(_whole_row(sheet, at)))} if said else {}
    return {name: places[column] for name, column in said.items() if column in places}


def _whole_row(sheet: Sheet, at: int) -> list[str]:
    """A row of headings with a cell for each column that has anything below."""
    width = max((len(cells) for cells in sheet.rows[at:]), default=0)
    return sheet.rows[at] + [""] * (width - len(sheet.rows[at])) if sheet.rows else []


def column_keys(cells: Iterable[str]) -> list[str]:
    """A key for each column of a row of headings, each once: a second one of a kind is `성명#2`, an empty one `#3`."""
    keys: list[str] = []
    for at, cell in enumerate(cells, start=1):
        plain = key(cell[:LONGEST])
        name = plain or f"#{at}"
        keys.append(f"{plain}#{at}" if name in keys else name)
    return keys


def guess(sheet: Sheet, fields: Iterable[Field], said: Mapping[str, str] | None = None) -> Guess:
    """The row of headings and what its columns hold, also where hardly a heading is known."""
    return guess_of(find(sheet, fields, said))


def guess_of(found: Found) -> Guess:
    at = found.at if found.score > 1 else _likely_row(found.sheet)
    below = found.sheet.rows[at + 1 :]
    cells = _whole_row(found.sheet, at)
    return Guess(
        row=at + 1,
        headings=[line(cell)[:SHOWN] for cell in cells],
        keys=column_keys(cells),
        samples=[_samples(below, column) for column in range(len(cells))],
        columns=dict(found.columns) if at == found.at else {},
    )


def _likely_row(sheet: Sheet) -> int:
    """The first of those with the most words: headings name every column, and values are often digits."""
    words = [
        sum(any(char.isalpha() for char in cell) for cell in cells) for cells in sheet.rows[:WITHIN_ROWS]
    ]
    return words.index(max(words)) if words else 0


def _samples(rows: Iterable[list[str]], column: int) -> list[str]:
    values = (line(cells[column])[:SHOWN] for cells in rows if column < len(cells))
    return list(islice((value for value in values if value), SAMPLES))


def split(cell: str) -> tuple[str, str]:
    """`예산(원)` -> (`예산`, `원`); a star or a colon behind a heading is dropped."""
    whole = cell.strip().rstrip("*: \t\r\n")
    opens = [at for mark in _OPENING if (at := whole.find(mark)) >= 0]
    if not opens or not whole.endswith(tuple(_CLOSING)):
        return cell, ""
    at = min(opens)
    return whole[:at].strip(), whole[at + 1 : -1].strip()


def require(found: Found, fields: Iterable[Field], lang: str) -> None:
    """Raises Unheaded where a required heading is missing, or stands there twice."""
    required = [one for one in fields if one.required]
    missing = [one.heading for one in required if one.name not in found.columns]
    if len(found.columns) < 2:
        sentence = gettext(
            "제목 줄을 찾지 못했어요. 위쪽 %(rows)s줄 안의 한 줄에 %(wanted)s 제목이 있어야 해요.", lang
        )
        wanted = ", ".join(one.heading for one in required)
        raise Unheaded(sentence % {"rows": WITHIN_ROWS, "wanted": wanted}, guess_of(found))
    if missing:
        sentence = gettext(
            "%(row)s번째 줄의 제목에 %(missing)s 열이 없어요. 그 열을 넣고 다시 가져와 주세요.", lang
        )
        raise Unheaded(sentence % {"row": found.at + 1, "missing": ", ".join(missing)}, guess_of(found))
    if found.twice:
        sentence = gettext("%(row)s번째 줄에 ‘%(twice)s’ 제목이 두 번 있어요. 하나만 남겨 주세요.", lang)
        raise Unheaded(sentence % {"row": found.at + 1, "twice": found.twice[0]}, guess_of(found))


def key(heading: str) -> str:
    """By what two spellings of a heading are one."""
    return re.sub(r"[\s_*:·.,/\-()（）\[\]]", "", unicodedata.normalize("NFKC", line(heading))).casefold()
