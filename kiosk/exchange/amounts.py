"""Amounts of money as offices write them: `12,500천원`, `일금 삼백만원정`, `3억 5천만 원 내외`, `△1,000`.

An amount is read where its words allow one reading. Words that limit or explain it are left out and named; what is no
amount, or more than one, is none, and `why` says which of these it is.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MAX_WON = 10**12
LONGEST = 200
# Why a cell holds no amount.
UNREAD, NEGATIVE, NONE_YET, SEVERAL = "unread", "negative", "none yet", "several"

UNITS_WON = {
    "천": 10**3,
    "만": 10**4,
    "십만": 10**5,
    "백만": 10**6,
    "천만": 10**7,
    "억": 10**8,
    "십억": 10**9,
    "조": 10**12,
}
_SMALL = {"십": 10, "백": 100, "천": 1000}
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12}
_NUMERALS = dict(zip("영일이삼사오육칠팔구", range(10), strict=True))
_CHINESE = str.maketrans(
    "零〇一二三四五六七八九十百千萬万億亿兆壹弌貳貮弐參叁参肆伍陸柒漆捌玖拾佰仟金整元공륙",
    "영영일이삼사오육칠팔구십백천만만억억조일일이이이삼삼삼사오육칠칠팔구십백천금정원영육",
)
_MARKS = str.maketrans("−–—―‐‑‒ー~∼〜～〰△▲▽▼", "--------~~~~~△△△△", "'‘’`\"“”\\₩")
# Said of an amount without making it another one; longest first, so that none is taken for a part of it.
_LIMITS = tuple(
    sorted(
        "약 대략 이하 이내 이상 초과 미만 내외 최대 최소 최고 정도 가량 안팎 전후 까지 예정 예상 추정 추산 잠정 한도 상당 범위내"
        " 총 총액 합계 전체 연간 가액 상한 하한 국비 시비 구비 도비 전액 포함 별도 제외 불포함 면세 과세 부가세 부가가치세"
        " 미정 추후 차후 협의 미확정 확정 결정 산정 vat v.a.t 세금 세액 제세 공과금 개산 기초금액 추정가격 예산 사업비 금액 변동가능 변동 가능 ±α +α α 및 의 액 임".split(),
        key=len,
        reverse=True,
    )
)
_NO_AMOUNT = ("비예산", "무예산", "무료", "무상")
_NONE_YET = tuple(
    "미정 추후 차후 없음 해당 협의 미확정 확정 결정 산정 미편성 편성 통보 비공개 별첨 참조 검토 중 tbd".split()
)
_EMPTY = {"", "-", "--", ".", "x", "n/a", "na", "무"}


@dataclass(frozen=True)
class Amount:
    """`won`: whole won, or None, then `why`. `limits`: what the words said beside the amount, left out."""

    won: int | None
    limits: str = ""
    why: str = ""


def read(written: str, unit: str = "", below: int = MAX_WON) -> Amount:
    """`unit` is the column's (`천원`), for an amount that bears none of its own; of `below` won and more none is read."""
    said = unicodedata.normalize("NFKC", " ".join(written.split())).casefold().translate(_MARKS).strip()
    if len(said) > LONGEST:
        return Amount(None, why=UNREAD)
    if said in _EMPTY or any(word in said.replace(" ", "") for word in _NO_AMOUNT):
        return Amount(None, why=NONE_YET)
    if not _has_figures(said) and any(word in said for word in _NONE_YET):
        return Amount(None, why=NONE_YET)
    if said[0] in "-△" or re.fullmatch(r"\([\d,. ]{1,30}\)(?:원|천원)?", said):
        return Amount(None, why=NEGATIVE)
    outside, notes = _without_brackets(said)
    amount, limits = _without_limits(outside)
    value = _value(amount, unit)
    if value is None:
        return Amount(None, why=SEVERAL if _is_several(amount) else UNREAD)
    for note in notes:
        plain, more = _without_limits(note)
        if _has_figures(plain) and _value(plain, unit) != value:
            return Amount(None, why=SEVERAL)
        if not _has_figures(plain):
            limits.extend([note] if plain or more else [])
    if value != int(value) or value >= below:
        return Amount(None, why=UNREAD)
    return Amount(int(value), ", ".join(limits).replace("vat", "VAT"))


def _without_brackets(said: str) -> tuple[str, list[str]]:
    """The amount and what stands in brackets beside it; a unit there belongs to the amount: `12,500(천원)`."""
    outside, notes = "", []
    for at, piece in enumerate(re.split(r"[(\[{<]", said)):
        inside, closed, after = piece.partition(")") if at else ("", "", piece)
        if at and not closed:
            inside, _, after = re.sub(r"[\]}>]", ")", piece).partition(")")
        own_unit = re.sub(r"[\s:]|단위", "", inside)
        if own_unit == "원" or own_unit.removesuffix("원") in UNITS_WON:
            outside += own_unit
        elif inside.strip():
            notes.append(inside.strip())
        outside += after
    return outside, notes


