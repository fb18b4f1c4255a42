"""How much leaves for one action: little to each board, and to a tablet no more because many wait."""

import json
from typing import Any

from flask import Flask

from kiosk.live.publish import Live
from kiosk.screens.booth import WAITING_SHOWN
from tests.cast import Cast

BOARD_BYTES_MAX = 2_000
TOPICS = ("board:hall", "board:A02", "booth:A02")


def test_a_call_is_told_to_a_board_in_two_kilobytes_and_to_a_tablet_with_who_comes_next_alone(
    cast: Cast, app: Flask, sent: list[dict[str, Any]]
) -> None:
    for _ in range(WAITING_SHOWN + 6):
        cast.arrive("A02")
    live: Live = app.extensions["live"]
    for topic in TOPICS:
        with app.extensions["store"].read() as db:
            live.whole(db, topic, "ko")
        live.watch(topic, topic, "ko")
    live.publish()
    sent.clear()
    cast.call("A02")
    live.publish()
    told = {one["topic"]: one for one in sent}
    assert told.keys() == set(TOPICS)
    assert [topic for topic in TOPICS[:2] if _bytes(told[topic]) > BOARD_BYTES_MAX] == []
    assert told["booth:A02"]["html"].count('data-do="person"') == WAITING_SHOWN


def _bytes(message: dict[str, Any]) -> int:
    return len(json.dumps(message, ensure_ascii=False).encode())
