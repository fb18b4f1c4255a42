"""How a device becomes a station: by a link that works once, or by a token. Cards of a printed sheet: pairing_cards.py."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from kiosk.actions.access import EDGE, STANDBY, STATIONS
from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.data.tokens import hashed
from kiosk.expo.square import booths, fleet
from kiosk.expo.square.stations import Station, shape
from kiosk.language.sentences import N_, gettext

PAIRING_MS = 15 * 60_000


def pair(
    change: Change,
    *,
    role: str,
    booth: str | None = None,
    name: str | None = None,
    replaces: int | None = None,
) -> dict[str, Any]:
    """A pairing for a new station: `pair_url` (a path; single use, 15 minutes) opens on the tablet. One that `replaces`
    a broken station has its role, booth and name, and takes its place once it is opened.

    Raises BadFields (role, booth), NotFound (replaces), Refused unknown_booth.
    """
    if replaces is not None:
        fleet.require(change, replaces)
        old = shape(change.db, replaces)
        role, booth, name = old["role"], old["booth"], old["name"]
    if role == EDGE:  # a program's alone: no page is for it
        raise _no_role(change)
    secret = change.trail.draw(18)
    link = {"pair_hash": hashed(secret), "pair_expires_at": change.now + PAIRING_MS}
    station_id = _add(change, role, booth, name, replaces=replaces, **link)
    change.record("station.pair", station=station_id, role=role)
    return {
        "station": {**shape(change.db, station_id), "pair_url": f"{change.origin}/pair/{secret}"},
        "message": gettext("단말에서 이 QR을 열면 연결돼요. 15분 동안 한 번만 쓸 수 있어요.", change.lang),
    }


def add(change: Change, *, role: str, booth: str | None = None, name: str | None = None) -> dict[str, Any]:
    """A station for a program: its token works at once; a browser may be paired with it as well, by `pair_url`."""
    token, secret = change.trail.draw(32), change.trail.draw(18)
    station_id = _add(
        change,
        role,
        booth,
        name,
        token_hash=hashed(token),
        pair_hash=hashed(secret),
        pair_expires_at=change.now + PAIRING_MS,
    )
    change.record("station.pair", station=station_id, role=role)
    return {
        "station": {
            **shape(change.db, station_id),
            "token": token,
            "pair_url": f"{change.origin}/pair/{secret}",
        }
    }


def redeem(
    change: Change, *, pair: str, secret: str, left: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Make the browser that opened a pairing that station. `secret` is what the page made for its cookie; `left`: what the
    station that it replaces was last heard to have unsent (verb -> how many).

    The same secret again still pairs (the first answer may have been lost); another one finds the pairing used up.
    Raises Refused: wrong_state, also for a secret by which another station is known.
    """
    row = rows.one(change.db, Station, "SELECT * FROM stations WHERE pair_hash = ?", hashed(pair))
    if row is None or row["revoked_at"] is not None:
        raise Refused(
            "wrong_state",
            gettext("쓸 수 없는 연결 코드예요. 운영본부에서 새 코드를 받아 주세요.", change.lang),
        )
    if row["paired_at"] is not None:
        if row["cookie_hash"] != hashed(secret):
            raise Refused(
                "wrong_state",
                gettext("이미 쓴 연결 코드예요. 운영본부에서 새 코드를 받아 주세요.", change.lang),
            )
    elif (row["pair_expires_at"] or 0) < change.now:
        raise Refused(
            "wrong_state",
            gettext("연결 코드의 시간이 지났어요. 운영본부에서 새 코드를 받아 주세요.", change.lang),
        )
    else:
        require_new(change, secret)
        change.update(
            "UPDATE stations SET cookie_hash = ?, paired_at = ? WHERE id = ? AND paired_at IS NULL",
            hashed(secret),
            change.now,
            row["id"],
        )
        change.record("station.redeem", station=row["id"], role=row["role"])
        if row["replaces"]:
            take_over(change, row["id"], row["replaces"], left or {})
    return {"station": shape(change.db, row["id"])}


def replaced(db: sqlite3.Connection, pair: str) -> int | None:
    """Which station this pairing replaces, if any."""
    sql = "SELECT replaces FROM stations WHERE pair_hash = ?"
    row = db.execute(sql, (hashed(pair),)).fetchone()
    return row["replaces"] if row else None


def take_over(change: Change, new: int, old: int, left: Mapping[str, int]) -> None:
    """The station `new` takes the place of `old`, which is revoked: it prints where that one printed, and stands there.

    The codes that the old one had reserved stay with the old one's row, which is ended: so this station may report them,
    and so may the broken tablet, should it come back under another pairing (door/reserved.py `require_own`). `left` is
    kept, for the organiser to see what may be missing.
    """
    change.update("UPDATE station_printers SET station_id = ? WHERE station_id = ?", new, old)
    change.update(
        "UPDATE stations SET replaces = ?1, left_unsent = ?2, (x_m, y_m) = (SELECT x_m, y_m FROM stations WHERE id = ?1)"
        " WHERE id = ?3",
        old,
        json.dumps(dict(left)),
        new,
    )
    ended = change.update(
        f"UPDATE stations SET revoked_at = ? WHERE id = ? AND {conditions.NOT_REVOKED}", change.now, old
    )
    if ended:
        change.record("station.revoke", station=old, replaced_by=new)


def require_new(change: Change, secret: str) -> None:
    """No two stations share a secret: else nobody could tell which of them acts. Raises Refused wrong_state."""
    sql = "SELECT 1 FROM stations WHERE cookie_hash = ?1 OR token_hash = ?1"
    if change.one(sql, hashed(secret)):
        sentence = N_("이 secret은 다른 단말이 이미 쓰고 있어요. 연결 QR을 새로 열어 다시 연결해 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))


def _add(change: Change, role: str, booth: str | None, name: str | None, **columns: Any) -> int:
    if role not in STATIONS | {STANDBY, EDGE}:
        raise _no_role(change)
    if role == "booth" and booth is None:
        raise BadFields({"booth": gettext("부스 단말에는 부스 번호를 골라 주세요.", change.lang)})
    booth_id = booths.require(change, booth)["id"] if booth and role in ("booth", "board") else None
    return change.insert(
        "stations", role=role, booth_id=booth_id, name=name, created_at=change.now, **columns
    )


def _no_role(change: Change) -> BadFields:
    roles = ", ".join(sorted(STATIONS))
    return BadFields({"role": gettext("role은 %(roles)s 가운데 하나예요.", change.lang, roles=roles)})
