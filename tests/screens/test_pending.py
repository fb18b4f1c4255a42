"""Who waits for a desk: all of them, and one network's many never before the others."""

from typing import Any

import pytest

from kiosk.data.store import Actor
from kiosk.screens import desk
from kiosk.screens.desk_search import Index
from kiosk.screens.pending import CROWD, pending
from tests.cast import Cast

Wait = Any


@pytest.fixture
def wait(cast: Cast) -> Wait:
    """Somebody registers on a phone, a second after whoever came before; gives their id."""

    def wait(name: str, network: str = "", device: str = "") -> int:
        cast.clock.pass_s(1)
        phone = Actor("phone", phone=device or name, network=network)
        made = cast.done("visitor.register", phone, name=name, citizen=True, consent=True)
        visitor: int = made["visitor"]["id"]
        return visitor

    return wait


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["name"] for row in rows]


def listed(cast: Cast, **more: Any) -> dict[str, Any]:
    with cast.store.read() as db:
        return pending(db, **more)


def test_all_who_wait_are_listed_the_first_or_the_last_first(cast: Cast, wait: Wait) -> None:
    people = [f"손님{n}" for n in range(150)]
    for name in people:
        wait(name)
    shown = listed(cast)
    assert (shown["count"], names(shown["few"]), shown["crowd"]) == (150, people, [])
    assert names(listed(cast, newest_first=True)["few"]) == people[::-1]


def test_a_flood_of_one_network_stands_behind_everybody_else(cast: Cast, wait: Wait) -> None:
    wait("먼저온")
    for number in range(CROWD + 1):
        wait(f"가짜{number}", "one network")
    wait("집에서", "another network")
    wait("나중온")
    shown = listed(cast)
    assert names(shown["few"]) == ["먼저온", "집에서", "나중온"]
    assert names(shown["crowd"]) == [f"가짜{number}" for number in range(CROWD + 1)]
    assert shown["count"] == CROWD + 4


def test_a_networks_few_are_like_all_others_and_a_crowd_that_was_confirmed_is_none(
    cast: Cast, wait: Wait
) -> None:
    people = [wait(f"손님{number}", "one network") for number in range(CROWD + 1)]
    assert len(listed(cast)["crowd"]) == CROWD + 1
    cast.done("visitor.confirm", "desk", visitor=people[0])
    shown = listed(cast)
    assert (len(shown["few"]), shown["crowd"]) == (CROWD, [])


def test_whence_somebody_came_is_forgotten_however_the_waiting_ends(cast: Cast, wait: Wait) -> None:
    confirmed, merged, waits = (wait(name, "one network") for name in ("확인됨", "합쳐짐", "기다림"))
    cast.done("visitor.confirm", "desk", visitor=confirmed)
    into = cast.register("같은사람").id
    cast.done("visitor.merge", "desk", visitor=merged, into=into, reason="같은 사람이에요")
    assert cast.rows("SELECT * FROM pending_networks") == [{"visitor_id": waits, "network": "one network"}]


def test_the_search_finds_whom_a_flood_of_the_same_name_would_hide(cast: Cast, wait: Wait) -> None:
    for number in range(CROWD + 10):
        wait("김민서", "one network", device=str(number))
    real = wait("김민서", "another network")
    with cast.store.read() as db:
        found = desk.found(db, Index(), "김민서", now=cast.clock())
    assert (found[0]["id"], len(found)) == (real, 30)
    with cast.store.read() as db:
        found = desk.found(db, Index(), "김민", now=cast.clock())
    assert found[0]["id"] == real
