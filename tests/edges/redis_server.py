"""A Redis of a test's own: killed, emptied and started again at will."""

import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.outside.programs import free_port

PATIENCE_S = 10


class RedisServer:
    """One process at a port of its own that keeps nothing on the disk."""

    def __init__(self, folder: Path, *options: str, password: str = "") -> None:
        self.folder, self.port, self.password = folder, free_port(), password
        self._options = (*options, *(("--requirepass", password) if password else ()))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://{f':{self.password}@' if self.password else ''}127.0.0.1:{self.port}/0"

    @property
    def client(self) -> "Redis":
        return Redis.from_url(self.url, decode_responses=True)

    def start(self) -> "RedisServer":
        where = ("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder))
        self.process = subprocess.Popen(
            ["redis-server", *where, "--save", "", *self._options], stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE_S
        while True:
            with suppress(RedisError):
                if self.client.ping():
                    return self
            assert self.process.poll() is None and time.monotonic() < until, "redis-server does not start"
            time.sleep(0.01)

    def kill(self) -> None:
        """It is gone, and all that it held."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def everything(self) -> str:
        """All that stands in it, names of keys too."""
        found = []
        redis = self.client
        for key in redis.scan_iter(count=1000):
            kind = redis.type(key)
            found.append(str(key))
            if kind == "hash":
                found += [text for pair in redis.hgetall(key).items() for text in pair]
            elif kind == "stream":
                found += [text for _, fields in redis.xrange(key) for pair in fields.items() for text in pair]
            else:
                found.append(f"{kind}: {redis.dump(key)!r}")
        return "\n".join(found)
