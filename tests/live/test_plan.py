"""The plan's waits follow booths that rest at once; another plan is read before the loop asks for it."""

from typing import Any

import pytest
from flask import Flask

from kiosk.expo.square import announced
from kiosk.live.plan_ahead import read_ahead
from kiosk.live.publish import Live
from tests.cast import Cast


@pytest.mark.parametrize("verb, state", [("booth.pause", "paused"), ("booth.go_home", "closed")])
def test_a_booth_that_rests_is_told_without_waiting_for_the_clock(
    cast: Cast, app: Flask, sent: list[dict[str, Any]], verb: str, state: str
) -> None:
    live: Live = app.extensions["live"]
    with app.extensions["store"].read() as db:
        live.whole(db, "plan", "ko")
    live.watch("one", "plan", "ko")
    cast.done(verb, "booth:A02", booth="A02")
    live.publish()
    assert [one["topic"] for one in sent] == ["plan"]
    assert (
        sent[0]["html"].count("plan-wait-") == 1
        and f'id="plan-wait-A02"><span class="plan-wait is-{state}' in sent[0]["html"]
    )
    sent.clear()
    cast.done("booth.open", "booth:A02", booth="A02")
    live.publish()
    assert [one["topic"] for one in sent] == ["plan"]


def test_what_only_moves_a_wait_is_left_to_the_clock(
    cast: Cast, app: Flask, sent: list[dict[str, Any]]
) -> None:
    live: Live = app.extensions["live"]
    live.watch("one", "plan", "ko")
    cast.arrive("A02")
    live.publish()
    assert sent == []


def test_another_plan_is_read_once_beforehand(cast: Cast) -> None:
    change = "UPDATE plan_items SET won = won + 1 WHERE id = 1"
    cast.store.change(lambda given: given.update(change))
    with cast.store.read() as db:
        assert not announced.is_read(db)
    read_ahead(cast.store)
    with cast.store.read() as db:
        assert announced.is_read(db)
        plan = announced.of(db)
    read_ahead(cast.store)
    with cast.store.read() as db:
        assert announced.of(db) is plan
