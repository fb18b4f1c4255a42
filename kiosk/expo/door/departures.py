"""Leaving for the day: nobody calls who left, their places stay."""

from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data import conditions
from kiosk.data.store import Change
from kiosk.expo.person import presence, visitors
from kiosk.expo.queue import tickets
from kiosk.language.sentences import gettext


def check_out(change: Change, *, code: str | None = None, visitor: int | None = None) -> dict[str, Any]:
    """A visitor leaves for today: nobody calls them, their places stay should they come back.

    Raises Refused: unknown_code, badge_void, not_today, not_checked_in, wrong_state (called or in a meeting).
    """
    row = visitors.of(change, code, visitor)
    today = presence.require_in(change, row)
    if tickets.is_busy(change.db, row["id"]):
        raise Refused(
            "wrong_state", gettext("지금 부르고 있거나 상담 중이에요. 끝난 뒤에 나가 주세요.", change.lang)
        )
    change.update(
        f"UPDATE arrivals SET left_at = max(?1, at) WHERE visitor_id = ?2 AND day = ?3 AND {conditions.CAME}"
        " AND NOT EXISTS (SELECT 1 FROM visitors v WHERE v.id = ?2 AND v.scanned_at > ?1)",  # scanned since: back again
        change.happened_at,
        row["id"],
        today.day,
    )
    change.record("visitor.check_out", visitor_id=row["id"], day=today.day)
    return {
        "visitor": visitors.shape(change.badge_key, row),
        "message": gettext(
            "%(number)s번, 안녕히 가세요. 다시 오시면 명찰을 비춰 주세요.", change.lang, number=row["number"]
        ),
    }
