"""One cell at a time: text as people type it -> a value, or None where it is none. Nothing here knows a file's kind.

A cell may hold anything: what is matched below is first put on one line, without runs of blanks, and is never long, so
that no pattern has much to try.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from kiosk.exchange import amounts
from kiosk.expo.person import emails
from kiosk.expo.person.enterprises import KINDS
from kiosk.language import text as foreign
from kiosk.language.text import key

MAX_TEXT = 200
MAX_PARTS = 50
LONGEST_VALUE = 200
OTHER_SPELLINGS = {
    "인증사회적기업": "사회적기업",
    "예비사회적": "예비사회적기업",
    "예비": "예비사회적기업",
    "지역형예비사회적기업": "예비사회적기업",
    "부처형예비사회적기업": "예비사회적기업",
    "일반협동조합": "협동조합",
    "자활": "자활기업",
    "자활공동체": "자활기업",
    "예비마을기업": "마을기업",
}


def text(cell: str) -> str:
    """As it is kept: composed, on one line, without what can't be seen or has no meaning."""
    return foreign.line(cell)


def word(cell: str) -> str:
    """The text as it is matched: on one line, one form of each letter (NFKC). What is longer than any value matches
    nothing."""
    said = unicodedata.normalize("NFKC", foreign.line(cell))
    return said if len(said) <= LONGEST_VALUE else foreign.UNREADABLE


def parts(cell: str, separators: str) -> list[str]:
    """The different non-empty pieces between any of the separators, in their order."""
    pieces = (text(piece) for piece in re.split(f"[{re.escape(separators)}]", cell))
    return list({key(piece): piece for piece in pieces if piece}.values())


def without_numbers(cell: str, instead: str) -> str:
    """`1순위 은평구 2순위 성북구`, `①은평구 ②성북구` -> `;은평구 ;성북구`."""
    return re.sub(r"[①-⑳]|(?<!\d)\d{1,2}\s?순위\s?[:.)]?|(?<![\w.])\d{1,2}[.)]\s", instead, cell)


def kind(cell: str) -> str | None:
    """An enterprise's kind in its usual spelling: `(예비) 사회적 기업` -> `예비사회적기업`."""
    name = key(cell)
    return OTHER_SPELLINGS.get(name) or (name if name in KINDS else None)


def email(cell: str) -> str | None:
    return emails.parse(text(cell))


def won(cell: str, unit: str = "") -> int | None:
    """Whole won: `16,510,000원`, `1,650만원`, `1억 2천만`, `₩ 500,000`. `unit` is the column's (`천원`)."""
    return amounts.read(cell, unit).won


def whole(cell: str, least: int, most: int) -> int | None:
    """A whole number within limits: `2`, `2석`, `2.0`, `1,200명`."""
    match = re.fullmatch(r"(\d++)(?:\.0++)?+\s?[^\d.]{0,2}", word(cell).replace(",", ""))
    return number if match and least <= (number := int(match[1][:12])) <= most else None


def metres(cell: str) -> float | None:
    digits = word(cell).replace(",", ".")
    for unit in ("m", "미터", "메터"):
        digits = digits.removesuffix(unit).rstrip()
    try:
        length = Decimal(digits)
    except InvalidOperation:
        return None
    return float(length) if length.is_finite() and abs(length) <= 10_000 else None


def booth(cell: str) -> str | None:
    """A booth's number: `a-3` -> `A03`."""
    match = re.fullmatch(r"([A-Z]{1,2})[\s\-]?0*(\d{1,3})", word(cell).upper())
    return f"{match[1]}{int(match[2]):02}" if match and int(match[2]) else None


def quarter(cell: str) -> str | None:
    """`1/4분기`, `1Q`, `3월` -> `1분기`; half years and all year keep their word."""
    said = re.sub(r"\s", "", word(cell))
    if said in ("상반기", "하반기", "연중", "수시"):
        return said
    said = re.sub(r"[(]\d{1,2}월[)]$", "", said)
    if month := re.fullmatch(
        r"(?:\d{4}[-./년])?(1[0-2]|0?[1-9])월(?:중|초|말|상순|중순|하순|경)?|\d{4}[-./](1[0-2]|0?[1-9])(?:[-./]\d{1,2})?[.]?",
        said,
    ):
        return f"{(int(month[1] or month[2]) + 2) // 3}분기"
    said = re.sub(r"^(I{1,3}|IV)(?=분기)", lambda roman: str(len(roman[0]) if roman[0] != "IV" else 4), said)
    match = re.fullmatch(
        r"(?:\d{4}년?)?[-.]?제?(?:([1-4])(?:/4)?(?:분기|Q)?|Q([1-4])|([1-4])사분기)", said, re.IGNORECASE
    )
    return f"{match[1] or match[2] or match[3]}분기" if match else None
