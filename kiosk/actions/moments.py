"""When an action happened that a cut-off station sends later.

The station's own clock says how long ago it was: `sent_at` less `at`. That clock may have been set meanwhile, so it is
believed only where what it says is possible. Otherwise the action counts as done when it arrived, and its journal entry is
marked `time_unknown`. Nothing is refused for its time.
"""

from typing import Any, NamedTuple

from badges.code import BadCode, decode
from kiosk.actions.verb import Verb
from kiosk.data.store import Change
from kiosk.expo.square import days, ground
from kiosk.expo.square.days import MIN_MS, Day

SLACK_MS = MIN_MS  # clocks and networks may differ so much without anything being wrong
DAY_MS = 24 * 60 * MIN_MS
LATE_MAX_MS = 3 * DAY_MS
EARLY_MS = 4 * 60 * MIN_MS  # earlier than so long before opening nobody is on the square


class Moment(NamedTuple):
    """`at` in ms. `is_known`: it is what the station's clock said; otherwise only the arrival is known."""

    at: int
    is_known: bool


class Bounds(NamedTuple):
    """What is possible: not before `since` (ms), and within one of `spans` (ms) unless that is None."""

    since: int = 0
    spans: tuple[tuple[int, int], ...] | None = None


def decide(now: int, behind_ms: int, bounds: Bounds) -> Moment:
    """When an action happened that arrived at `now`. By its station's clock that was `behind_ms` ago (negative: later)."""
    told = now - behind_ms
    possible = (
        0 <= behind_ms <= LATE_MAX_MS
        and told >= bounds.since - SLACK_MS
        and (bounds.spans is None or any(first <= told < end for first, end in bounds.spans))
    )
    return Moment(told, True) if possible else Moment(now, abs(behind_ms) <= SLACK_MS)


def of(change: Change, row: Verb, values: dict[str, Any], behind_ms: int) -> Moment:
    """When the action of this verb with these values happened. It has arrived now."""
    if not 0 < behind_ms <= LATE_MAX_MS:
        return decide(change.now, behind_ms, Bounds())  # what is looked up below needs a time that is a date
    since = max(_known_since(change, values), _in_touch_since(change, change.now - behind_ms))
    spans = None
    if row.on_expo_days:
        spans = tuple(_span(day, change.time_zone) for day in ground.of(change.db).days)
    return decide(change.now, behind_ms, Bounds(since, spans))


def _span(day: Day, zone: str) -> tuple[int, int]:
    """When people can be on the square on this day (ms): from four hours before opening, that date's midnight at the
    earliest, to the next midnight."""
    midnight = days.at_local(day.day, "00:00", zone)
    return max(midnight, day.opens_at - EARLY_MS), midnight + DAY_MS


def _in_touch_since(change: Change, told: int) -> int:
    """When the station was last heard today, if `told` is on another day; otherwise 0 (ms).

    A station sends what it kept before anything new. So once it was heard today, what it tells happened today. The last
    two minutes don't count: it may just have come back, and still be sending what it kept.
    """
    today = days.date_of(change.now, change.time_zone)
    if change.actor.station_id is None or days.date_of(told, change.time_zone) == today:
        return 0
    heard_at = change.value(
        "SELECT at FROM journal WHERE station_id = ? AND at <= ? AND at - happened_at <= ? ORDER BY seq DESC LIMIT 1",
        change.actor.station_id,
        change.now - 2 * SLACK_MS,
        SLACK_MS,
    )
    return heard_at if heard_at and days.date_of(heard_at, change.time_zone) == today else 0


def _known_since(change: Change, values: dict[str, Any]) -> int:
    """Since when what the action is about exists (ms), 0 where that is not known."""
    found = [change.value(sql, values[name]) for name, sql in _SINCE.items() if name in values]
    if "code" in values:
        found.append(_badge_since(change, values["code"]))
    return max((one for one in found if one), default=0)


def _badge_since(change: Change, code: str) -> int | None:
    try:
        number = decode(change.badge_key, code).number
    except BadCode:
        return None
    visitor = change.value("SELECT id FROM visitors WHERE number = ?", number)
    since: int | None = change.value(_SINCE["visitor"], visitor) if visitor else None
    return since


_SINCE = {
    # Who came from a file, or holds a reserved badge, was known before the server heard of them. Of merged registrations
    # the earliest counts.
    "visitor": (
        "SELECT min(CASE WHEN v.source = 'import' OR r.number IS NOT NULL THEN 0 ELSE v.registered_at END)"
        " FROM visitors v LEFT JOIN reserved_numbers r ON r.visitor_id = v.id WHERE v.id = ?1 OR v.merged_into = ?1"
    ),
    "ticket": "SELECT joined_at FROM tickets WHERE id = ?",
    "consultation": "SELECT started_at FROM consultations WHERE id = ?",
}
