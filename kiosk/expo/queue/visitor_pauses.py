"""A visitor's pause: nobody calls them, every place stays. It has a budget a day and ends by itself."""

from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data.store import Change
from kiosk.expo.person import presence, visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import tickets
from kiosk.expo.square import days
from kiosk.language.sentences import gettext


def pause(change: Change, *, visitor: int | None = None, code: str | None = None) -> dict[str, Any]:
    """Not to be called for a while, until `visitor.resume` or until the day's budget is used up.

    Raises Refused: not_checked_in, wrong_state (paused already, no budget left, called or in a meeting).
    """
    row = _own(change, visitor, code)
    presence.require_in(change, row)
    budget_ms = change.settings["visitor_pause_min"] * days.MIN_MS
    left_ms = budget_ms - used_ms(row, change.now, change.time_zone)
    if row["paused_at"] is not None:
        raise Refused("wrong_state", gettext("이미 쉬는 중이에요.", change.lang))
    if left_ms <= 0:
        raise Refused("wrong_state", gettext("오늘 쉴 수 있는 시간을 모두 썼어요.", change.lang))
    if tickets.is_busy(change.db, row["id"]):
        raise Refused(
            "wrong_state", gettext("지금 부르고 있거나 상담 중이에요. 끝난 뒤에 쉬어 주세요.", change.lang)
        )
    until = change.now + left_ms
    change.update(
        "UPDATE visitors SET paused_at = ?, pause_until = ?, paused_ms = ? WHERE id = ? AND paused_at IS NULL",
        change.now,
        until,
        budget_ms - left_ms,
        row["id"],
    )
    change.record("visitor.pause", visitor_id=row["id"], until=until)
    return {
        "visitor": visitors.shape(change.badge_key, visitors.require(change, row["id"])),
        "until": days.iso(until, change.time_zone),
        "message": gettext(
            "%(time)s까지 부르지 않아요. 자리는 그대로 있어요.",
            change.lang,
            time=days.clock_text(until, change.time_zone),
        ),
    }


def resume(change: Change, *, visitor: int | None = None, code: str | None = None) -> dict[str, Any]:
    """Be called again. Raises Refused wrong_state when not paused."""
    row = _own(change, visitor, code)
    if row["paused_at"] is None:
        raise Refused("wrong_state", gettext("쉬는 중이 아니에요.", change.lang))
    change.update(
        "UPDATE visitors SET paused_ms = ?, paused_at = NULL, pause_until = NULL WHERE id = ? AND paused_at = ?",
        used_ms(row, change.now, change.time_zone),
        row["id"],
        row["paused_at"],
    )
    change.record("visitor.resume", visitor_id=row["id"])
    return {
        "visitor": visitors.shape(change.badge_key, visitors.require(change, row["id"])),
        "message": gettext("다시 불러 드려요.", change.lang),
    }


def used_ms(row: Visitor, now: int, zone: str) -> int:
    """How much of the day's budget is used, a running pause included; each day begins anew."""
    since = row["paused_at"]
    running = now - since if since is not None else 0
    before = row["paused_ms"] if row["scanned_at"] and _same_day(row["scanned_at"], now, zone) else 0
    return int(before + running)


def _same_day(one: int, other: int, zone: str) -> bool:
    return days.date_of(one, zone) == days.date_of(other, zone)


def _own(change: Change, visitor: int | None, code: str | None) -> Visitor:
    row = visitors.of(change, code, visitor)
    tickets.require_own(change, row["id"])
    return row
