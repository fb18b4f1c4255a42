"""A data folder of an earlier program is brought up to this one with everything that was in it."""

import sqlite3

import pytest
from sqlite_utils import Database

from kiosk.data import migrations

_BEFORE = """
INSERT INTO expo (id, name, epoch) VALUES (1, '박람회', 'e');
INSERT INTO agencies (id, name) VALUES (1, '종로구');
INSERT INTO booths (id, number, agency_id, x_m, y_m, counters) VALUES (1, 'A01', 1, 0, 0, 1);
INSERT INTO visitors (id, number, source, registered_at) VALUES (1, 101, 'desk', 0);
INSERT INTO tickets (id, visitor_id, booth_id, state, counter, rank, joined_at, origin)
    VALUES (1, 1, 1, 'done', 1, 0, 0, 'asked'), (2, 1, 1, 'serving', 1, 1, 0, 'asked');
INSERT INTO consultations (id, ticket_id, visitor_id, booth_id, counter, state, started_at, finished_at, version, note)
    VALUES (1, 1, 1, 1, 1, 'finished', 0, 60000, 1, '견적'), (2, 2, 1, 1, 1, 'open', 0, NULL, 0, NULL);
INSERT INTO lines (consultation_id, version, outcome, amount_won) VALUES (1, 1, 'contract', 5);
INSERT INTO signings (consultation_id, state, sent_at) VALUES (1, 'sent', 0)
"""


