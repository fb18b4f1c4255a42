"""The booth's tablet in staff's hands: the log that nothing wipes, the badge scanned anywhere, what follows a meeting."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from kiosk.screens.booth import WAITING_SHOWN
from tests.browser.conftest import Expo
from tests.browser.hands import scan, scan_anew

BIG = ".booth-bar.is-chosen .booth-main"
BOOTHS = iter(
    f"{row}{number:02}" for row in "CD" for number in range(1, 12)
)  # each story has a booth of its own


@pytest.fixture
def booth() -> str:
    return next(BOOTHS)


@pytest.fixture
def meeting(expo: Expo, station: Callable[..., Page], booth: str) -> tuple[Page, dict[str, Any]]:
    """A tablet whose counter 1 meets somebody of an enterprise of their own: the page and the visitor."""
    visitor = _arrive(expo)
    page = station("booth", booth)
    expect(page.locator(BIG)).to_be_visible()  # the page listens
    scan(page, visitor["badge"]["code"])
    expect(page.locator("meeting-log")).to_be_visible()
    return page, visitor


def test_a_scanned_badge_starts_a_meeting_wherever_the_focus_is(
    expo: Expo, meeting: tuple[Page, dict[str, Any]]
) -> None:
    page, visitor = meeting
    expect(page.locator(".now.is-chosen .now-number")).to_have_text(str(visitor["number"]))
    page.fill("meeting-log [name=note]", "견적서를 받기로")
    page.focus("meeting-log [name=note]")
    scan(page, _arrive(expo)["badge"]["code"])
    expect(page.locator(".toast-refused")).to_contain_text(str(visitor["number"]))  # who sits here already
    expect(page.locator("meeting-log [name=note]")).to_have_value("견적서를 받기로")


def test_nothing_written_is_lost_while_the_network_is_away(
    expo: Expo, meeting: tuple[Page, dict[str, Any]]
) -> None:
    page, _ = meeting
    page.click("[data-outcome=consulted]")
    expect(page.locator(".log-saved")).to_contain_text("저장됨")
    page.context.set_offline(True)
    page.fill("meeting-log [name=note]", "끊긴 동안 적은 말")
    expect(page.locator(".log-saved")).to_contain_text("태블릿이 보관")
    page.context.set_offline(False)
    expect(page.locator(".log-saved")).to_contain_text("저장됨", timeout=20_000)
    page.reload()
    expect(page.locator("meeting-log [name=note]")).to_have_value("끊긴 동안 적은 말")
    expect(page.locator("meeting-log .outcome-chip[data-outcome=consulted]")).to_have_attribute(
        "aria-pressed", "true"
    )


@pytest.mark.long
def test_who_waits_further_behind_is_shown_and_called_when_the_tablet_asks(
    expo: Expo, station: Callable[..., Page], booth: str
) -> None:
    waiting = [_arrive(expo) for _ in range(WAITING_SHOWN + 1)]
    tickets = [_join(expo, one, booth) for one in waiting[:-1]]
    page = station("booth", booth)
    expect(page.locator("#booth-next .next-row")).to_have_count(WAITING_SHOWN)
    expect(page.locator("[data-do=waiting]")).to_have_count(0)
    _join(expo, waiting[-1], booth)
    page.get_by_role("button", name=f"{len(waiting)}명 모두 보기").click()
    rows = page.locator("#dialog-waiting .next-row")
    expect(rows).to_have_count(len(waiting))
    expo.act("desk", "ticket.leave", ticket=tickets[0])
    expect(rows).to_have_count(len(waiting) - 1)
    last = str(waiting[-1]["number"])
    rows.filter(has_text=last).click()
    page.get_by_role("button", name="부스 앞에 와 계세요").click()
    page.locator("#dialog-person").get_by_role("button", name="부르기", exact=True).click()
    expect(page.locator(".now.is-chosen .now-number")).to_have_text(last)


def test_what_the_others_do_never_wipes_what_is_being_typed(
    expo: Expo, meeting: tuple[Page, dict[str, Any]], booth: str
) -> None:
    page, _ = meeting
    page.focus("meeting-log [name=note]")
    page.keyboard.type("반쯤 쓴", delay=60)
    coming = _arrive(expo)
    expo.act("desk", "ticket.join", visitor=coming["id"], booth=booth)
    expect(page.locator("#booth-next")).to_contain_text(str(coming["number"]))
    page.keyboard.type(" 메모", delay=60)
    expect(page.locator("meeting-log [name=note]")).to_have_value("반쯤 쓴 메모")
    expect(page.locator(BIG)).to_have_text(f"상담 끝 → {coming['number']} 부르기")


def test_a_call_and_a_start_on_the_wrong_visitor_are_taken_back(
    expo: Expo, station: Callable[..., Page], context: Callable[..., Any], booth: str
) -> None:
    first, second = _arrive(expo), _arrive(expo)
    for visitor in (first, second):
        expo.act("desk", "ticket.join", visitor=visitor["id"], booth=booth)
    page, phone = station("booth", booth), context({"width": 390, "height": 844}).new_page()
    phone.goto(f"{expo.address}/v/{first['badge']['code']}")
    called, lead = f"다음 호출 → {first['number']}", phone.locator("#visitor-lead")

    expect(page.locator("live-topic[topic^=booth][data-joined]")).to_be_attached()
    page.click(BIG)
    expect(lead).to_have_attribute("data-state", "called")
    page.click(".toast:last-child >> text=되돌리기")  # for some seconds right after the tap
    expect(page.locator(BIG)).to_have_text(called)
    expect(lead).to_have_attribute("data-state", "now")

    page.click(BIG)
    page.click(f"{BIG}:has-text('상담 시작')")
    page.fill("meeting-log [name=note]", "다른 분의 말")
    page.click(".toast:last-child >> text=되돌리기")
    expect(page.locator(BIG)).to_contain_text("상담 시작")  # they are called again
    expect(page.locator("meeting-log")).to_be_hidden()

    page.click(".now.is-chosen [data-do=undo]")  # and later, with a reason
    page.click("#dialog-undo form:visible [data-value='다른 분이었어요']")
    page.click("#dialog-undo form:visible >> text=되돌리기")
    expect(page.locator(BIG)).to_have_text(called)
    expect(lead).to_have_attribute("data-state", "now")


def test_one_tap_gives_a_meeting_five_more_minutes(meeting: tuple[Page, dict[str, Any]]) -> None:
    page, _ = meeting
    end = page.locator(".now.is-chosen .now-end")
    for total in ("5분 늘렸어요", "10분 늘렸어요"):
        page.evaluate("document.querySelector('toast-list').replaceChildren()")
        page.click(".now.is-chosen [data-do=extend]")
        expect(end).to_contain_text(total)
        expect(page.locator(".toast")).to_have_count(
            1
        )  # which comes with the answer, so after the screen perhaps
    page.click(".toast >> text=되돌리기")
    expect(end).to_contain_text("· 5분 늘렸어요")
    page.context.set_offline(True)
    page.click(".now.is-chosen [data-do=extend]")
    expect(page.locator(".toast:last-child")).to_contain_text("서버에 닿으면")
    page.context.set_offline(False)
    expect(end).to_contain_text("10분 늘렸어요", timeout=20_000)


def test_three_taps_log_an_ordinary_meeting(expo: Expo, station: Callable[..., Page], booth: str) -> None:
    visitor = _arrive(expo)
    expo.act("desk", "ticket.join", visitor=visitor["id"], booth=booth)
    page = station("booth", booth)
    expect(
        page.locator("live-topic[topic^=booth][data-joined]")
    ).to_be_attached()  # the buttons are swapped once
    page.click(BIG)  # the call; the meeting and its log are the three taps from here
    expect(page.locator(BIG)).to_contain_text("상담 시작")
    page.click(BIG)
    page.click("meeting-log [data-outcome=consulted]")
    page.click(BIG)
    expect(page.locator(".record-row")).to_contain_text(str(visitor["number"]))
    expect(page.locator(".record-row")).to_contain_text("구매 논의")


@pytest.mark.long
def test_topics_are_chips_of_the_own_plan_and_own_words_and_a_dead_tablet_keeps_them(
    meeting: tuple[Page, dict[str, Any]],
) -> None:
    page, _ = meeting
    chip = page.locator("meeting-log .topic").nth(0)
    topic = chip.inner_text()
    chip.click()
    page.fill("meeting-log [name=topic]", "납기")
    page.press("meeting-log [name=topic]", "Enter")
    page.fill("meeting-log [name=topic]", "품질 인증")  # typed and not yet a chip
    expect(page.locator(".log-saved")).to_contain_text("저장됨")
    page.wait_for_timeout(1_000)
    again = page.context.new_page()
    page.close()
    again.goto(page.url)
    pressed = again.locator("meeting-log .topic[aria-pressed=true]")
    expect(pressed).to_have_text([topic, "납기", "품질 인증"])
    again.click("meeting-log [data-outcome=consulted]")
    again.click(BIG)
    again.click(".record-row")
    expect(again.locator("#dialog-record .topic[aria-pressed=true]")).to_have_text(
        [topic, "납기", "품질 인증"]
    )


@pytest.mark.long
def test_a_browser_killed_while_cut_off_loses_nothing_older_than_two_seconds(
    meeting: tuple[Page, dict[str, Any]],
) -> None:
    page, _ = meeting
    page.route("**/actions/**", lambda route: route.abort())  # the server is away for what is written
    page.focus("meeting-log [name=note]")
    page.keyboard.type("쉬지 않고 적는 긴 메모", delay=150)  # never a pause of a debounce's length
    page.wait_for_timeout(2_000)
    page.evaluate("localStorage.clear()")  # what a killed browser had not yet brought to the disk
    page.reload()
    expect(page.locator("meeting-log [name=note]")).to_have_value("쉬지 않고 적는 긴 메모")
    page.unroute("**/actions/**")
    expect(page.locator(".log-saved")).to_contain_text("저장됨", timeout=20_000)
    expect(page.locator("meeting-log [name=note]")).to_have_value("쉬지 않고 적는 긴 메모")


def test_a_photo_taken_while_cut_off_is_kept_and_sent_later(
    meeting: tuple[Page, dict[str, Any]],
) -> None:
    page, _ = meeting
    page.click("meeting-log summary")
    page.context.set_offline(True)
    page.fill("meeting-log [name=shared_note]", "같이 본 견적")
    photo = {"name": "현장.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 999}
    page.set_input_files("meeting-log [type=file]", photo)
    expect(page.locator("meeting-log .meeting-file.is-kept")).to_contain_text("현장.png")
    expect(page.locator(".outbox")).to_contain_text("보낼 것")
    page.context.set_offline(False)
    page.reload()  # what was kept outlives the page
    page.click("meeting-log summary")
    expect(page.locator("meeting-log .meeting-file a")).to_have_text("현장.png", timeout=20_000)
    expect(page.locator("meeting-log [name=shared_note]")).to_have_value("같이 본 견적")
    with page.expect_popup() as opened:
        page.click("meeting-log .meeting-file a")
    assert opened.value.url.endswith(tuple("0123456789")) or "/attachments/" in opened.value.url


def test_an_odd_amount_is_asked_about_and_the_record_is_confirmed_corrected_and_signed(
    meeting: tuple[Page, dict[str, Any]], station: Callable[..., Page]
) -> None:
    page, visitor = meeting
    stage = station("stage", viewport={"width": 1920, "height": 1080})
    page.click(BIG)
    expect(page.locator("meeting-log .field-error")).to_be_visible()  # the outcome is required, nothing else
    page.click("[data-outcome=contract]")
    page.click("meeting-log [name=plan]")
    page.click("meeting-log [data-item] >> nth=0")
    page.fill("meeting-log [name=amount]", "99")
    page.click("meeting-log [data-unit=억]")
    expect(page.locator("meeting-log .outcome-read")).to_have_text("99억 원")
    page.click(BIG)
    expect(page.locator("meeting-log .field-error")).to_contain_text("금액이 맞는지")
    page.click("meeting-log [data-right]")
    page.click(BIG)

    record = page.locator(".record-row").first
    expect(record).to_contain_text("99억 원")
    record.click()
    dialog = page.locator("#dialog-record")
    dialog.locator("[data-verb='consultation.correct'] [name=amount]").fill("1900만")
    dialog.locator("[name=reason]").fill("0을 잘못 적었어요")
    dialog.get_by_text("고쳐서 저장").click()
    expect(record).to_contain_text("1,900만 원")

    record.click()
    expect(dialog).to_be_visible()
    scan_anew(page, visitor["badge"]["code"])
    expect(record).to_contain_text("기업 확인")
    record.click()
    dialog.get_by_text("무대로 보내기").click()
    expect(record).to_contain_text("서명식")
    expect(stage.locator("#stage-slide")).to_contain_text(visitor["enterprise"])


@pytest.mark.long
def test_a_pause_is_undone_and_its_reason_stands_on_the_board(
    station: Callable[..., Page], expo: Expo, booth: str
) -> None:
    page = station("booth", booth)
    page.click(".booth-state")
    page.click("#dialog-pause [data-value='점심시간이에요']")
    page.click("#dialog-pause >> text=멈추기")
    expect(page.locator(BIG)).to_contain_text("다시 열기")
    expect(page.locator(".now.is-chosen")).to_contain_text("점심시간이에요")
    page.click(".toast:last-child >> text=되돌리기")
    expect(page.locator(BIG)).to_contain_text("기다리는 분이 없어요")


def test_an_organiser_pairs_a_tablet_and_it_opens_its_booth(
    station: Callable[..., Page], context: Callable[..., Any], booth: str
) -> None:
    organiser = station("organiser", viewport={"width": 1440, "height": 900})
    organiser.click("text=단말 >> nth=0")
    organiser.select_option("[name=role]", "booth")
    organiser.select_option("[name=booth]", booth)
    organiser.click("text=연결 QR 만들기")
    expect(organiser.locator(".org-qr svg")).to_be_visible()
    link = organiser.locator(".org-link a").get_attribute("href")
    tablet = context().new_page()
    tablet.goto(link)
    tablet.wait_for_url("**/booth**")
    expect(tablet.locator(".booth-title")).to_contain_text(booth)


def test_an_organiser_sees_what_a_file_would_change_before_it_does(station: Callable[..., Page]) -> None:
    organiser = station("organiser", viewport={"width": 1440, "height": 900})
    organiser.click(".org-nav > a >> text=파일")
    organiser.wait_for_function("() => customElements.get('organiser-import')")
    organiser.select_option("[name=kind]", "agencies")
    sheet = (
        "부스번호,기관명,구분,상담석,위치X(m),위치Y(m)\nZ01,새로운 기관,자치구,1,90,90\nZ02,,자치구,1,95,90\n"
    )
    organiser.set_input_files(
        "[name=file]", {"name": "agencies.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    )
    counts = organiser.locator(".import-counts")
    expect(counts.locator("[data-verdict=added]")).to_contain_text("1")
    expect(counts.locator("[data-verdict=refused]")).to_contain_text("1")
    expect(organiser.locator("tbody")).to_contain_text("기관")
    organiser.click("text=1줄 가져오기")
    expect(organiser.locator("[data-done] p")).to_contain_text("더함 1")
    organiser.click("text=현황")
    expect(organiser.locator("#map-Z01")).to_be_visible()


@pytest.mark.long
def test_a_file_asks_what_another_name_means_and_the_tablet_has_its_new_counters_at_once(
    station: Callable[..., Page], booth: str
) -> None:
    tablet, organiser = station("booth", booth), station("organiser", viewport={"width": 1440, "height": 900})
    expect(tablet.locator(BIG)).to_be_visible()
    organiser.click(".org-nav > a >> text=파일")
    organiser.wait_for_function("() => customElements.get('organiser-import')")
    organiser.select_option("[name=kind]", "agencies")
    sheet = f"부스번호,기관명,구분,상담석,위치X(m),위치Y(m)\n{booth},새 이름의 기관,자치구,3,90,90\n"
    organiser.set_input_files(
        "[name=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    )
    expect(organiser.locator("tbody")).to_contain_text("구매계획")
    expect(organiser.locator("[data-apply]")).to_be_disabled()
    organiser.click("[data-means=renamed]")
    expect(organiser.locator("[data-means=renamed]")).to_have_attribute("aria-pressed", "true")
    organiser.click("text=1줄 가져오기")
    expect(organiser.locator("[data-done] p")).to_contain_text("바꿈 1")
    expect(tablet.locator(".booth-title")).to_contain_text("새 이름의 기관")
    expect(tablet.locator(".booth-place.now")).to_have_count(3)
    tablet.click("[data-seat='3']")
    expect(tablet.locator("#counter-3")).to_be_visible()


def _join(expo: Expo, visitor: dict[str, Any], booth: str) -> int:
    """The id of the place."""
    return int(expo.act("desk", "ticket.join", visitor=visitor["id"], booth=booth)["ticket"]["id"])


def _arrive(expo: Expo) -> dict[str, Any]:
    """Somebody of an enterprise of their own whom no plan fits, checked in."""
    name = f"기업 {uuid4().hex[:8]}"
    visitor = expo.act("desk", "visitor.register", name="김하늘", enterprise=name, consent=True)["visitor"]
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    return dict(visitor)
