"""What people and programs write where they have nothing to write: `미정`, `-`, `추후 통보`, `nan`, `#N/A`."""

import re
import unicodedata

LONGEST = 40
# What programs save for a cell that holds nothing, or whose formula failed: empty in any column.
_OF_PROGRAMS = frozenset(
    "nan NaN NAN None NONE NULL null NaT nil undefined (null) <NA> <null> #N/A #NA #VALUE! #REF! #NAME? #DIV/0! #NUM! #NULL!"
    " #SPILL! #CALC! #FIELD! #GETTING_DATA N/A n/a (blank) (비어있음) (비어 있음) (공백)".split()
)
# What people write; a cell made of nothing but these says nothing.
_OF_PEOPLE = (
    "미정 미확정 미상 미기재 미입력 미지정 미선정 미등록 없음 없습니다 없어요 없다 무 해당없음 해당사항없음 해당사항 해당 해당무 추후통보 추후통지 추후결정 추후제출"
    " 추후기재 추후확정 추후안내 추후공지 추후연락 추후회신 추후입력 추후 차후통보 차후 나중에 통보 통지 안내 공지 결정 확정 제출 기재 회신 연락 입력 예정 예정임 예정입니다"
    " 선정중 선정 확인중 확인 섭외중 섭외 조율중 조율 협의중 협의 검토중 검토 공석 불명 모름 비공개 상동 동일 위와같음 생략 중 임 입니다 함"
    " na nil tbd tba tbc tobedetermined tobeannounced unknown none notavailable notapplicable x"
).split()
_KNOWN = frozenset(_OF_PEOPLE)
_LONGEST_WORD = max(map(len, _KNOWN))
# Only ever said beside another of them.
_BESIDE = frozenset(
    "통보 통지 안내 공지 결정 확정 제출 기재 회신 연락 입력 중 임 입니다 함 해당 선정 확인 섭외 조율 협의 검토".split()
)


def is_blank(written: str) -> bool:
    """Whether a cell counts as empty, whatever its column: no letter at all, or what a program saves for nothing."""
    return not written.strip() or written.strip() in _OF_PROGRAMS


def is_placeholder(written: str) -> bool:
    """Whether a cell says that there is nothing to say, yet or at all."""
    said = unicodedata.normalize("NFKC", " ".join(written.split()).replace("ㅡ", "-")).casefold()
    if is_blank(written) or not any(char.isalnum() for char in said):
        return True
    return len(said) <= LONGEST and _is_made_of_placeholders(re.sub(r"[\W_]", "", said))


def _is_made_of_placeholders(plain: str) -> bool:
    found, at = set(), 0
    while at < len(plain):
        lengths = range(min(_LONGEST_WORD, len(plain) - at), 0, -1)
        word = next((plain[at : at + one] for one in lengths if plain[at : at + one] in _KNOWN), "")
        if not word:
            return False
        found.add(word)
        at += len(word)
    return bool(found - _BESIDE)
