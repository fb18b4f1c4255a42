"""The network is cut for five minutes at kiosk, desk and booth: people come, register and meet; nothing is lost.

The server is stopped too and comes back five minutes later by its clock, as long as it was for the pages.
"""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Expo
from tests.browser.hands import CODES_KEPT, reply, rows, scan, scan_anew, until, until_rows
from tests.lost_laptops import copy_of, go_on_from

MINUTE_MS = 60_000
SLACK_MS = 25_000  # how long the story itself takes within one of its minutes
UNKNOWN = "1234567890123456"
PEOPLE_KEPT = """async () => {
  const found = (await indexedDB.databases()).find(({ name }) => name.startsWith("kiosk-people-"));
  if (!found) return false;
  const opened = await new Promise((go) => { const asked = indexedDB.open(found.name); asked.onsuccess = () => go(asked.result); });
  const asked = opened.objectStoreNames.contains("kept") && opened.transaction("kept").objectStore("kept").get("sealed");
  const sealed = asked && await new Promise((go) => { asked.onsuccess = () => go(asked.result); });
  opened.close();
  return Boolean(sealed) && !sealed.key.extractable;
}"""
PEOPLE_GONE = (
    """async () => !(await indexedDB.databases()).some(({ name }) => name.startsWith("kiosk-people-"))"""
)


class Cut:
    """Pages that cannot reach the server, and both their clocks."""

    def __init__(self, expo: Expo, *pages: Page) -> None:
        self.expo, self.pages, self.passed_min = expo, pages, 0
        self.began_at = now_of(expo)
        for page in pages:
            page.context.set_offline(True)
        expo.kiosk.stop()

    def pass_min(self, minutes: int = 1) -> None:
        self.passed_min += minutes
        for page in self.pages:
            page.clock.fast_forward(minutes * MINUTE_MS)

    def end(self) -> None:
        """The server is back, as much later as its stations think, and they can reach it."""
        environ = self.expo.kiosk.environ
        environ["KIOSK_CLOCK_SHIFT_S"] = str(float(environ["KIOSK_CLOCK_SHIFT_S"]) + self.passed_min * 60)
        self.expo.kiosk.said.clear()
        self.expo.kiosk.start()
        for page in self.pages:
            page.context.set_offline(False)
            page.clock.fast_forward(10_000)
        for page in self.pages:
            expect(page.locator("outbox-badge")).to_have_attribute("data-waiting", "0", timeout=20_000)

    def minute(self, at: int) -> float:
        """How many minutes into the cut a moment was."""
        return (at - self.began_at) / MINUTE_MS


