"""A day as a line of time: where each thing stands on it, in thousandths of its length."""

from collections.abc import Iterable, Sequence

from kiosk.expo.square import breaks, days
from kiosk.expo.square.days import MIN_MS, Day
from kiosk.language.sentences import reworded
from kiosk.screens.sheets.shapes import Lane, Line, Look, Mark

HOUR_MS = 60 * MIN_MS
WIDE = 1000
TICKS_MAX = 10
TALL = 20  # of a lane's drawing
LEAST = 2.0  # thousandths, so that a short call can be seen


class Axis:
    """The hours that a day's line shows: whole ones around the opening hours and whatever happened."""

    def __init__(self, look: Look, day: Day, moments: Iterable[int] = ()) -> None:
        self.look, self.day = look, day
        within = [at for at in moments if day.morning <= at <= day.morning + 24 * HOUR_MS]
        midnight = days.at_local(day.day, "00:00", look.zone)
        first, last = min([day.opens_at, *within]), max([day.closes_at, *within])
        self.start = midnight + (first - midnight) // HOUR_MS * HOUR_MS
        self.end = midnight - (midnight - last) // HOUR_MS * HOUR_MS
        while (self.end - self.start) % self._step_ms():
            self.end += HOUR_MS

    def x(self, at: int) -> float:
        return round(min(max((at - self.start) / (self.end - self.start), 0), 1) * WIDE, 1)

    def mark(self, kind: str, start: int, end: int | None, says: str, href: str | None = None) -> Mark | None:
        """What lasted from `start` to `end` (None: it still does); None where it lay outside the day."""
        until = min(self.look.now, self.end) if end is None else end
        if until < self.start or start > self.end:
            return None
        x = self.x(start)
        return {
            "x": x,
            "w": max(round(self.x(until) - x, 1), LEAST),
            "kind": kind,
            "says": says,
            "href": href,
        }

    def moment(self, kind: str, at: int, says: str, href: str | None = None) -> Mark | None:
        if not self.start <= at <= self.end:
            return None
        return {"x": self.x(at), "w": 0, "kind": kind, "says": says, "href": href}

    def span(self, start: int, end: int | None) -> str:
        """`10:12~10:30`, or `10:12~` for what still lasts."""
        return f"{self.look.clock(start)}~{'' if end is None else self.look.clock(end)}"

    def line(self, lanes: Sequence[Lane], says: str, blocks: Iterable[Mark | None] = ()) -> Line:
        shown = [one for one in [*self._breaks(), *blocks] if one]
        marks = [mark for lane in lanes for mark in lane["marks"]]
        step = self._step_ms()
        here = self.start <= self.look.now <= self.end
        return {
            "day": self.day.day,
            "ticks": [days.clock_text(at, self.look.zone) for at in range(self.start, self.end + 1, step)],
            "now": self.x(self.look.now) if here else None,
            "blocks": shown,
            "lanes": list(lanes),
            "kinds": list(dict.fromkeys(one["kind"] for one in [*shown, *marks])),
            "says": says,
        }

    def _breaks(self) -> list[Mark | None]:
        """When the whole expo rests that day."""
        square = self.look.square.ground
        return [
            self.mark(
                "break",
                one.begins_at,
                one.ends_at,
                f"{reworded(one.why, self.look.lang)} {self.span(one.begins_at, one.ends_at)}",
            )
            for one in breaks.on(self.day, square.settings["breaks"], square.time_zone)
        ]

    def _step_ms(self) -> int:
        return HOUR_MS if (self.end - self.start) // HOUR_MS < TICKS_MAX else 2 * HOUR_MS


def lane(name: str, marks: Iterable[Mark | None], href: str | None = None) -> Lane:
    return {"name": name, "href": href, "marks": [one for one in marks if one], "area": None, "top": 0}


def counted(name: str, spans: Iterable[tuple[int, int | None]], axis: Axis) -> Lane:
    """How many lasted at each moment, as an area."""
    steps: dict[int, int] = {}
    for start, end in spans:
        steps[start] = steps.get(start, 0) + 1
        if end is not None:
            steps[end] = steps.get(end, 0) - 1
    heights, now = [], 0
    for at in sorted(steps):
        now += steps[at]
        heights.append((axis.x(at), now))
    return _area(name, heights, axis.x(axis.look.now))


def bars(name: str, slots: Iterable[tuple[int, int, int]], axis: Axis) -> Lane:
    """So many in each slot (start, end, count), as an area."""
    heights: list[tuple[float, int]] = []
    for start, end, count in slots:
        heights += [(axis.x(start), count), (axis.x(end), 0)]
    return _area(name, heights, float(WIDE))


def empty(says: str) -> Line:
    """The line of an expo that has no days yet."""
    return {"day": "", "ticks": [], "now": None, "blocks": [], "lanes": [], "kinds": [], "says": says}


def _area(name: str, heights: Sequence[tuple[float, int]], end: float) -> Lane:
    top = max((count for _, count in heights), default=0)
    if not top:
        return lane(name, ())
    points, height = [f"{heights[0][0]},{TALL}"], float(TALL)
    for x, count in heights:
        points.append(f"{x},{height:g}")
        height = round(TALL - count / top * (TALL - 2), 1)
        points.append(f"{x},{height:g}")
    points += [f"{end},{height:g}", f"{end},{TALL}"]
    return {"name": name, "href": None, "marks": [], "area": " ".join(points), "top": top}
