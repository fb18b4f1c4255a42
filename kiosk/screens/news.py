"""The hall board's ticker: who signs now, the notice, what begins soon, today's results by kind."""

import sqlite3
from typing import Literal, TypedDict

from kiosk.expo.meeting.signings import SIGNED
from kiosk.expo.programme import items
from kiosk.screens.ceremonies import Signing, ceremonies
from kiosk.screens.notices import Told, told_in
from kiosk.screens.programme import Card, cards, is_news, of_today
from kiosk.screens.results import Count, today

PROGRAMME_AHEAD_MS = 2 * 3600 * 1000
PROGRAMME_MOST = 2
CHANGES_MOST = 3


class SigningNews(Signing):
    """Who signs on the stage now."""

    kind: Literal["signing"]


class NoticeNews(Told):
    """A notice, or one sentence of it."""

    kind: Literal["notice"]


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
    told += notices(db, now, lang)
    changed = [row for row in of_today(db, now) if is_news(row, now)]
    told += [{"kind": "change", "item": one} for one in cards(db, changed[:CHANGES_MOST], now)]
    soon = programme(db, now, now + PROGRAMME_AHEAD_MS, PROGRAMME_MOST)
    told += [{"kind": "programme", "item": one} for one in soon]
    if counts := today(db, now, zone, SIGNED):  # what was only talked about is no news
        told.append({"kind": "counts", "counts": counts})
    return told


def notices(db: sqlite3.Connection, now: int, lang: str) -> list[NoticeNews]:
    """What boards are told, sentence by sentence, the newest notice first."""
    return [
        {"kind": "notice", **notice, "text": text}
        for notice in told_in(db, now, "boards", lang)
        for text in sentences(notice["text"])
    ]


def programme(db: sqlite3.Connection, since: int, until: int, most: int) -> list[Card]:
    """What begins between these moments (ms) and is not cancelled, in its order."""
    found = [row for row in items.between(db, since, until + 1) if row["cancelled_at"] is None]
    return cards(db, found[:most], since)


def sentences(text: str) -> list[str]:
    """A notice's sentences: each is told for itself, because the ticker shows one whole thing at a time."""
    ends = text.replace(". ", ".\n").replace("! ", "!\n").replace("? ", "?\n")
    return [line.strip() for line in ends.splitlines() if line.strip()]
