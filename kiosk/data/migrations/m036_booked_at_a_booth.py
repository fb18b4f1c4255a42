from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m036_booked_at_a_booth(db: Database) -> None:
    """What is booked at a booth on a day is found by an index: its tablet shows it all day."""
    run(
        db,
        """
        CREATE INDEX booked_at_booth ON wishes(booth_id, starts_at) WHERE starts_at IS NOT NULL;
        CREATE INDEX tickets_of_wish ON tickets(wish_id) WHERE wish_id IS NOT NULL
        """,
    )
