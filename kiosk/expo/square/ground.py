"""What stands still while people move: days, booths and agencies, walks, and what is planned to be bought.

A decision at the door compares every booth, hundreds of times a second, and none of this has changed since the last
one. So it is read once and kept until `expo.ground` changes, a mark that triggers set anew whenever a row of these
tables is written: by this process or another, and never by what was rolled back.
"""

import sqlite3
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypedDict

from kiosk.data import rows
from kiosk.data.expo_settings import of_booth, with_defaults
from kiosk.data.marked import Marked
from kiosk.expo.square import face, places
from kiosk.expo.square.days import MIN_MS, Day, at_local, date_of
from kiosk.expo.square.face import Face
from kiosk.expo.square.places import Place
from kiosk.expo.square.walking import Aisles
from kiosk.language import short_names

Spot = tuple[float, float]

SOUTH_OF_BOOTHS_M = 6
KEPT = 8  # grounds of other moments: a reader's snapshot may be older than the writer's


class Booth(TypedDict):
    """A booth with its agency: the tables' columns; metres, times in ms, `left_on`, `absent_on` ISO dates. `agency_short` is what is
    read from afar: given, else by rules. `settings`: JSON (booth_plans.py); `file_counters`: m039. `full_on`: an ISO date, on
    which it takes no new places."""

    id: int
    number: str
    agency_id: int
    x_m: float
    y_m: float
    counters: int
    paused_at: int | None
    pause_reason: str | None
    message: str | None
    ahead_by_clock: int
    left_on: str | None
    pause_until: int | None
    settings: str
    file_counters: int | None
    absent_on: str | None
    full_on: str | None
    gathering_id: int | None
    agency: str
    agency_short: str
    agency_en: str | None


class Gathering(TypedDict):
    """An event that is held with the expo (m075); its days are ISO dates, None for all of the expo's; `place`: by its name."""

    id: int
    name: str
    name_en: str | None
    begins_on: str | None
    ends_on: str | None
    place: str | None


class Rehearsal(TypedDict):
    """The rehearsal that is on (m060): times in ms."""

    id: int
    began_at: int
    ends_by: int
    ended_at: int | None
    entry: int
    answer: int
    day: str
    crowd: int
    pace: int


class Match(NamedTuple):
    """What one agency plans to buy of an enterprise's kinds, and which of these (sorted)."""

    items: int
    won: int
    categories: tuple[str, ...]

    def __add__(self, other: "Match") -> "Match":  # type: ignore[override]
        return Match(self.items + other.items, self.won + other.won, self.categories + other.categories)


