"""Copies the expo to a target for as long as it runs: starts Litestream and starts it again, asks it how far the copy is, and lets the
target forget whom the expo forgot.

How far the copy is, is never believed: after a commit Litestream is asked to have it at the target, and then the target is looked at.
A target that was away (a stick that was pulled out) is waited for. Everything is done in one thread of its own.
"""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from kiosk.actions.refusals import NotDone, Unusable
from kiosk.data import replicas
from kiosk.data.replicas import State, clock
from kiosk.data.store import Store
from kiosk.standby.litestream import Failed, Litestream, Running
from kiosk.standby.targets import Target

log = logging.getLogger(__name__)

LOOK_S, ASK_S, SAY_S = 0.25, 1.0, 1.0
SYNC_S = 3  # that a target is waited for in one go
BACK_OFF_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
STEADY_S = 60.0  # after so long without trouble it was none
LISTED_EVERY_S = 15.0  # a target that is not a folder
ANEW_S, THIN_S = 120.0, 4.0
# What is wrong with a copy (kiosk/data/replicas.py says what to do); words by which Litestream says so, in this order.
AWAY, TAKEN, NOT_FIRST, FAILING = "away", "taken", "not_first", "failing"
MIXED = "another history stands at the target"
WORDS = {
    MIXED: "mixed",
    "no space left": "full",
    "quota": "full",
    "read-only file system": "read_only",
    "permission denied": "denied",
    "unable to authenticate": "refused",
    "knownhosts": "refused",
    "host key": "refused",
    "accessdenied": "refused",
    "invalidaccesskeyid": "refused",
    "signaturedoesnotmatch": "refused",
    "nosuchbucket": "refused",
    "connection refused": "unreached",
    "no route to host": "unreached",
    "no such host": "unreached",
    "i/o timeout": "unreached",
    "timed out": "unreached",
    "deadline exceeded": "unreached",
    "network is unreachable": "unreached",
    "input/output error": "away",
}


class Replication:
    """One target of one store. `may` is asked before each start: who is no master any more copies nothing over another's."""

    def __init__(self, store: Store, target: Target, *, may: Callable[[], bool] = lambda: True) -> None:
        """Raises Unusable."""
        self._store, self._target, self._may = store, target, may
        self._folder = store.path.parent
        target.begin(self._folder)
        self._litestream = Litestream(store.path, target)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, name="replication", daemon=True)
        self._seen = -1  # the database's version that was last seen
        self._synced_at, self._pending_since, self._problem = 0, clock(), ""
        self._known = (0, 0)
        self._said: State | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End it soon; may be called from a signal's handler."""
        self._stop.set()

    def close(self) -> None:
        """End it; what was answered until now is at the target if that can be reached."""
        self._stop.set()
        if self._thread.ident:
            self._thread.join(15.0)

    def run(self) -> None:
        """Copy until `close`."""
        tries = 0
        try:
            while not self._stop.is_set():
                began = time.monotonic()
                try:
                    self._copy()
                except (Failed, Unusable, NotDone, OSError) as error:
                    self._problem = problem_in(str(error)) or FAILING
                    log.error("the copy to %s: %s", self._target.shown, error)
                except Exception:
                    self._problem = FAILING
                    log.exception("the copy to %s failed", self._target.shown)
                tries = 0 if time.monotonic() - began > STEADY_S else min(tries + 1, len(BACK_OFF_S) - 1)
                if not self._stop.is_set() and self._problem not in ("", AWAY, NOT_FIRST, replicas.HELD):
                    self._wait(BACK_OFF_S[tries])
        finally:
            self._say(ended=True)
            self._litestream.close()

    def _copy(self) -> None:
        """Until something ends it. Raises Failed, Unusable, OSError."""
        if why := self._why_not():
            self._problem = why
            self._wait(LOOK_S)
            return
        with replicas.running(self._folder) as ours:
            if not ours:
                if self._problem != TAKEN:
                    log.warning("%s: %s", self._target.shown, replicas.PROBLEMS[TAKEN])
                self._problem = TAKEN
                return
            if self._problem == TAKEN:
                self._problem = ""
            replicas.begin(self._folder, self._target.key)
            self._require_one_history()
            self._forget()
            running = self._litestream.copying()
            try:
                self._watch(running)
            finally:
                running.end() if self._is_there() else running.kill()

    def _why_not(self) -> str:
        if not self._is_there():
            return AWAY
        if replicas.is_wanted(self._folder):
            return replicas.HELD
        return "" if self._may() else NOT_FIRST

    def _is_there(self) -> bool:
        return bool(self._target.key)

    def _watch(self, running: Running) -> None:
        """See how far the copy is, until it ends or has to."""
        asked = listed = 0.0
        while not self._stop.wait(LOOK_S):
            if running.is_over:
                raise Failed(f"it ended: {' '.join(running.said)[-300:]}")
            if self._why_not() or self._has_to_forget():
                return
            self._look()
            now = time.monotonic()
            if self._pending_since and running.is_ready and now - asked >= ASK_S:
                asked = now
                self._ask(running, look=self._target.folder is not None or now - listed >= LISTED_EVERY_S)
                listed = now if now - listed >= LISTED_EVERY_S else listed
            self._say()
        with suppress(Failed):  # the end: what was committed last
            running.sync(SYNC_S)

    def _look(self) -> None:
        """Whether something was committed since."""
        version = self._store.data_version()
        if version != self._seen and not self._pending_since:
            self._pending_since = clock()
        self._seen = version

    def _ask(self, running: Running, *, look: bool) -> None:
        """Have all that is committed now at the target, and see that it is there."""
        now, version = clock(), self._seen
        try:
            reached = running.sync(SYNC_S)
            there = _newest(self._litestream.listed()) if look else reached
            if there < reached:
                raise Failed(f"transaction {reached} is not at the target")
        except Failed as error:
            words = f"{error} {' '.join(running.said)}"
            if not self._problem:
                log.warning("not at the target yet: %s", error)
            self._problem = (AWAY if not self._is_there() else problem_in(words)) or FAILING
            if replicas.LOCAL in str(error):  # its own files beside the database are damaged
                replicas.drop_local(self._folder)
                raise
            return
        if there > reached:
            raise Failed(f"the target is at {there}, {there - reached} transactions ahead")
        self._problem, self._synced_at = "", now
        self._pending_since = 0 if self._store.data_version() == version else now

    def _has_to_forget(self) -> bool:
        return self._forgotten() != self._cleared()

    def _forgotten(self) -> tuple[int, int]:
        """How many were forgotten and cleared from the database, and when the last was: they are to be in no older copy of a page."""
        sql = "SELECT count(*) AS n, max(cleaned_at) AS at FROM forgotten WHERE cleaned_at IS NOT NULL"
        row = self._store.glance().execute(sql).fetchone()
        return row["n"], row["at"] or 0

    def _cleared(self) -> tuple[int, int]:
        """The same of those that the target has forgotten; of one that is away, as it was last seen."""
        if self._is_there():
            self._known = replicas.cleared(self._folder, self._target.key)
        return self._known

    def _require_one_history(self) -> None:
        """Litestream counts on from the newest of the pages at the target (level 0). Where those are gone, or another history stands
        beside them, it would begin at 1, and whoever restores would get the older one: so the target begins anew. Raises Failed
        where that can't be done."""
        listed = self._litestream.listed()
        if _newest(one for one in listed if one[0] == 0) >= _newest(listed):
            return
        if self._target.folder is None:
            raise Failed(MIXED)
        log.warning("%s holds another history of this expo, and begins anew", self._target.shown)
        replicas.drop_local(self._folder)
        shutil.rmtree(self._target.folder / "ltx")

    def _forget(self) -> None:
        """Whoever was forgotten since the target was last cleared is in none of its files any more. Raises Failed, OSError."""
        whom, before = self._forgotten(), self._litestream.listed()
        if before and whom != self._cleared():
            log.info("the copy begins anew, without whom was forgotten")
            self._say()
            clear(self._litestream, self._folder, before, self._nudge)
            self._pending_since = self._pending_since or clock()
        replicas.note_cleared(self._folder, self._target.key, whom, self._target.shown)

    def _nudge(self) -> None:
        """A transaction that changes nothing but a number that nobody reads: Litestream lets go of files by newer ones alone, and of a
        row that stays the same SQLite writes nothing."""
        self._store.change(lambda change: change.update("PRAGMA user_version = 0"))

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stop.is_set() and time.monotonic() < until:
            self._look()
            self._say()
            self._stop.wait(LOOK_S)

    def _uncleared(self) -> int:
        """How many were forgotten whom the target may still hold."""
        (forgotten, at), (cleared, cleared_at) = self._forgotten(), self._cleared()
        return max(forgotten - cleared, int(at != cleared_at))

    def _say(self, *, ended: bool = False) -> None:
        """Write down how it stands: when that changed, and every few seconds."""
        if self._problem == TAKEN:  # whoever copies says how that stands
            return
        said, now = self._said, clock()
        state = State(
            self._target.shown,
            now,
            self._synced_at,
            self._pending_since,
            self._problem,
            self._uncleared(),
            ended,
        )
        if said and now - said.at < SAY_S * 1000 and _but_the_time(said) == _but_the_time(state):
            return
        self._said = state
        with suppress(OSError):
            replicas.write_state(self._folder, state)


