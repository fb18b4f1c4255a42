from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m054_total_purchases(db: Database) -> None:
    """All that an agency buys in the year (총구매액, whole won), which it may bring: what it buys of social enterprises is
    disclosed as a share of it."""
    run(
        db,
        "ALTER TABLE agencies ADD COLUMN total_purchase_won INTEGER CHECK (total_purchase_won BETWEEN 1 AND 999999999999999)",
    )
