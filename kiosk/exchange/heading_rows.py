"""Headings may stand in one row or in several, one above the other: `참석자` over `성명`, `직위`, `휴대전화`."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.exchange import units
from kiosk.exchange.sheets.sheet import Cells, Merged, Sheet
from kiosk.language.text import line

MOST_ROWS = 3
MOST_MERGED = 4_000
LONGEST = 200  # a cell with more letters is no heading


@dataclass(frozen=True)
class Block:
    """Rows of headings, `top` to `bottom`, from 0. For each column what it is called: all rows joined, and the names
    to try, best first. `told`: cells merged downwards say that the block ends here."""

    top: int = 0
    bottom: int = 0
    labels: tuple[str, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    told: bool = True


def blocks(sheet: Sheet, within: int) -> Iterator[Block]:
    """The blocks that may begin in the first rows: of one row, and of more where these look like headings too."""
    rows = [
        [cell if len(cell) <= LONGEST else "" for cell in cells] for cells in sheet.rows[: within + MOST_ROWS]
    ]
    merged = [one for one in sheet.merged if one.top < len(rows)][:MOST_MERGED]
    for top in range(min(within, len(rows))):
        ends = max((one.bottom for one in merged if _is_heading_merged_down(one, top)), default=top)
        for bottom in range(top, min(top + MOST_ROWS, len(rows))):
            if bottom > top and not (bottom <= ends or _goes_on(rows, merged, top, bottom)):
                break
            yield _block(rows, merged, top, bottom, told=bottom == ends)


def _is_heading_merged_down(one: Merged, top: int) -> bool:
    """A long column merged beside the headings is none of these."""
    return one.top == top and top < one.bottom < top + MOST_ROWS


def _goes_on(rows: list[Cells], merged: list[Merged], top: int, bottom: int) -> bool:
    """Whether the row `bottom` only divides the headings above it: what it holds stands under none, or is a unit."""
    above, below = rows[bottom - 1], rows[bottom]
    filled = [column for column, cell in enumerate(below) if cell.strip()]
    spans = {one.left for one in merged if top <= one.top < bottom and one.right > one.left}
    return bool(filled) and all(
        column >= len(above) or not above[column].strip() or column in spans or _divides(above, below, column)
        for column in filled
    )


def _divides(above: Cells, below: Cells, column: int) -> bool:
    """A heading with none to its right may be divided, of which nothing is said where cells are not merged."""
    if column + 1 >= len(above) or above[column + 1].strip():
        return _is_unit(below[column])
    return column + 1 < len(below) and bool(below[column + 1].strip())


def _is_unit(cell: str) -> bool:
    try:
        return units.of_own_cell(cell) is not None
    except units.Unclear:
        return True


def _block(rows: list[Cells], merged: list[Merged], top: int, bottom: int, *, told: bool) -> Block:
    width = max(len(cells) for cells in rows[top : bottom + 1])
    spread = [_spread(rows, merged, at, width, last=at == bottom) for at in range(top, bottom + 1)]
    labels, names = [], []
    for column in range(width):
        parts = [name for cells in spread if (name := line(cells[column]))]
        own = [
            name for cells in rows[top : bottom + 1] if column < len(cells) and (name := line(cells[column]))
        ]
        labels.append(" ".join(dict.fromkeys(parts)))
        tried = (labels[-1], " ".join(parts[-2:]), *reversed(own))
        names.append(tuple(name for name in dict.fromkeys(tried) if name))
    return Block(top, bottom, tuple(labels), tuple(names), told)


def _spread(rows: list[Cells], merged: list[Merged], at: int, width: int, *, last: bool) -> Cells:
    """A row of headings where one that reaches over others stands over each of them."""
    cells = rows[at] + [""] * (width - len(rows[at]))
    if last:
        return cells
    for one in merged:
        if one.top == at and one.left < width:
            reached = range(one.left + 1, min(one.right + 1, width))
            cells[one.left + 1 : reached.stop] = [cells[column] or cells[one.left] for column in reached]
    below = rows[at + 1]
    for column in range(1, width):
        if not (cells[column].strip() or merged) and column < len(below) and below[column].strip():
            cells[column] = cells[column - 1]
    return cells
