"""Puts back Latin letters that a Korean two-set keyboard (두벌식) turned into Hangul.

A hand scanner is a keyboard: with the input method on Hangul, `HTTP` arrives as `ㅗㅆㅆㅖ`, and letters that
happen to form a syllable arrive composed (`the` as `솓`).
"""

_INITIALS = "r R s e E f a q Q t T d w W c z x v g".split()
_VOWELS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split()
_FINALS = "r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split()
# The compatibility jamo (U+3131 to U+3163) in their own order: consonants with clusters, then vowels.
_JAMO = "r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g".split() + _VOWELS

_KEYS = {
    **{0x3131 + at: keys for at, keys in enumerate(_JAMO)},
    **{0x1100 + at: keys for at, keys in enumerate(_INITIALS)},
    **{0x1161 + at: keys for at, keys in enumerate(_VOWELS)},
    **{0x11A8 + at: keys for at, keys in enumerate(_FINALS)},
}


def retype(text: str) -> str:
    """The keys that were struck. Case is known only where shift changes the jamo (`ㅆ` is T, `ㅗ` is h)."""
    return "".join(_keys(letter) for letter in text)


def _keys(letter: str) -> str:
    syllable = ord(letter) - 0xAC00
    if not 0 <= syllable < 11172:
        return _KEYS.get(ord(letter), letter)
    initial, rest = divmod(syllable, 21 * 28)
    vowel, final = divmod(rest, 28)
    return _INITIALS[initial] + _VOWELS[vowel] + (_FINALS[final - 1] if final else "")
