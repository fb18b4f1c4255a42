"""Listens to what people are told in a run, and writes it down for `reliability.py`."""

from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.data.store import Store
from kiosk.expo.queue import loads
from kiosk.expo.queue.promises import Promises
from kiosk.simulation.reliability import RENEWED_MS, Told

HOUR_MS = 3_600_000


class _Place(TypedDict):
    """A place that somebody holds; `ahead` of those who wait; ms."""

    id: int
    booth_id: int
    state: str
    joined_at: int
    expected_p50_ms: int | None
    expected_p80_ms: int | None
    ahead: int


class Telling:
    """Every place that was told when somebody would sit down, by its ticket."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: dict[int, Told] = {}

    def look(self, visitor_id: int, now: int, day: int, opens_at: int) -> None:
        """Note the places that this person was told of just now, and renew what they were told before."""
        with self._store.read() as db:
            held = rows.every(
                db,
                _Place,
                "SELECT t.id, t.booth_id, t.state, t.joined_at, t.expected_p50_ms, t.expected_p80_ms,"
                " (SELECT count(*) FROM tickets o WHERE o.booth_id = t.booth_id AND o.state = 'waiting'"
                "  AND o.rank < t.rank) AS ahead"
                f" FROM tickets t WHERE t.visitor_id = ? AND {conditions.live('t')}",
                visitor_id,
            )
            places = [one for one in held if one["state"] == "waiting" and one["expected_p80_ms"] is not None]
            if not places:
                return
            state = loads.of(db, now)
            promises = Promises(db, state, visitor_id, now)
            for one in places:
                if (told := self._told.get(one["id"])) is not None:
                    _renew(told, now + promises.of(one["booth_id"], one["ahead"])[1])
                elif one["joined_at"] == now:
                    self._told[one["id"]] = self._first(one, state, now, day, opens_at, len(held) - 1)

    def _first(self, one: _Place, state: loads.Loads, now: int, day: int, opens_at: int, held: int) -> Told:
        p50, p80 = one["expected_p50_ms"] or 0, one["expected_p80_ms"] or 0
        before = max(0, state.waiting[one["booth_id"]] - 1)  # who joins is counted now
        return Told(
            now,
            (now - opens_at) // HOUR_MS,
            day,
            state.booths[one["booth_id"]]["number"],
            held,
            (p50, p80),
            state.wait_ms(one["booth_id"], before),
            now + p80,
        )

    def found(self) -> list[Told]:
        """All of them with when they sat down, of whoever waited for it to the end."""
        with self._store.read() as db:
            ended = {
                row["id"]: (row["started_at"], row["state"])
                for row in db.execute("SELECT id, started_at, state FROM tickets")
            }
            closes = {
                index: row["closes_at"]
                for index, row in enumerate(db.execute("SELECT closes_at FROM days ORDER BY day"))
            }
        found = []
        for ticket, one in self._told.items():
            sat_at, state = ended[ticket]
            if state == "no_show":
                continue  # called in time, and did not come
            # What was told on one day says nothing of the next.
            one.sat_at = sat_at if sat_at is not None and sat_at <= closes[one.day] + HOUR_MS else None
            found.append(one)
        return found


def _renew(told: Told, due: float) -> None:
    if due > told.due + RENEWED_MS:
        told.moved += 1
        told.by_ms += due - told.due
        told.due = due
