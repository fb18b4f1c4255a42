from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m090_changeovers(db: Database) -> None:
    """How long counters stood between two meetings although the next one waited already: `changeovers` of them, together. Counted
    when the second has ended, as meetings' lengths are; a quarter of an hour is a rest."""
    run(
        db,
        """
        ALTER TABLE loads ADD COLUMN changeovers INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE loads ADD COLUMN changeover_ms INTEGER NOT NULL DEFAULT 0
        """,
    )
    db.conn.execute(
        "CREATE TRIGGER counter_changed_over AFTER UPDATE OF state ON consultations"
        " WHEN old.state = 'open' AND new.state = 'finished' AND new.forgotten_at IS NULL BEGIN"
        " UPDATE loads SET changeovers = changeovers + 1, changeover_ms = changeover_ms + new.started_at - b.ended_at"
        " FROM (SELECT finished_at AS ended_at FROM consultations WHERE booth_id = new.booth_id AND state = 'finished'"
        "  AND finished_at BETWEEN new.started_at - 900000 AND new.started_at AND counter = new.counter AND id <> new.id"
        "  ORDER BY finished_at DESC LIMIT 1) AS b"
        " WHERE loads.booth_id = new.booth_id AND EXISTS (SELECT 1 FROM tickets t WHERE t.id = new.ticket_id"
        "  AND t.joined_at < b.ended_at); END"
    )
