"""A Python that has read the program once and becomes it as often as asked: reading takes longer than most words do.

It forks, so what it becomes is a process of its own, with its own environment, output and exit status. A test of the
start itself takes a cold one (`kiosk.cold = True`).
"""

import gc
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
REQUEST_BYTES_MAX = 200_000
JUMP_MS = 26_000  # a station that is not heard for so long is silent


class Process:
    """What subprocess.Popen gives, as far as tests ask for it; the output is text."""

    def __init__(self, status: int, stdout: int, stderr: int) -> None:
        self._status = os.fdopen(status, "rb", buffering=0)
        self.stdout, self.stderr = os.fdopen(stdout, encoding="utf-8"), os.fdopen(stderr, encoding="utf-8")
        self.pid = int(self._status.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            self.returncode = int(self._status.readline())
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None and not select.select([self._status], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it says and complains of until its end."""
        with ThreadPoolExecutor() as pool:
            read = [pool.submit(pipe.read) for pipe in (self.stdout, self.stderr)]
            try:
                out, errors = (one.result(timeout) for one in read)
            except TimeoutError:
                self.kill()
                raise
        self.wait(timeout)
        return out, errors


def begin(words: Sequence[str], environ: Mapping[str, str], module: str = "kiosk") -> Process:
    """`python -m MODULE WORDS`, at once."""
    pipes = [os.pipe() for _ in range(3)]
    asked = json.dumps({"module": module, "words": words, "environ": dict(environ)}).encode()
    socket.send_fds(_line(), [asked], [written for _, written in pipes])
    for _, written in pipes:
        os.close(written)
    return Process(*(read for read, _ in pipes))


@cache
def _line() -> socket.socket:
    """To the one that is warm; it ends with us."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "tests.outside.warm", str(its.fileno())]
    subprocess.Popen(
        command, cwd=ROOT, pass_fds=[its.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    its.close()
    return ours


def main(line: socket.socket) -> None:
    _read_program()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the keepers
    while True:
        asked, files, *_ = socket.recv_fds(line, REQUEST_BYTES_MAX, 3)
        if not asked:
            return
        if not os.fork():
            line.close()
            _keep(*files)
            _become(**json.loads(asked))
            return
        for one in files:
            os.close(one)


def _read_program() -> None:
    """As it is on a laptop: numpy is there for these tests alone. Beyond that every row is compared with its kind."""
    sys.modules["numpy"] = None  # type: ignore[assignment]
    import kiosk
    from kiosk.data import rows

    for module in pkgutil.walk_packages(kiosk.__path__, "kiosk."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    rows.check = True
    gc.freeze()  # else the first collection of each copies what they share


def _keep(status: int, stdout: int, stderr: int) -> None:
    """Go on in a process of its own; here somebody stays who tells its number, and its exit status in the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if pid := os.fork():
        for one in (0, 1, 2, stdout, stderr):
            os.close(one)
        os.write(status, f"{pid}\n".encode())
        _end_without_us(pid, status)
        _, ended = os.waitpid(pid, 0)
        os.write(status, f"{os.waitstatus_to_exitcode(ended)}\n".encode())
        os._exit(0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    for one in (status, stdout, stderr):
        os.close(one)


def _end_without_us(pid: int, status: int) -> None:
    """Wait for the end of the process, or of whoever would hear its status: then it is to end, too."""
    if hasattr(os, "pidfd_open"):
        watch = select.poll()
        watch.register(os.pidfd_open(pid), select.POLLIN)
        watch.register(status, 0)
        if status in dict(watch.poll()):
            os.kill(pid, signal.SIGKILL)


def _become(module: str, words: list[str], environ: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environ)
    sys.argv[1:] = words
    _let_time_pass_by_a_signal()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _let_time_pass_by_a_signal() -> None:
    """The clock jumps ahead by JUMP_MS whenever this process hears SIGUSR2: no story waits for what time alone brings."""
    from kiosk.data import open_store, store

    jumped = 0

    def wall_clock(*of_settings: float) -> Callable[[], int]:
        clock = store.wall_clock(*of_settings)
        return lambda: clock() + jumped

    def jump(*_: object) -> None:
        nonlocal jumped
        jumped += JUMP_MS

    vars(open_store)["wall_clock"] = wall_clock
    signal.signal(signal.SIGUSR2, jump)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
