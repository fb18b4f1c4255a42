"""Signing up: first come, first seated; the rest wait in that order, and move up when a seat is free."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases import programme_item
from tests.cast import DAY, Cast, Person


def signed(cast: Cast, item: int) -> tuple[list[int], list[int]]:
    """The numbers of who has a seat and of who waits, in the order of signing up."""
    found = cast.rows(
        "SELECT v.number, s.seated_at FROM sign_ups s JOIN visitors v ON v.id = s.visitor_id"
        " WHERE s.item_id = ? AND s.left_at IS NULL ORDER BY s.id",
        item,
    )
    return (
        [row["number"] for row in found if row["seated_at"] is not None],
        [row["number"] for row in found if row["seated_at"] is None],
    )


def people(cast: Cast, count: int) -> list[Person]:
    return [cast.register() for _ in range(count)]


def sign_up(cast: Cast, item: int, person: Person) -> str:
    code: str = cast.done("programme.sign_up", "desk", item=item, visitor=person.id)["code"]
    return code


def test_who_comes_after_the_last_seat_waits_and_is_told_so(cast: Cast) -> None:
    item = programme_item(cast, capacity=2)
    one, two, three, four = people(cast, 4)
    codes = [sign_up(cast, item, person) for person in (one, two, three)]
    last = cast.done("programme.sign_up", "kiosk", item=item, code=four.code)
    assert codes == ["done", "done", "waiting_list"]
    assert (last["code"], last["ahead"]) == ("waiting_list", 1)
    assert (last["item"]["attending"], last["item"]["waiting"]) == (2, 2)
    assert signed(cast, item) == ([one.number, two.number], [three.number, four.number])


def test_the_first_who_waits_moves_up_when_somebody_leaves_and_that_is_in_their_history(cast: Cast) -> None:
    item = programme_item(cast, capacity=1)
    one, two, three = people(cast, 3)
    for person in (one, two, three):
        sign_up(cast, item, person)
    cast.done("programme.leave", f"visitor:{one.id}", item=item, visitor=one.id)
    assert signed(cast, item) == ([two.number], [three.number])
    entry = cast.journal("programme.sign_up")[-1]
    assert (entry["visitor_id"], '"moved_up"' in entry["detail"]) == (two.id, True)


def test_a_larger_capacity_lets_move_up_and_a_smaller_one_takes_no_seat(cast: Cast) -> None:
    item = programme_item(cast, capacity=1)
    one, two, three = people(cast, 3)
    for person in (one, two, three):
        sign_up(cast, item, person)
    same = {"item": item, "title": "특강", "day": DAY, "starts": "11:00", "ends": "11:20"}
    cast.done("programme.change", **same, capacity=2)
    assert signed(cast, item) == ([one.number, two.number], [three.number])
    cast.done("programme.change", **same, capacity=1)
    assert signed(cast, item) == ([one.number, two.number], [three.number])
    cast.done("programme.leave", "desk", item=item, visitor=one.id)
    assert signed(cast, item) == ([two.number], [three.number])


def test_nobody_signs_up_twice_for_what_is_over_or_for_somebody_else(cast: Cast) -> None:
    item = programme_item(cast, capacity=1)
    one, two = people(cast, 2)
    sign_up(cast, item, one)
    assert cast.refused("programme.sign_up", "desk", item=item, visitor=one.id) == (409, "already_waiting")
    assert cast.refused("programme.sign_up", f"visitor:{one.id}", item=item, visitor=two.id) == (
        403,
        "not_allowed",
    )
    cast.clock.set(DAY, "11:20")
    assert cast.refused("programme.sign_up", "desk", item=item, visitor=two.id) == (409, "wrong_state")


def test_an_item_without_an_end_takes_about_an_hour(cast: Cast) -> None:
    item = programme_item(cast, ends=None)
    cast.clock.set(DAY, "11:59")
    assert sign_up(cast, item, cast.register()) == "done"
    cast.clock.set(DAY, "12:00")
    assert cast.refused("programme.sign_up", "desk", item=item, visitor=cast.minseo.id) == (
        409,
        "wrong_state",
    )


def test_what_is_cancelled_takes_nobody_and_keeps_who_is_signed_up(cast: Cast) -> None:
    item = programme_item(cast)
    one, two = people(cast, 2)
    sign_up(cast, item, one)
    cast.done("programme.cancel", item=item)
    assert cast.refused("programme.sign_up", "desk", item=item, visitor=two.id) == (409, "wrong_state")
    cast.done("programme.restore", item=item)
    assert sign_up(cast, item, two) == "done"
    assert signed(cast, item) == ([one.number, two.number], [])


def test_one_person_registered_twice_keeps_one_place_and_the_next_moves_up(cast: Cast) -> None:
    item, other = programme_item(cast, capacity=2), programme_item(cast, starts="12:00", ends="12:30")
    gone, stays, third = people(cast, 3)
    for person in (gone, stays, third):
        sign_up(cast, item, person)
    sign_up(cast, other, gone)
    cast.done("visitor.merge", "desk", visitor=gone.id, into=stays.id, reason="같은 사람")
    assert signed(cast, item) == ([stays.number, third.number], [])
    assert signed(cast, other) == ([stays.number], [])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    capacity=st.integers(1, 4),
    deeds=st.lists(
        st.tuples(st.sampled_from(("sign_up", "leave", "wider", "narrower")), st.integers(0, 6)), max_size=20
    ),
)
def test_seats_go_by_the_order_of_signing_up_whatever_happens(cast: Cast, capacity: int, deeds: list) -> None:
    """The model: who is signed up in order, and who was ever given a seat, which is kept."""
    if "crowd" not in cast.people:
        for n in range(7):
            cast.people[f"crowd{n}"] = cast.register()
        cast.people["crowd"] = cast.minseo
    crowd = [cast.people[f"crowd{n}"] for n in range(7)]
    item = programme_item(
        cast, title=f"특강 {cast.value('SELECT count(*) FROM programme')}", capacity=capacity
    )
    title = cast.value("SELECT title FROM programme WHERE id = ?", item)
    line: list[int] = []
    seated: set[int] = set()
    for deed, at in deeds:
        person = crowd[at]
        if deed == "sign_up" and person.number not in line:
            sign_up(cast, item, person)
            line.append(person.number)
        elif deed == "leave" and person.number in line:
            cast.done("programme.leave", "desk", item=item, visitor=person.id)
            line.remove(person.number)
            seated.discard(person.number)
        elif deed in ("wider", "narrower"):
            capacity = max(1, capacity + (1 if deed == "wider" else -1))
            cast.done(
                "programme.change",
                item=item,
                title=title,
                day=DAY,
                starts="11:00",
                ends="11:20",
                capacity=capacity,
            )
        for number in line:
            if number not in seated and len(seated) < capacity:
                seated.add(number)
        assert signed(cast, item) == (
            [number for number in line if number in seated],
            [number for number in line if number not in seated],
        )


def test_many_at_once_get_each_seat_once_and_no_rank_twice(cast: Cast) -> None:
    item = programme_item(cast, capacity=3)
    crowd = people(cast, 12)
    answers: dict[int, dict] = {}

    def come(person: Person) -> None:
        answers[person.number] = cast.done("programme.sign_up", "desk", item=item, visitor=person.id)

    together([lambda person=person: come(person) for person in crowd])
    seated, waiting = signed(cast, item)
    assert (len(seated), len(waiting)) == (3, 9)
    assert {number for number, answer in answers.items() if answer["code"] == "done"} == set(seated)
    assert [answers[number]["ahead"] for number in waiting] == list(range(9))

    by_number = {person.number: person for person in crowd}
    gone = [by_number[number] for number in (*seated[:2], waiting[0], waiting[3])]
    together(
        [lambda one=one: cast.done("programme.leave", "desk", item=item, visitor=one.id) for one in gone]
    )
    left = [number for number in seated + waiting if number not in {one.number for one in gone}]
    assert signed(cast, item) == (left[:3], left[3:])


def together(deeds: list) -> None:
    threads = [threading.Thread(target=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_schema_gives_nobody_a_seat_beyond_the_capacity(cast: Cast) -> None:
    """Whatever a rule forgets."""
    item = programme_item(cast, capacity=1)
    one, two = people(cast, 2)
    for person in (one, two):
        sign_up(cast, item, person)
    for sql in (
        "UPDATE sign_ups SET seated_at = 1 WHERE seated_at IS NULL",
        "INSERT INTO sign_ups (item_id, visitor_id, signed_at, seated_at) SELECT item_id, 1, 1, 1 FROM sign_ups LIMIT 1",
        "UPDATE programme SET citizens = 1",
    ):
        with pytest.raises(Exception, match="no seat is left"):
            cast.store.change(lambda change, sql=sql: change.update(sql))
