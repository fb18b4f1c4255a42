"""A program of the city follows the expo: what it is told, when, and what it is not let do."""

import json
import threading
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask

from kiosk.actions.refusals import TooMany
from kiosk.pages.events import WAITING_EACH, WAITING_MAX, one_more_waits
from tests.outside.conftest import Cast
from tests.outside.programs import Browser
from tests.outside.test_http import refused


def follow(browser: Browser, **asked: Any) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The lines, and the headers."""
    url = f"{browser.kiosk.address}/events"
    reply = browser.session.get(url, params=asked, timeout=30)
    assert reply.status_code == 200, reply.text
    assert reply.headers["Content-Type"].startswith("application/jsonl")
    return [json.loads(line) for line in reply.text.splitlines()], dict(reply.headers)


def test_what_there_is_comes_at_once_and_from_where_one_was(cast: Cast) -> None:
    person = cast.person()
    told, headers = follow(cast.organiser)
    assert [one["seq"] for one in told] == list(range(1, int(headers["X-Seq"]) + 1))
    assert person.name not in json.dumps(told, ensure_ascii=False)
    cast.desk.act("visitor.check_in", visitor=person.id)
    more, _ = follow(cast.organiser, after=told[-1]["seq"], epoch=headers["X-Epoch"])
    assert more[0]["seq"] == told[-1]["seq"] + 1
    assert {"kind": "visitor.check_in", "actor": "desk", "welcome": "new"}.items() <= more[0].items()
    assert follow(cast.organiser, after=2**53)[0] == []


def test_who_waits_is_told_as_soon_as_something_happens_and_holds_nobody_up(cast: Cast) -> None:
    person, (_, headers) = cast.person(), follow(cast.organiser)
    found: list[list[dict[str, Any]]] = []
    waiting = [
        threading.Thread(
            target=lambda: found.append(follow(cast.organiser, after=headers["X-Seq"], wait=25)[0])
        )
        for _ in range(3)
    ]
    for one in waiting:
        one.start()
    cast.desk.act("visitor.check_in", visitor=person.id)
    for one in waiting:
        one.join(20)
    assert [told[0]["kind"] for told in found] == ["visitor.check_in"] * 3


def test_one_token_takes_no_more_than_its_share_of_those_who_wait() -> None:
    with Flask("waiting").test_request_context(), ExitStack() as waiting:
        for _ in range(WAITING_EACH):
            waiting.enter_context(one_more_waits(1))
        with pytest.raises(TooMany):
            waiting.enter_context(one_more_waits(1))
        for station in range(2, WAITING_MAX - WAITING_EACH + 2):
            waiting.enter_context(one_more_waits(station))
        with pytest.raises(TooMany):
            waiting.enter_context(one_more_waits(100))
    with Flask("waiting").test_request_context(), one_more_waits(1):
        pass


def test_it_is_for_organisers_and_says_what_does_not_fit(cast: Cast) -> None:
    for browser in (cast.desk, cast.stranger):
        assert browser.get("/events").status in (401, 403)
        assert browser.get("/events").data["ok"] is False
    for name, value in (("after", "-1"), ("wait", "61"), ("after", "many")):
        reply = cast.organiser.get(f"/events?{name}={value}")
        assert (reply.status, list(reply.data["fields"])) == (400, [name])
    refused(cast.organiser.get("/events?epoch=another"), 409, "other_epoch")
    assert WAITING_MAX < 1000


def test_the_description_is_open_to_anybody(cast: Cast) -> None:
    said = cast.stranger.get("/openapi.json").data
    assert said["openapi"].startswith("3.1") and "/actions/ticket.call_next" in said["paths"]
    assert "/events" in said["paths"]
