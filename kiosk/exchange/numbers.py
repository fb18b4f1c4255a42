"""Numbers of enterprises and telephones as files hold them: what spreadsheets and people do to them is undone where only
one number can be meant, and said where something was left out or guessed.
"""

import re
import unicodedata
from dataclasses import dataclass

from kiosk.exchange import blanks
from kiosk.expo.person import brn, telephones
from kiosk.language.sentences import N_

LONGEST = 200
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ーㅡ\u1173", "-"))
_QUOTES = "'‘’`´\"“”"
_LOOK_ALIKE = str.maketrans("oO〇○◯lI|", "00000111")


@dataclass(frozen=True)
class Number:
    """`value` as it is kept, or None; `says` a sentence about it (N_), which refuses or warns as the caller means."""

    value: str | None
    says: str = ""
    values: tuple[tuple[str, str], ...] = ()


def bare(written: str) -> str:
    """Without what a spreadsheet puts around a number: `'2011…`, `="2011…"`, `2011….0`; one form of each letter."""
    said = unicodedata.normalize("NFKC", " ".join(written.split()))[: LONGEST + 1].translate(_DASHES)
    said = said.removeprefix("=").strip(_QUOTES + " ")
    whole, point, fraction = said.partition(".")
    return whole if point and whole.isdecimal() and not fraction.strip("0") else said


def has_lost_digits(said: str) -> bool:
    """`2.011E+09`: a spreadsheet kept the first digits and how many there were."""
    return bool(re.fullmatch(r"\d(?:[.,]\d{1,20})?e\+?\d{1,2}", said, re.IGNORECASE))


def _with_digits_for_letters(said: str) -> str:
    return said.translate(_LOOK_ALIKE)


def business(written: str) -> Number:
    """A 사업자등록번호. One with its last digit wrong is None with a sentence that says which would fit."""
    said = bare(written)
    if blanks.is_placeholder(said):
        return Number(None, N_("‘사업자등록번호’ 칸이 비어 있어요. 10자리 번호를 적어 주세요."))
    if has_lost_digits(said):
        return Number(
            None,
            N_(
                "‘사업자등록번호’가 2.01E+09처럼 줄어들어 끝자리를 믿을 수 없어요. 그 열을 ‘텍스트’로 바꾸고 번호를 다시 적어 주세요."
            ),
        )
    if digits := brn.parse(re.sub(r"[,/_:;()\[\]]", "", said)):
        return Number(digits)
    if found := _only_one(said):
        return Number(found, N_("‘사업자등록번호’ 칸에서 번호만 읽었어요. 맞는지 확인해 주세요."))
    lettered = _with_digits_for_letters(said)
    if lettered != said and (found := brn.parse(lettered) or _only_one(lettered)):
        return Number(
            found,
            N_("‘사업자등록번호’에 숫자 대신 글자(O, l, I)가 있어 숫자로 읽었어요. 맞는지 확인해 주세요."),
        )
    return _no_business(said)


_BRN = re.compile(r"(?<!\d)\d{3}[-. ]{0,3}\d{2}[-. ]{0,3}\d{5}(?!\d)")


def _shaped(said: str) -> list[str]:
    return list(dict.fromkeys(re.sub(r"\D", "", found[0]) for found in _BRN.finditer(said[:LONGEST])))


def _only_one(said: str) -> str | None:
    valid = [digits for shaped in _shaped(said) if (digits := brn.parse(shaped))]
    return valid[0] if len(valid) == 1 else None


def _no_business(said: str) -> Number:
    shaped = _shaped(said)
    ten = (
        shaped[0]
        if len(shaped) == 1
        else "".join(char for char in said if char.isdecimal() and char.isascii())
    )
    if len(shaped) > 1:
        return Number(
            None, N_("‘사업자등록번호’ 칸에 번호가 둘 이상 있어요. 참가하는 기업의 번호 하나만 적어 주세요.")
        )
    if len(ten) != 10:
        return Number(None, N_("‘사업자등록번호’가 10자리가 아니에요. 123-45-67891처럼 적어 주세요."))
    if (digit := brn.check_digit(ten)) != ten[9]:
        return Number(
            None,
            N_(
                "‘사업자등록번호’의 마지막 숫자가 맞지 않아요. 앞 아홉 자리가 맞다면 "
                "마지막은 %(digit)s이니 등록증을 보고 고쳐 주세요."
            ),
            (("digit", digit),),
        )
    return Number(
        None, N_("‘사업자등록번호’가 세무서에서 주는 번호가 아니에요. 사업자등록증을 보고 고쳐 주세요.")
    )


def telephone(written: str) -> Number:
    """A telephone number in its usual form; of several the first mobile one. A doubtful one stays as it was written."""
    said = bare(written)
    if blanks.is_placeholder(said):
        return Number(None)
    if has_lost_digits(said):
        return Number(
            None,
            N_(
                "‘휴대전화’가 1.03E+09처럼 줄어들어 비워 두었어요. 그 열을 ‘텍스트’로 바꾸고 번호를 다시 적어 주세요."
            ),
        )
    if number := telephones.parse(said) or _with_other_marks(said):
        return Number(number)
    if number := telephones.parse(_with_digits_for_letters(said)):
        return Number(
            number, N_("‘휴대전화’에 숫자 대신 글자(O, l, I)가 있어 숫자로 읽었어요. 맞는지 확인해 주세요.")
        )
    found = _telephones(said)
    if not found:
        return Number(
            said[: telephones.MAX_CHARS],
            N_(
                "‘휴대전화’ 번호가 맞는지 확인해 주세요. 010-1234-5678처럼 적으면 돼요. 적힌 그대로 넣었어요."
            ),
        )
    chosen = next((number for number in found if number.startswith("01")), found[0])
    if len(found) > 1:
        return Number(
            chosen,
            N_("‘휴대전화’ 칸에 번호가 여럿 있어 하나만 넣었어요. 연락할 번호가 맞는지 확인해 주세요."),
        )
    return Number(chosen, N_("‘휴대전화’ 칸에서 번호만 읽었어요. 맞는지 확인해 주세요."))


def _with_other_marks(said: str) -> str | None:
    """`010/1234/0605`, `1,012,340,605`: nothing but the digits of one mobile number, however parted."""
    digits = re.sub(r"[\s,/_.;:()\-]", "", said)
    number = telephones.parse(digits) if digits.isdecimal() and digits[:2] in ("01", "10") else None
    return number if number and len(digits) == (11 if digits[0] == "0" else 10) else None


_TELEPHONE = re.compile(r"\+?\d[\d\-. ()]{6,24}")


def _telephones(said: str) -> list[str]:
    """Each different number in a cell that holds more than one, or words beside it."""
    pieces = re.split(
        r"[/,;|~\n]|(?<=\d) ?(?=\(?0\d{1,2}[)-])|내선|ext|#", said[:LONGEST], flags=re.IGNORECASE
    )
    candidates = (found[0].rstrip(" -.(") for piece in pieces for found in _TELEPHONE.finditer(piece))
    numbers = dict.fromkeys(number for one in candidates if (number := telephones.parse(one)))
    return [number for number in numbers if number.startswith(("0", "+", "15", "16", "18"))]
