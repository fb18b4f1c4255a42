"""The pairing sheet: cards on paper, each of which makes one device the station that the card names.

A card's code works while the switch is on, for one device; another device may take that one's place. It is made of the
card's id, serial and birth by a key that never leaves the server (128 bits of a MAC), so nobody guesses one, the sheet can
be printed again, and the codes of a lost sheet end when the serials rise.
"""

import base64
import hmac
import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, TypedDict

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.data.tokens import hashed
from kiosk.expo.square import days, fleet
from kiosk.expo.square.pairings import require_new, take_over
from kiosk.expo.square.stations import Station, locked, shape
from kiosk.language.sentences import N_, gettext

OPEN_MS = 2 * 60 * days.MIN_MS
CARDS_MAX = 300
_CODE = re.compile(r"([1-9][0-9]{0,8})-([A-Z2-7]{26})")


class Card(TypedDict):
    """A card's row; times in ms. `place`: which of those with the same role and booth. `station_id`: made by it last."""

    id: int
    role: str
    booth_id: int | None
    place: int
    serial: int
    station_id: int | None
    made_at: int
    used_at: int | None
    removed_at: int | None


class ShownCard(TypedDict):
    """A card as lists show it: `alone`, where there is no other of its role and booth; `revoked`: its station was."""

    id: int
    role: str
    booth: str | None
    agency: str | None
    agency_en: str | None
    place: int
    alone: bool
    serial: int
    made_at: int
    used_at: int | None
    station: int | None
    revoked: bool


def open_until(db: sqlite3.Connection, now: int) -> int | None:
    """Until when (ms) codes work; None while they don't."""
    row = db.execute("SELECT open_until FROM pairing_switch").fetchone()
    until: int | None = row["open_until"]
    return until if until is not None and until > now else None


def due_off(db: sqlite3.Connection, now: int) -> int | None:
    """Until when (ms) codes worked, where that is over and nobody has switched them off yet."""
    row = db.execute("SELECT open_until FROM pairing_switch WHERE open_until <= ?", (now,)).fetchone()
    return row["open_until"] if row else None


def switch_on(change: Change) -> dict[str, Any]:
    """Let the cards' codes work for two hours from now."""
    until = change.now + OPEN_MS
    change.update("UPDATE pairing_switch SET open_until = ?", until)
    change.record("pairing.open", until=until)
    clock = days.clock_text(until, change.time_zone)
    said = gettext("%(clock)s까지 연결표의 QR을 쓸 수 있어요.", change.lang, clock=clock)
    return {"pairing": {"open_until": days.iso(until, change.time_zone)}, "message": said}


def switch_off(change: Change) -> dict[str, Any]:
    """Let no card's code work from now on. Raises Refused wrong_state where none does, and for a clock that comes after
    somebody had switched it on anew."""
    row = change.one("SELECT open_until FROM pairing_switch WHERE open_until IS NOT NULL")
    if row is None:
        raise Refused("wrong_state", gettext("연결표는 이미 꺼져 있어요.", change.lang))
    if change.actor.role == "system" and row["open_until"] > change.now:
        raise Refused("wrong_state", gettext("연결표를 그사이 다시 켰어요.", change.lang))
    change.update("UPDATE pairing_switch SET open_until = NULL")
    change.record("pairing.close")
    said = gettext("연결표를 껐어요. 이제 QR을 찍어도 연결되지 않아요.", change.lang)
    return {"pairing": {"open_until": None}, "message": said}


