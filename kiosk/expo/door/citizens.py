"""Citizens who only look around: counted by a tap, apart from persons."""

import sqlite3
from typing import Any

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import Change
from kiosk.expo.person import presence
from kiosk.language.sentences import gettext

CITIZENS_AT_ONCE = 50


def count(change: Change, *, count: int) -> dict[str, Any]:
    """Count citizens who came in without a badge; a negative count takes a slip of the finger back.

    Raises BadFields, Refused: not_today, day_closed, wrong_state (fewer than none).
    """
    if not count or abs(count) > CITIZENS_AT_ONCE:
        raise BadFields({"count": gettext("한 번에 1명부터 50명까지 세요(되돌릴 때는 -1).", change.lang)})
    today = presence.require_open_day(change)
    if counted_on(change.db, today.day) + count < 0:
        raise Refused("wrong_state", gettext("센 것보다 많이 되돌릴 수는 없어요.", change.lang))
    change.record("citizen.count", count=count, day=today.day)
    return {
        "citizens_today": counted_on(change.db, today.day),
        "message": gettext("시민 %(count)s명을 세었어요.", change.lang, count=count),
    }


def counted_on(db: sqlite3.Connection, day: str) -> int:
    """Citizens counted on this day."""
    row = db.execute(
        "SELECT coalesce(sum(json_extract(detail, '$.count')), 0) AS citizens FROM journal"
        " WHERE kind = 'citizen.count' AND json_extract(detail, '$.day') = ?",
        (day,),
    ).fetchone()
    return int(row["citizens"])
