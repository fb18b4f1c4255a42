"""A phone whose place moves because of others: it is told with all who wait at the booth, and asks only for what else stands there."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, WebSocketRoute, expect

from tests.browser.conftest import PHONE, Expo


def test_a_phone_follows_its_places_without_a_message_of_its_own(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    ahead = [_waiting(expo, "D04") for _ in range(3)]
    beside = _waiting(expo, "D05")
    visitor = _waiting(expo, "D04", "D05")
    topic = f"visitor:{visitor['badge']['code']}"
    page = context(PHONE).new_page()
    shown = _topics_shown(page)
    page.goto(f"{expo.address}/v/{visitor['badge']['code']}")
    lead, row = page.locator("#visitor-lead"), page.locator("#visitor-places [data-row]")
    # Behind one other at D05 and three at D04: D05 leads.
    expect(lead).to_contain_text("D05")
    expect(lead.locator("[data-ahead]")).to_have_text("앞에 1명")
    expect(row).to_contain_text("앞에 3명")
    expect(page.locator("waiting-places live-topic[data-joined]")).to_have_count(2)

    _leave(expo, ahead[0], "D04")
    expect(row).to_contain_text("앞에 2명")
    _leave(expo, beside, "D05")  # next at D05, where a counter is free: the way there is to be shown
    expect(lead).to_have_attribute("data-state", "now")
    expect(lead).to_contain_text("비어 있어요. 바로 상담해요.")
    expect(lead.locator("svg.square-map")).to_be_visible()

    # D05 goes to lunch: all who wait there read so, and D04 leads.
    expo.act("organiser", "booth.pause", booth="D05", reason="점심이에요", minutes=30)
    expect(row).to_contain_text("자리는 그대로예요")
    expect(page.locator("#visitor-places .chip.is-paused")).to_be_visible()
    expect(lead).to_contain_text("D04")
    expect(lead.locator("[data-ahead]")).to_have_text("앞에 2명")
    expect(lead.locator("[data-wait]")).to_contain_text("분")
    expo.act("organiser", "booth.pause", booth="D04")
    expect(lead.locator("[data-when]")).to_have_text("부스가 잠시 쉬고 있어요. 자리는 그대로예요.")
    expect(lead.locator("[data-wait]")).to_be_hidden()
    for booth in ("D04", "D05"):
        expo.act("organiser", "booth.open", booth=booth)
    expect(lead).to_have_attribute("data-state", "now")
    assert topic not in shown and {"places:D04", "places:D05"} <= set(shown)

    # What is its own comes by itself.
    expo.act("organiser", "ticket.call", ticket=_ticket(expo, visitor, "D05"), counter=1, reason="시험")
    expect(lead).to_have_attribute("data-state", "called")
    assert topic in shown


@pytest.mark.long
def test_a_phone_finds_its_places_again_after_the_connection_was_lost(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    ahead = [_waiting(expo, "D07") for _ in range(3)]
    visitor = _waiting(expo, "D07")
    page = context(PHONE).new_page()
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket("**/socket.io/**", pass_on)
    page.goto(f"{expo.address}/v/{visitor['badge']['code']}")
    expect(page.locator("waiting-places live-topic[data-joined]")).to_have_count(1)
    sockets[0].close()
    _leave(expo, ahead[0], "D07")
    expect(page.locator("#visitor-lead [data-ahead]")).to_have_text("앞에 2명")
    assert len(sockets) == 2
    _leave(expo, ahead[1], "D07")
    expect(page.locator("#visitor-lead [data-ahead]")).to_have_text("앞에 1명")


def _topics_shown(page: Page) -> list[str]:
    """The topics of the `show` messages that this page gets from here on."""
    topics: list[str] = []

    def hear(text: str | bytes) -> None:
        if isinstance(text, str) and text.startswith('42["show"'):
            topics.append(json.loads(text[2:])[1]["topic"])

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", hear)

    page.on("websocket", listen)
    return topics


def _waiting(expo: Expo, *booths: str) -> dict[str, Any]:
    """Somebody who is in, whom no plan fits, with places at these booths only."""
    visitor = expo.somebody(categories=[])
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    for booth in booths:
        expo.act("desk", "ticket.join", visitor=visitor["id"], booth=booth)
    return visitor


def _leave(expo: Expo, visitor: dict[str, Any], booth: str) -> None:
    expo.act("desk", "ticket.leave", ticket=_ticket(expo, visitor, booth))


def _ticket(expo: Expo, visitor: dict[str, Any], booth: str) -> int:
    desk = expo.kiosk.browser(expo.tokens["desk"])
    tickets = desk.get(f"/visitors/{visitor['badge']['code']}.json").data["agenda"]["tickets"]
    return next(ticket["id"] for ticket in tickets if ticket["booth"] == booth)
