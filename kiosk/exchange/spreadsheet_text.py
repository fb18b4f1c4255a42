"""Text that a spreadsheet opens as the text it is: never as a formula, a date, or a number that has lost its zeros.

A CSV file has no types, so a program guesses them: `=1+1` is calculated, `0012` becomes 12, `3-1` the first of March, sixteen
digits lose the last. In front of such text stands an apostrophe, which every spreadsheet keeps as a letter; `as_meant` takes
it off again. (`="0012"` would do the same in one program, and is a formula.)
"""

import re
from functools import lru_cache
from typing import Any

LIVE_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DOUBTFUL = {*LIVE_FORMULA, " "}
# What Excel's Korean and English editions or LibreOffice read as something else that can't be written back.
_TURNED = re.compile(
    r"""\s*(?: 0\d[\d,]*(?:\.\d*)?            # a leading zero
      | [\d,]{16,}(?:\.\d*)?                  # more digits than a number keeps
      | \d+(?:\.\d*)?E[+-]?\d+                # a power of ten
      | \d+(?:\.\d+)?\s?%                     # a share
      | [₩￦$€¥]\s?[\d.,]+                     # money
      | \d{1,4}[-/.]\s?\d{1,2}(?:[-/.]\s?\d{1,4})?\.?  # a date, also 3-1
      | \d+\s\d+/\d+                          # a fraction
      | (?:\d{1,4}년\s?)?\d{1,2}월(?:\s?\d{1,2}일)?|\d{1,4}년  # a date in Korean
      | (?:오전|오후)?\s?\d{1,2}(?:(?::\d{1,2}){1,2}|시(?:\s?\d{1,2}분)?)(?:\s?[ap]m)?  # a time
      | \d{1,2}[-\s]?[a-z]{3,9}(?:[-\s]\d+)?|[a-z]{3,9}[-\s]\d{1,4}  # 1-Mar, Mar 2026
      | true|false )\s*""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_LONGEST_TURNED = 40


def harmless(value: Any) -> Any:
    """Text that begins like a formula gets an apostrophe, so that no spreadsheet brings it to life."""
    if not isinstance(value, str) or value[:1] not in _DOUBTFUL:
        return value
    return f"'{value}" if value.lstrip(" ").startswith(LIVE_FORMULA) else value


def steady(value: Any) -> Any:
    """`harmless`, and text that would be turned into a date or a number gets an apostrophe too."""
    return _steady(value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)  # an export writes the same names again and again
def _steady(text: str) -> str:
    if len(text) <= _LONGEST_TURNED and _TURNED.fullmatch(text):
        return f"'{text}"
    return str(harmless(text))


def as_meant(cell: str) -> str:
    """A cell of a file without an apostrophe that stands there for the spreadsheet alone."""
    return cell[1:] if cell[:1] == "'" and steady(cell[1:]) == cell else cell
