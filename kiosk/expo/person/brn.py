"""사업자등록번호: ten digits, kept as such, shown as 123-45-67891.

The form is python-stdnum's; the check digit is by the tax office's weights: 1 3 7 1 3 7 1 3 5, and the tens of five
times the ninth digit.
"""

import re
import unicodedata

from stdnum.kr import brn

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def parse(text: str) -> str | None:
    """The ten digits of a valid number however it was written, or None."""
    digits = re.sub(r"[\s\-‐-―−.·]", "", unicodedata.normalize("NFKC", text))
    return digits if brn.is_valid(digits) and digits.isascii() and check_digit(digits) == digits[9] else None


def check_digit(digits: str) -> str:
    """The tenth digit that belongs to the first nine."""
    weighted = sum(int(digit) * weight for digit, weight in zip(digits[:9], WEIGHTS, strict=True))
    return str(-(weighted + int(digits[8]) * 5 // 10) % 10)


def shown(digits: str) -> str:
    """`1234567891` -> `123-45-67891`; anything else as it is."""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if len(digits) == 10 else digits
