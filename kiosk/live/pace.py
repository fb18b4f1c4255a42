"""How work rests that nobody here waits for: a few ms at a time, and then so much longer nothing that the door does not notice.

What counts is the processor's time: where another process has it, the loop waits for that anyway.
"""

import time

import gevent

from kiosk.serving.greenlets import turn

SLICE_S = 0.003  # so long it works before it rests; who comes to the door meanwhile waits for less
TIMES = 9  # so much longer it rests than it worked: a tenth of the time
LATE_TIMES = 4  # where what it works at is late, a fifth
REST_MOST_S = 0.05  # a slice that took long was a laptop that stood still, or a first time


class Pace:
    """Called between pieces of such work, in its greenlet."""

    def __init__(self) -> None:
        self.is_late = False
        self._began = time.thread_time()

    def begin(self) -> None:
        """Work begins after it had to wait."""
        self._began = time.thread_time()

    def __call__(self) -> None:
        """Rest, where that is due."""
        took_s = time.thread_time() - self._began
        if took_s < SLICE_S:
            return
        gevent.sleep(rest_s(took_s, is_late=self.is_late))
        turn()
        self._began = time.thread_time()


def rest_s(took_s: float, *, is_late: bool = False) -> float:
    """For how long nothing is done after so much was."""
    return min(took_s * (LATE_TIMES if is_late else TIMES), REST_MOST_S)
