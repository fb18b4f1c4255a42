"""Sheets of the organiser: opened beside the page, gone back from, sent as a link, walked by the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import broken
from tests.browser.conftest import PHONE, Expo
from tests.browser.hands import reply, rows

DESK = {"width": 1440, "height": 900}


@pytest.fixture
def desk(expo: Expo, station: Callable[..., Page]) -> Page:
    """An organiser at the live page."""
    page = station("organiser", viewport=DESK)
    page.wait_for_selector("live-topic[data-joined]")
    return page


def seq(expo: Expo) -> int:
    [found] = rows(expo, "SELECT max(seq) AS seq FROM journal")
    return int(found["seq"])


def title(page: Page, words: str) -> None:
    expect(page.locator("dialog[open] #sheet-title")).to_contain_text(words)


def test_a_booth_is_looked_at_gone_on_from_and_back_and_nothing_happened(expo: Expo, desk: Page) -> None:
    person = expo.somebody(wishes=["A03"], phone="010-1234-5678")
    expo.act("desk", "visitor.check_in", visitor=person["id"])
    before = seq(expo)
    desk.click("#map-A03")
    title(desk, "A03 종로구")
    assert desk.url.split("?")[0].endswith("/organiser/booths/A03")
    expect(desk.locator("#sheet-title")).to_be_focused()
    assert broken(desk) == []

    # On to who waits there, their enterprise, a purchase; each has its address, and back is back.
    desk.locator("dialog .sheet-links a", has_text=str(person["number"])).first.click()
    title(desk, person["name"])
    assert broken(desk) == []
    desk.locator("dialog .facts a").first.click()
    title(desk, person["enterprise"])
    desk.go_back()
    title(desk, person["name"])
    desk.go_back()
    title(desk, "A03")
    desk.locator('dialog .sheet-links a[href^="/organiser/purchases/"]').first.click()
    expect(desk.locator("dialog .sheet-kind")).to_have_text("구매계획")
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    assert desk.url.split("?")[0].endswith("/organiser")
    expect(desk.locator("#map-A03 a")).to_be_focused()
    assert seq(expo) == before

    # A link that was sent is a page of its own, also where no script runs.
    desk.goto(f"{expo.address}/organiser/visitors/{person['number']}")
    expect(desk.locator("main #sheet-title")).to_contain_text(person["name"])
    assert broken(desk) == []
    assert seq(expo) == before

    # What was opened of a person is kept, and only then.
    desk.click("#deed-contact")
    expect(desk.locator(".sheet-contact")).to_be_visible()
    assert rows(expo, "SELECT kind FROM journal WHERE seq > ?", before) == [{"kind": "contact.open"}]


@pytest.mark.long
def test_the_keyboard_alone_finds_opens_and_returns(expo: Expo, desk: Page) -> None:
    person = expo.somebody()
    desk.locator("#map-B02 a").focus()
    desk.keyboard.press("/")
    expect(desk.locator("#org-search")).to_be_focused()
    desk.keyboard.type("B0")
    first = desk.locator("[role=option]").first
    expect(first).to_contain_text("부스")
    expect(desk.locator("[role=option]").nth(1)).to_be_visible()
    desk.keyboard.press("ArrowDown")
    expect(desk.locator('[role=option][aria-selected="true"]')).to_have_id("found-1")
    assert broken(desk) == []
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    title(desk, "B0")
    desk.keyboard.press("Escape")
    expect(desk.locator("#org-search")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#map-B02 a")).to_be_focused()

    desk.keyboard.press("/")
    desk.keyboard.type(str(person["number"]))
    desk.keyboard.press("Enter")  # before the list came
    title(desk, str(person["number"]))


def test_a_sheet_follows_and_moves_who_waits_once_it_was_asked_where(expo: Expo, desk: Page) -> None:
    people = [expo.somebody(wishes=["C01"]) for _ in range(2)]
    desk.click("#map-C01")
    title(desk, "C01")
    for person in people:
        expo.act("desk", "visitor.check_in", visitor=person["id"])
    expect(desk.locator("dialog .sheet-links a", has_text=str(people[1]["number"])).first).to_be_visible()

    desk.click("#deed-clear-more summary")
    desk.check("#deed-to-C02")
    desk.fill("#deed-clear-reason", "비가 들이쳐요")
    other = expo.somebody(wishes=["C01"])
    expo.act("desk", "visitor.check_in", visitor=other["id"])  # the place is painted anew meanwhile
    expect(desk.locator("#deed-clear-more button")).to_have_text("3명 옮기기")
    expect(desk.locator("#deed-to-C02")).to_be_checked()
    expect(desk.locator("#deed-clear-reason")).to_have_value("비가 들이쳐요")
    desk.click("#deed-clear-more button")
    expect(desk.locator(".question")).to_contain_text("3명")
    reply(desk, "3명 옮기기")
    expect(desk.locator("dialog .sheet-lead")).to_contain_text("비가 들이쳐요")
    assert [
        one["booth"]
        for one in expo.kiosk.browser(expo.tokens["desk"])
        .get(f"/visitors/{people[0]['badge']['code']}.json")
        .data["agenda"]["tickets"]
    ].count("C02") == 1
    desk.click("#deed-undo-clear")
    expect(desk.locator("dialog .sheet-lead .chip")).to_contain_text("열림")


def test_on_a_phone_all_is_at_the_thumb_and_a_sheet_covers_the_page(
    expo: Expo, station: Callable[..., Page]
) -> None:
    page = station("organiser", viewport=PHONE)
    page.wait_for_selector("live-topic[data-joined]")
    assert page.locator(".org-bar").bounding_box()["height"] <= 130  # type: ignore[index]
    thumb = page.get_by_role("navigation", name="바로 가기")
    thumb.get_by_text("모두에게").click()
    expect(page.get_by_placeholder("모두에게 알릴 말을 적어 주세요")).to_be_in_viewport()
    page.get_by_text("더 보기").click()
    expect(page.locator(".org-others").get_by_role("link", name="단말")).to_be_in_viewport()
    page.get_by_text("더 보기").click()
    thumb.get_by_text("찾기").click()
    expect(page.locator("#org-search")).to_be_focused()
    page.fill("#org-search", "A01")
    page.click('.org-found a[href*="/booths/A01"]')
    title(page, "A01")
    assert broken(page) == []
    wide = page.evaluate("document.querySelector('dialog.sheet').scrollWidth")
    assert wide <= PHONE["width"]
    page.go_back()
    expect(page.locator("dialog[open]")).to_have_count(0)
