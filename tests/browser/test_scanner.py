"""Hand scanners as the world has them: over open forms, without `code`, with Alt and the numeric pad, of other codes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebError, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.axe import broken_in
from tests.browser.conftest import PATIENCE_MS, TABLET, Expo
from tests.browser.hands import reply, rows
from tests.browser.scanners import alt_numbers, commit, keys, play

CURSOR = "field => [field.value, field.selectionStart, field.selectionEnd]"
ADDRESS = "https://example.org/form?id=7"


ELEMENTS = {"kiosk": "kiosk-door", "desk": "desk-counter"}
# What each page's own buttons do when the next person comes, and no sentence of the last story left.
AS_NEW = """role => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  document.querySelector(role === "kiosk" ? '[data-view="answer"] [data-do="start"]' : 'desk-counter [data-do="home"]').click();
  if (role === "desk") document.querySelector("desk-search").clear();
  document.querySelector("toast-list").replaceChildren();
}"""


@pytest.fixture(scope="module")
def standing(expo: Expo, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """The page of a kiosk or a desk that stands there for one story after another; never both at once."""
    context = chromium.new_context(viewport=TABLET, permissions=["camera"], locale="ko-KR")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    pages: dict[str, Page] = {}

    def stand(role: str) -> Page:
        if role not in pages:
            for other in pages.values():
                other.close()
            pages.clear()
            pages[role] = context.new_page()
            pages[role].goto(expo.address + expo.pair_url(role))
            pages[role].wait_for_url(f"**/{role}**")
        pages[role].wait_for_function("name => customElements.get(name)", arg=ELEMENTS[role])
        pages[role].evaluate(AS_NEW, role)
        return pages[role]

    yield stand
    context.close()


@pytest.fixture
def at(standing: Callable[[str], Page], faults: list[str]) -> Iterator[Callable[[str], Page]]:
    """That page as nobody had used it; what its scripts complain of, and what axe finds in the end, fails the story."""

    def fault(error: WebError) -> None:
        faults.append(str(error.error))

    used: list[Page] = []

    def take(role: str) -> Page:
        used.append(standing(role))
        used[-1].context.on("weberror", fault)
        return used[-1]

    yield take
    for page in used:
        faults.extend(broken_in(page.context))
        page.context.remove_listener("weberror", fault)


@pytest.fixture
def kiosk(at: Callable[[str], Page]) -> Page:
    return at("kiosk")


@pytest.fixture
def desk(at: Callable[[str], Page]) -> Page:
    return at("desk")


def answer(page: Page, welcome: str = "new") -> None:
    expect(page.locator(f'[data-view="answer"][data-welcome="{welcome}"]')).to_be_visible()


def band(page: Page, welcome: str = "new") -> None:
    expect(page.locator(f'.desk-answer[data-welcome="{welcome}"]')).to_be_visible()


# Forms


def half_registered(kiosk: Page) -> None:
    kiosk.click('[data-do="register"]')
    kiosk.click('[data-who="enterprise"]')
    kiosk.click('[data-skip="brn"]')
    kiosk.locator('[name="enterprise"]').press_sequentially("한빛 협동조합", delay=30)
    kiosk.locator('[name="enterprise"]').evaluate("field => field.setSelectionRange(1, 2)")


@pytest.mark.parametrize("suffix", ["\n\n", ""])
@pytest.mark.sampled(2)
def test_a_scan_over_the_kiosks_form_asks_to_finish_first_and_the_form_stays(
    expo: Expo, kiosk: Page, suffix: str
) -> None:
    visitor = expo.somebody()
    half_registered(kiosk)
    play(kiosk, keys(visitor["badge"]["code"] + suffix))
    expect(kiosk.locator('[data-dialog="wait"]')).to_be_visible()
    kiosk.click('[data-do="resume"]')
    expect(kiosk.locator('[data-step="enterprise"]')).to_be_visible()
    assert kiosk.locator('[name="enterprise"]').evaluate(CURSOR) == ["한빛 협동조합", 1, 2]
    assert kiosk.evaluate("document.activeElement.name") == "enterprise"
    assert rows(expo, "SELECT 1 FROM arrivals WHERE visitor_id = ?", visitor["id"]) == []


@pytest.mark.long
def test_who_stands_before_a_form_that_somebody_left_goes_on_with_their_badge(
    expo: Expo, kiosk: Page
) -> None:
    visitor = expo.somebody()
    half_registered(kiosk)
    play(kiosk, keys(visitor["badge"]["code"] + "\n"))
    kiosk.click('[data-do="give_way"]')
    expect(kiosk.locator(".answer-number")).to_have_text(str(visitor["number"]))
    answer(kiosk)
    kiosk.click('[data-view="answer"] [data-do="start"]')
    kiosk.click('[data-do="register"]')
    assert kiosk.locator('[name="enterprise"]').input_value() == ""


@pytest.mark.long
def test_a_scan_over_the_kiosks_keys_leaves_their_digits_and_their_step(expo: Expo, kiosk: Page) -> None:
    kiosk.click('[data-do="register"]')
    kiosk.click('[data-who="enterprise"]')
    pad = kiosk.locator('[data-step="brn"]')
    for digit in "282":
        pad.locator(f'[data-key="{digit}"]').click()
    play(kiosk, keys(expo.somebody()["badge"]["code"] + "\n"), every_ms=60)
    kiosk.click('[data-do="resume"]')
    expect(pad.locator(".pad-shown")).to_have_text("282_______")


@pytest.mark.long
def test_a_syllable_that_grows_on_the_screens_keys_goes_on_growing_after_a_scan(
    expo: Expo, kiosk: Page
) -> None:
    kiosk.click('[data-do="register"]')
    kiosk.click('[data-who="citizen"]')
    for jamo in "ㅎㅏ":
        kiosk.click(f'[data-step="name"] [data-key="{jamo}"]')
    play(kiosk, keys(expo.somebody()["badge"]["code"] + "\n"))
    kiosk.click('[data-do="resume"]')
    kiosk.click('[data-step="name"] [data-key="ㄴ"]')
    assert kiosk.locator('[name="name"]').input_value() == "한"


@pytest.mark.long
def test_where_nobody_has_begun_to_write_the_kiosk_checks_in_at_once(expo: Expo, kiosk: Page) -> None:
    for opened in ("pad", "sound", "register"):
        kiosk.click(f'[data-do="{opened}"]')
        visitor = expo.somebody()
        play(kiosk, keys(visitor["badge"]["code"] + "\n"))
        expect(kiosk.locator(".answer-number")).to_have_text(str(visitor["number"]))
        expect(kiosk.locator("dialog[open]")).to_have_count(0)
        kiosk.click('[data-view="answer"] [data-do="start"]')


def test_a_scan_over_the_desks_form_checks_in_beside_it(expo: Expo, desk: Page) -> None:
    visitor = expo.somebody()
    desk.click('[data-do="register"]')
    form = desk.locator("desk-register")
    form.locator('[name="brn"]').fill("1234567891")
    wire = desk.context.new_cdp_session(desk)
    for _ in range(
        20
    ):  # the input method is told of the cursor some frames later, and before writes over the name
        form.locator('[name="name"]').fill("서하윤")
        form.locator('[name="name"]').evaluate("field => { field.focus(); field.setSelectionRange(1, 1); }")
        desk.wait_for_timeout(200)
        wire.send("Input.imeSetComposition", {"text": "기", "selectionStart": 1, "selectionEnd": 1})
        if form.locator('[name="name"]').input_value() == "서기하윤":
            break
    expect(form.locator('[name="name"]')).to_have_value("서기하윤")
    play(desk, keys(visitor["badge"]["code"] + "\n"))
    band(desk)
    expect(desk.locator(".desk-answer b")).to_have_text(str(visitor["number"]))
    assert form.locator('[name="name"]').evaluate("field => field.value") == "서기하윤"
    assert desk.evaluate("document.activeElement.name") == "name"
    expect(form).to_be_visible()
    expect(desk.locator(".scan", has_text=visitor["name"])).to_be_visible()


@pytest.mark.long
def test_a_badge_without_a_name_scanned_over_the_desks_form_goes_to_who_is_registered(
    expo: Expo, desk: Page
) -> None:
    blank = expo.act("desk", "badge.reserve", count=1)["badges"][0]
    desk.click('[data-do="register"]')
    desk.locator('desk-register [name="enterprise"]').fill("빈명찰 협동조합")
    play(desk, keys(blank["code"] + "\n"))
    expect(desk.locator("desk-register [data-blank]")).to_contain_text(str(blank["number"]))
    assert desk.locator('desk-register [name="enterprise"]').input_value() == "빈명찰 협동조합"


def test_a_burst_presses_no_box_and_no_choice(expo: Expo, desk: Page) -> None:
    desk.click('[data-do="register"]')
    form = desk.locator("desk-register form")
    form.locator('[name="name"]').fill("노별")
    before = form.evaluate("form => JSON.stringify([...new FormData(form)])")
    for name in ("keep", "no_brn_reason", "kind"):
        visitor = expo.somebody()
        form.locator(f'[name="{name}"]').first.focus()
        play(desk, keys(f"N:1 2 {visitor['badge']['code']}\n"))
        expect(desk.locator(".desk-answer b")).to_have_text(str(visitor["number"]))
        assert form.evaluate("form => JSON.stringify([...new FormData(form)])") == before


@pytest.mark.long
def test_a_scan_over_the_desks_dialog_checks_in_and_the_dialog_stays(expo: Expo, desk: Page) -> None:
    first, second = expo.somebody(), expo.somebody()
    play(desk, keys(first["badge"]["code"] + "\n"))
    desk.click(".person .person-quiet [data-do=undo]")
    desk.fill("[data-dialog=reason] [name=reason]", "다른 분")
    desk.focus("[data-dialog=reason] [type=submit]")
    play(desk, keys(second["badge"]["code"] + "\n"))
    expect(desk.locator(".toast", has_text=str(second["number"]))).to_be_visible()
    expect(desk.locator("[data-dialog=reason]")).to_be_visible()
    assert desk.input_value("[data-dialog=reason] [name=reason]") == "다른 분"
    desk.click("[data-dialog=reason] [type=submit]")
    expect(desk.locator(".history")).to_contain_text("‘다른 분’")
    expect(desk.locator(".person-number")).to_have_text(str(first["number"]))


def test_a_scan_over_the_desks_question_answers_nothing_and_is_told(expo: Expo, desk: Page) -> None:
    twice = (("물음표", "(주)물음표"), ("물 음표", "물음표"))
    stays, gone = (expo.somebody(name=name, enterprise=firm, phone="010-6161-6262") for name, firm in twice)
    other = expo.somebody()
    desk.click('[data-do="pending"]')
    alike = desk.locator("[data-doubles] .double", has_text="물음표")
    alike.locator("[data-merge]").click()
    question = desk.get_by_role("alertdialog", name=f"{gone['number']}번을 {stays['number']}번")
    expect(question.get_by_role("button", name="아니요")).to_be_focused()
    for name, scanned in (("합치기", other["badge"]["code"]), ("합치기", "abc"), ("아니요", ADDRESS)):
        question.get_by_role("button", name=name).focus()
        play(desk, keys(scanned + "\n"))
        expect(question).to_be_visible()
    expect(desk.locator(".toast", has_text=str(other["number"]))).to_be_visible()
    assert rows(expo, "SELECT COUNT(*) AS n FROM arrivals WHERE visitor_id = ?", other["id"]) == [{"n": 1}]
    desk.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(alike).to_have_count(1)
    alike.locator("[data-merge]").click()
    reply(desk, "합치기")
    expect(alike).to_have_count(0)


@pytest.mark.long
def test_a_scan_over_the_booths_question_asks_for_its_answer_first(
    expo: Expo, station: Callable[..., Page]
) -> None:
    visitor = expo.somebody()
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    page = station("booth", "C04")
    page.click('[data-do="pause"]')
    ends = page.locator("#dialog-pause [data-verb='booth.go_home'] button")
    ends.click()
    question = page.get_by_role("alertdialog", name="오늘 상담을 정말 마칠까요?")
    question.get_by_role("button", name="마치기").focus()
    play(page, keys(visitor["badge"]["code"] + "\n"))
    expect(page.locator(".toast-refused")).to_contain_text("먼저 이 물음에 답하고")
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(page.locator("#dialog-pause")).to_be_visible()
    play(page, keys(visitor["badge"]["code"] + "\n"))  # told to come again, they may at once
    expect(page.locator("meeting-log")).to_be_visible()


@pytest.mark.long
def test_a_booth_goes_home_once_its_question_is_answered(expo: Expo, station: Callable[..., Page]) -> None:
    page = station("booth", "C05")
    for answered in ("아니요", "마치기"):
        page.click('[data-do="pause"]')
        page.locator("#dialog-pause [data-verb='booth.go_home'] button").click()
        reply(page, answered)
        if answered == "아니요":
            page.locator("#dialog-pause [data-close]").click()
            expect(page.locator("#booth-head")).to_contain_text("열림")
    expect(page.locator("#booth-head")).to_contain_text("닫힘")


@pytest.mark.long
def test_a_search_that_a_scan_interrupts_stands_as_it_was(expo: Expo, desk: Page) -> None:
    visitor = expo.somebody()
    desk.locator("desk-search input").fill("찾던 말")
    play(desk, keys(visitor["badge"]["code"], code=False))
    band(desk)
    assert desk.locator("desk-search input").evaluate(CURSOR) == ["찾던 말", 4, 4]


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.sampled(2)
def test_a_scan_over_the_booths_dialog_loses_nothing_that_is_written(
    expo: Expo, station: Callable[..., Page], written: bool
) -> None:
    visitor = expo.somebody()
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    booth = "C01" if written else "C02"
    page = station("booth", booth)
    page.click('[data-do="pause"]')
    reason = page.locator("#dialog-pause [name=reason]")
    if written:
        reason.fill("잠시 회의")
    play(page, keys(visitor["badge"]["code"] + "\n"))
    if written:
        expect(page.locator(".toast-refused")).to_contain_text("먼저 마치고")
        expect(reason).to_be_visible()
        assert reason.input_value() == "잠시 회의"
    else:
        expect(page.locator("meeting-log")).to_be_visible()
        expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.long
def test_a_scan_leaves_the_booths_date_and_amount_as_they_were(
    expo: Expo, station: Callable[..., Page]
) -> None:
    first, second = expo.somebody(), expo.somebody()
    for visitor in (first, second):
        expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    page = station("booth", "C03")
    play(page, keys(first["badge"]["code"] + "\n"))
    expect(page.locator("meeting-log")).to_be_visible()
    page.fill("meeting-log [name=due]", "2026-12-24")
    page.focus("meeting-log [name=due]")
    play(page, keys(second["badge"]["code"] + "\n"))
    expect(page.locator(".toast-refused")).to_be_visible()
    assert page.input_value("meeting-log [name=due]") == "2026-12-24"


# Keys


def test_keys_without_a_place_are_read(expo: Expo, kiosk: Page) -> None:
    for every_ms, suffix in ((20, "\n"), (120, "")):
        visitor = expo.somebody()
        play(kiosk, keys(visitor["badge"]["code"] + suffix, code=False), every_ms=every_ms)
        expect(kiosk.locator(".answer-number")).to_have_text(str(visitor["number"]))


def test_keys_that_an_input_method_keeps_back_are_read_from_what_it_writes(expo: Expo, desk: Page) -> None:
    desk.locator("desk-search input").fill("가")
    play(desk, keys(expo.somebody()["badge"]["code"], code=False, key="Unidentified", code_of=229))
    band(desk)
    assert desk.input_value("desk-search input") == "가"


@pytest.mark.long
def test_a_text_that_an_app_commits_at_once_or_letter_by_letter_is_read(expo: Expo, desk: Page) -> None:
    desk.click('[data-do="register"]')
    name = desk.locator('desk-register [name="name"]')
    name.fill("김")
    for texts in (lambda code: [code], list):
        visitor = expo.somebody()
        _commit_until_read(desk, str(visitor["number"]), texts(visitor["badge"]["code"]))
        assert name.input_value() == "김"


def _commit_until_read(desk: Page, number: str, texts: list[str]) -> None:
    """On a busy machine letters come as slowly as somebody types them, which is no scan: then they are sent once more."""
    name, read = desk.locator('desk-register [name="name"]'), desk.locator(".desk-answer b", has_text=number)
    for tries_left in (2, 1, 0):
        name.fill("김")
        name.focus()
        commit(desk, *texts)
        try:
            read.wait_for(timeout=3_000 if tries_left else 20_000)
            break
        except TookTooLong:
            if not tries_left:
                raise


@pytest.mark.parametrize("role", ["kiosk", "desk"])
@pytest.mark.long
def test_numbers_typed_with_alt_on_the_numeric_pad_are_read(
    expo: Expo, at: Callable[[str], Page], role: str
) -> None:
    page = at(role)
    visitor = expo.somebody()
    play(page, alt_numbers("]Q3" + visitor["badge"]["code"] + "\r"), every_ms=8)
    answer(page) if role == "kiosk" else band(page)


def test_two_scans_back_to_back_are_two_people(expo: Expo, kiosk: Page) -> None:
    people = [expo.somebody(), expo.somebody()]
    play(kiosk, keys("".join(one["badge"]["code"] + "\n" for one in people)))
    expect(kiosk.locator(".answer-number")).to_have_text(str(people[1]["number"]))
    for one in people:
        assert rows(expo, "SELECT COUNT(*) AS n FROM arrivals WHERE visitor_id = ?", one["id"]) == [{"n": 1}]


@pytest.mark.long
def test_keys_that_come_while_the_page_is_on_its_way_are_read(expo: Expo, kiosk: Page) -> None:
    visitor = expo.somebody()
    held: list[Any] = []
    kiosk.route("**/made/js/kiosk.js", lambda route: held.append(route))
    kiosk.reload(wait_until="commit")
    kiosk.wait_for_function("() => window.earlyKeys && document.body")
    play(kiosk, keys(visitor["badge"]["code"] + "\n"))
    for one in held:
        one.continue_()
    kiosk.unroute("**/made/js/kiosk.js")
    expect(kiosk.locator(".answer-number")).to_have_text(str(visitor["number"]))


# Other codes


def test_what_is_no_badge_is_answered_with_one_sentence(kiosk: Page) -> None:
    for scanned in (ADDRESS, "2827311272", "BEGIN:VCARD\nVERSION:3.0\nTEL:01012345678\nEND:VCARD"):
        play(kiosk, keys(scanned + "\n"))
        answer(kiosk, "refused")
        expect(kiosk.locator(".answer-sentence")).to_have_text("명찰이 아니에요. 명찰의 QR을 비춰 주세요.")
        kiosk.click('[data-view="answer"] [data-do="start"]')


@pytest.mark.long
def test_another_code_scanned_into_the_desks_form_is_taken_out_and_told(desk: Page) -> None:
    desk.click('[data-do="register"]')
    name = desk.locator('desk-register [name="name"]')
    name.fill("김하늘")
    name.focus()
    play(desk, keys(ADDRESS + "\n"))
    expect(desk.locator(".desk-answer")).to_contain_text("명찰이 아니에요")
    assert [name.input_value(), desk.evaluate("document.activeElement.name")] == ["김하늘", "name"]


@pytest.mark.parametrize("path", ["/organiser", "/organiser/settings", "/stage", "/board"])
@pytest.mark.sampled(4)
def test_a_badge_scanned_where_none_is_read_is_told_where_to_go(
    expo: Expo, station: Callable[..., Page], path: str
) -> None:
    role = path.split("/")[1]
    page = station(role)
    if page.url.split("?")[0] != expo.address + path:
        page.goto(f"{expo.address}{path}")
    page.wait_for_load_state("load")
    fields = page.locator("input.input:visible, select.input:visible")
    if fields.count():
        fields.first.focus()
    before = page.evaluate("() => document.activeElement.value ?? null")
    play(page, keys(expo.somebody()["badge"]["code"] + "\n"))
    expect(page.locator(".toast-refused")).to_contain_text("여기서는 명찰을 읽지 않아요")
    assert page.evaluate("() => document.activeElement.value ?? null") == before
