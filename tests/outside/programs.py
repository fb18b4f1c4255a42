"""What a program outside has: a real server process on a free port, HTTP, Socket.IO and the command line."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from tests.outside import warm
from tests.socket_client import Client

ROOT = Path(__file__).parents[2]
MORNING = "2026-10-29T10:20:00+09:00"
Program = subprocess.Popen[str] | warm.Process
PATIENCE_S = 60  # a server starts in one or two; a busy machine takes its time


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Reply:
    """An HTTP answer; `data` is its JSON (None for a page)."""

    def __init__(self, response: requests.Response) -> None:
        self.status, self.headers, self.text = response.status_code, response.headers, response.text
        self.cookies = response.cookies
        is_json = response.headers.get("Content-Type", "").partition(";")[0] == "application/json"
        self.data: Any = json.loads(response.text) if is_json else None

    @property
    def code(self) -> str:
        return str(self.data["code"])


class Browser:
    """One browser with its cookies, or a program with its token."""

    def __init__(self, kiosk: "Kiosk", token: str | None = None) -> None:
        self.kiosk = kiosk
        self.session = requests.Session()
        self.session.trust_env = False
        if token is not None:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **options: Any) -> Reply:
        return self.send("GET", path, **options)

    def send(self, method: str, path: str, **options: Any) -> Reply:
        options = {"timeout": 30, "allow_redirects": False} | options
        return Reply(self.session.request(method, self.kiosk.address + path, **options))

    def act(
        self, verb: str, action_id: str | None = None, as_station: int | None = None, **fields: Any
    ) -> Reply:
        """POST one action as JSON, with an action_id of its own unless one is given."""
        body = {"action_id": action_id or uuid4().hex, **fields}
        query = f"?station={as_station}" if as_station else ""
        return self.send("POST", f"/actions/{verb}{query}", json=body)

    def pair(self, pair_url: str, secret: str | None = None) -> Reply:
        """What the pairing page's own script does; the cookie stays in this browser."""
        secret = secret or uuid4().hex + uuid4().hex
        return self.send("POST", pair_url, json={"secret": secret})

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.session.cookies)


class Socket(Client):
    """A Socket.IO client that joins topics and reads what is shown."""

    joins = 0

    def watch(self, topic: str, **more: Any) -> Any:
        """Join a topic; the acknowledgement."""
        return self.ask("join", {"topic": topic, **more})

    def ask(self, name: str, message: Any) -> Any:
        """Emit an event; its acknowledgement. What else arrives meanwhile is kept for `shown`."""
        self.joins += 1
        self.send_text(f"42{self.joins}" + json.dumps([name, message]))
        until = time.monotonic() + 20
        while not (text := self._packet()).startswith(f"43{self.joins}["):
            self._early.append(text)
            assert time.monotonic() < until, f"{name} {message} was never answered"
        return json.loads(text[2 + len(str(self.joins)) :])[0]

    def shown(self, wanted: Any = lambda data: True, topic: str | None = None, within_s: float = 20) -> Any:
        """The next `show` message (of `topic`) that `wanted(data)` accepts; pulses are passed over."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            name, message = json.loads((self._early.pop(0) if self._early else self._packet())[2:])
            if name == "show" and topic in (None, message["topic"]) and wanted(message["data"]):
                return message
        raise AssertionError("nothing of that kind was shown")

    def heard(self, until: str) -> str:
        """Everything that arrives up to the next `show` of this topic, as it came."""
        heard: list[str] = []
        while True:
            heard.append(self._early.pop(0) if self._early else self._packet())
            name, message = json.loads(heard[-1][2:])
            if name == "show" and message["topic"] == until:
                return "\n".join(heard)

    def pulse(self) -> Any:
        while True:
            name, message = json.loads(self._packet()[2:])
            if name == "pulse":
                return message

    def ends(self, within_s: float = 20) -> bool:
        """Whether the server cuts this socket."""
        until = time.monotonic() + within_s
        try:
            while (left_s := until - time.monotonic()) > 0:
                self.socket.settimeout(left_s)
                if self.frame() is None:
                    return True
        except TimeoutError:
            return False
        except OSError:
            return True
        return False

    @property
    def _early(self) -> list[str]:
        early: list[str] = self.__dict__.setdefault("early", [])
        return early

    def _packet(self) -> str:
        while (text := self.text()) == "2":
            self.send_text("3")
        return text


class Kiosk:
    """One data folder and the server process over it; a cold one starts as it does on a laptop."""

    WORD = "serve"

    def __init__(self, folder: Path, at: str = MORNING, **environ: str) -> None:
        self.folder, self.root, self.cold = folder, ROOT, False
        own = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
        self.environ = own | {"KIOSK_DATA": str(folder)} | _shift(at) | environ
        self.process: Program | None = None
        self.port = 0
        self.said: list[str] = []
        self.complained: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *arguments: str, at: str | None = None) -> "Kiosk":
        """Start `serve`, at another moment than before if told; returns once it takes requests. After a restart the port is
        the same."""
        self.environ |= _shift(at) if at else {}
        self.said.clear()
        words = [self.WORD, "--host", "127.0.0.1", "--port", str(self.port), *arguments]
        self.process = self.begin(*words)
        for pipe, kept in ((self.process.stdout, self.said), (self.process.stderr, self.complained)):
            threading.Thread(target=lambda pipe=pipe, kept=kept: kept.extend(pipe), daemon=True).start()
        until = time.monotonic() + PATIENCE_S
        while not (found := re.search(r"localhost:(\d+)", "".join(self.said))):
            assert time.monotonic() < until and self.process.poll() is None, self.complained
            time.sleep(0.02)
        self.port = int(found[1])
        self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                if requests.get(self.address + "/healthz", timeout=15).status_code == 200:
                    return
            except requests.ConnectionError:
                assert time.monotonic() < until
                time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it; its exit status."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def let_time_pass(self) -> None:
        """Its clock jumps ahead, so far that a station that told nothing since is silent. Not of a cold one."""
        assert self.process
        self.process.send_signal(signal.SIGUSR2)

    def restart(self) -> None:
        """Killed in the middle of everything, and started again."""
        self.stop(signal.SIGKILL)
        self.start()

    def cli(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run the command line program beside the server."""
        process = self.begin(*words)
        out, error = process.communicate(timeout=60)
        return subprocess.CompletedProcess(words, process.returncode or 0, out, error)

    def begin(self, *words: str) -> Program:
        """Begin a word of the command line beside the server, for whoever ends it."""
        if self.root == ROOT and not self.cold:
            return warm.begin(words, self.environ)
        command = [sys.executable, "-m", "kiosk", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.root, env=self.environ, text=True, stdout=pipe, stderr=pipe)

    def browser(self, token: str | None = None) -> Browser:
        return Browser(self, token)

    def socket(self, auth: dict[str, Any] | None = None, *, cookies: str = "") -> Socket:
        headers = f"Cookie: {cookies}\r\n" if cookies else ""
        client = Socket(self.port, headers=headers)
        client.join(auth)
        return client


def _shift(at: str) -> dict[str, str]:
    """By how much a server's clock is moved that starts now, as if it were `at`."""
    shift_s = datetime.fromisoformat(at).timestamp() - time.time()
    return {"KIOSK_CLOCK_SHIFT_S": f"{shift_s:.3f}"}
