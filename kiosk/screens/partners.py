"""What an agency should know of an enterprise before it sits down: what it makes, what the agency plans to buy of it,
when they met. Of other agencies only that they met."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from kiosk.expo.square import days
from kiosk.language.text import line

Row = dict[str, Any]

PLAN_ITEMS_SHOWN = 3
FOUND_MAX = 8


class Partners:
    """Enterprises as one agency sees them."""

    def __init__(self, db: sqlite3.Connection, agency_id: int, booth_id: int, zone: str) -> None:
        self.db, self.agency_id, self.booth_id, self.zone = db, agency_id, booth_id, zone

    def categories(self) -> list[str]:
        """What the agency plans to buy, the most announced kind first."""
        rows = self.db.execute(
            "SELECT category FROM plan_sums WHERE agency_id = ? ORDER BY items DESC, category",
            (self.agency_id,),
        )
        return [row["category"] for row in rows]

    def card(self, visitor_id: int, ticket_id: int) -> Row:
        """kind, district, makes (categories), plan (count, won, items), met (with us), elsewhere (agencies), need."""
        row = self.db.execute(
            "SELECT v.need, v.enterprise_id, e.kind, e.district FROM visitors v"
            " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.id = ?",
            (visitor_id,),
        ).fetchone()
        categories = self._categories(row["enterprise_id"])
        return {
            **row,
            "makes": categories,
            "plan": self._plan(categories),
            "met": self._met(visitor_id, row["enterprise_id"], ticket_id),
            "elsewhere": self._elsewhere(visitor_id, row["enterprise_id"]),
        }

    def need(self, visitor_id: int) -> str | None:
        row = self.db.execute("SELECT need FROM visitors WHERE id = ?", (visitor_id,)).fetchone()
        found: str | None = row["need"]
        return found

    def lines(self, consultation_id: int, version: int) -> list[Row]:
        """Outcome lines of one version, each with the plan item it is about."""
        return self.db.execute(
            "SELECT l.outcome, l.amount_won AS amount, l.plan_item_id AS plan_item, l.note, p.title AS plan_title,"
            " p.won AS plan_won FROM lines l LEFT JOIN plan_items p ON p.id = l.plan_item_id"
            " WHERE l.consultation_id = ? AND l.version = ? ORDER BY l.id",
            (consultation_id, version),
        ).fetchall()

    def find_plan_items(self, words: str, visitor_id: int | None = None) -> list[Row]:
        """The agency's own plan items that hold every word; what the visitor's enterprise makes stands first."""
        row = self.db.execute("SELECT enterprise_id FROM visitors WHERE id = ?", (visitor_id,)).fetchone()
        categories = self._categories(row["enterprise_id"] if row else None)
        first = f"category IN ({_marks(categories)})" if categories else "0"
        wanted = [f"%{_escaped(word)}%" for word in line(words).split()[:6]]
        holds = " AND title || ' ' || department || ' ' || category LIKE ? ESCAPE '!'" * len(wanted)
        return self.db.execute(
            f"SELECT id, department, title, category, won, quarter, {first} AS fits FROM plan_items"
            f" WHERE agency_id = ?{holds} ORDER BY fits DESC, won DESC, id LIMIT ?",
            (*categories, self.agency_id, *wanted, FOUND_MAX),
        ).fetchall()

    def to_invite(self, day: str, limit: int) -> list[Row]:
        """Who is in today, free of a meeting, makes what the agency plans to buy, and was not here or invited: best first."""
        return self.db.execute(
            "SELECT v.id AS visitor, v.number AS called_number, e.name AS enterprise, e.kind,"
            " sum(s.items) AS items, sum(s.won) AS won, group_concat(s.category, ', ') AS makes"
            " FROM plan_sums s JOIN enterprise_categories c ON c.category = s.category"
            " JOIN visitors v ON v.enterprise_id = c.enterprise_id AND v.badge_kind = 'visitor'"
            " JOIN enterprises e ON e.id = v.enterprise_id"
            " JOIN arrivals a ON a.visitor_id = v.id AND a.day = ? AND a.undone_at IS NULL AND a.left_at IS NULL"
            " WHERE s.agency_id = ? AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.visitor_id = v.id"
            " AND (t.booth_id = ? OR t.state IN ('called', 'serving')))"
            " AND NOT EXISTS (SELECT 1 FROM invites i WHERE i.visitor_id = v.id AND i.booth_id = ?)"
            " GROUP BY v.id ORDER BY min(sum(s.items), 8) DESC, won DESC, v.number LIMIT ?",
            (day, self.agency_id, self.booth_id, self.booth_id, limit),
        ).fetchall()

    def _categories(self, enterprise_id: int | None) -> list[str]:
        rows = self.db.execute(
            "SELECT category FROM enterprise_categories WHERE enterprise_id = ? ORDER BY category",
            (enterprise_id,),
        )
        return [row["category"] for row in rows]

    def _plan(self, categories: list[str]) -> Row:
        """What the agency announced of these kinds: items, won, and the largest of them."""
        where = f"agency_id = ? AND category IN ({_marks(categories)})"
        total: Row = self.db.execute(
            f"SELECT coalesce(sum(items), 0) AS items, coalesce(sum(won), 0) AS won FROM plan_sums WHERE {where}",
            (self.agency_id, *categories),
        ).fetchone()
        largest = self.db.execute(
            f"SELECT id, title, department, won FROM plan_items WHERE {where} ORDER BY won DESC, id LIMIT ?",
            (self.agency_id, *categories, PLAN_ITEMS_SHOWN),
        ).fetchall()
        return {**total, "largest": largest}

    def _met(self, visitor_id: int, enterprise_id: int | None, ticket_id: int) -> list[Row]:
        """Earlier meetings of this enterprise (or this person) with this agency."""
        rows = self.db.execute(
            "SELECT c.id, c.finished_at, c.version FROM consultations c JOIN visitors v ON v.id = c.visitor_id"
            " JOIN booths b ON b.id = c.booth_id WHERE b.agency_id = ? AND c.state = 'finished' AND c.ticket_id <> ?"
            " AND (c.visitor_id = ? OR v.enterprise_id = ?) ORDER BY c.finished_at DESC LIMIT 3",
            (self.agency_id, ticket_id, visitor_id, enterprise_id),
        ).fetchall()
        return [
            {
                "time": f"{days.local(row['finished_at'], self.zone):%m.%d %H:%M}",
                "lines": self.lines(row["id"], row["version"]),
            }
            for row in rows
        ]

    def _elsewhere(self, visitor_id: int, enterprise_id: int | None) -> list[str]:
        rows = self.db.execute(
            "SELECT DISTINCT b.number FROM consultations c JOIN visitors v ON v.id = c.visitor_id"
            " JOIN booths b ON b.id = c.booth_id WHERE b.agency_id <> ? AND c.state = 'finished'"
            " AND (c.visitor_id = ? OR v.enterprise_id = ?) ORDER BY b.number",
            (self.agency_id, visitor_id, enterprise_id),
        )
        return [row["number"] for row in rows]


def _marks(values: Iterable[Any]) -> str:
    return ",".join("?" for _ in values)


def _escaped(word: str) -> str:
    """A word as LIKE takes it literally, with ! as the escape."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
