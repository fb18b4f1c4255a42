"""What the days before taught: how long people take to come to a booth when they are called, and how fast they walk. Meetings'
lengths go on by themselves, and so does what missed calls cost, which is time between meetings (`waits.py`).

Each is shrunk: a booth's towards the expo's, the expo's towards what the settings say, and no further from these than
`FURTHEST`, so a night changes little. Learnt once a day, from days that are over: nothing jumps while people wait.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple, TypedDict

from kiosk.data import journal, rows
from kiosk.expo.square import waits
from kiosk.expo.square.days import MIN_MS, Day
from kiosk.expo.square.ground import Ground

BOOTH_WEIGHT, EXPO_WEIGHT = 12, 30  # so many calls count as much as what they are drawn towards
WALKS_WEIGHT = 60
FURTHEST = 0.25  # of what the settings say, up or down
ANSWER_MOST_MS = 10 * MIN_MS  # who sat down later did not come for this call
FROM_A_MEETING_MS = 3 * MIN_MS  # who is called so shortly after a meeting comes from there


class Call(TypedDict):
    """A place's last call that was answered, in the order of calls; times in ms."""

    visitor_id: int
    booth_id: int
    counter: int | None
    called_at: int
    started_at: int
    ended_at: int | None


class Walk(NamedTuple):
    """From one booth to another: how far (metres), and how long after the call somebody sat down (ms)."""

    walk_m: float
    answer_ms: float


@dataclass(frozen=True)
class Lesson:
    """`answers`: booth id -> how many came to a free counter, and how long they took together (ms); `pace`: how long a metre
    takes, over what the settings say."""

    answers: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    pace: float = 1.0

    def answer_ms(self, booth_id: int, usual_ms: float) -> float:
        """From a call of this booth until they are there; `usual_ms`: as the settings have it."""
        own = self.answers.get(booth_id, (0, 0))
        found = waits.shrunk_twice(own, self.answers.values(), usual_ms, BOOTH_WEIGHT, EXPO_WEIGHT)
        return min(max(found, (1 - FURTHEST) * usual_ms), (1 + FURTHEST) * usual_ms)


NOTHING = Lesson()


def of(db: sqlite3.Connection, ground: Ground, today: Day | None) -> Lesson:
    """What was learnt before this day; read once a day, and again where another history stands (a backup was restored)."""
    if today is None or not ground.days or ground.days[0] == today:
        return NOTHING
    known: dict[tuple[str, str], Lesson] = ground.kept.setdefault("lessons", {})
    key = journal.epoch_of(db), today.day
    if key not in known:
        calls = rows.every(
            db,
            Call,
            "SELECT visitor_id, booth_id, counter, called_at, started_at, ended_at FROM tickets"
            " WHERE called_at >= ? AND called_at < ? AND started_at IS NOT NULL ORDER BY called_at",
            ground.days[0].morning,
            today.morning,
        )
        known[key] = lesson(calls, ground)
    return known[key]


def lesson(calls: Sequence[Call], ground: Ground) -> Lesson:
    """What these calls teach, in their order."""
    answers: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    walks: list[Walk] = []
    left: dict[tuple[int, int | None], int] = {}  # when a counter was last left
    was_at: dict[int, tuple[int, int]] = {}  # where somebody's last meeting was, and its end
    for one in calls:
        booth_id, called_at, started_at = one["booth_id"], one["called_at"], one["started_at"]
        seat = (booth_id, one["counter"])
        answer_ms = started_at - called_at
        was_free = left.get(seat, 0) <= called_at
        left[seat] = max(left.get(seat, 0), one["ended_at"] or started_at)
        before, was_at[one["visitor_id"]] = (
            was_at.get(one["visitor_id"]),
            (booth_id, one["ended_at"] or started_at),
        )
        if not was_free or not 0 <= answer_ms <= ANSWER_MOST_MS:
            continue
        count, together_ms = answers[booth_id]
        answers[booth_id] = count + 1, together_ms + answer_ms
        if before and 0 <= called_at - before[1] <= FROM_A_MEETING_MS and before[0] in ground.booths:
            walks.append(Walk(ground.walks_m(before[0])[booth_id], answer_ms))
    return Lesson(dict(answers), pace_of(walks, ground.ms_a_metre))


def pace_of(walks: Sequence[Walk], usual_ms: float) -> float:
    """How long a metre takes over `usual_ms`, from those who came far against those who came from near: what both take to get up
    cancels out. Medians, for who had a coffee on the way is no slow walker."""
    if len(walks) < 2:
        return 1.0
    middle_m = median(one.walk_m for one in walks)
    near = [one for one in walks if one.walk_m <= middle_m]
    far = [one for one in walks if one.walk_m > middle_m]
    if not far:
        return 1.0
    metres = _middle(one.walk_m for one in far) - _middle(one.walk_m for one in near)
    took_ms = _middle(one.answer_ms for one in far) - _middle(one.answer_ms for one in near)
    weight = len(walks) / (len(walks) + WALKS_WEIGHT)
    found = 1 + weight * (took_ms / metres / usual_ms - 1)
    return min(max(found, 1 - FURTHEST), 1 + FURTHEST)


def _middle(values: Iterable[float]) -> float:
    return float(median(values))
