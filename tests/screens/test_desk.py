"""The desk's panel and lists, and where the kiosk sends somebody."""

import pytest

from kiosk.actions.refusals import NotFound
from kiosk.screens import desk, enterprises, kiosk

KEY = b"k" * 32


@pytest.fixture
def read(store, clock):
    def read(function, *arguments, **more):
        with store.read() as db:
            return function(db, *arguments, **more)

    return read


@pytest.fixture
def person(read, clock):
    return lambda visitor: read(desk.person, visitor, now=clock(), lang="ko", badge_key=KEY)


@pytest.fixture
def minseo(act):
    fields = {"enterprise": "세진플러스", "brn": "282-73-11272", "categories": ["피복·근무복"]}
    return act(
        "visitor.register", name="윤민서", phone="010-5849-4074", consent=True, wishes=["B02"], **fields
    )["visitor"]


def test_at_most_three_big_buttons_by_state(act, person, minseo):
    shown = person(minseo["id"])
    assert shown["state"] == "away" and shown["leads"][0] == "check_in" and len(shown["leads"]) <= 3
    act("visitor.check_in", visitor=minseo["id"])
    shown = person(minseo["id"])
    assert (shown["state"], shown["since"]) == ("in", "12:00")
    assert shown["leads"] == ("print", "ticket", "phone")
    assert "undo" in shown["quiet"]


def test_who_lost_their_badge_is_offered_a_new_one_first(act, person, minseo):
    act("visitor.check_in", visitor=minseo["id"])
    assert "void" in person(minseo["id"])["quiet"]
    act("badge.void", visitor=minseo["id"], reason="잃어버렸어요")
    shown = person(minseo["id"])
    assert shown["void"] and shown["leads"] == ("reprint", "ticket", "phone")
    assert not {"void", "reprint"} & set(shown["quiet"])
    act("badge.reprint", visitor=minseo["id"])
    assert person(minseo["id"])["leads"] == ("print", "ticket", "phone")


def test_the_panel_shows_no_whole_phone_number(person, minseo):
    assert person(minseo["id"])["phone"] == "010-****-4074"


def test_history_is_told_in_words(act, person, minseo):
    act("visitor.check_in", visitor=minseo["id"])
    act("visitor.undo_check_in", visitor=minseo["id"], reason="다른 사람이에요")
    told = [(one["text"], one["reason"]) for one in person(minseo["id"])["history"]]
    assert told[-1] == ("등록했어요", "")
    assert ("입장했어요", "") in told
    assert ("입장을 취소했어요", "다른 사람이에요") in told


def test_a_person_nobody_knows_is_not_found(person):
    with pytest.raises(NotFound):
        person(99_999)


def test_the_last_ten_scans_offer_undo_while_the_check_in_stands(act, read, clock, minseo):
    act("visitor.check_in", visitor=minseo["id"])
    scans = read(desk.scans, None)
    assert [(one["number"], one["welcome"], one["undo"]) for one in scans] == [
        (minseo["number"], "new", True)
    ]
    act("visitor.undo_check_in", visitor=minseo["id"], reason="잘못 눌렀어요")
    assert [one["undo"] for one in read(desk.scans, None)] == [False]


def test_the_kiosk_sends_first_where_it_was_asked_for_and_says_why(act, read, clock, minseo):
    act("visitor.check_in", visitor=minseo["id"])
    way = read(kiosk.where_now, minseo["badge"]["code"], now=clock(), lang="ko", badge_key=KEY)
    assert {card["booth"]: card["why"] for card in way["cards"]} == {
        "B02": "상담을 희망한 기관",
        "A02": "피복·근무복 구매 1건",
    }
    assert way["map"]["there_number"] == way["cards"][0]["booth"]
    assert all(card["state"] == "waiting" and card["wait_min"] == [0, 0] for card in way["cards"])


def test_an_enterprise_is_known_by_its_number_however_it_is_written(read, minseo):
    found = read(enterprises.by_brn, "282 7311272", lang="ko", people=True)
    assert found["enterprise"]["name"] == "세진플러스"
    assert [one["name"] for one in found["enterprise"]["people"]] == ["윤민서"]
    assert "people" not in read(enterprises.by_brn, "2827311272", lang="ko")["enterprise"]
    assert read(enterprises.by_brn, "2827311271", lang="ko")["valid"] is False


def test_the_words_agreed_to_are_kept_with_their_version(read, minseo):
    def kept(db):
        sql = (
            "SELECT c.purpose, t.lang FROM consents c JOIN consent_texts t"
            " ON t.version = c.text_version AND t.purpose = c.purpose WHERE c.visitor_id = ?"
        )
        return {(row["purpose"], row["lang"]) for row in db.execute(sql, (minseo["id"],))}

    assert read(kept) == {(purpose, lang) for purpose in ("keep", "share") for lang in ("ko", "en")}
