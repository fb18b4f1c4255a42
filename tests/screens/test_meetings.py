"""Whom an enterprise met, on the phones of its people: of all of them where somebody vouched for it, never a name in full."""

import pytest

from kiosk.expo.person import visitors
from kiosk.screens import meetings, phone_own
from tests.cast import Cast, Person


@pytest.fixture
def met(cast: Cast) -> Cast:
    """Minseo met A02, and agreed on something to do; Hajun of the same enterprise met nobody."""
    cast.check_in(cast.minseo)
    cast.done(
        "consultation.finish",
        consultation=cast.meet(cast.minseo, "A02"),
        lines=[{"outcome": "commitment", "amount": 7_000_000}],
        note="값을 더 물어볼 것",
        shared_note="시제품을 보고 정하기로",
        follow_up={"text": "시제품 보내기", "who": "기업", "due": "11월 12일"},
    )
    return cast


def told(cast: Cast, person: Person) -> list[meetings.Told]:
    with cast.store.read() as db:
        row = visitors.find(db, person.id)
        assert row and meetings.is_any_of_visitor(db, row) == bool(meetings.of_visitor(db, row, "ko"))
        return meetings.of_visitor(db, row, "ko")


def test_colleagues_read_each_others_meetings_without_names_and_the_agencys_notes(met: Cast) -> None:
    [own] = told(met, met.minseo)
    [seen] = told(met, met.hajun)
    assert own["by"] is None and seen["by"] == {"number": met.minseo.number, "name": "윤○서"}
    assert {**seen, "by": None} == own
    assert (seen["booth"], seen["lines"][0]["won"], seen["follow_up"]["text"]) == (
        "A02",
        7_000_000,
        "시제품 보내기",
    )
    assert "윤민서" not in str(seen) and "값을 더" not in str(seen)


def test_who_named_the_enterprise_themselves_sees_none_of_it(met: Cast) -> None:
    """At a kiosk, or on a phone that no desk has confirmed, anybody may name any enterprise."""
    person = {"enterprise": "세진플러스", "consent": True}
    at_kiosk = met.done("visitor.register", "kiosk", name="정유진", **person)["visitor"]
    on_phone = met.done("visitor.register", "phone", name="박도윤", **person)["visitor"]
    for one in (at_kiosk, on_phone):
        assert told(met, Person(one["id"], one["number"], "")) == []
    met.done("visitor.confirm", "desk", visitor=on_phone["id"])
    assert len(told(met, Person(on_phone["id"], on_phone["number"], ""))) == 1
    assert told(met, met.seoyeon) == []


def test_a_phone_links_to_them_over_a_secure_connection_alone(met: Cast) -> None:
    with met.store.read() as db:
        row = visitors.find(db, met.hajun.id)
        assert row
        shown = {
            secure: phone_own.own(
                db, row, now=met.clock.now, lang="ko", bound=True, by_digits=True, secure=secure
            )
            for secure in (True, False)
        }
    assert (shown[True]["has_met"], shown[False]["has_met"]) == (True, False)  # type: ignore[typeddict-item]
