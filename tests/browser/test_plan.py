"""The plan on a phone: searched, wished for and walked to; light, and readable without a script."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.pages import Line
from tests.browser.conftest import PHONE, TABLET, Expo

KB_MAX = 100
# What is said of each of these times, as if the square had moved on.
TOLD = """times => times.map((about) => {
  const { place, booth } = document.querySelector("[data-place]").dataset;
  const data = { booth, order: [place], expected: [[30, 40]], calls: [about], free: 0, state: "open", note: null, message: null };
  document.querySelector("waiting-places").dispatchEvent(
    new CustomEvent("live:show", { bubbles: true, detail: { ids: [], data, seq: 1e9 } }));
  return document.querySelector(".phone-news:not([hidden])").textContent;
})"""
WAITS = "() => [...document.querySelectorAll('[data-wait-of]')].map((one) => one.textContent)"


def bound(expo: Expo, open_context: Callable[..., BrowserContext], **fields) -> tuple[dict, Page]:
    """Somebody's phone, bound by the QR of a desk, looking at their own page."""
    visitor = expo.somebody(**fields)
    page = open_context(PHONE).new_page()
    url = expo.act("desk", "phone.offer", code=visitor["badge"]["code"])["bind_url"]
    page.goto(url if url.startswith("http") else expo.address + url)
    expect(page.locator("[data-verb='ticket.join']").first).to_be_visible()
    return visitor, page


def test_the_plan_is_searched_wished_for_and_walked_to(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    visitor, phone = bound(expo, context, enterprise="계획을 읽는 기업")
    phone.get_by_role("link", name="구매계획에서 기관 찾기").click()
    expect(phone.locator(".plan-sum b")).to_have_text("3,849건")
    phone.get_by_role("link", name="우리 품목").click()
    expect(phone.locator(".plan-chip.is-mine")).to_have_attribute("aria-current", "true")
    phone.locator("input[name=q]").fill("민방위복 용역")
    phone.keyboard.press("Enter")
    expect(phone.locator(".plan-sum b")).to_have_text("16건")
    expect(phone).to_have_url(re.compile("q=.*category="))
    there = phone.locator(".plan-item").first
    booth = there.locator("[data-booth]").inner_text()
    there.get_by_role("button", name="내 희망에 담기").click()
    expect(phone.locator(".toast")).to_contain_text(f"{booth}는 상담 희망에 담았어요. 입장하면")
    expect(there.get_by_text("담았어요")).to_be_visible()
    query = phone.url.partition("?")[2]

    there.get_by_role("link", name="여기로 안내").click()
    expect(phone.locator(".way-booth")).to_have_text(booth)
    expect(phone.locator(".drawn-there text")).to_have_text(booth)
    expect(phone.locator(".way-said")).to_contain_text("상담 희망에 담겨 있어요")
    expo.act(
        "desk", "visitor.check_in", visitor=visitor["id"]
    )  # the wish has its place, and the phone says so
    expect(phone.locator(".way-said")).to_have_attribute("data-state", "now")
    expect(phone.locator(".way-said h2")).to_contain_text(f"지금 {booth}")
    called = expo.act("organiser", "ticket.call_next", booth=booth, counter=1)["ticket"]
    assert called["number"] == visitor["number"]
    expect(phone.locator("turn-strip")).to_have_attribute("data-now", "called")
    expect(phone.locator(".way-said")).to_have_attribute("data-state", "called")
    phone.get_by_role("link", name="구매계획", exact=False).first.click()
    assert phone.url.partition("?")[2] == query
    expect(phone.locator(".plan-item").first).to_contain_text("내 자리 있음")


def test_a_phone_keeps_its_day_and_says_when_a_turn_moves(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    visitor, phone = bound(expo, context, enterprise="품목을 묻지 않은 기업", categories=[])
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    expo.act("desk", "ticket.join", visitor=visitor["id"], booth="C09")
    expect(phone.locator("[data-place]")).to_have_count(1)
    phone.get_by_role("button", name="그림으로 저장").click()
    image = phone.locator("dialog.day-picture img")
    expect(image).to_have_js_property("naturalWidth", 1080)
    phone.get_by_role("button", name="닫기").click()
    address = phone.get_by_role("link", name="달력에 넣기").get_attribute("href")
    file = phone.request.get(f"{expo.address}{address}")
    assert "SUMMARY:C09" in file.text() and visitor["name"] not in file.text()

    said = phone.evaluate(TOLD, ["13:30", "13:34", "13:29", "13:24", "13:40"])
    assert said[1:] == [
        said[0],
        said[0],
        "C09 차례가 당겨졌어요. 13:24쯤 불러 드려요.",
        "조금 늦어졌어요. C09에서 13:40쯤 불러 드려요.",
    ]
    expect(phone.locator(".phone-news")).to_be_visible()


@pytest.mark.long
def test_a_view_is_a_link_with_a_way_back_and_a_file(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    page = context(TABLET).new_page()
    page.goto(expo.address + "/plan")
    page.locator(".plan-quarter", has_text="2분기").click()
    expect(page).to_have_url(expo.address + "/plan?quarter=2%EB%B6%84%EA%B8%B0")
    page.locator("summary").click()
    page.locator("select[name=agency]").select_option("A03")
    expect(page.locator(".plan-sum b")).to_have_text("34건")
    count = page.locator(".plan-sum b").inner_text()
    url = page.url
    with page.expect_download() as file:
        page.get_by_role("link", name="이 목록 파일로 받기").click()
    lines = list(csv.reader(io.StringIO(file.value.path().read_text("utf-8-sig"))))
    assert f"{len(lines) - 1}건" == count and {row[0] for row in lines[1:]} == {"A03"}
    page.get_by_role("link", name="조건 모두 지우기").click()
    expect(page.locator(".plan-sum b")).to_have_text("3,849건")
    page.go_back()
    expect(page).to_have_url(url)
    expect(page.locator(".plan-sum b")).to_have_text(count)
    page.reload()
    expect(page.locator(".plan-sum b")).to_have_text(count)


@pytest.mark.long
def test_waits_follow_the_square_while_somebody_reads(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    page = context(PHONE).new_page()
    page.goto(expo.address + "/plan?agency=D11")
    expect(page.locator("live-topic[data-joined]")).to_have_count(1)
    expect(page.locator(".plan-item .plan-wait").first).to_have_text("바로 상담")
    page.context.set_offline(True)
    expo.act("organiser", "booth.pause", booth="D11")
    page.context.set_offline(False)
    expect(page.locator(".plan-item .plan-wait").first).to_have_text("멈춤")
    assert set(page.evaluate(WAITS)) == {"멈춤"}
    expo.act("organiser", "booth.open", booth="D11")


def test_it_is_light_and_a_page_of_links_and_forms_without_a_script(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    page = context(PHONE).new_page()
    line = Line.of(page)
    page.goto(expo.address + "/plan", wait_until="networkidle")
    _, kb = line.over(late=True)
    assert kb < KB_MAX, sorted(line.files.values())

    plain = context(PHONE, java_script_enabled=False).new_page()
    plain.goto(expo.address + "/plan")
    plain.locator("input[name=q]").fill("청소")
    plain.get_by_role("button", name="찾기").click()
    plain.get_by_role("link", name="다음").click()
    assert "page=2" in plain.url and "q=%EC%B2%AD%EC%86%8C" in plain.url
    plain.locator(".plan-item a").first.click()
    expect(plain.locator(".square-map")).to_be_visible()
    assert plain.get_by_role("button", name="내 희망에 담기").count() == 0
    plain.close()  # nothing can be looked for in it without a script
