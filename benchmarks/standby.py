"""What a linked second laptop costs at the door: check-ins from eight stations without one and with one, in alternation.

    .venv/bin/python -m benchmarks.standby [CHECK_INS [ROUNDS]]

Prints check-ins a second, P50 and P99 of a check-in, the server's processor time for one (ms), and how many answers went out
`unreplicated`. The second laptop is a process on this machine that writes to the same disk: a laptop of its own takes none of the
server's processor, and a network adds its own milliseconds.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.door import check_in, register
from benchmarks.load import ROOT, Server, free_port, quantile_ms, sample_server
from kiosk.serving.wire import Address
from kiosk.standby.follower import Followed, Follower

STATIONS = 8
LINKED_S = 20


def main(check_ins: int, rounds: int) -> None:
    heads = ["second", "check-ins", "a second", "P50 ms", "P99 ms", "CPU ms", "alone"]
    print(" ".join(head.rjust(9) for head in heads))
    for _ in range(rounds):
        for linked in (False, True):
            print(" ".join(figure.rjust(9) for figure in _measured(check_ins, linked)), flush=True)


def _measured(check_ins: int, linked: bool) -> list[str]:
    with sample_server(roles=[("desk", None), ("standby", None)]) as server:
        visitors = register(server, check_ins)
        with _second(server) if linked else _nobody():
            before = server.cpu_s()
            seconds, latencies, alone = check_in(server, visitors, STATIONS, _alone)
            spent = server.spent_ms(before, len(visitors))
    return [
        "linked" if linked else "none",
        f"{len(visitors)}",
        f"{len(visitors) / seconds:.0f}",
        f"{quantile_ms(latencies, 0.5):.1f}",
        f"{quantile_ms(latencies, 0.99):.1f}",
        f"{spent:.2f}",
        f"{alone}",
    ]


def _alone(answer: dict[str, Any]) -> int:
    """Whether the second laptop did not have it in time."""
    return int("unreplicated" in answer)


@contextmanager
def _second(server: Server) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        key = (server.folder / "badge.key").read_text()
        told: dict[str, Any] = {"folder": folder, "key": key, "url": f"http://127.0.0.1:{server.port}"}
        told |= {"token": server.tokens["standby"], "port": str(free_port())}
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.standby", json.dumps(told)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout and process.stdout.readline() == "linked\n"
        try:
            yield
        finally:
            process.kill()
            process.wait()


@contextmanager
def _nobody() -> Iterator[None]:
    yield


def _follow(told: dict[str, str]) -> None:
    followed = Followed((Address(told["url"]),), told["token"], bytes.fromhex(told["key"]))
    follower = Follower(
        Path(told["folder"]), followed, port=int(told["port"]), on_silence=lambda: None
    ).start()
    until = time.monotonic() + LINKED_S
    while not follower.told().linked and time.monotonic() < until:
        time.sleep(0.05)
    print("linked" if follower.told().linked else follower.told().sentence, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1].startswith("{"):
        _follow(json.loads(sys.argv[1]))
    else:
        main(*(int(word) for word in (sys.argv[1:] + ["400", "3"][len(sys.argv) - 1 :])))
