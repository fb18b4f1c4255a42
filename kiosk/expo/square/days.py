"""The expo's days and opening hours, in its own time zone wherever the laptop thinks it is."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MIN_MS = 60_000
MIDNIGHT = "24:00"  # the end of a day, as hours are written


@dataclass(frozen=True)
class Day:
    """One expo day; `opens_at` and `closes_at` are ms since 1970, UTC. `closed_at`: when an organiser closed it, and its
    figures were frozen (closings.py)."""

    day: str
    opens_at: int
    closes_at: int
    closed_at: int | None = None

    @property
    def morning(self) -> int:
        """Twelve hours before opening (ms): what happens from then on belongs to this day."""
        return self.opens_at - 12 * 60 * MIN_MS

    def is_open(self, now: int) -> bool:
        return self.opens_at <= now < self.closes_at

    def left(self, now: int) -> float:
        """The share of its hours that is still to come: 1 before it opens, 0 once it has closed."""
        return min(max((self.closes_at - now) / max(self.closes_at - self.opens_at, 1), 0.0), 1.0)


def time_zone(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT time_zone FROM expo").fetchone()
    return row["time_zone"] if row else "Asia/Seoul"


def local(at: int, zone: str) -> datetime:
    """The moment `at` (ms) as the expo's clocks show it."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone))


def iso(at: int | None, zone: str) -> str | None:
    """ISO 8601 with offset, to the second."""
    if at is None:
        return None
    before, after = _iso_of_minute(at // MIN_MS, zone)
    return f"{before}{at // 1000 % 60:02d}{after}"


@lru_cache(maxsize=8192)
def _iso_of_minute(minute: int, zone: str) -> tuple[str, str]:
    """What stands before and after the seconds: an export writes 750,000 times, of some thousand minutes."""
    text = local(minute * MIN_MS, zone).isoformat(timespec="seconds")
    return text[:17], text[19:]


def clock_text(at: int, zone: str) -> str:
    return f"{local(at, zone):%H:%M}"


def hours_text(day: Day, zone: str) -> tuple[str, str]:
    """When a day opens and closes, as clocks and people say it; at midnight it closes at 24:00, not at 00:00."""
    closes = clock_text(day.closes_at, zone)
    return clock_text(day.opens_at, zone), MIDNIGHT if closes == "00:00" else closes


def date_of(at: int, zone: str) -> str:
    return _date_of_minute(at // MIN_MS, zone)


@lru_cache(maxsize=1024)
def _date_of_minute(minute: int, zone: str) -> str:
    """Asked for several times an action; no zone changes its day within a minute."""
    return f"{local(minute * MIN_MS, zone):%Y-%m-%d}"


def at_local(day: str, clock: str, zone: str) -> int:
    """The moment (ms) of "2026-10-29", "10:00" in the expo's time zone; "24:00" is its end. Raises ValueError."""
    if clock == MIDNIGHT:
        day, clock = str(date.fromisoformat(day) + timedelta(days=1)), "00:00"
    return int(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def all_days(db: sqlite3.Connection) -> list[Day]:
    return [Day(**row) for row in db.execute("SELECT * FROM days ORDER BY day")]


def today(db: sqlite3.Connection, now: int, zone: str) -> Day | None:
    """The expo day that `now` falls on, or None."""
    row = db.execute("SELECT * FROM days WHERE day = ?", (date_of(now, zone),)).fetchone()
    return Day(**row) if row else None


def is_over(db: sqlite3.Connection, now: int) -> bool:
    """Whether the last day has closed (or there is none)."""
    row = db.execute("SELECT max(closes_at) AS last FROM days").fetchone()
    return row["last"] is None or now >= row["last"]


def next_day(db: sqlite3.Connection, after: str) -> Day | None:
    row = db.execute("SELECT * FROM days WHERE day > ? ORDER BY day LIMIT 1", (after,)).fetchone()
    return Day(**row) if row else None
