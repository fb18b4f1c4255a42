"""Opens the database. `read()` and `change()` hold the only BEGIN and COMMIT of the project.

All writes of a process go through its one write connection, one after another. Changes that wait when it comes free
share one transaction and are answered only after the commit: durable, in order, and a slow disk costs one wait for many.
One that fails takes back what it did and nothing else: nearly always it has written nothing yet; else the transaction
begins anew with a savepoint for each change, which would cost every change a copy of the pages it writes.
"""

import hmac
import json
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from badges.files import whole
from kiosk.actions.refusals import Unusable
from kiosk.data import journal, old_files
from kiosk.data.connection import BUSY_TIMEOUT_S, connect, copy_of, retry_while_locked
from kiosk.data.expo_settings import with_defaults
from kiosk.data.gathering import Gathering
from kiosk.data.health import Health
from kiosk.data.heard import Fleet
from kiosk.data.mastership import FileGuard, Guard, Stream, expo_mark
from kiosk.data.migrations import ahead, migrate_all
from kiosk.data.trail import Trail
from kiosk.data.waiting import Job, Patience, Waiter, not_written

log = logging.getLogger(__name__)

SHARED_COMMIT_MAX = 64
SHARED_COMMIT_S = 0.05
WAITING_MAX = 1_000  # a full house asks a hundred things at once; more wait only where the disk stands still
CLOSE_S = 5.0

Result = TypeVar("Result")


@dataclass(frozen=True)
class Actor:
    """Who acts: a role, and what narrows it (a station and its booth, a visitor's bound phone, a browser)."""

    role: str
    station_id: int | None = None
    booth: str | None = None
    visitor_id: int | None = None
    phone: str | None = None
    secure: bool = True
    network: str = ""  # of a phone that registers: a mark of whence it asks (kiosk/pages/limits.py)
    locked: bool = False  # a station that may do nothing until it is unlocked

    @cached_property
    def who(self) -> str:
        """The identity to which a remembered answer belongs: role and booth, or visitor, or phone."""
        return ":".join(
            str(part) for part in (self.role, self.booth or self.visitor_id or self.phone) if part
        )


SYSTEM = Actor("system")


@dataclass
class Change:
    """What a rule sees of the transaction it runs in: one frozen `now` (ms, UTC), the actor, the connection."""

    db: sqlite3.Connection
    now: int
    actor: Actor
    action_id: str
    lang: str
    settings: dict[str, Any]
    badge_key: bytes
    time_zone: str
    origin: str = ""
    phone_origin: str = ""
    past_keys: tuple[bytes, ...] = ()  # that signed the badges of the expos before this one
    happened_at: int = 0  # for what a cut-off station tells of late, then; see kiosk.actions.moments
    time_is_known: bool = True
    told_at_once: frozenset[str] = frozenset()  # the kinds of entries whose time is known all the same
    on_paper: bool = False  # it stood on paper, with its time, and is typed in now
    written_before: int = 0  # the connection's count of rows as the change began
    has_savepoint: bool = False
    recorded: list[journal.Recorded] = field(default_factory=list)  # the entries it has written so far
    trail: Trail = field(default_factory=Trail)  # by which the action can be restored as it was answered
    restored: bool = False  # it was answered before, by a laptop that is gone (kiosk/actions/answered)
    epoch: str = ""
    numbered: frozenset[str] = frozenset()  # the tables whose rows have an id
    ids_from: Mapping[str, int] = field(
        default_factory=dict
    )  # table -> below this a lost laptop may have given ids
    heard: Fleet = field(default_factory=Fleet)  # what stations told of themselves
    forgot: set[str] = field(default_factory=set)  # names, phones and mails of who was forgotten in it

    def record(self, kind: str, **subject: Any) -> int:
        """Append a journal entry in this transaction; returns its seq. See journal.append for the fields."""
        return journal.append(self, kind, **subject)

    def one(self, sql: str, *values: Any) -> dict[str, Any] | None:
        row: dict[str, Any] | None = self.db.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return self.db.execute(sql, values).fetchall()

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.db.execute(sql, values).fetchone()
        return next(iter(row.values())) if row else None

    def update(self, sql: str, *values: Any) -> int:
        """Execute one write and return how many rows it touched."""
        return self.db.execute(sql, values).rowcount

    def insert(self, table: str, **columns: Any) -> int:
        """Insert one row and return its id. Table and column names are the program's own, never input."""
        numbered = table in self.numbered and "id" not in columns
        if numbered and (wanted := self.next_id(table)) is not None:
            columns = {"id": wanted, **columns}
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        cursor = self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values()))
        assert cursor.lastrowid is not None
        if numbered:
            self.trail.gave(table, cursor.lastrowid)
        return cursor.lastrowid

    def next_id(self, table: str) -> int | None:
        """The id that the next row of this table is to have: the one it was first given, or one above all that a lost laptop
        may have given. None: whichever comes next. Who inserts by `insert` need not ask; any other tells `trail.gave`."""
        if (first := self.trail.coming(table)) is not None:
            return int(first)
        if (least := self.ids_from.get(table)) is None:
            return None
        last = self.value(f"SELECT max(id) FROM {table}")
        return max(least, (last or 0) + 1)

    def undo(self) -> None:
        """Take back all that this change has done so far; it goes on from there."""
        if self.db.total_changes == self.written_before:
            self.trail.undo()
            return
        if not self.has_savepoint:
            raise _Spoilt
        self.db.execute("ROLLBACK TO one")
        self.recorded.clear()
        self.trail.undo()