def clear(
    litestream: Litestream, folder: Path, before: list[tuple[int, int, int]], nudge: Callable[[], None]
) -> None:
    """Begin the target anew with one whole copy of the database as it is now, and leave nothing older there. `nudge` writes
    something into the database. Raises Failed."""
    last = max(one[2] for one in before)
    replicas.drop_local(folder)
    litestream.copy_anew(ANEW_S)
    replicas.drop_local(folder)  # it fetched the newest of the old files
    target = litestream.target.folder
    if target is None:
        _thin(litestream, last, nudge)
        return
    for level, first, end in litestream.listed():
        if end <= last or level != 9 and first <= last:
            (target / "ltx" / str(level) / f"{first:016x}-{end:016x}.ltx").unlink(missing_ok=True)
    if not any(level == 9 and end > last for level, _, end in litestream.listed()):
        raise Failed("no whole copy at the target")


def _thin(litestream: Litestream, last: int, nudge: Callable[[], None]) -> None:
    """Where only Litestream can delete: it lets go of the past, until none of the old files is listed. Of the newest pages it lets
    go while it runs, of what they were joined to when it copies once more. Raises Failed."""
    until = time.monotonic() + ANEW_S
    while any(end <= last for _, _, end in litestream.listed()):
        if time.monotonic() > until:
            raise Failed("old files are left at the target")
        running = litestream.thinning()
        time.sleep(THIN_S)
        running.end()
        nudge()
        litestream.copy_anew(ANEW_S, thin=True)


def _newest(listed: Iterable[tuple[int, int, int]]) -> int:
    return max((last for _, _, last in listed), default=0)


def problem_in(words: str) -> str:
    """The code of what Litestream says is wrong, "" for none known."""
    lower = words.lower()
    return next((code for word, code in WORDS.items() if word in lower), "")


def _but_the_time(state: State) -> tuple[object, ...]:
    return (state.pending_since, state.problem, state.uncleared, state.ended, bool(state.synced_at))
