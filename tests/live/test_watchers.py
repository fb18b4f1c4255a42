"""A round of publishing costs what changed, however many phones are open."""

import sys
from typing import Any

import pytest
from flask import Flask

from badges.code import encode
from kiosk.data.health import Trouble
from kiosk.data.store import SYSTEM
from kiosk.live import publish
from kiosk.live.publish import Live
from tests.cast import Cast

FIRST = 100_000  # of the numbers of those who only wait


def wait_elsewhere(cast: Cast, count: int) -> list[str]:
    """So many people in B01's queue; gives their codes."""
    booth = cast.value("SELECT id FROM booths WHERE number = 'B01'")

    def insert(change):
        for number in range(FIRST, FIRST + count):
            visitor = change.insert(
                "visitors", number=number, state="registered", source="desk", registered_at=change.now
            )
            change.insert(
                "tickets",
                visitor_id=visitor,
                booth_id=booth,
                rank=float(number),
                joined_at=change.now,
                state="waiting",
                origin="asked",
                place=f"place {number}",
            )

    cast.store.change(insert)
    return [encode(cast.store.badge_key, number, 0) for number in range(FIRST, FIRST + count)]


def cost_of_a_round(cast: Cast, app: Flask, booth: str = "A02") -> tuple[int, int]:
    """How many statements and how many HMACs it takes to publish that something happened at a booth."""
    live: Live = app.extensions["live"]
    for _ in range(2):  # with the first the square of this day is read
        live.publish()
        cast.done("booth.call_ahead", booth=booth, on=True)
    statements: list[str] = []
    hashes: list[object] = []
    app.extensions["store"].glance().set_trace_callback(statements.append)

    def count(frame: object, event: str, what: object) -> None:
        if event == "c_call" and getattr(what, "__name__", "") == "compare_digest":
            hashes.append(what)

    sys.setprofile(count)
    try:
        live.publish()
    finally:
        sys.setprofile(None)
        app.extensions["store"].glance().set_trace_callback(None)
    return len(statements), len(hashes)


def test_a_round_costs_the_same_for_ten_phones_that_wait_elsewhere_and_for_three_thousand(
    cast: Cast, app: Flask
) -> None:
    live: Live = app.extensions["live"]
    codes = wait_elsewhere(cast, 3_000)
    here = cast.arrive("A02")
    for topic in (f"visitor:{here.code}", "places:A02", "board:A02", "board:hall"):
        live.watch("here", topic, "ko")
    for code in codes[:10]:
        live.watch(code, f"visitor:{code}", "ko")
    few = cost_of_a_round(cast, app)
    for code in codes[10:]:
        live.watch(code, f"visitor:{code}", "ko")
    assert cost_of_a_round(cast, app) == few
    assert few[1] == 0  # nobody's badge is looked at


def test_a_round_costs_the_same_for_ten_phones_that_wait_at_its_booth_and_for_a_thousand(
    cast: Cast, app: Flask
) -> None:
    live: Live = app.extensions["live"]
    codes = wait_elsewhere(cast, 1_000)

    def open_pages(some: list[str]) -> None:
        for code in some:
            live.watch(code, f"visitor:{code}", "ko")
            live.watch(code, "places:B01", "ko")

    open_pages(codes[:10])
    few = cost_of_a_round(cast, app, "B01")
    open_pages(codes[10:])
    assert cost_of_a_round(cast, app, "B01") == few
    assert few[1] == 0


def test_who_waits_behind_a_call_is_told_by_the_booths_places_and_not_each_alone(
    cast: Cast, app: Flask, sent: list[dict[str, Any]]
) -> None:
    live: Live = app.extensions["live"]
    called, behind = cast.arrive("A02", "B01"), cast.arrive("A02")
    for one in (called, behind):
        live.watch(one.code, f"visitor:{one.code}", "ko")
    for booth in ("A02", "B01"):
        live.watch("all", f"places:{booth}", "ko")
    live.publish()
    sent.clear()
    cast.call("A02")
    live.publish()
    # The called one's place at B01 is held, and stays where it is.
    assert [one["topic"] for one in sent] == ["places:A02", f"visitor:{called.code}"]
    assert sent[0]["html"] == "" and sent[0]["data"]["order"] == [cast.ticket(behind, "A02")["place"]]
    sent.clear()
    cast.done("visitor.pause", visitor=behind.id)
    live.publish()
    assert [one["topic"] for one in sent] == [f"visitor:{behind.code}"]


