"""Browsers' sockets in a process of their own (benchmarks.watching): who watches what, and when each was shown it."""

import multiprocessing
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Watcher:
    """Somebody who watches: `name` is any, `auth` what Socket.IO is told; with `places` also the places of the
    booths where its visitor waits."""

    name: str
    topics: tuple[str, ...]
    auth: dict[str, str] | None = None
    places: bool = False


class Seen(NamedTuple):
    """A message as one watcher got it: when (time.monotonic), who, topic, seq, bytes, and on the hall's board which
    booths it shows anew. A first screen, which went to nobody else, has 0 bytes. `began` is when its cause was, where
    the message says so (benchmarks.node_hall)."""

    when: float
    who: str
    topic: str
    seq: int
    size: int
    booths: tuple[str, ...] = ()
    began: float | None = None


class Report(NamedTuple):
    """What a process saw between two reports: messages, all bytes, its own processor time and longest turn (s)."""

    seen: list[Seen]
    received: int
    cpu_s: float
    longest_s: float


class Watchers:
    """Such a process, from outside."""

    def __init__(self, port: int, watchers: list[Watcher], *, then: int | None = None) -> None:
        """All connect to `port`; whoever is cut off comes back at the port `then`, if there is one, as nginx leads to another edge."""
        from benchmarks import watching

        context = multiprocessing.get_context("spawn")
        self._pipe, its = context.Pipe()
        self._process = context.Process(target=watching.run, args=(its, port, watchers, then), daemon=True)
        self._process.start()
        its.close()

    def __enter__(self) -> "Watchers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def connect(self) -> None:
        """All at once; returns as they begin. A process that has only just started is waited for."""
        self._ask("connect")

    def wait_until_fresh(self, within_s: float) -> list[float]:
        """When each had joined all its topics (time.monotonic), once all have; who has not by then is left out."""
        fresh: list[float] = self._ask("fresh", within_s)
        return fresh

    def expect_end(self) -> None:
        """From here on nobody is fresh: the server is about to be killed."""
        self._ask("stale")

    def report(self) -> Report:
        """What was seen since the last report."""
        report: Report = self._ask("report")
        return report

    def close(self) -> None:
        self._process.kill()
        self._process.join()

    def _ask(self, word: str, within_s: float = 0.0) -> Any:
        self._pipe.send((word, within_s))
        return self._pipe.recv()