class _Spoilt(Exception):
    """A change is to be undone that has written and has no savepoint: the transaction begins anew with one for each."""


class Store:
    """One expo's database in `folder`. Safe to use from many threads and beside other processes.

    Whoever changes something writes it, with what others have queued meanwhile. Where a loop may not stand still for that,
    a thread of the store's own writes, and `waiter` says how to wait for it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], int] | None = None,
        badge_key: bytes = b"",
        past_keys: tuple[bytes, ...] = (),
        origin: str = "",
        phone_origin: str = "",
        waiter: Callable[[], Waiter] | None = None,
        synchronous: str = "FULL",
        pace: float = 1,
        before_upgrade: Callable[[Path], object] = lambda path: None,
    ) -> None:
        self.path = folder / "expo.db"
        self.now = clock or wall_clock()
        self.pace = pace  # how many seconds of its clock pass in one
        self.badge_key, self.past_keys = badge_key, past_keys
        self.draws_key = hmac.digest(badge_key, b"kiosk: draws", "sha256") if badge_key else b""
        self.proofs_key = hmac.digest(badge_key, b"kiosk: proofs", "sha256") if badge_key else b""
        self._tables: frozenset[str] | None = None
        self.origin, self.phone_origin = origin, phone_origin
        self.waiter = waiter
        self.after_commit: Callable[[], None] = lambda: None
        # Called after somebody was forgotten, with their name, phone and mail, before that is answered: nothing of them may be left in any file. Who has more
        # than the database clears that too (exchange/forgotten.py), and here replication is to stop and to begin anew.
        self.after_forgetting: Callable[[Collection[str]], None] = lambda words: self.clean()
        # Called before that is committed, with the same words: should the server die before the files are cleared.
        self.before_forgetting: Callable[[Collection[str]], None] = lambda words: None
        self.fence = 1  # under which this laptop writes
        self.expo_mark = expo_mark(badge_key)
        self.guard: Guard = FileGuard(folder)  # which laptop writes
        self.stream: Stream | None = None  # to the second laptop, where there is one
        self.health, self.heard = Health(), Fleet(pace)
        self.gathering = Gathering()  # after a take-over
        self._patience = Patience(self.health, self.now)
        self._synchronous, self._before_upgrade = synchronous, before_upgrade
        self._local = threading.local()
        self._spare: list[sqlite3.Connection] = []  # readers that nobody has now
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self._closing, self._turn = threading.Lock(), threading.Lock()
        self._writer_connection = self._open()
        self._thread = threading.Thread(target=self._write_for_ever, name="writer", daemon=True)
        if waiter:
            self._thread.start()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection with one consistent snapshot for the length of the block. Rows are dicts. Read only."""
        db = self._reader()
        if db.in_transaction:
            yield db
            return
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.execute("COMMIT")

    @contextmanager
    def read_apart(self) -> Iterator[sqlite3.Connection]:
        """Like `read`, by a connection that nobody else has meanwhile: a greenlet may pause within, and others read on."""
        db = self._spare.pop() if self._spare else self._open_reader()
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.execute("COMMIT")
            self._spare.append(db)

    def glance(self) -> sqlite3.Connection:
        """For a single statement, which is its own snapshot. Rows are dicts. Read only."""
        return self._reader()

    def data_version(self) -> int:
        """A number that moves when any other connection (also another process) has committed."""
        row: dict[str, Any] = self._reader().execute("PRAGMA data_version").fetchone()
        return int(row["data_version"])

    def change(
        self,
        run: Callable[[Change], Result],
        *,
        actor: Actor = SYSTEM,
        action_id: str = "",
        lang: str = "ko",
    ) -> Result:
        """Run `run(change)` in the writer's transaction and return its result once that is committed.

        Whatever `run` raises undoes what it did and is raised here. Raises NotWritten when nothing could be written.
        """

        def in_transaction(db: sqlite3.Connection, has_savepoint: bool) -> Result:
            expo = db.execute("SELECT settings, time_zone, epoch, ids_from FROM expo").fetchone()
            now = self.now()
            return run(
                Change(
                    db=db,
                    now=now,
                    actor=actor,
                    action_id=action_id,
                    lang=lang,
                    settings=with_defaults(expo["settings"] if expo else "{}"),
                    badge_key=self.badge_key,
                    past_keys=self.past_keys,
                    origin=self.origin,
                    phone_origin=self.phone_origin,
                    time_zone=expo["time_zone"] if expo else "Asia/Seoul",
                    happened_at=now,
                    written_before=db.total_changes,
                    has_savepoint=has_savepoint,
                    heard=self.heard,
                    trail=Trail(key=self.draws_key, action=action_id, at=now),
                    epoch=expo["epoch"] if expo else "",
                    numbered=self._numbered(db),
                    ids_from=json.loads(expo["ids_from"]) if expo and expo["ids_from"] else {},
                )
            )

        self.guard.require()
        job = Job(in_transaction, self.waiter() if self.waiter else None)
        with self._closing:  # nothing may queue up behind the writer's end, where nobody would answer it
            if self._closed or self._jobs.qsize() >= WAITING_MAX:
                raise not_written()
            self._jobs.put(job)
        if job.waiter:
            self._patience.wait_for(job, job.waiter)
        else:
            self._write_waiting()
        if job.error:
            raise job.error
        result: Result = job.result
        return result

    def leave_to_others(self, seconds: float) -> None:
        """Write nothing for so long, as whoever has much to write; others of this process go on."""
        self.new_waiter().wait(seconds)

    def new_waiter(self) -> Waiter:
        """To wait by the loop where this store is a server's, else by blocking the thread."""
        return self.waiter() if self.waiter else threading.Event()

    def close(self) -> None:
        """Finish what is queued, then close; later changes are refused. A disk that stands still is not waited for."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        if self._thread.ident:
            self._thread.join(CLOSE_S)
        else:
            self._write_waiting()
        if not self._thread.is_alive():
            self._writer_connection.close()

    def backup(self, target: Path) -> None:
        """Copy the database, consistent at one moment, into the new file `target`, which appears whole or not at all.

        The copy has an epoch of its own: restored by whatever means, it is not the history that went on here.
        Raises Unusable.
        """
        try:
            with whole(target) as unfinished:
                copy_of(self._reader(), unfinished)
        except sqlite3.Error as error:
            raise Unusable(
                f"{target}: 쓸 수 없습니다 ({error}). 남은 용량과 권한을 확인해 주세요."
            ) from error

    def replace(self, source: Path, before: Callable[[], None]) -> None:
        """Become what stands in the database file `source`: at one moment, for all processes that have this one open.

        `before` is called once nothing can be committed any more until then: what it reads is all that there was. If it
        raises, nothing is replaced. Raises Unusable.
        """
        until = time.monotonic() + BUSY_TIMEOUT_S
        called = False

        def step(status: int, _remaining: int, _total: int) -> None:
            # The first page that is copied takes the write lock, which is kept until the last.
            nonlocal called
            if status == sqlite3.SQLITE_BUSY and time.monotonic() > until:
                raise Unusable("지금은 저장할 수 없습니다. 잠시 뒤에 다시 해 주세요.")
            if status == sqlite3.SQLITE_OK and not called:
                called = True
                self.guard.require()
                before()

        try:
            with (
                closing(sqlite3.connect(source)) as other,
                closing(connect(self.path, self._synchronous)) as own,
            ):
                other.backup(own, pages=1, progress=step)
        except sqlite3.Error as error:
            raise Unusable(f"{self.path.name}: 쓸 수 없습니다 ({error}).") from error

    def clean(self) -> None:
        """Leave nothing of what was deleted: neither in free pages and the gaps of pages, nor in the write-ahead log.

        Writes wait meanwhile, reads go on; the log is emptied once no read needs it any more. Raises NotWritten where that
        can't be done now.
        """
        try:
            with closing(connect(self.path, self._synchronous)) as db:
                db.execute("VACUUM")
                emptied = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            log.error("not cleaned: %s", error)
            raise not_written() from error
        if emptied["busy"]:
            raise not_written()

    def _numbered(self, db: sqlite3.Connection) -> frozenset[str]:
        """The tables whose rows have an id that answers name: all but the memory of answers itself."""
        if self._tables is None:
            found = db.execute(
                "SELECT t.name AS name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
                " WHERE t.type = 'table' AND c.name = 'id' AND c.pk = 1 AND t.name <> 'answers'"
            )
            self._tables = frozenset(row["name"] for row in found)
        return self._tables

    def _reader(self) -> sqlite3.Connection:
        own: _OfThread | None = getattr(self._local, "own", None)
        if own is None:
            own = self._local.own = _OfThread(self._open_reader())
        return own.db

    def _open_reader(self) -> sqlite3.Connection:
        db = connect(self.path, self._synchronous)
        db.execute("PRAGMA query_only = ON")
        return db

    def _open(self) -> sqlite3.Connection:
        """Open or make the file. Several processes may do so at once, so each half is retried or locked."""
        try:
            db = connect(self.path, self._synchronous)
            retry_while_locked(lambda: db.execute("PRAGMA journal_mode = WAL"))
            retry_while_locked(lambda: db.execute("BEGIN IMMEDIATE"))
            try:
                if ahead(db):
                    self._before_upgrade(self.path)  # nobody can write meanwhile
                migrate_all(db)
                db.execute("COMMIT")
            except BaseException:
                db.execute("ROLLBACK")
                raise
            old_files.tidy(db)
        except sqlite3.Error as error:
            raise Unusable(
                f"데이터 파일을 열 수 없습니다: {self.path.name} ({error}). 폴더와 권한을 확인해 주세요."
            ) from error
        return db

    def _write_waiting(self) -> None:
        """Where the store has no thread of its own: do here what is queued, in as few commits as fit."""
        with self._turn:
            while not self._jobs.empty():
                if job := self._jobs.get():
                    self._write_together(job)

    def _write_for_ever(self) -> None:
        while (job := self._jobs.get()) is not None and self._write_together(job):
            pass

    def _write_together(self, first: Job) -> bool:
        """Run `first` and what else is waiting in one transaction; False once close() was among it."""
        if first.given_up:
            return True
        jobs, go_on = [first], True
        try:
            try:
                go_on = self._run_waiting(jobs)
            except _Spoilt:
                self._run_again(jobs)
            self._commit()
        except BaseException as error:
            _rollback(self._writer_connection)
            for job in jobs:
                job.error = not_written()
            if not isinstance(error, Exception):
                raise  # this thread is to end, with whose changes it ran among the rest
            log.error("nothing written: %s", error)
        finally:
            self._patience.ended()
            for job in jobs:
                if job.waiter:
                    job.waiter.set()
        try:
            self.after_commit()
        except Exception:
            log.exception("the call after a commit failed")
        return go_on

    def _commit(self) -> None:
        """What is committed while this laptop ceases to be the one that writes may be there, and is told as not written: it stands
        among what this laptop had alone, and is done again elsewhere."""
        self.guard.require()
        self._writer_connection.execute("COMMIT")
        self.guard.require()

    def _run_waiting(self, jobs: list[Job]) -> bool:
        """Begin a transaction, run the first job and what else is waiting, which joins `jobs`. False: the end was among it."""
        db, until = self._writer_connection, time.monotonic() + SHARED_COMMIT_S
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            self._join_waiting(jobs)
            raise
        _run(jobs[0], db)
        while len(jobs) < SHARED_COMMIT_MAX and time.monotonic() < until:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return False
            jobs.append(job)
            _run(job, db)
        return True

    def _join_waiting(self, jobs: list[Job]) -> None:
        """Nothing could begin (another process holds the lock): who waits behind does not wait as long once more."""
        for _ in range(self._jobs.qsize()):
            job = self._jobs.get()
            if job is None:
                self._jobs.put(None)  # close(): nothing comes after it
                return
            jobs.append(job)

    def _run_again(self, jobs: list[Job]) -> None:
        """One of these has to be undone: all anew, with a savepoint each."""
        db = self._writer_connection
        _rollback(db)
        db.execute("BEGIN IMMEDIATE")
        for job in jobs:
            job.result = job.error = None
            db.execute("SAVEPOINT one")
            _run(job, db, has_savepoint=True)
            db.execute("RELEASE one")


class _OfThread:
    """A thread's own connection, which ends with the thread. By itself it would end with the next collection of all garbage
    (a connection and the cache of its statements hold each other), hours later: three files and a megabyte for each badge printed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def __del__(self) -> None:
        self.db.close()


