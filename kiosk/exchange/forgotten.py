"""Whoever was forgotten is forgotten in every file of the data folder, and in every backup that comes back.

`forgotten.jsonl` beside the database names them by ids and times alone. It outlives the database: a backup is brought up to it
when it is restored, and so is every copy that lies in the folder. What was made for an organiser, and any other file that names
them, is deleted: it can be made again. Until that is done their names, phones and mails stand in a file of their own
(`forgetting-words.json`), so that a server that dies in between clears the same files when it starts again.
"""

import json
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Collection
from contextlib import closing, suppress
from pathlib import Path
from tempfile import mkdtemp

from badges.files import sync, whole
from badges.layouts import layouts
from kiosk.actions.refusals import NotDone, Unusable
from kiosk.data import replicas
from kiosk.data.running import FILE as RUNNING_SERVER
from kiosk.data.store import Change, Store
from kiosk.data.waiting import not_written
from kiosk.exchange import naming
from kiosk.exchange.jobs import FOLDER as MADE
from kiosk.expo.door import forgetting
from kiosk.expo.person import retention
from kiosk.expo.person.retention import Forgotten

log = logging.getLogger(__name__)

FILE, KEY = "forgotten.jsonl", "badge.key"
WORDS = "forgetting-words.json"
REWRITING, RESTORING = "forgetting-unfinished-", "restore-unfinished-"
COPIES_S = 8.0


def after_forgetting(store: Store, words: Collection[str] = ()) -> None:
    """Clear every file of whom the database does not know any more; `words`: their names, phones and mails, by which any other
    file is found that says them. What can't be done now is done by `keep_up` later.

    Where the expo is copied elsewhere (kiosk/standby/replication.py), that stands still meanwhile, then begins anew and leaves no
    older file at the target; it is waited for, but not for long: a stick that is pulled out is cleared when it comes back.
    """
    try:
        write(store)
        words = {*words, *_kept_words(store)}
        with replicas.held(store.path.parent) as still:
            if not still:
                raise not_written()
            _clear_files(store, words)
            store.clean()
            store.change(_note_cleaned)
        _let_go(store, words)
        _wait_for_copies(store)
    except (NotDone, Unusable, OSError, sqlite3.Error) as error:
        log.error("somebody was forgotten, but not in every file yet: %s", error)


def keep_up(store: Store) -> None:
    """Whoever the file names is forgotten here, and whatever was left to clear is cleared: at every start, and now and then."""
    take_over(store)
    with store.read() as db:
        left = db.execute("SELECT 1 FROM forgotten WHERE cleaned_at IS NULL LIMIT 1").fetchone()
    if left:
        after_forgetting(store)
    else:
        _let_go(store, _kept_words(store))  # of a change that was never committed


def keep_words(store: Store, words: Collection[str]) -> None:
    """Keep by which words files are found, until they are cleared; called before it is committed that somebody is forgotten.
    Where the disk does not take them they are forgotten all the same, and the files cleared if the server lives."""
    try:
        _write_words(store, {*words, *_kept_words(store)})
    except OSError as error:
        log.error("the words of somebody who is forgotten could not be kept: %s", error)


def take_over(store: Store, path: Path | None = None) -> int:
    """Forget in this database whom the file (of its own folder, else `path`) names: after a restore, when a copy takes the
    primary's place, before an outbox is let in. Returns of how many there was something."""
    lines = read(path or store.path.with_name(FILE))
    if not lines:
        return 0
    with store.read() as db:
        known = {(one.visitor, one.at) for one in retention.forgotten(db)}
    new = [line for line in lines if (line.visitor, line.at) not in known]
    if not new:
        return 0

    def again(change: Change) -> int:
        count = forgetting.apply(change, new)
        if change.forgot:
            keep_words(store, change.forgot)
        return count

    return store.change(again)


def read(path: Path) -> list[Forgotten]:
    """What the file says; nothing where there is none. A line that is none (a disk that was full) is left out."""
    found: list[Forgotten] = []
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                with suppress(ValueError):
                    found.append(retention.from_json(line))
    except FileNotFoundError:
        pass
    return found


def write(store: Store) -> None:
    """The file names all that the database knows of and all that it named before, for the database may be an older one."""
    path = store.path.with_name(FILE)
    with store.read() as db:
        lines = {(one.visitor, one.at): one for one in [*read(path), *retention.forgotten(db)]}
    text = "".join(
        f"{retention.as_json(line)}\n" for _, line in sorted(lines.items(), key=lambda one: one[0][::-1])
    )
    if not text or path.exists() and path.read_text(encoding="utf-8") == text:
        return
    _write_for_us(path, text)


