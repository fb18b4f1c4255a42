"""Paired devices. A station has one role; tokens and pairings are kept only as hashes."""

import secrets
import sqlite3
from typing import Any, Literal, TypedDict

from kiosk.actions.access import STATIONS
from kiosk.actions.refusals import BadFields, NotFound, NotPaired, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Actor, Change
from kiosk.data.tokens import hashed
from kiosk.expo.square import booths
from kiosk.language.sentences import N_, gettext

PAIRING_MS = 15 * 60_000
# A browser was paired with it, or it is a program's: of a row of `stations`.
CONNECTED = "(token_hash IS NOT NULL OR cookie_hash IS NOT NULL)"
_KNOWN = f"SELECT 1 FROM stations WHERE id = ? AND {conditions.NOT_REVOKED}"


class Station(TypedDict):
    """A station's row: times in ms, its token and pairings as hashes. `booth_id`: of a booth's tablet, or a board."""

    id: int
    role: Literal["kiosk", "desk", "booth", "board", "stage", "organiser"]
    booth_id: int | None
    name: str | None
    token_hash: str | None
    pair_hash: str | None
    pair_expires_at: int | None
    paired_at: int | None
    revoked_at: int | None
    created_at: int
    cookie_hash: str | None


class KnownStation(TypedDict):
    """What a request's token tells."""

    id: int
    role: str
    booth: str | None


class StationShape(TypedDict):
    """The contract's station."""

    id: int
    role: str
    name: str | None
    booth: str | None
    paired: bool
    revoked: bool


def pair(change: Change, *, role: str, booth: str | None = None, name: str | None = None) -> dict[str, Any]:
    """A pairing for a new station: `pair_url` (a path; single use, 15 minutes) opens on the tablet.

    Raises BadFields (role, booth), Refused unknown_booth.
    """
    secret = secrets.token_urlsafe(18)
    station_id = _add(
        change, role, booth, name, pair_hash=hashed(secret), pair_expires_at=change.now + PAIRING_MS
    )
    change.record("station.pair", station=station_id, role=role)
    return {
        "station": {**shape(change.db, station_id), "pair_url": f"{change.origin}/pair/{secret}"},
        "message": gettext("단말에서 이 QR을 열면 연결돼요. 15분 동안 한 번만 쓸 수 있어요.", change.lang),
    }


def add(change: Change, *, role: str, booth: str | None = None, name: str | None = None) -> dict[str, Any]:
    """A station for a program: its token works at once; a browser may be paired with it as well, by `pair_url`."""
    token, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(18)
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


def redeem(change: Change, *, pair: str, secret: str) -> dict[str, Any]:
    """Make the browser that opened a pairing that station. `secret` is what the page made for its cookie.

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
        _require_new(change, secret)
        change.update(
            "UPDATE stations SET cookie_hash = ?, paired_at = ? WHERE id = ? AND paired_at IS NULL",
            hashed(secret),
            change.now,
            row["id"],
        )
        change.record("station.redeem", station=row["id"], role=row["role"])
    return {"station": shape(change.db, row["id"])}


def revoke(change: Change, *, station: int) -> dict[str, Any]:
    """End a station at once: its token, its pairing, its open sockets. Raises NotFound, Refused wrong_state."""
    row = rows.one(change.db, Station, "SELECT * FROM stations WHERE id = ?", station)
    if row is None:
        raise NotFound(gettext("그런 단말이 없어요. 목록을 새로 열어 주세요.", change.lang))
    ended = change.update(
        f"UPDATE stations SET revoked_at = ? WHERE id = ? AND {conditions.NOT_REVOKED}", change.now, station
    )
    if ended != 1:
        raise Refused("wrong_state", gettext("이미 끊은 단말이에요.", change.lang))
    change.record("station.revoke", station=station)
    said = [gettext("단말의 연결을 끊었어요.", change.lang)]
    if running := _left_alone(change, row):
        said.append(
            gettext(
                "이 부스에서 부르거나 상담 중인 %(n)s명은 그대로예요. 다른 태블릿을 연결하거나 운영본부에서 마쳐 주세요.",
                change.lang,
                n=running,
            )
        )
    return {"station": shape(change.db, station), "message": " ".join(said)}


def actor_of(db: sqlite3.Connection, token: str) -> Actor | None:
    """The station whose token this is, as an actor; None for anything else, also a revoked one."""
    row = rows.one(
        db,
        KnownStation,
        "SELECT s.id, s.role, b.number AS booth FROM stations s LEFT JOIN booths b ON b.id = s.booth_id"
        f" WHERE (s.token_hash = ?1 OR s.cookie_hash = ?1) AND s.{conditions.NOT_REVOKED}",
        hashed(token),
    )
    return Actor(row["role"], station_id=row["id"], booth=row["booth"]) if row else None


def require_known(change: Change) -> None:
    """Raises NotPaired for a station that was revoked, or is gone with a restore, while its action waited."""
    station = change.actor.station_id
    if station is not None and not is_known(change, station):
        sentence = N_("이 단말의 연결이 끊어졌어요. 운영본부에서 연결 QR을 받아 주세요.")
        raise NotPaired(gettext(sentence, change.lang))


def is_known(change: Change, station: int) -> bool:
    """Whether there is such a station that was not revoked."""
    return change.one(_KNOWN, station) is not None


def has_organiser(db: sqlite3.Connection) -> bool:
    """Whether any organiser's station is paired and not revoked."""
    row = db.execute(
        f"SELECT 1 AS found FROM stations WHERE role = 'organiser' AND {conditions.NOT_REVOKED} AND {CONNECTED}"
    ).fetchone()
    return row is not None


