"""An idle counter: its alarm is taken on, mended by its remedy, goes, and stands in the history. And the rest of the day: its band,
two remedies with their effects, something tried."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from kiosk import settings as process
from kiosk.actions.perform import perform
from kiosk.cli import foretelling
from kiosk.data.store import SYSTEM, Store
from kiosk.forecast.workers import Workers
from tests.browser.conftest import Expo
from tests.cast import Clock
from tests.outside.programs import Kiosk

BOOTH = "A03"
OTHER = "A05"
RESTING = "A07"


@pytest.fixture(scope="module")
def expo(sample_folder: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expo]:
    """A server at 10:20; somebody has waited at a booth since 10:05, another since 10:00, and nobody was called; a third at one that
    rests, and nobody said for how long."""
    folder, cast = sample_folder
    copy = Path(shutil.copytree(folder, tmp_path_factory.mktemp("alarms") / "data"))
    _let_somebody_wait(copy)
    kiosk = Kiosk(copy).start()
    yield Expo(kiosk, cast.tokens, cast.stations)
    kiosk.stop()


def test_an_idle_counters_alarm_is_taken_on_mended_and_kept(expo: Expo, station: Callable[..., Page]) -> None:
    page = station("organiser", viewport={"width": 1440, "height": 900})
    alarm, cell = page.locator(f"[data-alarm='idle:{BOOTH}']"), page.locator(f"#map-{BOOTH}")
    expect(alarm).to_contain_text("1명이 기다려요")
    expect(cell).to_have_class("org-cell is-open is-alarm-0")
    alarm.get_by_text("내가 볼게요").click()
    expect(alarm).to_contain_text("님이 보고 있어요")
    expect(cell).to_have_class("org-cell is-open")
    alarm.get_by_text("잠시 멈춤").click()
    page.locator("dialog[open]").get_by_text("잠시 멈춤", exact=True).click()
    expect(alarm).to_have_count(0)
    expect(cell).to_have_class("org-cell is-paused")
    page.get_by_text("열 고르기").click()
    page.get_by_label("우선구매 약정").check()
    page.reload()
    expect(page.get_by_role("columnheader", name="우선구매 약정")).to_be_visible()  # this browser keeps it
    page.locator("#org-alarms .org-more").click()
    past = page.locator(f"tr[data-alarm='idle:{BOOTH}']")
    expect(past).to_contain_text("운영본부")
    while past.get_by_text("아직").is_visible():  # the clock looks every five seconds
        page.reload()
    expect(past).to_contain_text(f"{BOOTH} 부스가 잠시 멈췄어요")


def test_the_rest_of_the_day_is_shown_and_something_is_tried(
    expo: Expo, station: Callable[..., Page]
) -> None:
    page = station("organiser", viewport={"width": 1440, "height": 900})
    ahead = page.locator("#org-ahead")
    expect(ahead.locator("svg[role=img]")).to_have_attribute("aria-label", re.compile("10:30"))
    expect(ahead).to_contain_text("비는 시각")
    expect(page.locator("#org-day .day-ahead")).to_have_count(1)
    alarm = page.locator(f"[data-alarm='long_wait:{OTHER}']")
    # Its one counter is free: another one changes nothing, and no figure is made up.
    expect(alarm.get_by_role("button", name="상담석 하나 더")).to_contain_text("거의 달라지지 않아요")
    resting = page.locator(f"[data-alarm='paused:{RESTING}']")
    expect(resting.get_by_role("button", name="다시 열기")).to_contain_text(
        re.compile(r"평균 \d+(~\d+)?분쯤? 덜")
    )
    expect(resting.get_by_role("button", name="부스에 알리기")).not_to_contain_text("분")
    form = page.locator("what-if-form")
    form.get_by_label("무엇을").select_option("moves")
    asked = {name: form.locator(f"[name={name}]").input_value() for name in ("booth", "to")}
    assert asked["booth"] != asked["to"], "nobody can be moved to where they are"
    form.get_by_label("무엇을").select_option("walk_ins")
    expect(form.get_by_label("부스", exact=True)).to_be_hidden()
    form.get_by_label("몇").fill("50")
    form.get_by_label("언제부터").fill("09:00")
    form.get_by_text("세어 보기").click()
    expect(form).to_contain_text("09:00은 이미 지났어요")
    form.get_by_label("언제부터").fill("11:00")
    form.get_by_text("세어 보기").click()
    expect(form.locator("dl")).to_contain_text("만나는 분", timeout=60_000)
    expect(form.locator("dl .is-clear").first).to_be_visible()
    expect(form.locator(".try-lead")).to_have_text("굵은 것이 뚜렷하게 달라져요")


def _foretell(store: Store) -> None:
    """What the clock would have foretold, with what the remedies of the alarms bring."""

    def done(verb: str, **fields: Any) -> None:
        answer = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
        assert answer.ok, answer.body

    told = foretelling.Answers(Workers(1)).of(store, {"do": "forecast", "lang": "ko", "within_s": 0.0})
    done("forecast.keep", day=told["day"], told=json.dumps(told, ensure_ascii=False))


def _let_somebody_wait(folder: Path) -> None:
    clock = Clock(clock="10:00")
    store = Store(folder, clock=clock, badge_key=process.badge_key(folder), synchronous="OFF")

    def done(verb: str, **fields: Any) -> dict[str, Any]:
        answer = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
        assert answer.ok, answer.body
        return answer.data

    for name, enterprise, booth, minutes in (
        ("박가람", "가람 기업", RESTING, 0),
        ("이바다", "바다 기업", OTHER, 5),
        ("김하늘", "하늘 기업", BOOTH, 5),
    ):
        given = {"name": name, "enterprise": enterprise, "consent": True, "wishes": [booth]}
        done("visitor.check_in", visitor=done("visitor.register", **given)["visitor"]["id"])
        clock.pass_min(minutes)
    done("booth.pause", booth=RESTING)
    done("expo.settings", settings={"long_wait_min": 18})
    clock.pass_min(9)
    _foretell(store)
    store.close()
