"""The evening before: an organiser lets a crowd walk, every screen says so, and one step wipes it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BOARD, Expo
from tests.outside.programs import Kiosk

EVE = "2026-10-28T19:03:00+09:00"


@pytest.fixture(scope="module")
def expo(sample_folder: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expo]:
    folder, cast = sample_folder
    kiosk = Kiosk(Path(shutil.copytree(folder, tmp_path_factory.mktemp("eve") / "data")), EVE).start()
    yield Expo(kiosk, cast.tokens, cast.stations)
    kiosk.stop()


def test_an_evening_is_rehearsed_with_a_crowd_and_wiped_in_one_step(
    expo: Expo, station: Callable[..., Page]
) -> None:
    organiser = station("organiser")
    board = station("board", viewport=BOARD)
    says_so = board.get_by_text("연습 중이에요. 지금")
    expect(says_so).to_be_hidden()
    organiser.goto(organiser.url.replace("/organiser", "/organiser/rehearsal"))

    form = organiser.locator("[data-verb='rehearsal.begin']")
    form.get_by_label("120명").check()
    form.get_by_label("10배").check()
    form.get_by_role("button").click()

    expect(organiser.get_by_text("손님 120명이 10배 빠르기로")).to_be_visible()
    expect(says_so).to_be_visible()
    added = organiser.locator(".reh-list div")
    expect(added.filter(has_text="입장").locator("dd")).to_have_text("1", timeout=60_000)
    expo.act("desk", "visitor.check_in", visitor=expo.somebody()["id"])
    expect(added.filter(has_text="새로 등록한 사람").locator("dd")).not_to_have_text("0")

    organiser.get_by_role("button", name="연습 끝내고 지우기").click()
    question = organiser.get_by_role("alertdialog")
    expect(question).to_contain_text("연습에서 한 일이 모두 지워지고")
    question.get_by_role("button", name="연습 끝내고 지우기").click()

    expect(form).to_be_visible()
    expect(says_so).to_be_hidden()
    assert expo.kiosk.browser(expo.tokens["organiser"]).get("/organiser.json").data["persons_today"] == 0
    organiser.goto(organiser.url.replace("/rehearsal", "/start"))
    expect(organiser.locator("#step-rehearsal")).to_contain_text("10.28 19:")