def _kept_words(store: Store) -> set[str]:
    try:
        return {str(word) for word in json.loads(store.path.with_name(WORDS).read_text(encoding="utf-8"))}
    except (FileNotFoundError, ValueError):
        return set()


def _let_go(store: Store, words: Collection[str]) -> None:
    """The files that say these words are cleared; whoever is forgotten meanwhile has others."""
    path = store.path.with_name(WORDS)
    if not path.exists():
        return
    if left := _kept_words(store) - set(words):
        _write_words(store, left)
    else:
        path.unlink(missing_ok=True)


def _write_words(store: Store, words: Collection[str]) -> None:
    _write_for_us(store.path.with_name(WORDS), json.dumps(sorted(words), ensure_ascii=False))


def _write_for_us(path: Path, text: str) -> None:
    """A file that nobody else may read."""
    with whole(path) as place:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)


def _clear_files(store: Store, words: Collection[str]) -> None:
    """What was made for an organiser goes, every copy of the database in the folder forgets too, and what else names them goes."""
    folder = store.path.parent
    for left in (*folder.glob(f"{MADE}*/"), *folder.glob(f"{REWRITING}*/")):
        shutil.rmtree(left, ignore_errors=True)
    for path in _others(store):
        if _is_database(path):
            _rewrite(store, path)
        elif _is_badge_sheet(path) or naming.says(path, words):
            path.unlink(missing_ok=True)


def _others(store: Store) -> list[Path]:
    """The files of the folder that are not the program's own, nor another expo's: whose numbers are other people's."""
    folder, own = (
        store.path.parent,
        {
            FILE,
            WORDS,
            RUNNING_SERVER,
            *replicas.FILES,
            *(store.path.name + end for end in ("", "-wal", "-shm")),
        },
    )
    apart = {key.parent for key in folder.rglob(KEY) if (key.parent / store.path.name).exists()} - {folder}
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and path.name not in own
        and path.suffix not in (".key", ".pem")
        and apart.isdisjoint(path.parents)
        and not path.relative_to(folder).parts[0].startswith((RESTORING, replicas.LOCAL))
    ]


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _is_badge_sheet(path: Path) -> bool:
    """Badges are pictures: what they say is found by nobody who reads the file."""
    if path.suffix != ".pdf":
        return False
    with path.open("rb") as file:
        begin = file.read(4096)  # where its title is written (badges/pdf.py)
    return any(layout.title.encode("utf-16-be").hex().encode() in begin for layout in layouts().values())


def _rewrite(store: Store, path: Path) -> None:
    """A copy of the database forgets, too: it is brought up to this program, and takes its own place again. One that this
    program can't read, and so can't restore, goes."""
    beside = Path(mkdtemp(dir=store.path.parent, prefix=REWRITING))
    try:
        copy, whole_copy = beside / store.path.name, beside / "whole.db"
        if not _copied(path, copy):
            return
        try:
            with closing(Store(beside, clock=store.now, badge_key=store.badge_key)) as other:
                if not take_over(other, store.path.with_name(FILE)):
                    return
                other.clean()
                other.backup(whole_copy)
        except (Unusable, sqlite3.Error) as error:
            log.error("%s could not be read, and is deleted: %s", path.name, error)
            path.unlink()
            return
        whole_copy.chmod(0o600)
        whole_copy.replace(path)
        sync(path.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _copied(path: Path, copy: Path) -> bool:
    """Whether it is a database of an expo, with all that stands in a log of its own."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if not {"expo", "journal", "answers"} <= tables:
                return False
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        pass  # damaged: it is looked at once more as a copy
    shutil.copyfile(path, copy)
    return True


def _wait_for_copies(store: Store) -> None:
    """Until what copies the expo elsewhere says that nobody is left there, or that it can't be done now."""
    began, until = replicas.clock(), time.monotonic() + COPIES_S
    while time.monotonic() < until:
        state = replicas.read_state(store.path.parent)
        if state is None or state.ended or state.is_silent(replicas.clock()):
            return
        if state.at >= began and (state.is_stopped or not state.uncleared):
            return
        time.sleep(replicas.POLL_S)
    log.error("whom was forgotten may still be in the copy elsewhere; it goes on to clear it")


def _note_cleaned(change: Change) -> None:
    change.update("UPDATE forgotten SET cleaned_at = ? WHERE cleaned_at IS NULL", change.now)
