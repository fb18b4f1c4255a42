"""The plan as a topic (`plan`): how much was announced, and how long one waits at each booth now.

What somebody looks for is their own page's business (`plan_search.py`); waits are the same for all who look, so they are
told here, each booth's as a place of its own.
"""

import sqlite3
from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from kiosk.expo.queue import loads
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import announced, booths, waits
from kiosk.expo.square.booths import State
from kiosk.expo.square.ground import Booth
from kiosk.screens import Part, Shown
from kiosk.screens.plan_asked import Asked
from kiosk.screens.plan_search import pages_of, rows_of, view_of


class Totals(TypedDict):
    """How many items were announced by how many agencies, and their won together."""

    items: int
    won: int
    agencies: int


class Wait(TypedDict):
    """How a booth stands for who would come now: `wait_min` P50 and P80 in minutes while it is open."""

    state: State
    wait_min: list[int] | None


class ItemShape(TypedDict):
    """The contract's plan item."""

    id: int
    booth: str
    agency: str
    short: str
    english: str | None
    department: str
    title: str
    category: str
    won: int
    quarter: str
    wait_min: list[int] | None


class BarShape(TypedDict):
    """One category or quarter: how many items, and their won."""

    name: str
    items: int
    won: int


class Twin(TypedDict):
    """The contract's page of the plan; `count` and `won` of all that fits."""

    items: list[ItemShape]
    count: int
    won: int
    page: int
    pages: int
    categories: list[BarShape]
    quarters: list[BarShape]


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    square: Loads | None = None,
) -> Shown:
    """How much was announced in all, and each booth's wait."""
    square = square or loads.of(db, now)
    told = waits_now(db, square, now)
    fitting, booths_of = view_of(db, Asked())
    totals: Totals = {
        "items": fitting.sum.items,
        "won": fitting.sum.won,
        "agencies": len(announced.of(db).agencies & booths_of.keys()),
    }
    parts = [
        Part("plan-totals", "plan/_totals.html", totals),
        *(Part(f"plan-wait-{number}", "plan/_wait.html", wait) for number, wait in told.items()),
    ]
    return Shown(twin(db, Asked(), told), parts, {"waits": told}, "plan/_topic.html")


def waits_now(db: sqlite3.Connection, square: Loads, now: int) -> dict[str, Wait]:
    """By booth's number. Without any where the boards are not public: a plan is read by strangers."""
    if not booths.settings_of(db)["boards_public"]:
        return {}
    today = square.ground.today(now)
    waiting = square.waiting_today(db, today)
    told: dict[str, Wait] = {}
    for booth in square.booths.values():
        state = booths.state_of(booth, today, now)
        wait_ms = square.wait_ms(booth["id"], waiting.get(booth["id"], 0)) if state == "open" else None
        told[booth["number"]] = {"state": state, "wait_min": waits.minutes(wait_ms) if wait_ms else None}
    return told


def twin(db: sqlite3.Connection, asked: Asked, told: Mapping[str, Wait]) -> Twin:
    """One page of what fits, as programs read it; no items for a page beyond the last."""
    fitting, booths_of = view_of(db, asked)
    return {
        "items": [_shape(item, booths_of[item.agency_id], told) for item in rows_of(fitting, asked.page)],
        "count": fitting.sum.items,
        "won": fitting.sum.won,
        "page": asked.page,
        "pages": pages_of(fitting),
        "categories": _shapes(fitting.by_category),
        "quarters": _shapes(fitting.by_quarter),
    }


def _shape(item: announced.Item, booth: Booth, told: Mapping[str, Wait]) -> ItemShape:
    wait = told.get(booth["number"])
    return {
        "id": item.id,
        "booth": booth["number"],
        "agency": booth["agency"],
        "short": booth["agency_short"],
        "english": booth["agency_en"],
        "department": item.department,
        "title": item.title,
        "category": item.category,
        "won": item.won,
        "quarter": item.quarter,
        "wait_min": wait["wait_min"] if wait else None,
    }


def _shapes(sums: Mapping[str, announced.Sum]) -> list[BarShape]:
    return [{"name": name, "items": sums[name].items, "won": sums[name].won} for name in sorted(sums)]


def categories_announced(db: sqlite3.Connection) -> list[str]:
    """The kinds of purchase the agencies announced: what an enterprise can say it makes."""
    found = db.execute("SELECT DISTINCT category FROM plan_sums ORDER BY category")
    return [row["category"] for row in found]
