"""The hall's board: whose call is announced, for how long, said by whom; and what it shows when nobody is called."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import BOARD, LANGUAGES, Expo
from tests.outside.programs import Kiosk

DAY = (Path(__file__).parents[1] / "js" / "crowded-day.csv").read_text(encoding="utf-8").split()[1:]
# Who is the hero from when to when, by the page's clock.
WATCH = """() => {
  window.heroes = [];
  const look = () => {
    const now = performance.now();
    const here = [...document.querySelectorAll("[data-hero] [data-ticket]")].map((one) => Number(one.dataset.ticket));
    for (const one of window.heroes) if (one.until === null && !here.includes(one.ticket)) one.until = now;
    for (const ticket of here)
      if (!window.heroes.some((one) => one.ticket === ticket && one.until === null)) window.heroes.push({ ticket, from: now, until: null, of: here.length });
  };
  new MutationObserver(look).observe(document.querySelector("hall-board"), { subtree: true, childList: true, attributes: true });
  look();
}"""
# As if the server had told that these are called there now.
TELL = """(booths) => document.querySelector("live-topic").dispatchEvent(
  new CustomEvent("live:show", { bubbles: true, detail: { ids: [], data: { booths }, seq: 1e9 } }))"""
VOICES = """
  window.said = [];
  class Words { constructor(text) { this.text = text; } }
  window.SpeechSynthesisUtterance = Words;
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => ["ko-KR", "en-US"].map((lang) => ({ lang, localService: true })),
    speak(words) { window.said.push(words.text); setTimeout(() => words.onend(), 10); },
    cancel() {},
  } });
"""
# What stands outside of its cell, or of the screen, or over a neighbour.
OUTSIDE = """() => {
  const box = (one) => one.getBoundingClientRect();
  const found = [];
  for (const name of document.querySelectorAll(".hall-cell .name, .hall-lead .name, .older-call .name")) {
    const around = box(name.closest(".hall-cell, .hall-lead, .older-call"));
    const range = document.createRange();
    range.selectNodeContents(name);
    const text = box(range);
    if (text.height && (text.left < around.left || text.right > around.right || text.top < around.top || text.bottom > around.bottom)) found.push(name.textContent);
  }
  for (const cell of document.querySelectorAll(".hall-cell.is-new")) { // a line's box is higher than its letters
    const [name, number] = [cell.querySelector(".name"), cell.querySelector(".hall-cell-calls")].map(box);
    if (name.height && number.top < name.bottom - 7) found.push(`${cell.id}: its number ${Math.round(name.bottom - number.top)} px over its name`);
  }
  for (const who of document.querySelectorAll(".call-who")) {
    const where = who.parentElement.querySelector(".call-where");
    if (box(who).width && box(where).right > box(who).left && box(where).bottom > box(who).top + 1) found.push(`${where.textContent} under ${who.textContent}`);
  }
  const told = document.querySelector(".hall-ticker > li.is-shown");
  if (told && (told.scrollWidth > told.clientWidth || told.scrollHeight > told.clientHeight)) found.push(`cut: ${told.textContent}`);
  const rows = ["connection-band", ".band-rehearsal", ".hall-title", ".hall-calls", ".hall-booths", ".hall-ticker"]
    .map((one) => [one, document.querySelector(one)]).filter(([, one]) => one && box(one).height > 0);
  rows.sort(([, one], [, other]) => box(one).top - box(other).top);
  rows.forEach(([name, one], at) => {
    const beside = at && box(one).left >= box(rows[at - 1][1]).right - 1 || at && box(one).right <= box(rows[at - 1][1]).left + 1;
    if (at && !beside && box(one).top < box(rows[at - 1][1]).bottom - 1) found.push(`${name} over ${rows[at - 1][0]}`);
    if (box(one).bottom > innerHeight + 1) found.push(`${name} below the screen`);
  });
  return found;
}"""


@pytest.fixture
def board(expo: Expo, context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Opens the hall's board as a stranger's television does, its clock in the story's hands."""

    def open_page(query: str = "") -> Page:
        page = context(BOARD).new_page()
        page.clock.install()
        page.goto(f"{expo.address}/board{query}")
        expect(page.locator("live-topic[data-joined]").first).to_be_attached()
        page.clock.pause_at(
            page.evaluate("Date.now()") / 1_000 + 1
        )  # from here on time passes as the story says
        page.evaluate(WATCH)
        return page

    return open_page


