"""Making a file in a process of its own: what happens to the job when that process is killed."""

import os
import subprocess
import sys
import threading
from typing import Any

import pytest

from kiosk.data.store import SYSTEM
from kiosk.exchange import jobs
from kiosk.exchange.jobs import Jobs
from kiosk.settings import Settings
from tests.cast import Cast

# As a system short of memory does it: the maker is killed, and one that draws for it still holds its output.
KILLED = """
import os, signal, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_maker_that_is_killed_is_told_at_once_and_takes_its_helpers_along(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    class Told(Jobs):
        def _fail(self, job: Any, sentence: str) -> None:
            super()._fail(job, sentence)
            over.set()

    def killed() -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "-c", KILLED], stdin=pipe, stdout=pipe, text=True, start_new_session=True
        )

    monkeypatch.setattr(jobs, "_process", killed)
    making = Told(cast.store, origin="", phone_origin="", clock=Settings(cast.store.path.parent).clock)
    job = making.start("report", {}, SYSTEM, "ko")
    assert over.wait(20)
    assert (job.state, list(cast.store.path.parent.glob("making-*"))) == ("failed", [])


def test_a_maker_is_below_the_server_in_its_session_and_ends_with_its_own_helpers() -> None:
    """In a session of its own `nice` would count for nothing beside the server."""
    process = jobs._process()
    try:
        assert os.getsid(process.pid) == os.getsid(0)
        assert os.getpgid(process.pid) == process.pid
    finally:
        process.kill()
        process.wait()


def test_what_waits_for_its_turn_and_is_ended_leaves_no_thread(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "import time; time.sleep(60)"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, start_new_session=True)

    monkeypatch.setattr(jobs, "_process", slow)
    making = Jobs(cast.store, origin="", phone_origin="", clock=Settings(cast.store.path.parent).clock)
    making.start("badges", {}, SYSTEM, "ko")
    making.stop(making.start("report", {}, SYSTEM, "ko").id, "ko")
    for thread in threading.enumerate():
        if thread.name == "making report":
            thread.join(20)
            assert not thread.is_alive()
    making.close()
