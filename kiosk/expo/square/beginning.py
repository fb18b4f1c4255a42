"""How a folder in which nothing is yet gets its first organiser."""

import sqlite3
from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.data.tokens import hashed
from kiosk.expo.square.pairings import require_new
from kiosk.expo.square.stations import Station, has_organiser, shape
from kiosk.language.sentences import N_, gettext


def is_untouched(db: sqlite3.Connection) -> bool:
    """Whether nobody organises here, and nobody's data is here that a wrong first organiser could read."""
    row = db.execute("SELECT EXISTS (SELECT 1 FROM visitors) AS people").fetchone()
    return not row["people"] and not has_organiser(db)


def begin(change: Change, *, secret: str) -> dict[str, Any]:
    """Make the browser that holds `secret` (its page has made it) the first organiser.

    The same secret again is the same station: the first answer may have been lost. Raises Refused wrong_state where
    somebody organises already, or people are registered.
    """
    sql = f"SELECT * FROM stations WHERE cookie_hash = ? AND role = 'organiser' AND {conditions.NOT_REVOKED}"
    known = rows.one(change.db, Station, sql, hashed(secret))
    if known:
        return {"station": shape(change.db, known["id"])}
    if not is_untouched(change.db):
        sentence = N_(
            "이 박람회에는 이미 운영본부가 있어요. 그 운영본부 화면의 ‘단말’에서 연결 QR을 받아 주세요."
        )
        raise Refused("wrong_state", gettext(sentence, change.lang))
    require_new(change, secret)
    station = change.insert(
        "stations",
        role="organiser",
        name=gettext(N_("이 노트북"), change.lang),
        cookie_hash=hashed(secret),
        paired_at=change.now,
        created_at=change.now,
    )
    change.record("station.begin", station=station)
    return {"station": shape(change.db, station)}
