"""A backup comes back, also beside a running server, whose screens begin anew with the new epoch."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from kiosk.actions import perform
from kiosk.expo import days
from kiosk.refusals import Unusable
from kiosk.store import SYSTEM, Store


def restore(store: Store, source: Path) -> Path:
    """Make the expo in this store what the file of `backup` holds. Returns where the present one is kept.

    Prepared in a copy (checked, brought up to this program, its epoch begun), then taken over in one step.
    Raises Unusable for a file that is no backup, is damaged or was written by a newer program.
    """
    with TemporaryDirectory(dir=store.path.parent, prefix="restore-") as beside:
        copy = Path(beside) / store.path.name
        _copy_checked(source, copy)
        with closing(Store(copy.parent, clock=store.now, badge_key=store.badge_key)) as prepared:
            perform(prepared, "expo.restore", SYSTEM, {"action_id": uuid4().hex})
        kept = _free_name(store)
        store.backup(kept)
        store.replace(copy)
    return kept


def _copy_checked(source: Path, copy: Path) -> None:
    try:
        shutil.copyfile(source, copy)
        with closing(sqlite3.connect(copy)) as db:
            sound = db.execute("PRAGMA quick_check").fetchone() == ("ok",)
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except OSError as error:
        raise Unusable(f"{source}: 파일을 읽을 수 없습니다 ({error.strerror}).") from error
    except sqlite3.Error:
        sound, tables = False, set()
    if not sound or not {"expo", "journal", "answers"} <= tables:
        raise Unusable(f"{source}: 백업 파일이 아니거나 손상됐습니다. 다른 백업을 골라 주세요.")


def _free_name(store: Store) -> Path:
    """Beside the database, named after the moment, so that a restore by mistake can be taken back."""
    with store.read() as db:
        moment = days.local(store.now(), days.time_zone(db))
    return store.path.with_name(f"before-restore-{moment:%Y%m%d-%H%M%S}-{uuid4().hex[:4]}.db")
