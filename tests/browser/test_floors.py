"""Televisions of 2022: boards, the stage and the phone need nothing newer than Chromium 85, and who is older is told so.

A real old build is not to be had. So Chromium of today is asked what it was given, and made to lack what an old one lacks.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import BOARD, PHONE, Expo

FLOORS = (Path(__file__).parents[2] / "tools" / "lint" / "floors.mjs").read_text(encoding="utf-8")
GIVEN = """() => {
  const found = { newer: [], rules: 0 };
  const look = (rules) => {
    for (const rule of rules) {
      found.rules += 1;
      if (/^CSS(Layer|Container|Scope|Nest|StartingStyle)/.test(rule.constructor.name)) found.newer.push(rule.cssText.slice(0, 60));
      if (rule.cssRules && !(rule instanceof CSSStyleRule && !rule.cssRules.length)) look(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) look(sheet.cssRules);
  return found;
}"""
# What Chromium 86 to 108 brought and our pages would miss without a word: gone before the page's first script.
OLD = """
  for (const of of [Element, Document, DocumentFragment]) delete of.prototype.replaceChildren;
  for (const of of [Array, String]) { delete of.prototype.at; delete of.prototype.findLast; }
  delete AbortSignal.timeout; delete Object.hasOwn; delete window.structuredClone; delete crypto.constructor.prototype.randomUUID;
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, heard, options) {
    if (options && typeof options === "object") { const { signal, ...known } = options; options = known; }
    return listen.call(this, type, heard, options);
  };
"""
LOADED = """() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname.replace(/^\\/static\\/(v-\\w+\\/)?/, ""))
  .filter((path) => /^(js|css)\\//.test(path)).map((path) => path.replace(/^\\w+\\/|\\.\\w+$/g, ""))"""
PATHS = ["/board", "/board/D01", "/stage", "/plan", "/programme", "/register", "/v/{code}"]


@pytest.fixture
def public(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> Callable[[str], Page]:
    """Opens a page that anybody may open, in a browser of its own; the stage by its station."""
    code = expo.somebody()["badge"]["code"]

    def open_page(path: str) -> Page:
        if path == "/stage":
            return station("stage", viewport=BOARD)
        page = context(PHONE if path.startswith(("/v/", "/register")) else BOARD).new_page()
        page.goto(expo.address + path.format(code=code))
        return page

    return open_page


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.sampled(4)
def test_a_public_page_is_given_nothing_that_chromium_85_does_not_know(
    public: Callable[[str], Page], path: str
) -> None:
    page = public(path)
    given = page.evaluate(GIVEN)
    assert given["rules"] > 50 and given["newer"] == []
    linted = set(re.findall(r'"([\w/-]+)"', FLOORS.partition("PUBLIC_SCRIPTS")[2]))
    assert set(page.evaluate(LOADED)) - linted == set()


def test_a_board_and_a_phone_follow_a_call_without_what_came_after_chromium_85(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    visitor = expo.somebody(categories=[])
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    ticket = expo.act("desk", "ticket.join", visitor=visitor["id"], booth="D01")["ticket"]["id"]
    hall, booth, phone = (context(size).new_page() for size in (BOARD, BOARD, PHONE))
    for page, path in ((hall, "/board"), (booth, "/board/D01"), (phone, f"/v/{visitor['badge']['code']}")):
        page.add_init_script(OLD)
        page.goto(expo.address + path)
        expect(page.locator("live-topic[data-joined]").first).to_be_attached()
        expect(page.locator("live-topic:not([data-joined])")).to_have_count(0)
        expect(page.locator(".too-old")).to_be_hidden()
    expo.act("organiser", "ticket.call", ticket=ticket, counter=1, reason="시험")
    number = str(visitor["number"])
    expect(hall.locator("#cell-D01")).to_contain_text(number)
    expect(hall.locator("[data-hero] .call-number")).to_have_text(number)
    expect(booth.locator(".booth-board-one b")).to_have_text(number)
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "called")
    hall.evaluate("document.querySelector('live-topic').textContent = ''")
    expo.kiosk.restart()  # a new epoch: the whole topic is painted anew
    expect(hall.locator("#cell-D01")).to_contain_text(number)


@pytest.mark.parametrize(
    "path, lacks, needs",
    [
        ("/board", "delete Promise.any", "Chrome 85"),
        ("/kiosk", "CSS.supports = () => false", "Chrome 108"),
    ],
)
@pytest.mark.sampled(2)
def test_a_browser_below_the_floor_is_told_what_the_page_needs(
    expo: Expo,
    station: Callable[..., Page],
    context: Callable[..., BrowserContext],
    path: str,
    lacks: str,
    needs: str,
) -> None:
    page = station("kiosk", alone=True) if path == "/kiosk" else context(BOARD).new_page()
    page.add_init_script(lacks)
    page.goto(expo.address + path)
    said = page.locator(".too-old")
    expect(said).to_be_visible()
    expect(said).to_contain_text(needs)
    expect(said).to_contain_text(re.compile(r"이 기기: (Headless)?Chrome/\d+"))


@pytest.mark.long
def test_the_need_is_said_in_plain_html_where_no_script_runs(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    page = context(BOARD, java_script_enabled=False).new_page()
    page.goto(expo.address + "/board")
    expect(page.locator(".too-old")).to_contain_text("Chrome 85 이상 또는 Safari 15 이상")
    page.close()  # axe is a script


def test_nothing_a_page_looks_like_comes_from_a_cascade_layer(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    """An old engine drops a block it does not know with all that stands in it: then the page must look the same."""
    page = context(BOARD).new_page()
    page.goto(expo.address + "/plan")
    known = page.screenshot(animations="disabled", mask=[page.locator("server-clock")])

    def as_an_old_engine(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=_without_layers(answer.text()))

    page.route(re.compile(r"[.]css"), as_an_old_engine)
    page.reload()
    assert page.screenshot(animations="disabled", mask=[page.locator("server-clock")]) == known


def _without_layers(sheet: str) -> str:
    """As CSS Syntax has it: an unknown at-rule goes to its closing brace, or to its semicolon."""
    while found := re.search(r"@layer[^;{]*", sheet):
        at, depth = found.end(), 0
        while at < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[at], 0)
            at += 1
            if depth == 0 and sheet[at - 1] in ";}":
                break
        sheet = sheet[: found.start()] + sheet[at:]
    return sheet
