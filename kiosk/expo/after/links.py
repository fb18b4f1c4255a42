"""The address at which an agency answers what became of its promises (square/agency_links.py)."""

from typing import Any

from kiosk.data.store import Change
from kiosk.expo.square.agency_links import DAY_MS, Links

LINKS = Links("follow_up_links", "follow_up", "/follow-ups/")


def make(change: Change, *, agency: int, days_open: int | None = None) -> dict[str, Any]:
    """Make the address of an agency (its id) at which it answers, for so many days (`follow_up_link_days`); the one before
    is void. Answers `link` and `url`, which is shown this once. Raises NotFound."""
    expires_at = change.now + (days_open or change.settings["follow_up_link_days"]) * DAY_MS
    return LINKS.make(change, agency, expires_at)
