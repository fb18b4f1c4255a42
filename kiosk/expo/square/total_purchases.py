"""All that an agency buys in a year (총구매액), of which what it buys of social enterprises is a share. An agency may bring it."""

import sqlite3
from typing import Any

from kiosk.data.store import Change
from kiosk.expo.square import booths
from kiosk.language.sentences import N_, gettext


def of_agency(db: sqlite3.Connection, agency_id: int) -> int | None:
    """Whole won; None where it was not brought."""
    row = db.execute("SELECT total_purchase_won AS won FROM agencies WHERE id = ?", (agency_id,)).fetchone()
    return row["won"] if row else None


def set_total(change: Change, *, booth: str, won: int | None = None) -> dict[str, Any]:
    """Keep the total of the booth's agency; without `won` there is none any more. Raises Refused unknown_booth."""
    row = booths.require(change, booth)
    before = of_agency(change.db, row["agency_id"])
    change.update("UPDATE agencies SET total_purchase_won = ? WHERE id = ?", won, row["agency_id"])
    change.record("agency.total_purchase", booth_id=row["id"], won=won, before=before)
    said = N_("총구매액을 저장했어요.") if won else N_("총구매액을 지웠어요. 비율은 비어 있다고 나와요.")
    return {"booth": row["number"], "won": won, "message": gettext(said, change.lang)}
