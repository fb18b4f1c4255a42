"""An organiser releases the results, a citizen finds an agency on a phone, and the booth's own sheet is downloaded."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import broken
from tests.browser.conftest import PHONE, Expo


def test_results_are_seen_by_everybody_once_they_are_released(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    citizen = context(PHONE).new_page()
    citizen.goto(f"{expo.address}/results")
    expect(citizen.locator("h1")).to_have_text("결과를 모으고 있어요")

    page = station("organiser", viewport={"width": 1440, "height": 900})
    page.goto(f"{expo.address}/organiser/files")
    page.locator("[data-verb='results.release'] button").click()
    page.locator("dialog.question button[value='yes']").click()
    expect(page.locator("[data-verb='results.withdraw']")).to_be_visible()
    assert broken(page) == []

    citizen.reload()
    expect(citizen.locator("h1")).to_contain_text("기관 44곳이 약 350억 원을 사겠다고 했어요")
    expect(citizen.locator("[role='status'].results-note")).to_contain_text("바뀔 수 있어요")
    citizen.locator("[name='q']").fill("종로")
    expect(citizen.locator(".results-list tbody tr:visible")).to_have_count(1)
    citizen.locator("[name='q']").fill("없는 곳")
    expect(citizen.locator(".results-none")).to_be_visible()
    citizen.locator("[name='q']").fill("종로")
    citizen.locator(".results-list tbody tr:visible a").click()
    expect(citizen.locator("h1")).to_contain_text("종로구")
    assert broken(citizen) == []

    page.locator("[data-verb='results.withdraw'] [name='reason']").fill("숫자를 다시 봐요")
    page.locator("[data-verb='results.withdraw'] button").click()
    expect(page.locator("[data-verb='results.release']")).to_be_visible()
    citizen.reload()
    expect(citizen.locator("h1")).to_have_text("결과를 모으고 있어요")


@pytest.mark.long
def test_a_booth_downloads_its_own_log(expo: Expo, station: Callable[..., Page]) -> None:
    tablet = station("booth", "A03")
    with tablet.expect_download() as coming:
        tablet.locator("[data-do='download']").click()
    assert coming.value.suggested_filename == "A03.xlsx"


def test_an_agency_answers_by_its_link_on_a_phone_and_the_organiser_sees_what_came(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    visitor = expo.somebody(enterprise="약속기업")
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    started = expo.act(
        "organiser", "consultation.start", code=visitor["badge"]["code"], booth="A03", counter=1
    )
    lines = [{"outcome": "commitment", "amount": 19_000_000}]
    expo.act("organiser", "consultation.finish", consultation=started["consultation"]["id"], lines=lines)

    page = station("organiser", viewport={"width": 1280, "height": 800})
    page.goto(f"{expo.address}/organiser/follow-ups")
    expect(page.locator(".is-contracted b")).to_have_text("0건")
    page.locator("[data-link]").click()
    link = page.locator("[data-address]")
    expect(link).to_be_visible()

    official = context(PHONE).new_page()
    official.goto(link.get_attribute("href") or "")
    official.locator("summary").click()
    official.get_by_text("계약함", exact=True).click()
    today = official.locator("[name='contracted_on']").get_attribute("max") or ""
    official.locator("[name='contracted_on']").fill(today)
    official.locator("[name='won']").fill("18,500,000")
    official.locator("[name='by']").fill("총무과 김주무")
    official.get_by_role("button", name="저장").click()
    expect(official.locator("[role='status'].agency-told")).to_contain_text("저장했어요")
    expect(official.locator(".promise .chip")).to_have_text("계약함")

    page.reload()
    expect(page.locator(".is-contracted")).to_contain_text("18,500,000원")
    assert broken(page) == []
    page.locator(".promises-agencies th a").click()
    page.locator(".promise > summary").click()
    expect(page.locator(".promise-answer")).to_contain_text("총무과 김주무")
    page.locator("[data-verb='follow_up.undo'] button").click()
    expect(page.locator(".promise-answer")).to_have_count(0)
    assert broken(page) == []
