"""What an agency should know of an enterprise before it sits down: what it makes, what the agency plans to buy of it,
when they met. Of other agencies only that they met."""

import sqlite3
from collections.abc import Iterable
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.square import days
from kiosk.language.text import line
from kiosk.screens import like
from kiosk.screens.enterprises import categories_of

PLAN_ITEMS_SHOWN = 3
FOUND_MAX = 8


class Profile(TypedDict):
    """Who a visitor comes for, and what they need."""

    need: str | None
    enterprise_id: int | None
    kind: str | None
    district: str | None


class Sum(TypedDict):
    """How many plan items, and their won together."""

    items: int
    won: int


class LargeItem(TypedDict):
    id: int
    title: str
    department: str
    won: int


class Plan(Sum):
    """What the agency announced of these kinds, with the dearest items."""

    largest: list[LargeItem]


class Line(TypedDict):
    """An outcome line (`amount` in won) with the plan item it is about."""

    outcome: str
    amount: int | None
    plan_item: int | None
    note: str | None
    plan_title: str | None
    plan_won: int | None


class Met(TypedDict):
    """An earlier meeting with this agency; `time` as MM.DD HH:MM."""

    time: str
    lines: list[Line]


class Card(Profile):
    """What the agency should know: categories, its own plan for them, when they met, at which booths else."""

    makes: list[str]
    plan: Plan
    met: list[Met]
    elsewhere: list[str]


class FoundItem(TypedDict):
    """A plan item that holds the words; `fits` is 1 where the visitor's enterprise makes such things."""

    id: int
    department: str
    title: str
    category: str
    won: int
    quarter: str
    fits: int


class Guest(TypedDict):
    """Somebody worth inviting: how much (`items`, `won`) the agency plans to buy of what they make."""

    visitor: int
    called_number: int
    enterprise: str
    kind: str | None
    items: int
    won: int
    makes: str


class Meeting(TypedDict):
    """A finished meeting whose lines are wanted; ms."""

    id: int
    finished_at: int
    version: int


