"""What others wrote reaches the log as text on a line of ours, whatever characters it holds."""

import io
import logging
import time

import pytest

from kiosk.serving.logs import LINE_MAX, REQUESTS_A_SECOND, Lines, Sparing, plain


@pytest.fixture
def log() -> logging.Logger:
    made = logging.Logger("kiosk.test")
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(Lines("%(asctime)s %(name)s %(message)s"))
    made.addHandler(handler)
    return made


def written(log: logging.Logger) -> list[str]:
    stream = log.handlers[0].stream
    return stream.getvalue().splitlines()


FOREIGN = "한글 \x1b[31m빨강\n2026-10-29 10:00:00,000 kiosk forged\r\x07\u202e\u2028\x9b\ud800"


def test_one_entry_is_one_line_without_control_characters(log: logging.Logger) -> None:
    log.info("printer says %s", FOREIGN)
    [line] = written(log)
    assert line.isprintable()
    assert line.endswith(
        r"printer says 한글 \x1b[31m빨강\n2026-10-29 10:00:00,000 kiosk forged\r\x07\u202e\u2028\x9b\ud800"
    )


def test_a_faults_text_passes_for_no_entry(log: logging.Logger) -> None:
    try:
        raise ValueError(FOREIGN)
    except ValueError:
        log.exception("fault in %s", "\x1b[2J")
    first, *trace = written(log)
    assert first.endswith(r"fault in \x1b[2J")
    assert all(line.isprintable() and line.startswith("  ") for line in trace)
    assert trace[-1].startswith("  2026-10-29")


def test_a_line_has_its_bound(log: logging.Logger) -> None:
    log.info("x" * 1_000_000)
    assert [len(line) for line in written(log)] == [LINE_MAX]


def test_text_of_people_stays_as_it_is() -> None:
    assert plain("윤민서 (주)세진플러스 – “café” 香港") == "윤민서 (주)세진플러스 – “café” 香港"


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
    kept = told(
        "kiosk.serving.transport", *[("a socket is closed after %s", number) for number in range(500)]
    )
    assert kept.lines == ["a socket is closed after 0"]
    _begin_a_second()
    record = (
        "kiosk.serving.transport",
        logging.WARNING,
        __file__,
        1,
        "a socket is closed after %s",
        ("this",),
        None,
    )
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
