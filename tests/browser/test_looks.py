"""What a hurried official sees: slots that keep their place, letters that are large enough, one language at a time."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from kiosk.demo.sample.make import make
from tests.browser.conftest import PHONE, TABLET, Expo
from tests.browser.hands import scan

BOXES = """() => Object.fromEntries([".booth-title", ".booth-seats", ".booth-state", ".booth-clock", ".booth-bars", ".booth-said", ".booth-now", ".booth-next"]
  .flatMap((name) => [...document.querySelectorAll(name)].filter((one) => one.checkVisibility())
    .map((one) => [name, (({ x, y, width, height }) => [x, y, width, height].map(Math.round))(one.getBoundingClientRect())])))"""
INSIDE = """() => {
  const box = (one) => one.getBoundingClientRect();
  const said = box(document.querySelector(".toast:last-child")), slot = box(document.querySelector(".booth-said"));
  const within = said.left >= slot.left - 1 && said.right <= slot.right + 1 && said.top >= slot.top - 1 && said.bottom <= slot.bottom + 1;
  const covered = [...document.querySelectorAll(".booth button")].filter((one) => one.checkVisibility()).filter((one) => {
    const { left, right, top, bottom } = box(one);
    return left < said.right && right > said.left && top < said.bottom && bottom > said.top;
  });
  return [within, covered.map((one) => one.textContent.trim())];
}"""
HANGUL = r"""() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const around = node.parentElement;
    if (!/[가-힣]/.test(node.data) || around.closest("script, style, noscript, [lang=ko], .too-old, video")) continue;
    if (around.closest("option") || around.checkVisibility()) found.push(node.data.trim());
  }
  return found;
}"""
LETTERS = """() => [...document.querySelectorAll(".answer svg text")].filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.trim(), Math.round(parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)])"""


def test_nothing_at_a_booth_moves_when_its_words_change(expo: Expo, station: Callable[..., Page]) -> None:
    visitor = expo.somebody(wishes=["A03"])
    booth = station("booth", "A03")
    before = booth.evaluate(BOXES)
    assert len(before) == 8
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    booth.click(f".booth-main:visible:has-text('{visitor['number']}')")
    expect(booth.locator(".booth-seat").first).to_contain_text(str(visitor["number"]))
    assert booth.evaluate(BOXES) == before
    booth.click(".booth-main:visible:has-text('상담 시작')")
    expect(booth.locator(".now-timer:visible")).to_be_visible()
    assert booth.evaluate(BOXES) == before
    expect(booth.locator(".toast:last-child")).to_be_visible()
    assert booth.evaluate(INSIDE) == [True, []]
    booth.click(".booth-main:visible:has-text('상담 끝')")


def test_the_kiosks_answer_has_half_the_screen_then_a_third_and_large_names_on_its_map(
    expo: Expo, kiosk: Page
) -> None:
    visitor = expo.somebody(wishes=["B07"])
    held: list[Route] = []
    kiosk.route("**/kiosk/way.json*", lambda route: held.append(route))
    scan(kiosk, visitor["badge"]["code"])
    expect(kiosk.locator(".answer-number")).to_have_text(str(visitor["number"]))
    high = "() => document.querySelector('.answer-band').getBoundingClientRect().height / innerHeight"
    assert kiosk.evaluate(high) > 0.5
    while not held:
        kiosk.wait_for_timeout(50)
    held[0].continue_()
    kiosk.locator(".way-map").wait_for()
    kiosk.wait_for_function(f"() => ({high})() < 0.34")
    for size in (TABLET, {"width": 1024, "height": 768}, {"width": 800, "height": 1280}):
        kiosk.set_viewport_size(size)  # type: ignore[arg-type]
        letters = dict(kiosk.evaluate(LETTERS))
        there = kiosk.locator(".way-first").get_attribute("data-booth")
        assert {"현재 위치", there} <= set(letters), size
        assert min(letters["현재 위치"], letters[there]) >= 48, (size, letters)
        assert len(letters) >= 3, size  # and whoever stands beside it


@pytest.mark.long
def test_a_desk_at_rest_counts_who_came(expo: Expo, station: Callable[..., Page]) -> None:
    desk = station("desk")
    came = desk.locator(".came dd").first
    before = int(came.inner_text())
    scan(desk, expo.somebody()["badge"]["code"])
    desk.locator(".person-quiet").wait_for()
    desk.keyboard.press("Escape")
    expect(came).to_have_text(str(before + 1))


@pytest.fixture(scope="module")
def names() -> re.Pattern[str]:
    """Enterprises, people, purchases and the expo of these tests, whose names are shown as they are."""
    made = make()
    known = {row[column] for row in (*made.enterprises, *made.walk_ins) for column in ("기업명", "담당자")}
    known |= {row["사업명"] for row in made.plan}
    return re.compile(
        "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        + r"|새사람\d+|새기업 \d+|박람회|‘운영본부 열기’"
    )


def test_english_pages_hold_no_korean_but_names(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext], names: re.Pattern[str]
) -> None:
    found = {}
    phone = context(PHONE).new_page()
    for path in ("/register", "/trust", "/nowhere", "/kiosk", "/pair/used-up", "/board/A03", "/stage"):
        phone.goto(f"{expo.address}{path}?lang=en")
        found[path] = phone.evaluate(HANGUL)
    for role, booth, opens in (
        ("kiosk", None, '.attract [data-do="pad"]'),
        ("kiosk", None, '.attract [data-do="register"]'),
        ("desk", None, '.desk-bar [data-do="register"]'),
        ("booth", "A03", '[data-do="pause"]'),
    ):
        page = station(role, booth)
        page.goto(page.url + ("&" if "?" in page.url else "?") + "lang=en")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        found[f"{role} at rest"] = page.evaluate(HANGUL)
        page.locator(opens).first.click()
        found[f"{role} {opens}"] = page.evaluate(HANGUL)
    left = {
        path: [one for one in said if re.search("[가-힣]", names.sub("", one))]
        for path, said in found.items()
    }
    assert {path: said for path, said in left.items() if said} == {}
