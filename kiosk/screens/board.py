"""The hall board (`board:hall`) and one booth's board (`board:A03`): public, names masked."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.data import names, rows
from kiosk.expo.figures import figures
from kiosk.expo.queue import loads, order, pick
from kiosk.expo.queue.loads import BoothShape, CallerShape, Loads
from kiosk.expo.square import booths, days
from kiosk.expo.square.booths import Booth, State
from kiosk.language.sentences import gettext, reworded
from kiosk.screens import Part, Shown
from kiosk.screens.agencies import agency_column, agency_name
from kiosk.screens.hours import day_to_tell
from kiosk.screens.square_map import rows_of
from kiosk.screens.stage import WEIGHT, Signing, ceremonies

HALL = "hall"
LAST_CALLS = 6
NEXT_NUMBERS = 3
PROGRAMME_AHEAD_MS = 2 * 3600 * 1000


class Cell(TypedDict):
    """A booth's place: its twin (`loads.shape`), the latest call first, and what stands there for people alone.

    `free`: nobody waits and a counter is empty. `until`: HH:MM.
    """

    number: str
    agency: str
    state: State
    waiting: int
    called: list[CallerShape]
    serving: list[CallerShape]
    wait_min: list[int] | None
    counters: int
    free: bool
    message: str | None
    until: str | None


class CallNow(Cell):
    """Who is called on a booth's own board; `hours`: today's while they are to come, else the next day's; `next_at_once`: who
    is next there would be served on arrival, as their phone says (screens/leading.py)."""

    hours: str | None
    next_at_once: bool


class NextNumbers(Cell):
    """Who will be called there next."""

    next: list[int]


class LastCall(TypedDict):
    """One of the hall's newest calls, and what became of it."""

    state: str
    number: int
    booth: str
    agency: str


class SigningNews(Signing):
    """Who signs on the stage now."""

    kind: Literal["signing"]


class NoticeNews(TypedDict):
    kind: Literal["notice"]
    text: str


class Count(TypedDict):
    """How many of one kind of outcome."""

    outcome: str
    count: int


class CountsNews(TypedDict):
    """Today's results."""

    kind: Literal["counts"]
    counts: list[Count]


class Event(TypedDict):
    """What is on next; ms."""

    title: str
    place: str | None
    starts_at: int


class ProgrammeNews(Event):
    """The same with its time as clocks show it."""

    kind: Literal["programme"]
    time: str


News = SigningNews | NoticeNews | CountsNews | ProgrammeNews


def show(
    db: sqlite3.Connection,
    key: str,
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    square: Loads | None = None,
) -> Shown:
    """The whole hall, or one booth."""
    look = HallLook(db, now, lang, square)
    return look.hall(touched) if key == HALL else look.booth(key)


