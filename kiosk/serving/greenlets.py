"""Bridges between gevent's loop and native threads, and timers on the loop. Nothing is monkey patched.

A thread may not touch greenlets. It puts what it has into a deque and rings an `async_` watcher, the only part of a loop
that another thread may use. A started watcher also keeps an idle loop alive (no LoopExit).
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar, cast

import gevent
from gevent.event import Event

from kiosk.data.waiting import Waiter
from kiosk.serving.private_parts import has_loop

T = TypeVar("T")

log = logging.getLogger(__name__)


def off_loop(work: Callable[[], T]) -> T:
    """Do this work in a thread of gevent's pool; returns what it returns, raises what it raises.

    An exception is carried over as a value, because the pool would print it together with the work's arguments: the bytes
    that somebody sent.
    """

    def outcome() -> tuple[T, None] | tuple[None, Exception]:
        try:
            return work(), None
        except Exception as error:
            return None, error

    result, error = gevent.get_hub().threadpool.apply(outcome)
    if error:
        raise error
    return cast(T, result)


class Bell:
    """Runs `function` in a greenlet soon after `ring()`: once for all rings so far, and never twice at the same time.

    To be made in the loop's own thread. What `function` raises is logged.
    """

    def __init__(self, function: Callable[[], Any]) -> None:
        self._function = function
        self._rung = Event()
        self._thread = threading.get_ident()
        self._watcher = gevent.get_hub().loop.async_()
        self._watcher.start(self._rung.set)
        self._greenlet = gevent.spawn(self._answer)

    def ring(self) -> None:
        """May be called from any thread, at any time."""
        if threading.get_ident() == self._thread:
            self._rung.set()
        else:
            self._watcher.send()

    def stop(self) -> None:
        """End it, from the loop's own thread. A later ring does nothing."""
        self._greenlet.kill()
        self._watcher.stop()

    def _answer(self) -> None:
        while True:
            self._rung.wait()
            self._rung.clear()
            _run_logged(self._function)


class GeventWaiter:
    """Lets a greenlet wait for a native thread (a store's `Waiter`)."""

    def __init__(self) -> None:
        self._done = Event()
        self._post, self._thread = _post.here, threading.get_ident()

    def set(self) -> None:
        """Called once, from any thread."""
        if threading.get_ident() == self._thread:
            self._done.set()
        else:
            self._post.deliver(self._done)

    def wait(self, timeout: float | None = None) -> bool:
        """Called in the loop where the waiter was made; other greenlets run meanwhile."""
        return bool(self._done.wait(timeout))


def waiter() -> Waiter:
    """A new waiter for the store: by the loop where this thread has one, else by blocking the thread."""
    return GeventWaiter() if has_loop() else threading.Event()


def turn() -> None:
    """Let the loop go round once: every greenlet whose bytes have arrived, or whose time has come, runs before the caller.

    `gevent.sleep(0)` would only run those that are ready already, without looking for new bytes.
    """
    hub = gevent.get_hub()
    hub.wait(hub.loop.timer(0))


def every(seconds: float, function: Callable[[], Any], *, at_once: bool = False) -> gevent.Greenlet:
    """Run `function` each so many seconds from now on (`at_once`: first of all now) until the greenlet is killed.

    What it raises is logged, and the next round comes all the same. Rounds that were missed because one took too long are
    not made up for.
    """
    return gevent.spawn(_repeat, seconds, function, 0.0 if at_once else seconds)


def _repeat(seconds: float, function: Callable[[], Any], first_s: float) -> None:
    due = time.monotonic() + first_s
    while True:
        gevent.sleep(max(0.0, due - time.monotonic()))
        _run_logged(function)
        due = max(due + seconds, time.monotonic())


def _run_logged(function: Callable[[], Any]) -> None:
    try:
        function()
    except Exception:
        log.exception("%s failed", getattr(function, "__qualname__", function))


class _Post:
    """Events on their way from threads into one loop."""

    def __init__(self) -> None:
        self._arrived: deque[Event] = deque()
        self._watcher = gevent.get_hub().loop.async_()
        self._watcher.start(self._hand_out)

    def deliver(self, done: Event) -> None:
        self._arrived.append(done)
        self._watcher.send()

    def _hand_out(self) -> None:
        while self._arrived:
            self._arrived.popleft().set()


class _PostOfThread(threading.local):
    """Each thread has its own loop, so its own post."""

    @property
    def here(self) -> _Post:
        if not hasattr(self, "_made"):
            self._made = _Post()
        return self._made


_post = _PostOfThread()
