"""Who saw contact data: searched, opened, exported. The entries hold counts and visitor ids, never what was seen."""

from typing import Any

from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.language.sentences import gettext


def note(change: Change, *, persons: int, rows: int) -> dict[str, Any]:
    """The action `export.note`: an export is being made, with the contact data of so many persons in it (0: of none)."""
    change.record("export.note", persons=persons, rows=rows)
    return {"message": gettext("내보낸 것을 기록했어요.", change.lang)}


def searched(change: Change, *, persons: int) -> dict[str, Any]:
    """A station searched people and was shown so many; what was typed is not kept."""
    change.record("contact.search", persons=persons)
    return {}


def kept(change: Change, *, persons: int) -> dict[str, Any]:
    """A desk's tablet took the names of so many, to find them while the server is away."""
    change.record("contact.keep", persons=persons)
    return {}


def opened(change: Change, *, visitor: int) -> dict[str, Any]:
    """A station opened one person's panel, contact data on it."""
    change.record("contact.open", visitor_id=visitors.require(change, visitor)["id"])
    return {}
