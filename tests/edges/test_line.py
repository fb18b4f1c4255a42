"""An edge's side of the link, where the primary takes nothing or says what nobody understands."""

import json
import threading
from typing import Any

import pytest

from kiosk.edges import line
from kiosk.edges.line import Line
from kiosk.serving.wire import Address

WELCOME = {
    "protocol": 1,
    "version": "a",
    "epoch": "e",
    "fence": 1,
    "mark": "m",
    "gen": "g",
    "word": "w",
    "origin": "",
}


class Ears:
    def linked(self, welcome: Any) -> None: ...
    def unlinked(self) -> None: ...
    def hear(self, message: dict[str, Any]) -> None: ...
    def ended(self, sentence: str) -> None: ...


class Wire:
    """A primary that says this, takes nothing of what is sent after the greeting, and is gone once it is closed."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = [json.dumps(said)]
        self._closed = threading.Event()
        self.greeted = False

    def send(self, text: str) -> None:
        if self.greeted:
            self._closed.wait()
            raise OSError("gone")
        self.greeted = True

    def receive(self, within_s: float) -> str:
        if self._said:
            return self._said.pop()
        self._closed.wait()
        raise OSError("gone")

    def close(self) -> None:
        self._closed.set()


def made(monkeypatch: pytest.MonkeyPatch, wire: Wire) -> Line:
    one = Line(
        Address("http://localhost:1"),
        "token",
        {"protocol": 1, "version": "a", "instance": "i", "name": "n"},
        Ears(),
    )
    monkeypatch.setattr(one, "_opened", lambda: wire)
    return one


def test_a_link_that_takes_nothing_ends_and_can_be_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SENDS_MAX", 3)
    wire = Wire({"welcome": WELCOME})
    one = made(monkeypatch, wire)
    linking = threading.Thread(target=one._link, daemon=True)
    linking.start()
    while not wire.greeted or one._wire is None:
        pass
    one.is_up = True  # as the loop is told
    for _ in range(10):  # one is under way, three wait, and the next closes it
        one.send({"alive": {}})
        linking.join(0.05)
    linking.join(2)
    assert not linking.is_alive()


@pytest.mark.parametrize(
    "said", [{}, {"welcome": None}, {"welcome": {}}, {"welcome": WELCOME | {"fence": "x"}}]
)
def test_a_welcome_that_is_none_is_an_end_of_the_link(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, Any]
) -> None:
    with pytest.raises(OSError, match="no welcome"):
        made(monkeypatch, Wire(said))._link()
