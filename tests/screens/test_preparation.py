"""The list of what makes an expo says what is so: what is missing is a task, never a tick."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Store
from kiosk.expo.square import days
from kiosk.screens import preparation
from tests.cast import DAY, NEXT_DAY, ZONE, Cast

NEEDED = ("expo", "agencies", "plan", "enterprises", "badges", "stations")
BEFORE = days.at_local("2026-10-01", "09:00", ZONE)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path, badge_key=b"k" * 32, synchronous="OFF", clock=lambda: BEFORE)
    yield store
    store.close()


def seen(store: Store, lang: str = "ko") -> dict[str, preparation.Step]:
    with store.read() as db:
        shown = preparation.show(db, now=store.now(), lang=lang)
    return {part.values["step"]: part.values for part in shown.parts if part.id.startswith("step-")}  # type: ignore[misc]


def leads(steps: dict[str, preparation.Step]) -> list[str]:
    return [name for name, one in steps.items() if one["leads"]]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_of_an_empty_folder_nothing_is_done_and_the_first_step_leads(empty: Store, lang: str) -> None:
    steps = seen(empty, lang)
    assert list(steps) == list(preparation.STEPS)
    assert {name: steps[name]["state"] for name in NEEDED} == dict.fromkeys(NEEDED, "todo")
    assert "done" not in {one["state"] for one in steps.values()}
    assert leads(steps) == ["expo"]


def test_a_day_that_is_to_come_says_in_how_many(empty: Store) -> None:
    said = {"name": "박람회", "days": [DAY, NEXT_DAY], "hours": "10:00-18:00"}
    assert perform(empty, "expo.set_up", SYSTEM, {"action_id": "1", **said}).ok
    steps = seen(empty)
    assert steps["expo"]["state"] == "done"
    assert steps["expo"]["says"] == "10월 29일~10월 30일 10:00~18:00"
    assert (steps["open"]["state"], steps["open"]["says"]) == ("later", "28일 뒤 · 10월 29일 10:00")
    assert leads(steps) == ["agencies"]


def test_what_is_there_but_does_not_fit_needs_a_look_and_says_why(cast: Cast) -> None:
    steps = seen(cast.store)
    assert (steps["agencies"]["state"], steps["open"]["state"]) == ("done", "done")
    cast.done("expo.set_up", "organiser", name="박람회", days=[DAY], hours="10:00-10:30")
    outside = seen(cast.store)["appointments"]
    assert (outside["state"], len(outside["tasks"])) == ("check", 1)


def test_once_all_days_are_over_the_days_need_a_look(cast: Cast) -> None:
    cast.clock.set("2026-11-05", "10:00")
    steps = seen(cast.store)
    assert (steps["expo"]["state"], steps["open"]["says"]) == ("check", "끝났어요")


def test_who_registers_after_the_badges_were_drawn_is_counted(cast: Cast) -> None:
    assert seen(cast.store)["badges"]["state"] == "todo"
    cast.clock.pass_min(1)
    cast.done("badge.sheet", "organiser", count=5)
    assert (seen(cast.store)["badges"]["state"], seen(cast.store)["badges"]["tasks"]) == ("done", ())
    cast.clock.pass_min(1)
    cast.register()
    [task] = seen(cast.store)["badges"]["tasks"]
    assert task.startswith("그 뒤에 등록한 1명")


def test_only_stations_that_somebody_uses_are_counted(cast: Cast) -> None:
    before = seen(cast.store)["stations"]["says"]
    url = cast.done("station.pair", role="board")["station"]["pair_url"]
    assert seen(cast.store)["stations"]["says"] == before
    cast.done("station.redeem", "system", pair=url.rsplit("/", 1)[1], secret="s" * 40)
    assert seen(cast.store)["stations"]["says"] != before


def test_the_next_morning_says_what_the_evening_left_open(cast: Cast) -> None:
    cast.clock.set(DAY, "17:50")
    cast.finish(cast.meet(cast.arrive(), "A01"), {"outcome": "mou"})
    cast.done("signing.send", consultation=cast.value("SELECT id FROM consultations"))
    cast.clock.set(NEXT_DAY, "09:00")
    step = seen(cast.store)["open"]
    assert (step["state"], step["href"]) == ("check", "/organiser/closing")
    assert step["tasks"] == ("10월 29일을 아직 마감하지 않았어요.", "하지 못한 서명식 1건")
    cast.done("expo.close_day", day=DAY)
    cast.done("signing.skip", signing=cast.value("SELECT id FROM signings"))
    step = seen(cast.store)["open"]
    assert (step["state"], step["tasks"], step["href"]) == ("later", (), "/organiser")
