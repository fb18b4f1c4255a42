from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m075_gatherings(db: Database) -> None:
    """Events of their own name that are held with the expo (정책박람회, 국제세미나): booths and items of the programme belong to one,
    else to the expo itself. A visitor of one is its guest: with a language of their own (a code, `ja`), and beside the name in
    their own letters (`contacts`) one in Latin ones, and whom they come from. They stand still as booths do: `expo.ground`."""
    run(
        db,
        """
        CREATE TABLE gatherings (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            name_en TEXT,
            begins_on TEXT,
            ends_on TEXT CHECK (ends_on >= begins_on),
            place TEXT,
            CHECK ((begins_on IS NULL) = (ends_on IS NULL))
        ) STRICT;
        ALTER TABLE booths ADD COLUMN gathering_id INTEGER REFERENCES gatherings(id);
        ALTER TABLE programme ADD COLUMN gathering_id INTEGER REFERENCES gatherings(id);
        ALTER TABLE visitors ADD COLUMN gathering_id INTEGER REFERENCES gatherings(id);
        ALTER TABLE visitors ADD COLUMN guest_lang TEXT;
        ALTER TABLE contacts ADD COLUMN name_latin TEXT;
        ALTER TABLE contacts ADD COLUMN comes_from TEXT;
        CREATE INDEX guests ON visitors(gathering_id) WHERE gathering_id IS NOT NULL
        """,
    )
    mark = "UPDATE expo SET ground = lower(hex(randomblob(8)))"
    for event in ("INSERT", "UPDATE", "DELETE"):
        db.conn.execute(
            f"CREATE TRIGGER ground_of_gatherings_{event.lower()} AFTER {event} ON gatherings BEGIN {mark}; END"
        )
