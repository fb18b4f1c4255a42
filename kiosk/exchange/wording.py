"""What column a heading names, however a form words it: `2. 사업자등록번호 (숫자만)`, `Q3. 참석자 성명을 적어 주세요. *`.

A heading that is one of a field's own names, but for its number, its brackets and its politeness, names it. A longer one
does where it ends with such a name, or holds one and no other field's: then it counts for less (`loose`).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiosk.language.text import line

LONGEST = 200  # a heading with more letters is read as far as that
LONG_SENTENCE = 40  # letters: what follows its first line explains it
MOST_ENDINGS = 6  # `를 정확히 입력해 주세요` are four
TELLING = 3  # letters: a shorter name inside a longer heading is too often part of another word


@dataclass(frozen=True)
class Field:
    """A column to find: its name in code, its Korean heading, other headings people give it, the better ones first.

    `better`: headings that say more exactly than the usual one what is wanted. `money`: amounts, which have a unit. `ends`: short words that tell this field at the end of a longer heading. `never`: words of headings that look like
    this one and are another. `within`: headings of a column that holds this field and another, where neither has its own.
    """

    name: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    ends: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    better: tuple[str, ...] = ()
    money: bool = False
    within: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.better, self.heading, *self.aliases)


def spelled(names: str) -> tuple[str, ...]:
    """Names in one line, with commas between."""
    return tuple(name.strip() for name in names.split(","))


@dataclass(frozen=True)
class Named:
    """The field that a heading names. Of two columns for one field, the lower `rank` is the better; `loose`: guessed."""

    field: str
    rank: int
    loose: bool = False


LOOSE = 100
_POLITE = tuple(
    sorted(
        "을 를 은 는 이 가 의 란 도 로 으로 에 입력 작성 기재 기입 선택 체크 표시 응답 회신 제출 적어 써 알려 골라 남겨 말씀해 해 하여 하세요 하십시오 하시오 해주세요 주세요"
        " 주십시오 주시기 주시길 바랍니다 부탁드립니다 부탁드려요 부탁합니다 무엇입니까 무엇인가요 무엇인지 어떻게되십니까 어떻게되나요 어떻게되시나요 어떻게되세요"
        " 어디입니까 어디인가요 누구입니까 누구인가요 필수 필수입력 필수항목 필수사항 선택사항 선택항목 숫자만 숫자 정확히 모두 전부 있으신가요 있습니까 하십니까 하시나요 하시겠습니까 합니까 하나요 하시는지요 여부 합니다 함".split(),
        key=len,
        reverse=True,
    )
)
_LETTERED = set("가나다라마바사아자차카타파하") | set("abcdefghijklmnopqrstuvwxyz")
_JOINED = re.compile(r"[/,&+|]|\s(?:및|또는)\s|[가-힣](?:와|과|및)\s")
# Columns about a field's paper or number of things, not the field.
_ABOUT = ("사본", "첨부", "파일", "업로드", "개수", "수량", "건수", "영문", "비고", "일시", "타임스탬프")


def key(heading: str) -> str:
    """By what two spellings of a heading are one."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", line(heading))).casefold()


