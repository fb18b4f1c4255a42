"""The name of the person who comes, as a cell holds it. Only what is no name counts as empty; whatever may be one is kept."""

import re
import unicodedata

from kiosk.exchange import blanks
from kiosk.language.sentences import N_

# Words for a role, which some write in place of a name.
_TITLES = frozenset(
    "대표 대표자 대표이사 공동대표 대표님 이사장 이사 상임이사 사내이사 전무 상무 사장 부사장 회장 부회장 원장 소장 센터장 본부장 실장 국장 사무국장 처장 부장 차장 과장 팀장 계장 파트장"
    " 대리 주임 사원 직원 간사 매니저 선임 책임 수석 연구원 조합장 위원장 총무 실무자 관리자 담당 담당자 담당자님 담당직원 담당부서 참가자 참석자 신청자 방문자 실무담당자 업무담당자 성명 이름 본인 대리인"
    " 외 ceo coo cto manager director staff".split()
)
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용"
)
_BETWEEN = re.compile(r"[/,;&+、|\n]|\s(?:및|와|과|and)\s|(?:^|(?<=[\s가-힣]))\d[.)]?\s?(?=[가-힣])")
_MIDDLE_DOT = re.compile(r"[ㆍ·‧・]")
_AND_OTHERS = re.compile(r"(?:외|등)\s?\d{0,3}\s?(?:명|인|분)|\s외\s?\d{0,3}$|\d\s?(?:명|인)$")


def is_name(written: str) -> bool:
    """Whether this may be somebody's name: not a placeholder, a title alone, or without any letter."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", written)).casefold()
    if blanks.is_placeholder(written) or not any(char.isalpha() for char in plain):
        return False
    return plain not in _TITLES


def doubt(written: str) -> str:
    """A sentence (N_) about a name that is kept and may not be one person's name alone, else ""."""
    said = unicodedata.normalize("NFKC", written).strip()
    if said.startswith("="):
        return ""
    if _AND_OTHERS.search(said) or _are_several(said):
        return N_(
            "‘담당자’에 여러 사람이 적혀 있어 한 사람으로 넣었어요. 한 사람에 한 줄씩 적으면 명찰이 따로 나와요."
        )
    words = re.sub(r"[()\[\]<>/,|]", " ", said).split()
    titled = len(words) > 1 and (words[0] in _TITLES or words[-1] in _TITLES)
    if titled or set(said) & set("()[]<>:@") or sum(char.isdecimal() for char in said) > 6:
        return N_(
            "‘담당자’에 이름 말고 다른 말도 있어 적힌 그대로 넣었어요. 명찰에도 그대로 나오니 이름만 남겨 주세요."
        )
    return ""


def _are_several(said: str) -> bool:
    """`Kim, Haneul` and `마리아·테레사` are one person each; `김하늘, 이바다` and `1. 김하늘 2. 이바다` are two."""
    pieces = [_without_title(piece) for piece in _BETWEEN.split(said) if piece.strip()]
    if len(pieces) > 1 and (not said.isascii() or "," not in said):
        return all(2 <= len(piece) <= (40 if piece.isascii() else 6) for piece in pieces)
    dotted, spaced = _MIDDLE_DOT.split(said), said.split()
    return any(len(names) > 1 and all(map(_is_full_name, names)) for names in (dotted, spaced))


def _without_title(piece: str) -> str:
    return "".join(word for word in piece.split() if word not in _TITLES)


def _is_full_name(word: str) -> bool:
    plain = _without_title(word)
    return len(plain) == 3 and plain[0] in _SURNAMES and all("가" <= char <= "힣" for char in plain)
