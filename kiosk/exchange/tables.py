"""Reads the tables people send: CSV (UTF-8, UTF-16 or CP949; comma, semicolon or tab) and XLSX.

Everything becomes text under field names, with the sheet's row number from 1. A formula stays the text it is; nothing
is evaluated. What can't be read raises Unreadable with a sentence for the sender.
"""

import csv
import datetime
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from kiosk.words import gettext

MAX_FILE_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 50_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_SHEET_ROWS = 1_048_576
HEADING_WITHIN_ROWS = 30

Cells = list[str]
Cell = TypeVar("Cell")


class Unreadable(ValueError):
    """The file is not a table that can be imported; the message is a sentence saying what would be right."""


@dataclass(frozen=True)
class Field:
    """A column to find: its name in code, its Korean heading, other headings people give it."""

    name: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Row:
    """One data row: its number in the sheet, and field name -> text. `spilled`: more cells than headings."""

    number: int
    cells: dict[str, str]
    spilled: bool = False


@dataclass(frozen=True)
class Table:
    """`units` holds what stood in brackets behind a heading: {"won": "천원"}."""

    rows: list[Row]
    units: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_table(data: bytes, fields: Iterable[Field], lang: str = "ko") -> Table:
    """Find the headings in a file's bytes and return what stands under them.

    The first sheet with all required headings is taken. Raises Unreadable.
    """
    fields = list(fields)
    if not data.strip():
        raise Unreadable(gettext("빈 파일이에요. 제목 줄과 내용이 있는 표를 골라 주세요.", lang))
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(
            gettext("파일이 너무 커요. %(mb)s MB까지 가져올 수 있으니 나누어 주세요.", lang)
            % {"mb": MAX_FILE_BYTES // 1_000_000}
        )
    best = max((_headings(sheet, fields) for sheet in _sheets(data, lang)), key=lambda found: found.score)
    if best.sheet.broken:
        raise best.sheet.broken
    _check(best, fields, lang)
    return _table(best, fields, lang)


@dataclass(frozen=True)
class _Sheet:
    """Rows of text; `ragged` rows have their own length (CSV); `broken` says why reading stopped early."""

    rows: list[Cells]
    ragged: bool = False
    broken: Unreadable | None = None


@dataclass(frozen=True)
class _Found:
    """A sheet with the best heading row in it: field name -> column."""

    sheet: _Sheet
    at: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    twice: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        return len(self.columns)


def _headings(sheet: _Sheet, fields: list[Field]) -> _Found:
    known = {_key(name): one.name for one in fields for name in (one.heading, *one.aliases)}
    best = _Found(sheet)
    for at, cells in enumerate(sheet.rows[:HEADING_WITHIN_ROWS]):
        columns: dict[str, int] = {}
        units: dict[str, str] = {}
        twice = []
        for column, cell in enumerate(cells):
            name, unit = _split_heading(cell)
            hit = known.get(_key(cell)) or known.get(_key(name))
            if hit and hit in columns:
                twice.append(cell.strip())
            elif hit:
                columns[hit] = column
                units.update({hit: unit} if unit else {})
        if len(columns) > best.score:
            best = _Found(sheet, at, columns, units, tuple(twice))
    return best


def _split_heading(cell: str) -> tuple[str, str]:
    """`예산(원)` -> (`예산`, `원`); a star or a colon behind a heading is dropped."""
    match = re.fullmatch(r"\s*(.*?)\s*[(（\[]\s*(.*?)\s*[)）\]]\s*[*:]*\s*", cell, re.DOTALL)
    return (match[1], match[2]) if match else (cell, "")


def _key(heading: str) -> str:
    return re.sub(r"[\s\u200b_*:·.,/\-()（）\[\]]", "", unicodedata.normalize("NFKC", heading)).casefold()


def _check(found: _Found, fields: list[Field], lang: str) -> None:
    missing = [one.heading for one in fields if one.required and one.name not in found.columns]
    if len(found.columns) < 2:
        wanted = ", ".join(one.heading for one in fields if one.required)
        raise Unreadable(
            gettext(
                "제목 줄을 찾지 못했어요. 위쪽 %(rows)s줄 안의 한 줄에 %(wanted)s 제목이 있어야 해요.", lang
            )
            % {"rows": HEADING_WITHIN_ROWS, "wanted": wanted}
        )
    if missing:
        raise Unreadable(
            gettext("%(row)s번째 줄의 제목에 %(missing)s 열이 없어요. 그 열을 넣고 다시 가져와 주세요.", lang)
            % {"row": found.at + 1, "missing": ", ".join(missing)}
        )
    if found.twice:
        raise Unreadable(
            gettext("%(row)s번째 줄에 ‘%(twice)s’ 제목이 두 번 있어요. 하나만 남겨 주세요.", lang)
            % {"row": found.at + 1, "twice": found.twice[0]}
        )


def _table(found: _Found, fields: list[Field], lang: str) -> Table:
    headings = found.sheet.rows[found.at]
    rows = []
    for number, cells in enumerate(found.sheet.rows[found.at + 1 :], start=found.at + 2):
        if not any(cell.strip() for cell in cells):
            continue
        values = {
            one.name: cells[column]
            if (column := found.columns.get(one.name, -1)) in range(len(cells))
            else ""
            for one in fields
        }
        spilled = found.sheet.ragged and any(cell.strip() for cell in cells[len(headings) :])
        rows.append(Row(number, values, spilled))
    unused = [
        heading.strip()[:40]
        for column, heading in enumerate(headings)
        if heading.strip() and column not in found.columns.values()
    ]
    notes = [gettext("‘%(heading)s’ 열은 쓰지 않아요.", lang) % {"heading": heading} for heading in unused]
    return Table(rows, found.units, notes)


def _sheets(data: bytes, lang: str) -> Iterator[_Sheet]:
    if data.startswith(b"PK"):
        yield from _workbook(data, lang)
    elif data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8")):
        raise Unreadable(
            gettext("옛 엑셀(xls)이나 다른 종류의 파일이에요. XLSX나 CSV로 저장해서 다시 골라 주세요.", lang)
        )
    else:
        yield from _csv(_decode(data, lang), lang)


def _workbook(data: bytes, lang: str) -> Iterator[_Sheet]:
    from openpyxl import load_workbook  # here, because a server that starts need not wait for it

    broken = gettext("엑셀 파일을 열 수 없어요. 암호를 풀고 XLSX로 다시 저장해 주세요.", lang)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise Unreadable(
                gettext("풀면 너무 커지는 파일이에요. 필요한 시트만 남겨 다시 저장해 주세요.", lang)
            )
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file says about its size may be wrong
                rows = _within_limits(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), lang)
                yield _Sheet([[_text(value) for value in cells] for cells in rows])
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception as error:  # openpyxl lets through whatever a broken part makes it stumble over
        raise Unreadable(broken) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == datetime.time() else "%Y-%m-%d %H:%M")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return str(getattr(value, "text", value))  # an array formula keeps its text inside


