"""An edge's side of the link, where the primary takes nothing or says what nobody understands."""

import json
import threading
from typing import Any

import pytest

from kiosk.edges import line
from kiosk.edges.line import Line
from kiosk.edges.link import Hello
from kiosk.serving.wire import Address, NotTaken

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

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def ended(self, sentence: str) -> None:
        self.sentences.append(sentence)


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


def line_of(ears: Ears | None = None, lang: str = "ko") -> Line:
    hello: Hello = {"protocol": 1, "version": "a", "instance": "i", "name": "n"}
    return Line(Address("http://localhost:1"), "token", hello, ears or Ears(), lang)


def made(monkeypatch: pytest.MonkeyPatch, wire: Wire, ears: Ears | None = None) -> Line:
    one = line_of(ears)
    monkeypatch.setattr(one, "_opened", lambda: wire)
    return one


def said_by(one: Line, ears: Ears) -> str:
    """Why it ended."""
    one._run()
    one._hand_out()
    assert len(ears.sentences) == 1
    return ears.sentences[0]


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


def test_who_is_refused_ends_and_says_why_in_their_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the primary's own sentence: another program, a token of another, one that was revoked, a server that knows no edges."""
    ears = Ears()
    refused = Wire({"refused": {"code": "other_version", "message": "같은 프로그램으로 켜 주세요."}})
    assert said_by(made(monkeypatch, refused, ears), ears) == "같은 프로그램으로 켜 주세요."

    body = json.dumps({"message": "중계 서버의 토큰으로만 할 수 있어요."}).encode()
    for status, answer, lang, sentence in (
        (403, body, "ko", "중계 서버의 토큰으로만 할 수 있어요."),
        (401, b"<html>", "en", "The server does not take this edge. Please check the token."),
        (404, b"", "en", "http://localhost:1: this server knows no edges."),
    ):
        asked: list[str] = []

        def refuse(
            address: Address, path: str, token: str, status: int = status, answer: bytes = answer
        ) -> None:
            asked.append(path)  # noqa: B023
            raise NotTaken(status, answer)

        monkeypatch.setattr(line, "Wire", refuse)
        ears = Ears()
        assert said_by(line_of(ears, lang), ears).startswith(sentence)
        assert asked == [f"/edge/link?lang={lang}"]
