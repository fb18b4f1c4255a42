"""What systemd is told, as it would hear it on its socket."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest

from kiosk.serving.notify import Notify


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.setblocking(False)
        yield line


def heard(line: socket.socket) -> list[str]:
    found = []
    while True:
        try:
            found.append(line.recv(4096).decode())
        except BlockingIOError:
            return found


def asked(line: socket.socket, **more: str) -> dict[str, str]:
    return {"NOTIFY_SOCKET": str(line.getsockname()), "HOME": "/", **more}


def test_a_loop_that_runs_says_so_and_one_that_hangs_does_not(systemd: socket.socket) -> None:
    environ = asked(systemd, WATCHDOG_USEC="90000", WATCHDOG_PID=str(os.getpid()))
    notify = Notify(environ)
    assert environ == {"HOME": "/"}
    notify.ready()
    gevent.sleep(0.1)
    said = heard(systemd)
    assert said[0] == "READY=1" and said.count("WATCHDOG=1") >= 2
    time.sleep(0.1)  # the whole thread, and so the loop
    assert heard(systemd) == []
    gevent.sleep(0.04)
    assert "WATCHDOG=1" in heard(systemd)
    notify.stopping()
    notify.end()
    gevent.sleep(0.04)
    assert heard(systemd)[-1] == "STOPPING=1"


@pytest.mark.parametrize(
    "more", [{}, {"WATCHDOG_USEC": "x"}, {"WATCHDOG_USEC": "30000", "WATCHDOG_PID": "1"}]
)
def test_without_a_watchdog_it_says_no_more(systemd: socket.socket, more: dict[str, str]) -> None:
    Notify(asked(systemd, **more)).ready()
    gevent.sleep(0.03)
    assert heard(systemd) == ["READY=1"]


def test_nobody_listens() -> None:
    Notify({}).ready()
    Notify({"NOTIFY_SOCKET": "/nowhere/at/all", "WATCHDOG_USEC": "90000"}).stopping()


def test_an_abstract_socket() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0kiosk-{os.getpid()}")
        line.settimeout(2)
        Notify({"NOTIFY_SOCKET": f"@kiosk-{os.getpid()}"}).ready()
        assert line.recv(64) == b"READY=1"
