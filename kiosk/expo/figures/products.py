"""Products that were talked about, promised and bought: candidates for certification (공공조달우수제품 인증제), which is for what
public bodies have really bought.

A product is what one enterprise makes of one category. A line of a finished meeting (its newest version) belongs to the
category of the purchase it names; where it names none, to the enterprise's category if it has only one, else to none.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple, TypedDict

from kiosk.data import rows
from kiosk.expo.after.promises import followed


class Met(TypedDict):
    """One enterprise's products of one category (None: nobody said which). Meetings and agencies count once each, however
    many lines; whole won."""

    enterprise_id: int
    enterprise: str
    enterprise_en: str | None
    brn: str | None
    kind: str | None
    district: str | None
    category: str | None
    meetings: int
    agencies: int
    commitment_count: int
    commitment_won: int
    contract_count: int
    contract_won: int


class Product(Met):
    """`later_`: bought after the expo: promises that became contracts, and purchases beside all that was agreed."""

    later_count: int
    later_won: int


class Bought(TypedDict):
    """A purchase beside what was agreed, of an enterprise that is known by its number or its name."""

    enterprise_id: int
    category: str | None
    won: int


class Only(TypedDict):
    """The one category of an enterprise that has no other."""

    enterprise_id: int
    category: str


class Rule(NamedTuple):
    """At least so many of each makes a product a candidate; settings of the expo (`certify_*`)."""

    meetings: int
    commitments: int
    contracts: int
    later: int

    def fits(self, product: Product) -> bool:
        return (
            product["category"] is not None
            and product["meetings"] >= self.meetings
            and product["commitment_count"] >= self.commitments
            and product["contract_count"] >= self.contracts
            and product["later_count"] >= self.later
        )


def rule(settings: Mapping[str, Any]) -> Rule:
    return Rule(
        *(settings[f"certify_{asked}"] for asked in ("meetings", "commitments", "contracts", "later"))
    )


def products(db: sqlite3.Connection) -> list[Product]:
    """All products that a meeting was about; what was bought most often first, then promised, then talked about."""
    bought = later(db)
    found: list[Product] = []
    for one in _met(db):
        count, won = bought.get((one["enterprise_id"], one["category"]), (0, 0))
        found.append({**one, "later_count": count, "later_won": won})
    return found


def is_collected(db: sqlite3.Connection) -> bool:
    """Whether anything is known of the time after the expo."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM follow_ups) OR EXISTS (SELECT 1 FROM purchases) AS any"
    ).fetchone()
    return bool(row["any"])


def later(db: sqlite3.Connection) -> dict[tuple[int, str | None], tuple[int, int]]:
    """Enterprise and category -> how many purchases after the expo, and their won. A purchase that was matched to a promise
    counts as the promise's contract, once."""
    own = {one["enterprise_id"]: one["category"] for one in rows.every(db, Only, _ONLY_CATEGORY)}
    sums: dict[tuple[int, str | None], tuple[int, int]] = {}

    def add(enterprise_id: int, category: str | None, won: int) -> None:
        product = enterprise_id, category or own.get(enterprise_id)
        count, so_far = sums.get(product, (0, 0))
        sums[product] = count + 1, so_far + won

    for one in followed(db):
        if one.answer and one.state == "contracted" and one.promise["enterprise_id"] is not None:
            add(one.promise["enterprise_id"], one.promise["category"], one.answer["won"] or 0)
    for bought in rows.every(
        db,
        Bought,
        "SELECT e.id AS enterprise_id, p.category, p.won FROM purchases p JOIN enterprises e"
        " ON e.id = coalesce((SELECT id FROM enterprises WHERE brn = p.brn),"
        " (SELECT min(id) FROM enterprises WHERE name = p.enterprise)) WHERE p.decided = 'beside'",
    ):
        add(bought["enterprise_id"], bought["category"], bought["won"])
    return sums


_ONLY_CATEGORY = (
    "SELECT enterprise_id, min(category) AS category FROM enterprise_categories"
    " GROUP BY enterprise_id HAVING count(*) = 1"
)


def _met(db: sqlite3.Connection) -> list[Met]:
    return rows.every(
        db,
        Met,
        f"WITH own AS ({_ONLY_CATEGORY}),"
        " said AS (SELECT v.enterprise_id, coalesce(p.category, own.category) AS category, c.id AS meeting, b.agency_id,"
        " l.outcome, l.amount_won FROM consultations c JOIN lines l ON l.consultation_id = c.id AND l.version = c.version"
        " JOIN booths b ON b.id = c.booth_id JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN plan_items p ON p.id = l.plan_item_id LEFT JOIN own ON own.enterprise_id = v.enterprise_id"
        " WHERE c.state = 'finished' AND v.enterprise_id IS NOT NULL)"
        " SELECT e.id AS enterprise_id, e.name AS enterprise, e.name_en AS enterprise_en, e.brn, e.kind, e.district, s.category,"
        " count(DISTINCT s.meeting) AS meetings, count(DISTINCT s.agency_id) AS agencies,"
        " sum(s.outcome = 'commitment') AS commitment_count,"
        " sum(iif(s.outcome = 'commitment', s.amount_won, 0)) AS commitment_won,"
        " sum(s.outcome = 'contract') AS contract_count, sum(iif(s.outcome = 'contract', s.amount_won, 0)) AS contract_won"
        " FROM said s JOIN enterprises e ON e.id = s.enterprise_id GROUP BY e.id, s.category"
        " ORDER BY contract_count DESC, commitment_count DESC, meetings DESC, e.name, s.category",
    )
