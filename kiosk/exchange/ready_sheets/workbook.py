"""A book as a spreadsheet (XLSX): a sheet a table, and one that says what the columns mean.

Text is written as text whatever it begins with: no cell becomes a formula, also not when somebody edits it (quotePrefix).
Where somebody is to fill cells in, these alone can be written, and what doesn't fit is told at once. No password: who has
to mend more can lift the protection. Every sheet is frozen below its heading, filtered, typed, and prints on A4 across with its heading on each page.
"""

import io
import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as XlsxCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.actions.fields import WON_MAX
from kiosk.exchange.ready_sheets.book import Book, Cell, Column, Kind, Table, Typed, definitions, text_width
from kiosk.language.sentences import N_, gettext

LEFT: tuple[Kind, ...] = ("text", "code")
FORMATS: dict[Kind, str] = {
    "text": "@",
    "code": "@",
    "count": '#,##0;-#,##0;"–"',  # none is a dash: what there is stands out
    "won": '#,##0;-#,##0;"–"',
    "share": '0.0%;-0.0%;"–"',
    "minutes": "#,##0.0",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
FONT = "맑은 고딕"
LEAST_WIDTH, MOST_WIDTH, WIDE = 7.0, 40.0, 96.0  # of a column, in digits
HEAD_POINTS, LINE_POINTS = 34.0, 16.5  # two lines; one
MOST_LINES = 20
LONGEST_CELL = 32_767  # what the format holds
LONGEST_NAME = 31  # of a sheet
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "·"))

_LINE = Side(style="thin", color="C9D1CE")
_STRONG = Side(style="medium", color="33413D")
_HEAD = PatternFill("solid", fgColor="E9EEEC")
_TO_FILL = PatternFill("solid", fgColor="FFF9E3")
_QUIET = "5B6864"
_MEANS = (
    Column(N_("말")),
    Column(N_("뜻"), is_wide=True),
)


def made(book: Book, lang: str, *, event: str, as_of: str) -> bytes:
    """The book's file. `event`: the expo's name; `as_of`: a sentence that says of when it is."""
    file = Workbook()
    file.remove(file.worksheets[0])
    file.properties.title = f"{event} {gettext(book.title, lang)}"
    file.properties.creator = event
    means = Table(N_("뜻풀이"), _MEANS, definitions(book, lang, as_of))
    for table in (*book.tables, means):
        sheet = file.create_sheet(_name(gettext(table.title, lang), file.sheetnames))
        _fill(sheet, table, lang)
        _set_up_print(sheet, f"{event} · {gettext(book.title, lang)} · {sheet.title}", as_of)
        sheet.page_setup.fitToHeight = int(table.is_one_page)  # 0: as many pages as it takes
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def _fill(sheet: Worksheet, table: Table, lang: str) -> None:
    columns = table.columns
    for at, column in enumerate(columns, 1):
        _head(_cell(sheet, 1, at), gettext(column.title, lang))
    for number, row in enumerate(table.rows, 2):
        for at, (column, value) in enumerate(zip(columns, row, strict=True), 1):
            _put(_cell(sheet, number, at), value, column.kind, "fill" if column.is_filled else "cell")
    last = max(len(table.rows), 1) + 1
    if not table.rows:
        _put(_cell(sheet, 2, 1), gettext(table.empty, lang), "text")
    elif totals := table.totals:
        _total(sheet, last + 1, columns, totals, gettext(N_("합계"), lang))
    for at, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = _width(sheet, at, column)
        if column.choices:
            _let_choose(
                sheet, get_column_letter(at), last, [gettext(one, lang) for one in column.choices], lang
            )
        elif column.is_filled:
            _bound(sheet, get_column_letter(at), last, column, lang)
    if any(one.is_filled for one in columns):
        _protect(sheet)
    _set_heights(sheet)
    sheet.row_dimensions[1].height = HEAD_POINTS
    sheet.freeze_panes = f"{get_column_letter(table.stay + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"


def _head(cell: XlsxCell, title: str) -> None:
    _put(cell, title, "text", "head")


def _cell(sheet: Worksheet, row: int, column: int) -> XlsxCell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, XlsxCell)  # nothing is merged
    return cell


def _put(cell: XlsxCell, value: Cell, kind: Kind, part: str = "cell") -> None:
    """The value as its column's kind; a sentence may stand where a number is missing."""
    file = cell.parent.parent
    assert file
    if isinstance(value, str):
        part = "missing" if kind not in LEFT and part == "cell" else part
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
        cell.style = _style(file, "text", part)
        cell.data_type = "s"  # never a formula
        cell.quotePrefix = True
    else:
        value, kind = value if isinstance(value, Typed) else (value, kind)
        cell.value = value
        cell.style = _style(file, kind, part)


def _style(file: Workbook, kind: Kind, part: str) -> str:
    """The name of the file's style for such cells, made when it is first asked for: one a cell would take most of the time.
    `part`: head, cell, missing (a sentence where a number is not known), total."""
    name = f"{part} {kind}"
    if name not in file.named_styles:
        style = NamedStyle(name, number_format=FORMATS[kind])
        style.font = Font(
            name=FONT, size=10, bold=part in ("head", "total"), color=_QUIET if part == "missing" else None
        )
        style.border = (
            Border(top=_STRONG) if part == "total" else Border(bottom=_STRONG if part == "head" else _LINE)
        )
        style.alignment = _alignment(kind, part)
        if part == "head":
            style.fill = _HEAD
        if part == "fill":
            style.fill = _TO_FILL
            style.protection = Protection(locked=False)
        file.add_named_style(style)
    return name


