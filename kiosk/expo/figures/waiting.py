"""How long people waited, said in two ways, how many calls nobody came to, and how often what was told came true.

Who holds three places waits once. So a wait is counted by call (how long that one agency let somebody wait who was free to
come) and by visitor (how long somebody stood on the square with places and nothing to do); neither is the sum of the other.
Nobody waits while called or in a meeting, wherever, nor while resting or in an item of the programme.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.figures.meetings import minutes
from kiosk.expo.figures.people import IS_VISITOR
from kiosk.expo.figures.scope import FOR_EVER, Scope, share

Span = tuple[int, int]


class PerCall(TypedDict):
    """Minutes that somebody waited, free, until a booth called them: mean, P50, P80."""

    wait_per_call_min: float | None
    wait_per_call_p50_min: float | None
    wait_per_call_p80_min: float | None


class PerVisitor(TypedDict):
    """Minutes that somebody who waited at all was idle on the square: mean, P50, P80."""

    wait_per_visitor_min: float | None
    wait_per_visitor_p50_min: float | None
    wait_per_visitor_p80_min: float | None


class Waits(PerCall, PerVisitor):
    """Both."""


class Calls(TypedDict):
    """Calls, without those taken back; calls to which nobody came, and their share (0 to 1)."""

    calls: int
    no_shows: int
    no_show_share: float | None


class Estimates(TypedDict):
    """Places with a told range that led to a meeting, and the shares (0 to 1) that sat down no later than told."""

    estimates_measured: int
    estimates_within_p50_share: float | None
    estimates_within_p80_share: float | None


class Call(NamedTuple):
    """A call at `at` (ms) to a booth, and how long (ms) its owner had waited, free, for it."""

    at: int
    booth_id: int
    waited_ms: int


READ_AT_ONCE = 50  # visitors


class _Stay(TypedDict):
    """A day on which somebody came: from when to when they could be called on it, and its end (ms)."""

    visitor_id: int
    since: int
    until: int
    ends: int


class _Place(TypedDict):
    """A place in a queue; `waits` 0 for an appointment and a walk-up. `called_at`: when somebody called its owner, or sat down
    with them uncalled; `over_at`: when it ended, None where nobody knows."""

    visitor_id: int
    booth_id: int
    state: str
    waits: int
    joined_at: int
    called_at: int | None
    over_at: int | None


class Waited(NamedTuple):
    """What waiting there was: every call whose owner waited for it, oldest first, and of each visitor who waited at all when
    they did and were free (ms; these spans do not overlap)."""

    calls: list[Call]
    idle: dict[int, list[Span]]


class _Taken(TypedDict):
    visitor_id: int
    start: int
    end: int


class _Calls(TypedDict):
    calls: int
    no_shows: int


class _Hits(TypedDict):
    measured: int
    within_p50: int
    within_p80: int


class KeptEstimates(TypedDict):
    """Places that were measured, and the shares (0 to 1) that sat down no later than told; None while nothing is measured."""

    measured: int
    within_p50: float | None
    within_p80: float | None


def waits(db: sqlite3.Connection, scope: Scope) -> Waits:
    """Both waits. Who has an appointment waits for its time, and who walked up did not wait: they are in neither."""
    found = waited(db, scope)
    by_call = sorted(call.waited_ms for call in found.calls)
    by_visitor = sorted(_length(spans) for spans in found.idle.values())
    return {
        "wait_per_call_min": minutes(_mean(by_call)),
        "wait_per_call_p50_min": minutes(percentile(by_call, 50)),
        "wait_per_call_p80_min": minutes(percentile(by_call, 80)),
        "wait_per_visitor_min": minutes(_mean(by_visitor)),
        "wait_per_visitor_p50_min": minutes(percentile(by_visitor, 50)),
        "wait_per_visitor_p80_min": minutes(percentile(by_visitor, 80)),
    }


def calls(db: sqlite3.Connection, scope: Scope) -> Calls:
    """Calls as the journal has them; a call that was taken back is none."""
    row = rows.only(
        db,
        _Calls,
        "SELECT count(*) FILTER (WHERE j.kind IN ('ticket.call_next', 'ticket.call')) - (SELECT count(*) FROM journal u"
        f" WHERE u.{conditions.RESTS_AND_CALLS_TAKEN_BACK} AND u.kind = 'ticket.uncall' AND u.at >= ?1 AND u.at < ?2) AS calls,"
        " count(*) FILTER (WHERE j.kind = 'ticket.no_show') AS no_shows FROM booths b CROSS JOIN journal j"
        f" ON j.booth_id = b.id AND j.at >= ?1 AND j.at < ?2 AND j.{conditions.OF_BOOTHS_WORK}",
        scope.since,
        scope.until,
    )
    return {
        "calls": row["calls"],
        "no_shows": row["no_shows"],
        "no_show_share": share(row["no_shows"], row["calls"]),
    }


def estimates(db: sqlite3.Connection, scope: Scope) -> Estimates:
    """How often the range told at joining came true. A minute more than told is as told; what was told on one day says
    nothing of the next."""
    if scope.day is None:
        found = kept_estimates(db)
    else:
        found = _shares(rows.only(db, _Hits, _HITS_OF_DAY, scope.since, scope.until))
    return {
        "estimates_measured": found["measured"],
        "estimates_within_p50_share": found["within_p50"],
        "estimates_within_p80_share": found["within_p80"],
    }


def kept_estimates(db: sqlite3.Connection, booth_id: int | None = None) -> KeptEstimates:
    """The same of all days, for one booth or all, at any time: triggers keep the sums (m028)."""
    return _shares(
        rows.only(
            db,
            _Hits,
            "SELECT coalesce(sum(measured), 0) AS measured, coalesce(sum(within_p50), 0) AS within_p50,"
            " coalesce(sum(within_p80), 0) AS within_p80 FROM estimate_sums WHERE ?1 IS NULL OR booth_id = ?1",
            booth_id,
        )
    )


def _shares(hits: _Hits) -> KeptEstimates:
    return {
        "measured": hits["measured"],
        "within_p50": share(hits["within_p50"], hits["measured"]),
        "within_p80": share(hits["within_p80"], hits["measured"]),
    }


def waited(db: sqlite3.Connection, scope: Scope) -> Waited:
    """All waiting of these days. Reading 4,000 places and going through them takes 60 ms of processor time; they are read a few
    visitors at a time, so that memory does not grow with the expo."""
    stays: dict[int, list[_Stay]] = {}
    for stay in rows.every(db, _Stay, _STAYS, scope.as_json, scope.now):
        stays.setdefault(stay["visitor_id"], []).append(stay)
    taken, visitors, found = _taken(db, scope), sorted(stays), Waited([], {})
    for first in range(0, len(visitors), READ_AT_ONCE):
        places: dict[int, list[_Place]] = {}
        asked = json.dumps(visitors[first : first + READ_AT_ONCE])
        for place in rows.every(db, _Place, _PLACES, asked):
            places.setdefault(place["visitor_id"], []).append(place)
        for visitor, own in places.items():
            busy = _union([*_called_or_met(own), *taken.get(visitor, [])])
            for stay in stays[visitor]:
                _wait(found, stay, own, busy)
    found.calls.sort()
    return found


def _wait(found: Waited, stay: _Stay, places: Iterable[_Place], busy: Sequence[Span]) -> None:
    """Add the waiting of one visitor on one day, with all their places; `busy`: when they were called or taken."""
    waiting: list[Span] = []
    for place in places:
        if not place["waits"]:
            continue
        since, called_at = max(place["joined_at"], stay["since"]), place["called_at"]
        if called_at is not None and stay["since"] <= called_at < stay["ends"]:
            waited_ms = _length(_without([(since, called_at)], busy))
            found.calls.append(Call(called_at, place["booth_id"], waited_ms))
        ended = stay["until"] if place["state"] == "waiting" else called_at or place["over_at"] or 0
        if since < min(ended, stay["until"]):
            waiting.append((since, min(ended, stay["until"])))
    if waiting:
        found.idle.setdefault(stay["visitor_id"], []).extend(_without(_union(waiting), busy))


def percentile(ordered: Sequence[int], percent: int) -> int | None:
    """The smallest of the values that at least so many percent of them do not exceed (nearest rank); None of nothing."""
    return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None


_HITS_OF_DAY = (
    "SELECT count(*) AS measured,"
    " coalesce(sum(t.started_at - t.joined_at <= t.expected_p50_ms + 60000), 0) AS within_p50,"
    " coalesce(sum(t.started_at - t.joined_at <= t.expected_p80_ms + 60000), 0) AS within_p80"
    " FROM booths b CROSS JOIN tickets t WHERE t.booth_id = b.id AND t.started_at >= ? AND t.started_at < ?"
    " AND t.expected_p80_ms IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM days d WHERE d.closes_at BETWEEN t.joined_at AND t.started_at)"
)
_CAME = (
    f"json_each(?1) d CROSS JOIN arrivals a ON a.day = d.value ->> 'day' AND {conditions.came()}"
    f" JOIN visitors v ON v.id = a.visitor_id AND {IS_VISITOR}"
)
_STAYS = (
    "SELECT a.visitor_id, max(a.at, o.opens_at) AS since, min(coalesce(a.left_at, o.closes_at), o.closes_at, ?2) AS until,"
    f" d.value ->> 'ends' AS ends FROM {_CAME} JOIN days o ON o.day = a.day"
)
_PLACES = (
    "SELECT t.visitor_id, t.booth_id, t.state, t.appointment_at IS NULL AND t.origin <> 'walk_up' AS waits, t.joined_at,"
    " min(coalesce(t.called_at, t.started_at), coalesce(t.started_at, t.called_at)) AS called_at, t.ended_at AS over_at"
    " FROM json_each(?) c CROSS JOIN tickets t ON t.visitor_id = c.value"
)


def _taken(db: sqlite3.Connection, scope: Scope) -> dict[int, list[Span]]:
    """Visitor id -> when they rested, or sat in an item of the programme that they came in to."""
    found: dict[int, list[Span]] = {}
    for one in rows.every(
        db,
        _Taken,
        "SELECT coalesce(v.merged_into, v.id) AS visitor_id, j.at AS start, min(j.detail ->> 'until', coalesce((SELECT r.at"
        " FROM journal r WHERE r.visitor_id = j.visitor_id AND r.kind = 'visitor.resume' AND r.seq > j.seq ORDER BY r.seq"
        " LIMIT 1), j.detail ->> 'until')) AS end FROM journal j JOIN visitors v ON v.id = j.visitor_id"
        f" WHERE j.{conditions.RESTS_AND_CALLS_TAKEN_BACK} AND j.kind = 'visitor.pause' AND j.at >= ?1 AND j.at < ?2"
        " AND j.detail ->> 'until' IS NOT NULL"  # what was refused is no rest
        f" UNION ALL SELECT s.visitor_id, s.attended_at, {conditions.item_until()} FROM programme i JOIN sign_ups s"
        f" ON s.item_id = i.id AND s.{conditions.SIGNED_UP} AND s.attended_at IS NOT NULL"
        " WHERE i.starts_at >= ?1 AND i.starts_at < ?2 AND i.cancelled_at IS NULL",
        scope.since,
        scope.until,
    ):
        found.setdefault(one["visitor_id"], []).append((one["start"], one["end"]))
    return found


def _called_or_met(places: Iterable[_Place]) -> list[Span]:
    return [
        (one["called_at"], FOR_EVER if one["state"] in ("called", "serving") else one["over_at"] or 0)
        for one in places
        if one["called_at"] is not None
    ]


def _union(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        elif start < end:
            found.append((start, end))
    return found


def _without(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """The spans with the others, which do not overlap and are in order, cut out."""
    found = []
    for start, end in spans:
        for other_start, other_end in others:
            if other_end <= start or end <= other_start:
                continue
            if start < other_start:
                found.append((start, other_start))
            start = max(start, other_end)
        if start < end:
            found.append((start, end))
    return found


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _mean(values: Sequence[int]) -> float | None:
    return sum(values) / len(values) if values else None
