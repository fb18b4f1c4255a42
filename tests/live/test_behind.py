"""What edges alone want is painted behind everything else: how often, in which order, in what slices, and that nothing of it is lost where a
socket of this server comes or goes."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import gevent
import pytest
from flask import Flask

from kiosk.live import behind
from kiosk.live.behind import Behind
from kiosk.live.due import Booths
from kiosk.live.publish import Live
from kiosk.serving import slices
from kiosk.serving.slices import REST_MOST_S, TIMES, Slices, rest_s
from tests.cast import Cast

EACH_S = 0.25


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Behind, list[tuple[str, Booths]]]]:
    """One that runs, and what it has painted."""
    monkeypatch.setattr(behind, "EACH_S", EACH_S)
    found: list[tuple[str, Booths]] = []

    def paint(topic: str, booths: Booths, pause: Callable[[], Any] | None) -> None:
        found.append((topic, booths))

    one = Behind(paint)
    one.start()
    yield one, found
    assert one._bell
    one._bell.stop()


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        gevent.sleep(0.005)


def test_a_burst_is_painted_at_once_and_its_end_once_more(
    painted: tuple[Behind, list[tuple[str, Booths]]],
) -> None:
    one, found = painted
    began = time.monotonic()
    one.add("board:hall", frozenset({"A01"}))
    until(lambda: found == [("board:hall", frozenset({"A01"}))])
    one.add("board:hall", frozenset({"A02"}))
    one.add("board:A01", frozenset())  # what comes meanwhile does not wait for who may not be painted yet
    until(lambda: found[1:] == [("board:A01", frozenset())])
    one.add("board:hall", frozenset({"A03"}))
    until(lambda: found[2:] == [("board:hall", frozenset({"A02", "A03"}))])
    assert time.monotonic() - began >= EACH_S
    one.add("board:hall", frozenset({"A02"}))
    one.add("board:hall")
    until(lambda: found[3:] == [("board:hall", None)])
    assert time.monotonic() - began >= 2 * EACH_S


def test_the_hall_is_first_and_then_who_has_waited_longest(
    painted: tuple[Behind, list[tuple[str, Booths]]],
) -> None:
    one, found = painted
    for topic in ("places:B01", "board:A01", "board:hall", "board:A02"):
        one.add(topic)
    one.forget("board:A01")
    until(lambda: len(found) == 3)
    assert [topic for topic, _ in found] == ["board:hall", "places:B01", "board:A02"]


def test_it_works_for_a_slice_and_rests_for_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the processor's time: a machine that is busy otherwise does not count."""
    rests: list[float] = []
    monkeypatch.setattr(slices.gevent, "sleep", rests.append)
    one, worked = Slices(), time.thread_time()
    while not rests:
        one()
    assert time.thread_time() - worked >= slices.SLICE_S * 0.9
    assert slices.SLICE_S * TIMES * 0.9 <= rests[0] <= REST_MOST_S
    rests = [rest_s(0.004, late_s) for late_s in (0.0, 0.3, 1.0, 2.0, 9.0)]
    assert rests == sorted(rests, reverse=True) and (rests[1], rests[-1]) == (0.004 * TIMES, 0.004)
    assert rest_s(10.0) == REST_MOST_S, "a laptop that stood still is made up for by nobody"


class Elsewhere:
    """Edges, as live tells them: topic and language of what was shown."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def shown(self, topic: str, lang: str, seq: int, packet: str) -> None:
        self.told.append((topic, lang))

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *told: None

    def taken(self) -> list[tuple[str, str]]:
        taken, self.told = self.told, []
        return taken


def test_what_is_watched_here_and_elsewhere_is_painted_once(cast: Cast, app: Flask) -> None:
    live: Live = app.extensions["live"]
    live.elsewhere = elsewhere = Elsewhere()  # type: ignore[assignment]
    cast.arrive("A02")
    for lang in ("ko", "en"):
        live.answer("board:A02", lang)
        live.give("board:A02", lang)
    cast.call("A02")
    live.publish()
    assert sorted(elsewhere.taken()) == [("board:A02", "en"), ("board:A02", "ko")]

    live.watch("here", "board:A02", "ko")
    assert (live._watchers.here("board:A02"), live._watchers.elsewhere("board:A02")) == (["ko"], ["en"])
    cast.arrive("A02")
    live.publish()
    assert sorted(elsewhere.taken()) == [("board:A02", "en"), ("board:A02", "ko")]
    assert not live._behind._due

    live.left("here", "board:A02")
    cast.arrive("A02")
    live.publish()
    assert sorted(elsewhere.taken()) == [("board:A02", "en"), ("board:A02", "ko")], "as before it came"
    live.give_no_more("board:A02", "ko")
    cast.arrive("A02")
    live.publish()
    assert elsewhere.taken() == [("board:A02", "en")]
    live.give_no_more("board:A02", "en")
    assert live._watchers.topics() == [] and not live._sent._texts


def test_what_was_due_behind_is_due_at_once_where_somebody_here_joins(cast: Cast, app: Flask) -> None:
    live: Live = app.extensions["live"]
    live.elsewhere = elsewhere = Elsewhere()  # type: ignore[assignment]
    live.answer("places:A02", "ko")
    live.give("places:A02", "ko")
    live._behind.add("places:A02")
    cast.arrive("A02")
    live.watch("here", "places:A02", "ko")
    assert elsewhere.taken() == [("places:A02", "ko")]
