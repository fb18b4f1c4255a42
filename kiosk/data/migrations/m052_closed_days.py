from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m052_closed_days(db: Database) -> None:
    """A day that an organiser closed keeps its figures as they were then (`figures`: canonical JSON; `so_far`: those of the
    whole expo), for ever: one that was closed too early is closed anew, in a row of its own. `seq`: the last entry of the
    journal that counts in them; `open`: what was open then (JSON).

    `after_closing`: what was done later in a closed day, and which groups of figures it touches (JSON). `days.closed_at` is
    kept by triggers; whoever asks for a day sees it.
    """
    run(
        db,
        """
        ALTER TABLE days ADD COLUMN closed_at INTEGER;
        CREATE TABLE closings (
            id INTEGER PRIMARY KEY,
            day TEXT NOT NULL,
            closed_at INTEGER NOT NULL,
            closed_by INTEGER REFERENCES stations(id),
            seq INTEGER NOT NULL,
            figures TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            so_far TEXT NOT NULL,
            open TEXT NOT NULL,
            reopened_at INTEGER,
            reopened_by INTEGER REFERENCES stations(id),
            reopen_reason TEXT,
            CHECK ((reopened_at IS NULL) = (reopen_reason IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX one_closing_a_day ON closings(day) WHERE reopened_at IS NULL;
        CREATE TABLE after_closing (
            closing_id INTEGER NOT NULL REFERENCES closings(id),
            seq INTEGER NOT NULL REFERENCES journal(seq),
            touches TEXT NOT NULL,
            PRIMARY KEY (closing_id, seq)
        ) STRICT, WITHOUT ROWID;
        UPDATE journal SET kind = 'expo.end_day' WHERE kind = 'expo.close_day'
        """,
    )
    frozen = "day, closed_at, closed_by, seq, figures, sha256, so_far, open"
    for trigger in (
        "day_closes AFTER INSERT ON closings WHEN new.reopened_at IS NULL BEGIN"
        " UPDATE days SET closed_at = new.closed_at WHERE day = new.day; END",
        "day_reopens AFTER UPDATE OF reopened_at ON closings WHEN new.reopened_at IS NOT NULL BEGIN"
        " UPDATE days SET closed_at = NULL WHERE day = new.day; END",
        f"figures_are_frozen BEFORE UPDATE OF {frozen} ON closings BEGIN"
        " SELECT RAISE(ABORT, 'the figures of a closed day are frozen'); END",
    ):
        db.conn.execute(f"CREATE TRIGGER {trigger}")
