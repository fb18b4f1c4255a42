"""One view of the plan: a page of what fits, what it adds up to, and what could be chosen beside; the same for page, twin
and CSV."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypedDict

from kiosk.expo.square import announced, gatherings, ground
from kiosk.expo.square.announced import Fitting, Item, Sum, Wanted, Word
from kiosk.expo.square.gatherings import Named
from kiosk.expo.square.ground import Booth, Ground
from kiosk.language.kinds import QUARTERS, known_word
from kiosk.language.text import key
from kiosk.screens.agencies import Choice, agency_name, agency_short, booths_to_choose
from kiosk.screens.plan_asked import WORDS_MAX, Asked

PAGE_ROWS = 30


class Row(TypedDict):
    """One purchase as pages show it; won; names in the reader's language, what files said as it came."""

    id: int
    booth: str
    agency: str
    short: str
    department: str
    title: str
    category: str
    won: int
    quarter: str


class Bar(TypedDict):
    """What one category or quarter adds up to; `share`: percent of the longest bar's won."""

    name: str
    items: int
    won: int
    share: int
    is_chosen: bool


class Told(TypedDict):
    """What is to be seen in the bars: the dearest category and quarter, each with its percent of all won."""

    category: str
    category_percent: int
    quarter: str
    quarter_percent: int


class Found(TypedDict):
    """`page` of `pages`; `count` and `won` of all that fits; bars, dearest category first, quarters in their order."""

    rows: list[Row]
    count: int
    won: int
    page: int
    pages: int
    agencies: int
    categories: list[Bar]
    quarters: list[Bar]
    told: Told | None
    booths: list[Choice]
    events: list[Named]
    is_empty: bool


class View(NamedTuple):
    """What fits, with the booths of the agencies."""

    fitting: Fitting
    booths: dict[int, Booth]  # by agency


def view_of(db: sqlite3.Connection, asked: Asked) -> View:
    """Everything that fits what was asked, in this snapshot."""
    still, plan = ground.of(db), announced.of(db)
    booths = {booth["agency_id"]: booth for booth in still.booths.values()}
    return View(plan.fitting(_wanted(asked, still, booths, plan)), booths)


def found(db: sqlite3.Connection, asked: Asked, *, lang: str = "ko") -> Found:
    """One page of what fits; the last one for a page beyond it."""
    fitting, booths = view_of(db, asked)
    pages = pages_of(fitting)
    page = min(asked.page, pages)
    categories = _bars(fitting.by_category, asked.category, _dearest_first(fitting.by_category))
    quarters = _bars(fitting.by_quarter, asked.quarter, sorted(fitting.by_quarter, key=_order_of_quarter))
    return {
        "rows": [_row(item, booths[item.agency_id], lang) for item in rows_of(fitting, page)],
        "count": fitting.sum.items,
        "won": fitting.sum.won,
        "page": page,
        "pages": pages,
        "agencies": len({item.agency_id for item in fitting.items}),
        "categories": categories,
        "quarters": quarters,
        "told": _told(categories, quarters),
        "booths": booths_to_choose(db, lang),
        "events": gatherings.named(ground.of(db), lang),
        "is_empty": not announced.of(db).items,
    }


def pages_of(fitting: Fitting) -> int:
    """How many pages it takes; one where nothing fits."""
    return max(1, -(-fitting.sum.items // PAGE_ROWS))


def rows_of(fitting: Fitting, page: int) -> Sequence[Item]:
    """The items of one page, from 1; none beyond the last."""
    return fitting.items[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]


def _wanted(asked: Asked, still: Ground, booths: Mapping[int, Booth], plan: announced.Plan) -> Wanted:
    agencies = None if plan.agencies <= booths.keys() else frozenset(booths)
    if asked.agency:
        agencies = frozenset(id for id, booth in booths.items() if _is_named(booth, asked.agency))
    if asked.event:
        held = frozenset(id for id, booth in booths.items() if str(booth["gathering_id"]) in asked.event)
        agencies = held if agencies is None else agencies & held
    return Wanted(
        words=tuple(_word(key(word), still, plan.categories) for word in asked.q.split()[:WORDS_MAX]),
        categories=frozenset(asked.category),
        agencies=agencies,
        quarters=frozenset(asked.quarter),
        least_won=asked.least,
        most_won=asked.most,
    )


def _is_named(booth: Booth, names: Iterable[str]) -> bool:
    """Whether one of these is the booth's number or its agency's name, however it was typed."""
    known = {
        key(booth["number"]),
        key(booth["agency"]),
        key(booth["agency_en"] or ""),
        key(booth["agency_short"]),
    }
    return any(key(name) in known - {""} for name in names)


def _word(word: str, still: Ground, categories: Iterable[str]) -> Word:
    """A word with what it names beside the items' own texts: agencies, and categories in English."""
    return Word(
        word,
        frozenset(booth["agency_id"] for booth in still.booths.values() if _names(word, booth)),
        frozenset(one for one in categories if word in key(known_word(one, "en"))),
    )


def _names(word: str, booth: Booth) -> bool:
    names = (booth["agency"], booth["agency_en"] or "", booth["agency_short"])
    return word == key(booth["number"]) or any(word in key(name) for name in names)


def _row(item: Item, booth: Booth, lang: str) -> Row:
    return {
        "id": item.id,
        "booth": booth["number"],
        "agency": agency_name(booth, lang),
        "short": agency_short(booth, lang),
        "department": item.department,
        "title": item.title,
        "category": item.category,
        "won": item.won,
        "quarter": item.quarter,
    }


def _bars(sums: Mapping[str, Sum], chosen: Iterable[str], order: Iterable[str]) -> list[Bar]:
    """One bar each; what was chosen has one even where nothing of it fits, so that it can be let go."""
    longest = max((one.won for one in sums.values()), default=0) or 1
    names = [*order, *(name for name in chosen if name not in sums)]
    return [
        {
            "name": name,
            "items": one.items,
            "won": one.won,
            "share": round(100 * one.won / longest),
            "is_chosen": name in chosen,
        }
        for name in names
        for one in [sums.get(name, Sum(0, 0))]
    ]


def _dearest_first(sums: Mapping[str, Sum]) -> list[str]:
    return sorted(sums, key=lambda name: (-sums[name].won, name))


def _order_of_quarter(name: str) -> tuple[int, str]:
    return (QUARTERS.index(name) if name in QUARTERS else len(QUARTERS), name)


def _told(categories: Sequence[Bar], quarters: Sequence[Bar]) -> Told | None:
    """None where there is nothing to compare."""
    won = sum(bar["won"] for bar in categories)
    if len(categories) < 2 or len(quarters) < 2 or not won:
        return None
    category, quarter = (max(bars, key=lambda bar: bar["won"]) for bars in (categories, quarters))
    of_quarters = sum(bar["won"] for bar in quarters) or 1
    return {
        "category": category["name"],
        "category_percent": round(100 * category["won"] / won),
        "quarter": quarter["name"],
        "quarter_percent": round(100 * quarter["won"] / of_quarters),
    }
