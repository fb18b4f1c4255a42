"""Reads what the primary gives, out of Redis, in a native thread; what it read is handed to the loop in order.

Redis may be away, begin empty or hold another expo's: the loop is told, and all begins anew when the primary writes there again.
"""

import logging
import threading
import time
from collections import deque
from contextlib import suppress
from typing import Any, Protocol

from kiosk.edges import keys
from kiosk.edges.connect import client, problem_of
from kiosk.edges.keys import STANDING, Entry, Generation
from kiosk.edges.link import Key
from kiosk.language.sentences import LANGUAGES
from kiosk.serving.greenlets import Bell

log = logging.getLogger(__name__)

BLOCK_MS = 1000
COUNT = 200
AGAIN_S = 0.3
LOOK_S = 0.1  # between two looks for a generation that is not there yet
PULSES = 50  # entries among which the newest pulse is looked for
ALWAYS: frozenset[Key] = frozenset((topic, lang) for topic in STANDING for lang in LANGUAGES)

Wholes = dict[Key, tuple[int, str]]


class Reader(Protocol):
    """What is told in the loop, in order."""

    def began(self, generation: Generation, pulse: str) -> None:
        """Another numbering begins; `pulse` is the newest one's packet, "" for none."""

    def wholes(self, wholes: Wholes) -> None: ...

    def entries(self, entries: list[tuple[int, Entry | None]]) -> None:
        """Numbers and entries in order; None for one that this program can't read."""

    def caught_up(self) -> None:
        """All that is there was read."""

    def redis_away(self, problem: str) -> None: ...


class Follow:
    """Made and started in the loop."""

    def __init__(self, url: str, reader: Reader) -> None:
        self._url, self._reader = url, reader
        self._arrived: deque[tuple[Any, ...]] = deque()
        self._bell = Bell(self._hand_out)
        self._where: tuple[str, str] | None = None  # mark and word
        self._asked: set[Key] = set()
        self._lock = threading.Lock()
        self._ended = False
        # The thread's own.
        self._gen = ""
        self._last = keys.entry_id(0)  # of what was read, as Redis has it: not all of it need be a primary's
        self._is_first = True

    def start(self) -> None:
        threading.Thread(target=self._run, name="follow", daemon=True).start()

    def close(self) -> None:
        self._ended = True

    def look_at(self, mark: str, word: str) -> None:
        """Whose stream to read: the expo's mark, and the word that its primary drew."""
        self._where = mark, word

    def ask(self, wanted: list[Key]) -> None:
        """Read these wholes anew."""
        with self._lock:
            self._asked.update(wanted)

    # In the loop.

    def _hand_out(self) -> None:
        while self._arrived:
            name, *told = self._arrived.popleft()
            getattr(self._reader, name)(*told)

    def _tell(self, name: str, *told: Any) -> None:
        self._arrived.append((name, *told))
        self._bell.ring()

    # In the thread.

    def _run(self) -> None:
        while not self._ended:
            redis: Any = None
            try:
                if self._where:
                    redis = client(self._url)
                    while not self._ended:
                        self._read(redis)
            except Exception as error:
                self._tell("redis_away", problem_of(error))
            finally:
                if redis is not None:
                    with suppress(Exception):
                        redis.close()
            time.sleep(AGAIN_S if self._where else LOOK_S)

    def _read(self, redis: Any) -> None:
        """Once round: another generation, what is new, wholes that are wanted."""
        assert self._where
        mark, word = self._where
        generation = keys.read_generation(redis.hgetall(keys.generation_key(mark)))
        if generation is None or generation.word != word:
            self._tell("redis_away", "empty" if generation is None else "other_word")
            time.sleep(LOOK_S)
            return
        stream, hash_ = keys.shows_key(mark, generation.gen), keys.whole_key(mark, generation.gen)
        if generation.gen != self._gen:
            self._begin(redis, generation, stream, hash_)
        read = redis.xread({stream: self._last}, count=COUNT, block=BLOCK_MS)
        entries = (
            [(keys.number_of(one), keys.read_entry(fields)) for one, fields in read[0][1]] if read else []
        )
        if entries:
            self._last = read[0][1][-1][0]
            self._tell("entries", entries)
        fresh = {(one.topic, one.lang) for _, one in entries if one and one.kind == "whole"}
        with self._lock:
            asked, self._asked = self._asked | fresh, set()
        if asked:
            self._give_wholes(redis, hash_, sorted(asked))
        if len(entries) < COUNT:
            self._tell("caught_up")

    def _begin(self, redis: Any, generation: Generation, stream: str, hash_: str) -> None:
        """What the first generation had before this edge came is in its wholes; of a later one everything is read."""
        pulses = [keys.read_entry(fields) for _, fields in redis.xrevrange(stream, count=PULSES)]
        pulse = next((one.frame for one in pulses if one and one.kind == "pulse"), "")
        self._tell("began", generation, pulse)
        numbers = self._give_wholes(redis, hash_, sorted(ALWAYS))
        self._last = keys.entry_id(min(numbers, default=0) if self._is_first else 0)
        self._gen, self._is_first = generation.gen, False

    def _give_wholes(self, redis: Any, hash_: str, wanted: list[Key]) -> list[int]:
        found: Wholes = {}
        values = redis.hmget(hash_, [keys.field_of(*key) for key in wanted])
        for key, value in zip(wanted, values, strict=True):
            if value and (whole := keys.read_whole(value)):
                found[key] = whole
        self._tell("wholes", found)
        return [n for n, _ in found.values()]