def _alignment(kind: Kind, part: str) -> Alignment:
    if part in ("head", "missing") or kind in ("day", "moment"):
        return Alignment(horizontal="center", vertical="center", wrap_text=True)
    if kind in LEFT:
        return Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)
    return Alignment(horizontal="right", vertical="center", indent=1)


def _total(
    sheet: Worksheet, number: int, columns: Sequence[Column], totals: Sequence[Cell], word: str
) -> None:
    for at, (column, value) in enumerate(zip(columns, totals, strict=True), 1):
        _put(_cell(sheet, number, at), word if at == 1 and value is None else value, column.kind, "total")


def _width(sheet: Worksheet, at: int, column: Column) -> float:
    """As wide as its longest value needs, and its title in two lines; a long text is broken into lines."""
    title, *cells = (_cell(sheet, number, at) for number in range(1, sheet.max_row + 1))
    longest = max((_shown_width(cell) for cell in cells), default=0.0)
    words = [text_width(word) for word in str(title.value).replace("(", " (").split()]
    of_title = max(max(words, default=0.0), sum(words) / 2) + 5.0  # the filter's arrow
    return min(max(longest + 4.0, of_title, LEAST_WIDTH), WIDE if column.is_wide else MOST_WIDTH)


def _set_heights(sheet: Worksheet) -> None:
    """Room for the lines that texts are broken into: not every program works it out when it opens the file."""
    widths = [
        sheet.column_dimensions[get_column_letter(at)].width - 3.0 for at in range(1, sheet.max_column + 1)
    ]
    for number, row in enumerate(sheet.iter_rows(min_row=2), 2):
        lines = max(_lines(cell.value, width) for cell, width in zip(row, widths, strict=True))
        sheet.row_dimensions[number].height = LINE_POINTS * min(lines, MOST_LINES)


def _lines(value: Any, width: float) -> int:
    if not isinstance(value, str):
        return 1
    return sum(max(1, math.ceil(text_width(line) / width)) for line in value.splitlines() or [""])


def _shown_width(cell: XlsxCell) -> float:
    value: Any = cell.value
    if isinstance(value, str):
        return max(map(text_width, value.splitlines()), default=0.0)
    if isinstance(value, date):
        return 16.0 if ":" in cell.number_format else 10.0
    if isinstance(value, float):
        return 7.0
    return 0.0 if value is None else float(len(f"{value:,}"))


def _let_choose(sheet: Worksheet, letter: str, last: int, words: Iterable[str], lang: str) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    _tell(choice, gettext(N_("목록에서 골라 주세요."), lang))
    choice.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(choice)


def _bound(sheet: Worksheet, letter: str, last: int, column: Column, lang: str) -> None:
    """What may be written into a column's cells, as far as its kind says; a sentence for what may not."""
    if column.kind == "day":
        bound = DataValidation(type="date", operator="between", formula1="36526", formula2="73050")
        _tell(bound, gettext(N_("날짜를 2026-11-30처럼 적어 주세요."), lang))
    elif column.kind == "won":
        bound = DataValidation(type="whole", operator="between", formula1="1", formula2=str(WON_MAX))
        _tell(bound, gettext(N_("금액을 원 단위까지 숫자로 적어 주세요(예: 19000000)."), lang))
    elif column.most:
        bound = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(column.most))
        _tell(bound, gettext(N_("%(most)s자까지 적어 주세요."), lang, most=column.most))
    else:
        return
    bound.allow_blank = True
    bound.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(bound)


def _tell(bound: DataValidation, sentence: str) -> None:
    bound.showErrorMessage = True
    bound.error = sentence


def _protect(sheet: Worksheet) -> None:
    """Nothing but the cells to fill in is written; filters, widths and heights stay whoever's who works with it."""
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "formatColumns", "formatRows", "selectLockedCells", "selectUnlockedCells"):
        setattr(sheet.protection, allowed, False)


def _set_up_print(sheet: Worksheet, title: str, as_of: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.75, 0.65, 0.3, 0.3
    head, foot = HeaderFooterItem(), HeaderFooterItem()
    head.left.text, foot.left.text, foot.right.text = _printed(title), _printed(as_of), "&P / &N"
    sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter = head, foot


def _printed(text: str) -> str:
    """Text of a page's head or foot, where & begins a code."""
    return ILLEGAL_CHARACTERS_RE.sub("", text).replace("&", "&&")[:120]


def _name(title: str, taken: Sequence[str]) -> str:
    """A name as sheets may have one, unlike those there are."""
    name = ILLEGAL_CHARACTERS_RE.sub("", title).translate(NOT_IN_NAMES).strip("'")[:LONGEST_NAME] or "-"
    number = 2
    unlike = name
    while unlike.casefold() in {one.casefold() for one in taken}:
        unlike = f"{name[: LONGEST_NAME - 4]} {number}"
        number += 1
    return unlike
