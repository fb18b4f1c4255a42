"""The next expo from this one, and an event held with it: made on the organiser's pages, seen on board and phone."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import BOARD, PHONE, Expo

GUESTS = "초청 행사,손님 이름,영문 이름,소속,언어,개인정보동의\n국제 세미나,佐藤花子,Hanako Sato,Tokyo Social Lab,일본어,Y\n"


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
