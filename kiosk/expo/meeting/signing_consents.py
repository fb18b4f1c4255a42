"""Whether the stage may show an amount: only while both parties let it. Everything that a stage reads asks here."""

import re
import sqlite3
from typing import TypedDict

from kiosk.data import rows

# An amount in won, as people write one.
_WON = re.compile(
    r"\d[\d,.]{0,20}\s?(?:[십백천만억조]\s?){0,6}원|(?:₩|KRW|won)\s?\d"
    r"|\d[\d,.]{0,20}\s?(?:₩|KRW|(?:million |billion )?won)",
    re.IGNORECASE,
)


class Consent(TypedDict):
    """1 where this party lets the amount be shown; the enterprise's word counts for the log that it confirmed."""

    agency: int
    enterprise: int
    version: int


def consent_of(db: sqlite3.Connection, signing: int) -> Consent:
    """Who of the two has agreed that the amount is shown."""
    consent = rows.one(
        db,
        Consent,
        "SELECT s.amount_shown AS agency, c.version,"
        " c.amount_shown AND coalesce(c.confirmed_version, 0) = c.version AS enterprise"
        " FROM signings s JOIN consultations c ON c.id = s.consultation_id WHERE s.id = ?",
        signing,
    )
    assert consent is not None
    return consent


def shown_words(words: str | None, amount_too: bool) -> str | None:
    """The crew's words where they may stand on the stage now: a consent may have been withdrawn since."""
    return words if words and (amount_too or not has_amount(words)) else None


def agreed(consent: Consent) -> bool:
    """Whether both parties let the amount be shown."""
    return bool(consent["agency"] and consent["enterprise"])


def has_amount(words: str | None) -> bool:
    """Whether words name an amount in won."""
    return _WON.search(words or "") is not None
