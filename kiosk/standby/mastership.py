"""Never two masters: when the first laptop may write, and when its standby may take over by itself. Values in, a decision out.

Times are in s of a clock of the laptop's own that only goes forward and counts its sleep too (`clock()`); no two clocks are
compared. Why these rules are enough, and what nobody can know, says docs/decisions/standby.md.
"""

import time
from dataclasses import dataclass
from enum import Enum, auto

# The first writes for so long after it asked whoever answered; the standby waits longer, by more than clocks drift apart and
# a message may be on its way.
LEASE_S = 6.0
WAIT_S = 14.0
ROUND_S = 0.5  # so often each looks at the others
GAP_S = 2.0  # a standby that looked at nothing for so long (it slept) waits anew
LINK_S = 3.0  # of a first that starts, for its standby's answer


def clock() -> float:
    """Seconds that go on while the laptop sleeps, where the system tells them so."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class State(Enum):
    FREE = auto()  # no standby takes over by itself
    HELD = auto()  # it writes while its lease runs
    LAPSED = (
        auto()
    )  # it writes nothing until its standby answers that it has not taken over, or somebody decides
    OLD = auto()  # another laptop has a higher fence


@dataclass
class Lease:
    """The first laptop's. `fence` is its own."""

    fence: int
    state: State = State.FREE
    until: float = 0.0
    lapsed_at: float = float("-inf")

    def bind(self, asked_at: float) -> None:
        """A standby that answered what was asked then may take over by itself from now on. Only for one that may write."""
        if self.state in (State.FREE, State.HELD):
            self.state, self.until = State.HELD, max(self.until, asked_at + LEASE_S)

    def begin_bound(self) -> None:
        """The laptop has started anew, and its standby may have taken over meanwhile."""
        self.state = State.LAPSED

    def hand_over(self, now: float) -> None:
        """The standby takes over now; only what it answers from now on, that it did not after all, lets this laptop go on."""
        if self.state is not State.OLD:
            self.state, self.lapsed_at = State.LAPSED, now

    def is_stale(self, asked_at: float) -> bool:
        """Whether an answer to what was asked then says nothing of now."""
        return self.state is State.LAPSED and asked_at <= self.lapsed_at

    def may_write(self, now: float) -> bool:
        """Once it may not, it may not again when a third answers late: only its standby knows whether it took over."""
        if self.state is State.HELD and now >= self.until:
            self.state = State.LAPSED
        return self.state in (State.FREE, State.HELD)

    def standby_answered(self, asked_at: float, now: float) -> None:
        """The standby, asked then, said that it is a standby still; so it begins to wait anew."""
        if self.is_stale(asked_at):
            return
        if self.state is State.LAPSED and now < asked_at + LEASE_S:
            self.state, self.until = State.HELD, asked_at + LEASE_S
        elif self.state is State.HELD:
            self.until = max(self.until, asked_at + LEASE_S)

    def third_answered(self, asked_at: float, now: float) -> None:
        """The third, asked then, answered; the standby was told so at the same moment (a beat), or was cut off itself."""
        if self.state is State.HELD and self.may_write(now):
            self.until = max(self.until, asked_at + LEASE_S)

    def release(self) -> None:
        """The standby said that it takes over no more, or an organiser that it did not."""
        if self.state is not State.OLD:
            self.state = State.FREE

    def saw(self, fence: int) -> None:
        """Somebody who must know writes, or listens, under this fence."""
        if fence > self.fence:
            self.state = State.OLD


@dataclass
class Watch:
    """The standby's: how long the first has been silent while the third answered all the time."""

    granted: bool = False  # the first knows that this standby may take over by itself
    wait_s: float = WAIT_S
    _since: float | None = None
    _heard_at: float = -1e9
    _looked_at: float = -1e9

    def heard(self, now: float) -> None:
        """Anything of the first."""
        self._since, self._heard_at = None, now

    def looked(self, asked_at: float, third: bool) -> None:
        """One look at the third, asked then. A look that failed, or that came long after the one before, begins the wait anew."""
        if not third or asked_at - self._looked_at > GAP_S:
            self._since = None
        if third and self._since is None:
            self._since = max(asked_at, self._heard_at)
        self._looked_at = max(self._looked_at, asked_at)

    def silent_s(self, now: float) -> float:
        """For how long the first has been silent, as far as that is known."""
        return 0.0 if self._since is None else now - self._since

    def may_take_over(self, now: float) -> bool:
        """By itself, without anybody's tap."""
        is_looking = now - self._looked_at <= GAP_S
        return self.granted and is_looking and self.silent_s(now) >= self.wait_s
