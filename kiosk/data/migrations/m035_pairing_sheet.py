from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m035_pairing_sheet(db: Database) -> None:
    """The cards of the pairing sheet, each one device's place, and until when their codes work. A code is made of the
    card's id, `serial` and `made_at` by a key, so that the sheet can be printed again and no code stands here."""
    run(
        db,
        """
        CREATE TABLE pairing_switch (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            open_until INTEGER
        ) STRICT;
        INSERT INTO pairing_switch (id) VALUES (1);
        CREATE TABLE pairing_cards (
            id INTEGER PRIMARY KEY,
            role TEXT NOT NULL,
            booth_id INTEGER REFERENCES booths(id),
            place INTEGER NOT NULL,
            serial INTEGER NOT NULL DEFAULT 0,
            station_id INTEGER UNIQUE REFERENCES stations(id),
            made_at INTEGER NOT NULL,
            used_at INTEGER,
            removed_at INTEGER,
            CHECK ((station_id IS NULL) = (used_at IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX one_card_a_place ON pairing_cards(role, coalesce(booth_id, 0), place)
            WHERE removed_at IS NULL
        """,
    )
