"""Who came: persons and enterprises, how they were let in, who came again, and citizens, who are counted apart."""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.figures.scope import Scope, share
from kiosk.expo.square import days

# Staff, press and officials have badges too, and are in no figure.
IS_VISITOR = "v.badge_kind = 'visitor'"
_CAME = (
    f"arrivals a ON a.day = d.value ->> 'day' AND {conditions.came()}"
    f" JOIN visitors v ON v.id = a.visitor_id AND {IS_VISITOR}"
)


class People(TypedDict):
    """Persons and enterprises who checked in."""

    persons: int
    enterprises: int


class Returned(TypedDict):
    """Persons who came again after an earlier day, and their share of those who had (0 to 1; None before a second day)."""

    persons_returned: int
    returned_share: float | None


class CheckIns(TypedDict):
    """How many came in, once a person a day: by the station that let them in, and by when they had registered."""

    check_ins: int
    check_ins_kiosk: int
    check_ins_desk: int
    check_ins_organiser: int
    check_ins_on_paper: int
    check_ins_registered: int
    check_ins_walk_in: int


class Citizens(TypedDict):
    """Citizens without a badge, counted by taps."""

    citizens: int


class _Again(TypedDict):
    earlier: int
    again: int


def people(db: sqlite3.Connection, scope: Scope) -> People:
    """Who checked in, each once however many days they came; a reprinted badge is no second person."""
    return rows.only(
        db,
        People,
        "SELECT count(DISTINCT a.visitor_id) AS persons, count(DISTINCT v.enterprise_id) AS enterprises"
        f" FROM json_each(?) d CROSS JOIN {_CAME}",
        scope.as_json,
    )


def returned(db: sqlite3.Connection, scope: Scope) -> Returned:
    """Of a day: who of those that had come on earlier days came on it. Of the whole expo: on any day after their first.

    Days that have not come yet are left out: nobody has stayed away from them.
    """
    today = days.date_of(scope.now, scope.zone)
    until_now = [one.day for one in scope.days if one.day <= today]
    first, last = (until_now[0], until_now[-1]) if until_now else ("", "")
    row = rows.only(
        db,
        _Again,
        "SELECT coalesce(sum(first < ?2), 0) AS earlier, coalesce(sum(first < last AND last >= ?1), 0) AS again"
        " FROM (SELECT min(a.day) AS first, max(a.day) AS last FROM (SELECT json_object('day', day) AS value FROM days"
        f" WHERE day <= ?2) d CROSS JOIN {_CAME} GROUP BY a.visitor_id)",
        first,
        last,
    )
    return {"persons_returned": row["again"], "returned_share": share(row["again"], row["earlier"])}


def check_ins(db: sqlite3.Connection, scope: Scope) -> CheckIns:
    """How people came in. Who walked in registered on the day of that arrival, and stands in no organiser's file."""
    walked_in = "v.source <> 'import' AND v.registered_at >= d.value ->> 'midnight'"
    return rows.only(
        db,
        CheckIns,
        "SELECT count(*) AS check_ins, count(*) FILTER (WHERE a.role = 'kiosk') AS check_ins_kiosk,"
        " count(*) FILTER (WHERE a.role = 'desk') AS check_ins_desk,"
        " count(*) FILTER (WHERE a.role IS NULL OR a.role NOT IN ('kiosk', 'desk')) AS check_ins_organiser,"
        f" count(a.paper_at) AS check_ins_on_paper, count(*) FILTER (WHERE NOT ({walked_in})) AS check_ins_registered,"
        f" count(*) FILTER (WHERE {walked_in}) AS check_ins_walk_in"
        f" FROM json_each(?) d CROSS JOIN {_CAME}",
        scope.as_json,
    )


def citizens(db: sqlite3.Connection, scope: Scope) -> Citizens:
    """Citizens counted on these days, what was taken back taken off."""
    return rows.only(
        db,
        Citizens,
        "SELECT coalesce(sum(json_extract(j.detail, '$.count')), 0) AS citizens FROM json_each(?) d CROSS JOIN journal j"
        " ON j.kind = 'citizen.count' AND json_extract(j.detail, '$.day') = d.value ->> 'day'",
        scope.as_json,
    )
