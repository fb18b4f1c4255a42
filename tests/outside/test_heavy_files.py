"""Files that are meant to keep the server busy keep nobody waiting."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests import heavy_files
from tests.outside.conftest import Cast
from tests.outside.programs import Reply

P99_MS = 100
SOME = ["shared_strings", "rows_far_below", "quotes"]  # a workbook, a long one, and a text
SENTENCES = {
    "blanks_in_a_heading": "제목 줄을 찾지 못했어요.",
    "shared_strings": "제목 줄을 찾지 못했어요.",
    "deep_cells": "엑셀 파일을 열 수 없어요.",
    "rows_far_below": "줄이 너무 많아요.",
    "quotes": "한 칸에 글자가 너무 많아요.",
}


@contextmanager
def bystander(cast: Cast) -> Iterator[list[float]]:
    """Somebody who asks for the board all the time; how long each answer took, in ms."""
    waited: list[float] = []
    over = threading.Event()

    def ask() -> None:
        board = cast.stranger
        while not over.is_set():
            began = time.monotonic()
            assert board.get("/board.json", timeout=60).status == 200
            waited.append((time.monotonic() - began) * 1000)
            over.wait(0.01)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield waited
    finally:
        over.set()
        asking.join()


@pytest.mark.parametrize("names", [SOME, pytest.param([*heavy_files.FILES], marks=pytest.mark.long)])
def test_a_bystander_does_not_wait_while_such_files_are_read(cast: Cast, names: list[str]) -> None:
    sent = {name: heavy_files.FILES[name]() for name in names}
    slowest: dict[str, float] = {}
    everything: list[float] = []
    for name, data in sent.items():
        with bystander(cast) as waited:
            reply = cast.organiser.send(
                "POST",
                "/organiser/import.json",
                data={"kind": heavy_files.KINDS.get(name, "enterprises")},
                files={"file": (f"{name}.csv", data)},
                timeout=60,
            )
        _is_answered(name, reply)
        slowest[name] = max(waited)
        everything += waited
    assert sorted(everything)[int(len(everything) * 0.99)] < P99_MS, slowest


def _is_answered(name: str, reply: Reply) -> None:
    """What is wrong with such a file is said; none is taken without a word, and none is left unanswered."""
    said = reply.data.get("message", "")
    if reply.status == 400 and heavy_files.TOO_LONG in said:
        return
    assert reply.status == (400 if name in SENTENCES else 200), (name, reply.text[:200])
    assert SENTENCES.get(name, "") in said


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(cast: Cast) -> None:
    reply = cast.organiser.send(
        "POST", "/organiser/import.json", data={"kind": "plan"}, files={"file": ("a.csv", b"x" * 11_000_000)}
    )
    assert (reply.status, reply.code) == (413, "too_large")
