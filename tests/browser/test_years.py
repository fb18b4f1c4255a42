"""Before an expo: its appointments made from marks; an event held with it; and the next expo from this one. Made on the organiser's
pages, seen on agency's page, board, booth and phone."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import BOARD, PHONE, Expo
from tests.browser.hands import reply

GUESTS = "초청 행사,손님 이름,영문 이름,소속,언어,개인정보동의\n국제 세미나,佐藤花子,Hanako Sato,Tokyo Social Lab,일본어,Y\n"


def test_appointments_are_made_of_marks_in_two_runs(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    """An agency marks by its link, the organiser makes the timetable, the agency confirms, a second run keeps that, and it is an
    appointment at the booth and on the phone."""
    page = station("organiser")
    page.goto(f"{expo.address}/organiser/timetable")
    row = page.locator("tr", has_text="A02 ")
    row.get_by_role("button", name="링크 만들기").click()
    link = page.locator("[data-address]")
    expect(link).to_have_attribute("href", re.compile("/timetable/"))
    office = context(PHONE).new_page()
    office.goto(expo.address + urlsplit(link.get_attribute("href") or "").path)
    office.get_by_label("기업이나 품목으로 찾기").fill("세탁")
    first = office.locator(".mark:visible").first
    name = first.locator("b").inner_text()
    first.get_by_role("button").click()
    expect(first.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    expect(office.locator("[data-count]")).to_have_text("1")

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
    make()
    office.reload()
    expect(mine.locator(".proposal-when")).to_have_text(when)

    page.locator("[data-verb='timetable.apply'] button").click()
    reply(page, "예약으로 넣기")
    expect(page.locator("[data-verb='timetable.apply']")).to_have_count(0)
    people = json.loads(expo.kiosk.cli("visitors", "--json").stdout)
    code = next(one["code"] for one in people if one["enterprise"] == name)
    expo.act("desk", "visitor.check_in", code=code)
    phone = context(PHONE).new_page()
    phone.goto(f"{expo.address}/v/{code}")
    clock = when.split()[-1]
    if "1일차" in when:
        expect(phone.get_by_role("main")).to_contain_text("A02")
        expect(phone.get_by_role("main")).to_contain_text(clock)


def test_an_event_with_guests_and_the_next_expo(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
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
