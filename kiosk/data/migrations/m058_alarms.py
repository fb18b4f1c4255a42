from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m058_alarms(db: Database) -> None:
    """Alarms that were (expo/figures/alarms/): each from when it was seen until it was seen no more, who took it on, and the
    action that ended it. `since`: when the trouble itself began; `people`: how many waited for it at most."""
    run(
        db,
        """
        CREATE TABLE alarms (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            booth_id INTEGER REFERENCES booths(id),
            since INTEGER NOT NULL,
            raised_at INTEGER NOT NULL,
            ended_at INTEGER CHECK (ended_at >= raised_at),
            people INTEGER NOT NULL DEFAULT 0,
            taken_at INTEGER,
            taken_by INTEGER REFERENCES stations(id),
            mended_by INTEGER REFERENCES journal(seq)
        ) STRICT;
        CREATE UNIQUE INDEX one_open_alarm ON alarms(key) WHERE ended_at IS NULL;
        CREATE INDEX alarms_by_time ON alarms(raised_at)
        """,
    )
