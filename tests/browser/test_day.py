"""A day in one story: what one screen does, four others show, over websockets and without a reload."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import BOARD, PHONE, Expo


def test_five_screens_follow_a_visitor_from_the_door_to_a_contract(
    expo: Expo,
    camera_on: Callable[[str], Browser],
    station: Callable[..., Page],
    context: Callable[..., BrowserContext],
) -> None:
    visitor = expo.somebody(wishes=["A03"])
    number, code = str(visitor["number"]), visitor["badge"]["code"]
    hall, phone = context(BOARD).new_page(), context(PHONE).new_page()
    hall.goto(expo.address + "/board")
    phone.goto(f"{expo.address}/v/{code}")
    booth, organiser = station("booth", "A03"), station("organiser", viewport={"width": 1440, "height": 900})
    for page in (hall, phone, booth, organiser):
        page.evaluate("window.neverReloaded = true")
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "away")

    kiosk = station("kiosk", browser=camera_on(code))
    expect(kiosk.locator(".answer-number")).to_have_text(number)
    expect(kiosk.locator(".way-card[data-booth]")).to_have_count(3)
    expect(booth.locator("#booth-next")).to_contain_text(number)
    expect(phone.locator("#visitor-lead")).not_to_have_attribute("data-state", "away")

    booth.click(f".booth-main:has-text('{number}')")
    expect(hall.locator("#cell-A03")).to_contain_text(number)
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "called")
    expect(phone.locator("#visitor-lead h2")).to_have_text(re.compile("지금 A03으로 오세요"))

    booth.click(".booth-main:has-text('상담 시작')")
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "meeting")
    booth.click("[data-outcome=contract]")
    booth.fill(".outcome-line [name=amount]", "1900만")
    booth.fill("[name=note]", "환경미화원복 견적을 받기로 했어요")
    expect(booth.locator(".log-saved")).to_contain_text("저장됨")
    booth.click(".booth-main:has-text('상담 끝')")

    expect(organiser.locator("live-topic[topic=organiser]")).to_contain_text("1,900만")
    expect(phone.locator("#visitor-lead")).not_to_have_attribute("data-state", "meeting")
    figures = expo.kiosk.browser(expo.tokens["organiser"]).get("/organiser.json").data
    assert figures["outcomes"]["contract"] == {"count": 1, "won": 19_000_000}
    for page in (hall, phone, booth, organiser):
        assert page.evaluate("window.neverReloaded") is True


def test_screens_come_back_by_themselves_after_the_server_was_killed(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    hall = context(BOARD).new_page()
    hall.goto(expo.address + "/board")
    hall.evaluate("window.neverReloaded = true")
    visitor = expo.somebody()
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    expo.kiosk.restart()
    ticket = expo.act("desk", "ticket.join", visitor=visitor["id"], booth="D01").get("ticket")
    if ticket is None:  # three places were held already: one of them will do
        agenda = (
            expo.kiosk.browser(expo.tokens["desk"])
            .get(f"/visitors/{visitor['badge']['code']}.json")
            .data["agenda"]
        )
        ticket = agenda["tickets"][0]
    expo.act("organiser", "ticket.call", ticket=ticket["id"], counter=1, reason="이야기")
    expect(hall.locator(f"#cell-{ticket['booth']}")).to_contain_text(str(visitor["number"]), timeout=15_000)
    assert hall.evaluate("window.neverReloaded") is True
