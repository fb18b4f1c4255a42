"""What the people of a story do that a mouse and a keyboard do too slowly on a busy test machine."""

import sqlite3
import time
from typing import Any

from playwright.sync_api import Page, expect

SCANNER = """code => {
  let at_ms = new Event("first").timeStamp;
  for (const key of [...code, "Enter"]) {
    const at = document.activeElement ?? document.body;
    const event = new KeyboardEvent("keydown", {
      key, code: key === "Enter" ? key : `Digit${key}`, bubbles: true, cancelable: true,
    });
    Object.defineProperty(event, "timeStamp", { value: at_ms += 8 });
    if (at.dispatchEvent(event) && key !== "Enter") document.execCommand("insertText", false, key);
  }
}"""
LATER = "ms => { const now = performance.now.bind(performance); performance.now = () => now() + ms; }"
CODES_KEPT = """async () => {
  const { all } = await import(document.querySelector('script[src*="made/"]').src.replace(/made.*/, "js/offline/station-store.js"));
  return (await all("codes")).length >= 15;
}"""
SAME_SCAN_MS = 3_000  # so long the same code before a scanner or a camera is the same scan


def scan(page: Page, code: str) -> None:
    """A hand scanner types the digits and Enter into whatever has the focus, faster than anybody types.

    The keys carry the scanner's own times, as a real one's do however late a busy page comes to them.
    """
    page.evaluate(SCANNER, code)


def scan_anew(page: Page, code: str) -> None:
    """Hold the same badge to the scanner once more, so much later that it's another scan."""
    page.evaluate(LATER, SAME_SCAN_MS)
    scan(page, code)


def reply(page: Page, words: str) -> None:
    """Tap the button of these words at the page's question, which is gone then."""
    page.locator(".question").get_by_role("button", name=words, exact=True).click()
    expect(page.locator(".question")).to_have_count(0)


def until(page: Page, holds: str) -> None:
    """Wait for a promise's truth, which `wait_for_function` does not."""
    for _ in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(150)
    raise AssertionError(f"never: {holds}")


def rows(expo: Any, sql: str, *values: Any) -> list[dict[str, Any]]:
    db = sqlite3.connect(f"file:{expo.kiosk.folder / 'expo.db'}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in db.execute(sql, values)]
    finally:
        db.close()


def until_rows(expo: Any, sql: str, value: object, wanted: dict[str, object]) -> None:
    """Wait until the query gives this one row."""
    until_s = time.monotonic() + 20
    while rows(expo, sql, value) != [wanted]:
        assert time.monotonic() < until_s, rows(expo, sql, value)
        time.sleep(0.1)
