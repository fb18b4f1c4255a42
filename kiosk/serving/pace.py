"""What strangers' bytes may take of the loop's time: half of it, however many send them.

A turn for the others is not enough. A loop that always has more to read holds the interpreter's lock nearly all the time,
and the thread that writes has to win it back after each of a change's statements: beside one body in chunks of a byte a
check-in of 3 ms took 50 to 295 (docs/decisions/writer.md). So whoever sends on and on rests as long as reading it took,
and nobody else who does so is read meanwhile.
"""

import time

import gevent

REST_MOST_S = 0.02


class Pace:
    """One for all connections of a loop."""

    def __init__(self) -> None:
        self._rests_until = 0.0  # of time.monotonic

    def rest(self, took_s: float) -> None:
        """Let the caller's greenlet wait as long as its work took, and then until nobody else has to."""
        self._rests_until = time.monotonic() + min(max(0.0, took_s), REST_MOST_S)
        while (left_s := self._rests_until - time.monotonic()) > 0:
            gevent.sleep(left_s)


pace = Pace()
