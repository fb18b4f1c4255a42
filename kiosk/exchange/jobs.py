"""Files that take long to make, for an organiser's browser: made by a process of its own, one at a time, told how far it
is, ended on demand, kept for an hour.

What is made lies in a folder beside the database, which nobody else may read, and goes with it: when it is replaced, when
its hour is over, when the server ends or starts again.
"""

import json
import logging
import os
import secrets
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.actions.refusals import NotFound, Refused
from kiosk.data.store import Actor, Store
from kiosk.language.sentences import N_, gettext
from kiosk.serving import interpreters

log = logging.getLogger(__name__)

MAKING_S = 15 * 60  # the sample's badges take some twenty seconds
KEPT_S = 60 * 60
FOLDER = "making-"

# What can be made -> the action that notes it, by the organiser who asked for it, before anybody gets the file.
NOTED: dict[str, str | None] = {
    "badges": "badge.sheet",
    "blank": None,  # reserving their numbers is in the journal
    "backup": "export.note",
    "export": "export.note",
    "open_data": None,  # names nobody
    "report": None,  # names nobody
    "disclosure": None,
    "certification": None,
    "press": None,
    "follow_ups": None,
    "follow_up_sheets": "export.note",
    "signings": None,
    "booth_logs": "export.note",
    "enterprise_sheets": None,  # enterprises, no persons
    "certificates": None,  # likewise
    "paper": "export.note",
    "links": "export.note",
    "timetable": None,  # enterprises, no persons; what it proposes is in the journal
    "timetable_sheets": None,  # likewise
}
_TOO_LONG = N_("너무 오래 걸려 멈췄어요. 노트북이 한가할 때 다시 해 주세요.")
_FAILED = N_("만들지 못했어요. 노트북의 남은 용량을 확인하고 다시 해 주세요.")

State = Literal["waiting", "working", "done", "failed", "stopped"]


@dataclass
class Job:
    """One file on its way. done of total: pieces, 0 of 0 where nobody counts; path: once it is there; `since`: of time.monotonic()."""

    id: str
    what: str
    options: Mapping[str, Any]
    actor: Actor
    lang: str
    state: State = "waiting"
    done: int = 0
    total: int = 0
    says: str = ""
    path: Path | None = None
    made_at: int = 0
    folder: Path | None = None
    process: subprocess.Popen[str] | None = None
    since: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        return self.state not in ("waiting", "working")

    def shown(self) -> dict[str, Any]:
        """As the page and programs see it."""
        there = self.path is not None
        return {
            "id": self.id,
            "what": self.what,
            "state": self.state,
            "done": self.done,
            "total": self.total,
            "message": self.says,
            "name": self.path.name if self.path else None,
            "bytes": self.path.stat().st_size if self.path and self.path.exists() else None,
            "made_at": self.made_at if there else None,
        }


