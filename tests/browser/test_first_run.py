"""An expo is made from an empty folder in the browser alone: no shell, no file that was not uploaded here."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import BrowserContext, FileChooser, Locator, Page, expect

from badges.drawing import DPI
from kiosk.demo.sample import files as sample_files
from tests.badges.printed import papers
from tests.browser.axe import broken
from tests.browser.conftest import TABLET, Expo
from tests.browser.hands import reply, rows, until_rows
from tests.outside.programs import Kiosk

DESK = {"width": 1440, "height": 900}
LONG_MS = 60_000  # thousands of rows on a busy machine
ENTERPRISES = 40  # of the sample's 260: each has a badge to draw
CARDS = {"tablets": 0, "booth_boards": 0, "kiosks": 2, "desks": 2, "boards": 1, "stages": 1}
TABLETS = ["kiosk", "kiosk", "desk", "desk", "board", "stage"]


@pytest.fixture(scope="module")
def expo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expo]:
    """A server over an empty folder: nobody's token, no station."""
    kiosk = Kiosk(tmp_path_factory.mktemp("first")).start()
    yield Expo(kiosk, {}, {})
    kiosk.stop()


@pytest.fixture
def organiser(expo: Expo, context: Callable[..., BrowserContext]) -> Page:
    """The laptop's own browser, at the address that the server says."""
    page = context(viewport=DESK).new_page()
    page.goto(expo.address)
    return page


