"""A laptop is lost: another one goes on from an older copy of its database, in an epoch of its own."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from kiosk.data.store import Change, Store
from kiosk.expo.person import lost_laptops


def copy_of(folder: Path, copy: Path) -> Path:
    """The database as a replica has it: the epoch stays."""
    with closing(sqlite3.connect(folder / "expo.db")) as first, closing(sqlite3.connect(copy)) as other:
        first.backup(other)
    return copy


def go_on_from(copy: Path, folder: Path) -> None:
    """The data folder holds this copy from now on. Nobody may have it open."""
    for left in folder.glob("expo.db*"):
        left.unlink()
    copy_of_file(copy, folder / "expo.db")
    store = Store(folder, badge_key=bytes.fromhex((folder / "badge.key").read_text()))
    with store.read() as db:
        last_at = db.execute("SELECT max(at) AS at FROM journal").fetchone()["at"]
    store.now = lambda: last_at + 2_000
    store.change(take_over)
    store.close()


def take_over(change: Change) -> None:
    lost_laptops.leave_room(change)
    change.update("UPDATE expo SET epoch = ?", uuid4().hex[:16])


def copy_of_file(copy: Path, target: Path) -> None:
    with closing(sqlite3.connect(copy)) as first, closing(sqlite3.connect(target)) as other:
        first.backup(other)
