"""Days that an organiser has closed: nothing new begins in them. What happened before the closing and is told of later, by
a station that was cut off, is done all the same (and marked, `expo/figures/corrections.py`)."""

import sqlite3
from typing import TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.square import days, ground
from kiosk.expo.square.days import Day
from kiosk.language.sentences import N_, gettext

# To whom it is said: who works here, or who came.
STAFF = ("desk", "booth", "door", "organiser", "system")


class Closing(TypedDict):
    """A closing that stands, or stood until `reopened_at` (ms). `closed_by`: the organiser's station; `seq`: the last entry of
    the journal that counts; `figures`, `so_far`, `open`, `agencies`: JSON, the last None where an earlier program closed."""

    id: int
    day: str
    closed_at: int
    closed_by: int | None
    seq: int
    figures: str
    sha256: str
    so_far: str
    open: str
    reopened_at: int | None
    reopened_by: int | None
    reopen_reason: str | None
    agencies: str | None
    agencies_sha256: str | None


def of_day(db: sqlite3.Connection, day: str) -> Closing | None:
    """The closing that stands for this day."""
    return rows.one(db, Closing, "SELECT * FROM closings WHERE day = ? AND reopened_at IS NULL", day)


def every(db: sqlite3.Connection) -> list[Closing]:
    """All closings, also those that were taken back, the oldest first."""
    return rows.every(db, Closing, "SELECT * FROM closings ORDER BY id")


def require_open(change: Change, day: Day | None = None, *, visitor_id: int | None = None) -> None:
    """Raises Refused day_closed for what begins in a closed day: the day it happens on, unless another is given."""
    day = day or ground.of(change.db).today(change.happened_at)
    if day is None or day.closed_at is None or _was_before(change, day.closed_at):
        return
    coming = days.next_day(change.db, day.day)
    sentence = gettext(
        _sentence(change.actor.role in STAFF, bool(coming)),
        change.lang,
        time=days.clock_text(day.closed_at, change.time_zone),
        day=coming.day if coming else "",
    )
    next_day = coming.day if coming else None
    raise Refused("day_closed", sentence, entry={"visitor_id": visitor_id}, next_day=next_day)


def _was_before(change: Change, closed_at: int) -> bool:
    """What a cut-off station kept at a time that nobody knows is not lost for that."""
    return change.happened_at < closed_at or not change.time_is_known


def _sentence(to_staff: bool, goes_on: bool) -> str:
    if to_staff:
        return N_(
            "오늘은 %(time)s에 마감해 새로 시작할 수 없어요. 너무 일찍 마감했다면 운영본부에서 다시 열 수 있어요."
        )
    return (
        N_("오늘은 마감했어요. %(day)s에 다시 와 주세요.")
        if goes_on
        else N_("박람회가 끝났어요. 와 주셔서 고마워요.")
    )
