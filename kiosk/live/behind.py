"""What edges alone want is painted behind everything that somebody here waits for: each topic once a second at most, however often it
changed, and in slices between which the loop is the door's (kiosk/serving/slices.py).

So an audience costs the square what is painted for it in a second at most, not what happens. Where that is more than its share of
the time, edges' screens are late: the hall is next whenever it is due, else who has waited longest, and the later that is the
larger the share becomes.
"""

import time
from collections.abc import Callable
from typing import Any

from gevent.event import Event

from kiosk.live.due import Booths
from kiosk.live.watchers import HALL
from kiosk.serving.greenlets import Bell
from kiosk.serving.slices import Slices

EACH_S = 1.0  # from one painting of a topic to the next

Paint = Callable[[str, Booths, Callable[[], Any] | None], None]


class Behind:
    """The topics that are due for edges alone. `paint` paints one of them, and calls what it is given between its pieces."""

    def __init__(self, paint: Paint) -> None:
        self._paint = paint
        self._due: dict[str, tuple[float, Booths]] = {}  # from when on it may be painted, and what of it
        self._painted: dict[str, float] = {}  # when it was painted last
        self._news = Event()
        self._bell: Bell | None = None

    def start(self) -> None:
        """In the loop's thread; before, `run` paints what is due."""
        self._bell = Bell(self._round)

    def add(self, topic: str, booths: Booths = None) -> None:
        """This topic, or what stands there of these booths, is to be painted."""
        if topic in self._due:
            at, known = self._due[topic]
            self._due[topic] = at, None if booths is None or known is None else known | booths
            return
        now = time.monotonic()
        self._due[topic] = max(now, self._painted.get(topic, now - EACH_S) + EACH_S), booths
        self._news.set()
        if self._bell:
            self._bell.ring()

    def forget(self, topic: str) -> None:
        """No edge wants it any more."""
        self._due.pop(topic, None)
        self._painted.pop(topic, None)

    def run(self) -> None:
        """Paint all that is due, at once: while nothing is served."""
        while self._due and not self._bell:
            self._paint_one(self._next(), None)

    def _round(self) -> None:
        rest = Slices()
        while self._due:
            topic = self._next()
            late_s = time.monotonic() - self._due[topic][0]
            if late_s < 0:
                self._news.clear()
                self._news.wait(-late_s)
                rest.begin()
                continue
            rest.late_s = late_s
            self._paint_one(topic, rest)
            rest()

    def _next(self) -> str:
        """What may be painted first."""
        at, _ = self._due.get(HALL, (time.monotonic() + EACH_S, None))
        if at <= time.monotonic():
            return HALL
        return min(self._due, key=lambda topic: self._due[topic][0])

    def _paint_one(self, topic: str, rest: Slices | None) -> None:
        _, booths = self._due.pop(topic)
        self._painted[topic] = time.monotonic()
        self._paint(topic, booths, rest)
