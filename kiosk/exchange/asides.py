"""Rows of a table that are no data: totals, remarks, headings said again, numbers of empty lines. They are named once
for the whole file instead of being refused one by one.

A total is told by several signs, so that an agency or an item that is really called 합계 stays: the word, what stands
beside it, what is missing, and for money whether it is the sum of the rows above.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kiosk.exchange import cells, units
from kiosk.exchange.headings import Found
from kiosk.exchange.wording import Field
from kiosk.language.text import line

_SHORT = 60  # letters; what the cells of a wide table say again and again is looked at once
TOTAL, REMARK, HEADING, UNIT, EMPTY = KINDS = ("total", "remark", "heading", "unit", "empty")

_TOTAL_WORDS = r"소계|누계|합계|총계|총합계|계|중계|부분합|총액|월계|분기계|연계|전체합계|합|subtotal|total|grandtotal|sum"
_TOTAL = re.compile(rf"({_TOTAL_WORDS})", re.IGNORECASE)
_TOTAL_OF = re.compile(r".{1,30}?[^가-힣]?(소계|합계|총계|누계)")
_SPACED_SUM_OF = re.compile(r"\S.{0,40}\s계")  # without the blank it may be a 회계 or a 서무계
_GRAND = re.compile(r"합계|총계|총합계|계|전체합계|total|grandtotal|sum|합", re.IGNORECASE)
_COUNT = re.compile(r"[(]?총?\d[\d,]{0,6}(건|개|명|개사|개소|개기관|개업체|개부서|식|종|인|사|팀|회)?[)]?")
_NOTHING = re.compile(r"[-–—―~.·ㆍ*/×x○]*", re.IGNORECASE)
_REMARK = re.compile(
    r"[※＊*☞▶▷★☆■□●○◎♣▣◇◆→⇒#]|주\s?[\d:)]|\[?(비고|참고|주의|유의|붙임|작성|출처|문의|기준일)|끝[.]?$|이상[.]?(\s?끝[.]?)?$|이\s?하\s?여\s?백[.]?$|-{2,}|-\s*[^\s\d-]"
)
_SENTENCE = re.compile(r".*(\S\s\S.*\s.*|[:.!)]|[다요음함임]\.?)$")


@dataclass(frozen=True)
class Aside:
    """`label`: the word or the text that told; `amount`: what stands in a total's column of money, as written."""

    kind: str
    row: int
    label: str = ""
    amount: str = ""
    unit: str = ""
    sheet: str = ""


