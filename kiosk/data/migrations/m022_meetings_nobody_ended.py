from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m022_meetings_nobody_ended(db: Database) -> None:
    """`forgotten_at`: when a meeting that nobody ended was over at the latest, as the clock found; its length is no
    measure of anything. `unwritten`: its log still waits for the booth.

    Meetings that an earlier program let run over the night were ended and written by somebody the next morning.
    """
    run(
        db,
        """
        ALTER TABLE consultations ADD COLUMN forgotten_at INTEGER;
        ALTER TABLE consultations ADD COLUMN unwritten INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX unwritten_of_booth ON consultations(booth_id) WHERE unwritten = 1;
        UPDATE consultations SET forgotten_at = finished_at WHERE state = 'finished' AND EXISTS (SELECT 1 FROM days d
            WHERE consultations.started_at BETWEEN d.opens_at - 43200000 AND d.closes_at
            AND consultations.finished_at > d.closes_at + 14400000);
        DROP TRIGGER meeting_ends
        """,
    )
    # As in m014: a meeting of seconds is a slip of the finger, one of hours was never closed.
    counted = (
        " AND new.forgotten_at IS NULL AND new.finished_at - new.started_at BETWEEN 30000 AND 7200000 BEGIN"
        " UPDATE loads SET meetings = meetings + 1, meeting_ms = meeting_ms + new.finished_at - new.started_at,"
        " meeting_min2 = meeting_min2 + ((new.finished_at - new.started_at) / 60000.0)"
        " * ((new.finished_at - new.started_at) / 60000.0) WHERE booth_id = new.booth_id; END"
    )
    db.conn.execute(
        "CREATE TRIGGER meeting_ends AFTER UPDATE OF state ON consultations"
        f" WHEN old.state = 'open' AND new.state = 'finished'{counted}"
    )
    # A tablet that was cut off tells of an end in time.
    db.conn.execute(
        "CREATE TRIGGER meeting_ended_in_time AFTER UPDATE OF forgotten_at ON consultations"
        f" WHEN old.forgotten_at IS NOT NULL{counted}"
    )
