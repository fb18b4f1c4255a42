"""What others wrote reaches the log as text on a line of ours, whatever characters it holds."""

import io
import logging

import pytest

from kiosk.logs import LINE_MAX, Lines, plain


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
