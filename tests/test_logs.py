"""What a log says of many things of one kind."""

import logging
import time

from kiosk.logs import REQUESTS_A_SECOND, Sparing


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.addFilter(Sparing())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def told(name: str, *said: tuple, level: int = logging.WARNING) -> Kept:
    kept = Kept()
    _begin_a_second()
    for message, *values in said:
        kept.handle(logging.LogRecord(name, level, __file__, 1, message, tuple(values), None))
    return kept


def test_a_kind_is_said_once_a_second_with_how_many_were_left_out() -> None:
    kept = told("kiosk.transport", *[("a socket is closed after %s", number) for number in range(500)])
    assert kept.lines == ["a socket is closed after 0"]
    _begin_a_second()
    record = ("kiosk.transport", logging.WARNING, __file__, 1, "a socket is closed after %s", ("this",), None)
    kept.handle(logging.LogRecord(*record))
    assert kept.lines[1:] == ["a socket is closed after this (and 499 like it)"]


def test_kinds_do_not_hide_one_another() -> None:
    assert told("kiosk", ("one %s", 1), ("other %s", 1), ("one %s", 2)).lines == ["one 1", "other 1"]


def test_requests_are_all_said_until_they_are_a_flood() -> None:
    line = "%s %s %s %.1f ms"
    kept = told("kiosk", *[(line, "GET", "/healthz", 200, 0.1)] * 1000, level=logging.INFO)
    assert len(kept.lines) == REQUESTS_A_SECOND


def _begin_a_second() -> None:
    second = int(time.monotonic())
    while int(time.monotonic()) == second:
        time.sleep(0.01)