class Sorter:
    """Sorts the rows of one table, top to bottom: `sort` gives an Aside, or None for a row of data."""

    def __init__(self, fields: Iterable[Field], found: Found) -> None:
        # In the order of the sheet: what stands right of a total's word counts, what stands left may be its group.
        used = [one for one in fields if one.name in found.columns]
        self._fields = sorted(used, key=lambda one: found.columns[one.name])
        self._columns = found.columns
        self._labels = {column: _key(found.label(column)) for column in found.columns.values()}
        self._since_total, self._rows_since, self._in_all, self._rows_in_all = 0, 0, 0, 0

    def sort(self, number: int, raw: list[str], values: Mapping[str, str]) -> Aside | None:
        """`raw`: the row's cells; `values`: of the fields, with what is merged downwards filled in."""
        aside = self._aside(number, raw, values)
        if aside is None:
            self._add(values)
        elif aside.kind == TOTAL:
            self._since_total, self._rows_since = 0, 0
        return aside

    def _aside(self, number: int, raw: list[str], values: Mapping[str, str]) -> Aside | None:
        filled = list(filter(None, map(_line, raw)))
        if self._is_headings(raw):
            return Aside(HEADING, number)
        if len(filled) <= 2 and all(_is_unit(said) for said in filled):
            return Aside(UNIT, number, filled[0] if filled else "")
        if len(set(filled)) == 1 and _REMARK.match(filled[0]):
            return Aside(REMARK, number, filled[0])
        if not any(raw[column].strip() for column in self._labels if column < len(raw)):
            words = [said for said in filled if not _COUNT.fullmatch(said)]
            return Aside(REMARK, number, words[0]) if words else Aside(EMPTY, number)
        return self._total(number, raw, values)

    def _is_headings(self, raw: list[str]) -> bool:
        same = [column < len(raw) and _key(raw[column]) == label for column, label in self._labels.items()]
        return len(same) > 1 and all(same)

    def _total(self, number: int, raw: list[str], values: Mapping[str, str]) -> Aside | None:
        money = next((values[one.name] for one in self._fields if one.money), "")
        at, label = self._label(raw, values)
        if (
            not label
            and money
            and self._is_the_sum(money, 1)
            and not any(map(_is_real, self._said(values, -1)))
        ):
            return Aside(TOTAL, number, amount=money)
        if not label:
            return None
        needed = [
            one for one in self._fields if one.required and not one.money and self._columns[one.name] != at
        ]
        beside = any(_is_real(said) and not _COUNT.fullmatch(_key(said)) for said in self._said(values, at))
        whole = all(_is_real(values[one.name]) for one in needed)
        if self._is_the_sum(money, 2) or not (beside or whole):
            return Aside(TOTAL, number, label, money)
        return None

    def _label(self, raw: list[str], values: Mapping[str, str]) -> tuple[int, str]:
        """The first word for a total and its column, which need not be one that is used: 연번 often is."""
        said = dict(enumerate(raw)) | {self._columns[one.name]: values[one.name] for one in self._fields}
        return next(((at, word) for at in sorted(said) if (word := total_word(said[at]))), (-1, ""))

    def _said(self, values: Mapping[str, str], at: int) -> list[str]:
        """What the fields right of a column say, but for money."""
        return [values[one.name] for one in self._fields if not one.money and self._columns[one.name] > at]

    def _is_the_sum(self, money: str, items: int) -> bool:
        """Whether the amount is what so many items or more come to, since the last total or in all."""
        amount = cells.won(money) if money else None
        sums = ((self._since_total, self._rows_since), (self._in_all, self._rows_in_all))
        return bool(amount) and any(amount == total and rows >= items for total, rows in sums)

    def _add(self, values: Mapping[str, str]) -> None:
        amount = next((cells.won(values[one.name]) for one in self._fields if one.money), None) or 0
        self._since_total += amount
        self._in_all += amount
        self._rows_since += 1
        self._rows_in_all += 1


def at_the_end(rows: list[tuple[int, list[str]]]) -> set[int]:
    """The numbers of the last rows that hold one sentence each and nothing else: remarks without a mark."""
    found = set()
    for number, raw in reversed(rows):
        filled = list(filter(None, map(_line, raw)))
        if len(filled) != 1 or not _SENTENCE.fullmatch(filled[0]) or len(filled[0]) < 8:
            break
        found.add(number)
    return found


def total_word(cell: str) -> str:
    """The word for a total that a cell holds, "" where it is none: `소 계`, `합계(3건)`, `은평구 소계`."""
    return _total_word(cell) if 0 < len(cell) <= _SHORT else ""


@lru_cache(maxsize=8192)
def _total_word(cell: str) -> str:
    said = re.sub(r"[\s\[\]<>:=*]", "", cells.word(cell))
    bare = re.sub(r"[(][^()]*[)]", "", said) or said.strip("()")
    spaced = re.sub(r"[(][^()]*[)]", "", cells.word(cell)).strip()
    is_total = _TOTAL.fullmatch(bare) or _TOTAL_OF.fullmatch(bare) or _SPACED_SUM_OF.fullmatch(spaced)
    return line(cell) if is_total else ""


def is_grand(label: str) -> bool:
    return bool(_GRAND.fullmatch(re.sub(r"\s|[(].*", "", cells.word(label))))


def _line(cell: str) -> str:
    return _short_line(cell) if len(cell) <= _SHORT else line(cell[: cells.MAX_TEXT])


_short_line = lru_cache(maxsize=8192)(line)


def _is_real(cell: str) -> bool:
    """Whether a cell says something that is no dash, no count with its unit and no word for a total."""
    said = _key(cell)
    count = _COUNT.fullmatch(said)
    return bool(said) and not _NOTHING.fullmatch(said) and not (count and count[1]) and not total_word(cell)


def _is_unit(said: str) -> bool:
    try:
        return units.of_own_cell(said) is not None
    except units.Unclear:
        return False


def _key(cell: str) -> str:
    return re.sub(r"\s", "", cells.word(cell[: cells.MAX_TEXT]))
