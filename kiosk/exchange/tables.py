"""Reads the tables people send: the sheets of a file (kiosk.exchange.sheets) under the headings that are looked for.

Everything becomes text under field names, with the sheet's row number from 1. What can't be read raises Unreadable
with a sentence for the sender.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kiosk.exchange import asides, headings, money, notes, sheets
from kiosk.exchange.asides import Aside, Sorter
from kiosk.exchange.headings import Field, Found, Guess, Unheaded
from kiosk.exchange.money import Money
from kiosk.exchange.sheets.sheet import (
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    Sheet,
    Unreadable,
    too_many_rows,
)
from kiosk.words import N_, gettext

__all__ = [
    "MAX_CELL_CHARS",
    "MAX_COLUMNS",
    "MAX_FILE_BYTES",
    "MAX_ROWS",
    "MAX_UNPACKED_BYTES",
    "Field",
    "Row",
    "Table",
    "Unheaded",
    "Unreadable",
    "read_table",
]

_EXAMPLE = re.compile(r"예시|작성\s?예|작성\s?방법|샘플|sample|example", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One data row: its number in the sheet, and field name -> text. `spilled`: more cells than headings.

    sheet: the sheet's name where several are read. unit: in which the row's money is written (`천원`). Sentences:
    `warnings` for the row as it is, `refusals` where it can't be used.
    """

    number: int
    cells: dict[str, str]
    spilled: bool = False
    sheet: str = ""
    unit: str = ""
    warnings: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The rows of data, what stood between them, and sentences about the whole."""

    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    guess: Guess | None = None
    asides: list[Aside] = field(default_factory=list)


def read_table(
    data: bytes | list[list[Sheet]],
    fields: Iterable[Field],
    lang: str = "ko",
    columns: Mapping[str, str] | None = None,
) -> Table:
    """Find the headings in a file's bytes, or its sheets, and return what stands under them, here and now
    (kiosk.exchange.reader does it in a process of its own, bounded in time and memory).

    Every sheet with all required headings is read. `columns` is what a person said of them: field name -> key of
    a column (Guess.keys). Raises Unreadable, and of it Unheaded where a person may say which column is which.
    """
    fields = list(fields)
    found = _best_reading(data, fields, lang, columns)
    chosen = _chosen(found, fields, lang)
    rows: list[Row] = []
    aside: list[Aside] = []
    of_each: list[tuple[str, list[str]]] = []
    for one in chosen:
        unit = money.of(one, fields, lang)
        several = one.sheet.name if len(chosen) > 1 else ""
        own_rows, own_asides = _sorted(one, fields, unit, several, lang)
        rows += own_rows
        aside += own_asides
        of_each.append((several, notes.of_sheet(one, fields, unit, lang)))
    if len(rows) > MAX_ROWS:
        raise too_many_rows(lang)
    said = [
        *notes.of_sheets(found, chosen, lang),
        *notes.together(of_each),
        *notes.of_asides(aside, lang),
    ]
    return Table(rows, said, headings.guess_of(chosen[0]), aside)


def _best_reading(
    data: bytes | list[list[Sheet]], fields: list[Field], lang: str, columns: Mapping[str, str] | None
) -> list[Found]:
    read = sheets.read(data, lang) if isinstance(data, bytes) else data
    readings = ([headings.find(sheet, fields, columns) for sheet in reading] for reading in read)
    return max(readings, key=lambda found: max((one.score for one in found), default=0), default=[])


def _chosen(found: list[Found], fields: list[Field], lang: str) -> list[Found]:
    """The sheets to read, an example of how to fill in the form left out; raises Unreadable where there is none."""
    whole = [one for one in found if one.has(fields)]
    chosen = [one for one in whole if not _EXAMPLE.search(one.sheet.name)] or whole
    for one in chosen or [max(found, key=lambda one: one.score, default=Found(Sheet([])))]:
        if one.sheet.broken:
            raise one.sheet.broken
        headings.require(one, fields, lang, [other.sheet.name for other in found if other.sheet.hidden])
    return chosen


def _sorted(
    found: Found, fields: list[Field], unit: Money, sheet: str, lang: str
) -> tuple[list[Row], list[Aside]]:
    filled = [
        (number, raw)
        for number, raw in enumerate(found.sheet.rows[found.at + 1 :], start=found.at + 2)
        if any(cell.strip() for cell in raw)
    ]
    above = _merged_downwards(found, lang)
    sorter = Sorter(fields, found)
    remarks = asides.at_the_end(filled)
    rows, aside = [], []
    for number, raw in filled:
        row = _row(found, fields, unit, number, raw, above, sheet, lang)
        told = (
            Aside(asides.REMARK, number, raw[0]) if number in remarks else sorter.sort(number, raw, row.cells)
        )
        if told is None:
            rows.append(_warned_of_a_total(row, fields, lang))
        else:
            aside.append(replace(told, unit=row.unit, sheet=sheet))
    return rows, aside


def _row(
    found: Found,
    fields: list[Field],
    unit: Money,
    number: int,
    raw: list[str],
    above: Mapping[tuple[int, int], int],
    sheet: str,
    lang: str,
) -> Row:
    values: dict[str, str] = {}
    warnings, refusals = [], []
    for one in fields:
        column = found.columns.get(one.name, -1)
        place = number - 1, column
        values[one.name] = raw[column] if column in range(len(raw)) else ""
        if place in above and one.money:
            refusals.append(gettext(SHARED_MONEY, lang, heading=one.heading))
        elif place in above:
            values[one.name] = found.sheet.rows[above[place]][column]
        elif place in found.sheet.formulas and values[one.name].startswith("="):
            refusals += [gettext(UNSAVED_FORMULA, lang, heading=one.heading)] if one.money else []
        elif place in found.sheet.formulas:
            warnings.append(gettext(FORMULA, lang, heading=one.heading))
    spilled = found.sheet.ragged and any(cell.strip() for cell in raw[_width(found) :])
    return Row(number, values, spilled, sheet, unit.of_row(raw), tuple(warnings), tuple(refusals))


def _warned_of_a_total(row: Row, fields: list[Field], lang: str) -> Row:
    """An item may be called 합계; whoever looks at the file is told that it was taken for one."""
    if not any(asides.total_word(row.cells[one.name]) for one in fields):
        return row
    return replace(row, warnings=(*row.warnings, gettext(LIKE_A_TOTAL, lang)))


LIKE_A_TOTAL = N_("합계를 적은 줄 같지만 다른 칸이 채워져 있어 그대로 읽었어요. 합계라면 지워 주세요.")
SHARED_MONEY = N_("‘%(heading)s’ 칸이 여러 줄에 걸쳐 합쳐져 있어요. 줄마다 금액을 나누어 적어 주세요.")
UNSAVED_FORMULA = N_(
    "‘%(heading)s’ 수식에 저장된 값이 없어요. 엑셀에서 열어 다시 저장하거나 값을 적어 주세요."
)
FORMULA = N_("‘%(heading)s’에 수식이 있어 저장된 값을 썼어요. 값을 확인해 주세요.")


def _width(found: Found) -> int:
    return max(len(found.block.labels), *(column + 1 for column in found.columns.values()))


def _merged_downwards(found: Found, lang: str) -> dict[tuple[int, int], int]:
    """Place -> the row where the value of its merged cell stands. Raises Unreadable where they overlap without end."""
    used = set(found.columns.values())
    last = len(found.sheet.rows) - 1
    above: dict[tuple[int, int], int] = {}
    steps = 0
    for one in found.sheet.merged:
        if one.left in used and found.at < one.top < one.bottom:
            steps += min(one.bottom, last) - one.top
            if steps > MAX_ROWS * MAX_COLUMNS:
                raise Unreadable(gettext("합쳐진 칸이 너무 많아요. 병합을 풀고 다시 저장해 주세요.", lang))
            above.update(((row, one.left), one.top) for row in range(one.top + 1, min(one.bottom, last) + 1))
    return above
