"""CSV: UTF-8, UTF-16 or CP949; comma, semicolon or tab."""

import csv
import io
from collections.abc import Iterator

from kiosk.exchange.sheets.sheet import (
    MAX_CELL_CHARS,
    Cells,
    Sheet,
    Unreadable,
    too_long_a_cell,
    within_limits,
)
from kiosk.words import gettext


def read(data: bytes, lang: str) -> Iterator[Sheet]:
    """The text cut at each delimiter that occurs in it; the caller keeps the cut that shows most headings."""
    text = _decode(data, lang)
    csv.field_size_limit(MAX_CELL_CHARS)
    for delimiter in [mark for mark in ",;\t" if mark in text] or [","]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows: list[Cells] = []
        try:
            rows.extend(within_limits(reader, lang))
        except csv.Error as error:
            yield Sheet(rows, ragged=True, broken=_broken(error, len(rows) + 1, lang))
        else:
            yield Sheet(rows, ragged=True)


def _broken(error: csv.Error, number: int, lang: str) -> Unreadable:
    if "field larger" in str(error):
        return too_long_a_cell(number, lang)
    sentence = gettext("%(line)s번째 줄의 따옴표가 맞지 않아요. 그 줄을 고치거나 XLSX로 저장해 주세요.", lang)
    return Unreadable(sentence % {"line": number})


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
