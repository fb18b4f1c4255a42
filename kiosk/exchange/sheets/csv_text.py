"""CSV: UTF-8, UTF-16 or CP949; comma, semicolon or tab."""

import csv
import io
import re
from collections.abc import Iterator

from kiosk.exchange.sheets.letters import decode, spoilt_note
from kiosk.exchange.sheets.sheet import (
    MAX_CELL_CHARS,
    Cells,
    Sheet,
    Unreadable,
    too_long_a_cell,
    within_limits,
)
from kiosk.exchange.spreadsheet_text import as_meant
from kiosk.language.sentences import gettext

# How spreadsheets are told the delimiter; they show the file without this line.
_TOLD = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


def read(data: bytes, lang: str) -> Iterator[Iterator[Sheet]]:
    """The text cut at each delimiter that occurs in it, a reading each; the caller keeps the best."""
    text, spoilt = decode(data, lang)
    csv.field_size_limit(MAX_CELL_CHARS)
    told = _TOLD.match(text)
    marks = [told[1]] if told else [mark for mark in ",;\t" if mark in text] or [","]
    for mark in marks:
        yield iter([_cut(text[told.end() :] if told else text, mark, spoilt_note(spoilt, lang), lang)])


def _cut(text: str, delimiter: str, notes: tuple[str, ...], lang: str) -> Sheet:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Cells] = []
    try:
        meant = ([as_meant(cell) for cell in row] for row in reader)
        rows.extend(within_limits(meant, lang))
    except csv.Error as error:
        return Sheet(rows, ragged=True, broken=_broken(error, len(rows) + 1, lang))
    return Sheet(rows, ragged=True, notes=notes)


def _broken(error: csv.Error, number: int, lang: str) -> Unreadable:
    if "field larger" in str(error):
        return too_long_a_cell(number, lang)
    sentence = gettext("%(line)s번째 줄의 따옴표가 맞지 않아요. 그 줄을 고치거나 XLSX로 저장해 주세요.", lang)
    return Unreadable(sentence % {"line": number})
