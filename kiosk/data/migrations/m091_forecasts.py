from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m091_forecasts(db: Database) -> None:
    """What was foretold of the rest of a day (expo/figures/forecasts.py), to be shown and to be scored against what came. `told`:
    JSON; `is_kept` 1: one of every ten minutes, the others go after a while."""
    run(
        db,
        """
        CREATE TABLE forecasts (
            id INTEGER PRIMARY KEY,
            day TEXT NOT NULL,
            at INTEGER NOT NULL,
            is_kept INTEGER NOT NULL CHECK (is_kept IN (0, 1)),
            told TEXT NOT NULL
        ) STRICT;
        CREATE INDEX forecasts_of_day ON forecasts(day, is_kept, at)
        """,
    )