class Partners:
    """Enterprises as one agency sees them."""

    def __init__(self, db: sqlite3.Connection, agency_id: int, booth_id: int, zone: str) -> None:
        self.db, self.agency_id, self.booth_id, self.zone = db, agency_id, booth_id, zone

    def categories(self) -> list[str]:
        """What the agency plans to buy, the most announced kind first."""
        found = self.db.execute(
            "SELECT category FROM plan_sums WHERE agency_id = ? ORDER BY items DESC, category",
            (self.agency_id,),
        )
        return [row["category"] for row in found]

    def card(self, visitor_id: int, ticket_id: int) -> Card:
        """What stands on the card of who is called or met with this ticket."""
        [row] = rows.every(
            self.db,
            Profile,
            "SELECT v.need, v.enterprise_id, e.kind, e.district FROM visitors v"
            " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.id = ?",
            visitor_id,
        )
        categories = categories_of(self.db, row["enterprise_id"])
        return {
            **row,
            "makes": categories,
            "plan": self._plan(categories),
            "met": self._met(visitor_id, row["enterprise_id"], ticket_id),
            "elsewhere": self._elsewhere(visitor_id, row["enterprise_id"]),
        }

    def needs(self) -> dict[int, str]:
        """Visitor id -> what they need, of those who wait at this booth and need something."""
        found = self.db.execute(
            "SELECT v.id, v.need FROM tickets t JOIN visitors v ON v.id = t.visitor_id"
            " WHERE t.booth_id = ? AND t.state = 'waiting' AND v.need IS NOT NULL",
            (self.booth_id,),
        )
        return {row["id"]: row["need"] for row in found}

    def lines(self, consultation_id: int, version: int) -> list[Line]:
        """The outcome lines of one version, as they came."""
        return rows.every(
            self.db,
            Line,
            "SELECT l.outcome, l.amount_won AS amount, l.plan_item_id AS plan_item, l.note, p.title AS plan_title,"
            " p.won AS plan_won FROM lines l LEFT JOIN plan_items p ON p.id = l.plan_item_id"
            " WHERE l.consultation_id = ? AND l.version = ? ORDER BY l.id",
            consultation_id,
            version,
        )

    def find_plan_items(self, words: str, visitor_id: int | None = None) -> list[FoundItem]:
        """The agency's own plan items that hold every word; what the visitor's enterprise makes stands first."""
        row = self.db.execute("SELECT enterprise_id FROM visitors WHERE id = ?", (visitor_id,)).fetchone()
        categories = categories_of(self.db, row["enterprise_id"] if row else None)
        first = f"category IN ({_marks(categories)})" if categories else "0"
        wanted = [like.holds(word) for word in line(words).split()[:6]]
        holds = " AND title || ' ' || department || ' ' || category LIKE ? ESCAPE '!'" * len(wanted)
        return rows.every(
            self.db,
            FoundItem,
            f"SELECT id, department, title, category, won, quarter, {first} AS fits FROM plan_items"
            f" WHERE agency_id = ?{holds} ORDER BY fits DESC, won DESC, id LIMIT ?",
            *categories,
            self.agency_id,
            *wanted,
            FOUND_MAX,
        )

    def to_invite(self, day: str, limit: int) -> list[Guest]:
        """Who is in today, free of a meeting, makes what the agency plans to buy, and was not here or invited: best first."""
        return rows.every(
            self.db,
            Guest,
            "SELECT v.id AS visitor, v.number AS called_number, e.name AS enterprise, e.kind,"
            " sum(s.items) AS items, sum(s.won) AS won, group_concat(s.category, ', ') AS makes"
            " FROM plan_sums s JOIN enterprise_categories c ON c.category = s.category"
            " JOIN visitors v ON v.enterprise_id = c.enterprise_id AND v.badge_kind = 'visitor'"
            " JOIN enterprises e ON e.id = v.enterprise_id"
            f" JOIN arrivals a ON a.visitor_id = v.id AND a.day = ? AND {conditions.is_in()}"
            " WHERE s.agency_id = ? AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.visitor_id = v.id"
            f" AND (t.booth_id = ? OR {conditions.called_or_serving()}))"
            " AND NOT EXISTS (SELECT 1 FROM invites i WHERE i.visitor_id = v.id AND i.booth_id = ?)"
            " GROUP BY v.id ORDER BY min(sum(s.items), 8) DESC, won DESC, v.number LIMIT ?",
            day,
            self.agency_id,
            self.booth_id,
            self.booth_id,
            limit,
        )

    def _plan(self, categories: list[str]) -> Plan:
        where = f"agency_id = ? AND category IN ({_marks(categories)})"
        [total] = rows.every(
            self.db,
            Sum,
            f"SELECT coalesce(sum(items), 0) AS items, coalesce(sum(won), 0) AS won FROM plan_sums WHERE {where}",
            self.agency_id,
            *categories,
        )
        largest = rows.every(
            self.db,
            LargeItem,
            f"SELECT id, title, department, won FROM plan_items WHERE {where} ORDER BY won DESC, id LIMIT ?",
            self.agency_id,
            *categories,
            PLAN_ITEMS_SHOWN,
        )
        return {**total, "largest": largest}

    def _met(self, visitor_id: int, enterprise_id: int | None, ticket_id: int) -> list[Met]:
        """Earlier meetings of this enterprise (or this person) with this agency, the last three."""
        found = rows.every(
            self.db,
            Meeting,
            "SELECT c.id, c.finished_at, c.version FROM consultations c JOIN visitors v ON v.id = c.visitor_id"
            " JOIN booths b ON b.id = c.booth_id WHERE b.agency_id = ? AND c.state = 'finished' AND c.ticket_id <> ?"
            " AND (c.visitor_id = ? OR v.enterprise_id = ?) ORDER BY c.finished_at DESC LIMIT 3",
            self.agency_id,
            ticket_id,
            visitor_id,
            enterprise_id,
        )
        return [
            {
                "time": f"{days.local(row['finished_at'], self.zone):%m.%d %H:%M}",
                "lines": self.lines(row["id"], row["version"]),
            }
            for row in found
        ]

    def _elsewhere(self, visitor_id: int, enterprise_id: int | None) -> list[str]:
        found = self.db.execute(
            "SELECT DISTINCT b.number FROM visitors v CROSS JOIN consultations c ON c.visitor_id = v.id"
            " JOIN booths b ON b.id = c.booth_id WHERE (v.id = ? OR v.enterprise_id = ?)"
            " AND c.state = 'finished' AND b.agency_id <> ? ORDER BY b.number",
            (visitor_id, enterprise_id, self.agency_id),
        )
        return [row["number"] for row in found]


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)
