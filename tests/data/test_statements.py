"""A statement is prepared once: what differs from one time to the next is a value of it, never its text.

Preparing one costs more than most rows, and a thousand of them are kept, ten kilobytes each: with the clock in their text
they were prepared anew at each look, and the memory grew for hours.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.screens import board, booth, fleet, organiser, phone, places, plan, programme, sheets, stage
from tests.cast import DAY, KEY, Cast


def test_another_time_and_another_person_prepare_nothing_anew(cast: Cast) -> None:
    cast.clock.set(DAY, "11:00")
    people = [cast.arrive("A02", "A03") for _ in range(6)]

    def live_a_while() -> None:
        one = people.pop()
        cast.check_in(one)
        cast.done("ticket.leave", "desk", ticket=one.tickets["A03"])
        called = cast.done("ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
        meeting = cast.done("consultation.start", ticket=called, counter=1)["consultation"]["id"]
        cast.finish(meeting, {"outcome": "contract", "amount": 5_000})
        with cast.store.read() as db:
            now = cast.clock.now
            board.show(db, board.HALL, now=now, lang="ko")
            board.show(db, "A02", now=now, lang="ko")
            booth.show(db, "A02", now=now, lang="ko")
            places.show(db, "A02", now=now, lang="ko")
            phone.show(db, one.code, now=now, lang="ko", badge_key=KEY)
            organiser.show(db, now=now, lang="ko")
            fleet.show(db, now=now, lang="ko")
            stage.show(db, now=now, lang="ko")
            programme.show(db, now=now, lang="ko")
            plan.show(db, now=now, lang="ko")
            sheets.show(db, f"visitor/{one.number}", now=now, lang="ko")
        cast.clock.pass_s(70)

    with _prepared(cast) as prepared:
        live_a_while()
        live_a_while()
        assert len(prepared) > 100
        prepared.clear()
        live_a_while()
    assert prepared == []


@contextmanager
def _prepared(cast: Cast) -> Iterator[list[tuple[object, ...]]]:
    """What SQLite asks of each statement of the store's two connections as it is prepared: nothing of one that is kept."""
    asked: list[tuple[object, ...]] = []

    def note(*what: object) -> int:
        asked.append(what)
        return sqlite3.SQLITE_OK

    connections = cast.store._writer_connection, cast.store.glance()
    for db in connections:
        db.set_authorizer(note)
    yield asked
    for db in connections:
        db.set_authorizer(None)
