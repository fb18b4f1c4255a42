"""A visitor sees on their phone all that is kept of them, takes back that agencies are told, and has all of it removed."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Route, expect

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


def test_digits_typed_before_the_page_is_live_bind_the_phone(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    """Nothing that comes late takes them away, also where it says something else; without scripts they get into no address."""
    visitor = expo.somebody(name="선우먼저", phone="010-7391-2865")
    address = f"{expo.address}/v/{visitor['badge']['code']}"
    page = context(PHONE, java_script_enabled=False).new_page()
    page.goto(address)
    page.fill("[name=digits]", "2865")
    page.click("[data-verb='phone.bind'] button")
    assert page.url == address

    def says_more(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=f"{answer.text()}<p>더</p>")

    held: list[Route] = []
    page = context(PHONE).new_page()
    page.route("**/own", lambda route: held.append(route))
    with page.expect_request("**/own"):  # the socket is up: what stands here is asked for anew
        page.goto(address)
    page.fill("[name=digits]", "2865")
    page.route("**/own", says_more)
    says_more(held[0])
    page.locator("own-places h2").click()
    page.locator("own-places > p").wait_for()
    expect(page.locator("[name=digits]")).to_have_value("2865")
    page.click("[data-verb='phone.bind'] button")
    page.locator("own-places [data-verb='ticket.join']").first.wait_for()
