"""Whose turn it is to speak among boards near each other: one at a time, and each call once.

A board asks before it speaks. Who asks first says the call; another board that announces the same one stays silent, and
what it has beside that waits until the first is through. Nothing of this outlives the process.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

SAID_MOST = 500  # calls of one place that are remembered
PLACES_MOST = 50
SAYING_MOST_MS = 30_000


@dataclass
class _Place:
    """Boards near each other; `free_at` in ms."""

    free_at: float = 0
    said: OrderedDict[str, None] = field(default_factory=OrderedDict)


class Turns:
    """The turns of one server."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, _Place] = OrderedDict()

    def take(self, near: str, calls: Sequence[str], ms: float, now: float) -> tuple[list[str], float]:
        """Of these calls those that the board is to say, and after how many ms; it takes `ms` to say all of them."""
        place = self._places.setdefault(near, _Place())
        self._places.move_to_end(near)
        if len(self._places) > PLACES_MOST:
            self._places.popitem(last=False)
        mine = [call for call in calls if call not in place.said]
        wait_ms = min(max(0, place.free_at - now), SAYING_MOST_MS)  # nobody makes another wait for ever
        if mine:
            place.said.update(dict.fromkeys(mine))
            place.free_at = now + wait_ms + min(ms, SAYING_MOST_MS) * len(mine) / len(calls)
        while len(place.said) > SAID_MOST:
            place.said.popitem(last=False)
        return mine, wait_ms
