"""The organiser's day in one story: an evening is rehearsed and wiped, an hour goes wrong in every way and each is mended from its
own alarm, and the day is closed with something of everything still open. A program of the city follows it all."""

import json
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import requests
from jsonschema import Draft202012Validator
from playwright.sync_api import BrowserContext, Locator, Page, expect

from kiosk import settings as process
from kiosk.data.store import Store
from tests.browser.axe import broken
from tests.browser.conftest import BOARD, PHONE, Expo
from tests.browser.hands import reply
from tests.cases import programme_item
from tests.cast import DAY, Cast, Clock, Person
from tests.outside.programs import Kiosk
from tests.printer import PAPER_IN, PAPER_OUT, Printer

DESK = {"width": 1440, "height": 900}
EVE = "2026-10-28T19:03:00+09:00"
BUSY = ("C01", "C02", "C03", "C04")
ABSENT = "D05"
OPEN = {"meetings", "called", "unsent", "late", "pending", "signings", "programme"}
TOLD = {
    "rehearsal.begin",
    "booth.absent",
    "expo.pause_all",
    "expo.open_all",
    "printer.pass_on",
    "expo.close_day",
}


class City(Thread):
    """A program of the city: follows `/events` until the day is closed, over every restart and the wiping of the rehearsal.

    `told`: epoch -> its lines, as they came.
    """

    def __init__(self, kiosk: Kiosk, token: str) -> None:
        super().__init__(daemon=True)
        self.kiosk, self.token = kiosk, token
        self.told: dict[str, list[dict[str, Any]]] = {}
        self.stopped = Event()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [line for lines in self.told.values() for line in lines]

    def run(self) -> None:
        at: dict[str, Any] = {"after": 0, "wait": 5}
        while not self.stopped.is_set() and not any(one["kind"] == "expo.close_day" for one in self.lines):
            try:
                reply = self.kiosk.browser(self.token).session.get(
                    f"{self.kiosk.address}/events", params=at, timeout=30
                )
            except requests.RequestException:  # the server is off for a moment
                self.stopped.wait(0.1)
                continue
            if reply.status_code == 409:  # another history: from its beginning
                at = {"after": 0, "wait": 5}
                continue
            epoch = reply.headers["X-Epoch"]
            self.told.setdefault(epoch, []).extend(map(json.loads, reply.text.splitlines()))
            at |= {"after": reply.headers["X-Seq"], "epoch": epoch}


@pytest.fixture
def expo(sample_folder: tuple[Path, Any], tmp_path: Path) -> Iterator[Expo]:
    """A server on the evening before the first day."""
    folder, cast = sample_folder
    kiosk = Kiosk(Path(shutil.copytree(folder, tmp_path / "data")), EVE).start()
    yield Expo(kiosk, cast.tokens, cast.stations)
    kiosk.stop()


@pytest.fixture
def printers() -> Iterator[tuple[Printer, Printer]]:
    """One without paper, and one that prints."""
    both = Printer(paper=PAPER_OUT), Printer()
    yield both
    for one in both:
        one.close()


