"""A backup comes back, also beside a running server, whose screens begin anew with the new epoch.

Who was forgotten since is forgotten in it first. All is prepared in a folder beside the database. After a restore that was killed, `sweep` clears everything away where
the backup had not been taken over yet; else it leaves what a whole restore would have left.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

from badges.files import sync
from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.data.store import SYSTEM, Store
from kiosk.exchange import forgotten
from kiosk.expo.person import lost_laptops
from kiosk.expo.square import days

UNFINISHED, KEPT = "restore-unfinished-", "before-restore-"


def restore(store: Store, source: Path) -> Path:
    """Make the expo in this store what the file of `backup` holds. Returns where the present one is kept.

    Prepared in a copy (checked, brought up to this program, its epoch begun), then taken over in one step: every
    action that was answered is in what is kept or in what is there from now on.
    Raises Unusable for a file that is no backup, is damaged or was written by a newer program, or beside another restore.
    """
    folder = store.path.parent
    with _alone(folder) as alone:
        if not alone:
            raise Unusable("다른 복원이 진행되고 있습니다. 끝난 뒤에 다시 해 주세요.")
        _sweep(store)
        forgotten.write(store)
        with _beside(store) as beside:
            copy = _prepare(store, source, beside)
            kept = _free_name(store)
            store.replace(copy, before=lambda: _keep(store, beside, kept))
    forgotten.keep_up(store)  # who was forgotten meanwhile
    return kept


def sweep(store: Store) -> None:
    """Clear away what killed restores left, unless one is running."""
    with _alone(store.path.parent) as alone:
        if alone:
            _sweep(store)


@contextmanager
def _beside(store: Store) -> Iterator[Path]:
    beside = Path(mkdtemp(dir=store.path.parent, prefix=UNFINISHED))
    try:
        yield beside
    finally:
        _clear(store, beside)


def _keep(store: Store, beside: Path, kept: Path) -> None:
    """Keep the present expo on the disk under this name, and under the same name in `beside`, by which `_clear` knows
    it."""
    store.backup(beside / kept.name)
    os.link(beside / kept.name, kept)
    sync(kept.parent)


def _sweep(store: Store) -> None:
    for beside in store.path.parent.glob(f"{UNFINISHED}*/"):
        _clear(store, beside)


def _clear(store: Store, beside: Path) -> None:
    """Remove the folder; what was kept stays only if something has taken its place."""
    if not _is_taken_over(store, beside / store.path.name):
        for kept in beside.glob(f"{KEPT}*.db"):
            store.path.with_name(kept.name).unlink(missing_ok=True)
    shutil.rmtree(beside, ignore_errors=True)


def _is_taken_over(store: Store, copy: Path) -> bool:
    """Whether the database is what was prepared in this copy; in doubt yes, so that nothing that was kept is deleted."""
    try:
        with closing(sqlite3.connect(copy)) as db:
            prepared = db.execute("SELECT epoch FROM expo").fetchone()
    except sqlite3.Error:
        return True
    with store.read() as own:
        now = own.execute("SELECT epoch FROM expo").fetchone()
    return not (prepared and now) or prepared[0] == now["epoch"]


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else restores into this folder until the end; the lock goes with a killed program."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except BlockingIOError:
            alone = False
        yield alone
    finally:
        os.close(descriptor)


def _prepare(store: Store, source: Path, beside: Path) -> Path:
    """The copy that is taken over: checked, brought up to this program, its epoch begun."""
    copy = beside / store.path.name
    _copy_checked(source, copy)
    try:
        with closing(Store(beside, clock=store.now, badge_key=store.badge_key)) as prepared:
            if (
                store.glance().execute("SELECT 1 FROM expo").fetchone() is None
            ):  # it takes a lost laptop's place
                prepared.change(lost_laptops.leave_room)
            begun = perform(prepared, "expo.restore", SYSTEM, {"action_id": uuid4().hex})
            if forgotten.take_over(prepared, store.path.with_name(forgotten.FILE)):
                prepared.clean()
        _bring_along(store, copy)
    except sqlite3.Error as error:
        raise Unusable(
            f"{copy.parent}: 쓸 수 없습니다 ({error}). 남은 용량과 권한을 확인해 주세요."
        ) from error
    if not begun.ok:
        raise Unusable(begun.data["message"])
    return copy


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


def _bring_along(store: Store, copy: Path) -> None:
    """A backup of an earlier program names meetings' files without holding them: what this store has of them goes
    with it."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.execute("ATTACH ? AS here", (str(store.path),))
        db.execute(
            "INSERT INTO main.attachment_contents SELECT a.id, c.content FROM main.attachments a"
            " JOIN here.attachments h ON h.id = a.id AND h.sha256 = a.sha256"
            " JOIN here.attachment_contents c ON c.attachment_id = h.id"
            " WHERE a.removed_at IS NULL AND a.id NOT IN (SELECT attachment_id FROM main.attachment_contents)"
        )


def _free_name(store: Store) -> Path:
    """Beside the database, named after the moment, so that a restore by mistake can be taken back."""
    with store.read() as db:
        moment = days.local(store.now(), days.time_zone(db))
    return store.path.with_name(f"{KEPT}{moment:%Y%m%d-%H%M%S}-{uuid4().hex[:4]}.db")
