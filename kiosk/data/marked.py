"""What is read once and kept until its mark changes: a column of `expo` that triggers set anew whenever a row of what was
read is written, by this process or another, and never by what was rolled back."""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Marked(Generic[T]):
    """`read` gives what stands in a transaction; `mark` is the query of its mark, one row or none before an expo was set up.
    As many as `most` are kept: a reader's snapshot may be older than the writer's. From any thread."""

    def __init__(self, mark: str, most: int, read: Callable[[sqlite3.Connection], T]) -> None:
        self._mark, self._most, self._read = mark, most, read
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._keeping = threading.Lock()

    def of(self, db: sqlite3.Connection) -> T:
        """What was read, as it is in this transaction."""
        expo = db.execute(self._mark).fetchone()
        if expo is None:
            return self._read(db)
        known = self._kept.get(expo["mark"])
        if known is None:
            known = self._read(db)
            with self._keeping:
                self._kept[expo["mark"]] = known
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return known

    def knows(self, db: sqlite3.Connection) -> bool:
        """Whether what stands in this transaction was read before."""
        expo = db.execute(self._mark).fetchone()
        return expo is None or expo["mark"] in self._kept
