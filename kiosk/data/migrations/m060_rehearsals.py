from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m060_rehearsals(db: Database) -> None:
    """Each rehearsal: `entry` and `answer` are the journal's last and the last one remembered before it, `day` the expo's day that is played, `ends_by` when the clock
    ends it, `crowd` how many walk and `pace` how fast. One at a time. Every page says it, so it is part of the ground."""
    run(
        db,
        """
        CREATE TABLE rehearsals (
            id INTEGER PRIMARY KEY,
            began_at INTEGER NOT NULL,
            ends_by INTEGER NOT NULL,
            ended_at INTEGER,
            entry INTEGER NOT NULL,
            answer INTEGER NOT NULL,
            day TEXT NOT NULL,
            crowd INTEGER NOT NULL CHECK (crowd >= 0),
            pace INTEGER NOT NULL CHECK (pace >= 1)
        ) STRICT;
        CREATE UNIQUE INDEX one_rehearsal ON rehearsals((1)) WHERE ended_at IS NULL;
        CREATE INDEX rehearsals_by_end ON rehearsals(ended_at)
        """,
    )
    for event in ("INSERT", "UPDATE"):
        db.conn.execute(
            f"CREATE TRIGGER ground_of_rehearsals_{event.lower()} AFTER {event} ON rehearsals"
            " BEGIN UPDATE expo SET ground = lower(hex(randomblob(8))); END"
        )
