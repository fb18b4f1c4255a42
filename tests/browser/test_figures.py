"""What a figure means: opened by touch and by the keyboard, on the organiser's page and on that of all figures."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Expo


def test_a_figures_definition_opens_by_touch_and_by_keyboard(
    expo: Expo, station: Callable[..., Page]
) -> None:
    visitor = expo.somebody(categories=[])
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    page = station("organiser")
    expect(page.locator("main > live-topic[data-joined]")).to_be_attached()
    page.click("[data-defines=waiting]")
    dialog = page.get_by_role("dialog", name="대기")
    expect(dialog).to_contain_text("세 곳에 서 있어도 한 번만 세요")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.focus("[data-defines=present]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="지금 있는 사람")).to_contain_text("퇴장을 찍지 않고")
    page.get_by_role("link", name="모든 숫자와 뜻 보기").click()

    persons = page.locator("tr", has=page.locator("#persons"))
    expect(persons.locator("[data-figure=persons]").first).to_have_text("1명")
    expect(page.locator("#persons")).to_be_hidden()
    persons.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#persons")).to_contain_text("여러 날 오거나 명찰을 다시 뽑아도")
    page.get_by_role("link", name="10월 29일").click()
    expect(page.locator("[data-figure=check_ins].is-chosen")).to_have_text("1건")
