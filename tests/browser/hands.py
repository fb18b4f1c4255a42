"""What the people of a story do that a mouse and a keyboard do too slowly on a busy test machine."""

from playwright.sync_api import Page

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
