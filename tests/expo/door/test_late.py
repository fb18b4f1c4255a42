"""What two desks did off the network and can't both be: each ends in one card on the desks' list, and nothing is lost."""

from itertools import count

import pytest

from kiosk.screens.desk import doubles
from kiosk.screens.desk_search import Index
from kiosk.screens.late import to_check
from tests.cast import Cast

IDS = count()
PERSON = {"name": "정유진", "enterprise": "새 기업", "consent": True}


def told_late(cast: Cast, verb: str, **fields):
    """A desk's outbox tells of what it kept ten minutes ago, and of a refusal too: as static/js/offline/outbox.js does."""
    kept = f"kept-{next(IDS)}"
    times = {"at": 0, "sent_at": 10 * 60_000}
    answer = cast.do(verb, "desk", action_id=kept, **times, **fields).data
    if not answer["ok"]:
        badge = fields.get("reserved_code", fields.get("code"))
        about = {"code": badge, "visitor": fields.get("visitor")}
        about = {name: value for name, value in about.items() if value is not None}
        said = {"kept": kept, "deed": verb, "refused": answer["code"], "message": answer["message"]}
        cast.done("late.report", "desk", **times, **said, **about)
    return answer


def cards(cast: Cast):
    with cast.store.read() as db:
        return [
            (one["code"], one["number"], one["visitor"] and one["visitor"]["id"], one["claim"] is not None)
            for one in to_check(db, "ko", cast.store.badge_key)
        ]


@pytest.fixture
def blanks(cast):
    return cast.done("badge.reserve", "desk", count=3)["badges"]


def test_one_person_registered_at_two_desks_keeps_the_badge_of_the_second(cast, blanks):
    one, two = blanks[:2]
    first = told_late(cast, "badge.claim", code=one["code"], **PERSON)["visitor"]
    assert told_late(cast, "badge.claim", code=two["code"], **PERSON)["code"] == "already_registered"
    told_late(cast, "visitor.check_in", visitor=first["id"])  # who is registered already is who stands there
    [claim] = cards(cast)
    assert claim == ("already_registered", two["number"], first["id"], True)
    # What the card's button does.
    cast.done("badge.claim", "desk", code=two["code"], visitor=first["id"])
    assert cast.value("SELECT number FROM visitors WHERE id = ?", first["id"]) == two["number"]
    assert (
        cast.value(
            "SELECT count(*) FROM visitors v JOIN contacts c ON c.visitor_id = v.id WHERE c.name = '정유진'"
        )
        == 1
    )


def test_citizens_of_one_phone_registered_at_two_desks_stand_among_those_who_look_alike(cast, blanks):
    citizen = {"name": "정유진", "citizen": True, "consent": True, "phone": "010-4545-6767"}
    for blank in blanks[:2]:
        assert told_late(cast, "badge.claim", code=blank["code"], **citizen)["ok"]
    assert cards(cast) == []
    with cast.store.read() as db:
        assert [one["why"] for one in doubles(db, Index())] == ["phone"]


def test_a_badge_given_twice_names_who_stands_there_without_one(cast, blanks):
    code = blanks[0]["code"]
    assert told_late(cast, "badge.claim", code=code, visitor=cast.minseo.id)["ok"]
    assert told_late(cast, "badge.claim", code=code, visitor=cast.hajun.id)["code"] == "wrong_state"
    assert told_late(cast, "badge.claim", code=code, **PERSON)["code"] == "wrong_state"
    assert cards(cast) == [
        ("wrong_state", blanks[0]["number"], cast.hajun.id, False),
        (
            "wrong_state",
            blanks[0]["number"],
            cast.minseo.id,
            False,
        ),  # who was typed in, the tablet registers anew
    ]


def test_who_was_called_meanwhile_gets_their_badge_from_the_card(cast, blanks):
    person = cast.arrive("A01")
    cast.call("A01")
    told_late(cast, "badge.claim", code=blanks[0]["code"], visitor=person.id)
    assert cards(cast) == [("wrong_state", blanks[0]["number"], person.id, True)]


def test_who_was_forgotten_meanwhile_is_one_card_that_gives_them_nothing(cast, blanks):
    cast.done("visitor.forget", "desk", visitor=cast.minseo.id, reason="본인의 뜻")
    told_late(cast, "badge.claim", code=blanks[0]["code"], visitor=cast.minseo.id)
    told_late(cast, "visitor.check_in", visitor=cast.minseo.id)
    assert cards(cast) == [
        ("forgotten", blanks[0]["number"], None, False),
        ("forgotten", cast.minseo.number, None, False),
    ]
    with cast.store.read() as db:
        said = {one["message"] for one in to_check(db, "ko", cast.store.badge_key)}
    assert said == {
        f"개인정보를 지운 참가자예요({cast.minseo.number}번). 다시 쓰시려면 동의를 받아 새로 등록해 주세요."
    }


def test_who_was_merged_meanwhile_is_shown_as_who_stays(cast, blanks):
    twin = cast.register("쌍둥")
    cast.done("visitor.merge", "desk", visitor=twin.id, into=cast.minseo.id, reason="같은 사람")
    told_late(cast, "badge.claim", code=blanks[0]["code"], visitor=twin.id)
    assert cards(cast) == [("wrong_state", blanks[0]["number"], cast.minseo.id, True)]
