"""Figures whose sums triggers keep are what counting the tables says, after every action."""

import random
from typing import Any

import pytest

from kiosk.expo.figures import meetings, waiting
from kiosk.expo.square import days, event
from tests.cast import DAY, NEXT_DAY, ZONE, Cast, Person

LINES = (
    {"outcome": "consulted", "amount": 5_000_000},
    {"outcome": "consulted"},
    {"outcome": "contract", "amount": 3_000_000},
    {"outcome": "commitment", "amount": 7_000_000},
    {"outcome": "mou"},
)


@pytest.mark.parametrize("seed", range(6))
def test_outcomes_and_estimates_are_those_of_a_plain_count(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    people = [cast.arrive("A02", "A03") for _ in range(5)]
    for step in range(80):
        if step in (35, 60):
            cast.clock.set(NEXT_DAY if step == 35 else DAY, "11:00")
            for person in people:
                cast.do("visitor.check_in", "desk", visitor=person.id)
        cast.clock.pass_s(chance.choice((40, 400)))
        _something(cast, chance, people)
        _require_plain_count(cast, step)
    assert _total(cast)["measured"] > 0


def test_estimates_are_counted_anew_when_the_days_change(cast: Cast) -> None:
    person = cast.arrive("A02")
    cast.clock.pass_min(20)
    _finish(cast, person, LINES[0])
    assert _total(cast)["measured"] == 1
    for hours, measured in (
        ("08:00-10:10", 0),
        ("08:00-18:00", 1),
    ):  # closed between joining and sitting down
        cast.store.change(
            lambda change, hours=hours: event.set_up(change, name="박람회", days=[DAY], hours=hours)
        )
        assert _total(cast)["measured"] == measured
        _require_plain_count(cast, 0)


def _finish(cast: Cast, person: Person, *lines: dict[str, Any]) -> None:
    cast.call("A02")
    started = cast.done("consultation.start", ticket=person.tickets["A02"], counter=1)
    cast.done("consultation.finish", consultation=started["consultation"]["id"], lines=list(lines))


def _something(cast: Cast, chance: random.Random, people: list[Person]) -> None:
    """One step of a meeting at A02 or A03, done or refused."""
    booth, person = chance.choice(("A02", "A03")), chance.choice(people)
    ticket = _last(
        cast,
        "SELECT t.id FROM tickets t JOIN booths b ON b.id = t.booth_id WHERE b.number = ?"
        " AND t.state = 'called'",
        booth,
    )
    running = _last(
        cast,
        "SELECT c.id FROM consultations c JOIN booths b ON b.id = c.booth_id WHERE b.number = ?"
        " AND c.state = 'open'",
        booth,
    )
    over = _last(
        cast, "SELECT id FROM consultations WHERE state = 'finished' AND id % 3 <> ?", chance.randrange(3)
    )
    lines = chance.sample(LINES, chance.randint(1, 3))
    acts: list[tuple[str, dict[str, Any]]] = [
        ("ticket.call_next", {"booth": booth, "counter": 1}),
        ("ticket.call_next", {"booth": booth, "counter": 1}),
        ("consultation.start", {"ticket": ticket, "counter": 1}),
        ("consultation.start", {"ticket": ticket, "counter": 1}),
        ("consultation.note", {"consultation": running, "lines": lines}),
        ("consultation.finish", {"consultation": running, "lines": lines}),
        ("consultation.finish", {"consultation": running, "lines": lines}),
        ("consultation.cancel_start", {"consultation": running, "reason": "잘못"}),
        ("consultation.correct", {"consultation": over, "lines": lines, "reason": "고침"}),
        ("ticket.join", {"visitor": person.id, "booth": booth}),
        ("ticket.transfer", {"ticket": ticket, "booth": booth}),
        ("consultation.start", {"code": person.code, "booth": booth, "counter": 1}),
    ]
    verb, fields = chance.choice(acts)
    cast.do(verb, "organiser", **fields)


def _require_plain_count(cast: Cast, step: int) -> None:
    with cast.store.read() as db:
        for since in (0, days.at_local(DAY, "00:00", ZONE), days.at_local(NEXT_DAY, "00:00", ZONE)):
            assert meetings.by_kind(db, since) == _outcomes(db, since), step
        for booth in (None, *(row["id"] for row in db.execute("SELECT id FROM booths"))):
            assert waiting.kept_estimates(db, booth) == _estimates(db, booth), step


def _outcomes(db: Any, since: int) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {
        kind: {"count": 0} if kind == "mou" else {"count": 0, "won": 0} for kind in meetings.OUTCOMES
    }
    for row in db.execute(
        "SELECT l.outcome, coalesce(l.amount_won, 0) AS won FROM lines l JOIN consultations c ON c.id = l.consultation_id"
        " WHERE c.version = l.version AND c.state = 'finished' AND c.finished_at >= ?",
        (since,),
    ):
        found[row["outcome"]]["count"] += 1
        if "won" in found[row["outcome"]]:
            found[row["outcome"]]["won"] += row["won"]
    return found


def _estimates(db: Any, booth: int | None) -> dict[str, Any]:
    closings = [row["closes_at"] for row in db.execute("SELECT closes_at FROM days")]
    told = [
        row
        for row in db.execute(
            "SELECT * FROM tickets WHERE started_at IS NOT NULL AND expected_p80_ms IS NOT NULL"
        )
        if booth in (None, row["booth_id"])
        and not any(row["joined_at"] <= closing <= row["started_at"] for closing in closings)
    ]
    shares = {
        name: round(
            sum(row["started_at"] - row["joined_at"] <= row[column] + 60_000 for row in told) / len(told), 3
        )
        if told
        else None
        for name, column in (("within_p80", "expected_p80_ms"), ("within_p50", "expected_p50_ms"))
    }
    return {"measured": len(told), **shares}


def _total(cast: Cast) -> dict[str, Any]:
    with cast.store.read() as db:
        return waiting.kept_estimates(db)


def _last(cast: Cast, sql: str, *values: Any) -> int:
    with cast.store.read() as db:
        row = db.execute(f"{sql} ORDER BY 1 DESC LIMIT 1", values).fetchone()
    return int(row["id"]) if row else 1
