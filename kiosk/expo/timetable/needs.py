"""How many counters each booth will need on each day, from the timetable and from who wished without getting a time.

It is an estimate before the day: appointments at their length, those who wished and found no time as walk-ins spread over the days
by their open hours, at four fifths of the counters' time. At least as many as appointments run at once.
"""

import math
import sqlite3
from collections import Counter, defaultdict
from typing import NamedTuple

from kiosk.expo.square import days, ground
from kiosk.expo.timetable.problem import ENTERPRISE, Meeting, Problem, Span

BUSY = 0.8  # more of a counter's time than this, and people wait who need not (docs/queueing.md)


class Need(NamedTuple):
    """One booth on one day: how many appointments, walk-ins that are likely, counters there and needed."""

    booth: str
    agency: str
    day: str
    appointments: int
    walk_ins: int
    at_once: int
    has: int
    needs: int

    @property
    def is_short(self) -> bool:
        return self.needs > self.has


def needs(db: sqlite3.Connection, problem: Problem, meetings: list[Meeting]) -> list[Need]:
    """Of each booth and day to come, by number and day."""
    square = ground.of(db)
    met = {one.pair for one in meetings}
    waiting = Counter(
        booth
        for (enterprise, booth), sides in problem.marks.items()
        if ENTERPRISE in sides
        and (enterprise, booth) not in met
        and (enterprise, booth) not in problem.refused
    )
    at: dict[tuple[int, int], list[Meeting]] = defaultdict(list)
    for one in meetings:
        for number, day in enumerate(problem.days):
            if day.begins_at <= one.starts_at < day.ends_at:
                at[one.booth, number].append(one)
    found = []
    for booth_id, booth in square.booths.items():
        offer = problem.booths[booth_id]
        hours = [sum(_inside(span, day) for span, _ in offer.open) for day in problem.days]
        for number, day in enumerate(problem.days):
            mine = at[booth_id, number]
            share = hours[number] / sum(hours) if sum(hours) else 0.0
            walk_ins = math.ceil(waiting[booth_id] * share)
            open_ms = hours[number] - sum(_inside(span, day) for span in offer.away)
            load = (
                (len(mine) + walk_ins) * problem.length_ms(booth_id) / (open_ms * BUSY)
                if open_ms > 0
                else 0.0
            )
            at_once = max(
                (sum(o.starts_at <= m.starts_at < o.ends_at for o in mine) for m in mine), default=0
            )
            has = max((n for span, n in offer.open if span.meets(day)), default=0)
            found.append(
                Need(
                    booth["number"],
                    booth["agency"],
                    days.date_of(day.begins_at, square.time_zone),
                    len(mine),
                    walk_ins,
                    at_once,
                    has,
                    max(math.ceil(load - 1e-9), at_once, 1 if open_ms > 0 else 0),
                )
            )
    return found


def _inside(span: Span, day: Span) -> int:
    return max(0, min(span.ends_at, day.ends_at) - max(span.begins_at, day.begins_at))
