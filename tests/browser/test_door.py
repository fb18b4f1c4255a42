"""The door: a badge held to a camera, a walk-in with one finger, the desk's search, a phone's registration."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LANGUAGES, PHONE, Expo
from tests.browser.hands import scan, scan_anew


@pytest.fixture
def desk(station: Callable[..., Page]) -> Page:
    page = station("desk")
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    return page


def answer_of(page: Page, welcome: str) -> dict[str, Any]:
    """The answer once it is this one: its sentence, its shape and its colour."""
    view = page.locator(f'[data-view="answer"][data-welcome="{welcome}"]')
    expect(view).to_be_visible()
    return {
        "sentence": view.locator(".answer-sentence").inner_text(),
        "shape": view.locator("use").first.get_attribute("href"),
        "colour": view.locator(".answer-band").evaluate("band => getComputedStyle(band).backgroundColor"),
    }


def test_a_badge_held_to_the_camera_checks_in_and_shows_three_booths(
    expo: Expo, camera_on: Callable[..., Browser], station: Callable[..., Page]
) -> None:
    visitor = expo.somebody()
    page = station("kiosk", browser=camera_on(visitor["badge"]["code"]))
    expect(page.locator(".answer-number")).to_have_text(str(visitor["number"]))
    cards = page.locator(".way-card[data-booth]")
    expect(cards).to_have_count(3)
    first = cards.first.get_attribute("data-booth")
    expect(page.locator(".way-go")).to_have_text(re.compile(f"지금 {first}(으)?로 가세요"))
    state = expo.kiosk.browser(expo.tokens["desk"]).get(f"/visitors/{visitor['badge']['code']}.json").data
    assert sorted(one["booth"] for one in state["agenda"]["tickets"]) == sorted(
        card.get_attribute("data-booth") or "" for card in cards.all()
    )


def test_each_answer_has_its_own_sentence_shape_and_colour(expo: Expo, kiosk: Page) -> None:
    expo.act("organiser", "expo.settings", settings={"repeat_scan_s": 60})
    code = expo.somebody()["badge"]["code"]
    answers, sent = {}, []
    kiosk.on("request", lambda asked: sent.append(asked.url) if "/visitor.check_in" in asked.url else None)
    scan(kiosk, code)
    answers["new"] = answer_of(kiosk, "new")
    scan(kiosk, code)  # within three seconds: the scanner sent it twice
    scan_anew(kiosk, code)
    answers["repeat"] = answer_of(kiosk, "repeat")
    assert len(sent) == 2
    expo.act("organiser", "expo.settings", settings={"repeat_scan_s": 1})
    kiosk.wait_for_timeout(1_100)  # by the server's clock
    scan_anew(kiosk, code)
    answers["again"] = answer_of(kiosk, "again")
    scan(kiosk, "1234567890123456")
    answers["refused"] = answer_of(kiosk, "refused")
    for kind in ("sentence", "shape", "colour"):
        assert len({one[kind] for one in answers.values()}) == len(answers), kind
    assert "안내 데스크" in answers["refused"]["sentence"]


@pytest.mark.long
def test_a_scanner_behind_a_korean_input_method_is_read_by_its_keys(expo: Expo, kiosk: Page) -> None:
    code = expo.somebody()["badge"]["code"]
    kiosk.evaluate(
        """code => { for (const digit of [...code, ""]) {
             const event = digit ? { key: "Process", code: `Digit${digit}` } : { key: "Enter", code: "Enter" };
             document.body.dispatchEvent(new KeyboardEvent("keydown", { ...event, bubbles: true })); } }""",
        code,
    )
    answer_of(kiosk, "new")


def test_the_start_screen_returns_with_a_warning_and_nothing_of_the_last_person(
    expo: Expo, station: Callable[..., Page]
) -> None:
    page = station("kiosk", alone=True)
    visitor = expo.somebody(enterprise="자취를 남기지 않는 협동조합")
    page.clock.install()
    page.reload()
    page.wait_for_function("() => customElements.get('kiosk-door') !== undefined")
    scan(page, visitor["badge"]["code"])
    answer_of(page, "new")
    page.wait_for_selector(".way-go")
    page.keyboard.press("Shift")  # a touch: the full time begins again, and the clock stands
    page.clock.pause_at(page.evaluate("Date.now()") / 1_000 + 1)
    page.clock.fast_forward(11_000)
    expect(page.locator(".count-warning")).to_be_visible()
    page.click("[data-longer]")
    page.clock.fast_forward(20_000)
    expect(page.locator('[data-view="answer"]')).to_be_visible()
    page.clock.fast_forward(12_000)
    expect(page.locator('[data-view="attract"]')).to_be_visible()
    left = page.locator("kiosk-door").evaluate("door => door.innerHTML")
    assert "자취를" not in left and visitor["badge"]["code"] not in page.content()
    assert page.locator(".answer-number").text_content() == ""
    assert page.locator(".answer-way").inner_html() == ""


def test_a_code_is_typed_on_the_pad(expo: Expo, kiosk: Page) -> None:
    code = expo.somebody()["badge"]["code"]
    kiosk.click('[data-do="pad"]')
    for digit in code:
        kiosk.click(f'[data-view="pad"] [data-key="{digit}"]')
    answer_of(kiosk, "new")


def test_a_walk_in_registers_and_enters_with_one_finger(expo: Expo, kiosk: Page) -> None:
    kiosk.click('[data-do="register"]')
    kiosk.click('[data-who="enterprise"]')
    kiosk.click('[data-skip="brn"]')
    press(kiosk, "enterprise", "ㅎㅏㄴㅂㅣㅊ")
    kiosk.click('[data-step-to="next"]')
    press(kiosk, "name", "ㄱㅣㅁㅁㅣㄴㅅㅓ")
    kiosk.click('[data-step-to="next"]')
    kiosk.click('text="세탁"')
    kiosk.click('[data-step-to="next"]')
    kiosk.click('[data-skip="phone"]')
    kiosk.click("[data-step=consent] .tick >> nth=0")
    kiosk.click('[data-view="register"] [type="submit"]')
    answer_of(kiosk, "new")
    expect(kiosk.locator(".answer-enterprise")).to_have_text("명찰은 안내 데스크에서 받으세요")
    number = kiosk.locator(".answer-number").inner_text()
    kiosk.click('[data-do="phone"]')
    expect(kiosk.locator("[data-qr] svg")).to_be_visible()
    rows = expo.kiosk.cli("visitors", "--json").stdout
    assert f'"name": "김민서", "enterprise": "한빛", "number": {number}' in rows


@pytest.mark.long
def test_a_known_number_of_an_enterprise_fills_the_rest(expo: Expo, kiosk: Page) -> None:
    expo.somebody(enterprise="세진플러스", brn="282-73-11272")
    kiosk.click('[data-do="register"]')
    kiosk.click('[data-who="enterprise"]')
    for digit in "2827311272":
        kiosk.click(f'[data-step="brn"] [data-key="{digit}"]')
    expect(kiosk.locator("[data-known]")).to_have_text("세진플러스에서 오셨군요!")


@pytest.mark.long
def test_the_low_screen_brings_every_button_into_reach(kiosk: Page) -> None:
    kiosk.click('[data-do="low"]')
    for button in kiosk.locator("a.button, button.button").all():
        if button.is_visible():
            box = button.bounding_box()
            assert box and box["y"] > 800 * 0.4, button.inner_text()


def test_the_desk_finds_by_initials_digits_and_a_growing_syllable(expo: Expo, desk: Page) -> None:
    expo.somebody(name="제갈한솔", enterprise="(주)가온 누리", phone="010-2345-9876")
    for typed in ("ㅈㄱㅎㅅ", "제갈하", "가온누리", "ㄱㅇㄴㄹ", "9876"):
        desk.locator("desk-search input").fill(typed)
        expect(desk.locator("#desk-found [data-id]", has_text="제갈한솔")).to_be_visible()


def test_a_scan_typed_at_the_desk_is_a_scan_and_can_be_undone(expo: Expo, desk: Page) -> None:
    visitor = expo.somebody()
    scan(desk, visitor["badge"]["code"])
    expect(desk.locator(".desk-answer")).to_have_attribute("data-welcome", "new")
    expect(desk.locator(".person-number")).to_have_text(str(visitor["number"]))
    desk.click(".person .person-quiet [data-do=undo]")
    desk.click("[data-dialog=reason] [type=submit]")
    expect(desk.locator('.person-lead [data-do="check_in"]')).to_be_visible()
    expect(desk.locator(".history")).to_contain_text("입장을 취소했어요 ‘잘못 눌렀어요’")


def test_the_desk_registers_a_walk_in_and_their_colleague(expo: Expo, desk: Page) -> None:
    desk.click('[data-do="register"]')
    pane = desk.locator('[data-pane="register"]')
    pane.locator('[name="enterprise"]').fill("다온 협동조합")
    pane.locator('[name="name"]').fill("서하윤")
    pane.locator('[name="keep"]').check()
    pane.locator('[type="submit"]').click()
    expect(desk.locator(".person-name")).to_contain_text("서하윤")
    expect(desk.locator(".desk-answer")).to_have_attribute("data-welcome", "new")
    desk.wait_for_function("() => window.printed === 1")
    desk.click('[data-do="colleague"]')
    pane.locator('[name="name"]').fill("차은우리")
    pane.locator('[name="keep"]').check()
    pane.locator('[type="submit"]').click()
    expect(desk.locator(".person-name")).to_contain_text("차은우리")
    expect(desk.locator(".person-columns")).to_contain_text("서하윤")


def test_who_registered_on_a_phone_says_their_name_at_the_desk(
    expo: Expo, desk: Page, context: Callable[..., Any]
) -> None:
    phone = context(PHONE).new_page()
    phone.goto(f"{expo.address}/register")
    phone.fill('[name="name"]', "고은별")
    phone.click('text="개인 · 시민"')
    phone.check('[name="keep"]')
    phone.click("form button.button-primary")
    expect(phone.locator(".code-qr svg")).to_be_visible()
    number = phone.locator(".code-number").inner_text()
    phone.reload()
    expect(phone.locator(".code-number")).to_have_text(number)
    desk.click('[data-do="pending"]')
    desk.locator("[data-pending] [data-open]", has_text="고은별").click()
    desk.click('[data-do="confirm_in"]')
    expect(desk.locator(".desk-answer")).to_have_attribute("data-welcome", "new")
    expect(desk.locator(".person-number")).to_have_text(number)


def press(page: Page, step: str, keys: str) -> None:
    for key in keys:
        page.click(f'[data-step="{step}"] [data-key="{key}"]')


@pytest.mark.long
def test_letters_on_the_kiosk_stand_7_mm_and_more(expo: Expo, kiosk: Page) -> None:
    """48 px of 1280x800 on 10.1 inches: a Hangul letter is 0.9 of its font size, a pixel 0.17 mm."""

    def smallest() -> float:
        return float(
            kiosk.evaluate(
                """() => Math.min(...[...document.querySelectorAll("kiosk-door *")]
                     .filter((one) => one.checkVisibility() && !one.closest("[aria-hidden], svg"))
                     .filter((one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
                     .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
            )
        )

    assert smallest() >= 48
    scan(kiosk, expo.somebody()["badge"]["code"])
    kiosk.wait_for_selector(".way-go")
    assert smallest() >= 48
    kiosk.click('[data-do="more"]')
    assert smallest() >= 48
    kiosk.click('[data-view="answer"] [data-do="start"]')
    kiosk.click('[data-do="pad"]')
    assert smallest() >= 48
    kiosk.click('[data-view="pad"] [data-do="start"]')
    kiosk.click('[data-do="register"]')
    assert smallest() >= 48
    kiosk.click('[data-who="citizen"]')
    assert smallest() >= 48


@pytest.mark.long
def test_the_kiosk_sees_the_next_badge_while_an_answer_stands(
    expo: Expo, camera_on: Callable[..., Browser], station: Callable[..., Page]
) -> None:
    first, second = expo.somebody(), expo.somebody()
    page = station("kiosk", browser=camera_on(second["badge"]["code"], empty_s=4, shown_s=1.5))
    expect(page.locator(".answer-number")).to_have_text(str(second["number"]), timeout=14_000)
    scan(page, first["badge"]["code"])
    expect(page.locator(".answer-number")).to_have_text(str(first["number"]))
    expect(page.locator(".answer-number")).to_have_text(str(second["number"]), timeout=14_000)


CLIPPED = """() => [...document.querySelectorAll("kiosk-door button, kiosk-door a, kiosk-door legend, kiosk-door h2, kiosk-door p")]
  .filter((one) => one.checkVisibility() && !one.closest("svg"))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline"
    || one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().bottom > innerHeight + 1)
  .map((one) => one.textContent.trim().slice(0, 20))"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("low", [False, True])
@pytest.mark.sampled(2)
def test_no_word_of_the_kiosk_is_cut_off_on_a_tablet_of_1024(
    expo: Expo, station: Callable[..., Page], lang: str, low: bool
) -> None:
    page = station("kiosk", viewport={"width": 1024, "height": 768})
    if lang == "en":
        page.locator('.kiosk-tools a[lang="en"]').click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.wait_for_selector("code-camera[data-state=looking]")
    if low:
        page.click('[data-do="low"]')
    seen = {"start": page.evaluate(CLIPPED)}
    page.click('[data-do="pad"]')
    seen["pad"] = page.evaluate(CLIPPED)
    page.click('[data-view="pad"] [data-do="start"]')
    page.click('[data-do="register"]')
    seen["who"] = page.evaluate(CLIPPED)
    page.click('[data-who="enterprise"]')
    seen["brn"] = page.evaluate(CLIPPED)
    page.click('[data-skip="brn"]')
    seen["enterprise"] = page.evaluate(CLIPPED)
    page.fill('kiosk-register [name="enterprise"]', "아주긴이름의 사회적협동조합")
    page.click('[data-step-to="next"]')
    page.fill('kiosk-register [name="name"]', f"김{lang}{low}")
    page.click('[data-step-to="next"]')
    seen["categories"] = page.evaluate(CLIPPED)
    page.locator(".step-chip").first.click()
    page.click('[data-step-to="next"]')
    seen["phone"] = page.evaluate(CLIPPED)
    page.click('[data-skip="phone"]')
    seen["consent"] = page.evaluate(CLIPPED)
    page.locator('label:has([name="keep"])').click()
    page.click('kiosk-register [type="submit"]')
    page.wait_for_selector(".way-go")
    seen["answer"] = page.evaluate(CLIPPED)
    assert {view: cut for view, cut in seen.items() if cut} == {}
