"""The sums that triggers keep are what counting the tables says, whatever happens."""

import random
from typing import Any

import pytest

from kiosk.expo.queue import loads
from kiosk.expo.square import days, event
from tests.cast import DAY, NEXT_DAY, ZONE, Cast, Person

BOOTHS = ("A01", "A02", "A03", "B01")
_PLAIN = """
    SELECT d.day, t.booth_id, count(*) AS places FROM days d CROSS JOIN tickets t
    WHERE t.state = 'waiting' AND t.joined_at < d.opens_at - 12 * 3600000
    AND NOT EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = t.visitor_id AND a.day = d.day
        AND a.undone_at IS NULL AND a.left_at IS NULL)
    GROUP BY d.day, t.booth_id ORDER BY d.day, t.booth_id
"""
_KEPT = "SELECT day, booth_id, places FROM absent_places WHERE places <> 0 ORDER BY day, booth_id"


def test_nobody_waits_behind_places_that_people_left_over_who_are_not_in_today(cast: Cast) -> None:
    away, here = cast.arrive("A02"), cast.arrive("A02")
    cast.clock.set(NEXT_DAY, "10:00")
    cast.check_in(here)
    with cast.store.read() as db:
        booth = loads.of(db, cast.clock.now).by_number["A02"]["id"]
        assert loads.of(db, cast.clock.now).waiting[booth] == 1
    cast.check_in(away)
    with cast.store.read() as db:
        assert loads.of(db, cast.clock.now).waiting[booth] == 2


@pytest.mark.parametrize("seed", range(6))
def test_places_of_the_absent_are_counted_after_every_action(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    people = [cast.arrive(*chance.sample(BOOTHS, 2)) for _ in range(6)]
    for step in range(60):
        if step in (25, 45):
            cast.clock.set(NEXT_DAY if step == 25 else DAY, "10:30")
        cast.clock.pass_s(20)
        _something(cast, chance, people)
        assert _rows(cast, _KEPT) == _rows(cast, _PLAIN), step


def test_places_of_the_absent_are_counted_anew_when_the_days_change(cast: Cast) -> None:
    cast.arrive("A02")
    _set_up(cast, [DAY, "2026-10-31"], "09:00-18:00")
    assert [row["day"] for row in _rows(cast, _KEPT)] == ["2026-10-31"]
    assert _rows(cast, _KEPT) == _rows(cast, _PLAIN)
    at_night = days.at_local(
        DAY, "21:30", ZONE
    )  # joined on what was the second day's morning, and is not any more
    cast.store.change(lambda change: change.update("UPDATE tickets SET joined_at = ?", at_night))
    _set_up(cast, [DAY, NEXT_DAY], "09:00-18:00")
    assert _rows(cast, _KEPT) == _rows(cast, _PLAIN) == []
    _set_up(cast, [DAY, NEXT_DAY], "10:00-18:00")
    assert _rows(cast, _KEPT) == _rows(cast, _PLAIN) != []


def _something(cast: Cast, chance: random.Random, people: list[Person]) -> None:
    """One action of many, done or refused."""
    one, other = chance.sample(people, 2)
    booth = chance.choice(BOOTHS)
    ticket = _a_ticket(cast, one)
    acts: list[tuple[str, dict[str, Any]]] = [
        ("visitor.check_in", {"visitor": one.id}),
        ("visitor.check_in", {"visitor": one.id}),
        ("visitor.check_out", {"visitor": one.id}),
        ("visitor.undo_check_in", {"visitor": one.id, "reason": "잘못"}),
        ("ticket.join", {"visitor": one.id, "booth": booth}),
        ("ticket.leave", {"ticket": ticket}),
        ("ticket.transfer", {"ticket": ticket, "booth": booth}),
        ("ticket.call_next", {"booth": booth, "counter": 1}),
        ("ticket.no_show", {"ticket": ticket}),
        ("consultation.start", {"ticket": ticket, "counter": 1}),
        ("visitor.merge", {"visitor": one.id, "into": other.id}),
    ]
    weights = [3] * (len(acts) - 1) + [1]
    verb, fields = chance.choices(acts, weights)[0]
    cast.do(verb, "organiser", **fields)


def _set_up(cast: Cast, dates: list[str], hours: str) -> None:
    cast.store.change(lambda change: event.set_up(change, name="박람회", days=dates, hours=hours))


def _a_ticket(cast: Cast, person: Person) -> int:
    rows = _rows(
        cast, "SELECT id FROM tickets WHERE visitor_id = ? ORDER BY state = 'waiting', id", person.id
    )
    return int(rows[-1]["id"]) if rows else 1


def _rows(cast: Cast, sql: str, *values: Any) -> list[dict[str, Any]]:
    with cast.store.read() as db:
        return db.execute(sql, values).fetchall()


def test_after_a_rest_whose_end_is_known_waits_are_longer_by_as_much(cast: Cast) -> None:
    cast.meet(cast.arrive(), "A02")
    person = cast.arrive("A02")
    before, _ = waits_at(cast, "A02")
    cast.done("booth.pause", booth="A02", minutes=60)
    p50_ms, p80_ms = waits_at(cast, "A02")
    # The meeting that runs is over by then, so who waits first sits down at the end of the rest.
    assert before > 0 and (p50_ms, p80_ms >= p50_ms) == (60 * days.MIN_MS, True)
    cast.clock.pass_min(59)
    assert waits_at(cast, "A02")[0] == days.MIN_MS
    cast.done("booth.open", booth="A02")
    cast.done("booth.pause", booth="A02")  # nobody knows until when
    assert waits_at(cast, "A02")[0] < 60 * days.MIN_MS and cast.places(person) == ["A02"]


def waits_at(cast: Cast, booth: str) -> tuple[float, float]:
    with cast.store.read() as db:
        state = loads.of(db, cast.clock())
        booth_id = state.by_number[booth]["id"]
        assert state.start_ms(booth_id) == state.wait_ms(booth_id)[0]
        assert state.wait_ms(booth_id, 0) == state.waits_ms(booth_id, 1)[0]
        return state.wait_ms(booth_id, 0)
