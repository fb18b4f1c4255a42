from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m011_indexes_of_queues(db: Database) -> None:
    """SQLite uses a partial index only for its own very words, so each question that is asked often has one."""
    run(
        db,
        """
        CREATE INDEX waiting_of_booth ON tickets(booth_id, rank, id, visitor_id) WHERE state = 'waiting';
        CREATE INDEX busy_of_booth ON tickets(booth_id) WHERE state IN ('called', 'serving');
        CREATE INDEX tickets_by_call ON tickets(called_at) WHERE called_at IS NOT NULL
        """,
    )
