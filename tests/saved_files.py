"""Files as offices send them, built by code: workbooks with merged cells, hidden sheets and formulas, pages and XML saved
as .xls, files under a password or document protection."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

PLAN = ("기관명", "부서", "사업명", "품목", "예산", "시기")
DESK = ("은평구", "총무과", "책상", "가구", 12500, "2분기")


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(*rows: Sequence[object], merged: Iterable[str] = (), title: str = "Sheet") -> bytes:
    book = Workbook()
    fill(book.active, rows, merged)
    book.active.title = title
    return saved(book)


def fill(sheet: Worksheet, rows: Iterable[Sequence[object]], merged: Iterable[str] = ()) -> Worksheet:
    for row in rows:
        sheet.append(row)
    for place in merged:
        sheet.merge_cells(place)
    return sheet


def sheets(**of: Iterable[Sequence[object]]) -> Workbook:
    """A workbook with a sheet for each name."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in of.items():
        fill(book.create_sheet(name), rows)
    return book


def with_part(data: bytes, name: str, change: "str | tuple[str, str]") -> bytes:
    """The same package, a part replaced, or one text in it by another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part).decode() if part == name else ""
            changed = change if isinstance(change, str) else content.replace(*change)
            assert part != name or changed != content
            new.writestr(part, changed if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, change if isinstance(change, str) else "")
    return out.getvalue()


def with_saved_value(data: bytes, formula: str, value: str) -> bytes:
    """As a spreadsheet saves it: the value beside the formula, which openpyxl leaves out."""
    return with_part(
        data, "xl/worksheets/sheet1.xml", (f"<f>{formula}</f><v />", f"<f>{formula}</f><v>{value}</v>")
    )


def html(*rows: Sequence[object], before: str = "", head: str = "", charset: str = "utf-8") -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
    text = f"<html><head>{head}</head><body>{before}<table border=1>{cells}</table></body></html>"
    return text.encode(charset)


def web_archive(page: bytes) -> bytes:
    import base64

    return (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=cut\r\n\r\n--cut\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(page)
        + b"\r\n--cut--\r\n"
    )


def xml_table(*rows: Sequence[object], more: str = "", encoding: str = "UTF-8") -> bytes:
    """SpreadsheetML of 2003; a cell may be its XML already."""

    def cell(value: object) -> str:
        if isinstance(value, str) and value.startswith("<"):
            return value
        kind = "Number" if isinstance(value, int | float) else "String"
        return f'<Cell><Data ss:Type="{kind}">{escape(str(value))}</Data></Cell>'

    body = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in rows)
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'{more}<Worksheet ss:Name="명단"><Table>{body}</Table></Worksheet></Workbook>'
    ).encode(encoding)


def compound(*streams: str) -> bytes:
    """The beginnings of a compound file: its directory names these streams."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(1024, b"\0") + names


def strict(data: bytes) -> bytes:
    """The same workbook as ISO 29500 Strict names things."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part).decode()
            text = re.sub(
                r"http://schemas\.openxmlformats\.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
                text,
            )
            new.writestr(
                part,
                text.replace(
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    "http://purl.oclc.org/ooxml/officeDocument/relationships",
                ),
            )
    return out.getvalue()
