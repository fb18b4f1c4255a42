"""How late the hall's board and booths' waits (`places:`) are for edges, while a benchmark runs."""

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from benchmarks.load import Server, quantile_ms
from kiosk.edges.connect import client

HALL = "board:hall"


class Late:
    """The journal's entries as they are committed, and the stream's as they come."""

    def __init__(self, server: Server, url: str) -> None:
        self._path, self._url = server.folder / "expo.db", url
        self._began = 0
        # By topic: when an entry of the journal was seen that changes it, and when a message came, with the journal's number.
        self._committed: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
        self._shown: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=one) for one in (self._look, self._read)]

    def __enter__(self) -> "Late":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def figures(self) -> list[str]:
        """P50 and the most, ms; "-" where nothing was given."""
        late = sorted(one for topic in self._shown for one in self._late(topic))
        return [f"{quantile_ms(late, quantile):.0f}" if late else "-" for quantile in (0.5, 1.0)]

    def _late(self, topic: str) -> Iterator[float]:
        """Of each message: how long ago the first change was that it tells of."""
        before = self._began
        for came, seq in self._shown[topic]:
            first = next((at for at, number in self._committed[topic] if before < number <= seq), None)
            before = max(before, seq)
            if first is not None:
                yield max(0.0, came - first)

    def _look(self) -> None:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as db:
            last = self._began = db.execute("SELECT max(seq) FROM journal").fetchone()[0]
            while not self._ended.wait(0.01):
                found = db.execute(
                    "SELECT seq, number FROM journal JOIN booths b ON b.id = booth_id WHERE seq > ?", (last,)
                ).fetchall()
                for seq, booth in found:
                    for topic in (HALL, f"places:{booth}"):
                        self._committed[topic].append((time.monotonic(), seq))
                    last = seq

    def _read(self) -> None:
        redis: Any = client(self._url)
        found = list(redis.scan_iter("kiosk:*:shows"))
        last = {key: redis.xinfo_stream(key)["last-generated-id"] for key in found}
        while last and not self._ended.is_set():
            for key, entries in redis.xread(last, block=100) or ():
                last[key] = entries[-1][0]
                for _, one in entries:
                    if one["kind"] == "show" and one["lang"] == "ko":
                        self._shown[one["topic"]].append((time.monotonic(), int(one["seq"])))
        redis.close()
