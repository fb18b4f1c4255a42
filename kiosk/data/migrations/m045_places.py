from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m045_places(db: Database) -> None:
    """What stands on the square beside booths (metres; middle, width, height), and where a station stands, so that a
    kiosk's map begins at the kiosk. Places stand still as booths do, so they share their mark, `expo.ground`."""
    run(
        db,
        """
        CREATE TABLE places (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            name_en TEXT,
            x_m REAL NOT NULL,
            y_m REAL NOT NULL,
            width_m REAL NOT NULL CHECK (width_m > 0),
            height_m REAL NOT NULL CHECK (height_m > 0)
        ) STRICT;
        ALTER TABLE stations ADD COLUMN x_m REAL;
        ALTER TABLE stations ADD COLUMN y_m REAL CHECK ((x_m IS NULL) = (y_m IS NULL))
        """,
    )
    mark = "UPDATE expo SET ground = lower(hex(randomblob(8)))"
    for event in ("INSERT", "UPDATE", "DELETE"):
        db.conn.execute(
            f"CREATE TRIGGER ground_of_places_{event.lower()} AFTER {event} ON places BEGIN {mark}; END"
        )
