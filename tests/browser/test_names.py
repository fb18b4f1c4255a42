"""No word is split and no name is cut on any screen, in either language, with the longest names there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kiosk.demo.sample import files as sample_files
from tests.browser.conftest import BOARD, LANGUAGES, PHONE, TABLET
from tests.browser.hands import scan
from tests.browser.names import spoilt
from tests.outside.conftest import set_up
from tests.outside.programs import Kiosk

LONGEST = (Path(__file__).parents[1] / "badges" / "longest_names.txt").read_text(encoding="utf-8").split("\n")
NAMES = [name for name in LONGEST if name]
# Where a visitor waits: at the agencies with the longest names, in either language.
BOOTHS = ("C07", "C09", "D03", "D05", "D07", "D11", "A02")
BOOTH = "D05"


@dataclass
class Hall:
    """A hall in which everybody waits, is called or sits, and a browser paired with every station."""

    kiosk: Kiosk
    tokens: dict[str, str]
    people: list[dict[str, Any]]
    browser: BrowserContext

    def act(self, role: str, verb: str, /, **fields: Any) -> dict[str, Any]:
        answer = self.kiosk.browser(self.tokens[role]).act(verb, **fields)
        assert answer.data["ok"], answer.text
        return dict(answer.data)

    def opened(self, path: str, lang: str, size: dict[str, int]) -> Page:
        page = self.browser.new_page()
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        page.evaluate("() => document.fonts.ready")
        return page


@pytest.fixture(scope="module")
def hall(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    kiosk = Kiosk(tmp_path_factory.mktemp("names"))
    made = sample_files()
    files = {
        "agencies": made["agencies.csv"].decode(),
        "plan": made["purchase_plan.csv"].decode(),
    }
    cast = set_up(kiosk.folder, float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"]), files)
    kiosk.start()
    browser = chromium.new_context(base_url=kiosk.address, permissions=["camera"], locale="ko-KR")
    hall = Hall(kiosk, cast.tokens, [], browser)
    for role, booth in (("kiosk", None), ("desk", None), ("booth", BOOTH), ("stage", None)):
        fields = {"role": role} | ({"booth": booth} if booth else {})
        pair = hall.act("organiser", "station.pair", **fields)["station"]["pair_url"]
        assert browser.request.post(pair[pair.index("/pair") :], data={"secret": uuid4().hex * 2}).ok
    fill(hall)
    yield hall
    browser.close()
    kiosk.stop()


def fill(hall: Hall) -> None:
    """Forty enterprises come; the first is called, the second in a meeting, the others wait."""
    for at, name in enumerate(NAMES):
        given = {"name": f"남궁{at}", "enterprise": name, "kind": "사회적협동조합", "consent": True}
        person = hall.act("desk", "visitor.register", **given, categories=["피복·근무복"])["visitor"]
        hall.people.append(person)
        if at < 8:
            hall.act("desk", "visitor.check_in", visitor=person["id"])
            hall.act("desk", "ticket.join", visitor=person["id"], booth=BOOTHS[at % len(BOOTHS)])
    for person, counter in ((3, 1), (0, 1)):
        booth = BOOTHS[person]
        ticket = hall.act("organiser", "ticket.join", visitor=hall.people[person + 1]["id"], booth=booth)
        hall.act("organiser", "ticket.call", ticket=ticket["ticket"]["id"], counter=counter, reason="시험")


PAGES = {
    "/board": (BOARD,),
    "/board?view=map": (BOARD, TABLET),
    f"/board/{BOOTH}": (BOARD,),
    "/board/A01": (BOARD,),
    "/stage": (BOARD,),
    "/plan": (TABLET, PHONE),
    "/register": (PHONE,),
    "/desk": (TABLET,),
    f"/booth?booth={BOOTH}": (TABLET,),
    "/nowhere": (TABLET,),
    "phone": (PHONE,),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_name_is_split_or_cut(hall: Hall, lang: str) -> None:
    found = []
    for path, sizes in PAGES.items():
        path = f"/v/{hall.people[1]['badge']['code']}" if path == "phone" else path
        page = hall.opened(path, lang, sizes[0])
        for size in sizes:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for more in page.locator("details").all():
                more.evaluate("one => { one.open = true; }")
            found += [f"{path} at {size['width']}: {one}" for one in spoilt(page)]
        page.close()
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_name_is_split_or_cut_at_the_kiosk(hall: Hall, lang: str) -> None:
    page, found = hall.opened("/kiosk", lang, TABLET), []
    for size in (TABLET, {"width": 1024, "height": 768}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"attract at {size['width']}: {one}" for one in spoilt(page)]
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
    page.click("[data-do=map]")
    page.click(".finder-list [data-spot=C09]")
    expect(page.locator(".finder-booth")).to_have_text("C09")
    for size in (TABLET, {"width": 1024, "height": 768}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"finder at {size['width']}: {one}" for one in spoilt(page)]
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
    page.reload()
    for person in (hall.people[5], hall.people[20]):
        scan(page, person["badge"]["code"])
        expect(page.locator(".answer-number")).to_have_text(str(person["number"]))
        page.locator(".way").wait_for()
        found += [f"answer: {one}" for one in spoilt(page)]
        small = page.evaluate(SMALL)
        found += [f"smaller than 48 px: {one}" for one in small]
        page.reload()
    page.close()
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_name_is_split_or_cut_at_the_desk(hall: Hall, lang: str) -> None:
    page = hall.opened("/desk", lang, TABLET)
    page.fill("desk-search input", NAMES[1][:5])
    page.locator("#desk-found [data-id]").first.wait_for()
    found = spoilt(page)
    page.locator("#desk-found [data-id]").first.click()
    page.locator(".person-quiet").wait_for()
    found += spoilt(page)
    page.close()
    assert found == [], "\n".join(found)


@pytest.mark.long
def test_a_number_of_four_digits_is_whole_at_160_px(hall: Hall) -> None:
    page = hall.opened("/kiosk", "ko", TABLET)
    scan(page, hall.people[2]["badge"]["code"])
    page.locator(".way").wait_for()
    page.evaluate("() => { document.querySelector('.answer-number').textContent = '1088'; }")
    size = page.evaluate("() => getComputedStyle(document.querySelector('.answer-number')).fontSize")
    assert (size, spoilt(page)) == ("160px", [])
    page.close()


SMALL = """() => [...document.querySelectorAll('.answer *')]
  .filter((one) => one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((one) => !one.closest('svg') && parseFloat(getComputedStyle(one).fontSize) < 48)
  .map((one) => one.textContent)"""
