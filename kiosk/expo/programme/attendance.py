"""Who comes in at an item's door: badges by a scan, citizens without one by a tap. Neither is a check-in."""

from typing import Any

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.programme import items, seats, sign_ups
from kiosk.expo.programme.items import Item
from kiosk.expo.square import closings, days
from kiosk.language.sentences import N_, gettext

CITIZENS_AT_ONCE = 50


def attend(
    change: Change, *, item: int, code: str | None = None, citizens: int | None = None
) -> dict[str, Any]:
    """Let somebody in: who has a seat, or whoever fits in beside those who have one; once it has begun, who stands there comes
    before who does not. `citizens`: how many without a badge, a negative number takes taps back.

    Answers `welcome` of a badge: `new`, or `again` for who is in already. Raises NotFound, BadFields, Refused: unknown_code,
    badge_void, not_confirmed, not_today, day_closed, wrong_state (cancelled), full.
    """
    row = items.require(change, item)
    if citizens is not None:
        return _count(change, row, citizens)
    person = visitors.require_by_code(change, code or "")
    visitors.require_confirmed(change, person)
    _require_today(change, row)
    found = sign_ups.of(change, item, person["id"])
    answer = {"visitor": visitors.shape(change.badge_key, person)}
    if found and found["attended_at"] is not None:
        message = gettext("이미 들어온 명찰이에요.", change.lang)
        return answer | {"item": items.shape_now(change, item), "welcome": "again", "message": message}
    if found is None or found["seated_at"] is None:
        _make_room(change, row)
    was_signed_up = found is not None
    if found is None:
        sign_ups.add(change, item, person["id"], seated=True, attended=change.happened_at)
    else:
        change.update(
            "UPDATE sign_ups SET attended_at = ?, seated_at = coalesce(seated_at, ?) WHERE id = ? AND attended_at IS NULL",
            change.happened_at,
            change.now,
            found["id"],
        )
    change.record("programme.attend", visitor_id=person["id"], item=item)
    message = (
        gettext("신청하신 분이에요. 어서 오세요.", change.lang)
        if was_signed_up
        else gettext("자리가 있어요. 어서 오세요.", change.lang)
    )
    return answer | {"item": items.shape_now(change, item), "welcome": "new", "message": message}


def undo_attend(change: Change, *, item: int, visitor: int) -> dict[str, Any]:
    """The wrong badge was scanned, or its owner did not come in: a sign-up stays as it was, and who came without one has none.

    Raises NotFound, Refused wrong_state.
    """
    items.require(change, item)
    person = visitors.require(change, visitor)
    found = sign_ups.of(change, item, visitor)
    if found is None or found["attended_at"] is None:
        raise Refused("wrong_state", gettext("들어온 기록이 없는 명찰이에요.", change.lang))
    change.update("UPDATE sign_ups SET attended_at = NULL WHERE id = ?", found["id"])
    if found["at_door"]:
        sign_ups.end(change, item, found["id"])
    change.record("programme.undo_attend", visitor_id=visitor, item=item)
    seats.fill(change, item)
    message = gettext("%(number)s번의 참석을 취소했어요.", change.lang, number=person["number"])
    return {"item": items.shape_now(change, item), "message": message}


def _count(change: Change, row: Item, citizens: int) -> dict[str, Any]:
    if not citizens or abs(citizens) > CITIZENS_AT_ONCE:
        sentence = N_("citizens: 한 번에 1명부터 50명까지 세요(되돌릴 때는 -1).")
        raise BadFields({"citizens": gettext(sentence, change.lang)})
    _require_today(change, row)
    if row["citizens"] + citizens < 0:
        raise Refused("wrong_state", gettext("센 것보다 많이 되돌릴 수는 없어요.", change.lang))
    if citizens > 0:
        _make_room(change, row, citizens)
    change.update("UPDATE programme SET citizens = citizens + ? WHERE id = ?", citizens, row["id"])
    change.record("programme.attend", item=row["id"], citizens=citizens)
    if citizens < 0:
        seats.fill(change, row["id"])
    now = items.shape_now(change, row["id"])
    message = gettext("시민 %(n)s명을 세었어요.", change.lang, n=now["citizens"])
    return {"item": now, "message": message}


def _require_today(change: Change, row: Item) -> None:
    items.require_on(change, row["id"])
    day = days.date_of(row["starts_at"], change.time_zone)
    if day != days.date_of(change.happened_at, change.time_zone):
        sentence = N_("오늘 프로그램이 아니에요. %(day)s에 열려요.")
        raise Refused("not_today", gettext(sentence, change.lang, day=day))
    closings.require_open(change)


def _make_room(change: Change, row: Item, wanted: int = 1) -> None:
    """Raises Refused full."""
    if seats.make_room(change, row["id"], wanted):
        return
    begun = change.now >= row["starts_at"]
    sentence = (
        N_("정원 %(capacity)s명이 찼어요. 더 들어와도 되면 운영본부에서 정원을 늘려 주세요.")
        if begun
        else N_("신청한 분들의 자리예요. %(time)s에 시작한 뒤 빈자리가 나면 들어올 수 있어요.")
    )
    time = days.clock_text(row["starts_at"], change.time_zone)
    said = gettext(sentence, change.lang, capacity=row["capacity"], time=time)
    raise Refused("full", said, item=items.shape_now(change, row["id"]))
