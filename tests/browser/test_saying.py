"""Kiosk, phone, desk and board agree about one person, from waiting to the meeting."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import BOARD, PHONE, Expo
from tests.browser.hands import scan, scan_anew

ALONE = {"categories": [], "enterprise": "품목을 묻지 않은 기업"}  # has no place but those it asks for
LINES = [{"outcome": "consulted"}]


def test_four_screens_agree_while_somebody_waits_is_near_called_and_met(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    expo.act("organiser", "expo.settings", settings={"repeat_scan_s": 1})
    sitting, before, gone, visitor = (
        expo.somebody(**ALONE | {"enterprise": f"묻지 않은 기업 {n}"}) for n in range(4)
    )
    for one in (sitting, before, gone, visitor):
        expo.act("desk", "visitor.check_in", visitor=one["id"])
        expo.act("desk", "ticket.join", visitor=one["id"], booth="C07")
    meeting = expo.act(
        "organiser", "consultation.start", code=sitting["badge"]["code"], booth="C07", counter=1
    )
    kiosk, desk = station("kiosk"), station("desk")
    phone, board = context(PHONE).new_page(), context(BOARD).new_page()
    phone.goto(f"{expo.address}/v/{visitor['badge']['code']}")
    board.goto(f"{expo.address}/board/C07")
    desk.locator("desk-search input").fill(str(visitor["number"]))
    desk.locator("#desk-found [data-id]", has_text=visitor["name"]).first.click()
    scan(kiosk, visitor["badge"]["code"])
    lead, number = phone.locator("#visitor-lead"), str(visitor["number"])

    def agree(state: str, said: str, on_phone: str) -> None:
        expect(lead).to_have_attribute("data-state", state)
        expect(lead.locator("h2")).to_have_text(on_phone)
        expect(desk.locator(".person-where")).to_contain_text(said)
        expect(kiosk.locator(".way-first")).to_have_attribute("data-step", state)
        expect(kiosk.locator(".way-go")).to_have_text(said)
        then = kiosk.locator(".way-when").inner_text()
        expect(lead).to_contain_text(then)
        expect(desk.locator(".person-where")).to_contain_text(then)

    agree("waiting", "C07 자리를 받았어요", "어디서든 기다리세요")
    expect(lead.locator("[data-when]")).to_contain_text("쯤 불러 드려요")
    bar = lead.locator("progress")
    expect(bar).to_have_attribute("value", "66")  # two before them
    stood = bar.bounding_box()
    expo.act("desk", "ticket.leave", ticket=_ticket(expo, gone))
    expect(bar).to_have_js_property("value", 80)
    assert bar.bounding_box() == stood

    expo.act("organiser", "consultation.finish", consultation=meeting["consultation"]["id"], lines=LINES)
    expo.act("organiser", "ticket.call_next", booth="C07", counter=1)
    scan_anew(kiosk, visitor["badge"]["code"])
    agree("soon", "C07 근처로 가세요", "C07 근처로 오세요")
    expect(board.locator(".booth-board-next b")).to_have_text(number)

    ticket = _ticket(expo, before)
    meeting = expo.act("organiser", "consultation.start", ticket=ticket, counter=1)
    expo.act("organiser", "consultation.finish", consultation=meeting["consultation"]["id"], lines=LINES)
    scan_anew(kiosk, visitor["badge"]["code"])
    agree("now", "지금 C07로 가세요", "지금 C07로 오세요")
    expect(board.locator(".booth-board-none")).to_contain_text("다음 번호는 바로 상담하실 수 있습니다")

    expo.act("organiser", "ticket.call_next", booth="C07", counter=1)
    scan_anew(kiosk, visitor["badge"]["code"])
    agree("called", "지금 C07로 가세요", "지금 C07로 오세요")
    expect(board.locator(".booth-board-one b")).to_have_text(number)

    expo.act("organiser", "consultation.start", ticket=_ticket(expo, visitor), counter=1)
    scan_anew(kiosk, visitor["badge"]["code"])
    agree("meeting", "상담 중이에요", "상담 중이에요")
    expect(board.locator(".booth-board-none")).to_contain_text("상담 중입니다")


@pytest.mark.long
def test_a_refused_scan_at_a_desk_shows_nobody_and_says_what_the_desk_does(
    expo: Expo, station: Callable[..., Page]
) -> None:
    person = expo.somebody(name="먼저온이")
    desk = station("desk")
    scan(desk, person["badge"]["code"])
    expect(desk.locator(".person-name")).to_contain_text("먼저온이")
    scan(desk, "1234567890123456")
    band = desk.locator(".desk-answer")
    expect(band).to_have_attribute("data-welcome", "refused")
    expect(band).to_contain_text("이름으로 찾거나 새로 등록해 주세요")
    expect(band).not_to_contain_text("안내 데스크")
    expect(desk.locator('[data-pane="person"]')).to_be_hidden()
    expect(desk.locator("desk-search input")).to_be_focused()


@pytest.mark.long
def test_a_walk_in_who_named_no_product_leaves_with_three_booths_to_choose_from(
    expo: Expo, station: Callable[..., Page]
) -> None:
    desk = station("desk")
    desk.click('[data-do="register"]')
    pane = desk.locator('[data-pane="register"]')
    boxes = [
        pane.locator(f'[name="{name}"]').first.evaluate("box => box.getBoundingClientRect().top")
        for name in ("categories", "keep")
    ]
    assert boxes[0] < boxes[1]  # what they make is asked before the consent
    pane.locator(".pick", has_text="번호 모름").click()
    pane.locator('[name="enterprise"]').fill("품목 없는 가게")
    pane.locator('[name="name"]').fill("안고른이")
    pane.locator('[name="keep"]').check()
    pane.locator('[type="submit"]').click()
    expect(desk.locator(".person-name")).to_contain_text("안고른이")
    expect(desk.locator(".person-columns [data-join]")).to_have_count(3)
    desk.locator(".person-columns [data-join]").first.click()
    expect(desk.locator(".person-where")).to_be_visible()


def test_a_phone_is_asked_to_bind_before_anything_is_proposed(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    visitor = expo.somebody()
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    phone = context(PHONE).new_page()
    phone.goto(f"{expo.address}/v/{visitor['badge']['code']}")
    expect(phone.locator(".is-later").first).to_be_visible()
    bind, later = phone.locator(".phone-own.is-unbound"), phone.locator(".phone-places.is-later")
    tops = [one.bounding_box() or {} for one in (phone.locator("#visitor-lead"), bind, later)]
    assert tops == sorted(tops, key=lambda box: box["y"])


def _ticket(expo: Expo, visitor: dict[str, object]) -> int:
    badge = visitor["badge"]
    assert isinstance(badge, dict)
    state = expo.kiosk.browser(expo.tokens["desk"]).get(f"/visitors/{badge['code']}.json").data
    return int(next(one["id"] for one in state["agenda"]["tickets"] if one["booth"] == "C07"))
