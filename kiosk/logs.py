"""A log that nobody outside can fill: of one kind a line a second, and of requests a few hundred."""

import logging
import time

A_SECOND = 1
REQUESTS_A_SECOND = 200  # a full house at its busiest; a flood is then seen by its number


class Sparing(logging.Filter):
    """For a handler. A kind is what is said, about whatever it is said, and of which exception.

    A line says how many of its kind were left out since the one before.
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