def test_meetings_of_an_earlier_program_keep_their_logs_and_may_be_cancelled():
    db = Database(sqlite3.connect(":memory:", isolation_level=None), strict=True)
    db.execute("PRAGMA foreign_keys = ON")
    migrations.steps.apply(db, stop_before="m014_meetings_extended_and_taken_back")
    for statement in _BEFORE.split(";\n"):
        db.execute(statement)
    loads = db.execute("SELECT waiting, meetings FROM loads").fetchall()

    db.execute("BEGIN IMMEDIATE")
    migrations.migrate(db)
    db.execute("COMMIT")

    assert db.execute("SELECT id, state, note, extended_ms FROM consultations ORDER BY id").fetchall() == [
        (1, "finished", "견적", 0),
        (2, "open", None, 0),
    ]
    assert db.execute("SELECT consultation_id, amount_won FROM lines").fetchall() == [(1, 5)]
    assert db.execute("SELECT consultation_id FROM signings").fetchall() == [(1,)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("SELECT waiting, meetings FROM loads").fetchall() == loads
    db.execute("UPDATE consultations SET state = 'cancelled', finished_at = 1 WHERE id = 2")
    db.execute("UPDATE consultations SET state = 'finished', finished_at = 60000 WHERE id = 2")
    assert db.execute("SELECT meetings FROM loads").fetchall() == [(0,)]  # only an open meeting's end counts


def test_meetings_that_an_earlier_program_let_run_over_the_night_count_in_no_mean():
    db = Database(sqlite3.connect(":memory:", isolation_level=None), strict=True)
    migrations.steps.apply(db, stop_before="m022_meetings_nobody_ended")
    hour = 3_600_000
    for statement in _BEFORE.split(";\n"):
        db.execute(statement)
    db.execute("INSERT INTO days VALUES ('1970-01-02', ?, ?)", [25 * hour, 33 * hour])
    night = [32 * hour, 49 * hour]
    db.execute(
        "UPDATE consultations SET state = 'finished', started_at = ?, finished_at = ? WHERE id = 2", night
    )

    db.execute("BEGIN IMMEDIATE")
    migrations.migrate(db)
    db.execute("COMMIT")

    found = db.execute("SELECT id, forgotten_at, unwritten FROM consultations ORDER BY id").fetchall()
    assert found == [(1, None, 0), (2, 49 * hour, 0)]


def test_a_phone_that_was_bound_before_its_badge_was_lost_is_bound_no_more():
    db = Database(sqlite3.connect(":memory:", isolation_level=None), strict=True)
    db.execute("PRAGMA foreign_keys = ON")
    migrations.steps.apply(db, stop_before="m020_bindings_end_with_the_badge")
    for statement in _LOST.split(";\n"):
        db.execute(statement)

    db.execute("BEGIN IMMEDIATE")
    migrations.migrate(db)
    db.execute("COMMIT")

    assert db.execute("SELECT token_hash FROM phones ORDER BY id").fetchall() == [("since",), ("another's",)]


def test_each_place_of_before_gets_a_name_of_its_own():
    db = Database(sqlite3.connect(":memory:", isolation_level=None), strict=True)
    migrations.steps.apply(db, stop_before="m026_names_of_places")
    for statement in _BEFORE.split(";\n"):
        db.execute(statement)

    db.execute("BEGIN IMMEDIATE")
    migrations.migrate(db)
    db.execute("COMMIT")

    (one,), (other,) = db.execute("SELECT place FROM tickets ORDER BY id").fetchall()
    assert (len(one), len(other), one == other) == (16, 16, False)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("UPDATE tickets SET place = ?", [one])


_LOST = """
INSERT INTO visitors (id, number, serial, source, registered_at) VALUES (1, 101, 2, 'desk', 0), (2, 102, 0, 'desk', 0);
INSERT INTO journal (at, happened_at, kind, actor, action_id, visitor_id) VALUES (500, 500, 'badge.void', 'desk', 'a', 1);
INSERT INTO phones (visitor_id, token_hash, bind_hash, bound_at, created_at) VALUES (1, 'before', NULL, 400, 400),
    (1, NULL, 'offered', NULL, 450), (1, 'since', NULL, 600, 600), (2, 'another''s', NULL, 400, 400)
"""


def test_signings_of_an_earlier_program_keep_the_numbers_that_were_announced():
    db = Database(sqlite3.connect(":memory:", isolation_level=None), strict=True)
    db.execute("PRAGMA foreign_keys = ON")
    migrations.steps.apply(db, stop_before="m014_meetings_extended_and_taken_back")
    for statement in _BEFORE.split(";\n"):
        db.execute(statement)
    migrations.steps.apply(db, stop_before="m044_ceremonies")
    db.execute(
        "UPDATE consultations SET state = 'finished', version = 1, finished_at = 60000, note = '' WHERE id = 2"
    )
    db.execute(
        "INSERT INTO lines (consultation_id, version, outcome, amount_won) VALUES (2, 1, 'contract', 9)"
    )
    db.execute("INSERT INTO lines (consultation_id, version, outcome) VALUES (2, 1, 'mou')")
    db.execute(
        "INSERT INTO signings (consultation_id, state, sent_at, announced_at) VALUES (2, 'announced', 5, 9)"
    )
    db.execute(
        "UPDATE signings SET state = 'done', announced_at = 20, done_at = 30 WHERE consultation_id = 1"
    )

    db.execute("BEGIN IMMEDIATE")
    migrations.migrate(db)
    db.execute("COMMIT")

    kept = "SELECT consultation_id, state, kind, ordinal, amount_shown FROM signings ORDER BY ordinal"
    assert db.execute(kept).fetchall() == [(2, "announced", "contract", 1, 0), (1, "done", "contract", 2, 0)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_expo_of_before_other_events_were_held_with_it_is_all_the_expos_own():
    db = Database(sqlite3.connect(":memory:", isolation_level=None), strict=True)
    db.execute("PRAGMA foreign_keys = ON")
    migrations.steps.apply(db, stop_before="m074_expos_before")
    for statement in _BEFORE.split(";\n")[:4]:
        db.execute(statement)
    db.execute("INSERT INTO contacts (visitor_id, name) VALUES (1, '윤민서')")
    db.execute("INSERT INTO programme (starts_at, title) VALUES (0, '개막식')")
    [(ground,)] = db.execute("SELECT ground FROM expo").fetchall()

    db.execute("BEGIN IMMEDIATE")
    migrations.migrate(db)
    db.execute("COMMIT")

    asked = "SELECT b.gathering_id, p.gathering_id, v.gathering_id, v.guest_lang, c.name, c.name_latin FROM booths b, programme p, visitors v JOIN contacts c ON c.visitor_id = v.id"
    assert db.execute(asked).fetchall() == [(None, None, None, None, "윤민서", None)]
    assert db.execute("SELECT * FROM past_expos").fetchall() == []
    db.execute("INSERT INTO gatherings (name) VALUES ('국제 세미나')")
    assert db.execute("SELECT ground FROM expo").fetchall() != [(ground,)]
    for broken in ("begins_on = '2026-10-30', ends_on = '2026-10-29'", "begins_on = '2026-10-29'"):
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(f"UPDATE gatherings SET {broken}")
