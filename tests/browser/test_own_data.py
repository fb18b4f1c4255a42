"""A visitor sees on their phone all that is kept of them, takes back that agencies are told, and has all of it removed."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import PHONE, Expo


def test_a_visitor_sees_their_data_on_their_phone_and_has_it_removed(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    visitor = expo.somebody(name="남궁아람솔", phone="010-7391-2864")
    code = visitor["badge"]["code"]
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    page = context(PHONE).new_page()
    word = expo.act("desk", "phone.offer", code=code)["bind_url"].rpartition("#")[2]
    page.goto(f"{expo.address}/v/{code}#{word}")
    page.get_by_role("link", name="내 정보 보기·지우기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("내 정보")
    expect(page.locator("main")).to_contain_text("010-7391-2864")

    page.wait_for_function("() => !!customElements.get('own-data')")
    page.get_by_role("button", name="기관에 알리지 않기").click()
    page.locator("dialog[open]").get_by_role("button", name="기관에 알리지 않기").click()
    expect(page.get_by_role("button", name="기관에 알리기")).to_be_visible()

    page.wait_for_function("() => !!customElements.get('own-data')")
    page.get_by_role("button", name="내 정보 지우기").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("되살릴 수 없어요")
    dialog.get_by_role("button", name="내 정보 지우기").click()
    expect(page.get_by_role("heading", name="모두 지웠어요")).to_be_visible(timeout=20_000)
    assert "남궁아람솔" not in page.content()
    assert page.goto(f"{expo.address}/v/{code}").status == 404  # type: ignore[union-attr]
