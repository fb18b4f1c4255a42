"""Products that were talked about, promised and bought: candidates for certification (공공조달우수제품 인증제), which is for what
public bodies have really bought.

A product is what one enterprise makes of one category. A line of a finished meeting (its newest version) belongs to the
category of the purchase it names; where it names none, to the enterprise's category if it has only one, else to none.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple, TypedDict

from kiosk.data import rows


class Product(TypedDict):
    """One enterprise's products of one category (None: nobody said which). Meetings and agencies count once each, however
    many lines; whole won."""

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


class Rule(NamedTuple):
    """At least so many of each makes a product a candidate; settings of the expo (`certify_*`)."""

    meetings: int
    commitments: int
    contracts: int

    def fits(self, product: Product) -> bool:
        return (
            product["category"] is not None
            and product["meetings"] >= self.meetings
            and product["commitment_count"] >= self.commitments
            and product["contract_count"] >= self.contracts
        )


def rule(settings: Mapping[str, Any]) -> Rule:
    return Rule(settings["certify_meetings"], settings["certify_commitments"], settings["certify_contracts"])


def products(db: sqlite3.Connection) -> list[Product]:
    """All products that a meeting was about; what was bought most often first, then promised, then talked about."""
    return rows.every(
        db,
        Product,
        "WITH own AS (SELECT enterprise_id, min(category) AS category FROM enterprise_categories"
        " GROUP BY enterprise_id HAVING count(*) = 1),"
        " said AS (SELECT v.enterprise_id, coalesce(p.category, own.category) AS category, c.id AS meeting, b.agency_id,"
        " l.outcome, l.amount_won FROM consultations c JOIN lines l ON l.consultation_id = c.id AND l.version = c.version"
        " JOIN booths b ON b.id = c.booth_id JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN plan_items p ON p.id = l.plan_item_id LEFT JOIN own ON own.enterprise_id = v.enterprise_id"
        " WHERE c.state = 'finished' AND v.enterprise_id IS NOT NULL)"
        " SELECT e.name AS enterprise, e.name_en AS enterprise_en, e.brn, e.kind, e.district, s.category,"
        " count(DISTINCT s.meeting) AS meetings, count(DISTINCT s.agency_id) AS agencies,"
        " sum(s.outcome = 'commitment') AS commitment_count,"
        " sum(iif(s.outcome = 'commitment', s.amount_won, 0)) AS commitment_won,"
        " sum(s.outcome = 'contract') AS contract_count, sum(iif(s.outcome = 'contract', s.amount_won, 0)) AS contract_won"
        " FROM said s JOIN enterprises e ON e.id = s.enterprise_id GROUP BY e.id, s.category"
        " ORDER BY contract_count DESC, commitment_count DESC, meetings DESC, e.name, s.category",
    )
