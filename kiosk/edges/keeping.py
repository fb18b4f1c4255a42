"""Public pages as the primary last had them: asked for once however many want them, bounded in bytes, shown old where it is away."""

import gzip
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from gevent.event import Event

from kiosk.edges.upstream import Answer, Away, Busy

FRESH_S = 2.0
FOR_EVER_S = 3600.0  # what its address says for ever
ONE_BYTES_MAX = 2 * 1024 * 1024
ALL_BYTES_MAX = 64 * 1024 * 1024
COMPRESSED_FROM = 1024
TEXTS = re.compile(r"text/|application/(?:json|javascript|manifest)|image/svg")

Key = tuple[str, ...]  # all by which a page may differ


@dataclass
class Page:
    """An answer of the primary's, and the same compressed where that pays."""

    answer: Answer
    at: float = field(default_factory=time.monotonic)
    compressed: bytes = b""

    def __post_init__(self) -> None:
        plain = not self.answer.header("content-encoding") and len(self.answer.body) >= COMPRESSED_FROM
        if plain and TEXTS.match(self.answer.header("content-type")):
            self.compressed = gzip.compress(self.answer.body, 5, mtime=0)

    @property
    def size(self) -> int:
        return len(self.answer.body) + len(self.compressed) + 1024

    def is_fresh(self) -> bool:
        immutable = self.answer.status == 200 and "immutable" in self.answer.header("cache-control")
        return time.monotonic() < self.at + (FOR_EVER_S if immutable else FRESH_S)

    def fitting(self, *, gzips: bool) -> Answer:
        """The answer in the coding that this reader takes."""
        if not self.compressed:
            return self.answer
        headers = [*self.answer.headers, ("Vary", "Accept-Encoding")]
        if not gzips:
            return self.answer._replace(headers=headers)
        return self.answer._replace(headers=[*headers, ("Content-Encoding", "gzip")], body=self.compressed)


@dataclass
class _Flight:
    """A question to the primary for which others wait."""

    done: Event = field(default_factory=Event)
    page: Page | None = None
    error: Exception | None = None


class Keeping:
    """The pages, the one that was asked for longest ago first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0
        self._flights: dict[Key, _Flight] = {}

    def page(self, key: Key, ask: Callable[[], Answer]) -> Page:
        """The page under this key: as it is kept while that is fresh, else as `ask` gives it. Raises Away, Busy where there is
        neither."""
        old = self._pages.get(key)
        if old:
            self._pages.move_to_end(key)
            if old.is_fresh():
                return old
        if flight := self._flights.get(key):
            if old:
                return old
            flight.done.wait()
        else:
            flight = self._fly(key, ask)
        if flight.page:
            return flight.page
        if old:
            return old
        assert flight.error
        raise flight.error

    def _fly(self, key: Key, ask: Callable[[], Answer]) -> _Flight:
        flight = self._flights[key] = _Flight(error=Away())
        try:
            answer = ask()
            if answer.status < 500:
                flight.page = Page(answer)
                self._keep(key, flight.page)
        except (Away, Busy) as error:
            flight.error = error
        finally:
            del self._flights[key]
            flight.done.set()
        return flight

    def _keep(self, key: Key, page: Page) -> None:
        if old := self._pages.pop(key, None):
            self._bytes -= old.size
        if page.size > ONE_BYTES_MAX or page.answer.header("set-cookie"):
            return
        self._pages[key] = page
        self._bytes += page.size
        while self._bytes > ALL_BYTES_MAX:
            _, gone = self._pages.popitem(last=False)
            self._bytes -= gone.size
