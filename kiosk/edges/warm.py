"""What an edge holds of each public topic: its last whole, and the shows behind it, so that who joins is answered from here.

Knows no socket and no Redis. The primary writes wholes anew (kiosk/edges/fan_out.py) before a tail grows long.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kiosk.edges.link import Key

TAIL_MAX = 200  # shows behind a whole; beyond it the whole is asked for again, and who joins waits for it
TAIL_BYTES_MAX = 1024 * 1024
TAIL_LONG = 25  # from here on a newer whole is worth a look at Redis


@dataclass
class Kept:
    """One topic in one language: the answer to a join (JSON), the number of the last show in it, and the shows behind it."""

    answer: str
    n: int
    tail: deque[tuple[int, str]] = field(default_factory=deque)
    tail_bytes: int = 0

    def behind(self, n: int) -> list[str]:
        """The shows behind number `n`, in their order."""
        return [text for number, text in self.tail if number > n]


class Warm:
    """All topics of one generation. `read`: the number of the last entry that was taken, None before the first."""

    def __init__(self) -> None:
        self.read: int | None = None
        self._kept: dict[Key, Kept] = {}
        self._offered: dict[Key, tuple[int, str]] = {}  # wholes that contain what was not read yet

    def __contains__(self, key: Key) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def begin(self) -> None:
        """Another generation: its numbers have nothing to do with those before."""
        self.read = None
        self._kept, self._offered = {}, {}

    def of(self, key: Key) -> Kept | None:
        return self._kept.get(key)

    def offer(self, key: Key, n: int, answer: str) -> None:
        """A whole out of Redis. It is kept once everything that it contains was read: who joins is shown nothing twice."""
        if self.read is not None and n > self.read:
            self._offered[key] = n, answer
            return
        kept = self._kept.get(key)
        if kept is None:
            self._kept[key] = Kept(answer, n)
        elif n > kept.n:
            kept.answer, kept.n = answer, n
            _cut(kept, n)

    def reads(self, n: int) -> bool:
        """Take number `n`. False: it was taken before. Raises Missed where numbers before it never came."""
        if self.read is not None and n <= self.read:
            return False
        missed = self.read is not None and n != self.read + 1
        self.read = n
        self._take_offered()
        if missed:
            raise Missed
        return True

    def shown(self, key: Key, n: int, text: str) -> None:
        """A show of this topic, which is behind its whole unless that contains it."""
        kept = self._kept.get(key)
        if kept is None or n <= kept.n:
            return
        kept.tail.append((n, text))
        kept.tail_bytes += len(text)
        if len(kept.tail) > TAIL_MAX or kept.tail_bytes > TAIL_BYTES_MAX:
            self.forget([key])

    def long(self) -> list[Key]:
        """The topics whose whole is worth asking for again."""
        return [key for key, kept in self._kept.items() if len(kept.tail) >= TAIL_LONG]

    def forget(self, keys: Iterable[Key]) -> None:
        for key in list(keys):
            self._kept.pop(key, None)
            self._offered.pop(key, None)

    def keys(self) -> Iterator[Key]:
        yield from self._kept

    def _take_offered(self) -> None:
        assert self.read is not None
        for key in [key for key, (n, _) in self._offered.items() if n <= self.read]:
            self.offer(key, *self._offered.pop(key))


class Missed(Exception):
    """Entries are gone that nobody here has read: what is shown may be wrong."""


def _cut(kept: Kept, n: int) -> None:
    while kept.tail and kept.tail[0][0] <= n:
        kept.tail_bytes -= len(kept.tail.popleft()[1])
