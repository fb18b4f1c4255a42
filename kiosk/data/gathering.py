"""Just after a take-over: stations tell what the lost laptop had answered them, and until then nothing new is done.

What is new would overtake it: another is called to that counter, somebody begins a meeting that nobody knows of yet. In memory,
and bounded: a laptop that nobody comes back to goes on all the same. docs/decisions/answered.md says why.
"""

import logging
import time
from collections.abc import Callable, Collection

log = logging.getLogger(__name__)

NOBODY_S = 30.0  # until the first comes back
ALL_S = 4.5  # from then on: who has not told by then is away
MOST_S = 7.0  # from then on, less than a page waits for an answer (core/posting.js)
BATCH_S = 1.0  # a station tells fifty answers at a time
LOOK_S = 0.1


class Gathering:
    """Which stations have not told yet. From any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._missing: set[int] = set()
        self._waiting: set[int] = set()  # they told of what is restored once they tell again
        self._told_at = self._began = self._all_by = self._ends = 0.0
        self._is_on = self._is_heard = self._is_restoring = False

    def begin(self, stations: Collection[int]) -> None:
        """These were at work when the laptop was lost."""
        if not stations:
            return
        self._missing, self._waiting = set(stations), set()
        self._began = self._clock()
        self._all_by = self._ends = self._began + NOBODY_S
        self._is_heard, self._is_on = False, True

    @property
    def goes_on(self) -> bool:
        """Whether what is new has to wait."""
        if not self._is_on:
            return False
        now, is_told = self._clock(), not (self._missing or self._waiting)
        if now >= self._ends or (is_told and now >= self._told_at + BATCH_S):
            self._is_on = False
            log.warning(
                "gathered in %.1f s, %d stations away", now - self._began, len(self._missing | self._waiting)
            )
        return self._is_on

    def told(self, station: int | None, *, waits: bool) -> None:
        """A station has told; `waits`: some of it is restored only once it tells again."""
        if not self._is_on or station is None:
            return
        self._come_back()
        self._told_at = self._clock()
        self._missing.discard(station)
        if waits:
            self._waiting.add(station)

    def restored(self, station: int | None) -> None:
        """A station has told again, and what could be restored is."""
        if station is not None:
            self._waiting.discard(station)

    def wait_for_all(self, rest: Callable[[float], object]) -> None:
        """Come back once all have told, or those who have not are away: what is restored before what came first is not restored as
        it was. Then wait for whoever restores already, and be the one: `restoring_ended` has to be called."""
        while (self.goes_on and self._missing and self._clock() < self._all_by) or self._is_restoring:
            rest(LOOK_S)
        self._is_restoring = True

    def restoring_ended(self) -> None:
        self._is_restoring = False

    def wait(self, rest: Callable[[float], object]) -> None:
        """Come back once what is new may be done; `rest(seconds)` lets others go on."""
        if self.goes_on:
            self._come_back()
        while self.goes_on:
            rest(LOOK_S)

    def _come_back(self) -> None:
        if not self._is_heard:
            now, self._is_heard = self._clock(), True
            self._all_by, self._ends = now + ALL_S, now + MOST_S
