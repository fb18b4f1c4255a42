"""The expo's own words on visitors' screens: its welcome, its closing sentence, and what people agree to.

Where the settings say nothing the program's own sentence stands. The words of a consent have a version, made of the words
themselves: the same words are the same version, and each consent keeps which one was read.
"""

from hashlib import sha256
from typing import Any

from kiosk.actions.refusals import BadFields
from kiosk.data.expo_settings import EXPO
from kiosk.data.setting_kinds import Line
from kiosk.data.store import Change
from kiosk.expo.square.ground import Ground
from kiosk.language.sentences import LANGUAGES, N_, gettext

Settings = dict[str, Any]

STANDARD_VERSION = "2026-4"
MONTHS = ("keep_contacts_months", "share_contacts_months", "keep_needs_months")
ERASED = N_("행사가 끝나고 %(period)s 뒤에 지워요.")
SHARED_UNTIL = N_("행사가 끝나고 %(period)s 뒤까지예요.")
# A need tells of somebody's health: sensitive data (개인정보 보호법 제23조), so it is agreed to apart from the rest, and
# asked only of who has one.
NEED = N_("필요한 도움은 건강에 관한 민감정보일 수 있어요. 만나는 부스와 안내 데스크에만 보여 드려요.")
PURPOSES = ("keep", "share", "need")


def welcome(settings: Settings, lang: str) -> str:
    """The welcome, "" for none."""
    return _own(settings, "welcome", lang)


def closing(settings: Settings, lang: str) -> str:
    return _own(settings, "closing", lang)


def consents(settings: Settings, lang: str) -> dict[str, str]:
    """purpose -> the sentences that are agreed to. Nobody is registered without `keep`."""
    keep, share, need = (min(settings[name], settings[MONTHS[0]]) for name in MONTHS)
    return {
        "keep": f"{_own(settings, 'consent_keep', lang)} {gettext(ERASED, lang, period=period(keep, lang))}",
        "share": f"{_own(settings, 'consent_share', lang)} {gettext(SHARED_UNTIL, lang, period=period(share, lang))}",
        "need": f"{gettext(NEED, lang)} {gettext(ERASED, lang, period=period(need, lang))}",
    }


def consent_version(settings: Settings) -> str:
    """The version of these words, in every language together."""
    texts = [consents(settings, lang)[purpose] for lang in LANGUAGES for purpose in PURPOSES]
    own = any(
        settings[name] for name in ("consent_keep", "consent_keep_en", "consent_share", "consent_share_en")
    )
    if not own and all(settings[name] == EXPO[name].default for name in MONTHS):
        return STANDARD_VERSION
    return f"{STANDARD_VERSION}-{sha256(repr(texts).encode()).hexdigest()[:8]}"


def keep_texts(change: Change, settings: Settings) -> str:
    """Keep the words of these settings' version, once, as they are shown in each language; returns the version."""
    version = consent_version(settings)
    if not change.one("SELECT 1 FROM consent_texts WHERE version = ?", version):
        for lang in LANGUAGES:
            for purpose, text in consents(settings, lang).items():
                change.insert("consent_texts", version=version, purpose=purpose, lang=lang, text=text)
    return version


def version_read(change: Change, told: str | None) -> str:
    """The version that somebody read: what their page told, for it may be older than the words of now. Raises BadFields for
    one that was never shown."""
    if told is None:
        return keep_texts(change, change.settings)
    if told != consent_version(change.settings) and not change.one(
        "SELECT 1 FROM consent_texts WHERE version = ?", told
    ):
        sentence = N_("동의하는 글의 판(%(version)s)을 몰라요. 화면을 새로 열어 다시 해 주세요.")
        raise BadFields({"consent_version": gettext(sentence, change.lang, version=told[:20])})
    keep_texts(change, change.settings)
    return told


def shown(settings: Settings, lang: str) -> dict[str, Any]:
    """All of it for a page that is open already, with the mark by which it knows that something is another."""
    return {
        "welcome": welcome(settings, lang),
        "consents": consents(settings, lang),
        "consent_version": consent_version(settings),
        "languages": settings["languages"],
    }


def mark_of(square: Ground) -> str:
    """Another one whenever anything of `shown` is another in any language."""
    if "own_words" not in square.kept:
        words = repr([shown(square.settings, lang) for lang in LANGUAGES])
        square.kept["own_words"] = sha256(words.encode()).hexdigest()[:12]
    mark: str = square.kept["own_words"]
    return mark


def period(months: int, lang: str) -> str:
    """So many months, as people say it."""
    years, rest = divmod(months, 12)
    return gettext(N_("%(n)s개월"), lang, n=months) if rest else gettext(N_("%(n)s년"), lang, n=years)


def _own(settings: Settings, name: str, lang: str) -> str:
    """The own words in this language, else the own Korean ones: never a translation of words that were replaced."""
    own: str = (lang == "en" and settings[f"{name}_en"]) or settings[name]
    kind = EXPO[name].kind
    standard = kind.standard if isinstance(kind, Line) else ""
    return own or (gettext(standard, lang) if standard else "")
