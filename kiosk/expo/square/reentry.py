"""Becoming an organiser again at the laptop itself, when every link is lost (docs/decisions/lost-links.md)."""

from typing import Any

from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.data.tokens import hashed
from kiosk.expo.square.pairings import require_new, take_over
from kiosk.expo.square.stations import CONNECTED, Station, shape
from kiosk.language.sentences import N_, gettext

_ORGANISERS = f"SELECT * FROM stations WHERE role = 'organiser' AND {conditions.NOT_REVOKED}"


def reenter(change: Change, *, secret: str, name: str) -> dict[str, Any]:
    """Make the browser that holds `secret` the organiser of this name. Where there is one of that name already, it takes
    that one's place, whose lost screen is ended.

    The same secret again is the same station: the first answer may have been lost. Raises Refused wrong_state for a
    secret by which another station is known.
    """
    known = rows.one(change.db, Station, f"{_ORGANISERS} AND cookie_hash = ?", hashed(secret))
    if known:
        return {"station": shape(change.db, known["id"])}
    require_new(change, secret)
    lost = rows.one(change.db, Station, f"{_ORGANISERS} AND {CONNECTED} AND name = ? ORDER BY id DESC", name)
    station = change.insert(
        "stations",
        role="organiser",
        name=name,
        cookie_hash=hashed(secret),
        paired_at=change.now,
        created_at=change.now,
    )
    change.record("station.reenter", station=station, replaces=lost["id"] if lost else None)
    if lost:
        take_over(change, station, lost["id"], {})
    sentence = (
        N_("%(name)s님의 운영본부를 열었어요. 잃어버린 화면은 끝났어요.")
        if lost
        else N_("%(name)s님의 운영본부를 열었어요.")
    )
    return {"station": shape(change.db, station), "message": gettext(sentence, change.lang, name=name)}
