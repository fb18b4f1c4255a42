"""Runs tests/socket_server.py beside the test."""

import http.client
import json
import os
import signal
import time
from typing import Any

from tests.outside import warm


class SocketServer:
    """A server process on a free port, for the length of a `with` block."""

    def __init__(self, *arguments: str, port: int = 0, **environ: str) -> None:
        words = (str(port), *(arguments or ("0",)))
        self.process = warm.begin(words, os.environ | environ, "tests.socket_server")
        first_line = self.process.stdout.readline()
        self.port = int(first_line or 0)

    def __enter__(self) -> "SocketServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, number: int = signal.SIGTERM) -> tuple[str, str]:
        """Ask it to end; the rest of its output and its errors."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=10)

    def status(self, path: str, headers: dict[str, str] | None = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path, headers=headers or {})
        status = connection.getresponse().status
        connection.close()
        return status

    def get(self, path: str) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def wait_for_nobody(self, within_s: float = 20.0) -> None:
        """Returns when no socket is connected any more."""
        until = time.monotonic() + within_s
        while self.get("/state")["connected"]:
            assert time.monotonic() < until, "sockets are left"
            time.sleep(0.02)
