"""Gives what the public sees to Redis, from a thread of its own: nothing of the square waits for Redis, ever.

The loop numbers what it gives and puts it into a queue that is bounded; a native thread writes it, many entries at a time. A
connection that breaks is made anew, and goes on where Redis has arrived. Where Redis lost something (it began empty, the queue ran
over, somebody flushed it) nothing more is written until the loop has begun another generation.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.data.health import Health, Trouble
from kiosk.edges import keys
from kiosk.edges.connect import ANSWER_S, AnotherWrites, client, problem_of, shown
from kiosk.edges.keys import Entry, Generation

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger(__name__)

ITEMS_MAX, BYTES_MAX = 20_000, 32 * 1024 * 1024  # of what waits; more, and a generation is lost
BATCH_ITEMS, BATCH_BYTES = 500, 512 * 1024
AGAIN_S = 1.0  # between two tries
# From one write to the next: what is given meanwhile goes together. A write of its own costs the process 0.4 ms, one more entry in it 0.07.
GATHER_S = 0.05
CHECK_S = 5.0  # so often it is looked whether all is still there
END_S = 2.0  # for what waits at the end


@dataclass(frozen=True)
class Begun:
    """A generation begins: everything before it is old."""

    generation: Generation
    size: int = 0


@dataclass(frozen=True)
class Given:
    """An entry of the stream."""

    n: int
    entry: Entry

    @property
    def size(self) -> int:
        return len(self.entry.frame)


@dataclass(frozen=True)
class Whole:
    """A topic's whole, which contains the stream up to `n`."""

    field: str
    n: int
    answer: str

    @property
    def size(self) -> int:
        return len(self.answer)


Item = Begun | Given | Whole