@contextmanager
def looked_into(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A connection to another expo's database, which is none of ours to change: one snapshot for the length of the block."""
    db.execute("PRAGMA query_only = ON")
    db.execute("BEGIN")
    try:
        yield db
    finally:
        db.execute("COMMIT")


def wall_clock(shift_s: float = 0, rate: float = 1, since_s: float = 0) -> Callable[[], int]:
    """UTC now in milliseconds, shifted by so many seconds (rehearsal, demo, tests), and from the moment `since_s` (s since
    1970; 0: from now) on at so many times its usual rate."""
    if rate == 1:
        return lambda: int((time.time() + shift_s) * 1000)
    since_s = since_s or time.time()
    return lambda: int((since_s + (time.time() - since_s) * rate + shift_s) * 1000)


def _run(job: Job, db: sqlite3.Connection, *, has_savepoint: bool = False) -> None:
    """Run one job; what it did is undone when it fails. A fault of the database itself (a full disk, not a wrong
    statement) fails the whole transaction. Raises _Spoilt."""
    if not job.begin():
        return
    written_before = db.total_changes
    try:
        job.result = job.run(db, has_savepoint)
    except _Spoilt:
        raise
    except Exception as error:
        if _is_the_databases(error):
            raise
        if db.total_changes != written_before:
            if not has_savepoint:
                raise _Spoilt from error
            db.execute("ROLLBACK TO one")
        job.error = error
    finally:
        job.ran = True


def _is_the_databases(error: Exception) -> bool:
    if not isinstance(error, sqlite3.OperationalError):
        return False
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_FULL) & 0xFF != sqlite3.SQLITE_ERROR


def _rollback(db: sqlite3.Connection) -> None:
    if db.in_transaction:
        db.execute("ROLLBACK")