@dataclass(frozen=True)
class Ground:
    """One state of it. `booths` by id in the order of their numbers; its rows belong to everybody: never write one."""

    days: tuple[Day, ...]
    booths: dict[int, Booth]
    settings: dict[str, Any]
    time_zone: str
    face: Face
    places: tuple[Place, ...] = ()
    rehearsal: Rehearsal | None = None
    gatherings: tuple[Gathering, ...] = ()
    # What was worked out from this ground alone.
    kept: dict[Any, Any] = field(default_factory=dict, compare=False)
    _walks: dict[int | None, dict[int, float]] = field(default_factory=dict, compare=False)
    _matches: dict[tuple[str, ...], dict[int, Match]] = field(default_factory=dict, compare=False)

    @cached_property
    def by_number(self) -> dict[str, Booth]:
        return {row["number"]: row for row in self.booths.values()}

    @cached_property
    def entrance(self) -> Spot:
        """Where visitors come in, in metres: as set, else the map's first entrance, else the middle of the southern edge."""
        if self.settings["entrance"]:
            x_m, y_m = self.settings["entrance"]
            return float(x_m), float(y_m)
        if drawn := next((one for one in self.places if one["kind"] == "entrance"), None):
            return drawn["x_m"], drawn["y_m"]
        rows = self.booths.values()
        if not rows:
            return 0.0, 0.0
        xs, ys = [row["x_m"] for row in rows], [row["y_m"] for row in rows]
        return (min(xs) + max(xs)) / 2, max(ys) + SOUTH_OF_BOOTHS_M

    @property
    def ms_a_metre(self) -> float:
        """How long walking a metre takes."""
        return MIN_MS / float(self.settings["walk_m_per_min"])

    def today(self, now: int) -> Day | None:
        """The expo day that `now` (ms) falls on, or None."""
        return self._by_date.get(date_of(now, self.time_zone))

    def closings(self, day: Day) -> dict[int, int]:
        """booth id -> when it closes on this day (ms), of the booths that close before the expo does. A rehearsal is held
        at any hour, so then none does."""
        if self.rehearsal:
            return {}
        known: dict[str, dict[int, int]] = self.kept.setdefault("closings", {})
        if day.day not in known:
            clocks = {
                booth_id: of_booth(row["settings"])["closes_at"] for booth_id, row in self.booths.items()
            }
            moments = {
                booth_id: at_local(day.day, clock, self.time_zone)
                for booth_id, clock in clocks.items()
                if clock
            }
            known[day.day] = {booth_id: at for booth_id, at in moments.items() if at < day.closes_at}
        return known[day.day]

    def closing_of(self, booth: Booth, now: int) -> int | None:
        """When this booth closes on the day of `now`, where that is before the expo does (ms)."""
        today = self.today(now)
        return self.closings(today).get(booth["id"]) if today else None

    @cached_property
    def first_meetings_ms(self) -> dict[int, float]:
        """booth id -> how long a meeting there is taken to last while few have ended, where its settings say so."""
        minutes = {
            booth_id: of_booth(row["settings"])["first_meeting_min"] for booth_id, row in self.booths.items()
        }
        return {booth_id: float(one * MIN_MS) for booth_id, one in minutes.items() if one}

    @cached_property
    def _by_date(self) -> dict[str, Day]:
        return {day.day: day for day in self.days}

    def place(self, booth_id: int | None) -> Spot:
        """Where a booth stands, in metres; None is the entrance."""
        if booth_id is None:
            return self.entrance
        row = self.booths[booth_id]
        return row["x_m"], row["y_m"]

    def walks_m(self, start: int | None) -> dict[int, float]:
        """How far it is to every booth from this one (None: the entrance), in metres."""
        if start not in self._walks:
            self._walks[start] = self._ways_m(self.place(start), from_booth=start is not None)
        return self._walks[start]

    def walks_from(self, here: Spot) -> dict[int, float]:
        """The same from anywhere; stations stand still too."""
        known: dict[Spot, dict[int, float]] = self.kept.setdefault("walks", {})
        if here not in known:
            known[here] = self._ways_m(here, from_booth=False)
        return known[here]

    @cached_property
    def aisles(self) -> Aisles:
        return Aisles((row["x_m"], row["y_m"]) for row in self.booths.values())

    def _ways_m(self, here: Spot, *, from_booth: bool) -> dict[int, float]:
        return {
            booth_id: self.aisles.walk_m(here, (row["x_m"], row["y_m"]), from_booth=from_booth)
            for booth_id, row in self.booths.items()
        }

    def matches(self, db: sqlite3.Connection, kinds: tuple[str, ...]) -> dict[int, Match]:
        """agency id -> what it plans to buy of these kinds (sorted)."""
        if kinds not in self._matches:
            found: dict[int, Match] = {}
            for kind in kinds:
                for agency_id, match in self._plan(db).get(kind, {}).items():
                    found[agency_id] = found[agency_id] + match if agency_id in found else match
            self._matches[kinds] = found
        return self._matches[kinds]

    def _plan(self, db: sqlite3.Connection) -> dict[str, dict[int, Match]]:
        """kind -> agency id -> what it plans to buy of this kind."""
        known: dict[str, dict[int, Match]] | None = self.kept.get("plan")
        if known is None:
            known = {}
            for row in db.execute("SELECT category, agency_id, items, won FROM plan_sums"):
                match = Match(row["items"], row["won"], (row["category"],))
                known.setdefault(row["category"], {})[row["agency_id"]] = match
            self.kept["plan"] = known
        return known


def of(db: sqlite3.Connection) -> Ground:
    """The ground as it is in this transaction."""
    return _grounds.of(db)


def _read(db: sqlite3.Connection) -> Ground:
    expo = db.execute("SELECT name, settings, time_zone FROM expo").fetchone()
    found = rows.every(
        db,
        Booth,
        "SELECT b.*, a.name AS agency, coalesce(a.short_name, '') AS agency_short, a.name_en AS agency_en"
        " FROM booths b JOIN agencies a ON a.id = b.agency_id ORDER BY b.number",
    )
    short = short_names.agencies(row["agency"] for row in found if not row["agency_short"])
    for row in found:
        row["agency_short"] = row["agency_short"] or short[row["agency"]]
    return Ground(
        days=tuple(Day(**row) for row in db.execute("SELECT * FROM days ORDER BY day")),
        booths={row["id"]: row for row in found},
        settings=with_defaults(expo["settings"] if expo else "{}"),
        time_zone=expo["time_zone"] if expo else "Asia/Seoul",
        places=places.read(db),
        rehearsal=rows.one(db, Rehearsal, "SELECT * FROM rehearsals WHERE ended_at IS NULL"),
        gatherings=tuple(rows.every(db, Gathering, "SELECT * FROM gatherings ORDER BY id")),
        face=face.read(db, expo["name"] if expo else "", [(row["x_m"], row["y_m"]) for row in found]),
    )


_grounds = Marked("SELECT ground AS mark FROM expo", KEPT, _read)
