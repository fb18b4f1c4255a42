"""Make the pictures of docs/standby.md anew, by copying an expo and following it: python -m tools.pictures.standby."""

import json
import signal
import tempfile
from pathlib import Path
from socket import create_server

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import CHROMIUM
from tests.browser.conftest import FLAGS
from tests.outside.programs import Kiosk
from tools.pictures.guide import SIZE, keep

MORNING = "2026-10-29T09:10:00+09:00"
WORDS = "가격 가끔 가난 가능 가득 가르침 가뭄"
STICK = "/media/usb/expo"  # as the pictures say it


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        environ = {"KIOSK_REPLICA": str(place / "usb"), "KIOSK_ORIGIN": "https://kiosk.expo.example:8443"}
        first = Kiosk(place / "first", at=MORNING, **environ)
        first.cli(
            "expo",
            "--name",
            "제1회 사회책임조달 박람회",
            "--days",
            "2026-10-29,2026-10-30",
            "--hours",
            "10:00-18:00",
        )
        made = json.loads(first.cli("station", "add", "--role", "organiser", "--json").stdout)
        first.start("--https-port", str(_free_port()))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_context(locale="ko-KR").new_page()
        page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
        page.set_default_timeout(60_000)
        try:
            page.goto(first.address + "/pair/" + made["pair_url"].rpartition("/")[2])
            page.wait_for_url("**/organiser*")
            _of_the_first(page, first.address, place)
            _of_the_second(page, first, place)
        finally:
            browser.close()
            first.stop()


def _of_the_first(page: Page, address: str, place: Path) -> None:
    page.goto(f"{address}/organiser/standby")
    page.locator(".copy-state.is-whole").wait_for()
    _name_the_stick(page, place)
    keep(page, "standby-copying")
    page.locator("[data-make]").click()
    page.locator(".copy-words li").last.wait_for()
    _name_the_stick(page, place)
    page.evaluate("() => document.querySelector('main > .card').remove()")
    keep(page, "standby-bundle")


def _of_the_second(page: Page, first: Kiosk, place: Path) -> None:
    (place / "words").write_text(WORDS, encoding="utf-8")
    asked = ("--bundle", str(place / "bundle"), "--passphrase-file", str(place / "words"))
    first.cli("standby", "prepare", "--out", str(place / "bundle"), "--passphrase-file", str(place / "words"))
    port = _free_port()
    second = Kiosk(place / "second", at=MORNING)
    standby = second.begin("standby", "follow", *asked, "--from", str(place / "usb"), "--port", str(port))
    try:
        page.wait_for_timeout(8_000)
        page.goto(f"http://localhost:{port}/")
        page.locator(".state:not(.is-late)").wait_for()
        _name_the_stick(page, place)
        keep(page, "standby-following")
    finally:
        standby.send_signal(signal.SIGTERM)
        standby.wait(timeout=30)


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _name_the_stick(page: Page, place: Path) -> None:
    page.evaluate(
        "([from, to]) => { const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);"
        " while (all.nextNode()) all.currentNode.data = all.currentNode.data.replace(from, to); }",
        [str(place / "usb"), STICK],
    )


if __name__ == "__main__":
    main()
