"""The organiser tells everybody something, stops all for the rain, and writes to one booth."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import BOARD, PHONE, Expo

DESK = {"width": 1440, "height": 900}
TEXT = "비가 와서 우산을 빌려 드려요."
# Where each button stands, and what the kiosk says, by its words.
STANDS = """() => [...document.querySelectorAll("button, a.button, .attract-words > *")].filter((one) => one.offsetParent && !one.closest(
  "notice-strip, .booth-message, toast-list")).map((one) => [one.innerText, ...Object.values(one.getBoundingClientRect().toJSON())])"""


def test_a_notice_stands_on_board_phone_kiosk_and_booth_until_it_ends(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    visitor = expo.somebody()
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    expo.act("desk", "ticket.join", visitor=visitor["id"], booth="D05")
    hall, phone = context(BOARD).new_page(), context(PHONE).new_page()
    hall.goto(f"{expo.address}/board")
    phone.goto(f"{expo.address}/v/{visitor['badge']['code']}?lang=en")
    kiosk, booth = station("kiosk"), station("booth", "D05")
    tablets = (kiosk, booth)
    told = {
        hall: hall.locator(".hall-ticker > li.is-shown"),
        phone: phone.locator(".phone-notice"),
        kiosk: kiosk.locator(".notice-list > li.is-shown"),
        booth: booth.locator(".notice-list > li.is-shown"),
    }
    expect(kiosk.locator(".attract-buttons")).to_be_visible()
    expect(booth.locator("notice-strip live-topic")).to_have_attribute("data-joined", "")
    before = [page.evaluate(STANDS) for page in tablets]

    page = station("organiser", viewport=DESK)
    form = page.locator('form[data-verb="notice.send"]')
    form.locator("[name=text]").fill(TEXT)
    form.locator("[name=text_en]").fill("Umbrellas are lent at the desk.")
    form.get_by_role("button", name="알림 보내기").click()
    for shown in (told[hall], told[kiosk], told[booth]):
        expect(shown).to_contain_text(TEXT)
    expect(told[phone]).to_contain_text("Umbrellas are lent")  # in the page's language
    expect(hall.locator(".hall-ticker.is-new")).to_be_visible()
    assert [page.evaluate(STANDS) for page in tablets] == before  # nothing moved

    # A message is the booth's own, until its people have read it.
    page.locator("[data-all=message]").click()
    message = page.locator("dialog[open]")
    message.locator("[name=text]").fill("네 시에 마쳐 주세요")
    message.locator("[name=to]").fill("D05, D06")
    message.get_by_role("button", name="메시지 보내기").click()
    expect(booth.locator(".booth-message")).to_contain_text("네 시에 마쳐 주세요")
    booth.get_by_role("button", name="읽었어요").click()
    expect(booth.locator(".booth-message")).to_be_hidden()
    expect(page.locator("#all-messages")).to_contain_text("2곳 가운데 1곳이 읽었어요")

    # Rain: boards and phones say why and until when, and who waits is told when after it.
    page.locator("#all-pause").click()
    page.locator("dialog[open] [data-reason]").first.click()
    page.locator("dialog[open] [name=minutes]").select_option("30")
    page.locator("dialog[open]").get_by_role("button", name="모두 멈추기").click()
    expect(hall.locator(".hall-state-lead")).to_have_text("비가 와서 잠시 쉽니다")
    expect(phone.locator("#visitor-lead .lead-when")).to_contain_text("We pause because of the rain")
    expect(phone.locator(".phone-news")).to_contain_text("D05")
    page.locator(".toast").last.get_by_role("button", name="되돌리기").click()
    expect(hall.locator(".hall-state")).to_be_hidden()

    page.get_by_role("button", name=f"알림 끝내기: {TEXT}").click()
    expect(told[phone]).to_have_count(0)
    expect(hall.locator(".hall-ticker")).not_to_contain_text(TEXT)
    for tablet in tablets:
        expect(tablet.locator("notice-strip")).to_be_hidden()
