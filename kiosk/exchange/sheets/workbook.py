"""XLSX. Everything becomes text; a formula gives the value that was saved with it, nothing is evaluated."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.exchange.sheets import foreign, marks, number_formats, plain_package
from kiosk.exchange.sheets.marks import Marks
from kiosk.exchange.sheets.sheet import (
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_UNPACKED_BYTES,
    Cells,
    Sheet,
    Unreadable,
    within_limits,
)
from kiosk.language.sentences import N_, gettext

STYLES = "xl/styles.xml"
TABLES = (".xlsx", ".xls", ".csv")
# Other files that are ZIP archives too, by a part that only they have.
OTHER_KINDS = {
    "xl/workbook.bin": N_("XLSB(이진 통합 문서)는 읽지 못해요. 엑셀에서 XLSX로 저장해서 다시 골라 주세요."),
    "content.xml": N_("ODS(오픈 문서)는 읽지 못해요. 엑셀이나 한셀에서 XLSX로 저장해서 다시 골라 주세요."),
    "Contents/content.hpf": N_("한글 문서예요. 표를 엑셀에 옮겨 XLSX로 저장해서 다시 골라 주세요."),
    "word/document.xml": N_("워드 문서예요. 표를 엑셀에 옮겨 XLSX로 저장해서 다시 골라 주세요."),
    "ppt/presentation.xml": N_("발표 자료예요. 표를 엑셀에 옮겨 XLSX로 저장해서 다시 골라 주세요."),
    "Index/Document.iwa": N_("Numbers 문서예요. Numbers에서 XLSX로 내보내서 다시 골라 주세요."),
}


def read(data: bytes, lang: str) -> Iterator[Iterator[Sheet]]:
    """The sheets of the workbook, as one reading. Raises Unreadable."""
    try:
        _require_a_small_workbook(data, lang)
        try:
            sheets = list(_sheets(data, lang))
        except (Unreadable, MemoryError):
            raise
        except Exception:  # styles, properties or views that spreadsheets forgive: what matters is the cells
            sheets = list(_sheets(plain_package.copy(data), lang))
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # openpyxl lets through whatever a broken part makes it stumble over
        broken = gettext("엑셀 파일을 열 수 없어요. 암호를 풀고 XLSX로 다시 저장해 주세요.", lang)
        raise Unreadable(broken) from error
    yield iter(sheets)


def _require_a_small_workbook(data: bytes, lang: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
        names = set(parts.namelist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise Unreadable(gettext("풀면 너무 커지는 파일이에요. 필요한 시트만 남겨 다시 저장해 주세요.", lang))
    if "[Content_Types].xml" not in names and any(name.lower().endswith(TABLES) for name in names):
        raise Unreadable(gettext(foreign.COMPRESSED, lang))
    for part, sentence in OTHER_KINDS.items():
        if part in names:
            raise Unreadable(gettext(sentence, lang))


def _sheets(data: bytes, lang: str) -> Iterator[Sheet]:
    # Here, because a server that starts need not wait for it. `load_workbook` is this, and hides where the sheets stand.
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    book = reader.wb
    try:
        part_of = {sheet.name: found.target for sheet, found in reader.parser.find_sheets()}
        sheets: list[Any] = list(book.worksheets)
        if not sheets:
            raise ValueError("no worksheet")
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            shown = number_formats.units_shown(parts.read(STYLES)) if STYLES in parts.namelist() else {}
            for sheet in sheets:
                if sheet.sheet_state != "visible":
                    yield Sheet([], name=sheet.title, hidden=True)
                    continue
                yield _sheet(sheet, marks.read(parts.read(part_of[sheet.title]), shown), shown, lang)
    finally:
        book.close()


def _sheet(sheet: Any, said: Marks, shown: Mapping[str, str], lang: str) -> Sheet:
    sheet.reset_dimensions()  # what the file says about its size may be wrong
    rows: list[Cells] = []
    broken = None
    try:
        for cells in within_limits(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), lang):
            rows.append([_text(value) for value in cells])
    except Unreadable as error:
        broken = error
    for (row, column), style in said.styled.items():
        if row < len(rows) and column < len(rows[row]) and _is_number(rows[row][column]):
            rows[row][column] += shown[style]
    for (row, column), formula in said.formulas.items():
        if formula and row < len(rows) and column <= MAX_COLUMNS:
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = formula[:MAX_CELL_CHARS]
    return Sheet(
        rows,
        broken=broken,
        name=sheet.title,
        merged=tuple(said.merged),
        formulas=frozenset(said.formulas),
        hidden_rows=frozenset(said.hidden_rows),
        hidden_columns=frozenset(said.hidden_columns),
    )


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d{1,20}(\.\d{1,20})?", text))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        value = _to_the_second(value)
        return value.strftime("%Y-%m-%d" if value.time() == datetime.time() else "%Y-%m-%d %H:%M")
    if isinstance(value, datetime.time):
        return _to_the_second(datetime.datetime.combine(datetime.date(2000, 1, 1), value)).strftime("%H:%M")
    return str(value)


def _to_the_second(moment: datetime.datetime) -> datetime.datetime:
    """A spreadsheet's 14:20 is a fraction of a day, and may come out as 14:19:59.999."""
    return (moment + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
