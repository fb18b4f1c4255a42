"""The hall board's ticker: who signs now, the notice, what begins soon, today's results by kind."""

import sqlite3
from typing import Literal, TypedDict

from kiosk.expo.meeting.signings import SIGNED
from kiosk.expo.programme import items
from kiosk.expo.square import booths
from kiosk.screens.ceremonies import Signing, ceremonies
from kiosk.screens.programme import Card, cards, is_news, of_today
from kiosk.screens.results import Count, today

PROGRAMME_AHEAD_MS = 2 * 3600 * 1000
PROGRAMME_MOST = 2
CHANGES_MOST = 3


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


class ProgrammeNews(TypedDict):
    """An item that begins soon, or is another than was said."""

    kind: Literal["programme", "change"]
    item: Card


News = SigningNews | NoticeNews | CountsNews | ProgrammeNews


def news(db: sqlite3.Connection, now: int, lang: str, zone: str) -> list[News]:
    """What the ticker tells, one after another; `now` in ms."""
    told: list[News] = []
    if signings := [one for one in ceremonies(db, lang) if one["state"] == "announced"]:
        told.append({"kind": "signing", **signings[-1]})
    for text in sentences(booths.settings_of(db)["notice"]):
        told.append({"kind": "notice", "text": text})
    changed = [row for row in of_today(db, now) if is_news(row, now)]
    told += [{"kind": "change", "item": one} for one in cards(db, changed[:CHANGES_MOST], now)]
    soon = programme(db, now, now + PROGRAMME_AHEAD_MS, PROGRAMME_MOST)
    told += [{"kind": "programme", "item": one} for one in soon]
    if counts := today(db, now, zone, SIGNED):  # what was only talked about is no news
        told.append({"kind": "counts", "counts": counts})
    return told


def programme(db: sqlite3.Connection, since: int, until: int, most: int) -> list[Card]:
    """What begins between these moments (ms) and is not cancelled, in its order."""
    found = [row for row in items.between(db, since, until + 1) if row["cancelled_at"] is None]
    return cards(db, found[:most], since)


def sentences(text: str) -> list[str]:
    """A notice's sentences: each is told for itself, because the ticker shows one whole thing at a time."""
    ends = text.replace(". ", ".\n").replace("! ", "!\n").replace("? ", "?\n")
    return [line.strip() for line in ends.splitlines() if line.strip()]
