from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m012_wishes_to_come(db: Database) -> None:
    """How many still wish for a booth is asked whenever one of several wishes gets a place."""
    run(
        db,
        "CREATE INDEX open_wishes_of_booth ON wishes(booth_id) WHERE state = 'open' AND starts_at IS NULL",
    )
