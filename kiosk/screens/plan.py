"""The purchases that the agencies announced: totals as a topic, the list by a page's own search."""

import sqlite3
from collections.abc import Collection
from typing import Any, TypedDict

from kiosk.data import rows
from kiosk.language.text import line
from kiosk.screens import Part, Shown, like
from kiosk.screens.agencies import Choice, agency_column, booths_to_choose

PAGE_ROWS = 50


class Totals(TypedDict):
    """How many items were announced by how many agencies, and their won together."""

    items: int
    won: int
    agencies: int


class Category(TypedDict):
    category: str
    items: int
    won: int


class Bar(Category):
    """`share`: percent of the dearest category."""

    share: int


class Item(TypedDict):
    """One purchase that an agency announced."""

    department: str
    title: str
    category: str
    won: int
    quarter: str
    agency: str
    booth: str


class Fitting(TypedDict):
    """How many items fit, and their won together."""

    count: int
    won: int


class Found(Fitting):
    """A page of what fits, what was asked, and what could be asked."""

    rows: list[Item]
    page: int
    pages: int
    asked: dict[str, str]
    booths: list[Choice]
    categories: list[str]


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
) -> Shown:
    """How much was announced, in all and by category."""
    [totals] = rows.every(
        db,
        Totals,
        "SELECT coalesce(sum(items), 0) AS items, coalesce(sum(won), 0) AS won,"
        " count(DISTINCT agency_id) AS agencies FROM plan_sums",
    )
    categories = rows.every(
        db,
        Category,
        "SELECT category, sum(items) AS items, sum(won) AS won FROM plan_sums GROUP BY category ORDER BY won DESC",
    )
    most = categories[0]["won"] if categories else 1
    bars: list[Bar] = [{**row, "share": round(100 * row["won"] / max(most, 1))} for row in categories]
    parts = [
        Part("plan-totals", "plan/_totals.html", totals),
        Part("plan-categories", "plan/_categories.html", {"categories": bars}),
    ]
    return Shown({**totals, "categories": categories}, parts, {}, "plan/_topic.html")


def found(
    db: sqlite3.Connection,
    *,
    q: str = "",
    booth: str = "",
    category: str = "",
    page: int = 1,
    lang: str = "ko",
) -> Found:
    """One page of purchases whose title, department, agency or category holds every word of `q`, the dearest first; the
    last page for a `page` beyond it."""
    q = line(q)
    where, values = _where(q, booth, category)
    source = (
        f"FROM plan_items p JOIN agencies a ON a.id = p.agency_id JOIN booths b ON b.agency_id = a.id {where}"
    )
    [fitting] = rows.every(
        db, Fitting, f"SELECT count(*) AS count, coalesce(sum(p.won), 0) AS won {source}", *values
    )
    pages = max(1, -(-fitting["count"] // PAGE_ROWS))
    page = min(max(page, 1), pages)
    items = rows.every(
        db,
        Item,
        f"SELECT p.department, p.title, p.category, p.won, p.quarter, {agency_column(lang)} AS agency, b.number AS booth {source}"
        " ORDER BY p.won DESC, p.id LIMIT ? OFFSET ?",
        *values,
        PAGE_ROWS,
        (page - 1) * PAGE_ROWS,
    )
    return {
        **fitting,
        "rows": items,
        "page": page,
        "pages": pages,
        "asked": {"q": q, "booth": booth, "category": category},
        "booths": booths_to_choose(db, lang),
        "categories": categories_announced(db),
    }


def _where(q: str, booth: str, category: str) -> tuple[str, list[str]]:
    tests, values = ["1"], []
    for word in q.split()[:8]:
        tests.append(
            "(p.title || ' ' || p.department || ' ' || a.name || ' ' || p.category) LIKE ? ESCAPE '!'"
        )
        values.append(like.holds(word))
    for column, value in (("b.number", booth), ("p.category", category)):
        if value:
            tests.append(f"{column} = ?")
            values.append(value)
    return "WHERE " + " AND ".join(tests), values


def categories_announced(db: sqlite3.Connection) -> list[str]:
    """The kinds of purchase the agencies announced: what an enterprise can say it makes."""
    found = db.execute("SELECT DISTINCT category FROM plan_sums ORDER BY category")
    return [row["category"] for row in found]
