"""The address of a visitor's own page, sent to them before the day: who has opened theirs.

It is the badge's code and opens what the badge opens. The page's script tells, once: a message's preview asks for the page too,
and is nobody.
"""

from typing import Any

from kiosk.data.store import Change
from kiosk.expo.person import visitors


def opened(change: Change, *, code: str) -> dict[str, Any]:
    """A phone has opened the page of this badge; only the first time is kept. Raises Refused: unknown_code, badge_void."""
    row = visitors.require_by_code(change, code)
    first = change.update(
        "UPDATE visitors SET link_opened_at = ? WHERE id = ? AND link_opened_at IS NULL",
        change.happened_at,
        row["id"],
    )
    if first:
        change.record("link.open", visitor_id=row["id"])
    return {}