def test_an_expo_is_made_from_an_empty_folder_without_a_shell(
    expo: Expo, organiser: Page, context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    _begin(organiser)
    _bring_files_in(organiser)
    _begin_badges(organiser)
    tablets = _pair(expo, organiser, context, tmp_path)
    _save_badges(organiser, tmp_path)
    _look_at_everything(expo, organiser, tablets)
    _keep_the_fleet(expo, organiser, tablets)


def _begin(page: Page) -> None:
    """In, and the expo's name, days and hours; what does not fit is said beside its field."""
    page.get_by_role("button", name="이 노트북에서 시작하기").click()
    form = page.locator("form[data-verb='expo.set_up']")
    expect(_step(page, "expo")).to_have_attribute("data-state", "todo")
    assert (found := broken(page)) == [], found
    form.locator("[name=name]").fill("제1회 사회책임조달 박람회")
    for day in ("2026-10-29", "2026-10-30"):
        form.locator(f"[data-day='{day}']").click()
    expect(form.locator("[name=days]")).to_have_value("2026-10-29, 2026-10-30")
    form.locator("[name=hours]").fill("열 시부터")
    form.locator("button").last.click()
    expect(form.locator("[data-error=hours]")).to_contain_text("10:00-18:00처럼")
    form.locator("[name=hours]").fill("10:00-18:00, 10:00-17:00")
    form.locator("button").last.click()
    expect(_step(page, "expo")).to_contain_text("10월 29일~10월 30일 날마다 다른 시간")
    expect(_step(page, "expo")).to_have_attribute("data-state", "done")
    expect(_step(page, "agencies")).to_contain_text("없음")
    expect(page.locator("#prep-next")).to_have_attribute("data-next", "agencies")
    assert (found := broken(page)) == [], found


def _bring_files_in(page: Page) -> None:
    """Five files, the enterprises too early: the page says what comes first, and leads through the rest."""
    files = _files()
    page.locator("#prep-next a").click()
    _choose(page.locator("input[type=file]").first, "enterprises.csv", files)
    first = page.locator("[data-first]")
    expect(first).to_contain_text("기관과 부스, 구매계획을 먼저 가져오세요.")
    offered = first.locator("[data-next]")
    for kind, name in (
        ("agencies", "agencies.csv"),
        ("plan", "purchase_plan.csv"),
        ("enterprises", "enterprises.csv"),
        ("appointments", "appointments.csv"),
        ("programme", "programme.csv"),
    ):
        with page.expect_file_chooser() as chooser:
            offered.click()
        _choose(chooser.value, name, files)
        _until_read(page, name, files)
        if kind == "plan":
            expect(page.locator(".import-money")).to_contain_text("35,000,000,000원")
            expect(page.locator(".import-group")).to_have_count(6)
        page.locator("[data-apply]").click()
        expect(page.locator("[data-done]")).to_contain_text("가져왔어요", timeout=LONG_MS)
        expect(page.locator(f"[data-step={kind}]")).to_have_attribute("data-there", _any_number())
        offered = page.locator("[data-done] [data-next]")
    expect(offered).to_have_text("준비 목록으로")
    offered.click()
    for name, there in {
        "agencies": "44곳",
        "plan": "3,849건",
        "enterprises": f"{ENTERPRISES}곳 · {ENTERPRISES}명",
        "appointments": f"{len(_lines(files['appointments.csv'])) - 1}건",
        "programme": "12건",
    }.items():
        expect(_step(page, name)).to_have_attribute("data-state", "done")
        expect(_step(page, name)).to_contain_text(there)


def _begin_badges(page: Page) -> None:
    page.locator("#prep-next a", has_text="명찰 만들기").click()
    page.get_by_role("button", name="명찰 만들기", exact=True).click()
    expect(page.locator("[data-what=badges] .made-job")).to_be_visible()
    assert (found := broken(page)) == [], found


def _pair(expo: Expo, page: Page, context: Callable[..., BrowserContext], folder: Path) -> dict[str, Page]:
    """Six tablets by the printed sheet, each card's QR read from its picture, while the badges are being drawn."""
    page.locator(".org-nav > a", has_text="단말").click()
    page.click("#pairing-layout")
    for name, count in CARDS.items():
        page.locator(f"[data-cards] [name={name}]").fill(str(count))
    page.keyboard.press("Enter")
    with page.expect_download(timeout=LONG_MS) as download:
        page.click("#pairing-print")
    download.value.save_as(folder / "pairing.pdf")
    read = [
        urlsplit(one.text).path
        for paper in papers(folder / "pairing.pdf", DPI)
        for one in zxingcpp.read_barcodes(np.asarray(paper.convert("L")))
    ]
    assert len(read) == len(TABLETS)
    page.click("#pairing-switch")
    expect(page.locator(".fleet-pairing")).to_contain_text("켜짐")
    tablets: dict[str, Page] = {}
    for card in read:
        tablet = context(viewport=TABLET).new_page()
        tablet.goto(expo.address + card)
        tablet.wait_for_url("**?station=*", wait_until="commit")
        tablets[tablet.url.rpartition("=")[2]] = tablet
    roles = sorted(urlsplit(tablet.url).path.strip("/") for tablet in tablets.values())
    assert roles == sorted(TABLETS)
    expect(page.locator(".fleet-card.is-used")).to_have_count(len(TABLETS))
    return tablets


def _save_badges(page: Page, folder: Path) -> None:
    """What was begun went on meanwhile, and the list says what is there and what is not."""
    page.locator(".org-nav > a", has_text="파일").click()
    page.locator(".files-nav a", has_text="만들어 내려받기").click()
    save = page.locator("[data-what=badges] [data-save]")
    expect(save).to_be_visible(timeout=LONG_MS)
    with page.expect_download() as download:
        save.click()
    download.value.save_as(folder / "badges.pdf")
    assert (folder / "badges.pdf").read_bytes().startswith(b"%PDF")
    page.locator(".org-nav > a", has_text="준비").click()
    expect(_step(page, "badges")).to_contain_text(f"{ENTERPRISES}장")
    expect(_step(page, "stations")).to_have_attribute("data-state", "check")
    expect(_step(page, "stations")).to_contain_text("태블릿이 없는 부스가 44곳")
    expect(_step(page, "open")).to_have_attribute("data-state", "done")


def _look_at_everything(expo: Expo, page: Page, tablets: dict[str, Page]) -> None:
    """A booth, an enterprise, a visitor, a meeting, a station: looking leaves no trace."""
    [who] = rows(
        expo,
        "SELECT v.id, v.number, v.enterprise_id, b.number AS booth FROM visitors v JOIN wishes w ON w.visitor_id = v.id"
        " JOIN booths b ON b.id = w.booth_id ORDER BY v.id LIMIT 1",
    )
    _act(page, "visitor.check_in", visitor=who["id"])
    [ticket] = rows(
        expo, "SELECT t.id, b.number AS booth FROM tickets t JOIN booths b ON b.id = t.booth_id LIMIT 1"
    )
    _act(page, "ticket.call", ticket=ticket["id"], counter=1, reason="첫 손님")
    meeting = _act(page, "consultation.start", ticket=ticket["id"], counter=1)["consultation"]["id"]

    page.goto(f"{expo.address}/organiser")
    # The desk's tablet keeps its list in its own time, which is noted; and kiosks and desks fetch spare codes once they heard a pulse.
    fetched = "SELECT count(DISTINCT station_id) AS n FROM journal WHERE kind = ?"
    until_rows(expo, fetched, "code.block", {"n": sum(role in ("kiosk", "desk") for role in TABLETS)})
    latest = "SELECT max(seq) AS seq FROM journal WHERE kind <> 'contact.keep'"
    before = rows(expo, latest)
    page.click(f"#map-{ticket['booth']}")
    sheet = page.locator("dialog[open]")
    expect(sheet.locator("#sheet-title")).to_contain_text(ticket["booth"])
    page.go_back()
    expect(sheet).to_have_count(0)
    for path in (
        f"enterprises/{who['enterprise_id']}",
        f"visitors/{who['number']}",
        f"meetings/{meeting}",
        f"stations/{next(iter(tablets))}",
    ):
        page.goto(f"{expo.address}/organiser/{path}")
        expect(page.locator("#sheet-title")).to_be_visible()
    assert rows(expo, latest) == before


def _keep_the_fleet(expo: Expo, page: Page, tablets: dict[str, Page]) -> None:
    """Renamed, moved, locked, revoked."""
    page.goto(f"{expo.address}/organiser/stations")
    board, desk, kiosk = (_of(tablets, role) for role in ("board", "desk", "kiosk"))

    opened = _sheet(page, desk)
    opened.locator("#fleet-name").fill("서문 데스크")
    page.keyboard.press("Enter")
    expect(page.locator(f"#station-{desk}")).to_contain_text("서문 데스크")
    page.keyboard.press("Escape")

    _sheet(page, board).locator("#fleet-booth").select_option("B02")
    page.get_by_role("button", name="옮기기").click()
    expect(page.locator(f"#station-{board}")).to_contain_text("B02")
    page.keyboard.press("Escape")

    _sheet(page, kiosk).locator("#fleet-lock").click()
    expect(tablets[kiosk].locator("h1")).to_have_text("지금은 쉬고 있어요")
    expect(page.locator(f"#station-{kiosk}")).to_contain_text("잠김")
    page.keyboard.press("Escape")

    _sheet(page, desk).locator("#fleet-revoke").click()
    reply(page, "연결 끊기")
    expect(page.locator(f"#station-{desk}")).to_have_count(0)
    expect(tablets[desk].locator("h1")).to_contain_text("아직 연결되지 않았어요")
    said = rows(
        expo,
        "SELECT DISTINCT actor FROM journal WHERE kind GLOB 'station.[rml]*' AND kind <> 'station.redeem'",
    )
    assert said == [{"actor": "organiser"}]


def _files() -> dict[str, bytes]:
    """The sample's files, the first enterprises of them and their appointments alone."""
    files = sample_files()
    enterprises = _lines(files["enterprises.csv"])[: ENTERPRISES + 1]
    there = {line.split(",")[0] for line in enterprises}
    [head, *appointments] = _lines(files["appointments.csv"])
    shorter = {
        "enterprises.csv": enterprises,
        "appointments.csv": [head, *(line for line in appointments if line.split(",")[0] in there)],
    }
    return files | {name: "\n".join(lines).encode() for name, lines in shorter.items()}


def _lines(file: bytes) -> list[str]:
    return file.decode("utf-8-sig").splitlines()


def _step(page: Page, name: str) -> Locator:
    return page.locator(f"#step-{name}")


def _choose(field: Locator | FileChooser, name: str, files: dict[str, bytes]) -> None:
    sent = {"name": name, "mimeType": "text/csv", "buffer": files[name]}
    (field.set_files if isinstance(field, FileChooser) else field.set_input_files)(sent)  # type: ignore[operator]


def _until_read(page: Page, name: str, files: dict[str, bytes]) -> None:
    """Until it is shown. Whom a busy test machine keeps waiting too long is told so, and chooses it again."""
    told, refused = page.locator("[data-title]", has_text=name), page.locator(".import-error")
    for _ in range(3):
        expect(told.or_(refused).filter(visible=True).first).to_be_visible(timeout=LONG_MS)
        if told.is_visible():
            return
        _choose(page.locator("input[type=file]").first, name, files)
    expect(told).to_be_visible(timeout=LONG_MS)


def _any_number() -> re.Pattern[str]:
    return re.compile(r"^\d+$")


def _of(tablets: dict[str, Page], role: str) -> str:
    """The newest station of this role."""
    return max((id for id, tablet in tablets.items() if urlsplit(tablet.url).path == f"/{role}"), key=int)


def _sheet(page: Page, station: str) -> Locator:
    page.click(f"#open-{station}")
    opened = page.locator("dialog[open]")
    expect(opened).to_contain_text(f"#{station}")
    return opened


def _act(page: Page, verb: str, **fields: object) -> dict[str, Any]:
    """Do something in the organiser's own browser."""
    sent = {"action_id": uuid4().hex, **fields}
    answer = page.request.post(urljoin(page.url, f"/actions/{verb}"), data=sent).json()
    assert answer["ok"], answer
    return dict(answer)