def _without_limits(said: str) -> tuple[str, list[str]]:
    """The figures and their units alone, and the words that were beside them."""
    found = []
    for word in _LIMITS:
        if word in said:
            found.append(word)
            said = said.replace(word, " ")
    if "여원" in said.replace(" ", "") or said.endswith("여"):
        found.append("여")
        said = said.replace("여", " ")
    if re.search(r"\d ?\+$|[\d원만억] ?~$|^~", said.strip()):
        found.append("~")
        said = said.strip().strip("~+")
    return said.strip(" ,.:/;=※*-"), found


def _value(amount: str, unit: str) -> Decimal | None:
    """`₩ 500,000원정`, `1억 2천만`, `삼백만`; a bare number counts in the column's unit."""
    plain = amount.strip()
    for before in ("일금", "一金", "壹金", "금", "金", "krw"):
        plain = plain.removeprefix(before).strip()
    plain = plain.removesuffix("krw").removesuffix("won").strip()
    if not _DIGITS.search(plain):
        plain = plain.translate(_CHINESE)
    own = plain.endswith(("원", "원정", "정"))
    plain = plain.removesuffix("정").strip().removesuffix("원").strip()
    if own and plain in UNITS_WON and plain in ("천", "백만"):
        return None  # `천원`: a unit that lost its number
    number = _number(plain)
    of_the_column = 1 if own else UNITS_WON.get(unit.strip().removesuffix("원").strip(), 1)
    if number is not None:
        return number * of_the_column
    spoken = _spoken(re.sub(r"\s", "", plain))
    no_unit_but_tens = not _DIGITS.search(plain) and not set(plain) & set(_LARGE)
    return spoken * of_the_column if spoken is not None and no_unit_but_tens else spoken


_DIGITS = re.compile(r"\d")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})++(?:\.\d++)?|\d{1,3}(?: \d{3})++|\d{1,3}(?:\.\d{3}){2,}+")
_PLAIN = re.compile(r"\d++(?:\.\d++)?+(?:e\+?\d{1,2})?")


def _number(plain: str) -> Decimal | None:
    """`12,500,000`, `12 500 000`, `12.500.000` (two points can only part thousands), `1.25E+07`."""
    plain = re.sub(r" ?, ?", ",", plain)
    if _GROUPED.fullmatch(plain):
        whole, _, fraction = plain.partition(".") if plain.count(".") == 1 else (plain, "", "")
        return Decimal(re.sub(r"[,. ]", "", whole) + (f".{fraction}" if fraction else ""))
    if not _PLAIN.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


_FIGURE = re.compile(r"\d[\d,]*+(?:\.\d++)?+")


def _spoken(plain: str) -> Decimal | None:
    """Figures or numerals each with its unit, from the large to the small: `1억2천만`, `3천5백만`, `삼천오백만`, `1650만5000`."""
    total, section, last_large, last_small = Decimal(0), Decimal(0), 10**16, 10**4
    number: Decimal | None = None
    at, units = 0, False
    while at < len(plain):
        char = plain[at]
        if char in _LARGE:
            if _LARGE[char] >= last_large or (number is None and not section and total):
                return None
            section += number or 0
            total += (section if section or number is not None else 1) * _LARGE[char]
            section, number, last_large, last_small, units = Decimal(0), None, _LARGE[char], 10**4, True
            at += 1
        elif char in _SMALL:
            if _SMALL[char] >= last_small:
                return None
            section += (1 if number is None else number) * _SMALL[char]
            number, last_small, units = None, _SMALL[char], True
            at += 1
        elif number is not None:
            return None
        elif char in _NUMERALS:
            number, at = Decimal(_NUMERALS[char]), at + 1
        elif (figure := _FIGURE.match(plain, at)) and (number := _number(figure[0])) is not None:
            at = figure.end()
        else:
            return None
    if last_large >= _LARGE["억"] and total and section and number is None:
        return None  # `2억 5천` is said for 250,000,000 and reads as 200,005,000
    return total + section + (number or 0) if units else None


def _has_figures(said: str) -> bool:
    return bool(_DIGITS.search(said)) or _spoken(said.translate(_CHINESE).strip("금원정 ")) is not None


def _is_several(said: str) -> bool:
    """Two amounts, or an amount and how often: `10~20백만`, `100만원, 200만원`, `1,000원 x 20`."""
    pieces = re.split(r"[~/x×*+;]|원[,\s]| - |(?<=[원만억천\d])-(?=\d)", said)
    return sum(bool(_DIGITS.search(piece)) for piece in pieces) > 1
