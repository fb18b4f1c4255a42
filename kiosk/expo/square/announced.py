"""The purchases that the agencies announced, all in memory: they are searched by whoever stands on the square.

A search looks at every item, on the loop that everybody shares: of 20,000 that takes SQLite 32 ms of processor time (count, page,
both bars; 6.5 of 3,849), here 5 to 9 (1 to 2), and nothing for the next page. They are read once (86 ms, 16; in another
thread, live/plan_ahead.py) and kept until `expo.plan` changes, a mark that triggers set anew whenever an item is written (m041).
"""

import re
import sqlite3
import unicodedata
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kiosk.data.marked import Marked
from kiosk.language.text import key

AT_ONCE = 500  # titles
KEPT = 2  # plans: the one that was, for who still reads it, and the one that is
SEARCHES_KEPT = 16  # of a plan: whoever turns a page asks the same again
_MARKS = re.compile(r"[^\w\n]|_")


class Item(NamedTuple):
    """One purchase; `text` is its title, department and category as `text.key` has them, a line each."""

    id: int
    agency_id: int
    department: str
    title: str
    category: str
    won: int
    quarter: str
    text: str


class Sum(NamedTuple):
    """How many items, and their won together."""

    items: int
    won: int


class Word(NamedTuple):
    """A word of a search as its key, and the agencies and categories that it names: an item's text has their Korean names
    at most."""

    key: str
    agencies: frozenset[int]
    categories: frozenset[str]


@dataclass(frozen=True)
class Wanted:
    """What a search asks for; nothing under a name asks for anything."""

    words: tuple[Word, ...] = ()
    categories: frozenset[str] = frozenset()
    agencies: frozenset[int] | None = None
    quarters: frozenset[str] = frozenset()
    least_won: int | None = None
    most_won: int | None = None


class Fitting(NamedTuple):
    """The items that fit, the dearest first, and their sum. What each choice would give is summed by category and by
    quarter as if none of that kind were chosen yet: so a chart compares what one may choose from."""

    items: Sequence[Item]
    sum: Sum
    by_category: Mapping[str, Sum]
    by_quarter: Mapping[str, Sum]


@dataclass(frozen=True)
class Plan:
    """Everything announced, the dearest first."""

    items: tuple[Item, ...]
    agencies: frozenset[int]
    categories: frozenset[str]
    _kept: OrderedDict[Wanted, Fitting] = field(default_factory=OrderedDict, compare=False)

    def fitting(self, wanted: Wanted) -> Fitting:
        """What passes every test of the search, each word somewhere."""
        found = self._kept.get(wanted)
        if found is None:
            found = self._kept[wanted] = _fitting(self.items, wanted)
            if len(self._kept) > SEARCHES_KEPT:
                self._kept.popitem(last=False)
        return found


def _fitting(items: Sequence[Item], wanted: Wanted) -> Fitting:
    for narrowed in (_of_agencies, _of_won, _with_words):
        items = narrowed(items, wanted)
    categories, quarters = wanted.categories, wanted.quarters
    in_category = [item for item in items if item.category in categories] if categories else items
    in_quarter = [item for item in items if item.quarter in quarters] if quarters else items
    both = [item for item in in_category if item.quarter in quarters] if quarters else in_category
    return Fitting(
        both,
        Sum(len(both), sum(item.won for item in both)),
        _sums((item.category, item.won) for item in in_quarter),
        _sums((item.quarter, item.won) for item in in_category),
    )


def _of_agencies(items: Sequence[Item], wanted: Wanted) -> Sequence[Item]:
    ids = wanted.agencies
    return items if ids is None else [item for item in items if item.agency_id in ids]


def _of_won(items: Sequence[Item], wanted: Wanted) -> Sequence[Item]:
    """The dearest come first, so these stand together."""
    least, most = wanted.least_won, wanted.most_won
    start = 0 if most is None else bisect_left(items, -most, key=_cheapness)
    end = len(items) if least is None else bisect_right(items, -least, key=_cheapness)
    return items if (start, end) == (0, len(items)) else items[start:end]


def _cheapness(item: Item) -> int:
    return -item.won


def _with_words(items: Sequence[Item], wanted: Wanted) -> Sequence[Item]:
    for word, agencies, categories in wanted.words:
        items = [
            item
            for item in items
            if word in item.text or item.agency_id in agencies or item.category in categories
        ]
    return items


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, Sum]:
    items: dict[str, int] = {}
    together: dict[str, int] = {}
    for name, won in pairs:
        items[name] = items.get(name, 0) + 1
        together[name] = together.get(name, 0) + won
    return {name: Sum(count, together[name]) for name, count in items.items()}


def of(db: sqlite3.Connection) -> Plan:
    """The plan as it is in this transaction."""
    return _plans.of(db)


def is_read(db: sqlite3.Connection) -> bool:
    """Whether the plan as it is in this transaction was read before: another one takes a while."""
    return _plans.knows(db)


def _read(db: sqlite3.Connection) -> Plan:
    plain = db.cursor()
    plain.row_factory = None  # twenty thousand rows: plain tuples are half of the cost
    found = plain.execute(
        "SELECT id, agency_id, department, title, category, won, quarter FROM plan_items ORDER BY won DESC, id"
    ).fetchall()
    titles = _keys([row[3] for row in found])
    beside: dict[tuple[str, str], str] = {}
    for row in found:
        if (row[2], row[4]) not in beside:
            beside[row[2], row[4]] = f"\n{key(row[2])}\n{key(row[4])}"
    items = (
        Item._make((*row, f"{title}{beside[row[2], row[4]]}"))
        for row, title in zip(found, titles, strict=True)
    )
    return Plan(tuple(items), frozenset(row[1] for row in found), frozenset(row[4] for row in found))


_plans = Marked("SELECT plan AS mark FROM expo", KEPT, _read)


def _keys(titles: Sequence[str]) -> Iterator[str]:
    """`text.key` of each title, which is one line already: many at once, a fifth of the time. Not all: one call of
    `normalize` or `sub` lets no other thread pass."""
    for start in range(0, len(titles), AT_ONCE):
        together = "\n".join(title.replace("\n", " ") for title in titles[start : start + AT_ONCE])
        yield from _MARKS.sub("", unicodedata.normalize("NFKC", together)).casefold().split("\n")
