"""Where the log goes, and how its lines are made: one entry, one line that begins with its time.

What others wrote (a file's name, a fault's text, a printer's answer) neither reaches a terminal as control characters
nor passes for an entry of ours.
"""

import logging
import time
from typing import Any, TextIO

LINE_MAX = 2000


def log_to(stream: TextIO) -> None:
    """A line a request, hundreds a second: nothing is looked up for it that the line does not say."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines("%(asctime)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in ("engineio.server", "socketio.server"):  # left to themselves they write past this handler
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def plain(text: str) -> str:
    """Text on one line, every character that a terminal would obey or hide written out (`\\x1b`)."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


class Lines(logging.Formatter):
    """Writes the time out once a second; a fault's trace stands indented below its line."""

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
