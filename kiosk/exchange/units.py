"""The unit an amount of money is written in: `예산(천원)`, `(단위 : 백만원, VAT 포함)`.

A unit is said in a heading, beside it, or in a line above the table. What claims to be one and can't be read raises
Unclear: an amount that is wrong by a factor of a thousand is worse than none.
"""

import re
import unicodedata

from kiosk.language.text import line

_WORDS = {
    "thousand": "천",
    "million": "백만",
    "billion": "십억",
    "hundredmillion": "억",
    "won": "원",
    "krw": "원",
    "₩": "원",
}
_FIGURES = {
    "1000": "천",
    "10000": "만",
    "100000": "십만",
    "1000000": "백만",
    "10000000": "천만",
    "100000000": "억",
}
_UNIT = re.compile(r"(십|백|천|만|십만|백만|천만|억|십억|백억|천억|조)?(원)?(정|기준|임)?")
_SEPARATED = re.compile(r"[,;/·|&]|및|또는|와")
_BRACKETS = re.compile(r"[(（\[{<【〔]([^()（）\[\]{}<>【】〔〕]*)[)）\]}>】〕]?")
_SAID = re.compile(
    r"(?<![가-힣])(?:(?:금액|화폐|예산|사업비|통화)\s*)?단\s*위(?P<sure>\s*[:=;]|\s*는)?\s*(?P<unit>[^()\[\]{}<>]*)"
)
_AT_THE_END = re.compile(
    r"(?<![\s_:/·\-])[\s_:/·\-]++(?P<unit>[십백천만억조]{0,2}\s?원|[백천]?만|천원단위|억)$"
)
_REMARK = re.compile(
    r"vat|부가|세포함|세별도|포함|별도|제외|미만|이상|이하|초과|절사|절상|반올림|버림|기준|개산|추정"
)
_FOREIGN = re.compile(r"달러|불$|usd|us\$|\$|엔화|^엔$|[만천]엔|jpy|¥|유로|eur|€|위안|cny|파운드|gbp|£")
_COUNTS = set(
    "건|명|개|식|대|회|개소|개사|개월|월|일|년|ea|set|세트|부|권|장|매|본|조각|박스|box|%|퍼센트|점|kg|g|t|m|㎡|m2|l|시간|곳|호|종|인".split(
        "|"
    )
)


class Unclear(ValueError):
    """Something is said to be the unit and is none that can be read; the value is what was said."""


def of_heading(heading: str) -> str | None:
    """The unit (`천원`) in a heading, None where it says none. Raises Unclear."""
    plain = _plain(heading)
    found = {unit for said in _BRACKETS.findall(plain) if (unit := _said(said) or _claimed(said))}
    rest = _BRACKETS.sub(" ", plain).strip()
    end = _AT_THE_END.search(rest)
    if unit := _said(rest) or (_claimed(end["unit"]) if end else None):
        found.add(unit)
    if len(found) > 1:
        raise Unclear(line(heading))
    return next(iter(found), None)


def of_line(cell: str) -> str | None:
    """The unit in a cell above or below a table: `(단위: 천원)`, or a unit alone in brackets. Raises Unclear."""
    plain = _plain(cell)
    return _said(plain) or of_own_cell(cell)


def of_own_cell(cell: str) -> str | None:
    """The unit of a cell that holds nothing else: `천원`, `(천원)`, `(단위: 천원)`; `1000원` is an amount. Raises Unclear."""
    plain = _plain(cell)
    whole = _BRACKETS.fullmatch(plain)
    inside = whole[1] if whole else plain
    if unit := _said(inside):
        return unit
    if any(char.isdigit() for char in inside):
        return None
    return _claimed(inside) if whole else _unit(inside) if inside.endswith(("원", "krw", "won")) else None


def without(heading: str) -> str:
    """The heading without its brackets and its unit."""
    bare = _BRACKETS.sub(" ", _plain(heading))
    return _AT_THE_END.sub("", _SAID.sub("", bare)).strip(" :*-_/")


def _plain(cell: str) -> str:
    return re.sub(r"(?<=\d),(?=\d)", "", unicodedata.normalize("NFKC", line(cell))).casefold()


def _said(text: str) -> str | None:
    """The unit behind the word 단위. With a colon it has to be one; `기관 단위로 작성` speaks of something else."""
    match = _SAID.search(text)
    if not match:
        before = re.fullmatch(r"(.*원|[백천]?만|억|천)\s?단위", text)
        return _claimed(before[1]) if before else None
    pieces = _pieces(match["unit"])
    unit = _one(pieces, match["unit"])
    if unit or not match["sure"] or all(piece in _COUNTS for piece in pieces):
        return unit
    raise Unclear(match["unit"].strip() or "단위")


def _claimed(text: str) -> str | None:
    """The unit that a bracket holds; most brackets hold something else, but no foreign money is let through."""
    pieces = _pieces(text)
    unit = _one(pieces, text)
    if not unit and any(_FOREIGN.search(piece) for piece in pieces):
        raise Unclear(text.strip())
    return unit


def _one(pieces: list[str], text: str) -> str | None:
    units = {unit for piece in pieces if (unit := _unit(piece))}
    if len(units) > 1:
        raise Unclear(text.strip())
    return next(iter(units), None)


def _pieces(text: str) -> list[str]:
    pieces = (re.sub(r"\s|단위$", "", piece.strip()).strip(".:*'\"") for piece in _SEPARATED.split(text))
    return [piece for piece in pieces if piece and not _REMARK.search(piece)]


def _unit(text: str) -> str | None:
    """`백만 원`, `1000원`, `thousand KRW` -> `백만원`, `천원`, `천원`."""
    said = re.sub(r"\s", "", text)
    if said.isdecimal():
        return None
    for words in (_FIGURES, _WORDS):
        for word, korean in sorted(words.items(), key=lambda pair: -len(pair[0])):
            said = re.sub(rf"(?<![0-9a-z]){word}(?![0-9.])", korean, said) if said else said
    said = re.sub(r"^원(?=[십백천만억조])", "", said)
    match = _UNIT.fullmatch(said)
    if not match or not (match[1] or match[2]) or said in ("십", "백"):
        return None
    return f"{match[1] or ''}원"
