"""Make the pictures of docs/organiser.md anew, by making an expo from an empty folder: python -m tools.pictures.guide."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FilePayload, Page, sync_playwright

from kiosk.demo.sample import files as sample_files
from tests.browser.chromium import CHROMIUM
from tests.browser.conftest import FLAGS
from tests.outside.programs import Kiosk
from tools.pictures.page import DOCS

PICTURES = DOCS / "guide"
SIZE, WIDE_PX, MOST_BYTES = (1280, 800), 720, 25_000
BEFORE = "2026-10-15T14:00:00+09:00"


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        kiosk = Kiosk(Path(folder), at=BEFORE).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_context(locale="ko-KR").new_page()
        page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
        page.set_default_timeout(60_000)
        try:
            _walk(page, kiosk.address)
        finally:
            browser.close()
            kiosk.stop()


def _walk(page: Page, address: str) -> None:
    page.goto(address)
    keep(page, "begin")
    page.locator(".welcome-begin button").click()
    page.locator("[name=name]").fill("제1회 사회책임조달 박람회")
    for day in ("2026-10-29", "2026-10-30"):
        page.locator(f"[data-day='{day}']").click()
    keep(page, "name-and-days")
    page.locator("#set-up button").last.click()
    page.locator("#step-expo[data-state=done]").wait_for()
    page.locator("#prep-next a").click()
    _choose(page, "enterprises.csv")
    keep(page, "too-early")
    for kind, name in (("agencies", "agencies"), ("plan", "purchase_plan"), ("enterprises", "enterprises")):
        _choose(page, f"{name}.csv")
        if kind == "plan":
            keep(page, "preview")
        page.locator("[data-apply]").click()
        page.locator("[data-done]:not([hidden])").wait_for()
    page.goto(f"{address}/organiser/start")
    keep(page, "list")
    page.goto(f"{address}/organiser/files")
    page.locator("[data-what=badges] .made-ask .button").click()
    page.locator("[data-what=badges] progress[value]").wait_for()
    keep(page, "files")
    page.goto(f"{address}/organiser/stations")
    page.click("#pairing-layout")
    page.locator("[data-cards] [name=tablets]").fill("1")
    page.keyboard.press("Enter")
    page.locator("#pairing-print").wait_for()
    keep(page, "pairing")


def _choose(page: Page, name: str) -> None:
    sent: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": sample_files()[name]}
    page.locator("input[type=file]").first.set_input_files(sent)
    page.locator("[data-title]", has_text=name).wait_for()


def keep(page: Page, name: str) -> None:
    page.evaluate("() => document.fonts.ready")
    page.evaluate(
        "() => document.querySelector('.band-rehearsal')?.remove()"
    )  # the clock alone is of another day
    page.wait_for_timeout(400)
    whole = Image.open(BytesIO(page.screenshot())).convert("RGB")
    small = whole.resize((WIDE_PX, WIDE_PX * whole.height // whole.width), Image.Resampling.LANCZOS)
    for quality in range(80, 30, -5):
        small.save(PICTURES / f"{name}.webp", quality=quality, method=6)
        if (PICTURES / f"{name}.webp").stat().st_size <= MOST_BYTES:
            return


if __name__ == "__main__":
    main()
