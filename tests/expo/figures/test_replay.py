"""The journal alone gives the square back: who was in, places, meetings, lines, signings and attendance, free text aside."""

import sqlite3
from pathlib import Path
from typing import Any

from kiosk.actions.verbs import VERBS
from kiosk.data.store import Store
from kiosk.expo.figures import definitions, replay, scope
from tests.cases import CONTRACT, programme_item
from tests.cast import DAY, Cast
from tests.simulated import Simulated

# Table -> what of it is not replayed: free text, a place's random public name, and ids that nothing names.
TABLES = {
    "arrivals": {"id"},
    "tickets": {"place"},
    "consultations": {"note", "shared_note", "topics", "follow_up"},
    "lines": {"id", "note"},
    "corrections": {"reason", "note_before", "topics_before"},
    "signings": {"text", "text_en", "text_version"},
    "sign_ups": {"id"},
}


def tables(db: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    found = {
        table: [
            {name: value for name, value in row.items() if name not in left_out}
            for row in db.execute(f"SELECT * FROM {table}")
        ]
        for table, left_out in TABLES.items()
    }
    found["programme"] = db.execute("SELECT id, citizens, cancelled_at FROM programme").fetchall()
    return {table: sorted(listed, key=repr) for table, listed in found.items()}


def assert_given_back(store: Store, seq: int = 2**40) -> None:
    with store.read() as db, replay.replayed(store.path, seq) as past:
        now, then = tables(db), tables(past)
        for table, listed in now.items():
            assert then[table] == listed, table
        for about in (scope.of_expo(db, store.now()), *scope.each_day(db, store.now())):
            counted = definitions.collect(db, about)
            told = replay.collect(past, about)
            assert told == {name: counted[name] for name in counted.keys() - set(replay.NOT_REPLAYED)}


def test_two_lived_days_come_back_from_their_journal(simulated_expo: Simulated) -> None:
    assert_given_back(simulated_expo(1))


def test_what_a_crowd_does_not_do_comes_back_too(cast: Cast) -> None:
    """Each branch of a rule that writes another row."""
    first, second, third = (cast.arrive("A02", "A03") for _ in range(3))
    cast.check_in(cast.minseo)
    cast.done("ticket.transfer", ticket=second.tickets["A03"], booth="B01")
    cast.call("A02")
    cast.done("ticket.recall", ticket=first.tickets["A02"])
    meeting = cast.meet(first, "A02")
    cast.done("consultation.extend", consultation=meeting, minutes=5)
    cast.done("consultation.note", consultation=meeting, lines=[{"outcome": "contract"}], note="초안")
    cast.call("A02")  # ahead, so that the start is taken back to waiting
    cast.done("consultation.cancel_start", consultation=meeting, reason="다른 분")
    item = programme_item(cast, capacity=1)
    for person in (first, second, third):
        cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    cast.done("programme.leave", "desk", item=item, visitor=first.id)
    cast.done("programme.call_me", "desk", item=item, visitor=second.id, on=True)
    cast.clock.set(DAY, "11:05")
    cast.done("programme.attend", "door", item=item, code=third.code)  # the seat of who has not come
    cast.done("programme.undo_attend", "door", item=item, visitor=third.id)
    other = programme_item(cast, title="다른 강연")
    cast.done("programme.attend", "door", item=other, code=third.code)
    cast.done("programme.undo_attend", "door", item=other, visitor=third.id)
    cast.done("programme.cancel", item=other)
    cast.done("programme.restore", item=other)
    signed = [cast.meet(person, "A01", counter) for counter, person in ((1, first), (2, third))]
    for one in signed:
        cast.finish(one, CONTRACT)
        cast.done("signing.send", consultation=one)
    ids = [row["id"] for row in cast.rows("SELECT id FROM signings ORDER BY id")]
    cast.done("signing.move", signing=ids[1], before=ids[0])
    cast.done("signing.skip", signing=ids[0])
    cast.done("signing.announce", consultation=signed[1])
    cast.done("signing.undo", signing=ids[1], reason="사진")
    code = cast.value("SELECT 1") and first.code
    cast.done("consultation.confirm", "booth:A01", consultation=signed[0], code=code, show_amount=True)
    cast.done("visitor.check_out", "desk", visitor=third.id)
    cast.clock.pass_min(2)
    cast.done("visitor.check_in", "desk", visitor=third.id)
    cast.done("visitor.undo_check_in", "desk", visitor=cast.minseo.id, reason="잘못")
    gone = cast.arrive("B02")
    cast.done("visitor.merge", "desk", visitor=gone.id, into=second.id, reason="같은 분")
    assert_given_back(cast.store)


def test_a_past_moment_has_the_figures_that_were_frozen_then(cast: Cast) -> None:
    cast.finish(meeting := cast.meet(cast.arrive(), "A01"), CONTRACT)
    cast.clock.set(DAY, "18:00")
    frozen = cast.done("expo.close_day", day=DAY)["figures"]
    cast.done("consultation.correct", consultation=meeting, lines=[{"outcome": "mou"}], reason="고침")
    seq = cast.value("SELECT seq FROM closings")
    with replay.replayed(cast.store.path, seq) as past:
        told = replay.collect(past, scope.of_day(past, DAY, cast.clock.now))
    assert told == {name: value for name, value in frozen.items() if name in told}
    assert (told["outcome_contract"], told["outcome_mou"]) == (1, 0)


def test_before_the_first_entry_nothing_has_happened(cast: Cast, tmp_path: Path) -> None:
    cast.arrive("A01")
    with replay.replayed(cast.store.path, replay.seq_at(cast.store.glance(), 0)) as past:
        assert replay.collect(past, scope.of_expo(past, cast.clock.now))["persons"] == 0


def test_what_is_played_is_a_verb() -> None:
    assert replay.PLAY.keys() <= VERBS.keys()
