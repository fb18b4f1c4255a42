"""Notices in force, as phones and tablets show them (`notices:phones`, `notices:tablets`): the same for all, so made once.

Boards tell theirs in the ticker (screens/news.py).
"""

import sqlite3
from collections.abc import Collection
from typing import Any, Literal, TypedDict

from kiosk.expo.square import days, notices
from kiosk.expo.square.notices import Audience, Notice
from kiosk.screens import Part, Shown

TEMPLATES: dict[str, str] = {"phones": "notices/_cards.html", "tablets": "notices/_strip.html"}


class Told(TypedDict):
    """A notice in the reader's language: `lang` is that of its text where it is another. since: when it was sent (ms); time,
    until: that and its end as HH:MM."""

    id: int
    text: str
    lang: Literal["ko"] | None
    since: int
    time: str
    until: str | None


class InForce(TypedDict):
    """The place's values."""

    notices: list[Told]


def show(
    db: sqlite3.Connection,
    key: str,
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
) -> Shown:
    """What is told to `phones` or `tablets`."""
    audience: Audience = "phones" if key == "phones" else "tablets"
    values: InForce = {"notices": told_in(db, now, audience, lang)}
    data = {"notices": notices.shapes(db, now, audience)}
    return Shown(data, [Part("notices", TEMPLATES[audience], values)], template="notices/_topic.html")


def told_in(db: sqlite3.Connection, now: int, audience: Audience, lang: str) -> list[Told]:
    """What is told to these at `now` (ms), the newest first."""
    zone = days.time_zone(db)
    return [told(row, zone, lang) for row in notices.in_force(db, now, audience)]


def told(row: Notice, zone: str, lang: str) -> Told:
    is_english = lang == "en" and row["text_en"] is not None
    return {
        "id": row["id"],
        "text": str(row["text_en"]) if is_english else row["text"],
        "lang": "ko" if lang != "ko" and not is_english else None,
        "since": row["sent_at"],
        "time": days.clock_text(row["sent_at"], zone),
        "until": days.clock_text(row["ends_at"], zone) if row["ends_at"] is not None else None,
    }
