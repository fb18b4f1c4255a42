"""Demand that found nobody: what enterprises hoped to sell to agencies that plan none of it, and plans nobody came for."""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.figures.people import IS_VISITOR
from kiosk.expo.figures.scope import Scope

_CAME = (
    "came AS MATERIALIZED (SELECT DISTINCT v.id, v.enterprise_id FROM json_each(?1) d CROSS JOIN arrivals a"
    f" ON a.day = d.value ->> 'day' AND {conditions.came()} JOIN visitors v ON v.id = a.visitor_id AND {IS_VISITOR}"
    " WHERE v.enterprise_id IS NOT NULL)"
)


class Wished(TypedDict):
    """A category that `enterprises` offer who came and asked for `agencies`, of which none announced anything that these
    enterprises offer: so many pairs (`wishes`). `plan_items`: what any agency announced in it."""

    category: str
    enterprises: int
    agencies: int
    wishes: int
    plan_items: int


class Planned(TypedDict):
    """A category in which `agencies` announced purchases and that no enterprise who came offers."""

    category: str
    agencies: int
    plan_items: int
    plan_won: int


class Unmet(TypedDict):
    """What one agency announced in one category, without sitting together with any enterprise that offers it."""

    agency_id: int
    agency: str
    category: str
    plan_items: int
    plan_won: int


def wished_not_planned(db: sqlite3.Connection, scope: Scope) -> list[Wished]:
    """By category, the most wishes first."""
    return rows.every(
        db,
        Wished,
        f"WITH {_CAME}, asked AS MATERIALIZED ("
        " SELECT c.enterprise_id, b.agency_id FROM came c CROSS JOIN wishes w ON w.visitor_id = c.id"
        " AND w.state <> 'withdrawn' JOIN booths b ON b.id = w.booth_id"
        " UNION SELECT c.enterprise_id, b.agency_id FROM came c CROSS JOIN wishes w ON w.enterprise_id = c.enterprise_id"
        " AND w.visitor_id IS NULL AND w.state <> 'withdrawn' JOIN booths b ON b.id = w.booth_id),"
        " unmet AS MATERIALIZED (SELECT * FROM asked q WHERE NOT EXISTS (SELECT 1 FROM enterprise_categories e"
        " JOIN plan_sums p ON p.category = e.category AND p.agency_id = q.agency_id"
        " WHERE e.enterprise_id = q.enterprise_id))"
        " SELECT e.category, count(DISTINCT u.enterprise_id) AS enterprises, count(DISTINCT u.agency_id) AS agencies,"
        " count(*) AS wishes, (SELECT coalesce(sum(items), 0) FROM plan_sums p WHERE p.category = e.category) AS plan_items"
        " FROM unmet u JOIN enterprise_categories e ON e.enterprise_id = u.enterprise_id GROUP BY e.category"
        " ORDER BY wishes DESC, e.category",
        scope.as_json,
    )


def planned_nobody_came(db: sqlite3.Connection, scope: Scope) -> list[Planned]:
    """By category, the largest plan first."""
    return rows.every(
        db,
        Planned,
        f"WITH {_CAME} SELECT p.category, count(*) AS agencies, sum(p.items) AS plan_items, sum(p.won) AS plan_won"
        " FROM plan_sums p WHERE p.category NOT IN (SELECT e.category FROM came c JOIN enterprise_categories e"
        " ON e.enterprise_id = c.enterprise_id) GROUP BY p.category ORDER BY plan_won DESC, p.category",
        scope.as_json,
    )


def planned_not_met(db: sqlite3.Connection, scope: Scope) -> list[Unmet]:
    """By agency and category, the largest plan first."""
    return rows.every(
        db,
        Unmet,
        "WITH sat AS MATERIALIZED (SELECT DISTINCT b.agency_id, e.category FROM booths b CROSS JOIN consultations c"
        " ON c.booth_id = b.id AND c.state = 'finished' AND c.finished_at >= ? AND c.finished_at < ?"
        " JOIN visitors v ON v.id = c.visitor_id JOIN enterprise_categories e ON e.enterprise_id = v.enterprise_id)"
        " SELECT p.agency_id, a.name AS agency, p.category, p.items AS plan_items, p.won AS plan_won FROM plan_sums p"
        " JOIN agencies a ON a.id = p.agency_id WHERE NOT EXISTS (SELECT 1 FROM sat WHERE sat.agency_id = p.agency_id"
        " AND sat.category = p.category) ORDER BY p.won DESC, a.name, p.category",
        scope.since,
        scope.until,
    )
