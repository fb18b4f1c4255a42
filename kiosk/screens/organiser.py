"""The organiser's page (`organiser`): figures with their last hour, the square, alarms, every booth, the feed."""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypedDict

from kiosk.data.health import Trouble
from kiosk.data.heard import Heard
from kiosk.expo.figures import alarms, figures
from kiosk.expo.meeting import forgotten
from kiosk.expo.queue import able, loads
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import booths, days, stations, waits
from kiosk.expo.square.booths import Booth
from kiosk.language.sentences import reworded
from kiosk.screens import Part, Shown, organiser_ahead, organiser_alarms, organiser_day, organiser_map
from kiosk.screens.agencies import agency_name
from kiosk.screens.feed import feed

CROWDED = (1, 3, 5, 8, 12)  # how many waiting make a booth one shade darker


class Seat(TypedDict):
    """Who is called to a counter or sits there, and since how many minutes."""

    counter: int | None
    number: int
    state: str
    min: int


class BoothRow(TypedDict):
    """One booth: how full it is (`level` 0 to 5), how many who wait could come now (`able`), what goes on at
    its counters, what came of today's meetings; `full`: it takes no new places."""

    number: str
    agency: str
    state: str
    counters: int
    waiting: int
    level: int
    wait_min: list[int] | None
    seats: list[Seat]
    free: int
    able: int
    full: bool
    reason: str | None
    result: figures.BoothResults


class Cell(TypedDict):
    """A booth on the map: where, how full, and the level of its worst alarm that nobody sees to (None: it has none)."""

    number: str
    agency: str
    state: str
    waiting: int
    able: int
    level: int
    free: int
    alarm: int | None
    spot: organiser_map.Spot


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    troubles: Sequence[Trouble] = (),
    heard: Mapping[int, Heard] | None = None,
    square: Loads | None = None,
    pause: Callable[[], Any] = lambda: None,
) -> Shown:
    """The whole square as organisers see it, and the server's own `troubles`. `touched` is not used: what did not
    change is not sent again anyway. `pause` is called between any two pieces that take a millisecond or more."""
    return OrganiserLook(db, now, lang, troubles, heard, square, pause).shown()


class OrganiserLook:
    """One look at the square."""

    def __init__(
        self,
        db: sqlite3.Connection,
        now: int,
        lang: str,
        troubles: Sequence[Trouble] = (),
        heard: Mapping[int, Heard] | None = None,
        square: Loads | None = None,
        pause: Callable[[], Any] = lambda: None,
    ) -> None:
        self.db, self.now, self.lang, self.troubles, self.heard = db, now, lang, troubles, heard
        self.pause = pause
        self.zone = days.time_zone(db)
        self.today = days.today(db, now, self.zone)
        self.square = square or loads.of(db, now)
        self.waiting = self.square.waiting_today(db, self.today)
        self.able = able.by_booth(db, self.today, now) if self.today else {}
        midnight = days.at_local(days.date_of(now, self.zone), "00:00", self.zone)
        self.results = {row["booth"]: row for row in figures.by_booth(db, midnight)}

    def shown(self) -> Shown:
        self.pause()
        totals = figures.organiser(self.db, self.now, self.zone)
        self.pause()
        troubles = self._alarms()
        self.pause()
        square = self.booths()
        self.pause()
        day = organiser_day.chart(self.db, self.today, self.now, self.pause)
        hour = figures.last_hour(self.db, self.now, self.zone)
        self.pause()
        parts = [
            Part(
                "org-figures",
                "organiser/_figures.html",
                {**totals, "hour": hour, "present": hour["present"][-1]},
            ),
            *(
                Part(f"map-{one['number']}", "organiser/_cell.html", one)
                for one in self._cells(square, troubles)
            ),
            Part(
                "org-alarms", "organiser/_alarms.html", organiser_alarms.panel(troubles, is_open=self.is_open)
            ),
            *(Part(f"row-{row['number']}", "organiser/_row.html", row) for row in square),
            Part("org-day", "organiser/_day.html", day),
            Part(
                "org-ahead",
                "organiser/_ahead.html",
                organiser_ahead.ahead(self.db, self.today, self.now, self.zone),
            ),
            Part("org-feed", "organiser/_feed.html", {"entries": feed(self.db, self.zone, self.lang)}),
        ]
        data = {
            **totals,
            "stations": stations.connected(self.db),
            "alarms": [organiser_alarms.twin(one) for one in troubles],
            "forgotten": forgotten.unwritten(self.db, self.lang, self.zone),
        }
        return Shown(data, parts, self._page(), "organiser/_topic.html")

    def booths(self) -> list[BoothRow]:
        """Every booth, in the order of their numbers."""
        return [self._booth(row) for row in self.square.booths.values()]

    def _page(self) -> dict[str, Any]:
        return {
            "clock": days.clock_text(self.now, self.zone),
            "map": organiser_map.of(self.square.ground, self.lang),
            "crowded": CROWDED,
        }

    def _cells(self, square: list[BoothRow], found: list[organiser_alarms.ShownAlarm]) -> list[Cell]:
        spots = organiser_map.of(self.square.ground, self.lang)["spots"]
        worst: dict[str, int] = {}
        for one in found:
            if not organiser_alarms.is_seen_to(one):
                worst[one["booth"]] = min(one["level"], worst.get(one["booth"], one["level"]))
        return [
            {
                "number": row["number"],
                "agency": row["agency"],
                "state": row["state"],
                "waiting": row["waiting"],
                "able": row["able"],
                "level": row["level"],
                "free": row["free"],
                "alarm": worst.get(row["number"]),
                "spot": spots[row["number"]],
            }
            for row in square
        ]

    def _alarms(self) -> list[organiser_alarms.ShownAlarm]:
        found = alarms.find(
            self.db,
            self.square,
            self.today,
            self.now,
            self.lang,
            troubles=self.troubles,
            heard=self.heard,
        )
        return organiser_alarms.listed(self.db, self.square, found, self.now, self.lang)

    @property
    def is_open(self) -> bool:
        return bool(self.today and self.today.is_open(self.now))

    def _booth(self, row: Booth) -> BoothRow:
        state = booths.state_of(row, self.today, self.now)
        waiting = self.waiting.get(row["id"], 0)
        busy = self.square.called_or_serving(self.db, row["id"])
        return {
            "number": row["number"],
            "agency": agency_name(row, self.lang),
            "state": state,
            "counters": row["counters"],
            "waiting": waiting,
            "level": sum(waiting >= least for least in CROWDED),
            "wait_min": waits.minutes(self.square.wait_ms(row["id"], waiting)) if state == "open" else None,
            "seats": [
                {
                    "counter": one["counter"],
                    "number": one["number"],
                    "state": one["state"],
                    "min": self._since(one),
                }
                for one in sorted(busy, key=lambda one: (one["counter"] or 0, one["state"] == "called"))
            ],
            "free": row["counters"]
            - len({one["counter"] for one in busy if (one["counter"] or 0) <= row["counters"]}),
            "able": len(self.able.get(row["id"], ())),
            "full": self.today is not None and row["full_on"] == self.today.day,
            "reason": reworded(row["pause_reason"], self.lang),
            "result": self.results[row["number"]],
        }

    def _since(self, ticket: Ticket) -> int:
        """Minutes since the meeting began, or since the call."""
        since = ticket["started_at"] or ticket["called_at"] or self.now
        return int(max(0, self.now - since) // days.MIN_MS)
