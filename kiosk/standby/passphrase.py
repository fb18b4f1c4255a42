"""The words that open a bundle: made here, shown once, typed or scanned on the other laptop.

Seven of 2,048 words are 77 bits: beside scrypt (bundle.py) more than anybody can try. The list is that of BIP-39, whose Korean words
differ in their first letters and are read to somebody over noise.
"""

import secrets
import unicodedata
from io import StringIO
from pathlib import Path

from kiosk.actions.refusals import Unusable

WORDS, BYTES_MAX, LETTERS_MIN = 7, 4096, 12
_LISTS = {"ko": "korean", "en": "english"}


def make(lang: str = "ko") -> str:
    """New words, with a space between them."""
    from mnemonic import Mnemonic

    known = Mnemonic(_LISTS.get(lang, "korean")).wordlist
    return " ".join(unicodedata.normalize("NFC", secrets.choice(known)) for _ in range(WORDS))


def read(path: Path) -> str:
    """The words in a file. Raises Unusable."""
    try:
        with path.open("rb") as file:
            text = file.read(BYTES_MAX + 1).decode("utf-8-sig")
    except OSError as error:
        raise Unusable(f"{path}: 비밀 문장을 읽을 수 없습니다 ({error.strerror}).") from error
    except ValueError as error:
        raise Unusable(f"{path}: 글이 아닙니다. 비밀 문장을 UTF-8 글로 적어 주세요.") from error
    if not plain(text) or len(text) > BYTES_MAX:
        raise Unusable(f"{path}: 비밀 문장이 없거나 너무 깁니다. 한 줄로 적어 주세요.")
    return text


def plain(text: str) -> str:
    """What counts of it: however it was typed, with or without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_short(text: str) -> bool:
    """Whether somebody could guess it who tries for long."""
    return len(plain(text)) < LETTERS_MIN


def as_blocks(text: str) -> str:
    """Its QR code for a terminal, dark on light whatever the terminal's colours are."""
    import qrcode

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(text.encode())
    drawn = StringIO()
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue()
