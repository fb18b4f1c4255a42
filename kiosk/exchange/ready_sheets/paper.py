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
ROOM, INSET = 774.0, 6.0  # points: of a page across, and beside the letters of each cell
DIGIT = 0.58  # of a digit: how wide it is, of the letters' size
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
    """Without the columns that hold nothing in any row: on paper nobody writes into a cell."""
    held = [
        at
        for at in range(len(table.columns))
        if not table.rows or any(row[at] not in (None, "") for row in table.rows)
    ]
    columns = [table.columns[at] for at in held]
    rows = [
        [said(row[at], column.kind) for at, column in zip(held, columns, strict=True)] for row in table.rows
    ]
    foot = None
    if totals := table.totals:
        foot = [said(totals[at], column.kind) for at, column in zip(held, columns, strict=True)]
        foot[0] = foot[0] or gettext(N_("합계"), lang)
    heads = [gettext(column.title, lang) for column in columns]
    widths = [_width(at, heads, [*rows, *([foot] if foot else [])], columns) for at in range(len(heads))]
    fits = (ROOM - INSET * len(heads)) / (DIGIT * sum(widths))
    return {
        "title": gettext(table.title, lang),
        "empty": gettext(table.empty, lang),
        "points": max(LEAST_POINTS, min(MOST_POINTS, fits)),
        "least": LEAST_POINTS if table.is_one_page else MOST_POINTS,
        "columns": [
            {"head": head, "wide": DIGIT * wide, "align": _side(column)}
            for head, wide, column in zip(heads, widths, columns, strict=True)
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
