"""Printing at the desk: by the browser itself, by a printer of the server's, and again after a jam."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.browser.conftest import Expo
from tests.browser.hands import reply
from tests.printer import Printer, image_of

# As under --kiosk-printing: no dialog, and the page is told at once. Frames count on the page that holds them.
PRINTS = """window.print = () => {
  top.printed = [...(top.printed ?? []), document.querySelector(".print-badge").src];
  dispatchEvent(new Event("afterprint"));
};"""


@pytest.fixture
def printer() -> Iterator[Printer]:
    playing = Printer()
    yield playing
    playing.close()


@pytest.fixture
def desk(station: Callable[..., Page]) -> Page:
    page = station("desk", alone=True)
    page.context.add_init_script(PRINTS)
    page.reload()
    page.wait_for_selector("desk-counter")
    return page


def use(page: Page, name: str) -> None:
    """Choose the printer of this desk."""
    page.click('[data-do="prints"]')
    page.locator(".prints-row", has_text=name).get_by_role("button", name="이 데스크에서 쓰기").click()
    expect(page.locator(".prints-row", has_text=name).get_by_text("이 데스크", exact=True)).to_be_visible()
    page.locator("desk-prints [data-close]").click()


def walk_in(page: Page, name: str) -> None:
    page.click('[data-do="register"]')
    page.locator('[name="no_brn_reason"][value="citizen"]').check(force=True)
    page.fill('desk-register [name="name"]', name)
    page.locator('desk-register [name="keep"]').check(force=True)
    page.click('desk-register [type="submit"]')
    expect(page.locator(".person-name")).to_contain_text(name)


def job_of(page: Page, name: str) -> Any:
    """The last job of this person, as the desk's list has it."""
    jobs = page.evaluate("() => fetch(`/desk/prints.json${location.search}`).then((r) => r.json())")["jobs"]
    return next((job for job in jobs if job["visitor"]["name"] == name), None)


def test_a_walk_in_is_printed_by_the_browser_once_although_its_page_is_loaded_again(
    expo: Expo, desk: Page
) -> None:
    expo.act("organiser", "printer.add", name="브라우저 1", driver="browser")
    use(desk, "브라우저 1")
    walk_in(desk, "한번만")
    desk.wait_for_function("() => window.printed?.length === 1")
    expect(desk.locator("desk-prints iframe")).to_have_count(0)
    job = job_of(desk, "한번만")
    assert job["state"] == "done"
    again = desk.context.new_page()
    again.goto(f"{expo.address}{job['page']}{desk.evaluate('location.search')}")
    expect(again.locator("print-job p")).to_contain_text("이미 인쇄한 명찰이에요")
    assert again.evaluate("window.printed") is None


@pytest.mark.long
def test_a_badge_jams_and_the_desk_prints_it_again_on_the_servers_printer(
    expo: Expo, desk: Page, printer: Printer
) -> None:
    fields = {"name": "라벨 1", "driver": "network", "address": printer.address}
    expo.act("organiser", "printer.add", **fields)
    use(desk, "라벨 1")
    walk_in(desk, "걸린사람")
    desk.click('[data-do="prints"]')
    row = desk.locator(".prints-jobs .prints-row", has_text="걸린사람")
    expect(row.get_by_text("나옴")).to_be_visible()
    row.get_by_role("button", name="다시 인쇄").click()
    expect(row).to_have_count(2)
    expect(row.get_by_text("나옴")).to_have_count(2)
    assert desk.evaluate("window.printed") is None  # the browser printed nothing beside it
    first, second = (zxingcpp.read_barcodes(image_of(sent))[0].text for sent in printer.badges)
    assert first == second


@pytest.mark.long
def test_an_organiser_adds_a_printer_and_takes_it_away(station: Callable[..., Page], expo: Expo) -> None:
    organiser = station("organiser")
    organiser.goto(f"{expo.address}/desk{organiser.evaluate('location.search')}")
    organiser.click('[data-do="prints"]')
    organiser.fill('[data-add] [name="name"]', "입구 프린터")
    organiser.click('[data-add] [type="submit"]')
    row = organiser.locator(".prints-printers .prints-row", has_text="입구 프린터")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="빼기").click()
    reply(organiser, "아니요")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="빼기").click()
    reply(organiser, "빼기")
    expect(row).to_have_count(0)


def test_an_organiser_sees_every_printer_and_moves_a_badge_off_one_that_is_away(
    station: Callable[..., Page], expo: Expo, printer: Printer
) -> None:
    away = expo.act("organiser", "printer.add", name="꺼진 라벨", driver="network", address="127.0.0.1:9")
    fields = {"name": "켜진 라벨", "driver": "network", "address": printer.address}
    expo.act("organiser", "printer.add", **fields)
    visitor = expo.somebody(name="옮긴사람")
    expo.act("desk", "print.badge", visitor=visitor["id"], printer=away["printer"]["id"])
    organiser = station("organiser")
    alarm = organiser.locator(".org-alarm", has_text="꺼진 라벨")
    expect(alarm).to_contain_text("프린터에 닿지 않아요")
    alarm.get_by_role("link", name="프린터 보기").click()
    off = organiser.locator(".org-printers > li", has_text="꺼진 라벨")
    expect(off).to_contain_text("멈춤")
    on = organiser.locator(".org-printers > li", has_text="켜진 라벨")
    on.locator('[name="sheets"]').fill("40")
    on.get_by_role("button", name="용지 채움").click()
    expect(on.locator("dd").last).to_have_text("40")
    row = organiser.locator(".prints-jobs .prints-row", has_text="옮긴사람")
    row.locator("select").select_option(label="켜진 라벨")
    expect(row.get_by_text("나옴")).to_be_visible()
    expect(on.locator("dd").last).to_have_text("39")
    assert len(printer.badges) == 1
