"""Settings changed in one browser act in the others within seconds; two organisers see each other; a lost link is made anew."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import broken
from tests.browser.conftest import PHONE, Expo

DESK = {"width": 1440, "height": 900}


def opened(expo: Expo, page: Page) -> Page:
    page.goto(f"{expo.address}/organiser/settings")
    return page


def save(page: Page) -> None:
    page.locator("[data-bar] .button-primary").click()


def test_what_an_organiser_sets_shows_on_kiosk_board_and_phone_and_goes_back(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    kiosk, phone = station("kiosk", alone=True), context(PHONE).new_page()
    phone.goto(f"{expo.address}/register")
    page = opened(expo, station("organiser", viewport=DESK))
    bar = page.locator("[data-bar]")

    page.locator('[name="welcome"]').fill("사회적기업과 기관이 만나는 날, 어서 오세요")
    page.locator('[name="consent_share"]').fill("상담한 기관에 명함처럼 알려 드려요.")
    page.locator('[name="recall_min"]').fill("90")
    expect(bar).to_contain_text("바꾼 것 3개")
    save(page)
    wrong = page.locator('[data-setting="recall_min"] [data-error]')
    expect(wrong).to_contain_text("안 오면 다시 부르기: 1~60분")
    expect(kiosk.locator('[data-words="welcome"]')).to_be_hidden()  # nothing half done

    page.locator('[name="recall_min"]').fill("5")
    save(page)
    expect(bar).to_be_hidden()
    expect(kiosk.locator('[data-words="welcome"]')).to_have_text("사회적기업과 기관이 만나는 날, 어서 오세요")
    expect(phone.locator('[data-words="share"]')).to_contain_text("상담한 기관에 명함처럼 알려 드려요.")
    assert broken(page) == []

    for name in ("welcome", "consent_share"):
        page.locator(f'[data-setting="{name}"] [data-reset]').click()
        expect(page.locator(f'[data-setting="{name}"]')).not_to_have_class(re.compile("is-own"))
    expect(kiosk.locator('[data-words="welcome"]')).to_be_hidden()
    expect(phone.locator('[data-words="share"]')).to_contain_text(
        "같은 정보를 구매 상담과 계약에 쓰도록 알려 드려요"
    )


@pytest.mark.long
def test_a_second_organiser_is_named_in_the_history_and_nobody_writes_over_another(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    first = opened(expo, station("organiser", viewport=DESK))
    first.locator("form[data-new] [name=name]").fill("김지수")
    first.locator("form[data-new] button").click()
    expect(first.locator("[data-shown] [data-title]")).to_contain_text("김지수")
    link = first.locator("[data-address]").get_attribute("href") or ""

    second = context(viewport=DESK).new_page()
    second.goto(expo.address + link[link.index("/pair/") :])
    second.wait_for_url("**/organiser**")
    opened(expo, second)
    second.locator('[name="live_tickets"]').fill("4")
    save(second)
    expect(second.locator("toast-list")).to_contain_text("저장했어요")

    first.locator('[name="live_tickets"]').fill("2")
    save(first)
    theirs = first.locator('[data-setting="live_tickets"] [data-theirs]')
    expect(theirs).to_contain_text("김지수: 4장")
    expect(first.locator('[name="live_tickets"]')).to_have_value("2")  # nothing of one's own is lost either
    theirs.get_by_role("button").click()
    expect(first.locator('[name="live_tickets"]')).to_have_value("4")
    first.reload()
    expect(first.locator("#changes li").first).to_contain_text("김지수")
    expect(first.locator("#changes li").first).to_contain_text("3장 → 4장")
    expect(first.locator('[data-setting="live_tickets"] [data-by]')).to_contain_text("김지수")


def test_a_booth_is_set_and_its_tablet_follows(expo: Expo, station: Callable[..., Page]) -> None:
    page = opened(expo, station("organiser", viewport=DESK))
    page.locator('[data-booth="A03"]').click()
    page.wait_for_url("**/organiser/settings/A03**")
    page.locator('[data-setting="counters_by_hour"] [data-add]').click()
    page.locator('.setting-line [data-of="from"]').fill("00:00")
    page.locator('.setting-line [data-of="counters"]').fill("3")
    save(page)
    expect(page.locator("toast-list")).to_contain_text("저장했어요")
    assert broken(page) == []
    page.reload()
    expect(page.locator("main")).to_contain_text("지금 상담석 3개 · 파일에는 2개")
    page.locator('[data-setting="counters_by_hour"] [data-reset]').click()
    expect(page.locator(".setting-line")).to_have_count(0)


@pytest.mark.long
def test_a_lost_link_is_made_anew_by_the_file_in_the_folder(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    page = context(viewport=DESK).new_page()
    page.goto(f"file://{expo.kiosk.folder}/운영본부 열기.html")
    page.get_by_role("link").click()
    page.wait_for_url("**/again")
    assert "#" not in page.url
    assert broken(page) == []
    page.locator("[name=name]").fill("박서연")
    page.get_by_role("button", name="이 브라우저에서 열기").click()
    page.wait_for_url("**/organiser/settings**")
    expect(page.locator("#organisers")).to_contain_text("박서연")

    stale = context(viewport=DESK).new_page()  # the word works once
    stale.goto(f"{expo.address}/again#used")
    stale.locator("[name=name]").fill("누구")
    stale.get_by_role("button", name="이 브라우저에서 열기").click()
    expect(stale.get_by_role("alert").first).to_contain_text("다시 두 번 눌러")
