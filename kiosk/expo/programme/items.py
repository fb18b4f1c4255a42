"""Items of the programme: added, changed, cancelled. A file brings them in likewise (`expo/imports/programme.py`)."""

import sqlite3
from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.programme import seats
from kiosk.expo.square import days, gatherings
from kiosk.language.sentences import N_, gettext

Kind = Literal["presentation", "lecture", "performance", "class", "event", "exhibition"]

# In words, as files and forms say them.
KINDS: dict[Kind, str] = {
    "presentation": N_("발표"),
    "lecture": N_("강연"),
    "performance": N_("공연"),
    "class": N_("교육·체험"),
    "event": N_("행사"),
    "exhibition": N_("제품 전시"),
}
CAPACITY_MAX = 100_000


class Item(TypedDict):
    """An item's row; times in ms. `ends_at`: where somebody gave an end; `capacity`: of who fits in, None for no bound.
    `was_*`: when and where it was to be before its last change, at `changed_at`."""

    id: int
    kind: Kind
    title: str
    place: str | None
    host: str | None
    spoken: str | None
    starts_at: int
    ends_at: int | None
    capacity: int | None
    citizens: int
    cancelled_at: int | None
    cancel_reason: str | None
    changed_at: int | None
    was_starts_at: int | None
    was_place: str | None
    gathering_id: int | None


class ItemShape(TypedDict):
    """The contract's item. Times are ISO 8601. `attending`: taken places, badges and citizens together; of these
    `attended` badges were scanned at the door and `citizens` counted by a tap. `waiting`: on the waiting list. `gathering`: its id."""

    id: int
    kind: Kind
    title: str
    place: str | None
    host: str | None
    spoken: str | None
    starts_at: str
    ends_at: str | None
    capacity: int | None
    attending: int
    attended: int
    citizens: int
    waiting: int
    cancelled: bool
    was_starts_at: str | None
    was_place: str | None
    gathering: int | None


_COLUMNS = ", ".join(f"i.{name}" for name in Item.__annotations__)
_SELECT = f"SELECT {_COLUMNS} FROM programme i"


def add(change: Change, **given: Any) -> dict[str, Any]:
    """A new item: title, day (an ISO date), starts and ends (HH:MM), and what else its form says.

    Raises BadFields for what does not fit together, Refused wrong_state where there is the same already.
    """
    values = _values(change, **given)
    _require_new(change, values)
    item = change.insert("programme", **values)
    change.record("programme.add", item=item)
    message = gettext("프로그램에 넣었어요.", change.lang)
    return {"item": shape_now(change, item), "message": _with_clash(change, item, message)}


def change_item(change: Change, *, item: int, **given: Any) -> dict[str, Any]:
    """The whole item anew, as `add` takes it. Who is signed up stays so and is told of another time or place.

    Raises NotFound, BadFields, Refused wrong_state.
    """
    row = require(change, item)
    values = _values(change, **given)
    _require_new(change, values, beside=item)
    is_moved = (row["starts_at"], row["place"]) != (values["starts_at"], values["place"])
    if is_moved:
        values |= moved(row, change.now)
    sets = ", ".join(f"{name} = ?" for name in values)
    change.update(f"UPDATE programme SET {sets} WHERE id = ?", *values.values(), item)
    change.record("programme.change", item=item, moved=is_moved, visitors=seats.signed_up(change.db, item))
    seats.fill(change, item)
    message = gettext("프로그램을 바꿨어요.", change.lang)
    return {"item": shape_now(change, item), "message": _with_clash(change, item, message)}


def moved(row: Item, now: int) -> dict[str, Any]:
    """The columns that say when and where an item was to be until `now` (ms)."""
    return {"changed_at": now, "was_starts_at": row["starts_at"], "was_place": row["place"]}


def cancel(change: Change, *, item: int, reason: str | None = None) -> dict[str, Any]:
    """It does not take place; sign-ups stay, in case it does after all. Raises NotFound, Refused wrong_state."""
    require(change, item)
    done = change.update(
        "UPDATE programme SET cancelled_at = ?, cancel_reason = ? WHERE id = ? AND cancelled_at IS NULL",
        change.now,
        reason,
        item,
    )
    if not done:
        raise Refused("wrong_state", gettext("이미 취소한 프로그램이에요.", change.lang))
    told = seats.signed_up(change.db, item)
    change.record("programme.cancel", item=item, reason=reason, visitors=told)
    message = (
        gettext("취소했어요. 신청한 %(n)s명의 휴대폰과 현황판에 알려요.", change.lang, n=len(told))
        if told
        else gettext("취소했어요. 현황판에 알려요.", change.lang)
    )
    return {"item": shape_now(change, item), "message": message}


def restore(change: Change, *, item: int) -> dict[str, Any]:
    """It takes place after all. Raises NotFound, Refused wrong_state."""
    require(change, item)
    done = change.update(
        "UPDATE programme SET cancelled_at = NULL, cancel_reason = NULL WHERE id = ? AND cancelled_at IS NOT NULL",
        item,
    )
    if not done:
        raise Refused("wrong_state", gettext("취소하지 않은 프로그램이에요.", change.lang))
    change.record("programme.restore", item=item, visitors=seats.signed_up(change.db, item))
    seats.fill(change, item)
    return {
        "item": shape_now(change, item),
        "message": gettext("취소를 되돌렸어요. 예정대로 열려요.", change.lang),
    }


