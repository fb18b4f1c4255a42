"""Telephone numbers as people type them, and as they are kept: `010-1234-5678`, foreign ones `+81 90-1234-5678`."""

import re
import unicodedata

import phonenumbers

REGION = "KR"
MAX_CHARS = 40


def parse(text: str) -> str | None:
    """The number in its usual form, or None where it can't be one (phonenumbers: possible, not valid).

    Spaces, +82 and a leading zero that a spreadsheet ate make no difference.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if len(text) > MAX_CHARS or not re.fullmatch(r"[\d\s()+\-‐-―−.]+", text):
        return None
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    own = number.country_code == phonenumbers.country_code_for_region(REGION)
    if not phonenumbers.is_possible_number(number) or (
        own and not _whole_mobile(str(number.national_number))
    ):
        return None
    if not phonenumbers.is_valid_number(number):
        return text  # a number range that phonenumbers does not know yet: formatting would garble it
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if own else style.INTERNATIONAL)


def _whole_mobile(national: str) -> bool:
    """010 numbers have eight more digits; phonenumbers thinks shorter and longer ones possible."""
    return not national.startswith("10") or len(national) == 10
