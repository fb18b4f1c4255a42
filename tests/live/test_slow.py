"""What is dear to read is read in pieces, and others pass in between."""

from types import SimpleNamespace
from typing import Any

from flask import Flask

from kiosk.live.publish import Live, slow_rest_s
from tests.cast import Cast


def test_boards_are_sent_while_the_organisers_figures_are_read(
    cast: Cast, app: Flask, sent: list[dict[str, Any]]
) -> None:
    live: Live = app.extensions["live"]
    for topic in ("organiser", "board:hall"):
        live.watch("one", topic, "ko")
    cast.arrive("A02")
    live.publish()
    before = cast.done("visitor.check_in", "desk", visitor=cast.arrive("B01").id)
    assert before["ok"]
    live.publish()
    persons, rung = sent[-1]["data"]["persons_today"], []
    live._slow_bell = SimpleNamespace(ring=lambda: rung.append(1))  # as if it were served
    cast.arrive("A02")
    live.publish()
    assert rung and sent[-1]["topic"] == "board:hall"
    sent.clear()

    def pause() -> None:
        if not sent:
            cast.arrive("A02")
            live.publish()

    live._publish_slow(pause)
    assert [one["topic"] for one in sent] == ["board:hall", "organiser"]
    # It is as it was when its reading began, and says so: a page that has joined meanwhile shows it over nothing newer.
    assert sent[1]["data"]["persons_today"] == persons + 1
    assert sent[1]["seq"] < sent[0]["seq"]
    live._publish_slow()
    assert sent[2]["data"]["persons_today"] == persons + 2
    assert sent[2]["seq"] == sent[0]["seq"]


def test_a_laptop_that_stood_still_in_the_middle_does_not_make_a_screen_wait_for_minutes() -> None:
    """Twelve seconds of a closed lid are no reason to rest for four minutes."""
    assert [slow_rest_s(took_s) for took_s in (0.001, 0.05, 12)] == [0.5, 1, 3]
