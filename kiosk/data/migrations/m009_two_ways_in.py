from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m009_two_ways_in(db: Database) -> None:
    """A station may be used by a program (its token) and by a paired browser (its cookie) at the same time."""
    run(
        db,
        """
        ALTER TABLE stations ADD COLUMN cookie_hash TEXT;
        CREATE UNIQUE INDEX station_of_cookie ON stations(cookie_hash) WHERE cookie_hash IS NOT NULL;
        UPDATE stations SET cookie_hash = token_hash, token_hash = NULL WHERE paired_at IS NOT NULL
        """,
    )
