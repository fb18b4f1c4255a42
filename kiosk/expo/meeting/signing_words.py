"""What was agreed, in words fit for a wall: the crew's, else made from the log. An amount stands there by consent alone."""

import re
import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import BadFields
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.meeting import signings
from kiosk.language.sentences import N_, gettext

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


def edit(
    change: Change, *, signing: int, text: str | None = None, text_en: str | None = None
) -> dict[str, Any]:
    """Say in other words what was agreed, on stage and for this version of the log; without words those of the log stand
    there again. The answer's `before` holds the words until now. Raises NotFound, BadFields for an amount that is not both
    parties' to show."""
    row = signings.require(change, signing)
    consent = consent_of(change.db, signing)
    if not (consent["agency"] and consent["enterprise"]):
        _require_no_amount(change, {"text": text, "text_en": text_en})
    change.update(
        "UPDATE signings SET text = ?, text_en = ?, text_version = ? WHERE id = ?",
        text,
        text_en,
        consent["version"],
        signing,
    )
    signings.record(change, "signing.edit", row, text=text, text_en=text_en)
    said = N_("무대의 문장을 바꿨어요.") if text or text_en else N_("기록에 적힌 대로 되돌렸어요.")
    return {
        "signing": signings.shape(change.db, signing),
        "before": {"text": row["text"], "text_en": row["text_en"]},
        "message": gettext(said, change.lang),
    }


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
    return words if words and (amount_too or not _WON.search(words)) else None


def _require_no_amount(change: Change, words: dict[str, str | None]) -> None:
    sentence = N_("두 곳이 함께 금액을 보이기로 하지 않았어요. 금액을 빼고 적어 주세요.")
    wrong = {name: gettext(sentence, change.lang) for name, said in words.items() if _WON.search(said or "")}
    if wrong:
        raise BadFields(wrong)
