"""What is still to be sent, in which order; and what who joins is answered."""

import json
from typing import Any

import pytest
from flask import Flask

from kiosk.live.due import Due
from kiosk.live.publish import LOOKS, Live
from tests.cast import Cast


def test_the_most_urgent_topic_is_first_and_each_is_due_once() -> None:
    due = Due()
    due.add_with_the_clock("board:A01")
    for topic in ("organiser", "visitor:1", "booth:A01", "visitor:2", "places:A01", "visitor:1"):
        due.add(topic)
    due.add("board:hall", {"A01"})
    due.add("board:hall", {"A02"})
    popped = []
    while due:
        popped.append(due.pop())
    assert popped == [
        ("board:hall", {"A01", "A02"}),
        ("places:A01", None),
        ("visitor:1", None),
        ("visitor:2", None),
        ("booth:A01", None),
        ("organiser", None),
        ("board:A01", None),
    ]
    with pytest.raises(LookupError):
        due.pop()


def test_a_whole_topic_that_is_due_stays_whole() -> None:
    due = Due()
    due.add("board:hall")
    due.add("board:hall", {"A01"})
    assert due.pop() == ("board:hall", None)


def test_all_who_join_at_one_moment_are_answered_alike_and_what_has_changed_is_made_anew(
    cast: Cast, app: Flask
) -> None:
    live: Live = app.extensions["live"]
    store = app.extensions["store"]

    def joins() -> str:
        with store.read() as db:
            return live.whole(db, "board:hall", "ko")

    first = joins()
    live.watch("one", "board:hall", "ko")
    assert joins() is first
    cast.arrive("A02")
    after = joins()
    assert json.loads(after)["seq"] > json.loads(first)["seq"]
    waiting = {one["number"]: one["waiting"] for one in json.loads(after)["data"]["booths"]}
    assert waiting["A02"] == 1


def test_who_joins_after_a_change_without_an_entry_is_not_answered_what_stood_before(
    cast: Cast, app: Flask, sent: list[dict[str, object]]
) -> None:
    """The clock changed a place and it was sent: who joins in the same second must not be told the older one."""
    live: Live = app.extensions["live"]
    store = app.extensions["store"]
    with store.read() as db:
        before = live.whole(db, "board:hall", "ko")
    live.watch("one", "board:hall", "ko")
    live._sent.forget("board:hall", "ko")
    live._due.add_with_the_clock("board:hall")
    live.publish()
    assert len(sent) == 1
    with store.read() as db:
        assert live.whole(db, "board:hall", "ko") is not before


def test_when_somebody_sets_the_clock_every_screen_is_looked_at_and_not_one_in_sixty(
    cast: Cast, app: Flask, sent: list[dict[str, Any]]
) -> None:
    live: Live = app.extensions["live"]
    for number in ("A01", "A02", "A03"):
        live.watch("one", f"board:{number}", "ko")
        live.watch("one", f"booth:{number}", "ko")
    for _ in range(LOOKS):
        live._look_at_the_clock()
    sent.clear()
    live._look_at_the_clock()
    assert sent == []
    cast.clock.pass_min(600)  # beyond closing
    live._look_at_the_clock()
    assert {one["topic"] for one in sent} >= {f"board:{number}" for number in ("A01", "A02", "A03")}
