"""What came of what was said: each commitment ended in a contract, lapsed, or is still open, at any later date.

What was said stays a figure of the expo's days (`outcome_commitment`); what came of it stands beside it, in figures of its own
that move as answers come. Memoranda are asked after, too, but bear no won and are counted in none of these.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple, TypedDict

from kiosk.data import rows
from kiosk.expo.after import asking
from kiosk.expo.after.promises import Followed, followed
from kiosk.expo.figures.scope import Scope
from kiosk.expo.square import days, ground


class Became(TypedDict):
    """Commitments: how many were made and the won said; of these contracted (the won of the contracts, and what had been said
    of the same), lapsed and open (won as said), and open ones of which nobody has answered yet."""

    said_count: int
    said_won: int
    contracted_count: int
    contracted_won: int
    contracted_said_won: int
    lapsed_count: int
    lapsed_won: int
    open_count: int
    open_won: int
    unanswered_count: int


class AgencyBecame(Became):
    agency_id: int
    agency: str
    agency_en: str | None


class AtAge(NamedTuple):
    """Of the commitments that are at least `after` days old: what had become of them when they were that old."""

    after: int
    said_count: int
    contracted_count: int
    contracted_won: int
    lapsed_count: int
    open_count: int


class Later(TypedDict):
    """Purchases of later years that were confirmed to be beside all that was agreed."""

    count: int
    won: int


def commitments(db: sqlite3.Connection, scope: Scope) -> list[Followed]:
    """Those of meetings that ended in the scope, with the answers that had come by its `now`."""
    found = followed(db, since=scope.since, until=scope.until, at=scope.now)
    return [one for one in found if one.promise["outcome"] == "commitment"]


def afterwards(db: sqlite3.Connection, scope: Scope) -> Mapping[str, Any]:
    """The figures of their names. Later purchases belong to no day of the expo: of one day they are not measured (None)."""
    found = commitments(db, scope)
    sums, today = became(found), days.local(scope.now, scope.zone).date()
    rule = asking.rule(ground.of(db).settings)
    later = rows.only(
        db,
        Later,
        "SELECT count(*) AS count, coalesce(sum(won), 0) AS won FROM purchases WHERE decided = 'beside' AND decided_at <= ?",
        scope.now,
    )
    return {
        "commitments_contracted": sums["contracted_count"],
        "commitments_contracted_won": sums["contracted_won"],
        "commitments_contracted_said_won": sums["contracted_said_won"],
        "commitments_lapsed": sums["lapsed_count"],
        "commitments_lapsed_won": sums["lapsed_won"],
        "commitments_open": sums["open_count"],
        "commitments_open_won": sums["open_won"],
        "commitments_unanswered": sums["unanswered_count"],
        "commitments_due": sum(asking.asking(one, today, rule).standing in asking.ASKED for one in found),
        "later_purchases": later["count"] if scope.day is None else None,
        "later_purchases_won": later["won"] if scope.day is None else None,
    }


def became(found: Iterable[Followed]) -> Became:
    """The sums of these commitments."""
    sums: Became = dict.fromkeys(Became.__annotations__, 0)  # type: ignore[assignment]
    for one in found:
        said = one.promise["won"] or 0
        sums["said_count"] += 1
        sums["said_won"] += said
        if one.answer and one.state == "contracted":
            sums["contracted_count"] += 1
            sums["contracted_won"] += one.answer["won"] or 0
            sums["contracted_said_won"] += said
        elif one.state == "lapsed":
            sums["lapsed_count"] += 1
            sums["lapsed_won"] += said
        else:
            sums["open_count"] += 1
            sums["open_won"] += said
            sums["unanswered_count"] += one.answer is None
    return sums


def by_agency(found: Iterable[Followed]) -> list[AgencyBecame]:
    """Every agency that committed itself, in the order of `found`."""
    of_agency: dict[int, list[Followed]] = {}
    for one in found:
        of_agency.setdefault(one.promise["agency_id"], []).append(one)
    return [
        {
            **became(own),
            "agency_id": agency_id,
            "agency": own[0].promise["agency"],
            "agency_en": own[0].promise["agency_en"],
        }
        for agency_id, own in of_agency.items()
    ]


def by_age(found: Iterable[Followed], after: Iterable[int], today: date) -> list[AtAge]:
    """What had become of them after 30, 90 and 180 days, each counted among those that are so old by today."""
    every = list(found)
    return [_at_age([one for one in every if _on(one, days_) <= today], days_) for days_ in after]


def _at_age(old: list[Followed], after: int) -> AtAge:
    contracted = [one for one in old if (ended := _ended(one, "contracted")) and ended <= _on(one, after)]
    lapsed = [one for one in old if (ended := _ended(one, "lapsed")) and ended <= _on(one, after)]
    won = sum((one.answer and one.answer["won"]) or 0 for one in contracted)
    return AtAge(after, len(old), len(contracted), won, len(lapsed), len(old) - len(contracted) - len(lapsed))


def _on(one: Followed, after: int) -> date:
    return one.promised_on + timedelta(days=after)


def _ended(one: Followed, state: str) -> date | None:
    """The day on which it ended so: of a contract the day of signing, else when it was told."""
    if one.answer is None or one.state != state:
        return None
    if one.answer["contracted_on"]:
        return date.fromisoformat(one.answer["contracted_on"])
    return days.local(one.answer["as_of"], one.zone).date()
