"""The hall board (`board:hall`) and one booth's board (`board:A03`): public, names masked."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.data import names
from kiosk.expo.figures import figures
from kiosk.expo.programme import holds
from kiosk.expo.queue import loads, order, pick
from kiosk.expo.queue.absences import is_absent
from kiosk.expo.queue.loads import BoothShape, CallerShape, Loads
from kiosk.expo.square import booths, days
from kiosk.expo.square.booths import Booth, State
from kiosk.language.sentences import gettext, reworded
from kiosk.screens import Part, Shown
from kiosk.screens.agencies import agency_name, agency_short
from kiosk.screens.hall_state import hall_state
from kiosk.screens.hours import day_to_tell
from kiosk.screens.news import news, notices
from kiosk.screens.square_map import Row, Share, Square, shares, square_on, standing

HALL = "hall"
LONG_MIN = 20
CALLS_MOST = 5  # one leads, four stand beside it
NEXT_NUMBERS = 3


class Cell(TypedDict):
    """A booth's place: its twin (`loads.shape`), the latest call first, and what stands there for people alone.

    `short`: the agency as it is read from afar. `free`: nobody waits and a counter is empty. `event`: the gathering's id; `load`: 0 nobody waits,
    1 a short wait, 2 a long one. `until`: HH:MM.
    """

    number: str
    agency: str
    short: str
    state: State
    waiting: int
    called: list[CallerShape]
    serving: list[CallerShape]
    wait_min: list[int] | None
    counters: int
    free: bool
    load: int
    message: str | None
    until: str | None
    event: int | None


class CallNow(Cell):
    """Who is called on a booth's own board; `hours`: today's while they are to come, else the next day's; `next_at_once`: who
    is next there would be served on arrival, as their phone says (screens/leading.py)."""

    hours: str | None
    next_at_once: bool


class NextNumbers(Cell):
    """Who will be called there next."""

    next: list[int]


class Call(CallerShape):
    """Somebody called, with where to."""

    booth: str
    agency: str


class Whole(TypedDict):
    """What a hall's page has beside its parts: the square in rows and in metres, and the newest calls."""

    rows: list[Row]
    square: Square
    shares: dict[str, Share]
    calls: list[Call]


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
        self.naming = names.masked(db, lang)
        self.page = {"expo": _expo_name(db), "clock": days.clock_text(now, self.zone)}

    def hall(self, touched: Collection[Any] | None) -> Shown:
        here = self.square.by_number.values()
        shown = [self._shape(row) for row in here if touched is None or row["number"] in touched]
        state = hall_state(self.db, here, self.today, self.now, self.zone, self.lang)
        parts = [
            Part("hall-totals", "board/_totals.html", self._totals()),
            Part("hall-state", "board/_state.html", state),
            *(Part(f"cell-{one['number']}", "board/_cell.html", self._values(one)) for one in shown),
            Part(
                "hall-ticker", "board/_ticker.html", {"news": news(self.db, self.now, self.lang, self.zone)}
            ),
        ]
        page = self.page if touched is not None else {**self.page, **self._whole(shown, here)}
        return Shown({"booths": shown}, parts, {**page, "state": state["state"]}, "board/_topic.html")

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
            Part(
                "booth-notices", "booth_board/_notices.html", {"news": notices(self.db, self.now, self.lang)}
            ),
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
            "short": agency_short(row, self.lang),
            "state": shape["state"],
            "waiting": shape["waiting"],
            "called": calls,
            "serving": shape["serving"],
            "wait_min": shape["wait_min"],
            "counters": row["counters"],
            "free": shape["waiting"] == 0 and len(busy) < row["counters"],
            "load": _load(shape),
            "message": reworded(row["pause_reason"] if row["paused_at"] else None, self.lang)
            or (gettext("오늘은 이 기관이 오지 않습니다", self.lang) if is_absent(row, self.today) else None)
            or row["message"],
            "until": days.clock_text(row["pause_until"], self.zone) if row["pause_until"] else None,
            "event": row["gathering_id"],
        }

    def _totals(self) -> Mapping[str, Any]:
        return self.square.totals or figures.now_on_the_square(self.db, self.day)

    def _whole(self, shown: Iterable[BoothShape], here: Iterable[Booth]) -> Whole:
        """What stands still: the square's rows and its map; and the newest calls, until the page's script says what is announced."""
        calls: list[Call] = [
            {**call, "booth": booth["number"], "agency": self._agency(booth["number"])}
            for booth in shown
            for call in booth["called"]
        ]
        square = square_on(self.square.ground, self.lang)
        return {
            "rows": standing(here),
            "square": square,
            "shares": shares(square),
            "calls": sorted(calls, key=_called_at, reverse=True)[:CALLS_MOST],
        }

    def _agency(self, number: str) -> str:
        return agency_short(self.square.by_number[number], self.lang)

    def _next(self, row: Booth) -> list[int]:
        """The numbers that will be called here next: waiting, in today, free now."""
        away = holds.everybody(self.db, self.now)
        queue = self.square.queue(self.db, row["id"])
        waiting = (one for one in queue if not one["held"] and one["visitor_id"] not in away)
        ordered = order.in_order(waiting, pick.Hours.of(booths.settings_of(self.db)), self.now)
        here = (one["number"] for one in ordered if self.square.is_in(self.db, one["visitor_id"], self.day))
        return [number for number, _ in zip(here, range(NEXT_NUMBERS), strict=False)]

    def _hours(self) -> str | None:
        """Today's hours while they are still to come, else the next day's with its date."""
        day = day_to_tell(self.db, self.today, self.now, self.zone)
        if day is None:
            return None
        hours = "~".join(days.hours_text(day, self.zone))
        return hours if day is self.today else f"{day.day} {hours}"


def _load(shape: BoothShape) -> int:
    if not shape["waiting"]:
        return 0
    return 1 if shape["wait_min"] and shape["wait_min"][0] < LONG_MIN else 2


def _called_at(call: CallerShape) -> int:
    """When somebody was called last (ms)."""
    return call["recalled_at"] or call["called_at"] or 0


def _expo_name(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT name FROM expo").fetchone()
    return row["name"] if row else ""
