"""What agencies buy of social-economy enterprises: what they announced (the plan) and what came of it at the expo (the
result), by agency, quarter and category. So the heads of public bodies disclose it each year (의무공시제).

The result is contracts and commitments, beside each other and never added up. It counts lines of finished meetings, their
newest version, with an enterprise that is of the social economy; what was agreed with others stands apart (`other_`), so
that both together are the expo's figures. Quarter and category are those of the purchase a line names; a line that names
none is beside the plan.
"""

import sqlite3
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, TypedDict, TypeVar

from kiosk.data import rows
from kiosk.expo.person.enterprises import KINDS

# 사회적경제기업, as the ordinances of Seoul on buying of them name them.
SOCIAL_ECONOMY = tuple(kind for kind in KINDS if kind != "기타")

Key = TypeVar("Key", bound=Hashable)


class PlanAndResult(TypedDict):
    """How many, and whole won; `other_`: with enterprises that are not known to be of the social economy, counted apart."""

    plan_items: int
    plan_won: int
    contract_count: int
    contract_won: int
    commitment_count: int
    commitment_won: int
    mou_count: int
    other_contract_count: int
    other_contract_won: int
    other_commitment_count: int
    other_commitment_won: int


class Sums(PlanAndResult):
    """The same with the memoranda of other enterprises."""

    other_mou_count: int


class Agency(TypedDict):
    """`booths`: its booths' numbers ("A01, A02"), None for one that has none now; `total_purchase_won`: all that it buys in
    the year, None where it was not brought."""

    id: int
    booths: str | None
    name: str
    name_en: str | None
    kind: str | None
    total_purchase_won: int | None


class Part(NamedTuple):
    """What one agency buys of one category in one quarter; both None: what was agreed beside the plan."""

    agency_id: int
    quarter: str | None
    category: str | None


class Planned(TypedDict):
    agency_id: int
    quarter: str
    category: str
    plan_items: int
    plan_won: int


class Agreed(TypedDict):
    """Lines of one kind; `social` 1: with enterprises of the social economy."""

    agency_id: int
    quarter: str | None
    category: str | None
    outcome: str
    social: int
    count: int
    won: int


NAMES = tuple(Sums.__annotations__)
NOTHING = Sums(**dict.fromkeys(NAMES, 0))  # type: ignore[typeddict-item]


def agencies(db: sqlite3.Connection) -> list[Agency]:
    """Every agency, in the order of its booths' numbers; those without one last."""
    return rows.every(
        db,
        Agency,
        "SELECT a.id, (SELECT group_concat(number, ', ') FROM (SELECT number FROM booths WHERE agency_id = a.id"
        " ORDER BY number)) AS booths, a.name, a.name_en, a.kind, a.total_purchase_won FROM agencies a"
        " ORDER BY booths IS NULL, booths, a.name",
    )


def parts(db: sqlite3.Connection, agency_id: int | None = None) -> dict[Part, Sums]:
    """Plan and result in their smallest pieces, of all agencies or of one."""
    found: dict[Part, Sums] = {}

    def sums(row: Planned | Agreed) -> Sums:
        part = Part(row["agency_id"], row["quarter"], row["category"])
        return found.setdefault(part, NOTHING.copy())

    for planned in _planned(db, agency_id):
        piece = sums(planned)
        piece["plan_items"], piece["plan_won"] = planned["plan_items"], planned["plan_won"]
    for agreed in _agreed(db, agency_id):
        kind = agreed["outcome"] if agreed["social"] else f"other_{agreed['outcome']}"
        piece = sums(agreed)
        piece[f"{kind}_count"] = agreed["count"]  # type: ignore[literal-required]
        if agreed["outcome"] != "mou":
            piece[f"{kind}_won"] = agreed["won"]  # type: ignore[literal-required]
    return found


def _planned(db: sqlite3.Connection, agency_id: int | None) -> list[Planned]:
    return rows.every(
        db,
        Planned,
        "SELECT agency_id, quarter, category, count(*) AS plan_items, sum(won) AS plan_won FROM plan_items"
        " WHERE ?1 IS NULL OR agency_id = ?1 GROUP BY 1, 2, 3",
        agency_id,
    )


def _agreed(db: sqlite3.Connection, agency_id: int | None) -> list[Agreed]:
    social = f"coalesce(e.kind IN ({', '.join('?' * len(SOCIAL_ECONOMY))}), 0)"
    return rows.every(
        db,
        Agreed,
        f"SELECT b.agency_id, p.quarter, p.category, l.outcome, {social} AS social, count(*) AS count,"
        " coalesce(sum(l.amount_won), 0) AS won FROM lines l"
        " JOIN consultations c ON c.id = l.consultation_id AND c.version = l.version AND c.state = 'finished'"
        " JOIN booths b ON b.id = c.booth_id JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id LEFT JOIN plan_items p ON p.id = l.plan_item_id"
        " WHERE l.outcome IN ('contract', 'commitment', 'mou') AND (? IS NULL OR b.agency_id = ?)"
        " GROUP BY 1, 2, 3, 4, 5",
        *SOCIAL_ECONOMY,
        agency_id,
        agency_id,
    )


def together(pieces: dict[Part, Sums], key: Callable[[Part], Key]) -> dict[Key, Sums]:
    """The sums of the pieces that have the same key: by agency, by agency and quarter ..."""
    found: dict[Key, Sums] = {}
    for part, piece in pieces.items():
        sums = found.setdefault(key(part), NOTHING.copy())
        for name in NAMES:
            sums[name] += piece[name]  # type: ignore[literal-required]
    return found


def total(all_sums: Iterable[Sums]) -> Sums:
    sums: Sums = NOTHING.copy()
    for one in all_sums:
        for name in NAMES:
            sums[name] += one[name]  # type: ignore[literal-required]
    return sums


def share(won: int, of: int | None) -> float | None:
    """What part of `of` this is (0 to 1 and beyond); None where there is nothing to compare with."""
    return won / of if of else None
