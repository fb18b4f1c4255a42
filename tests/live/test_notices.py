"""A notice reaches everybody who should see it, made once for all who see it alike."""

from typing import Any

import pytest
from flask import Flask

from kiosk.live.publish import Live
from kiosk.screens import phone
from tests.cast import Cast

TOPICS = (
    "board:hall",
    "board:A01",
    "booth:A01",
    "booth:A02",
    "notices:phones",
    "notices:tablets",
    "everybody",
)


@pytest.fixture
def live(app: Flask, cast: Cast, sent: list[dict[str, Any]]) -> Live:
    """Somebody watches each of these, and two phones."""
    live: Live = app.extensions["live"]
    codes = [cast.arrive("A02").code for _ in range(2)]
    live.publish()
    with cast.store.read() as db:
        for topic in (*TOPICS, *(f"visitor:{code}" for code in codes)):
            live.whole(db, topic, "ko")
            live.watch(topic, topic, "ko")
    sent.clear()
    return live


def topics(sent: list[dict[str, Any]]) -> list[str]:
    return [message["topic"].partition(":")[0] for message in sent]


def test_a_notice_is_shown_where_it_is_told_and_ends_there(
    live: Live, cast: Cast, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(phone.PhoneLook, "shown", lambda self, key: looked.append(1))
    notice = cast.done("notice.send", text="비가 와요", text_en="Rain")["notice"]["id"]
    live.publish()
    assert topics(sent) == ["board", "board", "notices", "notices", "everybody", "visitor", "visitor"]
    assert all("비가 와요" in message["html"] for message in sent[:5])
    assert [(message["html"], message["data"]["notices"][0]["text_en"]) for message in sent[5:]] == [
        ("", "Rain")
    ] * 2
    assert [len(message["data"]["agenda"]["tickets"]) for message in sent[5:]] == [1, 1]
    assert looked == []  # nobody's day was read for it

    sent.clear()
    cast.done("notice.end", notice=notice)
    live.publish()
    assert sorted(topics(sent)) == sorted(
        ["board", "board", "notices", "notices", "everybody", "visitor", "visitor"]
    )
    assert not any("비가 와요" in message["html"] for message in sent if message["topic"] != "everybody")


def test_a_notice_to_tablets_concerns_no_board_and_no_phone(
    live: Live, cast: Cast, sent: list[dict[str, Any]]
) -> None:
    cast.done("notice.send", text="직원 여러분", to=["tablets"])
    live.publish()
    assert [message["topic"] for message in sent] == ["notices:tablets", "everybody"]


def test_a_message_concerns_its_booths_tablet_alone_and_says_who_read_it(
    live: Live, cast: Cast, sent: list[dict[str, Any]]
) -> None:
    message = cast.done("message.send", text="명찰을 확인해 주세요", to=["A01"])["told"]["id"]
    live.publish()
    assert [message["topic"] for message in sent] == ["booth:A01", "everybody"]
    sent.clear()
    cast.done("message.read", "booth:A01", message=message, booth="A01")
    live.publish()
    assert [message["topic"] for message in sent] == ["booth:A01", "everybody"]
    assert "읽었어요" not in sent[0]["html"]
    assert sent[1]["data"]["messages"][0]["booths"][0]["read_at"] is not None


def test_a_booth_that_rests_is_told_to_organisers(live: Live, cast: Cast, sent: list[dict[str, Any]]) -> None:
    cast.done("booth.pause", booth="A01", reason="점심")
    live.publish()
    [everybody] = [message for message in sent if message["topic"] == "everybody"]
    assert (everybody["data"]["open"], everybody["data"]["paused"]) == (5, 1)
