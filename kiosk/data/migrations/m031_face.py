from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m031_face(db: Database) -> None:
    """How the expo looks (`expo/square/face.py`). It stands still as booths do, so it shares their mark, `expo.ground`."""
    run(
        db,
        """
        CREATE TABLE face (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            name_en TEXT,
            short_name TEXT,
            colour TEXT,
            emblem_type TEXT CHECK (emblem_type IN ('image/svg+xml', 'image/png')),
            emblem BLOB,
            emblem_png BLOB,
            CHECK ((emblem IS NULL) = (emblem_type IS NULL))
        ) STRICT
        """,
    )
    mark = "UPDATE expo SET ground = lower(hex(randomblob(8)))"
    for event in ("INSERT", "UPDATE", "DELETE"):
        db.conn.execute(
            f"CREATE TRIGGER ground_of_face_{event.lower()} AFTER {event} ON face BEGIN {mark}; END"
        )
    db.conn.execute(f"CREATE TRIGGER ground_of_expo_name AFTER UPDATE OF name ON expo BEGIN {mark}; END")
