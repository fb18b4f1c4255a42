"""Finished codes that a station gives out while it is cut off, and the welcome of a badge nobody has reported yet.

A station fetches its block beforehand (`code.block`); the key that signs codes never leaves the server. The numbers
stand in `reserved_numbers` with `in_block`, beside those of blank badges on paper, which share the counter.
"""

from typing import Any, TypedDict

from badges.code import BadCode, decode, encode
from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.person import visitor_numbers
from kiosk.expo.person.visitor_numbers import ReservedNumber
from kiosk.expo.person.visitors import VisitorShape
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

BLOCK_MAX = 50
# What a station may hold unreported: a tablet asks for 30 while it has fewer than 15, so it needs 44, as many again for
# what it gave out while cut off, and something for answers that were lost on their way. A day later those lapse.
HELD_MAX, HELD_MS = 200, 24 * 60 * days.MIN_MS
WELCOMES = {
    "new": N_("환영합니다! 등록은 곧 확인돼요."),
    "again": N_("다시 오셨네요. 등록은 곧 확인돼요."),
    "back": N_("또 만나서 반가워요! 등록은 곧 확인돼요."),
    "repeat": N_("방금 확인됐어요. 등록은 곧 확인돼요."),
}


class Provisional(TypedDict):
    """A check-in of a badge whose registration had not arrived: its day, and when (ms)."""

    day: str
    at: int


def block(change: Change, *, count: int) -> dict[str, Any]:
    """Finished codes for the asking station to give out while it is cut off: `codes` with number and code.

    50 at a time, and HELD_MAX unreported at most. Raises BadFields (count), Refused wrong_state where the station holds
    enough or no numbers are left.
    """
    if not 1 <= count <= BLOCK_MAX:
        sentence = gettext("번호는 한 번에 1개부터 %(most)s개까지예요.", change.lang, most=BLOCK_MAX)
        raise BadFields({"count": sentence})
    held = change.value(
        "SELECT count(*) FROM reserved_numbers WHERE station_id = ? AND in_block AND state = 'blank' AND reserved_at > ?",
        change.actor.station_id,
        change.now - HELD_MS,
    )
    if held + count > HELD_MAX:
        sentence = N_(
            "이 단말은 끊겨도 쓸 번호를 이미 %(held)s개 갖고 있어요. 나눠 준 명찰의 등록이 도착하면 더 받을 수 있어요."
        )
        raise Refused("wrong_state", gettext(sentence, change.lang, held=held))
    kept = visitor_numbers.reserve(change, count, in_block=True)
    change.record("code.block", first=kept[0], count=count)
    return {
        "codes": [{"number": number, "code": encode(change.badge_key, number, 0)} for number in kept],
        "message": gettext("끊겨도 쓸 번호 %(count)s개를 받았어요.", change.lang, count=count),
    }


def require_own(change: Change, code: str) -> int:
    """The number of this code, when it was reserved for the asking station and nobody has it yet.

    A tablet whose pairing was ended and that is paired anew reports what it gave out before: so a revoked station's
    block is whose has its codes. Raises Refused: unknown_code, wrong_state.
    """
    kept = _kept(change, code)
    if kept is None or not kept["in_block"] or not _is_own(change, kept["station_id"]):
        sentence = gettext("이 단말이 받아 둔 번호가 아니에요. 다른 명찰로 등록해 주세요.", change.lang)
        raise Refused("unknown_code", sentence)
    if kept["state"] != "blank":
        sentence = gettext(
            "%(number)s번은 이미 주인이 있어요. 다른 명찰로 등록해 주세요.",
            change.lang,
            number=kept["number"],
        )
        raise Refused("wrong_state", sentence)
    return kept["number"]


def unreported(change: Change, code: str) -> int | None:
    """The number of a badge that some station gave out and has not reported yet; None for every other code."""
    kept = _kept(change, code)
    return kept["number"] if kept and kept["in_block"] and kept["state"] == "blank" else None


def welcome(change: Change, number: int, today: days.Day) -> dict[str, Any]:
    """Welcome the holder of an unreported badge: kept, and made an arrival once the registration arrives.

    Answers with code `provisional`: welcome, the number, and an agenda that is empty till then.
    """
    how = _how(change, number, today)
    change.update(
        "INSERT INTO provisional_check_ins (number, day, at, scanned_at, station_id) VALUES (?1, ?2, ?3, ?3, ?4)"
        " ON CONFLICT DO UPDATE SET at = min(at, excluded.at), scanned_at = max(scanned_at, excluded.scanned_at)",
        number,
        today.day,
        change.happened_at,
        change.actor.station_id,
    )
    change.record("visitor.check_in", welcome=how, day=today.day, provisional=number)
    return {
        "code": "provisional",
        "message": gettext(WELCOMES[how], change.lang),
        "welcome": how,
        "visitor": _nobody_yet(change, number),
        "agenda": {"appointments": [], "tickets": [], "wishes": [], "suggestions": []},
    }


def take_provisional(change: Change, number: int) -> list[Provisional]:
    """The provisional check-ins of this number, which the caller makes arrivals; each is given once."""
    found = rows.every(
        change.db,
        Provisional,
        "SELECT day, at FROM provisional_check_ins WHERE number = ? AND settled_at IS NULL ORDER BY day",
        number,
    )
    change.update(
        "UPDATE provisional_check_ins SET settled_at = ? WHERE number = ? AND settled_at IS NULL",
        change.now,
        number,
    )
    return found


def _kept(change: Change, code: str) -> ReservedNumber | None:
    try:
        found = decode(change.badge_key, code)
    except BadCode:
        return None
    return visitor_numbers.reserved(change.db, found.number) if found.serial == 0 else None


def _is_own(change: Change, station_id: int | None) -> bool:
    if change.actor.station_id is None:  # a phone was given no block, and may not try codes here
        return False
    ended = change.one("SELECT 1 FROM stations WHERE id = ? AND revoked_at IS NOT NULL", station_id)
    return station_id == change.actor.station_id or ended is not None


def _how(change: Change, number: int, today: days.Day) -> str:
    seen = {
        row["day"]: row["scanned_at"]
        for row in change.all("SELECT day, scanned_at FROM provisional_check_ins WHERE number = ?", number)
    }
    if today.day not in seen:
        return "back" if seen else "new"
    just = abs(change.happened_at - seen[today.day]) < change.settings["repeat_scan_s"] * 1000
    return "repeat" if just else "again"


def _nobody_yet(change: Change, number: int) -> VisitorShape:
    """The visitor as far as it is known: the number on the badge."""
    return {
        "id": None,
        "name": None,
        "enterprise": None,
        "kind": None,
        "need": None,
        "number": number,
        "badge_kind": "visitor",
        "badge": {"code": encode(change.badge_key, number, 0), "number": number, "serial": 0},
    }
