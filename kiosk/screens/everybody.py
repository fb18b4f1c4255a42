"""What organisers tell everybody (`everybody`): whether all booths rest and why, the notices, the messages and who read them."""

import sqlite3
from collections.abc import Collection
from typing import Any, TypedDict

from kiosk.expo.square import days, ground, messages, notices
from kiosk.expo.square.booths import state_of
from kiosk.expo.square.messages import MessageShape
from kiosk.expo.square.notices import Audience
from kiosk.language.sentences import reworded
from kiosk.screens import Part, Shown
from kiosk.screens.notices import told

OVER_SHOWN, MESSAGES_SHOWN = 3, 4
TWIN_MOST = 50


class Resting(TypedDict):
    """How many booths are open and how many pause; why, and until when (HH:MM), where those that pause all say the same."""

    open: int
    paused: int
    reason: str | None
    until: str | None


class Line(TypedDict):
    """A notice; sent and ends as HH:MM."""

    id: int
    text: str
    text_en: str | None
    to: list[Audience]
    time: str
    until: str | None


class Notices(TypedDict):
    """Those in force and the last that ended, the newest first; `full`: no more can be sent."""

    told: list[Line]
    over: list[Line]
    full: bool


class Read(TypedDict):
    booth: str
    time: str | None


class Sent(TypedDict):
    """A message: when it was sent and when each booth read it (HH:MM); waits: the booths that have not."""

    id: int
    text: str
    time: str
    ended: bool
    read: list[Read]
    waits: list[str]


class Messages(TypedDict):
    sent: list[Sent]


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
) -> Shown:
    """All of it; the twin names times as ISO 8601 and the last fifty of each."""
    zone = days.time_zone(db)
    in_force, over = notices.in_force(db, now), notices.over(db, now, TWIN_MOST)
    sent = [messages.shape(db, row, zone) for row in messages.last(db, TWIN_MOST)]
    rest = resting(db, now, zone, lang)
    told_now: Notices = {
        "told": [_line(row, zone) for row in in_force],
        "over": [_line(row, zone) for row in over[:OVER_SHOWN]],
        "full": len(in_force) >= notices.IN_FORCE_MOST,
    }
    parts = [
        Part("all-rest", "organiser/everybody/_rest.html", rest),
        Part("all-notices", "organiser/everybody/_notices.html", told_now),
        Part("all-messages", "organiser/everybody/_messages.html", _messages(sent)),
    ]
    data = {
        "notices": [notices.shape(row, zone) for row in in_force],
        "over": [notices.shape(row, zone) for row in over],
        "messages": sent,
        "open": rest["open"],
        "paused": rest["paused"],
    }
    return Shown(data, parts, template="organiser/everybody/_topic.html")


def resting(db: sqlite3.Connection, now: int, zone: str, lang: str) -> Resting:
    square = ground.of(db)
    today = square.today(now)
    states = [(row, state_of(row, today, now)) for row in square.booths.values()]
    paused = [row for row, state in states if state == "paused"]
    reasons = {row["pause_reason"] for row in paused}
    ends = {row["pause_until"] for row in paused}
    until = ends.pop() if len(ends) == 1 else None
    return {
        "open": sum(state == "open" for _, state in states),
        "paused": len(paused),
        "reason": reworded(reasons.pop(), lang) if len(reasons) == 1 else None,
        "until": days.clock_text(until, zone) if until else None,
    }


def _line(row: notices.Notice, zone: str) -> Line:
    said = told(row, zone, "ko")
    return {
        "id": row["id"],
        "text": row["text"],
        "text_en": row["text_en"],
        "to": notices.audiences_of(row),
        "time": said["time"],
        "until": said["until"],
    }


def _messages(sent: list[MessageShape]) -> Messages:
    return {"sent": [_sent(one) for one in sent[:MESSAGES_SHOWN]]}


def _sent(one: MessageShape) -> Sent:
    return {
        "id": one["id"],
        "text": one["text"],
        "time": one["sent_at"][11:16],
        "ended": one["ended_at"] is not None,
        "read": [
            {"booth": reader["booth"], "time": reader["read_at"][11:16]}
            for reader in one["booths"]
            if reader["read_at"] is not None
        ],
        "waits": [reader["booth"] for reader in one["booths"] if reader["read_at"] is None],
    }