def _decode(data: bytes, lang: str) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(
        gettext("글자를 읽을 수 없는 파일이에요. XLSX나 ‘CSV UTF-8’로 저장해서 다시 골라 주세요.", lang)
    )


def _encodings(data: bytes) -> tuple[str, ...]:
    return ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp949")


def _csv(text: str, lang: str) -> Iterator[_Sheet]:
    """The text cut at each delimiter that occurs in it; the caller keeps the cut that shows most headings."""
    for delimiter in [mark for mark in ",;\t" if mark in text] or [","]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows: list[Cells] = []
        try:
            rows.extend(_within_limits(reader, lang))
        except csv.Error:
            sentence = gettext(
                "%(line)s번째 줄의 따옴표가 맞지 않아요. 그 줄을 고치거나 XLSX로 저장해 주세요.", lang
            )
            yield _Sheet(rows, ragged=True, broken=Unreadable(sentence % {"line": len(rows) + 1}))
        else:
            yield _Sheet(rows, ragged=True)


def _within_limits(rows: Iterable[Iterable[Cell]], lang: str) -> Iterator[list[Cell]]:
    """The rows as lists, without empty ones at the end."""
    empty = 0
    for number, row in enumerate(rows, start=1):
        cells = list(row)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if not cells and number <= MAX_SHEET_ROWS:
            empty += 1
            continue
        if number > MAX_ROWS:
            raise Unreadable(
                gettext("줄이 너무 많아요. %(rows)s줄까지 가져올 수 있으니 나누어 주세요.", lang)
                % {"rows": MAX_ROWS}
            )
        if len(cells) > MAX_COLUMNS:
            raise Unreadable(
                gettext("열이 너무 많아요(%(row)s번째 줄). %(columns)s열까지 쓸 수 있어요.", lang)
                % {"row": number, "columns": MAX_COLUMNS}
            )
        yield from ([] for _ in range(empty))
        empty = 0
        yield cells
