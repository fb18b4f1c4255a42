"""The purchases that the agencies announced: totals as a topic, the list by a page's own search."""

import sqlite3
from collections.abc import Collection
from typing import Any

from kiosk.language.text import line
from kiosk.screens import Part, Shown

Row = dict[str, Any]

PAGE_ROWS = 50


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
    totals: Row = db.execute(
        "SELECT coalesce(sum(items), 0) AS items, coalesce(sum(won), 0) AS won,"
        " count(DISTINCT agency_id) AS agencies FROM plan_sums"
    ).fetchone()
    categories = db.execute(
        "SELECT category, sum(items) AS items, sum(won) AS won FROM plan_sums GROUP BY category ORDER BY won DESC"
    ).fetchall()
    most = categories[0]["won"] if categories else 1
    bars = [{**row, "share": round(100 * row["won"] / max(most, 1))} for row in categories]
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
) -> Row:
    """One page of purchases whose title, department or agency holds every word of `q`.

    Gives `rows`, `count` and `won` of all that fit, `page`, `pages`, and the choices of the two lists.
    """
    q = line(q)
    where, values = _where(q, booth, category)
    source = (
        f"FROM plan_items p JOIN agencies a ON a.id = p.agency_id JOIN booths b ON b.agency_id = a.id {where}"
    )
    totals: Row = db.execute(
        f"SELECT count(*) AS count, coalesce(sum(p.won), 0) AS won {source}", values
    ).fetchone()
    pages = max(1, -(-totals["count"] // PAGE_ROWS))
    page = min(max(page, 1), pages)
    agency = "coalesce(a.name_en, a.name)" if lang == "en" else "a.name"
    rows = db.execute(
        f"SELECT p.department, p.title, p.category, p.won, p.quarter, {agency} AS agency, b.number AS booth {source}"
        " ORDER BY p.won DESC, p.id LIMIT ? OFFSET ?",
        (*values, PAGE_ROWS, (page - 1) * PAGE_ROWS),
    ).fetchall()
    asked = {"q": q, "booth": booth, "category": category}
    return {**totals, "rows": rows, "page": page, "pages": pages, "asked": asked, **_choices(db, agency)}


def _where(q: str, booth: str, category: str) -> tuple[str, list[str]]:
    tests, values = ["1"], []
    for word in q.split()[:8]:
        tests.append(
            "(p.title || ' ' || p.department || ' ' || a.name || ' ' || p.category) LIKE ? ESCAPE '!'"
        )
        values.append(f"%{_literal(word)}%")
    for column, value in (("b.number", booth), ("p.category", category)):
        if value:
            tests.append(f"{column} = ?")
            values.append(value)
    return "WHERE " + " AND ".join(tests), values


def _literal(word: str) -> str:
    """A word for LIKE, its wildcards taken as they stand."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _choices(db: sqlite3.Connection, agency: str) -> Row:
    booths = db.execute(
        f"SELECT b.number, {agency} AS agency FROM booths b JOIN agencies a ON a.id = b.agency_id ORDER BY b.number"
    ).fetchall()
    categories = db.execute("SELECT DISTINCT category FROM plan_sums ORDER BY category").fetchall()
    return {"booths": booths, "categories": [row["category"] for row in categories]}
