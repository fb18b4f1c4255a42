"""Short names: what is read from three metres, called by a speaker, or fits a small place. By rules where none is given.

An agency loses the city that all of them share; what it is (재단, 공단) stays whole. An enterprise loses its legal form.
"""

import re
from collections import Counter
from collections.abc import Iterable

# What a name must end with to do without the city: 신용보증재단 still says who it is, 연구원 does not.
_BODIES = ("재단", "공단", "공사", "진흥원", "교향악단", "도서관", "미술관", "박물관")
# 서울시립교향악단 and 서울시설공단 do not begin with 서울시.
_CITY = re.compile(r"^(?:서울특별시|서울시(?![립설])|서울)\s*")
_DISTRICT_BODY = re.compile(r"^(?:서울특별시\s*|서울시\s*)?(.+)구\s*(시설|도시)관리공단$")

_FORMS = (
    *("주식회사", "유한책임회사", "유한회사", "합자회사", "합명회사"),
    *(
        "농업회사법인",
        "어업회사법인",
        "영농조합법인",
        "영어조합법인",
        "사회적협동조합",
        "협동조합",
        "협동조합연합회",
    ),
    *("사단법인", "재단법인", "사회복지법인", "의료법인", "학교법인", "비영리민간단체", "사회적기업"),
)
_BRACKETED = r"[(（] ?(?:주|유|사|재|복|의|합|농|영|협|사협) ?[)）]|[㈜㈔㈐]"
_WORD = "|".join(sorted(_FORMS, key=len, reverse=True))
_BEFORE = re.compile(rf"^(?:{_BRACKETED}|(?:{_WORD})(?=\s)|주식회사)\s*")
_AFTER = re.compile(rf"(?:{_BRACKETED}|(?<=\s)(?:{_WORD})|주식회사|사회적협동조합)$")
_LEAST = 2  # letters that must be left


def agency(name: str) -> str:
    """`서울특별시` 서울시, `서울특별시교육청` 교육청, `서울신용보증재단` 신용보증재단; a name without the city is its own."""
    if name in ("서울특별시", "서울특별시청", "서울시청"):
        return "서울시"
    if (district := _DISTRICT_BODY.match(name)) and len(district[1]) >= _LEAST:
        return f"{district[1]}{district[2]}공단"
    rest = _CITY.sub("", name)
    if name.startswith("서울특별시") and rest != name:
        return rest if len(rest) > _LEAST else f"서울시{rest}"
    return rest if rest.endswith(_BODIES) and rest not in _BODIES else name


def english(name: str) -> str:
    """`Seoul Metropolitan Office of Education` is Office of Education; what would be one word alone keeps the city."""
    rest = re.sub(r"^(?:The )?Seoul (?:Metropolitan )?", "", name)
    if rest == "Government":
        return "Seoul City"
    return rest if " " in rest else name


def agencies(names: Iterable[str]) -> dict[str, str]:
    """The short name of each; who would share one keeps the whole name."""
    short = {name: agency(name) for name in names}
    shared = Counter(short.values())
    return {name: one if shared[one] == 1 else name for name, one in short.items()}


def expo(name: str) -> str:
    """`제1회 사회책임조달 박람회` is 사회책임조달 박람회."""
    return re.sub(r"^제\s*[0-9]+\s*회\s+", "", name)


def enterprise(name: str) -> str:
    """Without `(주)`, `주식회사`, `사회적협동조합` and the like before or after it, as long as a name is left."""
    short = name.strip()
    while (rest := _AFTER.sub("", _BEFORE.sub("", short)).strip()) != short:
        if len(rest) < _LEAST:
            break
        short = rest
    return short
