from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m005_loads(db: Database) -> None:
    """Sums that routing reads for every booth at every check-in; triggers keep them, so no rule can forget to."""
    waiting_moves = """
        UPDATE loads SET waiting = waiting - 1 WHERE old.state = 'waiting' AND booth_id = old.booth_id;
        UPDATE loads SET waiting = waiting + 1 WHERE new.state = 'waiting' AND booth_id = new.booth_id;
    """
    run(
        db,
        """
        CREATE TABLE loads (
            booth_id INTEGER PRIMARY KEY REFERENCES booths(id),
            waiting INTEGER NOT NULL DEFAULT 0,
            meetings INTEGER NOT NULL DEFAULT 0,
            meeting_ms INTEGER NOT NULL DEFAULT 0,
            meeting_min2 REAL NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE plan_sums (
            category TEXT NOT NULL,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            items INTEGER NOT NULL,
            won INTEGER NOT NULL,
            PRIMARY KEY (category, agency_id)
        ) STRICT, WITHOUT ROWID
        """,
    )
    for trigger in (
        "booth_loads AFTER INSERT ON booths BEGIN INSERT INTO loads (booth_id) VALUES (new.id); END",
        "ticket_joins AFTER INSERT ON tickets WHEN new.state = 'waiting' BEGIN"
        " UPDATE loads SET waiting = waiting + 1 WHERE booth_id = new.booth_id; END",
        f"ticket_moves AFTER UPDATE OF state, booth_id ON tickets BEGIN {waiting_moves} END",
        # A meeting of seconds is a slip of the finger, one of hours was never closed: neither tells how long one takes.
        "meeting_ends AFTER UPDATE OF state ON consultations"
        " WHEN old.state = 'open' AND new.state = 'finished'"
        " AND new.finished_at - new.started_at BETWEEN 30000 AND 7200000 BEGIN"
        " UPDATE loads SET meetings = meetings + 1, meeting_ms = meeting_ms + new.finished_at - new.started_at,"
        " meeting_min2 = meeting_min2 + ((new.finished_at - new.started_at) / 60000.0)"
        " * ((new.finished_at - new.started_at) / 60000.0) WHERE booth_id = new.booth_id; END",
        "plan_item_added AFTER INSERT ON plan_items BEGIN"
        " INSERT INTO plan_sums VALUES (new.category, new.agency_id, 1, new.won)"
        " ON CONFLICT DO UPDATE SET items = items + 1, won = won + excluded.won; END",
        "plan_item_changed AFTER UPDATE OF category, agency_id, won ON plan_items BEGIN"
        " UPDATE plan_sums SET items = items - 1, won = won - old.won"
        " WHERE category = old.category AND agency_id = old.agency_id;"
        " INSERT INTO plan_sums VALUES (new.category, new.agency_id, 1, new.won)"
        " ON CONFLICT DO UPDATE SET items = items + 1, won = won + excluded.won;"
        " DELETE FROM plan_sums WHERE items = 0; END",
        "plan_item_removed AFTER DELETE ON plan_items BEGIN"
        " UPDATE plan_sums SET items = items - 1, won = won - old.won"
        " WHERE category = old.category AND agency_id = old.agency_id;"
        " DELETE FROM plan_sums WHERE items = 0; END",
    ):
        db.conn.execute(f"CREATE TRIGGER {trigger}")
