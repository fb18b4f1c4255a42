"""A primary, a Redis and two edges as processes, and what phones and boards see through one of them."""

import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.edges.redis_server import RedisServer
from tests.outside.conftest import Cast, set_up
from tests.outside.programs import Kiosk

PATIENCE_S = 20
PROXY = "127.0.0.9"  # where the proxy of the first edge of the fixture asks from


class Edge(Kiosk):
    """One edge's process. It has no folder: where its data would be is the primary's, which it must leave alone."""

    WORD = "edge"

    def __init__(self, primary: Kiosk, redis: str, token: str, **environ: str) -> None:
        super().__init__(primary.folder, KIOSK_EDGE_TOKEN=token, **environ)
        self._where = ("--primary", primary.address, "--redis", redis)

    def start(self, *arguments: str, at: str | None = None) -> "Edge":
        super().start(*self._where, *arguments)
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """Of the command line, for a start that is to fail."""
        return (self.WORD, *self._where, "--host", "127.0.0.1")

    def freeze(self) -> None:
        """It stands still, as a machine that swaps or a cable that is out."""
        self.stop_or_go(signal.SIGSTOP)

    def thaw(self) -> None:
        self.stop_or_go(signal.SIGCONT)

    def stop_or_go(self, number: int) -> None:
        assert self.process
        self.process.send_signal(number)

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(30)


class Edges:
    """All of them. `cast` acts at the primary."""

    def __init__(self, folder: Path, redis: RedisServer, **environ: str) -> None:
        self.redis = redis
        primary = Kiosk(folder, KIOSK_REDIS_URL=redis.url, **environ)
        made = set_up(folder, float(primary.environ["KIOSK_CLOCK_SHIFT_S"]))
        self.cast = Cast(primary.start(), made.tokens, made.stations)
        self.stations: list[int] = []
        self._calls: dict[str, int] = {}
        self.edges: list[Edge] = []

    @property
    def primary(self) -> Kiosk:
        return self.cast.kiosk

    def another(self, **environ: str) -> Edge:
        """One more edge with a token of its own, ready."""
        return self.others(environ)[0]

    def others(self, *environs: dict[str, str]) -> list[Edge]:
        """So many more, which start together."""
        made = [Edge(self.primary, self.redis.url, self.token(), **one) for one in environs]
        self.edges += made
        with ThreadPoolExecutor() as threads:
            return list(threads.map(Edge.start, made))

    def call(self, booth: str) -> int:
        """Somebody is called to this booth, in the place of whoever was; their number."""
        self.free(booth)
        person, self._calls[booth] = self.cast.called(booth)
        return person.number

    def free(self, booth: str) -> None:
        """Whoever was called there does not come."""
        if before := self._calls.pop(booth, None):
            gone = self.cast.organiser.act("ticket.no_show", ticket=before)
            assert gone.status == 200, gone.text

    def token(self) -> str:
        made = self.cast.organiser.act("station.add", role="edge")
        assert made.status == 200, made.text
        self.stations.append(made.data["station"]["id"])
        return str(made.data["station"]["token"])

    def close(self) -> None:
        for edge in self.edges:
            edge.kill()
        if self.primary.process:
            self.primary.process.kill()


def until(true: Callable[[], Any], what: str, within_s: float = PATIENCE_S) -> Any:
    """Wait for it; what it gave."""
    end = time.monotonic() + within_s
    while not (found := true()):
        assert time.monotonic() < end, what
        time.sleep(0.02)
    return found
