"""Sentences in the reader's language, from the catalogues that Flask-Babel reads too. Needs no Flask.

The sentence in the code is the Korean one; `kiosk/translations/en` holds the English.
"""

import gettext as catalogues
from functools import cache
from pathlib import Path

LANGUAGES = ("ko", "en")
TRANSLATIONS = Path(__file__).parents[1] / "translations"

_PAIRS = {"으로": "로", "은": "는", "이": "가", "을": "를", "과": "와", "이에요": "예요"}
# How a word that ends in this digit sounds: does it close with a consonant, and is that consonant ㄹ?
_DIGIT_CLOSED = {"0": True, "1": True, "3": True, "6": True, "7": True, "8": True}
_DIGIT_RIEUL = {"1", "7", "8"}


def gettext(sentence: str, lang: str, **values: object) -> str:
    """`sentence` in `lang`, its %(name)s filled from `values`."""
    translated = _catalogue(lang).gettext(sentence) if lang != "ko" else sentence
    return translated % values if values else translated


def reworded(words: str | None, lang: str) -> str | None:
    """What staff said to somebody (why a booth rests, why a number was called), in the reader's language where they chose a
    sentence of ours, in either language; what they typed themselves stays as it is."""
    return gettext(_known_by_english().get(words, words), lang) if words else words


def N_(sentence: str) -> str:
    """Marks a sentence for the catalogue where it is written; gettext is asked later."""
    return sentence


def josa(word: str, particle: str) -> str:
    """`word` with the particle that its last sound asks for: josa("A03", "으로") is "A03으로", of A01 "A01로".

    `particle` is the form after a consonant: 으로, 은, 이, 을, 과, 이에요.
    """
    last = word.rstrip(")]」』\"' ")[-1:] or "가"
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        closed, rieul = final > 0, final == 8
    else:
        closed, rieul = _DIGIT_CLOSED.get(last, False), last in _DIGIT_RIEUL
    if particle == "으로" and rieul:
        closed = False
    return word + (particle if closed else _PAIRS[particle])


@cache
def _known_by_english() -> dict[str, str]:
    """Our English sentences -> the Korean ones."""
    sentences: dict[str, str] = getattr(_catalogue("en"), "_catalog", {})
    return {english: korean for korean, english in sentences.items() if korean and isinstance(korean, str)}


@cache
def _catalogue(lang: str) -> catalogues.NullTranslations:
    return catalogues.translation("messages", TRANSLATIONS, languages=[lang], fallback=True)
