"""What earlier programs kept in files beside the database and this one keeps in it: the bytes of meetings' files.

They lay in `attachments/<its first two digits>/<sha256>`.
"""

import hashlib
import os
import re
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

FOLDER = "attachments"
BYTES_MAX = 8 * 1024 * 1024


def take_in(db: sqlite3.Connection) -> None:
    """Copy into the database what lies beside it, in the caller's transaction. What is no such file, or damaged, stays."""
    folder = _folder(db)
    for attachment_id, sha256 in _rows(db, "SELECT id, sha256 FROM attachments WHERE removed_at IS NULL"):
        content = _read(folder, sha256) if folder else None
        if content is not None:
            db.execute("INSERT INTO attachment_contents VALUES (?, ?)", (attachment_id, content))
            db.execute("UPDATE attachments SET bytes = ? WHERE id = ?", (len(content), attachment_id))


def tidy(db: sqlite3.Connection) -> None:
    """Delete the files that are committed, and those that no meeting has any more."""
    folder = _folder(db)
    if folder is None or not folder.is_dir() or folder.is_symlink():
        return
    missing = (
        "SELECT sha256 FROM attachments WHERE removed_at IS NULL"
        " AND id NOT IN (SELECT attachment_id FROM attachment_contents)"
    )
    kept = {sha256 for (sha256,) in _rows(db, missing)}
    for path in folder.glob("??/*"):
        if re.fullmatch(r"[0-9a-f]{64}(\.new)?", path.name) and path.name not in kept:
            with suppress(OSError):  # not ours, or another process was faster
                path.unlink()
    for path in (*folder.glob("??"), folder):
        with suppress(OSError):  # something else is in it
            path.rmdir()


def _folder(db: sqlite3.Connection) -> Path | None:
    """None for a database without a file."""
    file = next(file for _, name, file in _rows(db, "PRAGMA database_list") if name == "main")
    return Path(file).parent / FOLDER if file else None


def _read(folder: Path, sha256: str) -> bytes | None:
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        return None
    try:
        descriptor = os.open(folder / sha256[:2] / sha256, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        content = file.read(BYTES_MAX + 1)
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _rows(db: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(sql).fetchall()