class HallLook:
    """One look at the square: what every cell needs is read once."""

    def __init__(self, db: sqlite3.Connection, now: int, lang: str, square: Loads | None = None) -> None:
        self.db, self.now, self.lang = db, now, lang
        self.zone = days.time_zone(db)
        self.day, self.today = days.date_of(now, self.zone), days.today(db, now, self.zone)
        self.square = square or loads.of(db, now)
        self.naming = names.masked(db)
        self.page = {"expo": _expo_name(db), "clock": days.clock_text(now, self.zone)}

    def hall(self, touched: Collection[Any] | None) -> Shown:
        booths_here = self.square.by_number.values()
        shown = [self._shape(row) for row in booths_here if touched is None or row["number"] in touched]
        cells = [Part(f"cell-{one['number']}", "board/_cell.html", self._values(one)) for one in shown]
        parts = [
            Part("hall-totals", "board/_totals.html", self._totals()),
            Part("hall-calls", "board/_calls.html", {"calls": self._last_calls()}),
            *cells,
            Part("hall-ticker", "board/_ticker.html", {"news": self._news()}),
        ]
        page = self.page if touched is not None else {**self.page, "rows": _rows(booths_here)}
        return Shown({"booths": shown}, parts, page, "board/_topic.html")

    def booth(self, number: str) -> Shown:
        row = self.square.by_number.get(number)
        if row is None:
            raise NotFound(gettext("%(booth)s 부스는 없어요.", self.lang, booth=number[:20]))
        shape = self._shape(row)
        values = self._values(shape)
        coming: NextNumbers = {**values, "next": self._next(row)}
        at_once = bool(coming["next"]) and self.square.free_counters(self.db, row["id"]) > 0
        call: CallNow = {**values, "hours": self._hours(), "next_at_once": at_once}
        parts = [
            Part("booth-call", "booth_board/_call.html", call),
            Part("booth-next", "booth_board/_next.html", coming),
        ]
        page = {**self.page, "number": number, "agency": values["agency"]}
        return Shown({"booths": [shape]}, parts, page, "booth_board/_topic.html")

    def _shape(self, row: Booth) -> BoothShape:
        return loads.shape(self.db, self.square, row, self.today, self.now, self.naming)

    def _values(self, shape: BoothShape) -> Cell:
        row = self.square.by_number[shape["number"]]
        calls = sorted(shape["called"], key=_called_at, reverse=True)
        busy = {one["counter"] for one in shape["called"] + shape["serving"]} & {
            *range(1, row["counters"] + 1)
        }
        return {
            "number": shape["number"],
            "agency": agency_name(row, self.lang),
            "state": shape["state"],
            "waiting": shape["waiting"],
            "called": calls,
            "serving": shape["serving"],
            "wait_min": shape["wait_min"],
            "counters": row["counters"],
            "free": shape["waiting"] == 0 and len(busy) < row["counters"],
            "message": reworded(row["pause_reason"] if row["paused_at"] else None, self.lang)
            or row["message"],
            "until": days.clock_text(row["pause_until"], self.zone) if row["pause_until"] else None,
        }

    def _totals(self) -> Mapping[str, Any]:
        return self.square.totals or figures.now_on_the_square(self.db, self.day)

    def _last_calls(self) -> list[LastCall]:
        """The newest calls first; who has come meanwhile stays, shown quieter.

        Only the newest by their first call are looked at, and those called now, the only ones who may have been
        called again: not everybody of a day.
        """
        since = self.today.opens_at if self.today else self.now
        return rows.every(
            self.db,
            LastCall,
            f"SELECT t.state, v.number, b.number AS booth, {agency_column(self.lang)} AS agency FROM tickets t"
            " JOIN visitors v ON v.id = t.visitor_id JOIN booths b ON b.id = t.booth_id"
            " JOIN agencies a ON a.id = b.agency_id WHERE t.called_at >= ?1 AND t.id IN"
            " (SELECT id FROM (SELECT id FROM tickets WHERE called_at >= ?1 AND state IN ('called', 'serving', 'done')"
            " ORDER BY called_at DESC LIMIT ?3) UNION ALL SELECT id FROM tickets WHERE state = 'called')"
            " ORDER BY coalesce(t.recalled_at, t.called_at) DESC, t.id DESC LIMIT ?2",
            since,
            LAST_CALLS,
            4 * LAST_CALLS,
        )

    def _next(self, row: Booth) -> list[int]:
        """The numbers that will be called here next: waiting, in today, free now."""
        waiting = (one for one in self.square.queue(self.db, row["id"]) if not one["held"])
        ordered = order.in_order(waiting, pick.Hours.of(booths.settings_of(self.db)), self.now)
        here = (one["number"] for one in ordered if self.square.is_in(self.db, one["visitor_id"], self.day))
        return [number for number, _ in zip(here, range(NEXT_NUMBERS), strict=False)]

    def _news(self) -> list[News]:
        """The ticker: who signs now, the expo's notice, today's results by kind, what is on next."""
        news: list[News] = []
        if signings := [one for one in ceremonies(self.db, self.lang) if one["state"] == "announced"]:
            news.append({"kind": "signing", **signings[-1]})
        if notice := booths.settings_of(self.db)["notice"]:
            news.append({"kind": "notice", "text": notice})
        if counts := self._counts():
            news.append({"kind": "counts", "counts": counts})
        return news + self._programme()

    def _counts(self) -> list[Count]:
        """Today's results, each kind for itself; what was only talked about is no news."""
        found = figures.outcomes(self.db, days.at_local(self.day, "00:00", self.zone), kinds=WEIGHT)
        counts: list[Count] = [{"outcome": kind, "count": found[kind]["count"]} for kind in WEIGHT]
        return [one for one in counts if one["count"]]

    def _programme(self) -> list[News]:
        found = rows.every(
            self.db,
            Event,
            "SELECT title, place, starts_at FROM programme WHERE starts_at BETWEEN ? AND ?"
            " ORDER BY starts_at LIMIT 2",
            self.now,
            self.now + PROGRAMME_AHEAD_MS,
        )
        return [
            {"kind": "programme", **row, "time": days.clock_text(row["starts_at"], self.zone)}
            for row in found
        ]

    def _hours(self) -> str | None:
        """Today's hours while they are still to come, else the next day's with its date."""
        day = day_to_tell(self.db, self.today, self.now, self.zone)
        if day is None:
            return None
        hours = "~".join(days.hours_text(day, self.zone))
        return hours if day is self.today else f"{day.day} {hours}"


def _rows(here: Iterable[Booth]) -> list[list[str | None]]:
    """The cells' ids as the booths stand; None where none does."""
    return [[number and f"cell-{number}" for number in row] for row in rows_of(here)]


def _called_at(call: CallerShape) -> int:
    return call["recalled_at"] or call["called_at"] or 0


def _expo_name(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT name FROM expo").fetchone()
    return row["name"] if row else ""