def test_an_organisers_day_from_the_rehearsal_to_the_closing(
    expo: Expo,
    station: Callable[..., Page],
    context: Callable[..., BrowserContext],
    printers: tuple[Printer, Printer],
) -> None:
    city = City(expo.kiosk, expo.tokens["organiser"])
    city.start()
    organiser, board = station("organiser", viewport=DESK), station("board", viewport=BOARD)
    _rehearse_and_wipe(expo, organiser, board)

    expo.kiosk.stop(signal.SIGKILL)  # its battery ends, while the city waits for what comes next
    clock = Clock()
    people = Cast(_store(expo, clock), clock, {}, expo.stations)
    stranded = _let_an_hour_pass(people)
    people.store.close()
    expo.kiosk.start(at=f"{DAY}T11:00:00+09:00")
    board.reload()
    _look_at_the_day(expo, organiser)
    silent = _switch_off(station("booth", "A03", alone=True))
    _send_on_from_an_absent_agency(expo, organiser, context(PHONE).new_page(), stranded)
    _print_elsewhere(expo, organiser, stranded, *printers)
    _stop_for_the_rain(organiser, board)
    _replace_a_silent_tablet(expo, organiser, silent, context)

    expo.kiosk.stop(signal.SIGKILL)
    people.store = _store(expo, clock)
    _leave_everything_open(people)
    people.store.close()
    expo.kiosk.start(at=f"{DAY}T18:00:05+09:00")
    sha256 = _close_the_day(expo, organiser)
    frozen = expo.kiosk.browser(expo.tokens["organiser"]).get(f"/figures.json?day={DAY}").data
    assert frozen["closing"]["sha256"] == sha256
    assert frozen["figures"]["outcome_contract"]["value"] == 1

    city.join(20)
    city.stopped.set()
    _require_all_was_told(expo, city)


def _rehearse_and_wipe(expo: Expo, organiser: Page, board: Page) -> None:
    says_so = board.get_by_text("연습 중이에요. 지금")
    expect(says_so).to_be_hidden()
    organiser.goto(f"{expo.address}/organiser/rehearsal")
    form = organiser.locator("[data-verb='rehearsal.begin']")
    form.get_by_label("120명").check()
    form.get_by_label("10배").check()
    form.get_by_role("button").click()
    expect(organiser.get_by_text("손님 120명이 10배 빠르기로")).to_be_visible()
    expect(says_so).to_be_visible()
    added = organiser.locator(".reh-list div")
    expect(added.filter(has_text="입장").locator("dd")).to_have_text(re.compile(r"[1-9]"), timeout=60_000)
    expo.act("desk", "visitor.check_in", visitor=expo.somebody()["id"])
    expect(added.filter(has_text="새로 등록한 사람").locator("dd")).not_to_have_text("0")

    organiser.get_by_role("button", name="연습 끝내고 지우기").click()
    expect(organiser.get_by_role("alertdialog")).to_contain_text("연습에서 한 일이 모두 지워지고")
    reply(organiser, "연습 끝내고 지우기")
    expect(form).to_be_visible()
    expect(says_so).to_be_hidden()
    assert expo.kiosk.browser(expo.tokens["organiser"]).get("/organiser.json").data["persons_today"] == 0
    organiser.goto(f"{expo.address}/organiser/start")
    expect(organiser.locator("#step-rehearsal")).to_contain_text("10.28 19:")


