"""The rows under a sheet's headings: field by field, with what is merged downwards filled in, and told from the rows that
are no data."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kiosk.exchange import asides, sheet_units, units
from kiosk.exchange.asides import Aside, Sorter
from kiosk.exchange.headings import Found
from kiosk.exchange.sheet_units import Money
from kiosk.exchange.sheets.sheet import MAX_COLUMNS, MAX_ROWS, Cells, Place, Unreadable
from kiosk.exchange.wording import Field
from kiosk.language.sentences import N_, gettext

LIKE_A_TOTAL = N_("합계를 적은 줄 같지만 다른 칸이 채워져 있어 그대로 읽었어요. 합계라면 지워 주세요.")
SHARED_MONEY = N_("‘%(heading)s’ 칸이 여러 줄에 걸쳐 합쳐져 있어요. 줄마다 금액을 나누어 적어 주세요.")
UNSAVED_FORMULA = N_(
    "‘%(heading)s’ 수식에 저장된 값이 없어요. 엑셀에서 열어 다시 저장하거나 값을 적어 주세요."
)
FORMULA = N_("‘%(heading)s’에 수식이 있어 저장된 값을 썼어요. 값을 확인해 주세요.")


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


class SheetRows:
    """`rows` of data and `asides` of one sheet; `name` is the sheet's where several are read. Raises Unreadable."""

    def __init__(self, found: Found, fields: list[Field], unit: Money, name: str, lang: str) -> None:
        self._found, self._fields, self._unit, self._name, self._lang = found, fields, unit, name, lang
        self._above = _merged_downwards(found, lang)
        self.rows: list[Row] = []
        self.asides: list[Aside] = []
        filled = list(_filled(found))
        remarks = asides.at_the_end(filled)
        sorter = Sorter(fields, found)
        for number, raw in filled:
            row = self._row(number, raw)
            if number in remarks:
                told: Aside | None = Aside(asides.REMARK, number, next(filter(str.strip, raw)))
            else:
                told = sorter.sort(number, raw, row.cells)
            if told:
                self.asides.append(replace(told, unit=row.unit, sheet=name))
            else:
                self.rows.append(self._warned_of_a_total(row))

    def _row(self, number: int, raw: Cells) -> Row:
        values: dict[str, str] = {}
        warnings: list[str] = []
        refusals: list[str] = []
        for one in self._fields:
            place = number - 1, self._found.columns.get(one.name, -1)
            values[one.name] = self._value(one, place, raw)
            if sentence := self._refusal(one, place, values[one.name]):
                refusals.append(gettext(sentence, self._lang, heading=one.heading))
            elif place in self._found.sheet.formulas and not values[one.name].startswith("="):
                warnings.append(gettext(FORMULA, self._lang, heading=one.heading))
        written = self._unit.unit
        try:
            written = self._unit.of_row(raw)
        except units.Unclear as error:
            refusals.append(sheet_units.unclear(str(error), self._lang))
        return Row(number, values, self._spills(raw), self._name, written, tuple(warnings), tuple(refusals))

    def _value(self, one: Field, place: Place, raw: Cells) -> str:
        column = place[1]
        if place in self._above:  # an amount for several items is not the amount of each
            return "" if one.money else self._found.sheet.rows[self._above[place]][column]
        return raw[column] if column in range(len(raw)) else ""

    def _refusal(self, one: Field, place: Place, value: str) -> str | None:
        """Other fields keep a formula that has no value as the text it is, and warn of it themselves."""
        if one.money and place in self._above:
            return SHARED_MONEY
        if one.money and place in self._found.sheet.formulas and value.startswith("="):
            return UNSAVED_FORMULA
        return None

    def _spills(self, raw: Cells) -> bool:
        width = max(len(self._found.block.labels), *(column + 1 for column in self._found.columns.values()))
        return self._found.sheet.ragged and any(cell.strip() for cell in raw[width:])

    def _warned_of_a_total(self, row: Row) -> Row:
        """An item may be called 합계; whoever looks at the file is told that it was taken for one."""
        if not any(asides.total_word(row.cells[one.name]) for one in self._fields):
            return row
        return replace(row, warnings=(*row.warnings, gettext(LIKE_A_TOTAL, self._lang)))


def _filled(found: Found) -> Iterator[tuple[int, Cells]]:
    """The rows below the headings that hold anything, each with its number in the sheet."""
    for number, raw in enumerate(found.sheet.rows[found.at + 1 :], start=found.at + 2):
        if any(cell.strip() for cell in raw):
            yield number, raw


def _merged_downwards(found: Found, lang: str) -> dict[Place, int]:
    """Place -> the row where the value of its merged cell stands. Raises Unreadable where they overlap without end."""
    used = set(found.columns.values())
    last = len(found.sheet.rows) - 1
    above: dict[Place, int] = {}
    steps = 0
    for one in found.sheet.merged:
        if one.left in used and found.at < one.top < one.bottom:
            steps += min(one.bottom, last) - one.top
            if steps > MAX_ROWS * MAX_COLUMNS:
                raise Unreadable(gettext("합쳐진 칸이 너무 많아요. 병합을 풀고 다시 저장해 주세요.", lang))
            above.update(((row, one.left), one.top) for row in range(one.top + 1, min(one.bottom, last) + 1))
    return above
