"""How work rests that nobody here waits for: a few ms at a time, and then so much longer nothing that the door does not notice.

What counts is the processor's time: where another process has it, the loop waits for that anyway.
"""

import time

import gevent

from kiosk.serving.greenlets import turn

SLICE_S = 0.003  # so long it works before it rests; who comes to the door meanwhile waits for less
TIMES = 9  # so much longer it rests than it worked: a tenth of the time
LATE_S, TOO_LATE_S = 0.3, 2.0  # from so late on its share grows, up to half of the time
REST_MOST_S = 0.05  # a slice that took long was a laptop that stood still, or a first time


class Slices:
    """Called between pieces of such work, in its greenlet."""

    def __init__(self) -> None:
        self.late_s = 0.0  # of what it works at
        self._began = time.thread_time()

    def begin(self) -> None:
        """Work begins after it had to wait."""
        self._began = time.thread_time()

    def __call__(self) -> None:
        """Rest, where that is due."""
        took_s = time.thread_time() - self._began
        if took_s < SLICE_S:
            return
        gevent.sleep(rest_s(took_s, self.late_s))
        turn()
        self._began = time.thread_time()


def rest_s(took_s: float, late_s: float = 0.0) -> float:
    """For how long nothing is done after so much was."""
    late = min(1.0, max(0.0, (late_s - LATE_S) / (TOO_LATE_S - LATE_S)))
    return min(took_s * (TIMES - (TIMES - 1) * late), REST_MOST_S)
