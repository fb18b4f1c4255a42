"""A camera that stands still: it's started again, people are pointed to the digits, and it comes back by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Expo

# getUserMedia as a canvas whose frames the story draws: show(grey) draws one on the newest stream.
CAMERA = """(() => {
  window.asked = 0;
  const grant = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const stream = canvas.captureStream(0);
    window.track = stream.getVideoTracks()[0];
    window.show = (grey) => {
      const brush = canvas.getContext("2d");
      brush.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
      brush.fillRect(0, 0, 64, 48);
      window.track.requestFrame();
    };
    return stream;
  };
  navigator.mediaDevices.getUserMedia = async () => {
    window.asked += 1;
    if (window.denied) throw new DOMException("taken", "NotReadableError");
    if (!window.unanswered) return grant();
    return new Promise((go) => (window.allow = () => go(grant())));
  };
})()"""
# A decoder that hangs at first, and reads a code once it was made anew.
HANGS = """let made = 0;
export function prepareZXingModule() {}
export class BarcodeDetector {
  constructor() { this.first = made++ === 0; window.decoders = made; }
  detect() { return this.first ? HOW : Promise.resolve([{ rawValue: "CODE" }]); }
}"""

READS = """export function prepareZXingModule() {}
export class BarcodeDetector {
  async detect() { return [{ rawValue: "CODE" }]; }
}"""


@pytest.fixture
def open_kiosk(expo: Expo, context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    def start(before: str = "", decoder: str | None = None) -> Page:
        page = context().new_page()
        page.clock.install()
        page.add_init_script(CAMERA + ";" + before)
        if decoder:
            page.context.route(
                "**/barcode-detector.js",
                lambda route: route.fulfill(body=decoder, content_type="text/javascript"),
            )
        page.goto(expo.address + expo.pair_url("kiosk"))
        page.wait_for_url("**/kiosk**")
        page.wait_for_selector("code-camera[data-state]")
        return page

    return start


def see(page: Page, state: str = "looking") -> None:
    """Show moving frames until the camera says this."""
    for grey in range(40):
        page.evaluate("grey => window.show?.(grey * 6)", grey)
        page.clock.run_for(200)
        if page.locator(f"code-camera[data-state={state}]").count():
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.locator("code-camera").get_attribute("data-state"))


def lead(page: Page) -> str:
    """The button that leads on the start screen, by its colour."""
    script = """() => [...document.querySelectorAll(".attract-buttons button")]
        .filter((one) => getComputedStyle(one).backgroundColor === "rgb(255, 199, 69)").map((one) => one.dataset.do).join()"""
    return str(page.evaluate(script))


def state(page: Page, expected: str) -> None:
    expect(page.locator("code-camera")).to_have_attribute("data-state", expected)


def test_frames_that_stop_point_to_the_digits_and_the_camera_is_started_again(
    open_kiosk: Callable[..., Page],
) -> None:
    page = open_kiosk()
    see(page)
    assert (lead(page), page.evaluate("asked")) == ("register", 1)
    page.clock.run_for(13_000)
    state(page, "still")
    expect(page.locator(".camera-word:visible")).to_have_text("카메라가 멈췄어요. 번호를 눌러 주세요.")
    assert lead(page) == "pad"
    assert page.evaluate("asked") >= 2
    see(page)
    assert lead(page) == "register"
    expect(page.locator(".camera-word:visible")).to_have_count(0)


def test_a_frozen_picture_is_no_seeing_camera(open_kiosk: Callable[..., Page]) -> None:
    page = open_kiosk()
    see(page)
    for _ in range(14):
        page.evaluate("show(90)")
        page.clock.run_for(1_000)
    state(page, "still")
    see(page)


@pytest.mark.long
def test_a_permission_that_nobody_answers_is_told_and_not_asked_twice(
    open_kiosk: Callable[..., Page],
) -> None:
    page = open_kiosk("window.unanswered = true")
    page.clock.run_for(12_000)
    state(page, "unanswered")
    assert (lead(page), page.evaluate("asked")) == ("pad", 1)
    page.evaluate("window.allow()")
    see(page)


@pytest.mark.long
def test_a_camera_that_another_program_took_comes_back(open_kiosk: Callable[..., Page]) -> None:
    page = open_kiosk()
    see(page)
    page.evaluate("() => { window.denied = true; track.stop(); track.dispatchEvent(new Event('ended')); }")
    state(page, "absent")
    page.clock.run_for(16_000)
    assert page.evaluate("asked") in (3, 4)  # further and further apart
    page.evaluate("window.denied = false")
    page.clock.run_for(30_000)
    see(page)


@pytest.mark.parametrize("how", ["new Promise(() => {})", "Promise.reject(new Error('memory'))"])
@pytest.mark.sampled(2)
def test_a_decoder_that_hangs_or_throws_is_made_anew(
    expo: Expo, open_kiosk: Callable[..., Page], how: str
) -> None:
    visitor: dict[str, Any] = expo.somebody()
    page = open_kiosk(decoder=HANGS.replace("HOW", how).replace("CODE", visitor["badge"]["code"]))
    see(page)
    for grey in range(30):
        page.evaluate("grey => show(grey)", grey)
        page.clock.run_for(1_000)
        if page.evaluate("decoders") > 1:
            break
    page.clock.resume()
    expect(page.locator(".answer-number")).to_have_text(str(visitor["number"]))


@pytest.mark.long
def test_a_decoder_that_could_not_be_fetched_is_asked_for_again(
    expo: Expo, open_kiosk: Callable[..., Page]
) -> None:
    visitor: dict[str, Any] = expo.somebody()
    refused: list[Route] = []

    def refuse_once(route: Route) -> None:
        if refused:
            return route.fallback()
        refused.append(route)
        return route.abort()

    page = open_kiosk(decoder=READS.replace("CODE", visitor["badge"]["code"]))
    page.context.route("**/barcode-detector.js", refuse_once)
    see(page)
    page.clock.resume()
    expect(page.locator(".answer-number")).to_have_text(str(visitor["number"]))
    assert refused
