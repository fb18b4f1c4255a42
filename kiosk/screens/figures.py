"""The page of the expo's figures (`/organiser/figures`): each with its definition, by day and in all, and tables beside them."""

import sqlite3
from typing import Any, NamedTuple, TypedDict

from kiosk.expo.figures import (
    closed_agencies,
    corrections,
    definitions,
    demand,
    past,
    programme,
    scope,
    tables,
    wording,
)
from kiosk.expo.figures.scope import Scope
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name, short_of

DEMAND_SHOWN = 8


class Column(NamedTuple):
    """What the figures of one column are about: `day` (ISO) or None for all; `has_come`: there is something to count."""

    day: str | None
    title: str
    has_come: bool


class Counted(NamedTuple):
    """The figures of one column: `values` as they are told, frozen where the day is closed; as they are `now`."""

    values: dict[str, definitions.Value]
    now: dict[str, definitions.Value]
    frozen: corrections.Frozen | None


class Line(TypedDict):
    """One figure: its name, word and definition, and its value in each column, "" of a day that has not come. Of a closed day
    that is what was frozen, and `since` says what it is now where something has touched it, else "".
    """

    name: str
    word: str
    definition: str
    values: list[str]
    since: list[str]


class Group(TypedDict):
    """Figures that belong together."""

    title: str
    lines: list[Line]


class Beside(TypedDict):
    """A figure of this expo and of the one before it, as text; `difference` is a dash where it can't be told."""

    name: str
    word: str
    definition: str
    now: str
    was: str
    difference: str


class YearOnYear(NamedTuple):
    """The expo that this one was made from, and its figures beside this one's."""

    name: str
    days: str
    same_length: bool
    is_over: bool | None
    figures: list[Beside]


class Figures(NamedTuple):
    """All of the page. `told`: every figure of the chosen scope as text; `chosen`: the day whose tables are shown, None for
    all. Agencies by the won of their contracts, the largest first; both lists of demand are cut."""

    as_of: str
    columns: list[Column]
    chosen: str | None
    values: dict[str, definitions.Value]
    told: dict[str, str]
    groups: dict[definitions.Group, Group]
    agencies: list[dict[str, Any]]
    wished: list[demand.Wished]
    planned: list[demand.Planned]
    past: YearOnYear | None
    events: list[programme.OfGathering]


def look(db: sqlite3.Connection, day: str | None, now: int, lang: str) -> Figures:
    """The page as it is now, its tables of one day (ISO) or of all. Raises NotFound for what is no day of the expo."""
    whole = scope.of_expo(db, now)
    chosen = scope.of_day(db, day, now, lang) if day else whole
    today = days.date_of(now, whole.zone)
    abouts = [whole, *scope.each_day(db, now)]
    columns = [_column(about, today, lang) for about in abouts]
    each = [
        _counted(db, about) if column.has_come else None
        for about, column in zip(abouts, columns, strict=True)
    ]
    of_chosen = each[abouts.index(chosen)] or _counted(db, chosen)
    values = of_chosen.values
    return Figures(
        as_of=days.clock_text(now, whole.zone),
        columns=columns,
        chosen=chosen.day,
        values=values,
        told={name: _shown(name, value, lang) for name, value in values.items()},
        groups={key: _group(key, each, lang) for key in definitions.GROUPS},
        agencies=_agencies(db, chosen, lang),
        wished=demand.wished_not_planned(db, chosen)[:DEMAND_SHOWN],
        planned=demand.planned_nobody_came(db, chosen)[:DEMAND_SHOWN],
        events=programme.by_gathering(db, chosen),
        past=None if day else _year_on_year(db, whole, values, lang),
    )


def moments(lang: str) -> dict[str, dict[str, str]]:
    """What the figures of this moment mean, by their names: `word` and `definition`."""
    return {
        name: {"word": gettext(one.word, lang), "definition": gettext(one.definition, lang)}
        for name, one in definitions.MOMENTS.items()
    }


def _column(about: Scope, today: str, lang: str) -> Column:
    if about.day is None:
        return Column(None, gettext("전체", lang), True)
    month, date = about.day[5:7].lstrip("0"), about.day[8:].lstrip("0")
    return Column(
        about.day, gettext("%(month)s월 %(day)s일", lang, month=month, day=date), about.day <= today
    )


def _counted(db: sqlite3.Connection, about: Scope) -> Counted:
    now, was = definitions.collect(db, about), corrections.frozen(db, about)
    return Counted({**now, **was.values} if was else now, now, was)


def _group(key: definitions.Group, each: list[Counted | None], lang: str) -> Group:
    return {
        "title": gettext(definitions.GROUPS[key], lang),
        "lines": [
            {
                "name": name,
                "word": gettext(one.word, lang),
                "definition": gettext(one.definition, lang),
                "values": [_shown(name, found.values[name], lang) if found else "" for found in each],
                "since": [_since(name, found, lang) if found else "" for found in each],
            }
            for name, one in definitions.FIGURES.items()
            if one.group == key
        ],
    }


def _since(name: str, found: Counted, lang: str) -> str:
    """`지금 3회 · 마감 뒤 1번`"""
    times = found.frozen.times(name) if found.frozen and name in found.frozen.values else 0
    if not times:
        return ""
    now = _shown(name, found.now[name], lang)
    return gettext(N_("지금 %(now)s · 마감 뒤 %(n)s번"), lang, now=now, n=times)


def _year_on_year(
    db: sqlite3.Connection, whole: Scope, values: dict[str, definitions.Value], lang: str
) -> YearOnYear | None:
    """None where this expo was not made from another."""
    before = past.known(db)
    if before is None:
        return None
    compared = [one for one in past.compared(before, values) if one.was is not None]
    shown: list[Beside] = [
        {
            "name": one.name,
            "word": gettext(definitions.FIGURES[one.name].word, lang),
            "definition": gettext(definitions.FIGURES[one.name].definition, lang),
            "now": _shown(one.name, one.now, lang),
            "was": _shown(one.name, one.was, lang),
            "difference": wording.changed(one.difference, one.was, definitions.FIGURES[one.name].unit, lang),
        }
        for one in compared
    ]
    same_length = len(before.days) == len(whole.days)
    return YearOnYear(before.name, ", ".join(before.days), same_length, before.is_over, shown)


def _agencies(db: sqlite3.Connection, about: Scope, lang: str) -> list[dict[str, Any]]:
    """Rows of `tables.by_agency` with a short `name`. Of a closed day their sums are those that were frozen, and `now` has those
    that are others since."""
    then = closed_agencies.then(db, about)
    found = []
    for one in tables.by_agency(db, about):
        name = short_of(db, one["booths"].split(", ")[0], lang) or agency_name(one, lang)
        was = then.results.get(one["agency_id"]) if then else None
        changed = closed_agencies.corrected(was, one, closed_agencies.RESULTS) if then else {}
        frozen = {sum_: value["value"] for sum_, value in changed.items()}
        now = {sum_: value["corrected"] for sum_, value in changed.items()}
        found.append({**one, **frozen, "name": name, "now": now})
    return sorted(found, key=lambda one: (-one["contract_won"], -one["commitment_won"], -one["meetings"]))


def _shown(name: str, value: definitions.Value, lang: str) -> str:
    return wording.shown(value, definitions.FIGURES[name].unit, lang)
