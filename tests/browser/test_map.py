"""The map: somebody finds a booth from where this kiosk stands, and who sets it up says where that is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TABLET, Expo
from tests.browser.hands import scan

PLACES = """종류,이름,영문명,위치X(m),위치Y(m),가로(m),세로(m)
입구,정문,Main gate,41,55,8,2
안내 데스크,,,30,54,10,3
무대,소통의 장,Open stage,92,14,10,14
화장실,,,92,48,9,6
분수대,,,50,26,2,2
"""
DOT = "() => { const dot = document.querySelector('%s .square-dot'); return [dot.getAttribute('cx'), dot.getAttribute('cy')].map(Number); }"
# Labels of a drawn map that stand over another, by the boxes that the browser painted.
OVERLAPS = """(within) => {
  const flags = [...document.querySelectorAll(`${within} .drawn-here, ${within} .drawn-there`)];
  const words = [...document.querySelectorAll(`${within} .drawn-booth text, ${within} .drawn-place text`)];
  const boxes = [...flags, ...words].map((one) => [one.textContent, one.getBoundingClientRect()]);
  return boxes.flatMap(([word, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
    .map(([other]) => `${word} over ${other}`));
}"""


def test_somebody_finds_a_booth_from_the_kiosks_own_place(
    expo: Expo, kiosk: Page, station: Callable[..., Page], tmp_path: Path
) -> None:
    file = tmp_path / "places.csv"
    file.write_text(PLACES, encoding="utf-8")
    told = json.loads(expo.kiosk.cli("import", "places", str(file), "--json").stdout)
    assert [row["verdict"] for row in told["rows"]] == ["added"] * 4 + ["refused"]
    assert "아는 종류: 입구" in told["rows"][4]["messages"][0]

    # The organiser says on its sheet where the kiosk stands: between the rows A and B, in the east.
    number = kiosk.evaluate("() => document.querySelector('meta[name=station]').content")
    fleet = station("organiser")
    fleet.goto(f"{expo.address}/organiser/stations/{number}")
    spot = fleet.locator("station-spot")
    spot.locator("[data-spot=B10]").click()
    assert abs(float(spot.locator("[name=x_m]").input_value()) - 69) < 3
    spot.locator("[name=x_m]").fill("72,5")
    spot.locator("[name=y_m]").fill("14")
    spot.get_by_role("button", name="자리 정하기").click()
    expect(fleet.locator(".toast")).to_contain_text("자리를 정했어요")

    # On the start screen: find a booth, by the agency's name.
    kiosk.click("[data-do=map]")
    expect(kiosk.locator("[data-view=map] .drawn-here")).to_have_text("현재 위치")
    kiosk.wait_for_function(f"() => String(({DOT % '[data-view=map]'})()) === '72.5,14'")
    kiosk.locator(".finder-list").get_by_text("중구", exact=True).click()
    expect(kiosk.locator(".finder-booth")).to_have_text("A04")
    expect(kiosk.locator(".finder-told")).to_contain_text("걸어서 1분")
    expect(kiosk.locator("[data-view=map] .drawn-there")).to_have_text("A04")
    kiosk.locator("[data-view=map] svg [data-spot=D01]").click()
    expect(kiosk.locator(".finder-booth")).to_have_text("D01")
    expect(kiosk.locator(".finder-told")).to_contain_text("걸어서 2분")  # from the entrance it would be one
    for size in (TABLET, {"width": 1024, "height": 768}, {"width": 800, "height": 1280}):
        kiosk.set_viewport_size(size)  # type: ignore[arg-type]
        assert kiosk.evaluate(OVERLAPS, "[data-view=map]") == [], size
    kiosk.set_viewport_size(TABLET)
    kiosk.click("[data-view=map] [data-do=start]")

    # A badge's way begins there too, and on the visitor's phone the square is one tap away.
    visitor = expo.somebody(wishes=["B07"])
    scan(kiosk, visitor["badge"]["code"])
    kiosk.locator(".way-map").wait_for()
    there = kiosk.locator(".way-first").get_attribute("data-booth")
    assert kiosk.evaluate(DOT % ".way-map") == [72.5, 14]
    assert kiosk.locator(".way-map .drawn-there").text_content() == there
    assert kiosk.evaluate(OVERLAPS, ".way-map") == []
    phone = kiosk.context.new_page()
    phone.set_viewport_size(PHONE)
    phone.goto(f"{expo.address}/v/{visitor['badge']['code']}")
    phone.get_by_text("광장 지도 보기").click()
    expect(phone.locator(".phone-map .drawn-place.is-stage")).to_have_text("소통의 장")
    expect(
        phone.locator(f".phone-map .drawn-booth.is-mine:has-text('{there}'), .phone-map .drawn-there")
    ).to_be_visible()
    assert phone.evaluate(OVERLAPS, ".phone-map") == []


@pytest.mark.long
def test_a_finger_held_on_the_kiosks_map_says_that_it_stands_there(kiosk: Page) -> None:
    kiosk.clock.install()
    kiosk.click("[data-do=map]")
    spot = kiosk.locator("[data-view=map] svg [data-spot=C05]").bounding_box()
    assert spot
    kiosk.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    kiosk.mouse.down()
    kiosk.clock.run_for(3_100)
    kiosk.mouse.up()
    kiosk.locator(".question").get_by_role("button", name="여기에 있어요").click()
    expect(kiosk.locator(".toast")).to_contain_text("자리를 정했어요")
    x, y = kiosk.evaluate(DOT % "[data-view=map]")
    assert abs(x - 34) < 1 and abs(y - 32) < 1
    kiosk.locator(".toast").get_by_role("button", name="되돌리기").click()
    kiosk.wait_for_function(f"() => String(({DOT % '[data-view=map]'})()) !== '{x:g},{y:g}'")
