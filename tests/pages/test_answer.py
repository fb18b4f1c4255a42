"""Every kind of request to /actions/<verb>, and its answer: the same to the byte by Flask's route and past it."""

import json
import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from kiosk.actions.perform import perform
from kiosk.app import create_app
from kiosk.data.store import SYSTEM
from kiosk.pages import answer as answering
from kiosk.pages import identity
from kiosk.pages.action_request import ActionRequest
from kiosk.pages.asked import Asked
from kiosk.settings import Settings
from tests.cast import KEY, Clock, open_store
from tests.pages.sent import ASKS, Ask, ask, environ_of

Who = dict[str, dict[str, str]]

WAYS = {"past Flask": lambda app: app.wsgi_app, "by Flask": lambda app: app.wsgi_app.rest}
HEADERS = {"Cache-Control", "Content-Security-Policy", "Content-Type", "Referrer-Policy", "X-Kiosk"}
HEADERS |= {"X-Content-Type-Options", "X-Fence"}
PROOF = {"Answer-Proof"}  # of what is remembered alone


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, expo_folder: Path) -> tuple[Path, Who]:
    """The cast's database with more stations, and the headers by which they, a tablet and a phone are known."""
    folder = tmp_path_factory.mktemp("ways") / "expo"
    shutil.copytree(expo_folder, folder)
    (folder / "badge.key").write_text(KEY.hex())
    store = open_store(folder, Clock())
    who = {}
    for role, fields in {"desk": {}, "board": {}, "booth": {"booth": "A03"}}.items():
        added = perform(store, "station.add", SYSTEM, {"action_id": f"new {role}", "role": role, **fields})
        station = added.data["station"]
        who[role] = {"Authorization": f"Bearer {station['token']}"}
        if role == "desk":
            who["tablet"] = {"Cookie": f"station_{station['id']}={station['token']}"}
    store.close()
    browser = Asked(EnvironBuilder(base_url="http://localhost").get_environ())
    who["phone"] = {"Cookie": f"phone={identity.new_phone_cookie(browser, KEY)}"}
    return folder, who


@contextmanager
def opened(template: Path, folder: Path) -> Iterator[Flask]:
    """The server's application over a copy of the expo."""
    app = create_app(Settings(shutil.copytree(template, folder)))
    app.extensions["store"].now = Clock()
    yield app
    app.extensions["store"].close()


class Lines(logging.Handler):
    """What is logged, without the time that it took."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(re.sub(r"[\d.]+ ms", "(time)", record.getMessage()))


@pytest.fixture(scope="module")
def answers(
    template: tuple[Path, Who], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, dict[str, Any]]]:
    """Way -> name of the request -> its answer and what was logged. Each way has an expo of its own."""
    found: dict[str, dict[str, dict[str, Any]]] = {way: {} for way in WAYS}
    folder, who = template
    lines, log = Lines(), logging.getLogger("kiosk")
    log.addHandler(lines)
    level = log.level
    log.setLevel(logging.INFO)
    for way, application in WAYS.items():
        with opened(folder, tmp_path_factory.mktemp("way") / "expo") as app:
            for one in ASKS:
                lines.said.clear()
                found[way][one.name] = ask(application(app), one, who) | {"log": [*lines.said]}
    log.setLevel(level)
    log.removeHandler(lines)
    return found


@pytest.mark.parametrize("one", ASKS, ids=lambda one: one.name)
def test_both_ways_give_the_answer_of_the_contract(
    one: Ask, answers: dict[str, dict[str, dict[str, Any]]]
) -> None:
    past, by = (answers[way][one.name] for way in WAYS)
    assert past == by
    code = json.loads(past["body"])["code"] if past["body"] else ""
    assert f"{past['status']} {code}".strip() == one.answers
    assert {header.partition(":")[0] for header in past["headers"]} - PROOF == HEADERS
    assert "Content-Type: application/json" in past["headers"]
    assert "Cache-Control: no-store" in past["headers"]
    if one.path not in ("", "a/b") and one.method != "TRACE":  # Flask knows neither
        assert past["log"] == [f"{one.method} /actions/<verb> {past['status']} (time)"]


def test_a_fault_of_ours_is_logged_and_answered_in_the_contracts_shape(
    template: tuple[Path, Who], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("as if a rule failed")

    monkeypatch.setattr(answering, "perform", fail)
    folder, who = template
    with opened(folder, tmp_path / "expo") as app:
        one = Ask("fault", "500 failed", "visitor.check_in?lang=en", {"visitor": 1})
        both = [ask(application(app), one, who) for application in WAYS.values()]
    assert both[0] == both[1]
    assert (both[0]["status"], json.loads(both[0]["body"])["code"]) == (500, "failed")
    assert [record.message for record in caplog.records if record.exc_info] == [
        "fault in visitor.check_in"
    ] * 2


def test_nothing_is_read_of_a_body_that_decides_nothing(template: tuple[Path, Who], tmp_path: Path) -> None:
    """Neither for what is no verb, nor over plain HTTP, nor behind a query that is too long."""
    folder, who = template
    with opened(folder, tmp_path / "expo") as app:
        for one in ASKS:
            if (
                one.answers[:3] in ("404", "405")
                and one.body == {}
                or one.name in ("a long query", "a Host that lies")
            ):
                environ = environ_of(one, who.get(one.who, {})) | {"wsgi.input": None}
                verb = one.path.partition("?")[0]
                status, _, _ = answering.answer(app.extensions["house"], ActionRequest(verb, environ))
                assert str(status) == one.answers[:3]
