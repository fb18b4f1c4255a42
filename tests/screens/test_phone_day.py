"""The day that a visitor keeps: what is booked, what is about to be, and what has no time yet."""

import pytest

from kiosk.expo.person import visitors
from kiosk.expo.square import days
from kiosk.screens.phone_day import day_of
from tests.cases import programme_item
from tests.cast import DAY, ZONE, Cast, Person


@pytest.fixture
def day(cast: Cast):
    def day(person: Person, lang: str = "ko"):
        with cast.store.read() as db:
            visitor = visitors.find(db, person.id)
            assert visitor
            return day_of(db, visitor, now=cast.clock.now, lang=lang)

    return day


def test_an_appointment_stands_at_its_time_and_a_place_about_when_it_is_called(cast: Cast, day) -> None:
    cast.arrive("A02")
    cast.call("A02")
    cast.arrive("A02")
    cast.check_in(cast.minseo)
    found = day(cast.minseo)
    booked = next(one for one in found["timed"] if one["is_booked"])
    assert (booked["booth"], booked["time"]) == ("A01", "11:00 예약")
    assert booked["starts_at"] == days.at_local(DAY, "11:00", ZONE)
    assert booked["ends_at"] > booked["starts_at"]
    about = [one for one in found["timed"] if not one["is_booked"]]
    assert about and all(one["time"].endswith("쯤") for one in about)
    assert [one["starts_at"] for one in found["timed"]] == sorted(one["starts_at"] for one in found["timed"])


def test_a_wish_and_a_place_at_a_resting_booth_have_no_time(cast: Cast, day) -> None:
    person = cast.arrive("A02", "A03", "B01")
    cast.done("wish.add", visitor=person.id, booth="B02")
    cast.done("booth.pause", booth="A03")
    assert [(one["booth"], one["note"]) for one in day(person)["untimed"]] == [
        ("A03", "자리 있음"),
        ("B02", "상담 희망"),
    ]


def test_what_is_over_is_not_kept(cast: Cast, day) -> None:
    cast.clock.set(DAY, "12:30")
    assert day(cast.minseo)["timed"] == []


def test_nobodys_name_stands_in_it(cast: Cast, day) -> None:
    cast.check_in(cast.minseo)
    said = str(day(cast.minseo))
    for name in ("민서", "하준", "서연", "5849"):
        assert name not in said


def test_what_of_the_programme_one_signed_up_for_stands_there_at_its_time(cast: Cast, day) -> None:
    person, other = cast.arrive(), cast.arrive()
    lecture = programme_item(cast, title="공공구매 특강", place="소통의 장", capacity=1)
    cancelled = programme_item(cast, title="취소된 공연", starts="11:30", ends="11:50")
    for item in (lecture, cancelled):
        cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    cast.done("programme.sign_up", "desk", item=lecture, visitor=other.id)
    cast.done("programme.cancel", item=cancelled, reason="비가 와요")
    [mine], [waits] = day(person)["programme"], day(other)["programme"]
    assert (mine["title"], mine["place"], mine["time"]) == ("공공구매 특강", "소통의 장", "11:00")
    assert (mine["has_seat"], mine["starts_at"]) == (True, days.at_local(DAY, "11:00", ZONE))
    assert (waits["has_seat"], waits["note"]) == (False, "대기 1번째")
