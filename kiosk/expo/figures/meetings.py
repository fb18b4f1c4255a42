"""Consultations (how many times people sat together), what came of them by kind, and what was signed.

A meeting is one thing and an outcome line another: one meeting may end in several lines, or in none. Kinds of outcome are
never added together.
"""

import sqlite3
from collections.abc import Sequence
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.figures.scope import FOR_EVER, Scope
from kiosk.expo.square import days

OUTCOMES = ("consulted", "commitment", "contract", "mou")
QUARTER_MS = 15 * days.MIN_MS


class Meetings(TypedDict):
    """Consultations begun; finished, of these forgotten, of these still without a log, of these typed in from paper; how long
    those took whose end is known (minutes)."""

    consultations_started: int
    consultations_finished: int
    consultations_forgotten: int
    consultations_unwritten: int
    consultations_on_paper: int
    consultation_mean_min: float | None


class Outcomes(TypedDict):
    """Outcome lines of finished consultations, by kind: how many, and won; a memorandum has none."""

    outcome_consulted: int
    outcome_consulted_won: int
    outcome_commitment: int
    outcome_commitment_won: int
    outcome_contract: int
    outcome_contract_won: int
    outcome_mou: int


class Signings(TypedDict):
    """Signings held on the stage, in all and by kind."""

    signings: int
    signings_contract: int
    signings_commitment: int
    signings_mou: int


class _Started(TypedDict):
    count: int


class _Finished(TypedDict):
    finished: int
    forgotten: int
    unwritten: int
    on_paper: int
    mean_ms: float | None


class _Sum(TypedDict):
    outcome: str
    count: int
    won: int


def meetings(db: sqlite3.Connection, scope: Scope) -> Meetings:
    """A consultation begun by mistake and taken back is none. A forgotten one has no length, nor one on paper without an end."""
    started = rows.only(
        db,
        _Started,
        "SELECT count(*) AS count FROM consultations WHERE started_at >= ? AND started_at < ? AND state <> 'cancelled'",
        scope.since,
        scope.until,
    )
    row = rows.only(
        db,
        _Finished,
        "SELECT count(*) AS finished, count(c.forgotten_at) AS forgotten, coalesce(sum(c.unwritten), 0) AS unwritten,"
        " count(c.paper_at) AS on_paper, avg(CASE WHEN c.forgotten_at IS NULL AND (c.paper_at IS NULL OR c.finished_at > c.started_at)"
        " THEN c.finished_at - c.started_at END) AS mean_ms FROM booths b"
        " CROSS JOIN consultations c ON c.booth_id = b.id AND c.state = 'finished' AND c.finished_at >= ? AND c.finished_at < ?",
        scope.since,
        scope.until,
    )
    return {
        "consultations_started": started["count"],
        "consultations_finished": row["finished"],
        "consultations_forgotten": row["forgotten"],
        "consultations_unwritten": row["unwritten"],
        "consultations_on_paper": row["on_paper"],
        "consultation_mean_min": minutes(row["mean_ms"]),
    }


def outcomes(db: sqlite3.Connection, scope: Scope) -> Outcomes:
    """Lines of the newest version of each log, by when their consultation was finished."""
    found = by_kind(db, scope.since, scope.until)
    return {
        "outcome_consulted": found["consulted"]["count"],
        "outcome_consulted_won": found["consulted"]["won"],
        "outcome_commitment": found["commitment"]["count"],
        "outcome_commitment_won": found["commitment"]["won"],
        "outcome_contract": found["contract"]["count"],
        "outcome_contract_won": found["contract"]["won"],
        "outcome_mou": found["mou"]["count"],
    }


def by_kind(
    db: sqlite3.Connection, since: int = 0, until: int = FOR_EVER, kinds: Sequence[str] = OUTCOMES
) -> dict[str, dict[str, int]]:
    """Outcome lines of finished consultations (their newest version), by kind: how many, and won for all but mou.

    `since` and `until` bound the time of finishing (ms): midnights, or whatever else begins a quarter of an hour. Triggers
    keep the sums (m028).
    """
    assert since % QUARTER_MS == 0 and until % QUARTER_MS == 0
    sums = rows.every(
        db,
        _Sum,
        f"SELECT outcome, sum(lines) AS count, sum(won) AS won FROM outcome_sums WHERE outcome IN ({','.join('?' * len(kinds))})"
        " AND slot >= ? AND slot < ? GROUP BY outcome",
        *kinds,
        since // QUARTER_MS,
        until // QUARTER_MS,
    )
    found = {row["outcome"]: row for row in sums}
    none: _Sum = {"outcome": "", "count": 0, "won": 0}
    return {
        kind: {"count": found.get(kind, none)["count"]}
        | ({} if kind == "mou" else {"won": found.get(kind, none)["won"]})
        for kind in kinds
    }


def signings(db: sqlite3.Connection, scope: Scope) -> Signings:
    """Signings that were done, by the kind under which the stage announced them."""
    return rows.only(
        db,
        Signings,
        "SELECT count(*) AS signings, count(*) FILTER (WHERE kind = 'contract') AS signings_contract,"
        " count(*) FILTER (WHERE kind = 'commitment') AS signings_commitment,"
        " count(*) FILTER (WHERE kind = 'mou') AS signings_mou"
        " FROM signings WHERE state = 'done' AND done_at >= ? AND done_at < ?",
        scope.since,
        scope.until,
    )


def minutes(ms: float | None) -> float | None:
    """Minutes to a tenth."""
    return None if ms is None else round(ms / days.MIN_MS, 1)
