"""The number on a badge: 16 digits that only the holder of the key can make.

53 bits, so that every code is a whole number a browser holds exactly: number (18), serial (5), MAC (30).
Digits, because a hand scanner behind a Korean keyboard turns letters into Hangul and leaves digits alone.
"""

import hmac
import re
import secrets
import unicodedata
from typing import NamedTuple

from .keyboard import retype

NUMBER_BITS, SERIAL_BITS, MAC_BITS = 18, 5, 30
NUMBER_MAX = 2**NUMBER_BITS - 1
SERIAL_MAX = 2**SERIAL_BITS - 1
DIGITS = 16
KEY_BYTES = 32

_PURPOSE = b"expo badge 1:"
_LONGEST_SCAN = 4096  # characters; a scanner types a line, nobody types a book
_RUN = re.compile(r"[0-9](?:[\s\-_.·\u2010-\u2015\u2212\uff0d]{0,3}[0-9])*")


class BadCode(ValueError):
    """The text holds no code, or one this key never made. Its message never repeats the code."""


class Code(NamedTuple):
    """What a genuine code says: the visitor's number and which print of the badge it is."""

    number: int
    serial: int


def make_key() -> bytes:
    """32 random bytes. Whoever has them can make badges: keep them on the server, out of the database."""
    return secrets.token_bytes(KEY_BYTES)


def encode(key: bytes, number: int, serial: int) -> str:
    """The 16 digits of a badge. ValueError if number (0 to 262,143) or serial (0 to 31) does not fit."""
    if not 0 <= number <= NUMBER_MAX:
        raise ValueError(f"a badge's number is 0 to {NUMBER_MAX}, not {number}")
    if not 0 <= serial <= SERIAL_MAX:
        raise ValueError(f"a badge's serial is 0 to {SERIAL_MAX}, not {serial}")
    body = number << SERIAL_BITS | serial
    return f"{body << MAC_BITS | _mac(key, body):0{DIGITS}d}"


def decode(key: bytes, text: str) -> Code:
    """Number and serial of the code in whatever a scanner typed; BadCode, and nothing else, if none is."""
    digits = extract(text) if isinstance(text, str) else None
    if digits is None:
        raise BadCode("no 16 digits")
    body, mac = divmod(int(digits), 2**MAC_BITS)
    # Checked before the range, and in constant time: how long a refusal takes tells nothing about the MAC.
    genuine = hmac.compare_digest(_mac(key, body).to_bytes(4, "big"), mac.to_bytes(4, "big"))
    if not genuine or body >= 2 ** (NUMBER_BITS + SERIAL_BITS):
        raise BadCode("not a code of this expo")
    return Code(*divmod(body, 2**SERIAL_BITS))


def extract(text: str) -> str | None:
    """The last 16 digits of what was scanned or typed, or None.

    Takes bare digits, groups of four, a URL (also one whose letters a Korean keyboard turned into Hangul),
    full-width digits, a scanner's prefix, the same code typed twice. Says nothing about being genuine.
    """
    plain = "".join(map(_plain_digit, retype(text[-_LONGEST_SCAN:])))
    runs = [re.sub(r"[^0-9]", "", run) for run in _RUN.findall(plain)]
    # A run first, so that "...?station=12" behind a code does no harm; else all digits, whatever parts them.
    code = next((run for run in [*reversed(runs), "".join(runs)] if len(run) >= DIGITS), None)
    return code and code[-DIGITS:]


def grouped(code: str) -> str:
    """As it is printed for typing: `1234 5678 9012 3456`."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def tail(code: str) -> str:
    """The last four digits: all of a code that a log or a screen of staff may show."""
    return code[-4:]


def _mac(key: bytes, body: int) -> int:
    digest = hmac.digest(key, _PURPOSE + body.to_bytes(8, "big"), "sha256")
    return int.from_bytes(digest[:4], "big") >> (32 - MAC_BITS)


def _plain_digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def key_mark(key: bytes) -> str:
    """Tells one key from another, by which codes went onto paper; it tells nothing of the key itself."""
    return hmac.digest(key, b"the key of badges", "sha256").hex()[:12]
