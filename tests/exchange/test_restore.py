"""A restore, a backup, an export: killed at any moment they leave all or nothing."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from badges.files import whole
from kiosk.actions.refusals import Unusable
from kiosk.data.store import Store
from kiosk.exchange.export import FILES
from kiosk.exchange.restore import restore, sweep
from tests.expo.meeting.test_attachments import PNG, attach

ROOT = Path(__file__).parents[2]
# Says when it begins, so that whoever kills it knows; another process, because a thread can't be killed.
CHILD = """
import sys
from pathlib import Path
from kiosk.exchange.export import export
from kiosk.exchange.restore import restore
from kiosk.data.store import Store
word, folder, file = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
store = Store(folder, badge_key=b"k" * 32)
print("begins", flush=True)
if word == "restore":
    restore(store, file)
elif word == "backup":
    store.backup(file)
else:
    export(store, file)
print("done", flush=True)
"""


def killed_after(seconds: float, word: str, folder: Path, file: Path) -> bool:
    """Begin, kill after so long; whether it had been done by then."""
    command = [sys.executable, "-c", CHILD, word, str(folder), str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout and child.stdout.readline() == "begins\n"
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        return child.stdout.read() == "done\n"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"expo.db-wal", "expo.db-shm"}


def agencies(path: Path) -> set[str]:
    """What a test has written, of a database that must be whole."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)
        return {name for (name,) in db.execute("SELECT name FROM agencies WHERE name LIKE 'n%'")}


def write(store: Store, name: str) -> None:
    store.change(lambda change: change.insert("agencies", name=name))


@pytest.mark.parametrize("after_s", [0.004, 0.012, 0.02, 0.03, 0.045, 0.07, 0.1])
@pytest.mark.sampled(4)
def test_a_restore_that_is_killed_leaves_all_or_nothing(cast, tmp_path, tmp_path_factory, after_s):
    backup = tmp_path_factory.mktemp("backup") / "backup.db"
    cast.store.backup(backup)
    write(cast.store, "new")
    before = names(tmp_path)
    done = killed_after(after_s, "restore", tmp_path, backup)
    sweep(cast.store)
    kept = sorted(tmp_path.glob("before-restore-*.db"))
    assert names(tmp_path) - {path.name for path in kept} == before
    assert (agencies(tmp_path / "expo.db"), [agencies(path) for path in kept]) in (
        ({"new"}, []),
        (set(), [{"new"}]),
    )
    assert not done or kept
    write(cast.store, "next")
    assert restore(cast.store, backup).exists()


def test_what_is_committed_beside_a_restore_is_in_what_is_kept_or_in_what_is_there(cast, tmp_path):
    backup = tmp_path / "backup.db"
    cast.store.backup(backup)
    others = [Store(tmp_path, synchronous="OFF") for _ in range(3)]
    stop, committed = threading.Event(), set()

    def go_on(number, store):
        count = 0
        while not stop.is_set():
            write(store, name := f"n{number}-{count}")
            committed.add(name)
            count += 1

    threads = [threading.Thread(target=go_on, args=one) for one in enumerate(others)]
    for thread in threads:
        thread.start()
    kept = [restore(cast.store, backup) for _ in range(8)]
    stop.set()
    for thread in threads:
        thread.join()
    for store in others:
        store.close()
    assert len(committed) > 100
    assert committed - set().union(*map(agencies, [*kept, tmp_path / "expo.db"])) == set()


def test_a_restore_that_cannot_keep_what_is_there_replaces_nothing(cast, tmp_path):
    """Nor does it stay away from the next one."""
    backup = tmp_path / "backup.db"
    cast.store.backup(backup)
    write(cast.store, "new")
    before = names(tmp_path)

    def full():
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        cast.store.replace(backup, before=full)
    assert (agencies(tmp_path / "expo.db"), names(tmp_path)) == ({"new"}, before)
    write(cast.store, "newer")
    assert agencies(restore(cast.store, backup)) == {"new", "newer"}


def test_a_second_restore_at_the_same_time_is_refused(cast, tmp_path):
    backup = tmp_path / "backup.db"
    cast.store.backup(backup)
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(Unusable, match="다른 복원"):
        restore(cast.store, backup)
    os.close(descriptor)
    assert restore(cast.store, backup).exists()


def test_a_folder_that_only_looks_like_a_killed_restore_is_left_alone(cast, tmp_path):
    (tmp_path / "restore-2026").mkdir()
    (tmp_path / "restore-2026" / "expo.db").write_bytes(b"mine")
    sweep(cast.store)
    assert (tmp_path / "restore-2026" / "expo.db").read_bytes() == b"mine"


def test_a_backup_of_an_earlier_program_gets_its_meetings_files_from_what_is_here(cast, tmp_path):
    """They lay beside its database, not in it."""
    [kept] = attach(cast, cast.meet(cast.arrive(), "A01")).data["attachments"]
    backup = tmp_path / "backup.db"
    cast.store.backup(backup)
    with closing(sqlite3.connect(backup, isolation_level=None)) as db:
        db.execute("DROP TABLE attachment_contents")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm018_files_in_the_database'")
    restore(cast.store, backup)
    assert cast.rows("SELECT * FROM attachment_contents") == [{"attachment_id": kept["id"], "content": PNG}]


@pytest.mark.parametrize("after_s", [0.0, 0.001, 0.002, 0.004, 0.008])
@pytest.mark.sampled(4)
def test_a_backup_that_is_killed_leaves_no_file_that_passes_for_one(cast, tmp_path, after_s):
    with closing(sqlite3.connect(tmp_path / "expo.db", isolation_level=None)) as db:
        db.execute("CREATE TABLE load (content BLOB)")
        db.execute("INSERT INTO load SELECT randomblob(4000000)")
    target = tmp_path / "backup.db"
    done = killed_after(after_s, "backup", tmp_path, target)
    assert target.exists() or not done
    if target.exists():
        assert agencies(target) == set()
        with closing(sqlite3.connect(target)) as db:
            assert db.execute("SELECT length(content) FROM load").fetchall() == [(4_000_000,)]


@pytest.mark.parametrize("after_s", [0.001, 0.004, 0.008])
@pytest.mark.sampled(3)
def test_an_export_that_is_killed_leaves_no_file_that_is_not_whole(cast, tmp_path, after_s):
    for number in range(3000):
        cast.store.change(lambda change, number=number: change.record("contact.search", persons=number))
    out = tmp_path / "out"
    done = killed_after(after_s, "export", tmp_path, out)
    written = {path.name: path for path in out.glob("*.csv")}
    assert set(written) == set(FILES) or not done
    if "journal.csv" in written:
        assert len(written["journal.csv"].read_text("utf-8-sig").splitlines()) > 3000
    if written:  # then all had been written before the first got its name
        assert len(list(out.iterdir())) >= len(FILES)


def test_files_appear_whole_or_not_at_all(tmp_path):
    target = tmp_path / "report.html"
    with whole(target) as first, whole(target) as second:
        first.write_text("first")
        second.write_text("second")
        assert not target.exists()
    assert (target.read_text(), names(tmp_path)) == ("first", {"report.html"})
    with pytest.raises(RuntimeError):
        _write_half(target)
    assert (target.read_text(), names(tmp_path)) == ("first", {"report.html"})


def _write_half(target: Path) -> None:
    with whole(target) as unfinished:
        unfinished.write_text("half")
        raise RuntimeError
