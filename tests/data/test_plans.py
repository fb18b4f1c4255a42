"""No statement of a hot action looks through a table that grows with the days: each finds its rows by an index.

The statements are those really executed, triggers' ones too, in a square with a full day behind it. Their plans are
SQLite's own: as the program runs, without statistics, and with them.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from kiosk.data import journal
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.square import announced, days
from kiosk.screens import (
    board,
    booth,
    desk,
    door,
    organiser,
    phone,
    plan,
    plan_own,
    plan_search,
    plan_way,
    programme,
    sheets,
    stage,
)
from kiosk.screens.desk_search import Index
from kiosk.screens.plan_asked import Asked
from tests.cases import programme_item
from tests.cast import DAY, KEY, NEXT_DAY, ZONE, Cast
from tests.snapshots import told

GROWS = {
    *(
        "answers",
        "arrivals",
        "consents",
        "consultations",
        "contacts",
        "enterprises",
        "journal",
        "lines",
        "tickets",
    ),
    *("visitors", "wishes", "sign_ups"),
}
# Partial indexes of what goes on now: no longer than the queues and the counters, however much is finished.
LIVE = {
    *("busy_of_booth", "called_tickets", "one_call_a_visitor", "one_open_a_counter", "unwritten_of_booth"),
    *("visitors_pending", "waiting_of_booth"),
}
# What may scan all the same: a part of the statement, and why.
ALLOWED = {
    "ORDER BY j.seq DESC LIMIT": "the feed reads the journal backwards and stops at its newest entries",
}
FINISHED = 3_000

_SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
_NAMED = re.compile(r"\b(?:FROM|JOIN|UPDATE)\s+(\w+)(?:\s+(?:AS\s+)?([a-z]\w*))?")


@pytest.fixture(params=["without statistics", "with statistics"])
def square(cast: Cast, request: pytest.FixtureRequest) -> Cast:
    """The second day at 10:00, a day of meetings behind it; one person is left over, and came today."""
    cast.clock.set(DAY, "17:00")
    cast.arrive("A02", "A03")
    cast.store.change(_a_day_of_meetings)
    if request.param == "with statistics":
        cast.store.change(lambda change: change.db.execute("ANALYZE"))
    cast.clock.set(NEXT_DAY, "10:00")
    return cast


def test_actions_of_the_door_and_the_booth_find_their_rows_by_indexes(square: Cast) -> None:
    with _statements(square) as executed:
        one, two = square.arrive("A02", "A03"), square.arrive("A02", wishes=["B01"])
        square.check_in(square.minseo)
        assert len(two.tickets) > 1  # a check-in with places
        square.done("visitor.check_in", "kiosk", code=one.code)
        square.done("ticket.leave", "desk", ticket=one.tickets["A03"])
        square.call("A02")
        meeting = square.meet(one, "A02")
        square.finish(meeting, {"outcome": "contract", "amount": 5_000})
        square.done("consultation.correct", consultation=meeting, lines=[{"outcome": "mou"}], reason="고침")
        square.call("A02")
        square.done("ticket.no_show", ticket=two.tickets["A02"])
        square.done("visitor.check_out", "desk", visitor=two.id)
        item = programme_item(square, day=NEXT_DAY, capacity=1)
        for person in (one, two, square.minseo):
            square.done("programme.sign_up", "desk", item=item, visitor=person.id)
        square.done("programme.leave", "desk", item=item, visitor=one.id)
        square.done("programme.attend", "door", item=item, code=two.code)
    assert len(executed) > 100
    _require_indexes(square, executed)


def test_a_round_and_the_desk_find_their_rows_by_indexes(square: Cast) -> None:
    person, index = square.arrive("A02"), Index()
    held = told(square)
    square.call("A02")
    with square.store.read() as db:
        index.keep_up(db)
    square.arrive("A02")
    now = square.clock.now
    with _statements(square) as executed, square.store.read() as db:
        journal.entries_after(db, journal.latest_seq(db) - 3)
        board.show(db, board.HALL, now=now, lang="ko")
        board.show(db, "A02", now=now, lang="ko")
        booth.show(db, "A02", now=now, lang="ko")
        phone.show(db, person.code, now=now, lang="ko", badge_key=KEY)
        organiser.show(db, now=now, lang="ko")
        stage.show(db, now=now, lang="ko")
        desk.found(db, index, "손님", now=now)
        desk.doubles(db, index)
        desk.scans(db, square.stations["desk"])
        told(square, of=held["of"], after=held["seq"] - 20)
        programme.show(db, now=now, lang="ko")
        door.look(db, None, now=now)
    assert len(executed) > 40
    _require_indexes(square, executed)


def test_the_plan_is_searched_without_the_database(square: Cast) -> None:
    person = square.register()
    asked = Asked(q="청소 종로구", category=("청소·방역",), least=1)
    with square.store.read() as db:
        announced.of(db)
    with _statements(square) as executed, square.store.read() as db:
        plan_search.found(db, asked)
        visitor = visitors.find(db, person.id)
        assert visitor
        plan_own.own(db, KEY, visitor)
        plan.show(db, now=square.clock.now, lang="ko")
        plan_way.way_to(db, "A02", visitor, now=square.clock.now, lang="ko")
        square.done("wish.add", visitor=person.id, booth="A02")
        square.done("wish.withdraw", visitor=person.id, booth="A02")
    assert len(executed) > 10
    assert [sql for sql in executed if "plan_items" in sql] == []
    _require_indexes(square, executed)


def test_every_sheet_finds_its_rows_by_indexes_and_asks_no_more_for_a_full_day(square: Cast) -> None:
    person = square.arrive("A02")
    meeting = square.meet(person, "A02")
    asked = {
        "booth/A02": 40,
        f"visitor/{person.number}": 30,
        f"enterprise/{square.value('SELECT enterprise_id FROM visitors WHERE id = ?', person.id)}": 30,
        f"meeting/{meeting}": 30,
        f"station/{square.stations['desk']}": 30,
        "purchase/1": 30,
    }
    for key, most in asked.items():
        with _statements(square) as executed, square.store.read() as db:
            sheets.show(db, key, now=square.clock.now, lang="ko")
        assert len(executed) <= most, (key, len(executed))
        _require_indexes(square, executed)


def test_a_scan_is_found_out(cast: Cast) -> None:
    sql = "SELECT t.id FROM tickets t JOIN booths b ON b.id = t.booth_id WHERE t.joined_at > 5"
    with pytest.raises(AssertionError, match="SCAN t"):
        _require_indexes(cast, {sql})


@contextmanager
def _statements(cast: Cast) -> Iterator[set[str]]:
    """What both connections of the store execute in the block, each statement once."""
    executed: set[str] = set()
    connections = cast.store._writer_connection, cast.store.glance()
    for db in connections:
        db.set_trace_callback(executed.add)
    yield executed
    for db in connections:
        db.set_trace_callback(None)


def _require_indexes(cast: Cast, executed: set[str]) -> None:
    with closing(
        sqlite3.connect(cast.store.path)
    ) as db:  # without foreign keys, whose checks only look like scans
        found = {(line, sql) for sql in executed for line in _scans(db, sql)}
    assert not found, "\n".join(f"{line}: {sql}" for line, sql in sorted(found))


def _scans(db: sqlite3.Connection, sql: str) -> Iterator[str]:
    """The lines of the statement's plan that look through a whole table, or index, of those that grow."""
    # A trigger's statement comes as a comment, with the names of the row's values in it.
    plain = re.sub(r"\b(new|old)\.\w+", "1", sql.removeprefix("-- "))
    if not re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", plain) or any(
        part in plain for part in ALLOWED
    ):
        return
    tables = {alias or table: table for table, alias in _NAMED.findall(plain)} | {
        table: table for table in GROWS
    }
    for row in db.execute(f"EXPLAIN QUERY PLAN {plain}"):
        scan = _SCAN.match(row[3])
        if scan and tables.get(scan[1]) in GROWS and scan[2] not in LIVE:
            yield row[3]


