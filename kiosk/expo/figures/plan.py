"""Wishes that were met, and how much of the agencies' announced purchases was touched by what came of consultations."""

import sqlite3
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.figures.people import IS_VISITOR
from kiosk.expo.figures.scope import Scope, share


class Wishes(TypedDict):
    """Pairs of a visitor who came and an agency they asked for, and of how many of these the two met."""

    wishes: int
    wishes_met: int
    wishes_met_share: float | None


class Plan(TypedDict):
    """Announced purchases, and of these how many some outcome line names: by count and by won."""

    plan_items: int
    plan_won: int
    plan_items_touched: int
    plan_items_touched_share: float | None
    plan_won_touched: int
    plan_won_touched_share: float | None


class _Wishes(TypedDict):
    wishes: int
    met: int


class _Plan(TypedDict):
    items: int
    won: int
    touched: int
    touched_won: int


def wishes(db: sqlite3.Connection, scope: Scope) -> Wishes:
    """Wishes and appointments of who came on these days; met where the two had sat together by the end of them.

    An appointment that nobody of its enterprise has taken is the enterprise's, which anybody of it meets.
    """
    row = rows.only(
        db,
        _Wishes,
        "WITH came AS MATERIALIZED (SELECT DISTINCT v.id, v.enterprise_id FROM json_each(?1) d CROSS JOIN arrivals a"
        " ON a.day = d.value ->> 'day' AND a.undone_at IS NULL JOIN visitors v ON v.id = a.visitor_id AND "
        f"{IS_VISITOR}),"
        " asked AS MATERIALIZED (SELECT DISTINCT w.booth_id, c.id AS visitor_id, NULL AS enterprise_id"
        " FROM came c CROSS JOIN wishes w ON w.visitor_id = c.id AND w.state <> 'withdrawn'"
        " UNION SELECT DISTINCT w.booth_id, NULL, w.enterprise_id FROM (SELECT DISTINCT enterprise_id FROM came) c"
        " CROSS JOIN wishes w ON w.enterprise_id = c.enterprise_id AND w.visitor_id IS NULL AND w.state <> 'withdrawn')"
        " SELECT count(*) AS wishes, coalesce(sum(EXISTS (SELECT 1 FROM visitors v JOIN consultations m"
        " ON m.visitor_id = v.id WHERE (v.id = asked.visitor_id OR v.enterprise_id = asked.enterprise_id)"
        " AND m.booth_id = asked.booth_id AND m.state <> 'cancelled' AND m.started_at < ?2)), 0) AS met FROM asked",
        scope.as_json,
        scope.until,
    )
    return {
        "wishes": row["wishes"],
        "wishes_met": row["met"],
        "wishes_met_share": share(row["met"], row["wishes"]),
    }


def plan(db: sqlite3.Connection, scope: Scope) -> Plan:
    """An announced purchase is touched where a line of a finished consultation (its newest version) names it, of any kind."""
    row = rows.only(
        db,
        _Plan,
        "SELECT (SELECT count(*) FROM plan_items) AS items, (SELECT coalesce(sum(won), 0) FROM plan_items) AS won,"
        " count(*) AS touched, coalesce(sum(p.won), 0) AS touched_won FROM plan_items p WHERE p.id IN"
        " (SELECT l.plan_item_id FROM booths b CROSS JOIN consultations c ON c.booth_id = b.id AND c.state = 'finished'"
        " AND c.finished_at >= ? AND c.finished_at < ? CROSS JOIN lines l ON l.consultation_id = c.id"
        " AND l.version = c.version WHERE l.plan_item_id IS NOT NULL)",
        scope.since,
        scope.until,
    )
    return {
        "plan_items": row["items"],
        "plan_won": row["won"],
        "plan_items_touched": row["touched"],
        "plan_items_touched_share": share(row["touched"], row["items"]),
        "plan_won_touched": row["touched_won"],
        "plan_won_touched_share": share(row["touched_won"], row["won"]),
    }
