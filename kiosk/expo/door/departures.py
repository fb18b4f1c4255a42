"""Leaving for the day, and citizens who only look around: counted by a tap, apart from persons."""

import sqlite3
from typing import Any

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import Change
from kiosk.expo.door import arrivals
from kiosk.expo.person import visitors
from kiosk.expo.queue import tickets
from kiosk.language.sentences import gettext

CITIZENS_AT_ONCE = 50


def check_out(change: Change, *, code: str | None = None, visitor: int | None = None) -> dict[str, Any]:
    """A visitor leaves for today: nobody calls them, their places stay should they come back.

    Raises Refused: unknown_code, badge_void, not_today, not_checked_in, wrong_state (called or in a meeting).
    """
    row = visitors.of(change, code, visitor)
    today = arrivals.require_in(change, row)
    if any(place["state"] in ("called", "serving") for place in tickets.of_visitor(change.db, row["id"])):
        raise Refused(
            "wrong_state", gettext("지금 부르고 있거나 상담 중이에요. 끝난 뒤에 나가 주세요.", change.lang)
        )
    change.update(
        "UPDATE arrivals SET left_at = max(?1, at) WHERE visitor_id = ?2 AND day = ?3 AND undone_at IS NULL"
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


def count_citizens(change: Change, *, count: int) -> dict[str, Any]:
    """Count citizens who came in without a badge; a negative count takes a slip of the finger back.

    Raises BadFields, Refused: not_today, wrong_state (fewer than none).
    """
    if not count or abs(count) > CITIZENS_AT_ONCE:
        raise BadFields({"count": gettext("한 번에 1명부터 50명까지 세요(되돌릴 때는 -1).", change.lang)})
    today = arrivals.require_expo_day(change)
    if citizens_on(change.db, today.day) + count < 0:
        raise Refused("wrong_state", gettext("센 것보다 많이 되돌릴 수는 없어요.", change.lang))
    change.record("citizen.count", count=count, day=today.day)
    return {
        "citizens_today": citizens_on(change.db, today.day),
        "message": gettext("시민 %(count)s명을 세었어요.", change.lang, count=count),
    }


def citizens_on(db: sqlite3.Connection, day: str) -> int:
    """Citizens counted on this day."""
    row = db.execute(
        "SELECT coalesce(sum(json_extract(detail, '$.count')), 0) AS citizens FROM journal"
        " WHERE kind = 'citizen.count' AND json_extract(detail, '$.day') = ?",
        (day,),
    ).fetchone()
    return int(row["citizens"])
