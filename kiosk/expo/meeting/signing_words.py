"""What was agreed, in words fit for a wall: the crew's, else made from the log. An amount stands there by consent alone."""

from typing import Any

from kiosk.actions.refusals import BadFields
from kiosk.data.store import Change
from kiosk.expo.meeting import signings
from kiosk.expo.meeting.signing_consents import agreed, consent_of, has_amount
from kiosk.language.sentences import N_, gettext


def edit(
    change: Change, *, signing: int, text: str | None = None, text_en: str | None = None
) -> dict[str, Any]:
    """Say in other words what was agreed, on stage and for this version of the log; without words those of the log stand
    there again. The answer's `before` holds the words until now. Raises NotFound, BadFields for an amount that is not both
    parties' to show."""
    row = signings.require(change, signing)
    consent = consent_of(change.db, signing)
    if not agreed(consent):
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
        "signing": signings.shape(change, signing),
        "before": {name: signings.readable_words(change, signing, row[name]) for name in ("text", "text_en")},
        "message": gettext(said, change.lang),
    }


def _require_no_amount(change: Change, words: dict[str, str | None]) -> None:
    sentence = N_("두 곳이 함께 금액을 보이기로 하지 않았어요. 금액을 빼고 적어 주세요.")
    wrong = {name: gettext(sentence, change.lang) for name, said in words.items() if has_amount(said)}
    if wrong:
        raise BadFields(wrong)
