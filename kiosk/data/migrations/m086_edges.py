from sqlite_utils import Database

from kiosk.data.migrations.steps import steps


@steps()
def m086_edges(db: Database) -> None:
    """`edge` is a role of stations (the words of a condition change, as in m078): another machine that hands on what the public sees,
    which has a token like any program's."""
    conn = db.conn
    plain = conn.cursor()
    plain.row_factory = None
    [(version,)] = plain.execute("PRAGMA schema_version").fetchall()
    conn.execute("PRAGMA writable_schema = ON")
    conn.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, '''standby'', ''organiser''', '''standby'', ''edge'', ''organiser''')"
        " WHERE type = 'table' AND name = 'stations'"
    )
    conn.execute(f"PRAGMA schema_version = {version + 1}")
    conn.execute("PRAGMA writable_schema = RESET")