def test_a_page_that_one_phone_has_asked_for_again_is_next_sent_whole(
    cast: Cast, app: Flask, sent: list[dict[str, Any]]
) -> None:
    """Another phone with the same code may show what stood there before."""
    live: Live = app.extensions["live"]
    person = cast.arrive("A02")
    topic = f"visitor:{person.code}"
    live.watch("one", topic, "ko")
    for verb in ("visitor.pause", "visitor.resume", "visitor.pause"):
        if verb == "visitor.pause":
            with app.extensions["store"].read() as db:
                live.whole(db, topic, "ko")
        cast.done(verb, visitor=person.id)
        live.publish()
    assert [one["html"].count('id="visitor-') for one in sent] == [6, 2, 6]
    assert all(one["data"]["agenda"]["tickets"][0]["place"] for one in sent)


def test_who_is_called_is_among_what_is_published(cast: Cast, app: Flask) -> None:
    live: Live = app.extensions["live"]
    sent = shown(live)
    person, other = cast.arrive("A02"), cast.arrive("B01")
    for one in (person, other):
        live.watch(one.code, f"visitor:{one.code}", "ko")
    live.watch("board", "board:A02", "en")
    live.publish()
    sent.clear()
    cast.call("A02")
    live.publish()
    assert sorted(sent) == sorted([("board:A02", "en"), (f"visitor:{person.code}", "ko")])


def test_whoever_left_is_painted_for_nobody(cast: Cast, app: Flask) -> None:
    live: Live = app.extensions["live"]
    sent = shown(live)
    person = cast.arrive("A02")
    live.watch("one", f"visitor:{person.code}", "ko")
    live.watch("two", f"visitor:{person.code}", "en")
    live.publish()
    live.disconnected("one")
    sent.clear()
    cast.call("A02")
    live.publish()
    assert sent == [(f"visitor:{person.code}", "en")]
    live.disconnected("two")
    assert live._watchers.topics() == []


def test_after_a_restore_a_phone_is_whose_the_code_is_now(cast: Cast, app: Flask) -> None:
    live: Live = app.extensions["live"]
    person = cast.arrive("A02")
    live.watch("one", f"visitor:{person.code}", "ko")
    other = cast.store.change(
        lambda change: change.insert(
            "visitors", number=5_000, state="registered", source="desk", registered_at=change.now
        )
    )

    def restored(change):
        change.update("UPDATE visitors SET number = 5001 WHERE id = ?", person.id)
        change.update("UPDATE visitors SET number = ? WHERE id = ?", person.number, other)

    cast.store.change(restored)
    cast.done("expo.restore", SYSTEM)
    live.publish()
    sent = shown(live)
    cast.done("visitor.set_need", visitor=person.id)
    live.publish()
    assert sent == []
    cast.done("visitor.check_in", "desk", visitor=other)
    live.publish()
    assert sent == [(f"visitor:{person.code}", "ko")]


def test_after_a_restore_boards_are_for_stations_alone_where_they_were(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    live: Live = app.extensions["live"]
    live.watch("stranger", "board:A02", "ko")
    cut: list[str] = []
    monkeypatch.setattr(publish, "drop", lambda _, sid: cut.append(sid))
    cast.done("expo.restore", SYSTEM)
    live.publish()
    assert cut == []
    closed = "UPDATE expo SET settings = json_set(settings, '$.boards_public', json('false'))"
    cast.store.change(lambda change: change.update(closed))
    cast.done("expo.restore", SYSTEM)
    live.publish()
    assert cut == ["stranger"]


def test_what_the_server_says_of_itself_is_shown_without_any_entry(cast: Cast, app: Flask) -> None:
    live: Live = app.extensions["live"]
    live.watch("one", "organiser", "ko")
    live.watch("two", "board:hall", "ko")
    live.publish()
    sent = shown(live)
    app.extensions["store"].health.tell("writer", Trouble("writer_hangs", cast.clock()))
    live._look_elsewhere()
    assert sent == [("organiser", "ko")]


def shown(live: Live) -> list[tuple[str, str]]:
    """What is painted from here on: a listener on the one call that every topic goes through."""
    seen: list[tuple[str, str]] = []
    show = live.show

    def listen(db, topic, lang, *more):
        seen.append((topic, lang))
        return show(db, topic, lang, *more)

    live.show = listen
    return seen
