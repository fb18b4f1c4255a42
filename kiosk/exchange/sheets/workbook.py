"""XLSX. Everything becomes text; a formula stays the text it is, nothing is evaluated."""

import datetime
import io
import zipfile
from collections.abc import Iterator

from kiosk.exchange.sheets.sheet import MAX_COLUMNS, MAX_UNPACKED_BYTES, Sheet, Unreadable, within_limits
from kiosk.words import gettext


def read(data: bytes, lang: str) -> Iterator[Sheet]:
    """Each sheet of the workbook. Raises Unreadable."""
    from openpyxl import load_workbook  # here, because a server that starts need not wait for it

    try:
        _require_small(data, lang)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file says about its size may be wrong
                rows = within_limits(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), lang)
                yield Sheet([[_text(value) for value in cells] for cells in rows])
        finally:
            book.close()
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # openpyxl lets through whatever a broken part makes it stumble over
        broken = gettext("엑셀 파일을 열 수 없어요. 암호를 풀고 XLSX로 다시 저장해 주세요.", lang)
        raise Unreadable(broken) from error


def _require_small(data: bytes, lang: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise Unreadable(gettext("풀면 너무 커지는 파일이에요. 필요한 시트만 남겨 다시 저장해 주세요.", lang))


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
