"""What an edge wants, has and lets go, in process: no socket, no Redis, no primary."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import gevent
import pytest

from kiosk.edges import audience
from kiosk.edges.audience import Audience, Late
from kiosk.edges.keys import Entry

BOARD, HALL = ("board:A02", "ko"), ("board:hall", "ko")
PAGE = ("visitor:1234567890123456", "ko")
JOIN: Any = {"id": 0, "topic": PAGE[0], "lang": PAGE[1]}
NONE = {"ok": False, "code": "not_allowed", "message": "현황판은 공개하지 않아요."}

Said = list[dict[str, Any]]


@pytest.fixture
def said() -> Said:
    return []


@pytest.fixture
def one(said: Said, monkeypatch: pytest.MonkeyPatch) -> Audience:
    monkeypatch.setattr(audience, "HOLD_S", 0.05)
    server = SimpleNamespace(enter_room=lambda sid, name: None)
    monkeypatch.setattr(audience, "drop", lambda socketio, sid: None)
    return Audience(SimpleNamespace(server=server), said.append, lambda keys: None)  # type: ignore[arg-type]


def wait() -> Any:
    return nullcontext()


def while_it_waits(work: Callable[[], Any], then: Callable[[], Any]) -> Any:
    joining = gevent.spawn(work)
    gevent.sleep(0)
    then()
    return joining.get(timeout=1)


@pytest.mark.parametrize("key", [BOARD, HALL])
def test_a_board_that_was_closed_to_the_public_is_asked_for_anew(
    one: Audience, said: Said, key: tuple[str, str]
) -> None:
    """Who comes back to it is told why there is none; and once it is open again, it is there again."""
    one.wholes({HALL: (1, "{}")})
    if key == BOARD:
        came = while_it_waits(lambda: one.public(key, wait), lambda: one.wholes({key: (1, "{}")}))
        assert came.ok
    one.entries([(2, Entry("gone", key[0]))])
    said.clear()
    told = while_it_waits(
        lambda: one.public(key, wait), lambda: one.hear({"none": list(key), "answer": NONE})
    )
    assert said == [{"want": [list(key)]}]
    assert (told.ok, json.loads(told.answer)) == (False, NONE)
    one._none.clear()  # five seconds later
    assert while_it_waits(lambda: one.public(key, wait), lambda: one.wholes({key: (2, '{"ok":true}')})).ok
    assert said[1:] == [{"want": [list(key)]}]


def test_a_visitors_page_whose_phone_left_before_the_answer_is_left(one: Audience, said: Said) -> None:
    while_it_waits(
        lambda: one.visitor(JOIN, wait), lambda: one.hear({"joined": 1, "answer": {"ok": True}})
    )  # nobody follows it
    one.tidy()
    assert {"leave": list(PAGE)} not in said
    one.tidy()
    one.tidy()
    assert said.count({"leave": list(PAGE)}) == 1


def test_a_visitors_page_that_came_too_late_is_left(one: Audience, said: Said) -> None:
    with pytest.raises(Late):
        one.visitor(JOIN, wait)
    one.hear({"joined": 1, "answer": {"ok": True}})
    one.tidy()
    one.tidy()
    assert said[-1] == {"leave": list(PAGE)}


def test_a_visitors_page_that_is_watched_stays(one: Audience, said: Said) -> None:
    while_it_waits(lambda: one.visitor(JOIN, wait), lambda: one.hear({"joined": 1, "answer": {"ok": True}}))
    one.follow("a", PAGE, 0)
    one.tidy()
    one.tidy()
    assert {"leave": list(PAGE)} not in said
    one.left("a", [PAGE])
    assert said[-1] == {"leave": list(PAGE)}


def test_who_waits_for_what_never_comes_leaves_nothing_behind(
    one: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Late):
        one.public(BOARD, wait)
    monkeypatch.setattr(audience, "time", SimpleNamespace(monotonic=lambda: float("1e12")))
    one.tidy()
    assert not one._came
