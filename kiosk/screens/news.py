"""The hall board's ticker: who signs now, the notice, what begins soon, today's results by kind."""

import sqlite3
from typing import Literal, TypedDict

from kiosk.data import rows
from kiosk.expo.meeting.signings import SIGNED
from kiosk.expo.square import booths, days
from kiosk.screens.ceremonies import Signing, ceremonies
from kiosk.screens.results import Count, today

PROGRAMME_AHEAD_MS = 2 * 3600 * 1000
PROGRAMME_MOST = 2


class SigningNews(Signing):
    """Who signs on the stage now."""

    kind: Literal["signing"]


class NoticeNews(TypedDict):
    kind: Literal["notice"]
    text: str


class CountsNews(TypedDict):
    """Today's results."""

    kind: Literal["counts"]
    counts: list[Count]


class Event(TypedDict):
    """An item of the programme; ms."""

    title: str
    place: str | None
    starts_at: int


class EventAtTime(Event):
    """The same with its time as clocks show it."""

    time: str


class ProgrammeNews(EventAtTime):
    kind: Literal["programme"]


News = SigningNews | NoticeNews | CountsNews | ProgrammeNews


def news(db: sqlite3.Connection, now: int, lang: str, zone: str) -> list[News]:
    """What the ticker tells, one after another; `now` in ms."""
    told: list[News] = []
    if signings := [one for one in ceremonies(db, lang) if one["state"] == "announced"]:
        told.append({"kind": "signing", **signings[-1]})
    for text in sentences(booths.settings_of(db)["notice"]):
        told.append({"kind": "notice", "text": text})
    soon = programme(db, now, now + PROGRAMME_AHEAD_MS, zone, PROGRAMME_MOST)
    told += [ProgrammeNews(kind="programme", **one) for one in soon]
    if counts := today(db, now, zone, SIGNED):  # what was only talked about is no news
        told.append({"kind": "counts", "counts": counts})
    return told


def programme(db: sqlite3.Connection, since: int, until: int, zone: str, most: int) -> list[EventAtTime]:
    """What begins between these moments (ms), in its order."""
    found = rows.every(
        db,
        Event,
        "SELECT title, place, starts_at FROM programme WHERE starts_at BETWEEN ? AND ? ORDER BY starts_at LIMIT ?",
        since,
        until,
        most,
    )
    return [{**row, "time": days.clock_text(row["starts_at"], zone)} for row in found]


def sentences(text: str) -> list[str]:
    """A notice's sentences: each is told for itself, because the ticker shows one whole thing at a time."""
    ends = text.replace(". ", ".\n").replace("! ", "!\n").replace("? ", "?\n")
    return [line.strip() for line in ends.splitlines() if line.strip()]