def _let_an_hour_pass(people: Cast) -> Person:
    """From ten to eleven people come and go, ten times as fast as anybody could; one has waited at a booth that calls nobody."""
    stranded, running = None, []
    for minute in range(60):
        people.clock.pass_min(1)
        if minute % 4 == 0:
            people.arrive(BUSY[minute // 4 % len(BUSY)])
        if minute == 30:
            stranded = people.arrive(categories=["피복·근무복"])
            people.join(stranded, ABSENT)
        if minute % 10 == 1:
            running = [people.meet(people.arrive(), booth) for booth in BUSY]
        if minute % 10 == 9:
            for meeting in running:
                people.finish(meeting)
    assert stranded
    return stranded


def _switch_off(tablet: Page) -> str:
    """Its battery ends, once it has told of itself; its station."""
    tablet.wait_for_selector("#booth-next")
    expect(tablet.locator("notice-strip live-topic")).to_have_attribute("data-joined", "")
    station = tablet.url.rpartition("=")[2]
    tablet.close()
    return station


def _send_on_from_an_absent_agency(expo: Expo, organiser: Page, phone: Page, stranded: Person) -> None:
    phone.goto(f"{expo.address}/v/{stranded.code}")
    alarm = _alarm(organiser, f"idle:{ABSENT}")
    alarm.get_by_text("내가 볼게요").click()
    expect(alarm).to_contain_text("님이 보고 있어요")
    alarm.get_by_role("button", name="부스에 알리기").click()
    reply(organiser, "부스에 알리기")
    expect(organiser.locator("#all-messages")).to_contain_text("1곳 가운데 0곳이 읽었어요")
    organiser.locator(f"#cell-{ABSENT}").click()
    organiser.locator("#deed-absent-more summary").click()
    organiser.locator("#deed-absent-reason").fill("버스가 고장 났어요")
    organiser.get_by_role("button", name="오지 않은 것으로 적기").click()
    reply(organiser, "오지 않은 것으로 적기")
    expect(alarm).to_have_count(0)
    expect(phone.locator("body")).to_contain_text(f"{ABSENT}")
    expect(phone.locator("body")).to_contain_text("오지 않")
    organiser.keyboard.press("Escape")
    expect(organiser.locator(f"#map-{ABSENT}")).to_have_class("org-cell is-closed")


def _print_elsewhere(expo: Expo, organiser: Page, who: Person, empty: Printer, other: Printer) -> None:
    fields = {"driver": "network", "address": empty.address}
    down = expo.act("organiser", "printer.add", name="동문 라벨", **fields)["printer"]["id"]
    expo.act("organiser", "printer.add", name="서문 라벨", **fields | {"address": other.address})
    expo.act("desk", "print.badge", visitor=who.id, printer=down)
    alarm = _alarm(organiser, f"printer:{down}")
    expect(alarm).to_contain_text("명찰 1장이 기다려요")
    alarm.get_by_role("button", name="1장을 서문 라벨에서").click()
    reply(organiser, "1장을 서문 라벨에서")
    expect(alarm.get_by_role("button", name="1장을 서문 라벨에서")).to_have_count(0)
    empty.answers["paper"] = PAPER_IN
    expect(alarm).to_have_count(0)
    assert (len(empty.badges), len(other.badges)) == (0, 1)


def _stop_for_the_rain(organiser: Page, board: Page) -> None:
    organiser.locator("#all-pause").click()
    question = organiser.locator("dialog[open]")
    question.get_by_role("button", name="비가 와서 잠시 쉽니다").click()
    question.get_by_role("button", name="모두 멈추기").click()
    expect(board.locator(".hall-state-lead")).to_have_text("비가 와서 잠시 쉽니다")
    expect(organiser.locator(".all-rest")).to_contain_text("비가 와서 잠시 쉽니다")
    organiser.locator("#all-open").click()
    reply(organiser, "모두 열기")
    expect(board.locator(".hall-state")).to_be_hidden()
    expect(organiser.locator(f"#map-{ABSENT}")).to_have_class(
        "org-cell is-closed"
    )  # rain or not, nobody is there


def _replace_a_silent_tablet(
    expo: Expo, organiser: Page, silent: str, context: Callable[..., BrowserContext]
) -> None:
    alarm = _alarm(organiser, f"station_silent:{silent}")
    expo.kiosk.let_time_pass()
    expect(alarm).to_contain_text("전원과 와이파이를 봐 주세요")
    alarm.get_by_role("link", name="단말 보기").click()
    with organiser.expect_response("**/actions/station.pair*") as paired:
        organiser.locator("#fleet-replace").click()
    expect(organiser.locator("[data-qr] svg, [data-qr] img")).to_be_visible()
    tablet = context().new_page()
    tablet.goto(expo.address + paired.value.json()["station"]["pair_url"])
    tablet.wait_for_url("**/booth?station=*")
    _look_at_the_day(expo, organiser)
    expect(alarm).to_have_count(0)


def _leave_everything_open(people: Cast) -> None:
    """One thing of every sort that is open when a day ends, a minute before its end."""
    people.clock.set(DAY, "17:40")
    signed = people.meet(people.arrive(), "A01")
    people.finish(signed, {"outcome": "contract", "amount": 19_000_000})
    people.done("signing.send", consultation=signed)
    people.done("visitor.register", "phone", name="정유진", enterprise="새 기업", consent=True)
    refused = {"deed": "visitor.check_in", "refused": "badge_void", "message": "늦었어요."}
    people.done("late.report", "kiosk", kept="one", **refused)
    programme_item(people, day=DAY, starts="17:30", ends="19:00")
    people.clock.set(DAY, "17:59")
    people.meet(people.arrive(), "A02")
    called = people.arrive("A04")
    people.done("ticket.call", ticket=people.ticket(called, "A04")["id"], counter=1, reason="마지막 분")


def _close_the_day(expo: Expo, organiser: Page) -> str:
    """The hash of what was frozen, as the page says it."""
    tablet = expo.kiosk.socket({"token": expo.tokens["kiosk"]})
    assert tablet.ask("report", {"waiting": {"visitor.check_in": 2}})["ok"]
    organiser.goto(f"{expo.address}/organiser/closing")
    sorts = organiser.locator("[data-sort]")
    expect(sorts).to_have_count(len(OPEN))
    assert {one.get_attribute("data-sort") for one in sorts.all()} == OPEN
    expect(organiser.locator("[data-sort=unsent]")).to_contain_text("보낼 것 2건")
    assert broken(organiser) == []
    organiser.get_by_role("button", name="하루 마감하기").click()
    expect(organiser.locator(".question")).to_contain_text("그대로 두고 마감하고")
    reply(organiser, "하루 마감하기")
    expect(organiser.locator(".closing-close h2")).to_contain_text("10월 29일을 마감했어요")
    expect(sorts).to_have_count(len(OPEN))  # whoever closed a day still sees what it left open
    _require_nothing_is_painted_over_a_reason(organiser)
    return "".join(organiser.locator(".closing-close > .closing-hash code").inner_text().split())


def _require_nothing_is_painted_over_a_reason(organiser: Page) -> None:
    """While one is written the page asks for nothing, wherever the hand is; once it is gone it does."""
    organiser.locator("[data-keep=reopen] > summary").click()
    asked: list[str] = []
    organiser.on("request", lambda request: asked.append(request.url))
    leave = "() => { document.activeElement.blur(); document.dispatchEvent(new Event('visibilitychange')); }"
    organiser.locator("[name=reason]").fill("너무 일찍 닫았어요")
    organiser.evaluate(leave)
    organiser.locator("[name=reason]").fill("")
    with organiser.expect_response("**/closing/part*"):
        organiser.evaluate(leave)
    assert len([one for one in asked if "/closing/part" in one]) == 1


def _require_all_was_told(expo: Expo, city: City) -> None:
    """Every line fits the description, none came twice, and nothing of the day is missing."""
    said = expo.kiosk.browser().get("/openapi.json").data["paths"]["/events"]["get"]["responses"]["200"]
    [schema] = [content["schema"] for content in said["content"].values()]
    fits = Draft202012Validator(schema)
    for line in city.lines:
        fits.validate(line)
        assert schema["properties"].keys() <= line.keys()
    assert len(city.told) == 2  # a history before the rehearsal was wiped, and one since
    for lines in city.told.values():
        seqs = [line["seq"] for line in lines]
        assert seqs == sorted(set(seqs))
    assert {line["kind"] for line in city.lines} >= TOLD
    assert "김" not in "".join(str(line) for line in city.lines)


def _look_at_the_day(expo: Expo, organiser: Page) -> None:
    organiser.goto(f"{expo.address}/organiser")
    organiser.wait_for_selector("main > live-topic[data-joined]")


def _alarm(organiser: Page, key: str) -> Locator:
    return organiser.locator(f"[data-alarm='{key}']")


def _store(expo: Expo, clock: Clock) -> Store:
    """The data while its server is off."""
    folder = expo.kiosk.folder
    return Store(folder, clock=clock, badge_key=process.badge_key(folder), synchronous="OFF")