def _a_day_of_meetings(change: Change) -> None:
    began = days.at_local(DAY, "10:00", ZONE)
    many = range(1000, 1000 + FINISHED)
    for sql in (
        "INSERT INTO enterprises (id, name) VALUES (:id, '기업' || :id)",
        "INSERT INTO visitors (id, number, source, registered_at, enterprise_id) VALUES (:id, :id + 1000, 'test', :at, :id)",
        "INSERT INTO contacts (visitor_id, name, phone) VALUES (:id, '이름' || :id, '010' || :id)",
        "INSERT INTO consents (visitor_id, purpose, given, text_version, at) VALUES (:id, 'keep', 1, '1', :at)",
        "INSERT INTO arrivals (visitor_id, day, at) VALUES (:id, '2026-09-' || (10 + :id % 20), :at)",
        "INSERT INTO tickets (id, visitor_id, booth_id, state, counter, rank, joined_at, called_at, started_at, origin, place)"
        " VALUES (:id, :id, 1 + :id % 6, 'done', 1, :at, :at, :at, :at, 'asked', 'place' || :id)",
        "INSERT INTO consultations (id, ticket_id, visitor_id, booth_id, counter, state, started_at, finished_at, version)"
        " VALUES (:id, :id, :id, 1 + :id % 6, 1, 'finished', :at, :at, 1)",
        "INSERT INTO lines (consultation_id, version, outcome) VALUES (:id, 1, 'consulted')",
        "INSERT INTO wishes (visitor_id, booth_id, state, source, created_at) VALUES (:id, 1, 'placed', 'test', :at)",
        "INSERT INTO journal (at, happened_at, kind, actor, action_id, visitor_id, booth_id)"
        " VALUES (:at, :at, 'consultation.finish', 'booth', '', :id, 1 + :id % 6)",
        "INSERT INTO answers (action_id, verb, who, fields_hash, status, body, at) VALUES ('x' || :id, '', '', '', 200, '', :at)",
    ):
        change.db.executemany(sql, [{"id": one, "at": began + one} for one in many])
