"""The store: what SQLite is asked to hold, opening old, new and foreign files, and commits that many share."""

import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from kiosk.actions.refusals import NotWritten, Refused, Unusable
from kiosk.data.store import Store
from tests.cast import Clock, open_store

OPEN_AND_WRITE = """
import sys
from pathlib import Path
from kiosk.data.store import Store
store = Store(Path(sys.argv[1]))
store.change(lambda change: change.insert("agencies", name=sys.argv[2]))
store.close()
"""


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path, badge_key=b"k" * 32)
    yield store
    store.close()


def agencies(store):
    with store.read() as db:
        return [row["name"] for row in db.execute("SELECT name FROM agencies ORDER BY id")]


def pragma(db, name):
    return next(iter(db.execute(f"PRAGMA {name}").fetchone().values()))


def occupy(store):
    """Keep the writer busy until the returned event is set; what is queued meanwhile shares one commit."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(change):
        begun.set()
        go_on.wait(5)

    in_threads(lambda: store.change(hold))
    begun.wait(5)
    return go_on


def in_threads(*calls):
    """Start the calls at once; the threads, and their results or errors in order."""
    results = [None] * len(calls)

    def run(index, call):
        try:
            results[index] = call()
        except BaseException as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    return threads, results


def test_a_commit_is_durable_and_foreign_keys_hold(store):
    seen = store.change(
        lambda change: [pragma(change.db, name) for name in ("journal_mode", "synchronous", "foreign_keys")]
    )
    assert seen == ["wal", 2, 1]
    with pytest.raises(sqlite3.IntegrityError):
        store.change(lambda change: change.insert("plan_sums", category="x", agency_id=9, items=1, won=1))


def test_every_table_is_strict(store):
    with store.read() as db:
        loose = db.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 0"
            " AND name NOT LIKE 'sqlite%'"
        ).fetchall()
    assert loose == []


def test_a_read_can_write_nothing(store):
    with store.read() as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO agencies (name) VALUES ('x')")


def test_a_read_sees_one_moment(store):
    with store.read() as db:
        before = db.execute("SELECT count(*) AS n FROM agencies").fetchone()["n"]
        store.change(lambda change: change.insert("agencies", name="종로구"))
        assert db.execute("SELECT count(*) AS n FROM agencies").fetchone()["n"] == before
    assert agencies(store) == ["종로구"]


def test_a_read_apart_keeps_its_moment_and_nobody_elses(store):
    count = "SELECT count(*) AS n FROM agencies"
    for number in (1, 2):  # the second by the first one's connection
        with store.read_apart() as db:
            before = db.execute(count).fetchone()["n"]
            store.change(lambda change, name=f"{number}구": change.insert("agencies", name=name))
            with store.read() as other:
                assert other.execute(count).fetchone()["n"] == before + 1
            assert db.execute(count).fetchone()["n"] == before
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                db.execute("INSERT INTO agencies (name) VALUES ('x')")


def test_a_threads_connection_ends_with_the_thread(store):
    """Not with the next collection of all garbage, hours later: a thread prints a badge, and there are thousands."""
    kept = []

    def read() -> None:
        with store.read() as db:
            kept.append(db)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        kept[0].execute("SELECT 1")


def test_opening_an_older_file_migrates_it(tmp_path):
    from sqlite_utils import Database

    from kiosk.data import migrations

    db = Database(tmp_path / "expo.db", strict=True)
    names = [step.name for step in migrations.steps._migrations]
    migrations.steps.apply(db, stop_before=names[3])
    db.conn.commit()
    db.close()
    store = Store(tmp_path)
    with store.read() as db:
        applied = [row["name"] for row in db.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
        assert applied == names
        assert db.execute("SELECT count(*) AS n FROM answers").fetchone() == {"n": 0}
    store.close()


def test_opening_a_newer_file_is_refused_with_a_sentence(tmp_path):
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "expo.db") as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kiosk', 'm999_next', '')"
        )
    with pytest.raises(Unusable, match="더 새로운 프로그램.*m999_next"):
        Store(tmp_path)


def test_opening_what_is_no_database_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "expo.db").write_text("이것은 데이터가 아니다" * 100)
    with pytest.raises(Unusable, match="데이터 파일을 열 수 없습니다"):
        Store(tmp_path)


def test_several_processes_open_a_new_file_at_once(tmp_path):
    running = [
        subprocess.Popen([sys.executable, "-c", OPEN_AND_WRITE, tmp_path, f"기관{n}"], stderr=subprocess.PIPE)
        for n in range(4)
    ]
    assert [(one.communicate()[1], one.returncode) for one in running] == [(b"", 0)] * 4
    store = Store(tmp_path)
    assert sorted(agencies(store)) == ["기관0", "기관1", "기관2", "기관3"]
    store.close()


def test_what_another_process_wrote_moves_the_data_version(tmp_path, store):
    before = store.data_version()
    other = Store(tmp_path)
    other.change(lambda change: change.insert("agencies", name="종로구"))
    other.close()
    assert store.data_version() != before


def test_a_change_that_raises_changes_nothing_and_the_rest_of_its_commit_stands(store):
    def fail(change):
        change.insert("agencies", name="반쪽")
        raise Refused("wrong_state", "안 돼요.")

    go_on = occupy(store)
    threads, results = in_threads(
        lambda: store.change(lambda change: change.insert("agencies", name="종로구")),
        lambda: store.change(fail),
        lambda: store.change(lambda change: change.insert("agencies", name="성북구")),
    )
    go_on.set()
    for thread in threads:
        thread.join()
    assert isinstance(results[1], Refused)
    assert sorted(agencies(store)) == ["성북구", "종로구"]


def test_when_a_shared_commit_fails_everybody_in_it_is_told_and_nothing_is_written(store):
    def disk_full(change):
        change.insert("agencies", name="반쪽")
        raise sqlite3.OperationalError("database or disk is full")

    go_on = occupy(store)
    threads, results = in_threads(
        lambda: store.change(lambda change: change.insert("agencies", name="종로구")),
        lambda: store.change(disk_full),
    )
    while store._jobs.qsize() < 2:
        pass
    go_on.set()
    for thread in threads:
        thread.join()
    assert [type(result) for result in results] == [NotWritten, NotWritten]
    assert agencies(store) == []
    store.change(lambda change: change.insert("agencies", name="성북구"))
    assert agencies(store) == ["성북구"]


def test_a_wrong_statement_fails_alone(store):
    go_on = occupy(store)
    threads, results = in_threads(
        lambda: store.change(lambda change: change.insert("agencies", name="종로구")),
        lambda: store.change(lambda change: change.update("UPDATE agencies SET nothing_of_the_kind = 1")),
    )
    go_on.set()
    for thread in threads:
        thread.join()
    assert isinstance(results[1], sqlite3.OperationalError)
    assert agencies(store) == ["종로구"]


def test_a_full_disk_is_503_and_the_action_is_done_when_there_is_room_again(cast):
    with cast.store.read() as db:
        pages = pragma(db, "page_count")
    cast.store._writer_connection.execute(f"PRAGMA max_page_count = {pages}")
    long = {"name": "긴" * 200, "enterprise": "긴 이름" * 40, "consent": True}
    for n in range(40):
        answer = cast.do(
            "visitor.register", "desk", action_id=f"full-{n}", **long | {"enterprise": f"{n}" * 90}
        )
        if answer.status != 200:
            break
    assert (answer.status, answer.data["code"]) == (503, "not_written")
    assert cast.value("SELECT count(*) FROM answers WHERE action_id = ?", f"full-{n}") == 0
    cast.store._writer_connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    again = cast.do("visitor.register", "desk", action_id=f"full-{n}", **long | {"enterprise": f"{n}" * 90})
    assert again.ok, again.body


def test_what_a_change_undoes_is_gone_and_what_follows_stands(store):
    def half(change):
        change.insert("agencies", name="성북구")
        change.record("one")
        change.undo()
        change.insert("agencies", name="종로구")
        change.record("two")

    store.change(lambda change: change.insert("agencies", name="중구"))
    store.change(half)
    assert agencies(store) == ["중구", "종로구"]
    with store.read() as db:
        assert db.execute("SELECT kind FROM journal").fetchall() == [{"kind": "two"}]


def test_a_thread_that_is_ended_amid_others_changes_leaves_none_of_them_unanswered(store):
    go_on = occupy(store)

    def end(change):
        raise KeyboardInterrupt

    threads, results = in_threads(
        lambda: store.change(lambda change: change.insert("agencies", name="중구")),
        lambda: store.change(end),
        lambda: store.change(lambda change: change.insert("agencies", name="종로구")),
    )
    while store._jobs.qsize() < 3:
        pass
    go_on.set()
    for thread in threads:
        thread.join(5)
    written = [
        name
        for name, result in zip(("중구", None, "종로구"), results, strict=True)
        if isinstance(result, int)
    ]
    assert all(isinstance(result, int | NotWritten | KeyboardInterrupt) for result in results)
    assert set(agencies(store)) == set(written)
    store.change(lambda change: change.insert("agencies", name="성북구"))
    assert agencies(store)[-1] == "성북구"


def test_whoever_is_called_after_a_commit_finds_it_written(store):
    seen = []
    store.after_commit = lambda: seen.append(agencies(store))
    store.change(lambda change: change.insert("agencies", name="종로구"))
    store.change(lambda change: None)
    assert seen[0] == ["종로구"]


def test_a_failing_call_after_a_commit_undoes_nothing(store):
    def fail():
        raise RuntimeError

    store.after_commit = fail
    store.change(lambda change: change.insert("agencies", name="종로구"))
    assert agencies(store) == ["종로구"]


def test_now_is_frozen_for_the_length_of_a_change(tmp_path):
    clock = Clock()
    store = open_store(tmp_path, clock)

    def wait(change):
        before = change.now
        clock.pass_min(1)
        return change.now == before

    assert store.change(wait)
    store.close()


def test_a_closed_store_refuses_and_leaves_nobody_waiting(store):
    go_on = occupy(store)
    threads, results = in_threads(
        *[lambda: store.change(lambda change: change.insert("agencies", name="종로구"))]
    )
    while store._jobs.qsize() < 1:
        pass
    closing = threading.Thread(target=store.close)
    closing.start()
    go_on.set()
    closing.join()
    threads[0].join()
    assert results == [1]
    with pytest.raises(NotWritten):
        store.change(lambda change: None)


def test_a_backup_is_whole(tmp_path, store):
    store.change(lambda change: change.insert("agencies", name="종로구"))
    (tmp_path / "copy").mkdir()
    store.backup(tmp_path / "copy" / "expo.db")
    copy = Store(tmp_path / "copy")
    assert agencies(copy) == ["종로구"]
    copy.close()


def test_while_another_process_holds_the_lock_nobody_waits_for_those_before(tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.data.connection.BUSY_TIMEOUT_S", 0.5)
    store = Store(tmp_path, waiter=threading.Event)
    blocker = sqlite3.connect(tmp_path / "expo.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    told = []

    def act():
        began = time.monotonic()
        try:
            store.change(lambda change: None)
        except NotWritten as error:
            told.append((type(error), time.monotonic() - began))

    threads = [threading.Thread(target=act) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [kind for kind, _ in told] == [NotWritten] * 12
    assert max(took for _, took in told) < 5  # one wait for the lock or two; one for each are 6
    blocker.execute("ROLLBACK")
    assert store.change(lambda change: "done") == "done"
    store.close()


def test_a_change_that_its_asker_was_told_is_not_written_is_not_begun_later(tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.data.waiting.ANSWER_S", 0.2)
    store = Store(tmp_path, waiter=threading.Event)
    go_on, done = threading.Event(), []
    slow = threading.Thread(target=lambda: store.change(lambda change: go_on.wait(20)))
    slow.start()
    time.sleep(0.05)
    with pytest.raises(NotWritten):
        store.change(lambda change: done.append("late"))
    go_on.set()
    slow.join()
    store.change(lambda change: done.append("next"))
    store.close()
    assert done == ["next"]
