"""The staffed counter: a whole enterprise at one tap, one person registered twice, a badge without a name."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kiosk.screens.pending import CROWD
from tests.browser.conftest import PHONE, Expo
from tests.browser.hands import reply, rows, scan


@pytest.fixture
def desk(station: Callable[..., Page]) -> Page:
    page = station("desk")
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    return page


def open_person(page: Page, name: str) -> None:
    page.locator("desk-search input").fill(name)
    page.locator("#desk-found [data-id]", has_text=name).first.click()


def lead(page: Page, name: str) -> None:
    expect(page.locator(".person-name")).to_contain_text(name)


def test_a_whole_enterprise_comes_in_at_one_tap(expo: Expo, desk: Page) -> None:
    firm = {"enterprise": "모두함께 협동조합"}
    names = ("봉하늘", "봉바다", "봉구름")
    people = [expo.somebody(name=name, **firm) for name in names]
    expo.act("desk", "visitor.check_in", visitor=people[2]["id"])
    open_person(desk, names[0])
    desk.click('.person-quiet [data-do="group"]')
    expect(desk.locator("body")).to_contain_text("2명이 입장했어요")
    expect(desk.locator(".person-head .chip.is-ok")).to_be_visible()
    expect(desk.locator(".person-columns .desk-row .chip.is-ok")).to_have_count(2)
    expect(desk.locator('[data-do="group"]')).to_have_count(0)
    desk.click('.person-quiet [data-do="check_out"]')
    expect(desk.locator('.person-lead [data-do="check_in"]')).to_be_visible()


def test_one_person_registered_twice_is_made_one(expo: Expo, desk: Page) -> None:
    stays = expo.somebody(name="맹자람", enterprise="(주)두 번", phone="010-7171-7272")
    gone = expo.somebody(name="맹 자람", enterprise="두번", phone="010-7171-7272")
    expo.act("desk", "visitor.check_in", visitor=stays["id"])
    desk.click('[data-do="pending"]')
    expect(desk.locator("[data-doubles]")).to_contain_text("같은 사람 같아요")
    desk.locator("[data-doubles] .double", has_text="맹자람").locator("[data-merge]").click()
    reply(desk, "합치기")
    expect(desk.locator("[data-doubles]", has_text="맹자람")).to_have_count(0)
    scan(desk, gone["badge"]["code"])
    expect(desk.locator(".desk-answer")).to_have_attribute("data-welcome", "refused")
    expect(desk.locator(".desk-answer")).to_contain_text(f"{stays['number']}번 명찰을 써 주세요")
    lead(desk, "맹자람")


def test_a_badge_without_a_name_is_given_to_somebody_and_to_somebody_new(expo: Expo, desk: Page) -> None:
    known = expo.somebody(name="빈이름")
    first, second = expo.act("desk", "badge.reserve", count=2)["badges"]
    scan(desk, first["code"])
    expect(desk.locator('[data-pane="blank"]')).to_contain_text(str(first["number"]))
    open_person(desk, "빈이름")
    reply(desk, "명찰 드리기")
    expect(desk.locator(".person-number")).to_have_text(str(first["number"]))
    expect(desk.locator(".desk-answer")).to_have_attribute("data-welcome", "new")
    assert known["number"] != first["number"]
    scan(desk, second["code"])
    desk.click('[data-do="register_blank"]')
    pane = desk.locator('[data-pane="register"]')
    expect(pane).to_contain_text(f"{second['number']}번 빈 명찰에 등록해요")
    pane.locator('[name="name"]').fill("표기자")
    pane.locator(".pick", has_text="취재").click()
    pane.locator(".pick", has_text="통역").click()
    pane.locator('[name="need_consent"]').check()
    pane.locator('[name="keep"]').check()
    pane.locator('[type="submit"]').click()
    lead(desk, "표기자")
    expect(desk.locator(".person-number")).to_have_text(str(second["number"]))
    expect(desk.locator(".person-head")).to_contain_text("통역")
    expect(desk.locator(".person-head")).to_contain_text("취재")
    expect(desk.locator('.person-lead [data-do="ticket"]')).to_have_count(0)
    assert desk.evaluate("window.printed") == 0  # the badge is in their hand already


def test_a_lost_badge_is_void_at_one_button_until_there_is_a_new_one(expo: Expo, desk: Page) -> None:
    person = expo.somebody(name="하나분실")
    expo.act("desk", "visitor.check_in", visitor=person["id"])
    open_person(desk, "하나분실")
    desk.click('.person-quiet [data-do="void"]')
    desk.locator("[data-choices] button", has_text="다른 사람이 가져갔어요").click()
    desk.click('[data-dialog="reason"] [type="submit"]')
    expect(desk.locator(".person-head")).to_contain_text("명찰 없음(분실)")
    expect(desk.locator(".history")).to_contain_text("다른 사람이 가져갔어요")
    scan(desk, person["badge"]["code"])
    expect(desk.locator(".desk-answer")).to_contain_text("분실 신고")
    open_person(desk, "하나분실")
    expect(desk.locator(".desk-answer")).to_be_hidden()  # the refusal was the last person's
    desk.click('.person-lead [data-do="reprint"]')
    reply(desk, "명찰 새로 내기")
    expect(desk.locator('.person-lead [data-do="print"]')).to_be_visible()
    desk.wait_for_function("() => window.printed === 1")


@pytest.mark.long
def test_two_people_alike_are_asked_about_once_and_that_can_be_undone(expo: Expo, desk: Page) -> None:
    expo.somebody(name="쌍둥이", enterprise="(주)한 지붕", phone="010-7474-1111")
    expo.somebody(name="쌍둥이", enterprise="한지붕", phone="010-7474-2222")
    desk.click('[data-do="pending"]')
    alike = desk.locator("[data-doubles] .double", has_text="쌍둥이")
    alike.locator("[data-apart]").click()
    expect(alike).to_have_count(0)
    desk.locator("toast-list button", has_text="되돌리기").click()
    expect(alike).to_have_count(1)
    alike.locator("[data-apart]").click()
    expect(alike).to_have_count(0)
    desk.reload()
    expect(desk.locator("[data-doubles]")).to_be_attached()
    expect(alike).to_have_count(0)


@pytest.mark.long
def test_a_need_noted_at_the_desk_stands_at_the_booth_that_calls(
    expo: Expo, desk: Page, station: Callable[..., Page]
) -> None:
    person = expo.somebody(name="도움필요", wishes=["A03"])
    expo.act("desk", "visitor.check_in", visitor=person["id"])
    booth = station("booth", "A03")
    waiting = booth.locator("body")
    open_person(desk, "도움필요")
    desk.locator("[data-need-consent]").check()
    desk.locator(".person-needs button", has_text="휠체어").click()
    expect(waiting).to_contain_text("휠체어")
    expect(desk.locator(".person-head")).to_contain_text("휠체어")
    desk.locator(".person-needs button", has_text="휠체어").click()
    expect(waiting).not_to_contain_text("휠체어")


def test_who_waits_is_listed_either_way_and_one_networks_many_are_folded(expo: Expo, desk: Page) -> None:
    fields = {"citizen": True, "consent": True}
    for name in ("첫휴대", *(f"중간휴대{number}" for number in range(5)), "끝휴대"):
        phone = expo.kiosk.browser()
        phone.get("/register")
        assert phone.act("visitor.register", name=name, **fields).status == 200
    desk.click('[data-do="pending"]')
    rows = desk.locator("[data-pending] [data-open]", has_text="휴대")
    expect(rows.first).to_contain_text("첫휴대")
    desk.click('[data-newest="1"]')
    expect(rows.first).to_contain_text("끝휴대")
    for number in range(CROWD - 6):  # with the seven, one more than a network's few
        phone = expo.kiosk.browser()
        phone.get("/register")
        assert phone.act("visitor.register", name=f"몰림휴대{number}", **fields).status == 200
    desk.click('[data-do="pending"]')
    fold = desk.locator(".desk-crowd")
    expect(fold.locator("[data-open]")).to_have_count(CROWD + 1)
    if not fold.evaluate("fold => fold.open"):
        fold.locator("summary").click()
    fold.locator("[data-open]", has_text="몰림휴대3").first.click()
    lead(desk, "몰림휴대3")


@pytest.mark.long
def test_who_reports_a_badge_lost_ends_the_phone_that_somebody_bound_with_it(
    expo: Expo, desk: Page, context: Callable[..., BrowserContext]
) -> None:
    """The desk sees that a phone is bound and ends it; bound again, it ends with the badge. The phone shows it at once."""
    visitor = expo.somebody(name="하나연결", phone="010-2345-6789")
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    phone = context(PHONE).new_page()
    phone.goto(f"{expo.address}/v/{visitor['badge']['code']}")
    open_person(desk, "하나연결")
    lead(desk, "하나연결")
    ends = desk.locator("[data-do=unbind]")
    expect(ends).to_have_count(0)

    phone.fill("[name=digits]", "6789")
    phone.click("[data-verb='phone.bind'] button")
    expect(phone.locator("[data-verb='ticket.join'] button").last).to_be_visible()
    expect(desk.locator("[data-phones]")).to_have_text("휴대폰 1대 연결")
    ends.click()
    reply(desk, "휴대폰 연결 끊기")
    expect(phone.locator("[name=digits]")).to_be_visible()
    expect(desk.locator(".history")).to_contain_text("휴대전화 연결을 끊었어요")
    expect(ends).to_have_count(0)

    phone.fill("[name=digits]", "6789")
    phone.click("[data-verb='phone.bind'] button")
    expect(desk.locator("[data-phones]")).to_be_visible()
    expo.act("desk", "badge.void", visitor=visitor["id"], reason="잃어버렸어요")
    expect(phone.locator("[data-verb='ticket.join']")).to_have_count(0)
    expect(phone.locator("body")).to_contain_text("안내 데스크로")
    expect(desk.locator(".person")).to_contain_text("명찰 없음(분실)")
    expect(desk.locator("[data-phones]")).to_have_count(0)


@pytest.mark.long
def test_a_page_that_shows_more_than_twenty_topics_in_turn_goes_on(desk: Page) -> None:
    """A socket holds twenty: the page opens it anew and shows what it shows now."""
    joined = desk.evaluate(
        """async () => {
          const numbers = ["A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11"];
          const topics = numbers.flatMap((number) => [`board:${number}`, `booth:${number}`]);
          for (const topic of [...topics, "plan"]) {
            const made = Object.assign(document.createElement("live-topic"), { hidden: true });
            made.setAttribute("topic", topic);
            const joined = new Promise((done) => made.addEventListener("live:join", done));
            document.body.append(made);
            await joined;
            made.remove();
          }
          return topics.length;
        }"""
    )
    assert joined == 22


def test_paper_is_typed_in_row_by_row_and_stays_marked(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    """The badge was shown on a phone; the power went, and what stood on paper is typed in afterwards."""
    somebody = expo.somebody(enterprise="종이로 온 기업")
    phone = context(PHONE).new_page()
    phone.goto(f"{expo.address}/v/{somebody['badge']['code']}/badge")
    expect(phone.locator(".phone-badge-card .qr")).to_be_visible()
    expect(phone.get_by_role("link", name="사진으로 저장하기")).to_have_attribute(
        "download", f"badge-{somebody['number']}.png"
    )
    page = station("desk")
    page.goto(f"{expo.address}/organiser/paper")
    came, met = (page.locator(f'form[data-verb="paper.{kind}"]') for kind in ("check_in", "meeting"))
    came.locator('[name="badge"]').fill(str(somebody["number"]))
    came.locator('[name="time"]').fill("1005")
    page.keyboard.press("Enter")
    typed = page.locator("[data-typed] tbody tr", has_text="종이로 온 기업")
    expect(typed).to_contain_text("10:05")
    expect(came.locator('[name="badge"]')).to_be_focused()
    met.locator('[name="booth"]').select_option("A03")
    met.locator('[name="badge"]').fill(str(somebody["number"]))
    met.locator('[name="starts"]').fill("1759")
    met.locator('[data-line="outcome"]').select_option("contract")
    met.locator('[data-line="amount"]').fill("1900만")
    page.keyboard.press("Enter")
    expect(met.locator(".field-error")).to_contain_text("아직 오지 않은")
    met.locator('[name="starts"]').fill("1008")
    met.locator('[name="ends"]').fill("1015")
    page.keyboard.press("Enter")
    expect(typed.first).to_contain_text("10:08~10:15")
    booth = station("booth", "A03")
    record = booth.locator(".record-row", has_text=str(somebody["number"]))
    expect(record).to_contain_text("종이로 적음")
    expect(record).to_contain_text("1,900만 원")
    assert rows(expo, "SELECT 1 FROM visitors WHERE id = ? AND link_opened_at IS NOT NULL", somebody["id"])
