"""The stage: from the booth's record to the wall and back, run by its crew on a phone."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import BOARD, PHONE, Expo

BOOTH = "D02"


def test_a_signing_goes_from_the_booth_to_the_wall_and_back_by_the_crews_phone(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    visitor = expo.somebody()
    badge = visitor["badge"]["code"]
    meeting = _agreed(expo, visitor)
    tablet = station("booth", BOOTH)
    wall = station("stage", viewport=BOARD)
    crew = context(PHONE).new_page()
    crew.goto(expo.address + expo.pair_url("stage"))
    crew.wait_for_url("**/stage/crew?station=*")  # a phone is the crew's
    assert wall.locator("button, a:not(.skip-link), form").count() == 0

    # Both say at the booth that the amount may be shown: one tick each.
    tablet.locator(".record-row").first.click()
    record = tablet.locator("#dialog-record")
    confirm = record.locator("[data-verb='consultation.confirm']")
    confirm.get_by_label("금액도").check()
    confirm.locator("[name=code]").fill(badge)
    confirm.get_by_role("button", name="확인").click()
    expect(tablet.locator(".record-row").first).to_contain_text("기업 확인")
    tablet.locator(".record-row").first.click()
    send = record.locator("[data-verb='signing.send']")
    expect(send.get_by_label("금액도")).not_to_be_checked()
    send.get_by_role("button").click()  # the agency has not agreed yet

    # Between two signings the wall names the next pair, and no button anywhere.
    expect(wall.locator(".stage-slide")).to_contain_text(visitor["enterprise"])
    expect(wall.locator(".stage-slide")).to_contain_text("다음 서명")
    card = crew.locator(f".crew-card:has-text('{visitor['enterprise']}')")
    expect(card).to_contain_text("기관이 동의하지 않았어요")
    card.get_by_role("button", name="소개하기").click()
    expect(wall.locator(".stage-kind")).to_contain_text("현장계약 1호")
    expect(wall.locator(".stage-what")).not_to_contain_text("만 원")
    expo.act("organiser", "signing.send", consultation=meeting, show_amount=True)
    expect(wall.locator(".stage-what")).to_contain_text("1,900만 원")

    # In words fit for a wall, and signed.
    card.get_by_role("button", name="문장").click()
    crew.get_by_label("한국어").fill("환경미화원복 구매")
    crew.get_by_role("button", name="문장 바꾸기").click()
    expect(wall.locator(".stage-what")).to_contain_text("환경미화원복 구매")
    card.get_by_role("button", name="서명 끝").click()
    expect(wall.locator(".stage-slide")).to_contain_text("오늘 부스에서 맺은 약속")
    expect(wall.locator(".stage-counts")).to_contain_text("현장계약")

    # A slip: signed is taken back, then the introduction as well, and the pair waits where it stood.
    crew.locator(".toast:last-child").get_by_role("button", name="되돌리기").click()
    expect(wall.locator(".stage-kind")).to_contain_text("현장계약 1호")
    card.get_by_role("button", name="소개 되돌리기").click()
    expect(wall.locator(".stage-slide")).to_contain_text("다음 서명")
    expect(card.get_by_role("button", name="소개하기")).to_be_visible()

    # Another pair is there first.
    other = expo.somebody()
    expo.act("organiser", "signing.send", consultation=_agreed(expo, other))
    crew.locator(f".crew-card:has-text('{other['enterprise']}')").get_by_role("button", name="앞으로").click()
    expect(wall.locator(".stage-slide")).to_contain_text(other["enterprise"])
    crew.locator(".toast:last-child").get_by_role("button", name="되돌리기").click()
    expect(wall.locator(".stage-slide")).to_contain_text(visitor["enterprise"])
    card.get_by_role("button", name="건너뛰기").click()
    expect(wall.locator(".stage-slide")).to_contain_text(other["enterprise"])
    crew.get_by_role("button", name="다시 차례로").click()
    expect(wall.locator(".stage-slide")).to_contain_text(visitor["enterprise"])


def test_a_wall_with_sound_asks_for_one_touch_and_then_chimes_for_what_is_announced(
    expo: Expo, station: Callable[..., Page]
) -> None:
    wall = station("stage", viewport=BOARD)
    wall.goto(f"{wall.url}&sound=on")
    note = wall.locator("ceremony-sound")
    expect(note).to_be_visible()
    wall.keyboard.press("Shift")
    expect(note).to_be_hidden()
    expo.act("organiser", "signing.announce", consultation=_agreed(expo, expo.somebody()))
    expect(note).to_have_attribute("data-played", "true")


def _agreed(expo: Expo, visitor: dict[str, Any]) -> int:
    """A contract of 19,000,000 won that this visitor has just agreed at the booth: the meeting's id."""
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    fields = {"code": visitor["badge"]["code"], "booth": BOOTH, "counter": 1}
    meeting = int(expo.act("organiser", "consultation.start", **fields)["consultation"]["id"])
    lines = [{"outcome": "contract", "amount": 19_000_000}]
    expo.act("organiser", "consultation.finish", consultation=meeting, lines=lines)
    return meeting