class Wording:
    """The names of a kind of file's columns."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = {one.name: one for one in fields}
        self._never = {one.name: tuple(map(key, one.never)) for one in self._fields.values()}
        self._known: dict[str, Named] = {}
        self._telling: dict[str, str] = {}
        for one in self._fields.values():
            for rank, name in enumerate(one.names):
                self._known.setdefault(key(name), Named(one.name, rank))
                if len(key(name)) >= TELLING:
                    self._telling.setdefault(key(name), one.name)
            self._telling.update({key(name): one.name for name in one.ends})

    def named(self, heading: str) -> Named | None:
        """The field that this heading names, None where none or more than one may be meant."""
        spellings = list(dict.fromkeys(_spellings(heading)))
        known = next((found for one in spellings if (found := self._known.get(one))), None)
        return known or self._guessed(heading, spellings)

    def within(self, heading: str) -> list[str]:
        """The fields that a column of this heading holds together: `상담일시` a day and a time."""
        spellings = set(_spellings(heading))
        return [one.name for one in self._fields.values() if not spellings.isdisjoint(map(key, one.within))]

    def _guessed(self, heading: str, spellings: list[str]) -> Named | None:
        for spelling in spellings:
            end = max((one for one in self._telling if spelling.endswith(one)), key=len, default="")
            name = self._telling.get(end) or self._by_the_only_name(spelling)
            if name and self._may_be(name, spelling, end) and not self._names_several(heading):
                return Named(name, LOOSE, loose=True)
        return None

    def _may_be(self, name: str, spelling: str, end: str) -> bool:
        if any(word in spelling for word in (*_ABOUT, *self._never[name])):
            return False
        return "동의" not in spelling or "동의" in end  # 이메일 수신 동의 is no address

    def _by_the_only_name(self, spelling: str) -> str:
        held = {field for name, field in self._telling.items() if len(name) > TELLING and name in spelling}
        return held.pop() if len(held) == 1 else ""

    def _names_several(self, heading: str) -> bool:
        """`기업명과 담당자`: two things in one column."""
        pieces = [key(piece) for piece in _JOINED.split(line(heading[: 2 * LONGEST])[:LONGEST])]
        known = {found.field for piece in pieces if (found := self._known.get(piece))}
        ends = {field for piece in pieces for name, field in self._telling.items() if piece.endswith(name)}
        return len(pieces) > 1 and len(known | ends) > 1


def _spellings(heading: str) -> Iterator[str]:
    """Keys of a heading: as it is, and without what a form adds to it."""
    whole = line(heading[: 2 * LONGEST])[:LONGEST]
    yield key(whole)
    bare = _without_number(_without_brackets(unicodedata.normalize("NFKC", whole.translate(_CIRCLED))))
    sentences = [bare, bare.partition("?")[0], bare.partition(". ")[0], bare.partition(":")[0]]
    if len(heading) > LONG_SENTENCE:
        sentences.append(_without_number(line(heading.strip()[: 2 * LONGEST].partition("\n")[0])))
    for sentence in sentences:
        yield from _without_politeness(key(sentence))


_CIRCLED = {
    point: ". "
    for first, last in ((0x2460, 0x24FF), (0x2776, 0x2793), (0x2160, 0x217F))
    for point in range(first, last + 1)
}


def _without_brackets(text: str) -> str:
    """`[필수] 업체(기업)명 (한글)` -> `업체명`."""
    kept, depth = "", 0
    for char in text:
        if char in "([{<【「〔〈《":
            depth += 1
        elif char in ")]}>】」〕〉》":
            depth = max(depth - 1, 0)
        elif not depth:
            kept += char
    return kept if key(kept) else text


def _without_number(text: str) -> str:
    """`2. `, `1-1) `, `Q3. `, `문항 4. `, `가. `, `(1) ` before a heading."""
    text = text.strip(" *-·.:※■□○●▶◆◇▷►▣☞#")
    for mark in ".):":
        number, found, rest = text.partition(mark)
        if found and rest.strip() and _is_a_number(number):
            return _without_number(rest)
    rest = text.lstrip("0123456789").lstrip(" .)-:번")
    return rest if key(rest) else text


def _is_a_number(text: str) -> bool:
    plain = text.strip().casefold().lstrip("(")
    for word in ("문항", "질문", "항목", "문", "q", "no", "제"):
        plain = plain.removeprefix(word).strip()
    return plain in _LETTERED or (bool(plain) and len(plain) < 6 and not plain.strip("0123456789-ivx 번"))


def _without_politeness(plain: str) -> Iterator[str]:
    """The key, and shorter ones without `을 적어 주세요`."""
    yield plain
    for _ in range(MOST_ENDINGS):
        ending = next((one for one in _POLITE if plain.endswith(one) and len(plain) > len(one)), "")
        if not ending or plain.endswith("동의"):
            return
        plain = plain.removesuffix(ending)
        yield plain
