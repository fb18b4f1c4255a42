"""How long the publisher rests after a round, so that what watches leaves the time to what acts.

While it takes less than its share of the time it goes on at once: a single change is seen as soon as it can be. Whoever
owes rests until that is made up for, and what happens meanwhile shares its messages. At the door's full speed more than 250
entries of the journal come a second (an action makes one to four), and the rest grows with them: the rush has nearly all of
the time.
"""

SHARE = 0.4  # of the time, in the long run
CREDIT_S = 0.1  # so much may be taken ahead of it
REST_MAX_S = 0.04
ENTRY_S, RUSH_MAX_S = 0.004, 0.08


class Breath:
    """What the publisher took of the time; `now` is s of a clock that only goes forward."""

    def __init__(self, now: float) -> None:
        self._credit_s, self._at = CREDIT_S, now

    def after(self, took_s: float, now: float, entries: int = 0) -> float:
        """Seconds to rest after a round that took so long and ends now, so many entries after the round before."""
        earned_s = (now - self._at) * SHARE
        self._credit_s, self._at = min(CREDIT_S, self._credit_s + earned_s) - took_s, now
        owed_s = min(max(0.0, -self._credit_s / SHARE), REST_MAX_S)
        return max(owed_s, min(ENTRY_S * entries, RUSH_MAX_S))
