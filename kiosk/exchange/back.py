"""Back to the version before: the tables as they were before the upgrade take the place of what is there.

What was written since is no part of them. It is counted before anything is done, and kept: the whole database as one file
(`before-back-*.db`, which this program restores), and each entry of the journal as a line of `written-since-*.jsonl`, for
people to do again by hand. Names stand in the database alone.
"""

import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from badges.files import whole
from kiosk.actions.refusals import Unusable
from kiosk.data import migrations, upgrading
from kiosk.data.connection import connect_to_read, copy_of
from kiosk.data.migrations.releases import release_of
from kiosk.data.running import running
from kiosk.data.store import Store
from kiosk.expo.square import days

KEPT, SINCE, UNFINISHED = "before-back-", "written-since-", "back-unfinished-"


class Way(NamedTuple):
    """The way back: to which backup, of which version, made when (ms); `since`: kind -> how many entries of the journal it does not have."""

    backup: Path
    version: str
    made_at: int
    since: Mapping[str, int]


class Gone(NamedTuple):
    """Where what was there is kept, and where what was written since is listed (None: nothing was)."""

    kept: Path
    written: Path | None


def way(store: Store) -> Way:
    """The way back from here. Raises Unusable where there is none."""
    folder = store.path.parent
    if running(folder):
        raise Unusable("이 데이터 폴더의 서버가 켜져 있습니다. 서버를 끝낸 뒤 다시 해 주세요.")
    found = upgrading.backups(folder)
    if not found:
        raise Unusable(
            "돌아갈 백업(before-upgrade-….db)이 데이터 폴더에 없습니다. 따로 둔 백업이 있으면 그 백업을 만든 프로그램에서 restore로 되돌려 주세요."
        )
    backup = found[0]
    with closing(connect_to_read(backup)) as db:
        steps, last = migrations.taken(db), _last(db)
    if not steps < migrations.taken_by_this_program():
        raise Unusable(
            f"{backup.name}: 그 뒤에 누군가의 개인정보를 지우면서 이 백업도 새 판으로 고쳤습니다. 전의 프로그램은 이것을 열지 못하니 "
            "이 프로그램을 그대로 써 주세요."
        )
    with store.read() as db:
        since = Counter(row["kind"] for row in db.execute("SELECT kind FROM journal WHERE seq > ?", (last,)))
    return Way(backup, release_of(steps), backup.stat().st_mtime_ns // 1_000_000, dict(since.most_common()))


def go(store: Store, to: Way) -> Gone:
    """Go it. Afterwards only the program before opens the folder. Raises Unusable: nothing was changed."""
    folder = store.path.parent
    with store.read() as db:
        moment = f"{days.local(store.now(), days.time_zone(db)):%Y%m%d-%H%M%S}"
    kept, written = folder / f"{KEPT}{moment}.db", folder / f"{SINCE}{moment}.jsonl"
    if kept.exists():
        raise Unusable(f"{kept.name}: 이미 있는 파일입니다. 잠시 뒤 다시 해 주세요.")
    for left in folder.glob(f"{UNFINISHED}*/"):  # of one that was killed
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=folder, prefix=UNFINISHED) as beside:
        copy = Path(beside) / store.path.name
        with closing(connect_to_read(to.backup)) as db:
            last = _last(db)
            copy_of(db, copy)  # with an epoch of its own: tablets begin anew, and tell again what they did

        def keep() -> None:
            _list(store, last, written)
            store.backup(kept)

        try:
            store.replace(copy, before=keep)
        except OSError as error:
            raise Unusable(
                f"{folder}: 쓸 수 없습니다 ({error}). 남은 용량과 권한을 확인해 주세요."
            ) from error
    return Gone(kept, written if written.exists() else None)


def _last(db: sqlite3.Connection) -> int:
    row: dict[str, Any] = db.execute("SELECT coalesce(max(seq), 0) AS seq FROM journal").fetchone()
    return int(row["seq"])


def _list(store: Store, last: int, path: Path) -> None:
    """One line an entry; readable by this user alone."""
    with store.read() as db:
        rows = db.execute("SELECT * FROM journal WHERE seq > ? ORDER BY seq", (last,)).fetchall()
    if not rows:
        return
    with whole(path) as place:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(_plain(row), ensure_ascii=False) + "\n")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Without what is not there; `detail` as JSON rather than its text."""
    told = {name: value for name, value in row.items() if value is not None}
    if isinstance(told.get("detail"), str):
        told["detail"] = json.loads(told["detail"])
    return told