def called_at(expo: Expo, *booths: str) -> list[int]:
    """Somebody new is called to each of these booths; gives their tickets."""
    tickets = []
    for booth in booths:
        visitor = expo.somebody(categories=[], wishes=[booth])
        agenda = expo.act("desk", "visitor.check_in", visitor=visitor["id"])["agenda"]
        tickets.append(next(one["id"] for one in agenda["tickets"] if one["booth"] == booth))
    for ticket in tickets:
        expo.act("organiser", "ticket.call", ticket=ticket, counter=1, reason="이야기")
    return tickets


def over(expo: Expo, *tickets: int) -> None:
    for ticket in tickets:
        meeting = expo.act("organiser", "consultation.start", ticket=ticket, counter=1)["consultation"]["id"]
        expo.act("organiser", "consultation.finish", consultation=meeting, lines=[{"outcome": "consulted"}])


def pass_s(page: Page, seconds: int) -> None:
    for _ in range(2 * seconds):
        page.clock.run_for(500)


def seen(page: Page) -> dict[int, float]:
    """Who was announced, once each, and for how many seconds."""
    heroes = page.evaluate("window.heroes.map((one) => ({ ...one, until: one.until ?? performance.now() }))")
    tickets = [one["ticket"] for one in heroes]
    assert len(tickets) == len(set(tickets)), heroes
    return {one["ticket"]: (one["until"] - one["from"]) / 1000 for one in heroes}


def test_five_called_at_once_and_a_reconnect_in_the_middle(expo: Expo, board: Callable[..., Page]) -> None:
    page = board()
    tickets = called_at(expo, "A03", "B02", "C01", "D05", "D08")
    for ticket in tickets:
        expect(page.locator(f".hall-cell [data-ticket='{ticket}']")).to_be_attached()
    pass_s(page, 5)
    page.context.set_offline(True)
    over(expo, tickets[4])  # who comes before their turn is announced no more
    later = called_at(expo, "A05")
    page.context.set_offline(False)
    page.clock.run_for(2_000)
    expect(page.locator(f".hall-cell [data-ticket='{later[0]}']")).to_be_attached()
    pass_s(page, 30)
    announced = seen(page)
    assert set(announced) == {*tickets[:4], *later}
    assert min(announced.values()) >= 4
    expect(page.locator(".hall-older > li")).to_have_count(4)
    over(expo, *tickets[:4], *later)
    expect(page.locator("[data-ticket]:visible")).to_have_count(0)


@pytest.mark.long
def test_the_busiest_two_minutes_of_ten_times_the_crowd(board: Callable[..., Page]) -> None:
    page = board()
    page.context.set_offline(True)  # the server's own hall is quiet; nothing of it comes between
    calls = [
        dict(zip(("at", "over", "ticket", "number", "booth", "counter"), row.split(","), strict=True))
        for row in DAY
    ]
    starts = [int(one["at"]) for one in calls]
    first = max(starts, key=lambda start: sum(start <= at < start + 120 for at in starts))
    busy = [one for one in calls if first <= int(one["at"]) < first + 120]
    opened = page.evaluate("Number(document.querySelector('meta[name=server-now]').content)")
    standing: dict[str, list[dict[str, Any]]] = {}
    for second in range(150):
        changed = set()
        for one in busy:
            call = {"ticket": int(one["ticket"]), "number": int(one["number"]), "name": "김○서", "counter": 1}
            call |= {"called_at": opened + 1_000 * int(one["at"]), "recalled_at": None}
            here = standing.setdefault(one["booth"], [])
            if int(one["at"]) == first + second:
                here.append(call)
                changed.add(one["booth"])
            if int(one["over"]) == first + second and call in here:
                here.remove(call)
                changed.add(one["booth"])
        if changed:
            page.evaluate(
                TELL, [{"number": booth, "agency": "", "called": standing[booth]} for booth in changed]
            )
        page.clock.run_for(1_000)
    announced = seen(page)
    assert set(announced) == {int(one["ticket"]) for one in busy} and len(busy) > 15
    assert min(announced.values()) >= 4


