"""The history of alarms: every five seconds the clock looks which there are, and notes what came and went (`alarm.note`).

Nothing is looked at when something changes: what an alarm costs in work does not grow with what people do
(docs/decisions/alarms.md).
"""

from typing import Any
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Store
from kiosk.expo.figures import alarms
from kiosk.expo.figures.alarms import Alarm, taking
from kiosk.expo.queue import loads
from kiosk.expo.square import days

LOOK_S = 5
NOTED_MOST = 100  # in one entry; the rest is noted by the next look


class AlarmWatch:
    """What one server has seen of alarms; how many waited for each at most is remembered until it is over."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._most: dict[str, int] = {}

    def look(self) -> None:
        """Note what came and went since the last look."""
        found, known = self._now()
        for key, alarm in found.items():
            self._most[key] = max(alarm.people, self._most.get(key, 0))
        raised = [_raised(one) for key, one in found.items() if key not in known][:NOTED_MOST]
        over = sorted(known - found.keys())[:NOTED_MOST]
        if not raised and not over:
            return
        ended = [{"key": key, "people": self._most.pop(key, 0)} for key in over]
        perform(
            self._store, "alarm.note", SYSTEM, {"raised": raised, "ended": ended, "action_id": uuid4().hex}
        )

    def _now(self) -> tuple[dict[str, Alarm], set[str]]:
        """The alarms that there are, and the keys of those noted as open."""
        store, now = self._store, self._store.now()
        with store.read() as db:
            today = days.today(db, now, days.time_zone(db))
            found = alarms.find(
                db,
                loads.of(db, now),
                today,
                now,
                "ko",
                troubles=store.health.troubles(),
                heard=store.heard.all(),
            )
            return {one.key: one for one in found}, set(taking.open_alarms(db))


def _raised(one: Alarm) -> dict[str, Any]:
    return {"key": one.key, "since": one.since, "booth": one.booth, "people": one.people}
