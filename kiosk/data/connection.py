"""One connection to the database file: how it is opened, and what its rows are (plain dicts)."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BUSY_TIMEOUT_S = 10.0
# 16 MB: the pages of a queue are written again and again before they must be in the file.
CHECKPOINT_PAGES = 4000


def connect(path: Path, synchronous: str) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False, cached_statements=1024
    )
    db.row_factory = dict_row
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA synchronous = {synchronous}")
    db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    db.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten: it was somebody's
    db.execute("PRAGMA temp_store = MEMORY")  # savepoints keep pages aside: in a file, beyond 64 kB
    return db


def dict_row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip([column[0] for column in cursor.description], values))  # noqa: B905 (hot, and always equal)


def retry_while_locked(step: Callable[[], Any]) -> None:
    """`journal_mode = WAL` does not wait for the busy timeout, so ask again for as long."""
    until = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            step()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
