"""Finds the row of headings in a sheet: which column holds which field, and in what unit."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.exchange.sheets.sheet import HEAD_ROWS, Sheet, Unreadable
from kiosk.text import line
from kiosk.words import gettext

LONGEST = 200  # a cell with more letters is no heading

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


def find(sheet: Sheet, fields: Iterable[Field]) -> Found:
    """The row, of the first thirty, that names most of the fields."""
    known = {_key(name): one.name for one in fields for name in (one.heading, *one.aliases)}
    best = Found(sheet)
    for at, cells in enumerate(sheet.rows[:HEAD_ROWS]):
        columns: dict[str, int] = {}
        units: dict[str, str] = {}
        twice = []
        for column, cell in enumerate(cells):
            if len(cell) > LONGEST:
                continue
            name, unit = split(cell)
            hit = known.get(_key(cell)) or known.get(_key(name))
            if hit and hit in columns:
                twice.append(line(cell))
            elif hit:
                columns[hit] = column
                units.update({hit: unit} if unit else {})
        if len(columns) > best.score:
            best = Found(sheet, at, columns, units, tuple(twice))
    return best


def split(cell: str) -> tuple[str, str]:
    """`예산(원)` -> (`예산`, `원`); a star or a colon behind a heading is dropped."""
    whole = cell.strip().rstrip("*: \t\r\n")
    opens = [at for mark in _OPENING if (at := whole.find(mark)) >= 0]
    if not opens or not whole.endswith(tuple(_CLOSING)):
        return cell, ""
    at = min(opens)
    return whole[:at].strip(), whole[at + 1 : -1].strip()


def require(found: Found, fields: Iterable[Field], lang: str) -> None:
    """Raises Unreadable where a required heading is missing, or stands there twice."""
    required = [one for one in fields if one.required]
    missing = [one.heading for one in required if one.name not in found.columns]
    if len(found.columns) < 2:
        sentence = gettext(
            "제목 줄을 찾지 못했어요. 위쪽 %(rows)s줄 안의 한 줄에 %(wanted)s 제목이 있어야 해요.", lang
        )
        wanted = ", ".join(one.heading for one in required)
        raise Unreadable(sentence % {"rows": HEAD_ROWS, "wanted": wanted})
    if missing:
        sentence = gettext(
            "%(row)s번째 줄의 제목에 %(missing)s 열이 없어요. 그 열을 넣고 다시 가져와 주세요.", lang
        )
        raise Unreadable(sentence % {"row": found.at + 1, "missing": ", ".join(missing)})
    if found.twice:
        sentence = gettext("%(row)s번째 줄에 ‘%(twice)s’ 제목이 두 번 있어요. 하나만 남겨 주세요.", lang)
        raise Unreadable(sentence % {"row": found.at + 1, "twice": found.twice[0]})


def _key(heading: str) -> str:
    return re.sub(r"[\s_*:·.,/\-()（）\[\]]", "", unicodedata.normalize("NFKC", line(heading))).casefold()
