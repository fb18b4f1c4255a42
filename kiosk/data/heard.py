"""What stations told of themselves, and when each was last heard, for the organiser to see.

In memory: sixty tablets tell every ten seconds, and a server that starts anew hears from all of them within that time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

SILENT_MS = 25_000  # a page tells of itself every ten seconds


@dataclass(frozen=True)
class Report:
    """How a station is. None or "": its browser does not tell. `waiting`: what it has not sent yet, verb -> how many;
    `refused`: how many things on its list were refused; `skew_ms`: by how much its clock is ahead; `battery` in percent;
    `delay_ms`: how long the server's answer took; `browser`: `Chrome 126`, `Safari 17.4`. Of an edge: `sockets` are open there, and
    it is `lag_ms` behind."""

    waiting: Mapping[str, int] = field(default_factory=dict)
    refused: int = 0
    skew_ms: int | None = None
    battery: int | None = None
    charging: bool | None = None
    version: str = ""
    page: str = ""
    camera: str = ""
    network: str = ""
    delay_ms: int | None = None
    browser: str = ""
    sockets: int | None = None
    lag_ms: int | None = None

    @property
    def unsent(self) -> int:
        return sum(self.waiting.values())


@dataclass(frozen=True)
class Heard:
    """When a station was last heard (ms), and what its page told last; None for a program, which tells nothing.

    `unsent_since`: since when (ms) it has told of something that it could not send, `unsent_at_first` how many then."""

    at: int
    report: Report | None = None
    unsent_since: int | None = None
    unsent_at_first: int = 0
    silent_ms: float = SILENT_MS

    def is_silent(self, now: int) -> bool:
        """Whether its page told of itself before, and has not for a while."""
        return self.report is not None and now - self.at >= self.silent_ms


class Fleet:
    """What was heard of each station since the server began, by a clock of this pace (kiosk/data/store.py). From any thread."""

    def __init__(self, pace: float = 1) -> None:
        self._silent_ms = SILENT_MS * pace
        self._heard: dict[int, Heard] = {}

    def hear(self, station: int, now: int, report: Report | None = None) -> None:
        """This station was heard, and told this of itself."""
        before = self._heard.get(station)
        told = report or (before.report if before else None)
        since, first = None, 0
        if told and told.unsent:
            since, first = now, told.unsent
            if before and before.unsent_since is not None:
                since, first = before.unsent_since, before.unsent_at_first
        self._heard[station] = Heard(now, told, since, first, self._silent_ms)

    def of(self, station: int) -> Heard | None:
        return self._heard.get(station)

    def all(self) -> dict[int, Heard]:
        return dict(self._heard)

    def forget(self) -> None:
        """Another history has begun, with other stations."""
        self._heard.clear()
