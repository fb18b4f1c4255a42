"""What an organiser does to a paired station: rename, move, lock, ask; and how a station is called in sentences."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.square import booths
from kiosk.expo.square.stations import Station, shape
from kiosk.language.sentences import N_, gettext

AT_A_BOOTH = ("booth", "board")
# What a station's page may be asked to do, and what the organiser is told.
ASKED = {
    "reload": N_("화면을 새로 열라고 했어요. 쓰고 있으면 마친 뒤에 열려요."),
    "sound": N_("소리를 내라고 했어요. 화면도 몇 초 동안 반짝여요."),
}
ROLES = {
    "kiosk": N_("키오스크"),
    "desk": N_("안내 데스크"),
    "booth": N_("부스 태블릿"),
    "board": N_("현황판"),
    "stage": N_("무대"),
    "door": N_("프로그램 문"),
    "standby": N_("둘째 노트북"),
    "edge": N_("중계 서버"),
    "organiser": N_("운영본부"),
}


def rename(change: Change, *, station: int, name: str) -> dict[str, Any]:
    """Give a station another name. Raises NotFound."""
    require(change, station)
    change.update("UPDATE stations SET name = ? WHERE id = ?", name, station)
    change.record("station.rename", station=station)
    return {"station": shape(change.db, station), "message": gettext("이름을 바꿨어요.", change.lang)}


def move(change: Change, *, station: int, booth: str) -> dict[str, Any]:
    """Make a booth's tablet, or a board, that of another booth. Raises NotFound, BadFields, Refused unknown_booth,
    wrong_state."""
    row = require(change, station)
    if row["role"] not in AT_A_BOOTH:
        sentence = N_("부스를 옮길 수 있는 것은 부스 태블릿과 현황판뿐이에요.")
        raise BadFields({"booth": gettext(sentence, change.lang)})
    target = booths.require(change, booth)
    if row["booth_id"] == target["id"]:
        sentence = N_("이미 %(booth)s 부스의 단말이에요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, booth=target["number"]))
    change.update("UPDATE stations SET booth_id = ? WHERE id = ?", target["id"], station)
    change.record("station.move", station=station, booth_id=target["id"], before=row["booth_id"])
    said = gettext("%(booth)s 부스의 단말로 바꿨어요.", change.lang, booth=target["number"])
    return {"station": shape(change.db, station), "message": said}


def lock(change: Change, *, station: int) -> dict[str, Any]:
    """Let a station do nothing until it is unlocked; its token and what it has not sent yet stay. Raises NotFound,
    Refused wrong_state, also for the station that asks."""
    require(change, station)
    if station == change.actor.station_id:
        sentence = N_("지금 쓰고 있는 이 화면은 잠글 수 없어요. 다른 운영본부 단말에서 잠가 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))
    done = change.update(
        "UPDATE stations SET locked_at = ? WHERE id = ? AND locked_at IS NULL", change.now, station
    )
    if not done:
        raise Refused("wrong_state", gettext("이미 잠긴 단말이에요.", change.lang))
    change.record("station.lock", station=station)
    said = gettext("단말을 잠갔어요. 보내지 못한 일은 그 단말에 그대로 있어요.", change.lang)
    return {"station": shape(change.db, station), "message": said}


def unlock(change: Change, *, station: int) -> dict[str, Any]:
    """Let a locked station go on. Raises NotFound, Refused wrong_state."""
    require(change, station)
    done = change.update(
        "UPDATE stations SET locked_at = NULL WHERE id = ? AND locked_at IS NOT NULL", station
    )
    if not done:
        raise Refused("wrong_state", gettext("잠기지 않은 단말이에요.", change.lang))
    change.record("station.unlock", station=station)
    said = gettext("잠금을 풀었어요. 곧 그 단말의 화면이 열려요.", change.lang)
    return {"station": shape(change.db, station), "message": said}


def ask(change: Change, *, station: int, what: str) -> dict[str, Any]:
    """Ask a station's open page to `reload` (once nobody is in the middle of something) or to make a `sound`; kiosk/live
    passes it on. Raises BadFields (what), NotFound."""
    if what not in ASKED:
        names = ", ".join(ASKED)
        raise BadFields({"what": gettext("what은 %(names)s 가운데 하나예요.", change.lang, names=names)})
    require(change, station)
    change.record("station.ask", station=station, what=what)
    return {"station": shape(change.db, station), "message": gettext(ASKED[what], change.lang)}


def require(change: Change, station: int) -> Station:
    """A station that was not revoked. Raises NotFound."""
    row = find(change.db, station)
    if row is None:
        raise NotFound(gettext("그런 단말이 없어요. 목록을 새로 열어 주세요.", change.lang))
    return row


def find(db: sqlite3.Connection, station: int) -> Station | None:
    """A station that was not revoked, or None."""
    return rows.one(db, Station, f"SELECT * FROM stations WHERE id = ? AND {conditions.NOT_REVOKED}", station)


def called(station: Mapping[str, Any], lang: str) -> str:
    """A station (`role`, `booth`, `name`) as a sentence calls it: 'A03 부스 태블릿', '키오스크 (동문)'."""
    role, name = role_word(station["role"], lang), station["name"]
    if name and name.startswith(role):  # 'Kiosk 2' is a name that says the role
        role, name = name, None
    words = " ".join(filter(None, [station["booth"], role]))
    return f"{words} ({name})" if name else words


def role_word(role: str, lang: str) -> str:
    """What people call a station of this role."""
    return gettext(ROLES.get(role, role), lang)
