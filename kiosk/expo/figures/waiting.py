"""How long people waited, said in two ways, how many calls nobody came to, and how often what was told came true.

Who holds three places waits once. So a wait is counted by call (how long that one agency let somebody wait who was free to
come) and by visitor (how long somebody stood on the square with places and nothing to do); neither is the sum of the other.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby
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


class _Place(TypedDict):
    """A place and a day on which its owner was here. `since`, `until`: when they could be called on it (ms). `called_at`: when
    somebody called them, or sat down with them uncalled; `over_at`: when the place ended, None where nobody knows."""

    visitor_id: int
    day: str
    ends: int
    since: int
    until: int
    booth_id: int
    ticket_id: int
    state: str
    waits: int
    joined_at: int
    called_at: int | None
    over_at: int | None


class _Calls(TypedDict):
    calls: int
    no_shows: int


class _Estimates(TypedDict):
    measured: int
    within_p50: int
    within_p80: int


def waits(db: sqlite3.Connection, scope: Scope) -> Waits:
    """Both waits. Who has an appointment waits for its time, and who walked up did not wait: they are in neither."""
    found = _places(db, scope)
    by_call = sorted(call.waited_ms for call in _calls_of(found))
    by_visitor = sorted(_length(spans) for spans in _idle(found).values())
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
        "SELECT coalesce(sum(CASE kind WHEN 'ticket.uncall' THEN -1 WHEN 'ticket.no_show' THEN 0 ELSE 1 END), 0) AS calls,"
        " count(*) FILTER (WHERE kind = 'ticket.no_show') AS no_shows FROM journal WHERE kind IN"
        " ('ticket.call_next', 'ticket.call', 'ticket.uncall', 'ticket.no_show') AND at >= ? AND at < ?",
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
    nothing of the next. Triggers keep the sums of the whole expo (m028)."""
    sql = (
        "SELECT measured, within_p50, within_p80 FROM estimate_sums"
        if scope.day is None
        else _ESTIMATES_OF_DAY
    )
    row = rows.only(
        db,
        _Estimates,
        "SELECT coalesce(sum(measured), 0) AS measured, coalesce(sum(within_p50), 0) AS within_p50,"
        f" coalesce(sum(within_p80), 0) AS within_p80 FROM ({sql})",
        *(() if scope.day is None else (scope.since, scope.until)),
    )
    return {
        "estimates_measured": row["measured"],
        "estimates_within_p50_share": share(row["within_p50"], row["measured"]),
        "estimates_within_p80_share": share(row["within_p80"], row["measured"]),
    }


def all_calls(db: sqlite3.Connection, scope: Scope) -> list[Call]:
    """Every call of these days whose owner waited for it, oldest first."""
    return sorted(_calls_of(_places(db, scope)))


def idle_spans(db: sqlite3.Connection, scope: Scope) -> list[Span]:
    """From when to when (ms) somebody waited and was free; those of one visitor do not overlap."""
    return [span for own in _idle(_places(db, scope)).values() for span in own]


def percentile(ordered: Sequence[int], percent: int) -> int | None:
    """The smallest of the values that at least so many percent of them do not exceed (nearest rank); None of nothing."""
    return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None


_ESTIMATES_OF_DAY = (
    "SELECT 1 AS measured, coalesce(t.started_at - t.joined_at <= t.expected_p50_ms + 60000, 0) AS within_p50,"
    " coalesce(t.started_at - t.joined_at <= t.expected_p80_ms + 60000, 0) AS within_p80"
    " FROM booths b CROSS JOIN tickets t WHERE t.booth_id = b.id AND t.started_at >= ? AND t.started_at < ?"
    " AND t.expected_p80_ms IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM days d WHERE d.closes_at BETWEEN t.joined_at AND t.started_at)"
)


def _places(db: sqlite3.Connection, scope: Scope) -> list[_Place]:
    """Every place of who came, on every day that they came, by visitor and day."""
    return rows.every(
        db,
        _Place,
        "SELECT a.visitor_id, a.day, d.value ->> 'ends' AS ends, max(a.at, o.opens_at) AS since,"
        " min(coalesce(a.left_at, o.closes_at), o.closes_at, ?2) AS until, t.booth_id, t.id AS ticket_id, t.state,"
        " t.appointment_at IS NULL AND t.origin <> 'walk_up' AS waits, t.joined_at,"
        " min(coalesce(t.called_at, t.started_at), coalesce(t.started_at, t.called_at)) AS called_at, t.ended_at AS over_at"
        f" FROM json_each(?1) d CROSS JOIN arrivals a ON a.day = d.value ->> 'day' AND {conditions.came()}"
        f" JOIN visitors v ON v.id = a.visitor_id AND {IS_VISITOR} JOIN days o ON o.day = a.day"
        " JOIN tickets t ON t.visitor_id = a.visitor_id ORDER BY a.visitor_id, a.day",
        scope.as_json,
        scope.now,
    )


def _calls_of(places: Iterable[_Place]) -> list[Call]:
    found = []
    for _, of_one in groupby(places, key=lambda one: (one["visitor_id"], one["day"])):
        own = list(of_one)
        busy = _busy(own)
        for one in own:
            at = one["called_at"]
            if one["waits"] and at is not None and one["since"] <= at < one["ends"]:
                waited = (max(one["joined_at"], one["since"]), at)
                found.append(Call(at, one["booth_id"], _length(_without([waited], busy))))
    return found


def _idle(places: Iterable[_Place]) -> dict[int, list[Span]]:
    """Visitor id -> when they waited somewhere while neither called nor in a meeting; who did not wait is left out."""
    found: dict[int, list[Span]] = {}
    for (visitor_id, _), of_one in groupby(places, key=lambda one: (one["visitor_id"], one["day"])):
        own = list(of_one)
        waiting = _union(span for one in own if (span := _waiting(one)))
        if waiting:
            found.setdefault(visitor_id, []).extend(_without(waiting, _busy(own)))
    return found


def _waiting(one: _Place) -> Span | None:
    """From when to when this place was waited for on its day."""
    if not one["waits"]:
        return None
    ended = one["until"] if one["state"] == "waiting" else one["called_at"] or one["over_at"] or 0
    span = max(one["joined_at"], one["since"]), min(ended, one["until"])
    return span if span[0] < span[1] else None


def _busy(own: Iterable[_Place]) -> list[Span]:
    """When somebody was called or in a meeting, wherever."""
    return _union(
        (one["called_at"], FOR_EVER if one["state"] in ("called", "serving") else one["over_at"] or 0)
        for one in own
        if one["called_at"] is not None
    )


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
