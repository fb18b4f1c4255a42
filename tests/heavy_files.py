"""Files of a few hundred bytes to a few hundred kilobytes that are meant to keep a reader busy for good."""

import io
import zipfile
from collections.abc import Callable

HEADINGS = "기업명,사업자등록번호,담당자,개인정보동의"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(sheet: str = "", shared: str = "", **parts: str) -> bytes:
    """An XLSX written by hand: what stands in its only sheet and among its shared strings."""
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kind}"/>'
        for name, kind in (("workbook", BOOK), ("sheet1", SHEET), ("sharedStrings", SHARED))
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    relation = '<Relationship Id="rId1" Type="{}/{}" Target="{}"/>'
    whole = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        + relation.format(RELATIONS, "officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + relation.format(RELATIONS, "worksheet", "sheet1.xml")
        + "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package_file:
        for name, content in (whole | parts).items():
            package_file.writestr(name, content)
    return out.getvalue()


def blanks_in_a_heading() -> bytes:
    return f"기업명,{' ' * 250}예산(\n".encode()


def blanks_in_a_cell() -> bytes:
    """As long as a cell may be; a pattern that looks for what follows a blank starts at each of them."""
    return f"부스번호,기관명,위치X(m),위치Y(m)\nA01,중구,{' ' * 32_000}x,1\n".encode()


def shared_strings(count: int = 100_000) -> bytes:
    """2.6 million of them are 67 KB, and take 18 seconds and 300 MB."""
    return workbook(shared="<si><t/></si>" * count)


def deep_cells() -> bytes:
    return workbook(sheet="<row>" + "<c>" * 1_000_000)


def rows_far_below() -> bytes:
    return workbook(sheet='<row r="99999999999"><c t="inlineStr"><is><t>가</t></is></c></row>')


def quotes() -> bytes:
    return (HEADINGS + '\n"' + '""' * 4_900_000).encode()


def endless_columns() -> bytes:
    return (HEADINGS + "\n" + "," * 9_000_000).encode()


def wide_rows() -> bytes:
    """As many cells as the limits allow, none of them used."""
    return (HEADINGS + ",x" * 96 + "\n" + ("가,1,2,3" + ",a" * 96 + "\n") * 19_000).encode()


# Where the machine is slower, or busy with something else, reading ends by the clock.
TOO_LONG = "파일을 읽는 데 너무 오래 걸려요."
KINDS = {"blanks_in_a_cell": "agencies"}
FILES: dict[str, Callable[[], bytes]] = {
    make.__name__: make
    for make in (
        blanks_in_a_heading,
        blanks_in_a_cell,
        shared_strings,
        deep_cells,
        rows_far_below,
        quotes,
        endless_columns,
        wide_rows,
    )
}
