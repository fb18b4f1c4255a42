"""The address at which an agency marks whom it wishes to meet, and answers what is proposed to it (square/agency_links.py)."""

from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data.store import Change
from kiosk.expo.square import ground
from kiosk.expo.square.agency_links import Links
from kiosk.expo.timetable import reading
from kiosk.language.sentences import gettext

LINKS = Links("mark_links", "timetable", "/timetable/")


def make(change: Change, *, agency: int) -> dict[str, Any]:
    """Make the address of an agency (its id) at which it marks, until the last day is over; the one before is void, its link of
    follow-ups stays. Answers `link` and `url`, which is shown this once. Raises NotFound; Refused wrong_state without days, or once
    they are over."""
    days = ground.of(change.db).days
    if not days:
        raise Refused("wrong_state", gettext(reading.NO_DAYS, change.lang))
    if days[-1].closes_at <= change.now:
        raise Refused("wrong_state", gettext(reading.OVER, change.lang))
    return LINKS.make(change, agency, days[-1].closes_at)
