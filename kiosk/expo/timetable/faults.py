"""What is wrong with a timetable, a line each: by looking at its meetings and what was asked alone, never at how it was made."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from kiosk.expo.timetable.problem import Meeting, Pair, Problem, Span


def faults(problem: Problem, meetings: Iterable[Meeting]) -> list[str]:
    """Nothing for a timetable that keeps every rule. What was kept from before may break rules that came later: it is left out
    where it breaks them by itself."""
    all_of_them = sorted(meetings, key=lambda one: (one.starts_at, one.booth, one.enterprise))
    kept = set(problem.kept)
    new = [one for one in all_of_them if one not in kept]
    return [
        *(f"kept meeting {one} is gone" for one in problem.kept if one not in all_of_them),
        *_unasked(problem, new),
        *_twice(all_of_them, kept),
        *_in_two_places(problem, all_of_them, kept),
        *_closed(problem, new),
        *_crowded(problem, all_of_them, kept),
        *_too_many(problem, all_of_them, kept),
    ]


def unfair(problem: Problem, meetings: Iterable[Meeting]) -> list[str]:
    """Who has no meeting, though a third or later one of somebody else stands where and when they could have come."""
    all_of_them = list(meetings)
    kept, had = set(problem.kept), Counter(one.enterprise for one in all_of_them)
    found = []
    for enterprise, booth in sorted(problem.marks):
        if had[enterprise] or (enterprise, booth) in problem.refused or problem.per_enterprise < 1:
            continue
        for one in all_of_them:
            if one.booth == booth and had[one.enterprise] > 2 and one not in kept:
                mine = one._replace(enterprise=enterprise)
                if not any(span.meets(mine.span) for span in problem.away.get(enterprise, ())):
                    found.append(f"enterprise {enterprise} has none, {one} is somebody's third")
    return found


def _unasked(problem: Problem, new: list[Meeting]) -> list[str]:
    return [
        *(f"nobody asked for {one}" for one in new if not problem.marks.get(one.pair)),
        *(f"{one} was refused before" for one in new if one.pair in problem.refused),
        *(
            f"{one} has another length"
            for one in new
            if one.ends_at - one.starts_at != _length(problem, one.booth)
        ),
    ]


def _twice(meetings: list[Meeting], kept: set[Meeting]) -> list[str]:
    seen: dict[Pair, list[Meeting]] = defaultdict(list)
    for one in meetings:
        seen[one.pair].append(one)
    return [
        f"{many} is the same pair twice"
        for many in seen.values()
        if len(many) > 1 and not kept.issuperset(many)
    ]


def _in_two_places(problem: Problem, meetings: list[Meeting], kept: set[Meeting]) -> list[str]:
    own: dict[int, list[Meeting]] = defaultdict(list)
    for one in meetings:
        own[one.enterprise].append(one)
    found = []
    for many in own.values():
        for one, other in pairwise(many):
            walk = problem.walk_ms.get((one.booth, other.booth), 0)
            if one.ends_at + walk > other.starts_at and not kept.issuperset((one, other)):
                found.append(f"{one} and {other}: nobody can be at both")
    return found


def _closed(problem: Problem, new: list[Meeting]) -> list[str]:
    found = []
    for one in new:
        if not any(day.begins_at <= one.starts_at and one.ends_at <= day.ends_at for day in problem.days):
            found.append(f"{one} is outside opening hours")
        if any(
            span.begins_at < one.ends_at and one.starts_at < span.ends_at
            for span in problem.away.get(one.enterprise, ())
        ):
            found.append(f"{one}: the enterprise is away")
        if any(
            span.begins_at < one.ends_at and one.starts_at < span.ends_at
            for span in problem.booths[one.booth].away
        ):
            found.append(f"{one}: the agency is away")
    return found


def _crowded(problem: Problem, meetings: list[Meeting], kept: set[Meeting]) -> list[str]:
    """At every beginning: as many counters at least as meetings that run."""
    found = []
    by_booth: dict[int, list[Meeting]] = defaultdict(list)
    for one in meetings:
        by_booth[one.booth].append(one)
    for booth, many in by_booth.items():
        for one in many:
            running = [other for other in many if other.starts_at <= one.starts_at < other.ends_at]
            there = [
                n for span, n in problem.booths[booth].open if span.begins_at <= one.starts_at < span.ends_at
            ]
            if len(running) > sum(there) and not kept.issuperset(running):
                found.append(f"{one}: {len(running)} meetings at {sum(there)} counters")
    return found


def _too_many(problem: Problem, meetings: list[Meeting], kept: set[Meeting]) -> list[str]:
    found = []
    for enterprise, n in Counter(one.enterprise for one in meetings).items():
        if n > max(problem.per_enterprise, sum(one.enterprise == enterprise for one in kept)):
            found.append(f"enterprise {enterprise} has {n} meetings")
    for day in problem.days:
        on_day = [one for one in meetings if day.begins_at <= one.starts_at < day.ends_at]
        for booth, n in Counter(one.booth for one in on_day).items():
            most = max(_share(problem, booth, day), sum(one.booth == booth for one in on_day if one in kept))
            if n > most:
                found.append(f"booth {booth} has {n} meetings, {most} leave room for walk-ins")
    return found


def _length(problem: Problem, booth: int) -> int:
    own = problem.booths[booth].meeting_ms
    return own if own is not None else problem.meeting_ms


def _share(problem: Problem, booth: int, day: Span) -> int:
    """Counted anew here, minute by minute of the booth's grid."""
    offer, room, length = problem.booths[booth], 0, _length(problem, booth)
    at = problem.days.index(day)
    start = problem.opened_at[at] if problem.opened_at else day.begins_at
    while start < day.begins_at:
        start += length + problem.pause_ms
    while start + length <= day.ends_at:
        end = start + length
        if not any(span.begins_at < end and start < span.ends_at for span in offer.away):
            touching = [(span, n) for span, n in offer.open if span.begins_at < end and start < span.ends_at]
            covered = sum(min(span.ends_at, end) - max(span.begins_at, start) for span, _ in touching)
            room += min((n for _, n in touching), default=0) if covered == end - start else 0
        start += length + problem.pause_ms
    return min(room * (100 - offer.walk_in_percent) // 100, problem.per_booth_day)
