"""Signing up for an item of the programme: first come, first seated; the rest wait in that order (`seats.py`)."""

from typing import Any, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.programme import items, seats
from kiosk.expo.programme.items import Item
from kiosk.expo.square import closings, days, ground
from kiosk.language.sentences import gettext


class SignUp(TypedDict):
    """Somebody's sign-up for an item; times in ms, `at_door` (they came without signing up) and `callable` 0 or 1."""

    id: int
    seated_at: int | None
    attended_at: int | None
    at_door: int
    callable: int


def sign_up(
    change: Change, *, item: int, code: str | None = None, visitor: int | None = None
) -> dict[str, Any]:
    """A seat for this visitor, or the last place on the waiting list (code `waiting_list`, with `ahead`: how many wait before
    them).

    Raises NotFound, Refused: unknown_code, badge_void, not_confirmed, day_closed, wrong_state (cancelled, over, an exhibition),
    already_waiting (signed up already).
    """
    row, person = items.require(change, item), visitors.of(change, code, visitor)
    visitors.require_own(change, person["id"])
    visitors.require_confirmed(change, person)
    _require_open(change, row)
    if found := of(change, item, person["id"]):
        sentence = _already(found, change.lang)
        raise Refused("already_waiting", sentence, item=items.shape_now(change, item))
    seated = change.trail.choose("seated", lambda: has_room(change, item))
    add(change, item, person["id"], seated=seated)
    change.record(
        "programme.sign_up",
        visitor_id=person["id"],
        item=item,
        outcome=seats.SEATED if seated else seats.WAITING,
    )
    answer = {"item": items.shape_now(change, item)}
    if seated:
        return answer | {"message": _with_clash(change, row, person, _seated(change, row))}
    ahead = seats.taken(change.db, item)["waiting"] - 1
    sentence = gettext(
        "자리가 차서 대기 %(n)s번째로 넣었어요. 자리가 나면 휴대폰에 알려 드려요.", change.lang, n=ahead + 1
    )
    return answer | {"code": "waiting_list", "ahead": ahead, "message": sentence}


def leave(
    change: Change, *, item: int, code: str | None = None, visitor: int | None = None
) -> dict[str, Any]:
    """Not to come after all: the first who waits moves up. Raises NotFound, Refused: unknown_code, badge_void, wrong_state
    (not signed up, or there already)."""
    items.require(change, item)
    person = visitors.of(change, code, visitor)
    visitors.require_own(change, person["id"])
    found = require(change, item, person)
    if found["attended_at"] is not None:
        raise Refused("wrong_state", gettext("이미 참석한 프로그램이에요.", change.lang))
    end(change, item, found["id"])
    change.record("programme.leave", visitor_id=person["id"], item=item)
    seats.fill(change, item)
    return {
        "item": items.shape_now(change, item),
        "message": gettext("신청을 취소했어요. 자리는 다음 분께 드려요.", change.lang),
    }


def call_me(
    change: Change, *, item: int, on: bool, code: str | None = None, visitor: int | None = None
) -> dict[str, Any]:
    """Whether booths may call this visitor out of the item. Raises NotFound, Refused: unknown_code, badge_void,
    wrong_state (not signed up)."""
    row, person = items.require(change, item), visitors.of(change, code, visitor)
    visitors.require_own(change, person["id"])
    found = require(change, item, person)
    change.update("UPDATE sign_ups SET callable = ? WHERE id = ?", int(on), found["id"])
    change.record("programme.call_me", visitor_id=person["id"], item=item, on=on)
    sentence = (
        gettext("프로그램 중에도 차례가 되면 불러 드려요.", change.lang)
        if on
        else gettext(
            "%(time)s까지 부르지 않아요. 자리는 그대로 있어요.",
            change.lang,
            time=days.clock_text(items.until(row), change.time_zone),
        )
    )
    return {"item": items.shape_now(change, item), "message": sentence}


