"""What a visitor agrees to, per purpose. A change of the words is a new version: who agreed to which stays known."""

from collections.abc import Mapping

from kiosk.data.store import Change
from kiosk.language.sentences import LANGUAGES, N_, gettext

VERSION = "2026-2"

# purpose -> the sentence that is agreed to. Nobody is registered without `keep`.
TEXTS = {
    "keep": N_("이름, 소속, 연락처를 박람회 운영을 위해 보관하고 행사가 끝나고 1년 뒤에 지워요."),
    "share": N_("상담하는 기관에 이름, 소속, 연락처를 알려 드려요."),
}
# A need tells of somebody's health: sensitive data (개인정보 보호법 제23조), so it is agreed to apart from the rest, and
# asked only of who has one.
NEED = N_(
    "필요한 도움은 건강에 관한 민감정보일 수 있어요. 만나는 부스와 안내 데스크에만 보여 드리고, 행사가 끝나고 1년 뒤에 지워요."
)
ALL_TEXTS = {**TEXTS, "need": NEED}


def keep(change: Change, visitor_id: int, consent: Mapping[str, bool]) -> None:
    """Keep what was agreed to (purpose -> whether), with the version of the text that was shown."""
    for purpose, given in consent.items():
        change.insert(
            "consents",
            visitor_id=visitor_id,
            purpose=purpose,
            given=int(given),
            text_version=VERSION,
            at=change.happened_at,
        )
    _keep_texts(change)


def _keep_texts(change: Change) -> None:
    """The words of this version, once, as they were shown in each language."""
    if change.one("SELECT 1 FROM consent_texts WHERE version = ?", VERSION):
        return
    for purpose, sentence in ALL_TEXTS.items():
        for lang in LANGUAGES:
            change.insert(
                "consent_texts", version=VERSION, purpose=purpose, lang=lang, text=gettext(sentence, lang)
            )