def test_one_tap_and_a_board_speaks_and_of_two_beside_each_other_one(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    pages = []
    for _ in range(2):
        page = context(BOARD).new_page()
        page.add_init_script(VOICES)
        page.goto(expo.address + expo.pair_url("board"))
        page.wait_for_url("**/board**")
        expect(page.locator("live-topic[data-joined]").first).to_be_attached()
        page.click("[data-do=on]")
        expect(page.locator("[data-do=on]")).to_be_hidden()
        pages.append(page)
    [ticket] = called_at(expo, "A03")
    for page in pages:
        expect(page.locator(f"[data-hero] [data-ticket='{ticket}']")).to_be_attached()
    until_said(pages)
    said = [text for page in pages for text in page.evaluate("window.said")]
    assert len(said) == 2 and said[0].endswith("번 손님, A 3 부스로 오십시오.")
    assert said[1].startswith("Number ")
    over(expo, ticket)


def until_said(pages: list[Page]) -> None:
    for _ in range(60):
        if sum(page.evaluate("window.said.length") for page in pages) >= 2:
            return
        pages[0].wait_for_timeout(100)
    raise AssertionError(json.dumps([page.evaluate("window.said") for page in pages]))


@pytest.mark.long
def test_a_zone_a_page_and_a_map_show_their_part(expo: Expo, board: Callable[..., Page]) -> None:
    page = board("?zone=B")
    expect(page.locator(".hall-cell:visible")).to_have_count(11)
    [there, here] = called_at(expo, "A03", "B02")
    expect(page.locator(f"[data-hero] [data-ticket='{here}']")).to_be_attached()
    pass_s(page, 8)
    assert set(seen(page)) == {here}
    for query, cells in (("?page=4of4", 11), ("?view=map&theme=contrast", 44)):
        page.goto(f"{expo.address}/board{query}")
        expect(page.locator(".hall-cell:visible")).to_have_count(cells)
        assert page.evaluate(OUTSIDE) == []
    over(expo, there, here)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_stands_outside_or_over_anything_also_when_the_board_is_stale(
    expo: Expo, board: Callable[..., Page], lang: str
) -> None:
    tickets = called_at(expo, "A02", "C09", "D03", "D05", "D11")
    told_to_all = "짧은 공지. " + "긴 공지도 모두 보입니다 " * 13
    notice = expo.act("organiser", "notice.send", text=told_to_all)["notice"]["id"]
    page = board(f"?lang={lang}&theme=light")
    told = set()
    for _ in range(9):  # what is new, then the ticker's items, each in its turn
        page.clock.run_for(8_000)
        told.add(page.locator(".hall-ticker > li.is-shown").inner_text())
        assert page.evaluate(OUTSIDE) == []
    assert len(told) == page.locator(".hall-ticker > li").count() >= 3
    page.context.set_offline(True)
    pass_s(page, 14)
    expect(page.locator("connection-band[data-stale]")).to_be_visible()
    assert page.evaluate(OUTSIDE) == []
    over(expo, *tickets)
    expo.act("organiser", "notice.end", notice=notice)


def test_when_every_booth_pauses_one_sentence_says_why(expo: Expo, board: Callable[..., Page]) -> None:
    page = board()
    booths = page.locator("[data-booth]").evaluate_all("(all) => all.map((one) => one.dataset.booth)")
    for booth in booths:
        expo.act("organiser", "booth.pause", booth=booth, reason="비가 와서 잠시 쉽니다")
    expect(page.locator(".hall-state-lead")).to_have_text("비가 와서 잠시 쉽니다")
    expect(page.locator(".hall-calls")).to_be_hidden()
    expect(page.locator(".hall-cell.is-paused:visible")).to_have_count(44)
    for booth in booths:
        expo.act("organiser", "booth.open", booth=booth)
    expect(page.locator(".hall-state")).to_be_hidden()
    expect(page.locator(".hall-calls")).to_be_visible()


@pytest.fixture
def early(sample_folder: tuple[Path, Any], tmp_path: Path) -> Iterator[Kiosk]:
    """The sample's server at nine in the morning."""
    kiosk = Kiosk(
        Path(shutil.copytree(sample_folder[0], tmp_path / "data")), at="2026-10-29T09:00+09:00"
    ).start()
    yield kiosk
    kiosk.stop()


@pytest.mark.long
def test_before_opening_it_tells_when_and_what_and_where_to_register(
    early: Kiosk, context: Callable[..., BrowserContext]
) -> None:
    page = context(BOARD).new_page()
    page.goto(early.address + "/board")
    expect(
        page.locator("live-topic[data-joined]").first
    ).to_be_attached()  # what joining paints anew is there
    lead = page.locator(".hall-state-lead")
    expect(lead).to_have_text("10:00에 시작합니다")
    assert lead.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") == 200
    expect(page.locator(".hall-state-programme li")).to_have_count(5)
    expect(page.locator(".hall-register svg")).to_be_visible()
    expect(page.locator(".hall-booths")).to_be_hidden()