def all_stations(db: sqlite3.Connection) -> list[StationShape]:
    """Every station that was not revoked, for the organiser's list."""
    found = db.execute(f"SELECT id FROM stations WHERE {conditions.NOT_REVOKED} ORDER BY id").fetchall()
    return [shape(db, row["id"]) for row in found]


def shape(db: sqlite3.Connection, station_id: int) -> StationShape:
    row = db.execute(
        "SELECT s.id, s.role, s.name, b.number AS booth, "
        f" {CONNECTED} AS paired, s.revoked_at IS NOT NULL AS revoked"
        " FROM stations s LEFT JOIN booths b ON b.id = s.booth_id WHERE s.id = ?",
        (station_id,),
    ).fetchone()
    return {
        "id": row["id"],
        "role": row["role"],
        "name": row["name"],
        "booth": row["booth"],
        "paired": bool(row["paired"]),
        "revoked": bool(row["revoked"]),
    }


def _require_new(change: Change, secret: str) -> None:
    """No two stations share a secret: else nobody could tell which of them acts. Raises Refused wrong_state."""
    sql = "SELECT 1 FROM stations WHERE cookie_hash = ?1 OR token_hash = ?1"
    if change.one(sql, hashed(secret)):
        sentence = N_("이 secret은 다른 단말이 이미 쓰고 있어요. 연결 QR을 새로 열어 다시 연결해 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))


def _left_alone(change: Change, row: Station) -> int:
    """How many people are called to, or sit at, the booth of this revoked station; 0 where the booth has another one."""
    if row["role"] != "booth":
        return 0
    others = change.one(
        f"SELECT 1 FROM stations WHERE booth_id = ? AND role = 'booth' AND {conditions.NOT_REVOKED}"
        f" AND {CONNECTED}",
        row["booth_id"],
    )
    sql = f"SELECT count(*) FROM tickets WHERE booth_id = ? AND {conditions.CALLED_OR_SERVING}"
    return 0 if others else int(change.value(sql, row["booth_id"]))


def _add(change: Change, role: str, booth: str | None, name: str | None, **columns: Any) -> int:
    if role not in STATIONS:
        roles = ", ".join(sorted(STATIONS))
        raise BadFields({"role": gettext("role은 %(roles)s 가운데 하나예요.", change.lang, roles=roles)})
    if role == "booth" and booth is None:
        raise BadFields({"booth": gettext("부스 단말에는 부스 번호를 골라 주세요.", change.lang)})
    booth_id = booths.require(change, booth)["id"] if booth and role in ("booth", "board") else None
    return change.insert(
        "stations", role=role, booth_id=booth_id, name=name, created_at=change.now, **columns
    )
