"""How much somebody may send: a token bucket."""

import time


class Budget:
    """So much at once, and so much a second from then on."""

    __slots__ = ("_at", "_burst", "_left", "_per_s")

    def __init__(self, burst: float, per_s: float) -> None:
        self._burst, self._per_s = burst, per_s
        self._left, self._at = float(burst), time.monotonic()

    def take(self, amount: float = 1) -> bool:
        """Take this amount. False: there was not so much left; what there was is taken all the same."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_s) - amount
        self._at = now
        return self._left >= 0
