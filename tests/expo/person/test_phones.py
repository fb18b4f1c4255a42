"""A phone's binding is its badge's: it ends with the badge, and the desk can end it."""

import threading

import pytest

from kiosk.data.store import Actor
from kiosk.data.tokens import hashed
from kiosk.expo.person import phones
from tests.cast import Cast, Person


def offered(cast: Cast, person: Person) -> str:
    """The word of a one-time QR."""
    found: str = cast.done("phone.offer", "desk", code=person.code)["bind_url"].rpartition("=")[2]
    return found


def bind(cast: Cast, person: Person, phone: str = "mine") -> None:
    cast.done("phone.bind", f"phone:{phone}", bind=offered(cast, person))


def guess(cast: Cast, person: Person, digits: str = "0000", phone: str = "strange") -> tuple[int, str]:
    return cast.refused("phone.bind", f"phone:{phone}", code=person.code, digits=digits)


def bound(cast: Cast, person: Person) -> int:
    with cast.store.read() as db:
        found: int = phones.standing(db, person.id)["bound"]
        return found


def reprinted(cast: Cast, person: Person) -> Person:
    """The person with their new badge."""
    badge = cast.done("badge.reprint", "desk", visitor=person.id)["visitor"]["badge"]
    return Person(person.id, badge["number"], badge["code"])


def void(cast: Cast, person: Person) -> None:
    cast.done("badge.void", "desk", visitor=person.id, reason="잃어버렸어요")


def reprint(cast: Cast, person: Person) -> None:
    cast.done("badge.reprint", "desk", visitor=person.id)


def merge(cast: Cast, person: Person) -> None:
    cast.done("visitor.merge", "desk", visitor=person.id, into=cast.minseo.id, reason="같은 사람")


def claim(cast: Cast, person: Person) -> None:
    code = cast.done("badge.reserve", "desk", count=1)["badges"][0]["code"]
    cast.done("badge.claim", "desk", code=code, visitor=person.id)


@pytest.mark.parametrize("end", [void, reprint, merge, claim])
class TestABadgeThatIsVoid:
    def test_ends_every_binding_and_every_open_offer_of_its_owner_alone(self, cast: Cast, end) -> None:
        person = cast.arrive()
        bind(cast, person)
        bind(cast, person, "of who photographed the badge")
        bind(cast, cast.hajun, "another's")
        word = offered(cast, person)
        end(cast, person)
        assert (bound(cast, person), bound(cast, cast.hajun)) == (0, 1)
        assert cast.refused("phone.bind", "phone:late", bind=word) == (409, "wrong_state")
        assert cast.rows("SELECT id FROM phones WHERE visitor_id = ?", person.id) == []

    def test_is_refused_without_counting_as_wrong_digits(self, cast: Cast, end) -> None:
        person = cast.arrive()
        end(cast, person)
        assert {guess(cast, person) for _ in range(6)} == {(409, "badge_void")}
        assert cast.rows("SELECT * FROM wrong_digits") == []


def test_what_a_phone_sent_before_its_badge_was_void_and_waited_is_not_done(cast: Cast) -> None:
    person = cast.arrive("A01")
    cast.done("phone.bind", Actor("phone", phone=hashed("cookie")), bind=offered(cast, person))
    with cast.store.read() as db:
        phone = phones.actor_of(db, "cookie", secure=True)
    assert phone is not None
    cast.done("visitor.pause", phone, visitor=person.id)
    void(cast, person)
    assert cast.refused("visitor.resume", phone, visitor=person.id) == (401, "not_paired")


class TestWrongDigits:
    def test_are_counted_anew_for_a_new_badge(self, cast: Cast) -> None:
        assert [guess(cast, cast.minseo)[1] for _ in range(6)] == ["unknown_code"] * 5 + ["wrong_state"]
        person = reprinted(cast, cast.minseo)
        assert guess(cast, person) == (409, "unknown_code")
        cast.done("phone.bind", "phone:mine", code=person.code, digits="4074")

    def test_of_five_strangers_do_not_lock_out_who_stands_at_a_kiosk(self, cast: Cast) -> None:
        for stranger in range(5):
            guess(cast, cast.minseo, phone=f"stranger {stranger}")
        assert guess(cast, cast.minseo, "4074", "mine") == (409, "wrong_state")
        word = cast.done("phone.offer", "kiosk", code=cast.minseo.code)["bind_url"].rpartition("=")[2]
        cast.done("phone.bind", "phone:mine", bind=word)
        assert bound(cast, cast.minseo) == 1

    def test_are_set_back_by_a_desk(self, cast: Cast) -> None:
        for _ in range(5):
            guess(cast, cast.minseo)
        with cast.store.read() as db:
            assert phones.standing(db, cast.minseo.id) == {"bound": 0, "locked": True}
        assert cast.done("phone.unbind", "desk", visitor=cast.minseo.id)["phones"] == 0
        cast.done("phone.bind", "phone:mine", code=cast.minseo.code, digits="4074")

    def test_are_five_whoever_tries_at_once(self, cast: Cast) -> None:
        """However many phones try at the same moment, five tries are looked at and the rest are not."""
        codes: list[str] = []
        threads = [
            threading.Thread(target=lambda n=n: codes.append(guess(cast, cast.minseo, phone=f"{n}")[1]))
            for n in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(codes) == ["unknown_code"] * 5 + ["wrong_state"] * 7


class TestTheDesk:
    def test_ends_what_is_bound_and_offered_and_says_how_many(self, cast: Cast) -> None:
        bind(cast, cast.minseo)
        bind(cast, cast.minseo, "another")
        word = offered(cast, cast.minseo)
        assert bound(cast, cast.minseo) == 2
        assert cast.done("phone.unbind", "desk", visitor=cast.minseo.id)["phones"] == 2
        assert bound(cast, cast.minseo) == 0
        assert cast.refused("phone.bind", "phone:late", bind=word) == (409, "wrong_state")
        assert cast.refused("phone.unbind", "desk", visitor=cast.minseo.id) == (409, "wrong_state")
        [entry] = cast.journal("phone.unbind")
        assert (entry["visitor_id"], entry["detail"]) == (cast.minseo.id, '{"phones": 2}')

    def test_ends_an_offer_nobody_has_used(self, cast: Cast) -> None:
        offered(cast, cast.minseo)
        assert cast.done("phone.unbind", "desk", visitor=cast.minseo.id)["phones"] == 0