class FanOut:
    """The queue and its thread. `begin`, `give` and `keep` belong to the loop; `lost()` is called in the thread when a generation
    has to begin anew, and must have `begin` called soon."""

    def __init__(
        self, url: str, mark: str, health: Health, now: Callable[[], int], lost: Callable[[], None]
    ) -> None:
        self.n = 0  # of the newest entry
        self.gen = ""  # "" where nothing may be given until `begin`
        self.is_there = False  # whether Redis answered last
        self.written = 0  # entries that Redis has, since the start
        self._url, self._mark = url, mark
        self._health, self._now, self._lost = health, now, lost
        self._changed = threading.Condition()
        self._waiting: deque[Item] = deque()
        self._bytes = 0
        self._ended = False
        self._thread: threading.Thread | None = None
        # The thread's own.
        self._at: Generation | None = None  # what Redis was told last
        self._arrived = 0  # the last entry that is there
        self._has_wholes = False
        self._under_way: list[Item] = []
        self._sizes: deque[tuple[int, int]] = deque()  # of the stream's entries: number, bytes
        self._stream_bytes = 0
        self._checked_at = 0.0
        self._wrote_at = 0.0

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="fan-out", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what waits, for a moment, and end."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        if self._thread:
            self._thread.join(END_S)

    def begin(self, generation: Generation) -> None:
        """What comes from now on is numbered anew; what waits is let go."""
        with self._changed:
            self._waiting.clear()
            self._bytes, self.n, self.gen = 0, 0, generation.gen
            self._waiting.append(Begun(generation))
            self._changed.notify()

    def give(self, entry: Entry) -> int:
        """Have this written; gives its number, 0 where none is given now."""
        if not self._may(entry.topic or "pulse", len(entry.frame), keys.FRAME_BYTES_MAX):
            return 0
        with self._changed:
            if not self.gen:
                return 0
            self.n += 1
            self._put(Given(self.n, entry))
            return self.n

    def keep(self, topic: str, lang: str, answer: str) -> None:
        """Have this whole written, which contains all that was given so far."""
        if not self._may(topic, len(answer), keys.WHOLE_BYTES_MAX):
            return
        with self._changed:
            if self.gen:
                self._put(Whole(keys.field_of(topic, lang), self.n, answer))

    @property
    def waiting(self) -> int:
        """How many items have not been written."""
        with self._changed:
            return len(self._waiting) + len(self._under_way)

    def rest(self) -> None:
        """Give nothing more: this laptop is not the server any more."""
        with self._changed:
            self._waiting.clear()
            self._bytes, self.gen = 0, ""

    @staticmethod
    def _may(topic: str, size: int, most: int) -> bool:
        """The last look before something leaves this laptop."""
        word = topic.partition(":")[0]
        if topic != "pulse" and not keys.is_public(topic):
            log.error("%s is nothing for Redis", word)
            return False
        if size > most:
            log.warning("%s is too large for Redis", word)
            return False
        return True

    def _put(self, item: Item) -> None:
        self._waiting.append(item)
        self._bytes += item.size
        if len(self._waiting) > ITEMS_MAX or self._bytes > BYTES_MAX:
            log.warning("Redis is too far behind: what waits for it is let go")
            self._waiting.clear()
            self._bytes, self.gen = 0, ""
        self._changed.notify()

    # The thread.

    def _run(self) -> None:
        while not self._ended:
            redis: Redis | None = None
            try:
                redis = client(self._url)
                redis.ping()
                self._found()
                self._go_on(redis)
                while self._write_next(redis):
                    pass
            except Exception as error:
                self._missed(error)
            finally:
                if redis is not None:
                    redis.close()
            with self._changed:
                self._changed.wait_for(lambda: self._ended, AGAIN_S)

    def _write_next(self, redis: "Redis") -> bool:
        """Write some of what waits, or see that all is still there; False at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended or not self.gen, CHECK_S)
            if self._ended and not self._waiting:
                return False
        if not self._ended:
            time.sleep(max(0.0, self._wrote_at + GATHER_S - time.monotonic()))
        with self._changed:
            is_lost = not self.gen
            if not self._under_way:
                self._under_way = self._batch()
        if is_lost:  # the queue ran over
            self._lose()
        elif self._under_way:
            self._write(redis, self._under_way)
            self._under_way, self._wrote_at = [], time.monotonic()
        if time.monotonic() - self._checked_at > CHECK_S:
            self._go_on(redis)
        return True

    def _batch(self) -> list[Item]:
        batch: list[Item] = []
        size = 0
        while self._waiting and len(batch) < BATCH_ITEMS and size < BATCH_BYTES:
            if batch and isinstance(self._waiting[0], Begun):
                break
            item = self._waiting.popleft()
            size += item.size
            batch.append(item)
        self._bytes -= size
        return batch

    def _write(self, redis: "Redis", batch: list[Item]) -> None:
        """All of it or nothing: what is written twice is refused by its number."""
        if isinstance(batch[0], Begun):
            self._begin(redis, batch[0].generation)
            batch = batch[1:]
        if self._at is None or not batch:
            return
        stream, whole = (key(self._mark, self._at.gen) for key in (keys.shows_key, keys.whole_key))
        pipe = redis.pipeline(transaction=True)
        written: list[Given] = []
        for item in batch:
            if isinstance(item, Given) and item.n > self._arrived:
                fields: Any = item.entry.fields()
                pipe.xadd(stream, fields, id=keys.entry_id(item.n), maxlen=keys.ENTRIES_MAX)
                written.append(item)
            elif isinstance(item, Whole):
                pipe.hset(whole, item.field, keys.whole_value(item.n, item.answer))
        if self._stream_bytes > keys.STREAM_BYTES_MAX:
            pipe.xtrim(stream, minid=keys.entry_id(self._trimmed_to()), approximate=True)
        begins_stream = bool(written) and not self._arrived
        begins_wholes = not self._has_wholes and any(isinstance(item, Whole) for item in batch)
        for key, begins in ((stream, begins_stream), (whole, begins_wholes)):
            if begins:
                pipe.expire(key, keys.EXPIRE_S)
        pipe.execute()
        for item in written:
            self._count(item)
        self._has_wholes = self._has_wholes or begins_wholes
        self.written += len(written)
        self._arrived = written[-1].n if written else self._arrived

    def _begin(self, redis: "Redis", generation: Generation) -> None:
        """Raises AnotherWrites."""
        name = keys.generation_key(self._mark)
        before = keys.read_generation(redis.hgetall(name))
        if before and before.fence > generation.fence:
            raise AnotherWrites
        pipe = redis.pipeline(transaction=True)
        if before and before.gen != generation.gen:
            pipe.expire(keys.shows_key(self._mark, before.gen), keys.LEFT_S)
            pipe.expire(keys.whole_key(self._mark, before.gen), keys.LEFT_S)
        pipe.delete(name)
        pipe.hset(name, mapping=_any(generation.fields()))
        pipe.expire(name, keys.EXPIRE_S)
        pipe.execute()
        self._at, self._arrived, self._stream_bytes, self._has_wholes = generation, 0, 0, False
        self._sizes.clear()
        self._checked_at = time.monotonic()

    def _go_on(self, redis: "Redis") -> None:
        """After a break, and now and then: is what was written there? What of the last batch has arrived is not written again."""
        self._checked_at = time.monotonic()
        if self._at is None:
            return
        before = keys.read_generation(redis.hgetall(keys.generation_key(self._mark)))
        if before and before.fence > self._at.fence:
            raise AnotherWrites
        newest = redis.xrevrange(keys.shows_key(self._mark, self._at.gen), count=1)
        arrived = keys.number_of(str(newest[0][0])) if newest else 0
        has_wholes = not self._has_wholes or redis.exists(keys.whole_key(self._mark, self._at.gen))
        given = max([self._arrived, *(item.n for item in self._under_way if isinstance(item, Given))])
        is_ours = (
            self._arrived <= arrived <= given
        )  # more is somebody else's, behind which nothing of ours would be taken
        if before is None or before.gen != self._at.gen or not is_ours or not has_wholes:
            self._lose()
        else:
            self._arrived = arrived
            for key in (keys.shows_key, keys.whole_key):
                redis.expire(key(self._mark, self._at.gen), keys.EXPIRE_S)
            redis.expire(keys.generation_key(self._mark), keys.EXPIRE_S)

    def _lose(self) -> None:
        """Redis has not all that was given: the loop begins another generation."""
        with self._changed:
            begins = any(isinstance(item, Begun) for item in self._waiting)
            if not begins:
                self._waiting.clear()
                self._bytes, self.gen = 0, ""
            self._under_way, self._at = [], None
        if not begins:
            self._lost()
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._ended, CHECK_S)

    def _count(self, item: Given) -> None:
        self._sizes.append((item.n, item.size))
        self._stream_bytes += item.size
        if len(self._sizes) > keys.ENTRIES_MAX:
            self._stream_bytes -= self._sizes.popleft()[1]

    def _trimmed_to(self) -> int:
        """The oldest entry that stays."""
        while len(self._sizes) > 1 and self._stream_bytes > keys.STREAM_BYTES_MAX:
            self._stream_bytes -= self._sizes.popleft()[1]
        return self._sizes[0][0]

    def _found(self) -> None:
        if not self.is_there:
            log.info("Redis is there: %s", shown(self._url))
        self.is_there = True
        self._health.clear("redis")

    def _missed(self, error: Exception) -> None:
        self.is_there = False
        problem = problem_of(error)
        values: dict[str, Any] = {"problem": problem, "redis": shown(self._url)}
        known = next((one for one in self._health.troubles() if one.code == "redis"), None)
        if known is None or known.values != values:
            log.warning("Redis (%s): %s, %s", shown(self._url), problem, type(error).__name__)
            self._health.tell("redis", Trouble("redis", known.since if known else self._now(), values))


def asked_once(url: str, answer_s: float = ANSWER_S) -> str:
    """What is wrong with this Redis, one of PROBLEMS (kiosk/data/redis_problems.py); "" for nothing. Waits a few seconds at most."""
    redis = client(url, answer_s)
    try:
        redis.ping()
    except Exception as error:
        return problem_of(error)
    finally:
        redis.close()
    return ""


def _any(fields: dict[str, str]) -> Any:
    """redis-py asks for a dict that may also hold bytes."""
    return fields
