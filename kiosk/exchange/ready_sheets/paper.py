"""A book on paper (PDF): the same tables across A4, their heading on each page, then what the columns mean."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from kiosk.exchange import typesetting
from kiosk.exchange.ready_sheets.book import Book, Cell, Column, Kind, Table, Typed, definitions, text_width
from kiosk.language.sentences import N_, gettext

TEMPLATE = "print/sheet.typ"
LEFT: tuple[Kind, ...] = ("text", "code")
CENTRE: tuple[Kind, ...] = ("day", "moment")
LEAST_WIDE, MOST_WIDE, WIDEST = 5.5, 22.0, 60.0  # of a column, in digits
ROOM = 165  # digits that stand beside each other in letters of 8 points
MOST_POINTS, LEAST_POINTS = 8.6, 4.6


def made(book: Book, lang: str, *, event: str, as_of: str, accent: str, now: int) -> bytes:
    """The book's file, tagged PDF. `accent`: #rrggbb; `now` (ms): when it was made."""
    return typesetting.pdf(
        TEMPLATE, values_of(book, lang, event=event, as_of=as_of, accent=accent), made_at=now
    )


def values_of(book: Book, lang: str, *, event: str, as_of: str, accent: str) -> dict[str, Any]:
    """What the template shows, all of it text."""
    title = gettext(book.title, lang)
    return {
        "lang": lang,
        "title": f"{event} {title}",
        "event": event,
        "sheet": title,
        "as_of": as_of,
        "accent": accent,
        "tables": [_table(one, lang) for one in book.tables],
        "means": gettext(N_("뜻풀이"), lang),
        "terms": [{"word": word, "means": means} for word, means in definitions(book, lang, as_of)],
    }


def _table(table: Table, lang: str) -> dict[str, Any]:
    rows = [
        [said(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    foot = None
    if totals := table.totals:
        foot = [said(cell, column.kind) for cell, column in zip(totals, table.columns, strict=True)]
        foot[0] = foot[0] or gettext(N_("합계"), lang)
    heads = [gettext(column.title, lang) for column in table.columns]
    widths = [
        _width(at, heads, [*rows, *([foot] if foot else [])], table.columns) for at in range(len(heads))
    ]
    return {
        "title": gettext(table.title, lang),
        "empty": gettext(table.empty, lang),
        "points": max(LEAST_POINTS, min(MOST_POINTS, MOST_POINTS * ROOM / sum(widths))),
        "columns": [
            {"head": head, "wide": wide, "align": _side(column)}
            for head, wide, column in zip(heads, widths, table.columns, strict=True)
        ],
        "rows": rows,
        "foot": foot,
    }


def said(cell: Cell, kind: Kind) -> str:
    """A cell as it is read."""
    if isinstance(cell, Typed):
        cell, kind = cell
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if not cell:
        return "–"
    if kind == "share":
        return f"{cell * 100:.1f}%"
    if kind == "minutes":
        return f"{cell:,.1f}"
    return f"{cell:,}"


def _width(at: int, heads: Sequence[str], rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> float:
    """As wide as its longest cell, its head in two lines at most; a text takes several lines."""
    longest = max((text_width(row[at]) for row in rows), default=0.0)
    words = [text_width(word) for word in heads[at].replace("(", " (").split()]
    of_head = max(max(words, default=0.0), sum(words) / 2) + 2.5
    most = WIDEST if columns[at].is_wide else MOST_WIDE
    return min(max(longest + 1.5, of_head, LEAST_WIDE), most)


def _side(column: Column) -> str:
    return "left" if column.kind in LEFT else "center" if column.kind in CENTRE else "right"
