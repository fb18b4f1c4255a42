"""The same figures as tables: results against the plan by agency, booth, category and quarter; enterprises; signings.

A row's plan is all that was announced; its results are of the scope. An outcome line belongs to the agency of its booth, and
to category and quarter of the purchase that it names: lines that name none stand in a row of their own (category or quarter
None), so that every column adds up to the figure of its name.
"""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.figures.meetings import OUTCOMES, minutes
from kiosk.expo.figures.people import IS_VISITOR
from kiosk.expo.figures.scope import Scope
from kiosk.expo.figures.waiting import percentile, waited


class Outcomes(TypedDict):
    """Outcome lines by kind: how many, and won. Never added together."""

    consulted_count: int
    consulted_won: int
    commitment_count: int
    commitment_won: int
    contract_count: int
    contract_won: int
    mou_count: int


class Result(Outcomes):
    """What was announced, what of it some line names (`touched`), finished consultations, and their outcomes.

    Of a category or a quarter `meetings` are those of which a line names a purchase in it; one may count in several rows.
    """

    plan_items: int
    plan_won: int
    touched_items: int
    touched_won: int
    meetings: int


class AgencyRow(Result):
    """One agency; `booths` its numbers ("A01, A02"), `enterprises` how many it sat together with."""

    agency_id: int
    agency: str
    agency_en: str | None
    agency_kind: str | None
    booths: str
    enterprises: int


class BoothRow(Outcomes):
    """One booth: finished consultations and outcomes, calls nobody came to, and how long people waited for a call."""

    booth_id: int
    booth: str
    agency: str
    agency_en: str | None
    meetings: int
    no_shows: int
    wait_per_call_p50_min: float | None
    wait_per_call_p80_min: float | None


class CategoryRow(Result):
    """One category: how many `agencies` announced something in it, and how many `enterprises` that offer it came."""

    category: str | None
    agencies: int
    enterprises: int


class QuarterRow(Result):
    """One quarter of the plan."""

    quarter: str | None


class AgencyCategoryRow(Result):
    """One agency's purchases in one category."""

    agency_id: int
    agency: str
    category: str | None


class AgencyQuarterRow(Result):
    """One agency's purchases in one quarter."""

    agency_id: int
    agency: str
    quarter: str | None


class EnterpriseRow(Outcomes):
    """One enterprise that came or sat together with an agency: persons who came, consultations, with how many agencies."""

    enterprise_id: int
    enterprise: str
    enterprise_kind: str | None
    district: str | None
    persons: int
    meetings: int
    agencies: int


class SigningRow(TypedDict):
    """One signing that was announced; `done_at` in ms, None until it is signed; `won` of the lines of its kind, None for a
    memorandum. Whether the amount may be shown on a stage is `amount_shown` 1 (both parties agreed)."""

    signing_id: int
    kind: str
    ordinal: int
    state: str
    agency: str
    enterprise: str | None
    won: int | None
    amount_shown: int
    announced_at: int | None
    done_at: int | None


class _OfAgency(Result):
    agency_id: int


class _OfCategory(Result):
    category: str | None


class _Agency(TypedDict):
    agency_id: int
    agency: str
    agency_en: str | None
    agency_kind: str | None
    booths: str
    enterprises: int


class _Category(TypedDict):
    category: str
    agencies: int
    enterprises: int


class _Booth(Outcomes):
    booth_id: int
    booth: str
    agency: str
    agency_en: str | None
    meetings: int
    no_shows: int


OUTCOME_SUMS = ", ".join(
    f"count(outcome) FILTER (WHERE outcome = '{kind}') AS {kind}_count"
    + (
        ""
        if kind == "mou"
        else f", coalesce(sum(amount_won) FILTER (WHERE outcome = '{kind}'), 0) AS {kind}_won"
    )
    for kind in OUTCOMES
)
# The finished consultations of the scope (?1, ?2), and what was said in them, each with the purchase that it names.
SAID = (
    "met AS MATERIALIZED (SELECT c.id, c.version, c.visitor_id, c.booth_id, b.agency_id FROM booths b CROSS JOIN consultations c"
    " ON c.booth_id = b.id AND c.state = 'finished' AND c.finished_at >= ?1 AND c.finished_at < ?2),"
    " said AS MATERIALIZED (SELECT m.id AS meeting, m.agency_id, m.booth_id, m.visitor_id, l.outcome, l.amount_won,"
    " l.plan_item_id, p.category, p.quarter FROM met m CROSS JOIN lines l ON l.consultation_id = m.id AND l.version = m.version"
    " LEFT JOIN plan_items p ON p.id = l.plan_item_id)"
)


