"""Where the log goes, and how its lines are made: one entry, one line that begins with its time.

What others wrote (a file's name, a fault's text, a printer's answer) can neither send control characters to a terminal nor
pass for an entry of ours. Nobody outside can fill the log either: of each kind there is one line a second, of requests a
few hundred.
"""

import logging
import time
from typing import Any, TextIO

log = logging.getLogger("kiosk")

LINE_MAX = 2000
# What a request calls itself is somebody else's text; a log holds the words of the trade alone.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
A_SECOND = 1
REQUESTS_A_SECOND = 200  # a full house at its busiest; a flood is then seen by its number


def log_to(stream: TextIO) -> None:
    """Send the log to `stream`. With a line for every request, nothing is looked up that the line does not show."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines("%(asctime)s %(name)s %(message)s"))
    handler.addFilter(Sparing())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in ("engineio.server", "socketio.server"):  # left to themselves they write past this handler
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def log_request(method: str, route: str, status: int, began: float) -> None:
    """One line a request, which began at `began` (time.perf_counter). Its route, never its path, which may hold a code."""
    took_ms = (time.perf_counter() - began) * 1000
    log.info("%s %s %s %.1f ms", method if method in METHODS else "?", route, status, took_ms)


def plain(text: str) -> str:
    """Text on one line, every character that a terminal would obey or hide written out (`\\x1b`)."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


class Lines(logging.Formatter):
    """Formats the time only once a second; a fault's trace stands indented below its line."""

    _second, _text = 0, ""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return plain(super().formatMessage(record)[:LINE_MAX])

    def formatException(self, ei: Any) -> str:
        lines = super().formatException(ei).split("\n")
        return "\n".join(f"  {plain(line[:LINE_MAX])}" for line in lines)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        if int(record.created) != self._second:
            self._second = int(record.created)
            self._text = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self._second))
        return f"{self._text},{int(record.msecs):03d}"


class Sparing(logging.Filter):
    """A handler's filter that leaves out lines of which there are too many a second.

    Lines are of one kind if they have the same logger, level, message (before its values are filled in) and type of
    exception. The next line of a kind says how many were left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._second = 0
        self._said: dict[object, int] = {}
        self._left_out: dict[object, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if int(time.monotonic()) != self._second:
            self._second = int(time.monotonic())
            self._left_out = {
                kind: said - _most(kind) for kind, said in self._said.items() if said > _most(kind)
            }
            self._said = {}
        kind = (record.name, record.levelno, record.msg, record.exc_info and record.exc_info[0])
        said = self._said[kind] = self._said.get(kind, 0) + 1
        if said > _most(kind):
            return False
        if said == 1 and (left_out := self._left_out.pop(kind, 0)):
            record.msg, record.args = f"{record.getMessage()} (and {left_out} like it)", None
        return True


def _most(kind: object) -> int:
    return REQUESTS_A_SECOND if isinstance(kind, tuple) and kind[:2] == ("kiosk", logging.INFO) else A_SECOND