def find(db: sqlite3.Connection, item_id: int) -> Item | None:
    return rows.one(db, Item, f"{_SELECT} WHERE i.id = ?", item_id)


def require(change: Change, item_id: int) -> Item:
    """The item of this id. Raises NotFound."""
    if row := find(change.db, item_id):
        return row
    raise NotFound(gettext("그런 프로그램이 없어요. 목록을 새로 열어 주세요.", change.lang))


def require_on(change: Change, item_id: int) -> Item:
    """The same, not cancelled. Raises NotFound, Refused wrong_state."""
    row = require(change, item_id)
    if row["cancelled_at"] is not None:
        raise Refused("wrong_state", gettext("취소된 프로그램이에요: %(title)s", change.lang, **row))
    return row


def between(db: sqlite3.Connection, since: int, until: int) -> list[Item]:
    """The items that begin from `since` until before `until` (ms), in their order."""
    return rows.every(
        db,
        Item,
        f"{_SELECT} WHERE i.starts_at >= ? AND i.starts_at < ? ORDER BY i.starts_at, i.id",
        since,
        until,
    )


def every(db: sqlite3.Connection) -> list[Item]:
    """The whole programme, in its order."""
    return rows.every(db, Item, f"{_SELECT} ORDER BY i.starts_at, i.id")


def until(row: Item | Mapping[str, Any]) -> int:
    """When it is over (ms), about so where nobody gave an end."""
    return int(row["ends_at"] or row["starts_at"] + conditions.ITEM_MS)


def shape(row: Item, taken: seats.Taken, zone: str) -> ItemShape:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "title": row["title"],
        "place": row["place"],
        "host": row["host"],
        "spoken": row["spoken"],
        "starts_at": str(days.iso(row["starts_at"], zone)),
        "ends_at": days.iso(row["ends_at"], zone),
        "capacity": row["capacity"],
        "attending": taken["seated"] + row["citizens"],
        "attended": taken["attended"],
        "citizens": row["citizens"],
        "waiting": taken["waiting"],
        "cancelled": row["cancelled_at"] is not None,
        "was_starts_at": days.iso(row["was_starts_at"], zone),
        "was_place": row["was_place"],
        "gathering": row["gathering_id"],
    }


def shape_now(change: Change, item_id: int) -> ItemShape:
    """The item for the answer of an action."""
    row = require(change, item_id)
    return shape(row, seats.taken(change.db, item_id), change.time_zone)


def _values(
    change: Change,
    *,
    title: str,
    day: str,
    starts: str,
    ends: str | None = None,
    kind: Kind = "event",
    place: str | None = None,
    host: str | None = None,
    spoken: str | None = None,
    capacity: int | None = None,
    gathering: int | None = None,
) -> dict[str, Any]:
    if gathering is not None:
        gatherings.require(change, gathering)
    wrong: dict[str, str] = {}
    expo_days = [one.day for one in days.all_days(change.db)]
    if day not in expo_days:
        sentence = N_("day: 박람회 날 가운데 하나여야 해요: %(days)s")
        wrong["day"] = gettext(sentence, change.lang, days=", ".join(expo_days) or "-")
    if ends and ends <= starts:
        sentence = N_("ends: 끝나는 시각은 시작(%(starts)s)보다 뒤여야 해요.")
        wrong["ends"] = gettext(sentence, change.lang, starts=starts)
    if wrong:
        raise BadFields(wrong)
    return {
        "title": title,
        "kind": kind,
        "starts_at": days.at_local(day, starts, change.time_zone),
        "ends_at": days.at_local(day, ends, change.time_zone) if ends else None,
        "place": place,
        "host": host,
        "spoken": spoken,
        "capacity": capacity,
        "gathering_id": gathering,
    }


def _require_new(change: Change, values: dict[str, Any], beside: int = 0) -> None:
    """The schema holds it too: one item of a title at a time."""
    same = "SELECT 1 FROM programme WHERE starts_at = ? AND title = ? AND id <> ?"
    if change.one(same, values["starts_at"], values["title"], beside):
        raise Refused("wrong_state", gettext("같은 시각에 같은 프로그램이 이미 있어요.", change.lang))


def _with_clash(change: Change, item_id: int, message: str) -> str:
    """The message, and what else takes place there meanwhile."""
    row = require(change, item_id)
    others = [one for one in every(change.db) if one["id"] != item_id and one["cancelled_at"] is None]
    clash = next((one for one in others if clashes(row, one)), None)
    if clash is None:
        return message
    sentence = N_("%(place)s에 같은 시간의 ‘%(title)s’도 있으니 확인해 주세요.")
    return f"{message} {gettext(sentence, change.lang, **clash)}"


def clashes(one: Item | Mapping[str, Any], other: Item | Mapping[str, Any]) -> bool:
    """Whether both are to take place at one place at one time. An exhibition leaves room for what goes on in it."""
    is_shared = one["place"] is not None and one["place"] == other["place"]
    is_long = "exhibition" in (one["kind"], other["kind"])
    return bool(
        is_shared and not is_long and one["starts_at"] < until(other) and other["starts_at"] < until(one)
    )
