import json

import pytest

from kiosk.actions.refusals import NotFound
from kiosk.expo.person import visitors
from kiosk.screens import phone, phone_own


def part(shown, part_id):
    return next(part.values for part in shown.parts if part.id == part_id)


@pytest.fixture
def page(show):
    return lambda visitor: show(phone, visitor["badge"]["code"])


@pytest.fixture
def lead(page):
    return lambda visitor: part(page(visitor), "visitor-lead")


def test_a_visitor_whose_turn_is_far_waits_wherever_they_like(arrive, act, lead):
    for name in ("김민서", "이도윤", "박서연", "최지호"):
        last = arrive(name, "A02", enterprise=name)
    shown = lead(last)
    assert (shown["state"], shown["place"]["booth"], shown["place"]["ahead"]) == ("waiting", "A02", 3)
    assert shown["place"]["wait_min"][0] >= 15


def test_who_would_be_served_on_arrival_is_sent_there_and_shown_the_way(arrive, lead):
    shown = lead(arrive("김민서", "A02"))
    assert (shown["state"], shown["place"]["ahead"]) == ("now", 0)
    assert (shown["going"]["map"]["way"][0], shown["going"]["here"]) == (shown["going"]["map"]["dot"], "입구")


def test_a_call_leads_the_page_and_other_places_are_held(arrive, act, page, lead):
    visitor = arrive("김민서", "A01", "A02")
    act("ticket.call_next", booth="A01", counter=2)
    shown = lead(visitor)
    assert (shown["state"], shown["place"]["booth"], shown["going"]["counter"]) == ("called", "A01", 2)
    others = part(page(visitor), "visitor-places")
    assert others["busy_at"] == "A01"
    assert [(place["booth"], place["held"]) for place in others["places"]] == [("A02", True)]


def test_a_recall_is_another_call(arrive, act, lead, clock):
    visitor = arrive("김민서", "A02")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]
    before = lead(visitor)["call"]
    clock.pass_min(1)
    act("ticket.recall", ticket=ticket["id"])
    assert lead(visitor)["call"] != before


def test_in_a_meeting_the_page_says_so(arrive, act, lead):
    visitor = arrive("김민서", "A02")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]
    act("consultation.start", ticket=ticket["id"], counter=1)
    assert (lead(visitor)["state"], lead(visitor)["place"]["booth"]) == ("meeting", "A02")


def test_who_has_not_come_yet_is_sent_to_the_entrance(act, lead):
    visitor = act("visitor.register", name="김민서", consent=True, enterprise="세진플러스")["visitor"]
    assert lead(visitor)["state"] == "away"


def test_the_live_page_shows_masked_names_and_no_phone_number(act, page):
    visitor = act(
        "visitor.register", name="김민서", consent=True, enterprise="세진플러스", phone="010-2345-6789"
    )["visitor"]
    shown = page(visitor)
    text = json.dumps([shown.data, [part.values for part in shown.parts]], ensure_ascii=False)
    assert "김○서" in text
    assert "김민서" not in text
    assert "6789" not in text.replace(visitor["badge"]["code"], "")


def test_a_code_that_is_no_badge_is_not_found(show):
    with pytest.raises(NotFound):
        show(phone, "0000000000000000")


def test_an_unbound_phone_gets_nothing_of_its_own(store, act, clock):
    visitor = act("visitor.register", name="김민서", consent=True, enterprise="세진플러스")["visitor"]
    with store.read() as db:
        own = phone_own.own(db, visitor, now=clock(), lang="ko", bound=False, by_digits=True, secure=True)
    assert own == {"bound": False, "by_digits": True}


def test_a_call_that_was_taken_back_is_told_for_a_while(arrive, act, lead, clock):
    visitor = arrive("김민서", "A02")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    act("ticket.uncall", ticket=ticket, reason="잘못 눌렀어요")
    shown = lead(visitor)
    assert (shown["state"], shown["taken_back"]) == ("now", True)
    clock.pass_min(3)
    assert not lead(visitor)["taken_back"]


def test_a_booth_at_lunch_says_until_when_and_its_message(arrive, act, lead):
    visitor = arrive("김민서", "A02")
    act("booth.pause", booth="A02", reason="점심시간이에요", minutes=60)
    shown, place = lead(visitor), lead(visitor)["place"]
    assert (shown["state"], place["booth_state"], place["note"], place["message"]) == (
        "waiting",
        "paused",
        "부스가 13:00까지 쉬어요. 자리는 그대로예요.",
        "점심시간이에요",
    )


def test_an_agency_that_went_home_says_so(arrive, act, lead):
    visitor = arrive("김민서", "A02")
    act("booth.go_home", booth="A02")
    assert (lead(visitor)["state"], lead(visitor)["place"]["note"]) == (
        "waiting",
        "이 기관은 오늘 상담을 마쳤어요. 다음 날 같은 순서로 만나요.",
    )


def test_a_bound_phone_shows_what_was_talked_about_and_the_shared_note_never_the_other(
    arrive, act, store, clock
):
    visitor = arrive("김민서", "A02")
    ticket = act("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    meeting = act("consultation.start", ticket=ticket, counter=1)["consultation"]["id"]
    act(
        "consultation.finish",
        consultation=meeting,
        lines=[{"outcome": "mou"}],
        topics=["납기"],
        note="우리만",
        shared_note="같이",
    )
    with store.read() as db:
        row = visitors.find(db, visitor["id"])
        shown = phone_own.own(db, row, now=clock(), lang="ko", bound=True, by_digits=True, secure=True)
        plain = phone_own.own(db, row, now=clock(), lang="ko", bound=True, by_digits=False, secure=False)
    [met] = shown["meetings"]
    assert (met["topics"], met["shared_note"], plain["meetings"]) == (["납기"], "같이", [])
    assert "우리만" not in str(shown)


def test_an_agency_that_went_home_on_the_last_day_is_told_with_substitutes(
    arrive, act, page, paint, store, clock
):
    clock.pass_min(24 * 60)
    visitor = arrive("김민서", "A02")
    assert "상담이 끝났어요" not in paint(page(visitor), "visitor-ended")
    act("booth.go_home", booth="A02")
    html = paint(page(visitor), "visitor-ended")
    assert "A02 종로구 상담이 끝났어요" in html and "<button" not in html
    with store.read() as db:
        row = visitors.find(db, visitor["id"])
        own = phone_own.own(db, row, now=clock(), lang="ko", bound=True, by_digits=False, secure=False)
    assert [one["booth"] for one in own["ended"]] == ["A02"]
    act("ticket.dismiss", ticket=own["ended"][0]["ticket"])
    assert "상담이 끝났어요" not in paint(page(visitor), "visitor-ended")
