"""In which unit a sheet's money is written: what its headings, the cells beside them and the lines around them say."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kiosk.exchange import units
from kiosk.exchange.headings import Found
from kiosk.exchange.sheets.sheet import HEAD_ROWS, Cells, Unreadable
from kiosk.exchange.wording import Field, key
from kiosk.language.sentences import gettext
from kiosk.language.text import line

UNIT_HEADINGS = {"단위", "금액단위", "화폐단위", "예산단위", "통화", "단위금액"}
LAST_LINES = 10
LONGEST = 200


@dataclass(frozen=True)
class Money:
    """`unit` of the column (`천원`, "" where nothing is said), where it was `said`; `column` holds one a row."""

    unit: str = ""
    said: str = ""
    column: int | None = None
    asked: bool = False

    def of_row(self, raw: Cells) -> str:
        """Raises units.Unclear where the row's own is none that can be read."""
        own = raw[self.column] if self.column is not None and self.column < len(raw) else ""
        found = units.of_own_cell(own[:LONGEST])
        if own.strip() and not found:
            raise units.Unclear(line(own[:LONGEST]))
        return found or self.unit


def of(found: Found, fields: Iterable[Field], lang: str) -> Money:
    """Raises Unreadable for a unit that can't be read, or for two that differ."""
    columns = [found.columns[one.name] for one in fields if one.money and one.name in found.columns]
    if not columns:
        return Money()
    said: dict[str, str] = {}
    for place, text, read in _places(found, columns[0]):
        try:
            if unit := read(text):
                said.setdefault(unit, place)
        except units.Unclear as error:
            raise Unreadable(unclear(str(error), lang)) from None
    if not said and (unit := _of_the_name(found.sheet.name, lang)):
        said[unit] = line(found.sheet.name)
    if len(said) > 1:
        raise Unreadable(_contradicting(list(said.values()), lang))
    column = _unit_column(found)
    return Money(next(iter(said), ""), next(iter(said.values()), ""), column, asked=True)


def _of_the_name(name: str, lang: str) -> str | None:
    """The unit in a sheet's name, `구매계획(천원)`: heard where the sheet itself says none."""
    try:
        return (
            units.of_heading(name)
            if "단위" in name or units.without(name) != name.strip().casefold()
            else None
        )
    except units.Unclear as error:
        raise Unreadable(unclear(str(error), lang)) from None


def _places(found: Found, column: int) -> Iterator[tuple[str, str, Callable[[str], str | None]]]:
    """Each text that may say the unit: as it is shown, as it is read, and how."""
    label = found.label(column)
    yield label, label, units.of_heading
    for beside in (column - 1, column + 1):
        if beside in range(len(found.block.labels)) and beside not in found.columns.values():
            yield found.block.labels[beside], found.block.labels[beside], units.of_own_cell
    below = found.sheet.rows[found.at + 1 :]
    for cells in (*found.sheet.rows[: found.block.top], *(one for one in below[:2] if _is_sparse(one))):
        yield from ((line(cell), cell, units.of_line) for cell in cells if 0 < len(cell) <= LONGEST)
    for cells in below[2:][-LAST_LINES:]:
        if _is_sparse(cells):
            yield from ((line(cell), cell, _of_a_remark) for cell in cells if 0 < len(cell) <= LONGEST)


def _is_sparse(cells: Cells) -> bool:
    """A line that is no row of data: data fills more cells than two."""
    return sum(bool(cell.strip()) for cell in cells) <= 2


def _of_a_remark(cell: str) -> str | None:
    return units.of_line(cell) if "단위" in cell else None


def _unit_column(found: Found) -> int | None:
    """A column of units, told by its heading and because every cell in it is one (`개` is a unit too, of things)."""
    for at, label in enumerate(found.block.labels):
        if at in found.columns.values() or key(label) not in UNIT_HEADINGS:
            continue
        said = {line(cells[at]) for cells in found.sheet.rows[found.at + 1 :] if at < len(cells)} - {""}
        if said and any(_is_money(one) for one in said):
            return at
    return None


def _is_money(said: str) -> bool:
    try:
        return units.of_own_cell(said[:HEAD_ROWS]) is not None
    except units.Unclear:
        return True


def unclear(said: str, lang: str) -> str:
    sentence = gettext(
        "금액 단위를 읽을 수 없어요(‘%(unit)s’). 원, 천원, 만원, 백만원, 억원 가운데 적어 주세요.", lang
    )
    return sentence % {"unit": said[:40]}


def _contradicting(said: list[str], lang: str) -> str:
    sentence = gettext("금액 단위가 서로 달라요: ‘%(first)s’, ‘%(second)s’. 하나로 맞춰 주세요.", lang)
    return sentence % {"first": said[0][:40], "second": said[1][:40]}
