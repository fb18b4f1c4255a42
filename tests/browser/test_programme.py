"""The programme, from the organiser's form to the door: signed up for, the waiting list moving, attended, citizens tapped."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import BOARD, PHONE, Expo
from tests.browser.hands import reply, rows, scan


def test_an_item_is_made_signed_up_for_and_attended(
    expo: Expo, station: Callable[..., Page], context: Callable[..., BrowserContext]
) -> None:
    first, second = (expo.somebody(categories=[]) for _ in range(2))
    for visitor in (first, second):
        expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    organiser, desk, hall = station("organiser"), station("desk"), context(BOARD).new_page()
    phone, other = (_phone(expo, context, visitor) for visitor in (first, second))
    hall.goto(expo.address + "/board")

    # The organiser makes it by the form; what does not fit is said there, and nothing is made of it.
    organiser.goto(organiser.url.replace("/organiser", "/organiser/programme"))
    form = organiser.locator("[data-verb='programme.add']")
    for name, value in {
        "title": "특강: 첫 납품",
        "starts": "11:10",
        "ends": "10:50",
        "place": "소통의 장",
    }.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=capacity]").fill("1")
    form.get_by_role("button", name="더하기").click()
    expect(form.locator(".field-error")).to_contain_text("11:10")
    form.locator("[name=ends]").fill("11:30")
    form.get_by_role("button", name="더하기").click()
    made = organiser.locator(".programme-item", has_text="첫 납품")
    expect(made).to_contain_text("남은 자리 1")
    item = int(made.get_attribute("data-item") or "")

    # One signs up on the phone, the next at the desk and waits; the list of everybody says so.
    phone.get_by_role("link", name="프로그램 보고 신청하기").click()
    card = phone.locator(f".programme-item[data-item='{item}']")
    card.get_by_role("button", name="신청하기").click()
    expect(card).to_contain_text("신청했어요")
    _open_person(desk, second)
    desk.locator(".desk-offers summary").click()
    desk.locator(f".desk-offers [data-item='{item}']").get_by_role("button").click()
    expect(desk.locator(f".person .place[data-item='{item}']")).to_contain_text("대기 1번째")
    expect(made).to_contain_text("자리가 찼어요")
    expect(other.locator(f".place[data-item='{item}']")).to_contain_text("대기 1번째")

    # The first gives it up: the next has the seat and is told on the phone.
    card.get_by_role("button", name="신청 취소").click()
    reply(phone, "신청 취소")
    expect(other.locator(f".place[data-item='{item}']")).to_contain_text("자리가 났어요")
    expect(other.locator("toast-list")).to_contain_text("자리가 났어요")

    # It is moved to where they meet it: phones and boards say so, and who has a seat is called no more.
    made.get_by_role("button", name="고치기").click()
    sheet = organiser.locator("[data-sheet]")
    sheet.locator("[name=starts]").fill("10:25")
    sheet.locator("[name=ends]").fill("11:20")
    sheet.get_by_role("button", name="저장하고 신청한 분들께 알리기").click()
    expect(other.locator(f".place[data-item='{item}']")).to_contain_text("11:10 → 10:25")
    expect(hall.locator("#hall-ticker")).to_contain_text("11:10 → 10:25")
    expo.act("desk", "ticket.join", visitor=second["id"], booth="D05")
    expect(other.locator("#visitor-lead")).to_have_attribute("data-state", "attending")
    expect(other.locator("#visitor-places")).to_contain_text("11:20 뒤에 불러 드려요")
    booth = station("booth", "D05")
    expect(booth.locator("#booth-next")).to_contain_text("프로그램 참석 · 11:20까지")

    # At the door: yes, no, and citizens by a tap that can be taken back.
    door = station("door")
    door.locator("[data-choice]").select_option(str(item))
    side = door.locator(".door-item")
    expect(side).to_contain_text("첫 납품")
    scan(door, second["badge"]["code"])
    expect(door.locator(".door-scan")).to_have_attribute("data-welcome", "new")
    expect(door.locator(".door-number")).to_have_text(str(second["number"]))
    expect(side.locator(".door-in")).to_contain_text("1")
    scan(door, first["badge"]["code"])
    expect(door.locator(".door-scan")).to_have_attribute("data-welcome", "refused")
    expo.act(
        "organiser",
        "programme.change",
        item=item,
        title="특강: 첫 납품",
        day=expo_day(organiser),
        starts="10:25",
        ends="11:20",
        capacity=4,
    )
    expect(side.locator(".door-in")).to_contain_text("/ 4")
    side.locator(".door-plus").click()
    expect(side.locator("[data-citizens-now]")).to_have_text("1")
    side.locator(".door-plus").click()
    expect(side.locator("[data-citizens-now]")).to_have_text("2")
    side.locator(".door-came li").first.get_by_role("button", name="되돌리기").click()
    expect(side.locator("[data-citizens-now]")).to_have_text("1")
    expect(made).to_contain_text("남은 자리 2")

    # They choose to be called all the same.
    other.get_by_role("button", name="그래도 차례가 되면 부르기").click()
    expect(other.locator("#visitor-lead")).not_to_have_attribute("data-state", "attending")
    expect(booth.locator(".booth-main")).to_contain_text(str(second["number"]))


def test_a_door_that_is_cut_off_takes_the_scan_and_tells_it_later(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    visitor, door = expo.somebody(categories=[]), ready("door")
    item = door.locator("[data-choice]").input_value()
    door.context.set_offline(True)
    door.reload()  # it opens without the server, and names nobody
    expect(door.locator(".door-came")).to_have_count(0)
    scan(door, visitor["badge"]["code"])
    door.clock.fast_forward(3_000)
    expect(door.locator(".door-scan")).to_have_attribute("data-welcome", "kept")
    door.context.set_offline(False)
    door.clock.fast_forward(10_000)
    expect(door.locator("outbox-badge")).to_have_attribute("data-waiting", "0")
    [came] = rows(
        expo,
        "SELECT item_id FROM sign_ups WHERE visitor_id = ? AND attended_at IS NOT NULL",
        visitor["id"],
    )
    assert str(came["item_id"]) == item


def _phone(expo: Expo, context: Callable[..., BrowserContext], visitor: dict) -> Page:
    """The visitor's phone, bound by the one-time QR."""
    offer = expo.act("desk", "phone.offer", code=visitor["badge"]["code"])["bind_url"]
    page = context(PHONE).new_page()
    page.goto(expo.address + offer)
    expect(page.get_by_role("link", name="프로그램 보고 신청하기")).to_be_visible()
    return page


def _open_person(desk: Page, visitor: dict) -> None:
    desk.locator(".desk-field input").fill(str(visitor["number"]))
    desk.locator(".desk-found [role=option]").first.click()
    expect(desk.locator(".person-number")).to_have_text(str(visitor["number"]))


def expo_day(organiser: Page) -> str:
    """The first day of the expo, which is today."""
    return str(
        organiser.locator("[data-verb='programme.add'] [name=day] option").first.get_attribute("value")
    )
