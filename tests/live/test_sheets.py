"""A sheet follows what it is about, and nothing else."""

from typing import Any

import pytest
from flask import Flask

from kiosk.data import journal
from kiosk.live.publish import Live
from tests.cast import Cast


@pytest.fixture
def watched(cast: Cast, app: Flask) -> Live:
    live: Live = app.extensions["live"]
    for topic in (
        "sheet:booth/A02",
        "sheet:booth/B03",
        f"sheet:visitor/{cast.seoyeon.number}",
        f"sheet:enterprise/{cast.value('SELECT enterprise_id FROM visitors WHERE id = ?', cast.seoyeon.id)}",
        f"sheet:station/{cast.stations['desk']}",
    ):
        with app.extensions["store"].read() as db:
            live.whole(db, topic, "ko")
        live.watch("organiser", topic, "ko")
    return live


def told(sent: list[dict[str, Any]]) -> set[str]:
    return {message["topic"].partition("/")[0] for message in sent if message["topic"].startswith("sheet:")}


def test_a_sheet_is_sent_when_its_subject_changed(
    cast: Cast, watched: Live, sent: list[dict[str, Any]]
) -> None:
    cast.check_in(cast.seoyeon)  # who gets a place at A02
    watched.publish()
    topics = {message["topic"] for message in sent}
    assert {"sheet:booth/A02", f"sheet:visitor/{cast.seoyeon.number}"} <= topics
    assert "sheet:enterprise" in told(sent)
    assert "sheet:booth/B03" not in topics


def test_a_stations_sheet_follows_what_is_done_to_it(
    cast: Cast, watched: Live, sent: list[dict[str, Any]]
) -> None:
    cast.done("station.rename", station=cast.stations["desk"], name="서문 데스크")
    watched.publish()
    [message] = [one for one in sent if one["topic"].startswith("sheet:station")]
    assert "서문 데스크" in message["html"]


def test_what_is_sent_holds_no_phone_and_no_mail(
    cast: Cast, watched: Live, sent: list[dict[str, Any]]
) -> None:
    cast.check_in(cast.seoyeon)
    watched.publish()
    assert sent and "010-2837" not in str(sent) and "example.kr" not in str(sent)


def test_looking_at_every_sheet_leaves_the_journal_as_it_was(cast: Cast, app: Flask) -> None:
    cast.check_in(cast.minseo)
    meeting = cast.meet(cast.arrive("A02"), "A02")
    client = app.test_client()
    token = cast.done("station.add", "system", role="organiser")["station"]["token"]
    before = cast.value("SELECT max(seq) FROM journal")
    for path in (
        "/organiser/booths/A02",
        f"/organiser/visitors/{cast.minseo.number}",
        "/organiser/enterprises/1",
        f"/organiser/meetings/{meeting}",
        f"/organiser/stations/{cast.stations['desk']}",
        "/organiser/purchases/1",
    ):
        for ending in ("", ".json"):
            answer = client.get(path + ending, headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 200, path
    with cast.store.read() as db:
        assert journal.latest_seq(db) == before
