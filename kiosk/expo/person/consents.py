"""What a visitor agrees to, per purpose, with the version of the words they read (square/own_words.py)."""

from collections.abc import Mapping

from kiosk.data.store import Change
from kiosk.expo.square import own_words


def keep(change: Change, visitor_id: int, consent: Mapping[str, bool], version: str | None = None) -> None:
    """Keep what was agreed to (purpose -> whether). `version`: of the text that was shown; None: that of now.

    Raises BadFields (consent_version).
    """
    read = own_words.version_read(change, version)
    for purpose, given in consent.items():
        change.insert(
            "consents",
            visitor_id=visitor_id,
            purpose=purpose,
            given=int(given),
            text_version=read,
            at=change.happened_at,
        )


def shares(visitor: str) -> str:
    """SQL: whether this visitor (an expression that gives the id) agreed last to have their contact data handed to the
    agencies they meet."""
    return (
        f"(SELECT given FROM consents s WHERE s.visitor_id = {visitor} AND s.purpose = 'share'"
        " ORDER BY s.id DESC LIMIT 1) = 1"
    )