def by_agency(db: sqlite3.Connection, scope: Scope) -> list[AgencyRow]:
    """Every agency, in the order of its booths' numbers."""
    results = {
        row["agency_id"]: row
        for row in rows.every(db, _OfAgency, _results("agency_id", "met"), *_span(scope))
    }
    agencies = rows.every(
        db,
        _Agency,
        f"WITH {SAID} SELECT a.id AS agency_id, a.name AS agency, a.name_en AS agency_en, a.kind AS agency_kind,"
        " coalesce((SELECT group_concat(number, ', ') FROM (SELECT number FROM booths WHERE agency_id = a.id ORDER BY number)),"
        " '') AS booths, (SELECT count(DISTINCT v.enterprise_id) FROM met m JOIN visitors v ON v.id = m.visitor_id"
        " WHERE m.agency_id = a.id) AS enterprises FROM agencies a ORDER BY booths = '', booths, a.name",
        *_span(scope),
    )
    return [
        {**one, **results.get(one["agency_id"], {**_NOTHING, "agency_id": one["agency_id"]})}
        for one in agencies
    ]


def by_booth(db: sqlite3.Connection, scope: Scope) -> list[BoothRow]:
    """Every booth, in the order of the numbers."""
    waits: dict[int, list[int]] = {}
    for call in waited(db, scope).calls:
        waits.setdefault(call.booth_id, []).append(call.waited_ms)
    booths = rows.every(
        db,
        _Booth,
        f"WITH {SAID} SELECT b.id AS booth_id, b.number AS booth, a.name AS agency,"
        " a.name_en AS agency_en, (SELECT count(*) FROM met WHERE booth_id = b.id) AS meetings,"
        " (SELECT count(*) FROM journal j WHERE j.booth_id = b.id AND j.at >= ?1 AND j.at < ?2"
        f" AND j.{conditions.OF_BOOTHS_WORK} AND j.kind = 'ticket.no_show') AS no_shows, {OUTCOME_SUMS}"
        " FROM booths b JOIN agencies a ON a.id = b.agency_id LEFT JOIN said s ON s.booth_id = b.id GROUP BY b.id"
        " ORDER BY b.number",
        *_span(scope),
    )
    return [
        {
            **one,
            "wait_per_call_p50_min": minutes(percentile(sorted(waits.get(one["booth_id"], [])), 50)),
            "wait_per_call_p80_min": minutes(percentile(sorted(waits.get(one["booth_id"], [])), 80)),
        }
        for one in booths
    ]


def by_category(db: sqlite3.Connection, scope: Scope) -> list[CategoryRow]:
    """Every category that the plan, an enterprise who came or an outcome names, the largest plan first."""
    results = {
        row["category"]: row for row in rows.every(db, _OfCategory, _results("category"), *_span(scope))
    }
    offered = {
        row["category"]: row
        for row in rows.every(
            db,
            _Category,
            "WITH came AS MATERIALIZED (SELECT DISTINCT v.enterprise_id FROM json_each(?) d CROSS JOIN arrivals a"
            f" ON a.day = d.value ->> 'day' AND {conditions.came()} JOIN visitors v ON v.id = a.visitor_id AND {IS_VISITOR}"
            " WHERE v.enterprise_id IS NOT NULL)"
            " SELECT category, sum(agencies) AS agencies, sum(enterprises) AS enterprises FROM ("
            " SELECT category, count(DISTINCT agency_id) AS agencies, 0 AS enterprises FROM plan_items GROUP BY category"
            " UNION ALL SELECT e.category, 0, count(*) FROM came c JOIN enterprise_categories e"
            " ON e.enterprise_id = c.enterprise_id GROUP BY e.category) GROUP BY category",
            scope.as_json,
        )
    }
    found: list[CategoryRow] = []
    for category in results.keys() | offered.keys():
        nothing: _OfCategory = {**_NOTHING, "category": category}
        other = offered.get(category or "")
        agencies, enterprises = (other["agencies"], other["enterprises"]) if other else (0, 0)
        found.append({**results.get(category, nothing), "agencies": agencies, "enterprises": enterprises})
    return sorted(found, key=lambda one: (one["category"] is None, -one["plan_won"], one["category"] or ""))


def by_quarter(db: sqlite3.Connection, scope: Scope) -> list[QuarterRow]:
    """Every quarter that the plan names, in order."""
    return rows.every(
        db, QuarterRow, _results("quarter") + " ORDER BY quarter IS NULL, quarter", *_span(scope)
    )


def by_agency_and_category(db: sqlite3.Connection, scope: Scope) -> list[AgencyCategoryRow]:
    """Every agency's categories, by name of the agency and of the category."""
    return rows.every(db, AgencyCategoryRow, _results_of_agencies("category"), *_span(scope))


def by_agency_and_quarter(db: sqlite3.Connection, scope: Scope) -> list[AgencyQuarterRow]:
    """Every agency's quarters, by name of the agency and in order."""
    return rows.every(db, AgencyQuarterRow, _results_of_agencies("quarter"), *_span(scope))


