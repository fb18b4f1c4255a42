"""Which of a visitor's waiting places leads, and at which step it is: the one rule for kiosk, phone, desk and board.

The sentences of each step stand in templates/_saying.html. A phone asks the same of what `places:<booth>` tells it, in
static/js/phone/standing.js: both say the same (a test holds it), so a phone asks for its page only when something else is
to stand there.
"""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from kiosk.expo.square.days import MIN_MS

SOON_MS = 5 * MIN_MS  # who will be called within this, walking apart, is asked to come near

Step = Literal["now", "soon", "waiting"]


class Wait(NamedTuple):
    """How a waiting place stands: its P50 in minutes as shown (None: nobody can say), from when it may be called (an
    appointment; ms), within what it must be called for its owner to come near (ms), and whether a counter stands free
    for it."""

    p50_min: int | None
    from_ms: int | None
    near_ms: int
    at_once: bool = False


class Leading(NamedTuple):
    """The place that leads, by its position among those asked about, and its step."""

    position: int
    step: Step


def leading(waits: Sequence[Wait], now: int) -> Leading | None:
    """The one to be called first; the first of those that are level. None without any."""
    if not waits:
        return None
    position = min(range(len(waits)), key=lambda at: call_in_ms(waits[at], now))
    return Leading(position, step(waits[position], now))


def step(wait: Wait, now: int) -> Step:
    """`now`: would be served on arrival, so nobody stands in line there; `soon`: to come near; `waiting`: anywhere."""
    call_ms = call_in_ms(wait, now)
    if call_ms == 0 and wait.at_once:
        return "now"
    return "soon" if call_ms <= wait.near_ms else "waiting"


def call_in_ms(wait: Wait, now: int) -> float:
    """In how long a place is called (P50); infinite where nobody can say."""
    if wait.p50_min is None:
        return math.inf
    return max(wait.p50_min * MIN_MS, 0 if wait.from_ms is None else wait.from_ms - now)


def near_ms(walk_ms: float) -> int:
    """Who is so long a walk away comes near when called within this."""
    return SOON_MS + round(walk_ms)


def minutes_between(one: str, other: str) -> int:
    """From one time of a day (HH:MM) to another, in minutes."""
    return _minute_of(other) - _minute_of(one)


def _minute_of(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