def test_five_minutes_without_the_server_lose_nothing_at_kiosk_desk_and_booth(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    first, second = expo.somebody(), expo.somebody()
    guest = expo.somebody(wishes=["A03"])
    expo.act("desk", "visitor.check_in", visitor=guest["id"])
    kiosk, desk, booth = ready("kiosk"), ready("desk"), ready("booth", "A03")
    for page in (kiosk, desk):
        until(page, CODES_KEPT)
    booth.click(f".booth-main:has-text('{guest['number']}')")
    expect(booth.locator("#counter-1")).to_have_attribute("data-state", "called")
    booth.wait_for_timeout(2_000)  # what is shown is kept once it has settled

    cut = Cut(expo, kiosk, desk, booth)
    cut.pass_min()  # 1
    scan(kiosk, first["badge"]["code"])
    expect(kiosk.locator('[data-view="answer"]')).to_have_attribute("data-welcome", "kept")
    expect(kiosk.locator(".answer-sentence")).to_have_text("입장을 받았어요. 곧 확인돼요.")
    booth.click(".booth-main:has-text('상담 시작')")
    expect(booth.locator("meeting-log")).to_be_visible()

    cut.pass_min()  # 2
    register(desk, "서하윤", "다온 협동조합")
    expect(desk.locator(".desk-answer")).to_have_attribute("data-welcome", "kept")
    assert desk.evaluate("window.printed") == 1
    given_out = desk.locator(".desk-answer b").inner_text()
    booth.fill("[name=note]", "환경미화원복 견적")
    booth.click("[data-outcome=contract]")
    booth.fill(".outcome-line [name=amount]", "1900만")
    expect(booth.locator(".log-saved")).to_have_attribute("data-state", "kept")

    cut.pass_min()  # 3
    for page in (kiosk, desk, booth):
        page.reload()
    expect(kiosk.locator("outbox-badge")).to_contain_text("보낼 것 1건 · 서버를 기다려요")
    expect(booth.locator("meeting-log [name=note]")).to_have_value("환경미화원복 견적")
    scan(kiosk, second["badge"]["code"])
    expect(kiosk.locator('[data-view="answer"]')).to_have_attribute("data-welcome", "kept")

    cut.pass_min()  # 4
    booth.click(".booth-bar.is-chosen .booth-main:has-text('상담 끝')")
    expect(booth.locator(".booth-bar.is-chosen .kept-over")).to_have_text("다음 호출은 서버를 기다려요")
    scan(kiosk, UNKNOWN)
    expect(kiosk.locator("outbox-badge")).to_contain_text("보낼 것 3건")

    cut.pass_min()  # 5
    cut.end()

    came = {row["number"]: cut.minute(row["at"]) for row in rows(expo, ARRIVALS, cut.began_at)}
    slack = SLACK_MS / MINUTE_MS
    assert came == {
        first["number"]: pytest.approx(1, abs=slack),
        int(given_out): pytest.approx(2, abs=slack),
        second["number"]: pytest.approx(3, abs=slack),
    }
    assert [number for number in came if number != int(given_out)] == [first["number"], second["number"]]
    (met,) = rows(expo, MEETING, guest["id"])
    assert (met["note"], met["amount_won"]) == ("환경미화원복 견적", 19_000_000)
    assert cut.minute(met["started_at"]) == pytest.approx(1, abs=slack)
    assert cut.minute(met["finished_at"]) == pytest.approx(4, abs=slack)
    told = desk.locator("late-list li")
    expect(told).to_have_count(1, timeout=20_000)
    expect(told).to_contain_text("우리 박람회의 것이 아니에요")
    told.locator("button", has_text="확인했어요").click()
    expect(told).to_have_count(0)


def test_a_badge_of_a_cut_off_desk_is_welcome_at_a_door_that_is_not(
    expo: Expo, ready: Callable[..., Page], station: Callable[..., Page]
) -> None:
    desk, kiosk = ready("desk"), station("kiosk")
    until(desk, CODES_KEPT)
    desk.context.set_offline(True)
    register(desk, "한도윤", "새벽 협동조합")
    number = desk.locator(".desk-answer b").inner_text()
    code = desk.evaluate("window.lastPrinted")
    scan(kiosk, code)
    expect(kiosk.locator('[data-view="answer"]')).to_have_attribute("data-welcome", "kept")
    expect(kiosk.locator(".answer-number")).to_have_text(number)
    desk.context.set_offline(False)
    desk.clock.fast_forward(10_000)
    expect(desk.locator("outbox-badge")).to_have_attribute("data-waiting", "0", timeout=20_000)
    scan_anew(kiosk, code)
    expect(kiosk.locator(".answer-enterprise")).to_have_text("새벽 협동조합")


@pytest.mark.long
def test_who_was_registered_already_keeps_the_badge_they_were_given(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    known = expo.somebody()
    desk = ready("desk")
    until(desk, CODES_KEPT)
    desk.context.set_offline(True)
    register(desk, known["name"], known["enterprise"])
    number = desk.locator(".desk-answer b").inner_text()
    desk.context.set_offline(False)
    desk.clock.fast_forward(10_000)
    told = desk.locator("late-list li", has_text="이미 등록된 분이에요")
    expect(told).to_contain_text(known["name"], timeout=20_000)
    told.locator("button", has_text="받은 명찰을 이 분의 것으로").click()
    expect(told).to_have_count(0)
    (row,) = rows(expo, "SELECT number FROM visitors WHERE id = ?", known["id"])
    assert row["number"] == int(number)
    assert rows(expo, "SELECT id FROM arrivals WHERE visitor_id = ?", known["id"])


@pytest.mark.long
def test_a_kiosk_without_indexed_db_keeps_in_local_storage(expo: Expo, ready: Callable[..., Page]) -> None:
    somebody = expo.somebody()
    kiosk = ready("kiosk")
    kiosk.add_init_script(
        "delete window.indexedDB; Object.defineProperty(window, 'indexedDB', { value: undefined });"
    )
    kiosk.reload()
    kiosk.context.set_offline(True)
    scan(kiosk, somebody["badge"]["code"])
    expect(kiosk.locator("outbox-badge")).to_contain_text("보낼 것 1건")
    kiosk.reload()
    expect(kiosk.locator("outbox-badge")).to_contain_text("보낼 것 1건")
    kiosk.context.set_offline(False)
    kiosk.clock.fast_forward(10_000)
    expect(kiosk.locator("outbox-badge")).to_have_attribute("data-waiting", "0", timeout=20_000)
    assert rows(expo, "SELECT id FROM arrivals WHERE visitor_id = ?", somebody["id"])


def test_a_desk_goes_on_confirming_undoing_and_voiding_while_it_is_cut_off(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    firm = {"enterprise": "함께오는 협동조합"}
    group = [expo.somebody(name=name, **firm) for name in ("구하나", "구두리")]
    slip, loser = expo.somebody(name="오류진"), expo.somebody(name="손분실")
    asked = phone_registration(expo, "전화온")
    desk = ready("desk")
    for person in (slip, loser):
        scan_at_desk(desk, person["badge"]["code"])
        expect(desk.locator(".scan", has_text=person["name"])).to_be_visible()
    expect(desk.locator(".scan-undo")).to_have_count(2)
    find(desk, "구하나")

    cut = Cut(expo, desk)
    cut.pass_min()  # 1
    desk.click('[data-do="group"]')
    expect(desk.locator(".desk-answer")).to_contain_text("2명의 입장을 받았어요")
    cut.pass_min()  # 2
    desk.locator(".scan", has_text="오류진").locator("[data-undo]").click()
    desk.click('[data-dialog="reason"] [type="submit"]')
    expect(desk.locator(".desk-answer")).to_contain_text("입장 취소를 받았어요")
    cut.pass_min()  # 3
    desk.locator(".scan", has_text="손분실").locator("[data-open]").click()
    expect(desk.locator(".person-name")).to_have_text("손분실")
    desk.click('[data-do="reprint"]')
    expect(desk.locator("toast-list")).to_contain_text("서버에 닿아야 새 명찰을 낼 수 있어요")
    desk.click('[data-do="void"]')
    desk.locator("[data-choices] button", has_text="잃어버렸어요").click()
    desk.click('[data-dialog="reason"] [type="submit"]')
    expect(desk.locator(".desk-answer")).to_contain_text("명찰 분실을 받았어요")
    cut.pass_min()  # 4
    desk.click('[data-do="pending"]')
    desk.locator("[data-pending] [data-open]", has_text="전화온").click()
    desk.click('[data-do="confirm_in"]')
    expect(desk.locator(".desk-answer")).to_contain_text("명찰은 서버에 닿은 뒤 인쇄해 주세요")
    expect(desk.locator("outbox-badge")).to_contain_text("보낼 것 6건")
    cut.pass_min()  # 5
    cut.end()

    slack = SLACK_MS / MINUTE_MS
    came = {row["number"]: cut.minute(row["at"]) for row in rows(expo, ARRIVALS, cut.began_at)}
    assert came == {
        group[0]["number"]: pytest.approx(1, abs=slack),
        group[1]["number"]: pytest.approx(1, abs=slack),
        asked: pytest.approx(4, abs=slack),
    }
    told = {row["kind"]: cut.minute(row["happened_at"]) for row in rows(expo, COUNTER_ENTRIES, cut.began_at)}
    assert told == {
        "visitor.undo_check_in": pytest.approx(2, abs=slack),
        "badge.void": pytest.approx(3, abs=slack),
        "visitor.confirm": pytest.approx(4, abs=slack),
    }
    expect(desk.locator("late-list")).to_be_hidden()


@pytest.mark.long
def test_a_tablet_that_is_paired_anew_sends_what_its_old_pairing_kept(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    asked = phone_registration(expo, "늦은전화")
    tablet = ready("desk")
    until(tablet, CODES_KEPT)
    tablet.wait_for_selector(f"[data-pending] >> text={asked}")
    old = tablet.locator('meta[name="station"]').get_attribute("content")
    tablet.context.set_offline(True)
    register(tablet, "옛연결", "이어지는 협동조합")
    given_out = tablet.locator(".desk-answer b").inner_text()
    tablet.click('[data-do="pending"]')
    tablet.locator("[data-pending] [data-open]", has_text="늦은전화").click()
    tablet.click('[data-do="confirm"]')
    expect(tablet.locator("outbox-badge")).to_contain_text("보낼 것 3건")
    expo.act("organiser", "station.revoke", station=int(old or 0))
    tablet.context.set_offline(False)

    tablet.goto(expo.address + expo.pair_url("board"))
    expect(tablet.locator("[data-title]")).to_have_text("이 태블릿에 보내지 못한 일이 3건 있어요")
    tablet.goto(expo.address + expo.pair_url("kiosk"))
    tablet.wait_for_url("**/kiosk**")
    expect(tablet.locator("outbox-badge")).to_have_attribute("data-waiting", "0", timeout=20_000)
    (row,) = rows(
        expo,
        "SELECT v.id, c.name FROM visitors v JOIN contacts c ON c.visitor_id = v.id WHERE number = ?",
        given_out,
    )
    assert row["name"] == "옛연결" and rows(expo, "SELECT id FROM arrivals WHERE visitor_id = ?", row["id"])
    # A kiosk may not confirm: that stands on the desks' list, with the reason.
    expect(tablet.locator("outbox-badge")).to_have_attribute("data-refused", "1")
    desk = ready("desk")
    expect(desk.locator("late-list li")).to_contain_text("등록 확인")
    expect(desk.locator("late-list li")).to_contain_text("이 단말에서는 할 수 없는 일이에요")


def test_a_desk_finds_gives_and_registers_without_the_server_and_all_is_there_once(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    known = expo.somebody(name="제갈한솔", enterprise="가온 누리")
    other = expo.somebody(name="탁세라", enterprise="푸른 협동조합")
    lost = expo.somebody(name="맹분실")
    expo.act("desk", "badge.void", visitor=lost["id"], reason="잃어버렸어요")
    blanks = expo.act("desk", "badge.reserve", count=2)["badges"]
    desk = ready("desk")
    for kept in (CODES_KEPT, PEOPLE_KEPT):
        until(desk, kept)

    cut = Cut(expo, desk)
    cut.pass_min()  # 1
    search(desk, "ㅈㄱㅎㅅ", "제갈한솔")
    expect(desk.locator("[data-away-found]")).to_contain_text("네트워크 없이 찾은 결과예요 · 10:")
    expect(desk.locator("#desk-found .chip")).to_contain_text("까지 안 옴")
    desk.locator("#desk-found [data-id]").click()
    expect(desk.locator(".person-unknown")).to_contain_text("자리와 호출")
    desk.click('[data-do="check_in"]')
    expect(desk.locator(".person [data-standing]")).to_contain_text("여기서 입장")

    scan(desk, lost["badge"]["code"])
    expect(desk.locator(".desk-answer")).to_contain_text("분실 신고")
    scan(desk, blanks[0]["code"])
    expect(desk.locator('[data-pane="blank"]')).to_be_visible()
    search(desk, "푸른 탁", "탁세라")
    desk.locator("#desk-found [data-id]").click()
    reply(desk, "명찰 드리기")
    expect(desk.locator(".desk-answer")).to_contain_text("명찰을 드려도 돼요")
    expect(desk.locator(".person-number")).to_have_text(str(blanks[0]["number"]))

    cut.pass_min()  # 2
    desk.reload()
    register(desk, "여울림", "새솔 협동조합")
    given_out = int(desk.locator(".desk-answer b").inner_text())
    search(desk, "ㅇㅇㄹ", "여울림")
    expect(desk.locator("#desk-found .chip").first).to_contain_text("여기서 입장")
    desk.click('[data-do="register"]')
    write_down(desk, "제갈 한솔", "(주)가온누리")
    expect(desk.locator(".person-name")).to_have_text("제갈한솔")  # and is not registered twice
    cut.end()

    expect(desk.locator("outbox-badge")).to_have_attribute("data-refused", "0")
    came = rows(
        expo,
        "SELECT v.number, c.name FROM arrivals a JOIN visitors v ON v.id = a.visitor_id"
        " JOIN contacts c ON c.visitor_id = v.id WHERE a.at > ? ORDER BY a.id",
        cut.began_at,
    )
    assert [(row["number"], row["name"]) for row in came] == [
        (known["number"], "제갈한솔"),
        (blanks[0]["number"], "탁세라"),
        (given_out, "여울림"),
    ]
    assert rows(expo, "SELECT number FROM visitors WHERE id = ?", other["id"]) == [
        {"number": blanks[0]["number"]}
    ]
    search(desk, "ㅇㅇㄹ", "여울림")
    expect(desk.locator("[data-away-found]")).to_be_hidden()


@pytest.mark.long  # lapsing itself is tried by tests/js/lapse.test.mjs
def test_what_a_tablet_keeps_of_people_goes_with_twelve_hours_and_with_its_pairing(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    expo.somebody(name="남궁가람")
    desk = ready("desk")
    until(desk, PEOPLE_KEPT)
    desk.context.set_offline(True)
    desk.clock.fast_forward(13 * 60 * MINUTE_MS)
    desk.locator("desk-search input").fill("남궁")
    expect(desk.locator("[data-away-none]")).to_contain_text("12시간 넘게 서버에 닿지 않아")
    until(desk, PEOPLE_GONE)
    desk.context.set_offline(False)
    desk.clock.fast_forward(30_000)
    until(desk, PEOPLE_KEPT)  # told anew
    mine = desk.locator('meta[name="station"]').get_attribute("content")
    expo.act("organiser", "station.revoke", station=int(mine or 0))
    expect(desk.locator("body")).to_contain_text("연결되지 않았어요")
    until(desk, PEOPLE_GONE)


def test_what_a_lost_laptop_answered_is_on_the_next_one_and_what_clashes_on_the_desks_list(
    expo: Expo, ready: Callable[..., Page], tmp_path: Path
) -> None:
    guest = expo.somebody(wishes=["A02", "A04"])
    expo.act("desk", "visitor.check_in", visitor=guest["id"])
    desk, booth = ready("desk"), ready("booth", "A02")
    expect(booth.locator("#counter-1")).to_be_visible()
    copy = copy_of(expo.kiosk.folder, tmp_path / "copy.db")

    desk.click('[data-do="register"]')
    pane = desk.locator('[data-pane="register"]')
    pane.locator('[name="enterprise"]').fill("되살린 협동조합")
    pane.locator('[name="name"]').fill("마지막손님")
    pane.locator('[name="keep"]').check()
    pane.locator('[type="submit"]').click()
    expect(desk.locator(".desk-answer")).to_have_attribute("data-welcome", "new")
    (given,) = rows(expo, WHO_CAME, "마지막손님")
    call = rows(expo, FIRST_IN_QUEUE, "A02")[0]
    booth.click(f".booth-main:has-text('{call['number']}')")
    expect(booth.locator("#counter-1")).to_have_attribute("data-state", "called")

    booth.context.set_offline(True)  # its Wi-Fi is cut as the laptop falls off the table
    expo.kiosk.stop(signal.SIGKILL)
    go_on_from(copy, expo.kiosk.folder)
    assert rows(expo, WHO_CAME, "마지막손님") == []
    expo.kiosk.said.clear()
    expo.kiosk.start()
    desk.clock.fast_forward(10_000)
    until_rows(expo, WHO_CAME, "마지막손님", given)
    expo.act("organiser", "ticket.call", ticket=call["elsewhere"], counter=1, reason="먼저 불렀어요")
    expect(desk.locator("toast-list > *")).to_have_count(0)
    expect(desk.locator("late-list")).to_be_hidden()

    booth.context.set_offline(False)
    for _ in range(7):
        booth.clock.fast_forward(10_000)
        booth.wait_for_timeout(300)
    told = desk.locator("late-list li")
    expect(told).to_have_count(1, timeout=20_000)
    expect(told).to_contain_text("되살리지 못한 일")
    expect(told).to_contain_text(f"“A02 · {call['number']}번을 불렀어요.”")
    assert rows(expo, "SELECT state FROM tickets WHERE id = ?", call["id"]) == [{"state": "waiting"}]


WHO_CAME = (
    "SELECT v.id, v.number, v.serial, a.at FROM visitors v JOIN contacts c ON c.visitor_id = v.id"
    " JOIN arrivals a ON a.visitor_id = v.id WHERE c.name = ?"
)
FIRST_IN_QUEUE = (
    "SELECT t.id, v.number, (SELECT max(o.id) FROM tickets o WHERE o.visitor_id = v.id AND o.id <> t.id AND o.state = 'waiting')"
    " AS elsewhere FROM tickets t JOIN visitors v ON v.id = t.visitor_id JOIN booths b ON b.id = t.booth_id"
    " WHERE t.state = 'waiting' AND b.number = ? ORDER BY t.rank"
)
COUNTER_ENTRIES = (
    "SELECT kind, happened_at FROM journal WHERE happened_at > ?"
    " AND kind IN ('visitor.undo_check_in', 'badge.void', 'visitor.confirm')"
)
ARRIVALS = "SELECT v.number, a.at FROM arrivals a JOIN visitors v ON v.id = a.visitor_id WHERE a.at > ? ORDER BY a.id"
MEETING = (
    "SELECT c.note, c.started_at, c.finished_at, l.amount_won FROM consultations c"
    " JOIN lines l ON l.consultation_id = c.id AND l.version = c.version WHERE c.visitor_id = ?"
)


def scan_at_desk(desk: Page, code: str) -> None:
    desk.locator("desk-search input").fill(code)
    desk.keyboard.press("Enter")


def find(desk: Page, name: str) -> None:
    desk.locator("desk-search input").fill(name)
    desk.locator("#desk-found [data-id]", has_text=name).first.click()
    expect(desk.locator(".person-name")).to_contain_text(name)


def phone_registration(expo: Expo, name: str) -> int:
    """Somebody registers on their own phone; gives the number."""
    phone = expo.kiosk.browser()
    phone.get("/register")
    answer = phone.act("visitor.register", name=name, enterprise=f"{name} 기업", consent=True)
    return int(answer.data["visitor"]["number"])


def register(desk: Page, name: str, enterprise: str) -> None:
    desk.evaluate(
        """() => { window.print = () => { window.printed += 1;
             window.lastPrinted = document.querySelector(".kept-badge small").textContent.replaceAll(" ", ""); }; }"""
    )
    desk.click('[data-do="register"]')
    write_down(desk, name, enterprise)
    expect(desk.locator(".desk-answer")).to_have_attribute("data-welcome", "kept")


def search(desk: Page, typed: str, name: str) -> None:
    desk.locator("desk-search input").fill(typed)
    expect(desk.locator("#desk-found [data-id]").first).to_contain_text(name)


def write_down(desk: Page, name: str, enterprise: str) -> None:
    pane = desk.locator('[data-pane="register"]')
    pane.locator('[name="enterprise"]').fill(enterprise)
    pane.locator('[name="name"]').fill(name)
    pane.locator('[name="keep"]').check()
    pane.locator('[type="submit"]').click()


def now_of(expo: Expo) -> int:
    (last,) = rows(expo, "SELECT max(at) AS at FROM journal")
    return int(last["at"])
