"""Before an expo: its appointments made from marks; an event held with it; and the next expo from this one. Made on the organiser's
pages, seen on agency's page, board, booth and phone."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from openpyxl import Workbook
from playwright.sync_api import BrowserContext, Page, expect

from badges import code as badge_code
from tests.browser.conftest import BOARD, PHONE, Expo
from tests.browser.hands import reply, rows
from tests.outside.programs import MORNING, Kiosk

EVE = "2026-10-28T19:03:00+09:00"

GUESTS = "초청 행사,손님 이름,영문 이름,소속,언어,개인정보동의\n국제 세미나,佐藤花子,Hanako Sato,Tokyo Social Lab,일본어,Y\n"


@pytest.fixture(scope="module")
def expo(sample_folder: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expo]:
    """A server on the evening before the first day."""
    folder, cast = sample_folder
    kiosk = Kiosk(Path(shutil.copytree(folder, tmp_path_factory.mktemp("eve") / "data")), EVE).start()
    yield Expo(kiosk, cast.tokens, cast.stations)
    kiosk.stop()


def test_appointments_are_made_of_marks_agreed_and_walked(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    """Both sides mark, in the browser and by XLSX; a first run is confirmed and declined by both; the second keeps what was confirmed;
    one is moved by hand; all are appointments, and a rehearsal walks them: the booth's tablet calls who is due."""
    page = station("organiser")
    page.goto(f"{expo.address}/organiser/timetable")
    page.locator("tr", has_text="A02 ").get_by_role("button", name="링크 만들기").click()
    link = page.locator("[data-address]")
    expect(link).to_have_attribute("href", re.compile("/timetable/"))
    office = context(PHONE).new_page()
    office.goto(expo.address + urlsplit(link.get_attribute("href") or "").path)
    office.get_by_label("기업이나 품목으로 찾기").fill("ㅅㅌ")  # 세탁, and whose name begins so
    first = office.locator(".mark:visible", has_text="세탁").first
    name = first.locator("b").inner_text()
    first.get_by_role("button").click()
    expect(first.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    expect(office.locator("[data-count]")).to_have_text("1")
    _mark_by_xlsx(expo, tmp_path / "marks.xlsx", name)

    def make() -> None:
        page.goto(f"{expo.address}/organiser/timetable")
        page.locator("form[data-what=timetable] .made-ask button").click()
        with page.expect_navigation(timeout=60_000):  # once it is made the page shows it
            pass

    make()
    expect(page.locator(".timetable-facts")).to_contain_text("가장 좋은 시간표의 100.0%")
    office.reload()
    mine = office.locator(".proposal", has_text=name)
    when = mine.locator(".proposal-when").inner_text()
    mine.get_by_role("button", name="확인", exact=False).first.click()
    expect(mine).to_contain_text("한쪽 확인")
    [person] = rows(
        expo,
        "SELECT v.id, v.number, v.serial, c.phone FROM visitors v JOIN contacts c ON c.visitor_id = v.id JOIN enterprises e ON e.id = v.enterprise_id"
        " WHERE e.name = ?",
        name,
    )
    key = bytes.fromhex((expo.kiosk.folder / "badge.key").read_text())
    code = badge_code.encode(key, person["number"], person["serial"])
    phone = context(PHONE).new_page()
    phone.goto(f"{expo.address}/v/{code}")
    phone.fill("[name=digits]", person["phone"][-4:])
    phone.click("[data-verb='phone.bind'] button")
    asked = phone.locator(".is-proposals .own-place", has_text="A02")
    asked.get_by_role("button", name="확인").click()
    expect(asked).to_contain_text("확인했어요")
    declined = office.locator(".proposal").filter(has_not_text=name).first
    refused = declined.locator("div").first.inner_text().splitlines()[0]
    declined.get_by_role("button", name="거절하기").click()
    expect(office.locator(".proposal.is-declined")).to_have_count(1)
    make()
    office.reload()
    expect(mine.locator(".proposal-when")).to_have_text(when)
    expect(mine).to_contain_text("양쪽 확인")
    expect(office.locator(".proposal.is-declined")).to_contain_text(refused.split(maxsplit=3)[-1])

    page.goto(f"{expo.address}/organiser/timetable/A02")
    row = page.locator("tr", has_text=name)
    row.locator("summary").click()
    row.locator("[name=day]").select_option("2026-10-29")
    row.locator("[name=starts]").fill("10:25")
    row.get_by_label("겹쳐도 넣기").check()
    row.get_by_role("button", name="옮기기").click()
    expect(row).to_contain_text("10:25~")
    page.goto(f"{expo.address}/organiser/timetable")
    page.locator("[data-verb='timetable.apply'] button").click()
    reply(page, "예약으로 넣기")
    expect(page.locator("[data-verb='timetable.apply']")).to_have_count(0)

    expo.act("organiser", "rehearsal.begin")
    tablet = station("booth", "A02")
    expo.act("desk", "visitor.check_in", visitor=person["id"])
    place = tablet.locator("#booth-next .next-row", has_text=str(person["number"]))
    # 10:25 of the day that is played, which opened twenty minutes ago
    expect(place).to_contain_text("예약 19:")
    tablet.get_by_role("button", name=f"다음 호출 → {person['number']}").click()
    expect(phone.locator("#visitor-lead")).to_contain_text("A02")
    expo.act("organiser", "rehearsal.end")


def _mark_by_xlsx(expo: Expo, path: Path, agencys: str) -> None:
    """Two enterprises and A02 wish to meet, and the one that the agency marked wishes it too."""
    others = [
        one["name"] for one in rows(expo, "SELECT name FROM enterprises WHERE name <> ? LIMIT 2", agencys)
    ]
    book = Workbook()
    book.active.append(["기관명", "기업명", "사업자등록번호", "누가"])
    for name, side in ((agencys, "기업"), *((one, "서로") for one in others)):
        [found] = rows(expo, "SELECT brn FROM enterprises WHERE name = ?", name)
        book.active.append(["A02", name, found["brn"], side])
    book.save(path)
    expo.kiosk.cli("import", "marks", str(path))


def test_an_event_with_guests_and_the_next_expo(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    expo.kiosk.stop()
    expo.kiosk.start(at=MORNING)
    page = station("organiser")
    page.goto(f"{expo.address}/organiser/programme")
    form = page.locator("form[data-verb='gathering.save']")
    form.locator("[name=name]").fill("국제 세미나")
    form.locator("[name=name_en]").fill("Seminar")
    form.locator("[name=booths]").fill("A01, A02")
    form.get_by_role("button", name="더하기").click()
    expect(page.get_by_text("부스 2 · 프로그램 0 · 초청 손님 0")).to_be_visible()

    board = context(BOARD).new_page()
    board.goto(f"{expo.address}/board?event=1")
    expect(board.locator(".hall-place:visible [data-booth]")).to_have_count(2)
    expect(board.locator(".hall-title")).to_contain_text("국제 세미나")

    file = tmp_path / "guests.csv"
    file.write_text(GUESTS, encoding="utf-8")
    expo.kiosk.cli("import", "guests", str(file))
    people = json.loads(expo.kiosk.cli("visitors", "--json").stdout)
    [guest] = [one for one in people if one["name"] == "佐藤花子"]
    phone = context(PHONE).new_page()
    phone.goto(f"{expo.address}/v/{guest['code']}")
    expect(phone.locator("html")).to_have_attribute("lang", "en")

    page.goto(f"{expo.address}/organiser/expos")
    expect(page.locator("input[name=days]")).to_have_value("2027-10-28, 2027-10-29")
    page.fill("input[name=folder]", "../elsewhere")
    page.get_by_role("button", name="다음 박람회 만들기").click()
    expect(page.locator("[data-error=folder]")).to_contain_text("폴더 이름은")
    page.fill("input[name=folder]", "next-2027")
    page.get_by_role("button", name="다음 박람회 만들기").click()
    expect(page.get_by_role("status").filter(has_text="새 박람회를 만들었어요")).to_contain_text("기관 44")
    page.reload()
    expect(page.locator(".expo")).to_have_count(2)
