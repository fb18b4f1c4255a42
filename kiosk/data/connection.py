"""One connection to the database file: how it is opened, and what its rows are (plain dicts)."""

import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

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


def connect_to_read(path: Path, within_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """A database that is there, whatever program wrote it: nothing is made, brought up or written. Rows are dicts."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    db = sqlite3.connect(address, uri=True, timeout=within_s, isolation_level=None)
    db.row_factory = dict_row
    return db


def copy_of(db: sqlite3.Connection, target: Path) -> None:
    """All of an open database, consistent at one moment, as one file with an epoch of its own: whatever becomes of it, it is not
    the history that went on here."""
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        columns = {name for _, name, *_ in copy.execute("PRAGMA table_info(expo)")}
        if "copied_from" in columns:  # of an earlier program it has none
            copy.execute("UPDATE expo SET copied_from = epoch")
        copy.execute("UPDATE expo SET epoch = ?", (secrets.token_hex(8),))


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
