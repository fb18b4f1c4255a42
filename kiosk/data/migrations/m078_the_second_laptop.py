from sqlite_utils import Database

from kiosk.data.migrations.steps import steps


@steps()
def m078_the_second_laptop(db: Database) -> None:
    """`standby` is a role of stations (the words of a condition change, as in m043): the second laptop, which has a token like any
    program's. `fence` says which laptop this history is written by: one more with each that takes over."""
    conn = db.conn
    plain = conn.cursor()
    plain.row_factory = None
    [(version,)] = plain.execute("PRAGMA schema_version").fetchall()
    conn.execute("PRAGMA writable_schema = ON")
    conn.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, '''door'', ''organiser''', '''door'', ''standby'', ''organiser''')"
        " WHERE type = 'table' AND name = 'stations'"
    )
    conn.execute(f"PRAGMA schema_version = {version + 1}")
    conn.execute("PRAGMA writable_schema = RESET")
    conn.execute("ALTER TABLE expo ADD COLUMN fence INTEGER NOT NULL DEFAULT 1 CHECK (fence >= 1)")