def lay_out(
    change: Change,
    *,
    tablets: int = 1,
    booth_boards: int = 0,
    kiosks: int = 0,
    desks: int = 0,
    boards: int = 0,
    stages: int = 0,
    doors: int = 0,
) -> dict[str, Any]:
    """So many cards of each sort: `tablets` and `booth_boards` are for every booth. Cards that are there stay as they are;
    of what is too many those go that nobody used. Raises BadFields for more than CARDS_MAX in all."""
    wanted = set(_places(change, tablets, booth_boards, kiosks, desks, boards, stages, doors))
    if len(wanted) > CARDS_MAX:
        sentence = N_("카드는 모두 %(most)s장까지예요. 수를 줄여 주세요.")
        raise BadFields({"kiosks": gettext(sentence, change.lang, most=CARDS_MAX)})
    there = rows.every(change.db, Card, "SELECT * FROM pairing_cards WHERE removed_at IS NULL")
    for card in there:
        if _place(card) not in wanted and card["used_at"] is None:
            change.update("UPDATE pairing_cards SET removed_at = ? WHERE id = ?", change.now, card["id"])
    for role, booth_id, place in sorted(wanted - set(map(_place, there)), key=str):
        change.insert(
            "pairing_cards", role=role, booth_id=booth_id, place=place, serial=0, made_at=change.now
        )
    count = change.value("SELECT count(*) FROM pairing_cards WHERE removed_at IS NULL")
    change.record("pairing.cards", cards=count)
    said = gettext("카드 %(n)s장을 마련했어요. 연결표를 인쇄해 주세요.", change.lang, n=count)
    return {"cards": count, "message": said}


def renew(change: Change) -> dict[str, Any]:
    """End the codes of every sheet printed so far. Who is paired stays so."""
    change.update("UPDATE pairing_cards SET serial = serial + 1 WHERE removed_at IS NULL")
    change.record("pairing.renew")
    return {
        "message": gettext("지금까지 인쇄한 연결표는 모두 쓸 수 없어요. 새로 인쇄해 주세요.", change.lang)
    }


