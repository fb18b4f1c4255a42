"""What comes before a database of an earlier program is brought up to this one: a backup, and a proof.

`before` is called by the store in the transaction that is about to change the tables, so that nobody writes between the
backup and the change. The steps are taken on a copy first; what fails there leaves the expo as it is. By the backup
`kiosk/exchange/back.py` goes back to the version before.
"""

import logging
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple
from zoneinfo import ZoneInfo

from badges.files import whole
from kiosk.actions.refusals import Unusable
from kiosk.data import migrations
from kiosk.data.connection import connect_to_read, copy_of
from kiosk.data.migrations.releases import release_of
from kiosk.data.store import Store

log = logging.getLogger(__name__)

KEPT, UNFINISHED = "before-upgrade-", "upgrade-unfinished-"
# Of these nothing may be lost or made by a change of the tables.
COUNTED = ("visitors", "contacts", "arrivals", "tickets", "consultations", "signings", "journal", "answers")
ROOM = 2.2  # the backup and the copy, with some to spare, as multiples of the database


class Proof(NamedTuple):
    """Which steps were taken on a copy, and how long that took (s)."""

    steps: tuple[str, ...]
    seconds: float


def before(path: Path, now: Callable[[], int]) -> Path:
    """Back up the database at `path` and prove its upgrade on a copy; returns the backup, named by the version it is of and by the
    time. Raises Unusable: nothing was changed."""
    with closing(connect_to_read(path)) as db:
        require_room(path)
        kept = path.with_name(
            f"{KEPT}{release_of(migrations.taken(db))}-{_moment(db, now()):%Y%m%d-%H%M%S}.db"
        )
        try:
            with whole(kept) as unfinished:
                copy_of(db, unfinished)
                unfinished.chmod(0o600)
        except (OSError, sqlite3.Error) as error:
            raise Unusable(
                f"프로그램을 올리기 전의 백업을 만들지 못해 아무것도 바꾸지 않았습니다 ({error}). "
                "남은 용량과 폴더의 권한을 확인한 뒤 다시 시작해 주세요."
            ) from error
    try:
        proof = prove(kept, path.parent)
    except Unusable:
        kept.unlink(missing_ok=True)
        raise
    log.warning(
        "tables: %s steps proven in %.1f s; as it was: %s", len(proof.steps), proof.seconds, kept.name
    )
    return kept


def prove(source: Path, folder: Path) -> Proof:
    """Take the steps on a copy of the database `source`, made in a folder of its own in `folder` and removed again. Raises Unusable with the reason."""
    began = time.monotonic()
    _sweep(folder)
    beside = Path(mkdtemp(dir=folder, prefix=UNFINISHED))
    try:
        copy = beside / "expo.db"
        with closing(connect_to_read(source)) as db:
            steps, had = migrations.ahead(db), _counts(db)
            copy_of(db, copy)
        Store(beside, synchronous="OFF").close()
        with closing(connect_to_read(copy)) as db:
            _require_sound(db, had)
    except Unusable as error:
        raise failed(str(error)) from error
    except Exception as error:  # a step is our own code: whatever it raises, the expo stays as it was
        log.exception("the upgrade failed on a copy")
        raise failed(f"{type(error).__name__}: {error}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Proof(steps, time.monotonic() - began)


def backups(folder: Path) -> list[Path]:
    """What was kept before upgrades, the newest first."""
    return sorted(
        folder.glob(f"{KEPT}*.db"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True
    )


def require_room(path: Path) -> None:
    """Raises Unusable where the disk can't hold the backup and the copy."""
    needed, free = path.stat().st_size * ROOM, shutil.disk_usage(path.parent).free
    if free < needed:
        raise Unusable(
            f"프로그램을 올리려면 {needed / 1e6:,.0f}MB가 비어 있어야 하는데 {free / 1e6:,.0f}MB뿐입니다. "
            "아무것도 바꾸지 않았습니다. 자리를 비운 뒤 다시 시작해 주세요."
        )


def failed(why: str) -> Unusable:
    return Unusable(
        f"이 데이터를 새 프로그램에 맞게 올리지 못했습니다 ({why[:300]}). 복사본에서 해 보았고, 원래 데이터는 그대로입니다. "
        "전의 프로그램으로 시작해 주세요. (The upgrade failed on a copy; nothing was changed.)"
    )


def _require_sound(db: sqlite3.Connection, had: dict[str, int]) -> None:
    """Raises Unusable."""
    if broken := db.execute("PRAGMA foreign_key_check").fetchall():
        raise Unusable(f"{broken[0]['table']}: foreign key")
    [check] = db.execute("PRAGMA quick_check(1)").fetchone().values()
    if check != "ok":
        raise Unusable(check)
    has = _counts(db)
    if lost := [f"{name} {n} -> {has.get(name)}" for name, n in had.items() if has.get(name) != n]:
        raise Unusable(", ".join(lost))


def _counts(db: sqlite3.Connection) -> dict[str, int]:
    there = {row["name"] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return {
        name: db.execute(f"SELECT count(*) AS n FROM {name}").fetchone()["n"]
        for name in COUNTED
        if name in there
    }


def _sweep(folder: Path) -> None:
    """What killed proofs left."""
    for left in folder.glob(f"{UNFINISHED}*/"):
        shutil.rmtree(left, ignore_errors=True)


def _moment(db: sqlite3.Connection, now: int) -> datetime:
    """In the expo's time zone."""
    row = db.execute("SELECT time_zone FROM expo").fetchone()
    return datetime.fromtimestamp(now / 1000, ZoneInfo(row["time_zone"] if row else "Asia/Seoul"))