def _results_of_agencies(part: str) -> str:
    """Plan and result of each agency by this column of a purchase."""
    return (
        f"SELECT a.name AS agency, r.* FROM ({_results(f'agency_id, {part}')}) r JOIN agencies a ON a.id = r.agency_id"
        f" ORDER BY a.name, r.{part} IS NULL, r.{part}"
    )


def by_enterprise(db: sqlite3.Connection, scope: Scope) -> list[EnterpriseRow]:
    """Every enterprise that came or met somebody, by name."""
    return rows.every(
        db,
        EnterpriseRow,
        f"WITH {SAID}, came AS MATERIALIZED (SELECT v.enterprise_id, count(DISTINCT v.id) AS persons FROM json_each(?3) d"
        f" CROSS JOIN arrivals a ON a.day = d.value ->> 'day' AND {conditions.came()} JOIN visitors v ON v.id = a.visitor_id"
        f" AND {IS_VISITOR} GROUP BY v.enterprise_id), sat AS MATERIALIZED (SELECT v.enterprise_id, count(*) AS meetings,"
        " count(DISTINCT m.agency_id) AS agencies FROM met m JOIN visitors v ON v.id = m.visitor_id GROUP BY v.enterprise_id),"
        f" told AS MATERIALIZED (SELECT v.enterprise_id, {OUTCOME_SUMS} FROM said s JOIN visitors v ON v.id = s.visitor_id"
        " GROUP BY v.enterprise_id) SELECT e.id AS enterprise_id, e.name AS enterprise, e.kind AS enterprise_kind, e.district,"
        " coalesce(c.persons, 0) AS persons, coalesce(s.meetings, 0) AS meetings, coalesce(s.agencies, 0) AS agencies, "
        + ", ".join(f"coalesce(t.{name}, 0) AS {name}" for name in Outcomes.__annotations__)
        + " FROM enterprises e LEFT JOIN came c ON c.enterprise_id = e.id LEFT JOIN sat s ON s.enterprise_id = e.id"
        " LEFT JOIN told t ON t.enterprise_id = e.id WHERE c.persons OR s.meetings ORDER BY e.name, e.id",
        *_span(scope),
        scope.as_json,
    )


def by_signing(db: sqlite3.Connection, scope: Scope) -> list[SigningRow]:
    """Every signing that was announced in this scope, by kind and number."""
    return rows.every(
        db,
        SigningRow,
        "SELECT s.id AS signing_id, s.kind, s.ordinal, s.state, a.name AS agency, e.name AS enterprise,"
        " (SELECT sum(l.amount_won) FROM lines l WHERE l.consultation_id = c.id AND l.version = c.version"
        " AND l.outcome = s.kind) AS won, s.amount_shown AND c.amount_shown AS amount_shown, s.announced_at, s.done_at"
        " FROM signings s JOIN consultations c ON c.id = s.consultation_id JOIN booths b ON b.id = c.booth_id"
        " JOIN agencies a ON a.id = b.agency_id JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE s.state IN ('announced', 'done')"
        " AND coalesce(s.done_at, s.announced_at) >= ? AND coalesce(s.done_at, s.announced_at) < ? ORDER BY s.kind, s.ordinal",
        *_span(scope),
    )


_NOTHING: Result = {
    **dict.fromkeys(Outcomes.__annotations__, 0),  # type: ignore[typeddict-item]
    "plan_items": 0,
    "plan_won": 0,
    "touched_items": 0,
    "touched_won": 0,
    "meetings": 0,
}


def _span(scope: Scope) -> tuple[int, int]:
    return scope.since, scope.until


def _results(keys: str, meetings: str = "said") -> str:
    """SQL: plan and results by these columns of a plan item. `meetings`: count those that said something of it, or all
    that `met`."""
    none = ", ".join(f"0 AS {name}" for name in Outcomes.__annotations__)
    sums = ", ".join(f"sum({name}) AS {name}" for name in Result.__annotations__)
    counted = (
        "(SELECT DISTINCT id, " + keys + " FROM met)"
        if meetings == "met"
        else f"(SELECT DISTINCT meeting, {keys} FROM said)"
    )
    return (
        f"WITH {SAID}, named AS MATERIALIZED (SELECT DISTINCT plan_item_id AS id FROM said WHERE plan_item_id IS NOT NULL)"
        f" SELECT {keys}, {sums} FROM ("
        f" SELECT {keys}, {none}, count(*) AS plan_items, sum(won) AS plan_won, count(n.id) AS touched_items,"
        " coalesce(sum(won) FILTER (WHERE n.id IS NOT NULL), 0) AS touched_won, 0 AS meetings"
        f" FROM plan_items p LEFT JOIN named n ON n.id = p.id GROUP BY {keys}"
        f" UNION ALL SELECT {keys}, {OUTCOME_SUMS}, 0, 0, 0, 0, 0 FROM said GROUP BY {keys}"
        f" UNION ALL SELECT {keys}, {none}, 0, 0, 0, 0, count(*) FROM {counted} GROUP BY {keys}) GROUP BY {keys}"
    )
