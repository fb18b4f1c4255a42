"""Whoever changes something waits for the commit it shares with others: for so long, and in what way."""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from kiosk.actions.refusals import NotWritten
from kiosk.data.connection import BUSY_TIMEOUT_S

# Longer than a wait for a locked database, so that what is told as not written is nearly never written after all.
ANSWER_S = BUSY_TIMEOUT_S + 2


RUN_S = 60.0  # what has begun by then (a large import) may take so much longer


class Waiter(Protocol):
    """Hands one result from the writer's thread to whoever waits for it."""

    def set(self, result: Any) -> None: ...

    def wait(self, within_s: float | None = None) -> Any:
        """Raises TimeoutError after so many seconds."""


class ThreadWaiter:
    """For native threads of a process whose loop may not stand still."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._result: Any = None

    def set(self, result: Any) -> None:
        self._result = result
        self._event.set()

    def wait(self, within_s: float | None = None) -> Any:
        if not self._event.wait(within_s):
            raise TimeoutError
        return self._result


@dataclass
class Job:
    run: Callable[[sqlite3.Connection, bool], Any]
    waiter: Waiter | None
    result: Any = None
    error: BaseException | None = None
    began: bool = False
    given_up: bool = False  # whoever wanted it was told that it is not written


def not_written() -> NotWritten:
    return NotWritten("저장하지 못했어요. 잠시 뒤에 다시 해 주세요.")


def wait_for(job: Job, waiter: Waiter) -> None:
    """Until the job is committed or has failed. Raises NotWritten where that takes too long: it is not begun then."""
    try:
        waiter.wait(ANSWER_S)
    except TimeoutError:
        job.given_up = not job.began
        if job.given_up:
            raise not_written() from None
        try:
            waiter.wait(RUN_S)
        except TimeoutError:
            raise not_written() from None
