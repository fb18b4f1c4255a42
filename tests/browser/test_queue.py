"""Two booths, one visitor's phone and the hall board: a skip, a call-ahead, a no-show and a transfer."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import BOARD, PHONE, Expo


def test_a_visitor_of_two_booths_keeps_every_place(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    first = _in_queues(expo, "D01", "D02")
    second = _in_queues(expo, "D02")
    one, two = str(first["number"]), str(second["number"])
    hall, phone = context(BOARD).new_page(), context(PHONE).new_page()
    hall.goto(expo.address + "/board")
    phone.goto(f"{expo.address}/v/{first['badge']['code']}")
    left, right = station("booth", "D01"), station("booth", "D02")

    # Called to D01; D02 skips them, says why, and keeps their place.
    left.click(f".booth-main:has-text('{one}')")
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "called")
    right.click(f".booth-main:has-text('다음 호출 → {two}')")
    expect(hall.locator("#cell-D02")).to_contain_text(two)
    expect(right.locator("#booth-next")).to_contain_text("D01")
    expect(phone.locator("#visitor-places")).to_contain_text("자리")

    # Nobody comes to D02: the first time two places back, so still in the queue.
    right.click("[data-do=no_show]")
    expect(right.locator("#booth-next")).to_contain_text(two)
    expect(hall.locator("#cell-D02")).not_to_contain_text("호출")

    # The meeting at D01 runs; nearly done, the next is called ahead while it does.
    third = _in_queues(expo, "D01")
    left.click(".booth-main:has-text('상담 시작')")
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "meeting")
    left.click("[data-do=ahead]")
    expect(hall.locator("#cell-D01")).to_contain_text(str(third["number"]))
    left.click("[data-outcome=consulted]")
    left.click(".booth-main:has-text('상담 끝')")

    # Free again, the kept place at D02 is first; its staff send the other one to D03 with the rank they had.
    expect(right.locator(".booth-main")).to_contain_text(one)
    moved = next(place for place in _tickets(expo, second) if place["booth"] == "D02")
    expo.act("organiser", "ticket.transfer", ticket=moved["id"], booth="D03")
    expect(right.locator("#booth-next")).not_to_contain_text(two)
    assert [place["booth"] for place in _tickets(expo, second)] == ["D03"]
    right.click(f".booth-main:has-text('{one}')")
    expect(phone.locator("#visitor-lead h2")).to_contain_text("D02")


def _in_queues(expo: Expo, *booths: str) -> dict[str, object]:
    """Somebody who is in, whom no plan fits, with places at these booths only."""
    visitor = expo.somebody(categories=[])
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    for booth in booths:
        expo.act("desk", "ticket.join", visitor=visitor["id"], booth=booth)
    return visitor


def _tickets(expo: Expo, visitor: dict[str, object]) -> list[dict[str, object]]:
    code = visitor["badge"]["code"]  # type: ignore[index]
    return list(
        expo.kiosk.browser(expo.tokens["desk"]).get(f"/visitors/{code}.json").data["agenda"]["tickets"]
    )
