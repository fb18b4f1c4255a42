"""Consultations (how many times people sat together), what came of them by kind, and what was signed.

A meeting is one thing and an outcome line another: one meeting may end in several lines, or in none. Kinds of outcome are
never added together.
"""

import sqlite3
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.figures.scope import Scope
from kiosk.expo.square import days

OUTCOMES = ("consulted", "commitment", "contract", "mou")
QUARTER_MS = 15 * days.MIN_MS


class Meetings(TypedDict):
    """Consultations begun; finished, of these forgotten, of these still without a log; how long the others took (minutes)."""

    consultations_started: int
    consultations_finished: int
    consultations_forgotten: int
    consultations_unwritten: int
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
    mean_ms: float | None


_SUMS = ", ".join(
    f"coalesce(sum({column}) FILTER (WHERE outcome = '{kind}'), 0) AS outcome_{kind}{ending}"
    for kind in OUTCOMES
    for column, ending in (("lines", ""), ("won", "_won"))
    if (kind, column) != ("mou", "won")
)


def meetings(db: sqlite3.Connection, scope: Scope) -> Meetings:
    """A consultation begun by mistake and taken back is none. A forgotten one has no length."""
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
        " avg(CASE WHEN c.forgotten_at IS NULL THEN c.finished_at - c.started_at END) AS mean_ms FROM booths b"
        " CROSS JOIN consultations c ON c.booth_id = b.id AND c.state = 'finished' AND c.finished_at >= ? AND c.finished_at < ?",
        scope.since,
        scope.until,
    )
    return {
        "consultations_started": started["count"],
        "consultations_finished": row["finished"],
        "consultations_forgotten": row["forgotten"],
        "consultations_unwritten": row["unwritten"],
        "consultation_mean_min": minutes(row["mean_ms"]),
    }


def outcomes(db: sqlite3.Connection, scope: Scope) -> Outcomes:
    """Lines of the newest version of each log, by when their consultation was finished. Triggers keep the sums (m028)."""
    return rows.only(
        db,
        Outcomes,
        f"SELECT {_SUMS} FROM outcome_sums WHERE slot >= ? AND slot < ?",
        scope.since // QUARTER_MS,
        scope.until // QUARTER_MS,
    )


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
