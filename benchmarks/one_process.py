"""The product without the writer's process, its actions done by the server's own writer thread: whether the second process is
worth its price (docs/decisions/writer.md).

    KIOSK_BENCH_MODULE=benchmarks.one_process .venv/bin/python -m benchmarks.door
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kiosk import cli
from kiosk.serving import relay, writer


@contextmanager
def _nobody(*_: Any) -> Iterator[None]:
    yield None


class _NoRelay:
    def __init__(self, *_: Any) -> None:
        pass

    def close(self) -> None:
        pass


if __name__ == "__main__":
    writer.forked = _nobody  # type: ignore[assignment]
    relay.Relay = _NoRelay  # type: ignore[assignment,misc]
    cli.main()
