"""Whoever changes something waits for the commit it shares with others: for so long, and in what way."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from kiosk.actions.refusals import NotWritten
from kiosk.data.connection import BUSY_TIMEOUT_S
from kiosk.data.health import Health, Trouble

log = logging.getLogger(__name__)

# Longer than a wait for a locked database, so that what is told as not written is nearly never written after all.
ANSWER_S = BUSY_TIMEOUT_S + 2
HANGING_ANSWER_S = 2.0  # once the disk is known to stand still
RUN_S = 60.0  # a rule that runs by then (a large import) may take so much longer

_deciding = threading.Lock()


class Waiter(Protocol):
    """How somebody waits until the writer's thread is done with a job. A `threading.Event` is one."""

    def set(self) -> None: ...

    def wait(self, timeout: float | None = None) -> bool:
        """False where it takes longer than so many seconds."""


@dataclass
class Job:
    """One change. First it waits; once it `began` its rule runs; once that `ran` it waits for its commit."""

    run: Callable[[sqlite3.Connection, bool], Any]
    waiter: Waiter | None
    result: Any = None
    error: BaseException | None = None
    began: bool = False
    ran: bool = False
    given_up: bool = False  # whoever wanted it was told that it is not written

    def begin(self) -> bool:
        """Whether it is still wanted."""
        with _deciding:
            self.began = not self.given_up
            return self.began

    def give_up(self) -> None:
        """Never begin it, unless it began before."""
        with _deciding:
            self.given_up = not self.began
        if self.given_up:
            self.run = _nothing  # it may hold a photo, and lies in the queue until the writer goes on


def not_written() -> NotWritten:
    return NotWritten("저장하지 못했어요. 잠시 뒤에 다시 해 주세요.")


class Patience:
    """How long the writer is waited for. Where nothing ends meanwhile it hangs: the disk stands still, as the organiser
    is told, and whoever comes next is not kept as long. From any thread."""

    def __init__(self, health: Health, now: Callable[[], int]) -> None:
        self._health, self._now = health, now
        self._ended_at = time.monotonic()
        self._hangs = False

    def wait_for(self, job: Job, waiter: Waiter) -> None:
        """Until the job is committed or has failed. Raises NotWritten where that takes too long.

        What had not begun by then is never begun. What waits for a commit that hangs may be written after all: then the
        same action, sent again, gets the answer of the first.
        """
        asked_at = time.monotonic()
        if waiter.wait(HANGING_ANSWER_S if self._hangs else ANSWER_S):
            return
        job.give_up()
        if job.began and not job.ran and waiter.wait(RUN_S):
            return
        self._unanswered(asked_at)
        raise not_written()

    def ended(self) -> None:
        """A transaction has ended, written or not."""
        self._ended_at = time.monotonic()
        if self._hangs:
            self._hangs = False
            log.warning("the disk goes on; actions are written again")
            self._health.clear("writer")

    def _unanswered(self, asked_at: float) -> None:
        if self._hangs or self._ended_at > asked_at:
            return
        self._hangs = True
        log.error("nothing is written, the disk stands still; actions are refused until it goes on")
        self._health.tell("writer", Trouble("writer_hangs", self._now()))


def _nothing(db: sqlite3.Connection, has_savepoint: bool) -> None:
    pass
