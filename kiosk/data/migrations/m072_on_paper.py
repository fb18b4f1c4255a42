from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m072_on_paper(db: Database) -> None:
    """When (ms) a check-in or a meeting was typed in that stood on paper because the power was gone. Such a meeting whose end
    nobody wrote down ends when it began, and has no length."""
    for table in ("arrivals", "consultations"):
        run(
            db,
            f"""
            ALTER TABLE {table} ADD COLUMN paper_at INTEGER;
            CREATE INDEX {table}_on_paper ON {table}(paper_at) WHERE paper_at IS NOT NULL
            """,
        )
