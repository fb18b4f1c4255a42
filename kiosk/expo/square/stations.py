"""Paired devices. A station has one role; tokens and pairings are kept only as hashes. How one is made: pairings.py."""

import hmac
import json
import sqlite3
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import NotFound, NotPaired, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Actor, Change
from kiosk.data.tokens import hashed
from kiosk.language.sentences import N_, gettext

# A browser was paired with it, or it is a program's: of a row of `stations`.
CONNECTED = "(token_hash IS NOT NULL OR cookie_hash IS NOT NULL)"
_KNOWN = f"SELECT locked_at FROM stations WHERE id = ? AND {conditions.NOT_REVOKED}"


class Station(TypedDict):
    """A station's row: times in ms, metres, its token and pairings as hashes. `booth_id`: of a booth's tablet, or a board."""

    id: int
    role: Literal["kiosk", "desk", "booth", "board", "stage", "door", "standby", "edge", "organiser"]
    booth_id: int | None
    name: str | None
    token_hash: str | None
    pair_hash: str | None
    pair_expires_at: int | None
    paired_at: int | None
    revoked_at: int | None
    created_at: int
    cookie_hash: str | None
    locked_at: int | None
    replaces: int | None
    left_unsent: str
    x_m: float | None
    y_m: float | None


class KnownStation(TypedDict):
    """What a request's token tells; `locked` is 0 or 1."""

    id: int
    role: str
    booth: str | None
    locked: int


class StationShape(TypedDict):
    """The contract's station."""

    id: int
    role: str
    name: str | None
    booth: str | None
    paired: bool
    revoked: bool
    locked: bool


def connected(db: sqlite3.Connection) -> int:
    """How many stations somebody has paired, organisers, the second laptop and edges aside."""
    row = db.execute(
        f"SELECT count(*) AS n FROM stations WHERE role NOT IN ('organiser', 'standby', 'edge') AND {CONNECTED} AND {conditions.NOT_REVOKED}"
    ).fetchone()
    return int(row["n"])


def revoke(change: Change, *, station: int) -> dict[str, Any]:
    """End a station at once: its token, its pairing, its open sockets. Raises NotFound, Refused wrong_state, also for
    the last organiser."""
    row = rows.one(change.db, Station, "SELECT * FROM stations WHERE id = ?", station)
    if row is None:
        raise NotFound(gettext("그런 단말이 없어요. 목록을 새로 열어 주세요.", change.lang))
    if row["role"] == "organiser":
        _require_another_organiser(change, station)
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
        "SELECT s.id, s.role, b.number AS booth, s.locked_at IS NOT NULL AS locked FROM stations s LEFT JOIN booths b ON b.id = s.booth_id"
        f" WHERE (s.token_hash = ?1 OR s.cookie_hash = ?1) AND s.{conditions.NOT_REVOKED}",
        hashed(token),
    )
    if row is None:
        return None
    return Actor(row["role"], station_id=row["id"], booth=row["booth"], locked=bool(row["locked"]))


def pairing_key(db: sqlite3.Connection, station_id: int, badge_key: bytes) -> bytes:
    """32 bytes that are this pairing's own: another device that takes the station's place has others."""
    paired = db.execute("SELECT token_hash, cookie_hash FROM stations WHERE id = ?", (station_id,)).fetchone()
    said = json.dumps([station_id, paired["token_hash"], paired["cookie_hash"]])
    return hmac.digest(badge_key, b"pairing:" + said.encode(), "sha256")


def require_at_work(change: Change) -> None:
    """Raises NotPaired for a station that was revoked, or is gone with a restore, while its action waited, and Refused
    locked."""
    if change.actor.station_id is None:
        return
    known = change.one(_KNOWN, change.actor.station_id)
    if known is None:
        sentence = N_("이 단말의 연결이 끊어졌어요. 운영본부에서 연결 QR을 받아 주세요.")
        raise NotPaired(gettext(sentence, change.lang))
    if known["locked_at"] is not None:
        raise locked(change.lang)


def locked(lang: str) -> Refused:
    """The refusal of everything that a locked station asks for."""
    sentence = N_("이 단말은 운영본부가 잠갔어요. 하던 일은 이 단말에 그대로 있고, 잠금이 풀리면 이어져요.")
    return Refused("locked", gettext(sentence, lang))


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
        f" {CONNECTED} AS paired, s.revoked_at IS NOT NULL AS revoked, s.locked_at IS NOT NULL AS locked"
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
        "locked": bool(row["locked"]),
    }


def _require_another_organiser(change: Change, station: int) -> None:
    """Raises Refused wrong_state for the last one: without an organiser nobody could make another from the page."""
    others = change.value(
        f"SELECT count(*) FROM stations WHERE role = 'organiser' AND id != ? AND {conditions.NOT_REVOKED}"
        f" AND locked_at IS NULL AND {CONNECTED}",
        station,
    )
    if not others:
        sentence = N_("마지막 운영자는 끝낼 수 없어요. 다른 운영자의 링크를 만들어 연 뒤에 해 주세요.")
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
