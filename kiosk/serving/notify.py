"""Tells systemd how the server is (sd_notify(3)): ready, alive, stopping. Where nobody asks, nothing is said.

It is the loop that says "alive": one that hangs says nothing, and systemd starts the server again (WatchdogSec=).
"""

import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress

import gevent

from kiosk.serving.greenlets import every


class Notify:
    """Says it to the socket that the environment names, which is taken out of it: what this server starts must not speak
    in its name."""

    def __init__(self, environ: MutableMapping[str, str] = os.environ) -> None:
        self._address = environ.pop("NOTIFY_SOCKET", "")
        pause_us = environ.pop("WATCHDOG_USEC", "")
        asked = environ.pop("WATCHDOG_PID", "") or str(os.getpid())
        self._alive_s = int(pause_us) / 1e6 / 3 if pause_us.isdecimal() and asked == str(os.getpid()) else 0.0
        self._watch: gevent.Greenlet | None = None

    def ready(self) -> None:
        """Connections are taken. From now on it says that it is alive, three times within the time that is given it."""
        self._say("READY=1")
        if self._address and self._alive_s > 0:
            self._watch = every(self._alive_s, lambda: self._say("WATCHDOG=1"), at_once=True)

    def stopping(self) -> None:
        self._say("STOPPING=1")

    def end(self) -> None:
        if self._watch:
            self._watch.kill()

    def _say(self, what: str) -> None:
        """It never waits: a message that has no room is lost, and the next one comes."""
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.setblocking(False)
            line.sendto(what.encode(), address)
