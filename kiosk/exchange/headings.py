"""Finds the row of headings in a sheet: which column holds which field, and in what unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from kiosk.exchange.sheets.sheet import HEAD_ROWS, Sheet, Unreadable
from kiosk.exchange.wording import LONGEST, Field, Named, Wording, key
from kiosk.text import line
from kiosk.words import gettext

SAMPLES, SHOWN = 3, 40

_OPENING, _CLOSING = "(（[", ")）]"


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
    """The columns that are needed are not all told by their headings: a person may say which is which."""

    def __init__(self, sentence: str, guess: Guess) -> None:
        super().__init__(sentence)
        self.guess = guess


def find(sheet: Sheet, fields: Iterable[Field], said: Mapping[str, str] | None = None) -> Found:
    """The row, of the first thirty, that names most of the fields.

    `said`: what a person said, field name -> key of its column (column_keys) or "" for none; it comes before what the
    headings say, as far as the row has such a column.
    """
    wording, best, most = Wording(fields), Found(sheet), (0, 0)
    for at, cells in enumerate(sheet.rows[:HEAD_ROWS]):
        columns = _said_columns(sheet, at, said or {})
        settled = {*columns, *(name for name, column in (said or {}).items() if not column)}
        named, twice, guessed = _named_columns(cells, wording, settled, set(columns.values()))
        columns |= named
        telling = len(columns), -guessed
        if telling > most:
            best, most = Found(sheet, at, columns, _units(cells, columns), tuple(twice)), telling
    return best


def _named_columns(
    cells: list[str], wording: Wording, settled: set[str], taken: set[int]
) -> tuple[dict[str, int], list[str], int]:
    """Of the columns that name a field the best; headings that stand there twice; how many were only guessed.

    Of several that may each be meant, but say it in more words than the field's names, none is taken.
    """
    candidates: dict[str, list[tuple[Named, int]]] = {}
    for column, cell in enumerate(cells):
        found = None if column in taken or not cell.strip() else wording.named(cell)
        if found and found.field not in settled:
            candidates.setdefault(found.field, []).append((found, column))
    columns, twice, guessed = {}, [], 0
    for name, several in candidates.items():
        best = min(found.rank for found, _ in several)
        equal = [(found, column) for found, column in several if found.rank == best]
        if len(equal) == 1 or not equal[0][0].loose:
            columns[name] = equal[0][1]
            guessed += equal[0][0].loose
            twice += [line(cells[column]) for _, column in equal[1:]]
    return columns, twice, guessed


def _units(cells: list[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {
        name: unit
        for name, column in columns.items()
        if column < len(cells) and (unit := split(cells[column][:LONGEST])[1])
    }


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
    words = [sum(any(char.isalpha() for char in cell) for cell in cells) for cells in sheet.rows[:HEAD_ROWS]]
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
        raise Unheaded(sentence % {"rows": HEAD_ROWS, "wanted": wanted}, guess_of(found))
    if missing:
        sentence = gettext(
            "%(row)s번째 줄의 제목에 %(missing)s 열이 없어요. 그 열을 넣고 다시 가져와 주세요.", lang
        )
        raise Unheaded(sentence % {"row": found.at + 1, "missing": ", ".join(missing)}, guess_of(found))
    if found.twice:
        sentence = gettext("%(row)s번째 줄에 ‘%(twice)s’ 제목이 두 번 있어요. 하나만 남겨 주세요.", lang)
        raise Unheaded(sentence % {"row": found.at + 1, "twice": found.twice[0]}, guess_of(found))
