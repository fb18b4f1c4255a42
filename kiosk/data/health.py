"""What the server knows to be wrong with itself, for the organiser to see.

In memory: it has to be told when nothing can be written, and a server that starts anew finds it out anew in seconds.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from kiosk.data.checkup import Checkup

TROUBLES_MAX = 100


@dataclass(frozen=True)
class Trouble:
    """`code` says which sentence (kiosk.expo.figures.alarms), `values` what stands in it; `since` is in ms."""

    code: str
    since: int
    values: dict[str, Any] = field(default_factory=dict)


class Health:
    """The troubles of one server. From any thread."""

    def __init__(self) -> None:
        self._troubles: dict[Hashable, Trouble] = {}
        self.checkup: Checkup | None = None  # the last look before the doors open
        self.version = 0  # another one after every change

    def tell(self, key: Hashable, trouble: Trouble) -> None:
        """This is wrong until `clear(key)`."""
        if key in self._troubles or len(self._troubles) < TROUBLES_MAX:
            self._troubles[key] = trouble
            self.version += 1

    def clear(self, key: Hashable) -> None:
        if self._troubles.pop(key, None):
            self.version += 1

    def troubles(self) -> list[Trouble]:
        """The longest first."""
        return sorted(self._troubles.values(), key=lambda one: one.since)