def redeem(
    change: Change, *, card: str, secret: str, replace: bool = False, left: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Make the browser that opened a card the card's station, `secret` being what its page made for its cookie.

    With `replace` it takes the place of the one that the card made before, as it is now: its role, booth, name, printer
    and codes; `left`: what that one was last heard to have unsent. The same secret again still pairs.

    Raises Refused unknown_code; wrong_state while the switch is off, for a secret that is another station's, and, with
    `used` (that station), where another device used the card and `replace` does not say to go on.
    """
    row = find(change.db, change.badge_key, card)
    if row is None:
        sentence = N_("쓸 수 없는 연결표예요. 운영본부에서 새로 인쇄한 것을 받아 주세요.")
        raise Refused("unknown_code", gettext(sentence, change.lang))
    old = _station(change, row["station_id"])
    if old and old["cookie_hash"] == hashed(secret) and old["revoked_at"] is None:
        return {"station": shape(change.db, old["id"])}
    if open_until(change.db, change.now) is None:
        sentence = N_("연결표가 지금은 꺼져 있어요. 운영본부의 ‘단말’ 화면에서 켠 뒤 다시 해 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang), switched_off=True)
    if old and old["locked_at"] is not None and old["revoked_at"] is None:
        raise locked(change.lang)  # a lock holds for whoever has its card too
    if old and not replace:
        raise _is_used(change, old)
    require_new(change, secret)
    new = change.insert(
        "stations",
        role=old["role"] if old else row["role"],
        booth_id=old["booth_id"] if old else row["booth_id"],
        name=old["name"] if old else _name(change, row),
        cookie_hash=hashed(secret),
        paired_at=change.now,
        created_at=change.now,
    )
    change.record("pairing.redeem", card=row["id"], station=new, replaces=old and old["id"])
    if old:
        take_over(change, new, old["id"], left or {})
    change.update(
        "UPDATE pairing_cards SET station_id = ?, used_at = ? WHERE id = ?", new, change.now, row["id"]
    )
    return {"station": shape(change.db, new)}


def find(db: sqlite3.Connection, badge_key: bytes, code: str) -> Card | None:
    """The card whose code this is; None for everything else."""
    read = _CODE.fullmatch(code.upper())
    if read is None:
        return None
    row = rows.one(db, Card, "SELECT * FROM pairing_cards WHERE id = ? AND removed_at IS NULL", int(read[1]))
    if row is None or not hmac.compare_digest(code_of(badge_key, row), read[0]):
        return None
    return row


def code_of(badge_key: bytes, card: Mapping[str, Any]) -> str:
    """A card's code (of its `id`, `serial` and `made_at`): letters and digits that pack well into a QR."""
    key = hmac.digest(badge_key, b"pairing cards", "sha256")
    mac = hmac.digest(key, f"{card['id']}:{card['serial']}:{card['made_at']}".encode(), "sha256")[:16]
    return f"{card['id']}-{base64.b32encode(mac).decode().rstrip('=')}"


def shown(db: sqlite3.Connection) -> list[ShownCard]:
    """Every card in the order of the sheet: those of booths first."""
    found = db.execute(
        "SELECT c.id, c.role, b.number AS booth, a.name AS agency, a.name_en AS agency_en, c.place, c.serial, c.made_at,"
        " count(*) OVER (PARTITION BY c.role, c.booth_id) = 1 AS alone, c.used_at, c.station_id AS station,"
        " s.revoked_at IS NOT NULL AS revoked FROM pairing_cards c LEFT JOIN booths b ON b.id = c.booth_id"
        " LEFT JOIN agencies a ON a.id = b.agency_id LEFT JOIN stations s ON s.id = c.station_id"
        " WHERE c.removed_at IS NULL ORDER BY c.booth_id IS NULL, b.number, instr('booth board kiosk desk stage door', c.role), c.place"
    ).fetchall()
    return [{**row, "alone": bool(row["alone"]), "revoked": bool(row["revoked"])} for row in found]  # type: ignore[typeddict-item]


def title(card: ShownCard, lang: str) -> str:
    """What a card is for: '부스 태블릿', '키오스크 2'."""
    role = fleet.role_word(card["role"], lang)
    return role if card["booth"] and card["alone"] else f"{role} {card['place']}"


def _places(
    change: Change,
    tablets: int,
    booth_boards: int,
    kiosks: int,
    desks: int,
    boards: int,
    stages: int,
    doors: int,
) -> Iterator[tuple[str, int | None, int]]:
    for booth in change.all("SELECT id FROM booths ORDER BY number"):
        yield from (("booth", booth["id"], at) for at in range(1, tablets + 1))
        yield from (("board", booth["id"], at) for at in range(1, booth_boards + 1))
    shared = {"kiosk": kiosks, "desk": desks, "board": boards, "stage": stages, "door": doors}
    for role, count in shared.items():
        yield from ((role, None, at) for at in range(1, count + 1))


def _place(card: Card) -> tuple[str, int | None, int]:
    return card["role"], card["booth_id"], card["place"]


def _station(change: Change, station_id: int | None) -> Station | None:
    return rows.one(change.db, Station, "SELECT * FROM stations WHERE id = ?", station_id)


def _name(change: Change, card: Card) -> str | None:
    """Of several kiosks each has a number; a booth's tablet is known by its booth."""
    if card["booth_id"] is not None and card["place"] == 1:
        return None
    return f"{fleet.role_word(card['role'], change.lang)} {card['place']}"


def _is_used(change: Change, old: Station) -> Refused:
    ended = old["revoked_at"] is not None
    sentence = _ENDED if ended else _TAKEN
    named = fleet.called(shape(change.db, old["id"]), change.lang)
    used = {"station": old["id"], "called": named, "revoked": ended}
    return Refused("wrong_state", gettext(sentence, change.lang), used=used)


_TAKEN = N_("이 카드는 이미 다른 기기가 썼어요. 그 기기가 고장 났을 때만 이 기기로 바꿔 주세요.")
_ENDED = N_("이 카드로 연결했던 단말은 끊겼어요. 이 기기가 그 자리를 이어받을 수 있어요.")