class Jobs:
    """The files of one server that are being made, or were: at most one of each sort."""

    def __init__(
        self, store: Store, *, origin: str, phone_origin: str, clock: tuple[float, float, float]
    ) -> None:
        self._store = store
        self._asked = {"origin": origin, "phone_origin": phone_origin, "clock": clock}
        self._jobs: dict[str, Job] = {}
        self._change = threading.Condition()
        self._ended = self._busy = False

    def all(self) -> list[Job]:
        """Those that there are, by sort."""
        self.tidy()
        with self._change:
            return [self._jobs[what] for what in NOTED if what in self._jobs]

    def start(self, what: str, options: Mapping[str, Any], actor: Actor, lang: str) -> Job:
        """Begin to make such a file; what there was of the sort goes. Raises NotFound; Refused wrong_state while one is
        being made."""
        if what not in NOTED:
            raise NotFound(gettext(N_("그런 파일은 만들 수 없어요."), lang))
        job = Job(secrets.token_hex(8), what, options, actor, lang)
        with self._change:
            before = self._jobs.get(what)
            if before and not before.is_over:
                raise Refused("wrong_state", gettext(N_("이미 만들고 있어요. 끝나면 여기에 나와요."), lang))
            self._jobs[what] = job
        if before:
            _forget(before)
        threading.Thread(target=self._run, args=(job,), name=f"making {what}", daemon=True).start()
        return job

    def stop(self, id: str, lang: str) -> Job:
        """End its making, or let go of what was made. Raises NotFound."""
        job = self.find(id, lang)
        self._end(job)
        return job

    def find(self, id: str, lang: str) -> Job:
        """Raises NotFound, also for one whose hour is over."""
        found = next((job for job in self.all() if job.id == id), None)
        if found is None:
            raise NotFound(gettext(N_("그 파일은 이미 지워졌어요. 다시 만들어 주세요."), lang))
        return found

    def tidy(self) -> None:
        """Let go of what was made more than an hour ago, or names somebody who was forgotten since (exchange/forgotten.py)."""
        old = time.monotonic() - KEPT_S
        with self._change:
            gone = [
                job
                for job in self._jobs.values()
                if job.is_over and (job.since < old or (job.path is not None and not job.path.exists()))
            ]
            for job in gone:
                del self._jobs[job.what]
        for job in gone:
            _forget(job)

    def close(self) -> None:
        """The server ends: nothing is made any more, and nothing stays."""
        self._ended = True
        with self._change:
            jobs = list(self._jobs.values())
        for job in jobs:
            self._end(job)

    def _end(self, job: Job) -> None:
        with self._change:
            job.state = "stopped"
            job.since = time.monotonic()
            self._change.notify_all()
        _kill(job)
        _forget(job)

    def _run(self, job: Job) -> None:
        """Make it, in a thread of its own; others wait for their turn, as long as they are wanted."""
        with self._change:
            self._change.wait_for(lambda: not self._busy or job.is_over)
            if job.is_over:
                return
            self._busy = True
        try:
            if self._begin(job):
                self._follow(job)
        except Exception:
            log.exception("making %s failed", job.what)
            self._fail(job, gettext(_FAILED, job.lang))
        finally:
            with self._change:
                self._busy = False
                self._change.notify_all()

    def _begin(self, job: Job) -> bool:
        folder = Path(mkdtemp(dir=self._store.path.parent, prefix=f"{FOLDER}{os.getpid()}-"))
        asked = {**self._asked, "data": str(self._store.path.parent), "into": str(folder)}
        with self._change:
            job.folder = folder
            if job.state != "waiting" or self._ended:
                _forget(job)
                return False
            job.state, job.process = "working", _process()
        assert job.process.stdin
        job.process.stdin.write(json.dumps({**asked, "what": job.what, "options": dict(job.options)}) + "\n")
        job.process.stdin.close()
        return True

    def _follow(self, job: Job) -> None:
        """Until its process has ended."""
        assert job.process and job.process.stdout
        late = threading.Timer(MAKING_S, lambda: self._fail(job, gettext(_TOO_LONG, job.lang)))
        late.start()
        threading.Thread(target=_end_helpers, args=(job.process.pid,), daemon=True).start()
        said: dict[str, Any] = {}
        try:
            for line in job.process.stdout:
                said = json.loads(line)
                job.done, job.total = said.get("done", job.done), said.get("total", job.total)
            job.process.wait()
        finally:
            late.cancel()
            _kill(job)
        if job.state != "working":
            _forget(job)
        elif "made" in said and job.folder:
            self._finish(job, job.folder / said["made"], said["noted"])
        else:
            self._fail(job, said.get("failed") or gettext(_FAILED, job.lang))

    def _finish(self, job: Job, path: Path, noted: dict[str, int]) -> None:
        """Nobody gets it before the journal says that it was made, and for whom."""
        verb = NOTED[job.what]
        done = verb and perform(
            self._store, verb, job.actor, {"action_id": uuid4().hex, **noted}, lang=job.lang
        )
        if done and not done.ok:
            return self._fail(job, done.data["message"])
        with self._change:
            if job.state == "working":
                job.state, job.path, job.made_at = "done", path, self._store.now()
                job.since = time.monotonic()
                return None
        return _forget(job)

    def _fail(self, job: Job, sentence: str) -> None:
        with self._change:
            if job.is_over:
                return
            job.state, job.says, job.since = "failed", sentence, time.monotonic()
        _kill(job)
        _forget(job)


def sweep(folder: Path) -> None:
    """Clear away what servers that were killed had made."""
    for left in folder.glob(f"{FOLDER}*/"):
        if not _is_running(left.name.removeprefix(FOLDER).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)


def _process() -> subprocess.Popen[str]:
    return interpreters.begin("kiosk.cli.making")


def _end_helpers(pid: int) -> None:
    """When this process has ended, end those that drew for it: where it was killed they would wait for it, and with the
    other end of its output, for ever. It is left to be waited for, so that its number is nobody else's yet."""
    with suppress(ChildProcessError, ProcessLookupError, PermissionError):
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        os.killpg(pid, signal.SIGKILL)


def _kill(job: Job) -> None:
    """End its process and those that draw for it, if it still runs. One that was waited for has no number any more."""
    if job.process and job.process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(job.process.pid, signal.SIGKILL)
        job.process.wait()


def _forget(job: Job) -> None:
    if job.folder:
        shutil.rmtree(job.folder, ignore_errors=True)
    job.path = None


def _is_running(pid: str) -> bool:
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