def of(change: Change, item_id: int, visitor_id: int) -> SignUp | None:
    return rows.one(
        change.db,
        SignUp,
        "SELECT id, seated_at, attended_at, at_door, callable FROM sign_ups WHERE item_id = ? AND visitor_id = ?"
        f" AND {conditions.SIGNED_UP}",
        item_id,
        visitor_id,
    )


def require(change: Change, item_id: int, person: Visitor) -> SignUp:
    """The visitor's sign-up. Raises Refused wrong_state."""
    if found := of(change, item_id, person["id"]):
        return found
    raise Refused("wrong_state", gettext("신청하지 않은 프로그램이에요.", change.lang))


def has_room(change: Change, item_id: int) -> bool:
    """Whether a seat is free that nobody on the waiting list comes before."""
    free = seats.free(change, item_id)
    return free is None or free > 0


def add(change: Change, item_id: int, visitor_id: int, *, seated: bool, attended: int | None = None) -> int:
    """A new sign-up; `attended`: when (ms) its owner came in, for who came without signing up."""
    return change.insert(
        "sign_ups",
        item_id=item_id,
        visitor_id=visitor_id,
        signed_at=change.now,
        seated_at=change.now if seated else None,
        attended_at=attended,
        at_door=int(attended is not None),
    )


def end(change: Change, item_id: int, sign_up_id: int) -> None:
    change.update(
        f"UPDATE sign_ups SET left_at = ? WHERE id = ? AND item_id = ? AND {conditions.SIGNED_UP}",
        change.now,
        sign_up_id,
        item_id,
    )


def carry(change: Change, gone: int, stays: int) -> None:
    """One person registered twice: what only `gone` was signed up for, `stays` is now, in its place of the order."""
    change.update(
        f"UPDATE OR IGNORE sign_ups SET visitor_id = ? WHERE visitor_id = ? AND {conditions.SIGNED_UP}",
        stays,
        gone,
    )
    for row in change.all(
        f"SELECT id, item_id FROM sign_ups WHERE visitor_id = ? AND {conditions.SIGNED_UP}", gone
    ):
        end(change, row["item_id"], row["id"])
        seats.fill(change, row["item_id"])


def _require_open(change: Change, row: Item) -> None:
    items.require_on(change, row["id"])
    if row["kind"] == "exhibition":
        raise Refused("wrong_state", gettext("신청하지 않고 언제든 둘러볼 수 있어요.", change.lang))
    if change.now >= items.until(row):
        raise Refused("wrong_state", gettext("이미 끝난 프로그램이에요.", change.lang))
    if day := ground.of(change.db).today(row["starts_at"]):
        closings.require_open(change, day)


def _seated(change: Change, row: Item) -> str:
    return gettext(
        "%(time)s %(title)s에 신청했어요. 그동안은 부스에서 부르지 않아요.",
        change.lang,
        time=days.clock_text(row["starts_at"], change.time_zone),
        title=row["title"],
    )


def _with_clash(change: Change, row: Item, person: Visitor, message: str) -> str:
    """The message, and what else at that time this person has a seat for."""
    clash = change.one(
        "SELECT i.title FROM sign_ups s JOIN programme i ON i.id = s.item_id WHERE s.visitor_id = ?"
        f" AND {conditions.has_seat()} AND i.id <> ? AND i.cancelled_at IS NULL"
        f" AND i.starts_at < ? AND {conditions.item_until()} > ? LIMIT 1",
        person["id"],
        row["id"],
        items.until(row),
        row["starts_at"],
    )
    if clash is None:
        return message
    return f"{message} {gettext('같은 시간의 ‘%(title)s’도 신청되어 있어요.', change.lang, **clash)}"


def _already(found: SignUp, lang: str) -> str:
    if found["seated_at"] is None:
        return gettext("이미 대기 명단에 있어요.", lang)
    return gettext("이미 신청한 프로그램이에요.", lang)
