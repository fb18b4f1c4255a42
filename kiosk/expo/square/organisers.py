"""The people who run the expo: each is a station of the role `organiser` with a name, opened by a link of their own."""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.square.stations import CONNECTED
from kiosk.language.sentences import N_, gettext


class Organiser(TypedDict):
    """One of them; ms. `paired_at` None: the link was not opened yet, and works until `pair_expires_at`."""

    id: int
    name: str | None
    created_at: int
    paired_at: int | None
    pair_expires_at: int | None
    has_token: int
    locked_at: int | None


def everybody(db: sqlite3.Connection, now: int) -> list[Organiser]:
    """All who may act as organisers now, or may until their link lapses; in the order in which they were made."""
    return rows.every(
        db,
        Organiser,
        "SELECT id, name, created_at, paired_at, pair_expires_at, token_hash IS NOT NULL AS has_token, locked_at"
        f" FROM stations WHERE role = 'organiser' AND {conditions.NOT_REVOKED}"
        f" AND ({CONNECTED} OR pair_expires_at > ?) ORDER BY id",
        now,
    )


def called(name: str | None, station: int | None, actor: str, lang: str) -> str:
    """Who did something, for a history: an organiser's name, else what they are."""
    if name:
        return name
    if actor == "system":
        return gettext(N_("서버 노트북"), lang)
    return gettext(N_("운영자 #%(id)s"), lang, id=station or "–")
