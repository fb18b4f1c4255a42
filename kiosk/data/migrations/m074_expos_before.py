from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m074_expos_before(db: Database) -> None:
    """The expo that this one was made from, as its figures were when that was done: `told` is what its figures.json said
    (`expo/figures/past.py`). Figures and names of agencies alone; nobody who came."""
    run(
        db,
        """
        CREATE TABLE past_expos (
            id INTEGER PRIMARY KEY,
            taken_at INTEGER NOT NULL,
            told TEXT NOT NULL CHECK (json_valid(told))
        ) STRICT
        """,
    )
