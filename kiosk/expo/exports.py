"""Contact data that leaves the house is logged: who exported, when, how many persons."""

from typing import Any

from kiosk.store import Change
from kiosk.words import gettext


def note(change: Change, *, persons: int, rows: int) -> dict[str, Any]:
    """The action `export.note`: an export with the contact data of so many persons is being made."""
    change.record("export.note", persons=persons, rows=rows)
    return {"message": gettext("내보낸 것을 기록했어요.", change.lang)}
