"""What a setting may hold. Each kind tells a value that fits from one that doesn't, and says its bound in words.

`form` names the kind's fields on the page (templates/organiser/_setting.html).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

from kiosk.language import text
from kiosk.language.sentences import LANGUAGES, N_, gettext

CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
METRES_MAX = 10_000
COUNTERS_MAX = 99
LINES_MAX = 6


class Kind(Protocol):
    form: ClassVar[str]

    def fits(self, value: Any) -> bool:
        """Whether this value, from JSON, may be kept."""
        ...

    def bound(self, lang: str) -> str:
        """What may be kept, in a few words."""
        ...

    def said(self, value: Any, lang: str) -> str:
        """The value as people say it."""
        ...


# unit -> so much of it; so much to so much of it
UNITS = {
    "": ("%(n)s", "%(least)s~%(most)s"),
    "s": (N_("%(n)s초"), N_("%(least)s~%(most)s초")),
    "min": (N_("%(n)s분"), N_("%(least)s~%(most)s분")),
    "m_per_min": (N_("%(n)sm"), N_("%(least)s~%(most)sm")),
    "places": (N_("%(n)s장"), N_("%(least)s~%(most)s장")),
    "months": (N_("%(n)s개월"), N_("%(least)s~%(most)s개월")),
    "percent": (N_("%(n)s%%"), N_("%(least)s~%(most)s%%")),
    "times": (N_("%(n)s회"), N_("%(least)s~%(most)s회")),
    "cases": (N_("%(n)s건"), N_("%(least)s~%(most)s건")),
}


@dataclass(frozen=True)
class Whole:
    """A whole number between two, both allowed. `optional`: None is one too."""

    least: int
    most: int
    unit: str = ""
    optional: bool = False
    form: ClassVar[str] = "whole"

    def fits(self, value: Any) -> bool:
        if value is None:
            return self.optional
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most

    def bound(self, lang: str) -> str:
        return gettext(UNITS[self.unit][1], lang, least=self.least, most=self.most)

    def said(self, value: Any, lang: str) -> str:
        return gettext(N_("없음"), lang) if value is None else gettext(UNITS[self.unit][0], lang, n=value)


@dataclass(frozen=True)
class Flag:
    form: ClassVar[str] = "flag"

    def fits(self, value: Any) -> bool:
        return isinstance(value, bool)

    def bound(self, lang: str) -> str:
        return gettext(N_("켬 또는 끔"), lang)

    def said(self, value: Any, lang: str) -> str:
        return gettext(N_("켬") if value else N_("끔"), lang)


@dataclass(frozen=True)
class Line:
    """Words of one line. "" is the program's own sentence, `standard` (Korean), or nothing where there is none."""

    longest: int
    standard: str = ""
    form: ClassVar[str] = "line"

    def fits(self, value: Any) -> bool:
        return (
            isinstance(value, str)
            and len(value) <= self.longest
            and text.is_text(value)
            and text.has_meaning(value)
            and value == text.line(value)
        )

    def bound(self, lang: str) -> str:
        return gettext(N_("한 줄, %(most)s자까지"), lang, most=self.longest)

    def said(self, value: Any, lang: str) -> str:
        return value or gettext(N_("비움"), lang)


@dataclass(frozen=True)
class Clock:
    """A time of day, "16:00"; None for none."""

    form: ClassVar[str] = "clock"

    def fits(self, value: Any) -> bool:
        return value is None or _is_clock(value)

    def bound(self, lang: str) -> str:
        return gettext(N_("00:00~23:59"), lang)

    def said(self, value: Any, lang: str) -> str:
        return value or gettext(N_("없음"), lang)


@dataclass(frozen=True)
class Date:
    """A day of the calendar, "2026-11-12"; None for none."""

    form: ClassVar[str] = "date"

    def fits(self, value: Any) -> bool:
        return value is None or isinstance(value, str) and _is_date(value)

    def bound(self, lang: str) -> str:
        return gettext(N_("2026-11-12처럼 있는 날짜"), lang)

    def said(self, value: Any, lang: str) -> str:
        return value or gettext(N_("정하지 않음"), lang)


@dataclass(frozen=True)
class Breaks:
    """Rests of every booth: [{"from": "12:00", "to": "13:00", "why": words}], one after another, none overlapping."""

    longest: int = 40
    form: ClassVar[str] = "breaks"

    def fits(self, value: Any) -> bool:
        if not isinstance(value, list) or len(value) > LINES_MAX or not all(map(self._is_break, value)):
            return False
        ends = [""] + [one["to"] for one in value]
        return all(end <= one["from"] < one["to"] for end, one in zip(ends, value, strict=False))

    def _is_break(self, one: Any) -> bool:
        return (
            isinstance(one, dict)
            and set(one) == {"from", "to", "why"}
            and _is_clock(one["from"])
            and _is_clock(one["to"])
            and Line(self.longest).fits(one["why"])
            and one["why"] != ""
        )

    def bound(self, lang: str) -> str:
        return gettext(N_("%(most)s번까지, 시작이 끝보다 이르고 서로 겹치지 않게"), lang, most=LINES_MAX)

    def said(self, value: Any, lang: str) -> str:
        spans = (f"{one['from']}~{one['to']} {one['why']}" for one in value)
        return ", ".join(spans) or gettext(N_("없음"), lang)


@dataclass(frozen=True)
class Steps:
    """How many counters from which time on: [{"from": "13:00", "counters": 2}], one after another. [] is the file's count."""

    form: ClassVar[str] = "steps"

    def fits(self, value: Any) -> bool:
        if not isinstance(value, list) or len(value) > LINES_MAX or not all(map(self._is_step, value)):
            return False
        return all(one["from"] < next_["from"] for one, next_ in zip(value, value[1:], strict=False))

    def _is_step(self, one: Any) -> bool:
        fits = isinstance(one, dict) and set(one) == {"from", "counters"} and _is_clock(one["from"])
        return bool(fits) and Whole(1, COUNTERS_MAX).fits(one["counters"])

    def bound(self, lang: str) -> str:
        sentence = N_("%(most)s번까지 이른 때부터, 상담석 1~%(counters)s개")
        return gettext(sentence, lang, most=LINES_MAX, counters=COUNTERS_MAX)

    def said(self, value: Any, lang: str) -> str:
        sentence = N_("%(clock)s부터 %(n)s석")
        steps = (gettext(sentence, lang, clock=one["from"], n=one["counters"]) for one in value)
        return ", ".join(steps) or gettext(N_("파일대로"), lang)


@dataclass(frozen=True)
class Spot:
    """A place on the square in metres, [x, y]; None: worked out from the booths."""

    form: ClassVar[str] = "spot"

    def fits(self, value: Any) -> bool:
        return value is None or (isinstance(value, list) and len(value) == 2 and all(map(_is_metres, value)))

    def bound(self, lang: str) -> str:
        return gettext(N_("가로와 세로 m, 각각 -%(most)s~%(most)s"), lang, most=METRES_MAX)

    def said(self, value: Any, lang: str) -> str:
        if value is None:
            return gettext(N_("부스 남쪽 가운데"), lang)
        return gettext(N_("가로 %(x)sm, 세로 %(y)sm"), lang, x=value[0], y=value[1])


@dataclass(frozen=True)
class Choice:
    """One of these words; `words` has what each is called."""

    words: Mapping[str, str]
    form: ClassVar[str] = "choice"

    def fits(self, value: Any) -> bool:
        return isinstance(value, str) and value in self.words

    def bound(self, lang: str) -> str:
        return ", ".join(self.words)

    def said(self, value: Any, lang: str) -> str:
        return gettext(self.words[value], lang)


@dataclass(frozen=True)
class Languages:
    """Which languages screens offer; Korean is always one."""

    form: ClassVar[str] = "languages"

    def fits(self, value: Any) -> bool:
        return value in [["ko"], list(LANGUAGES)]

    def bound(self, lang: str) -> str:
        return gettext(N_("한국어만, 또는 한국어와 영어"), lang)

    def said(self, value: Any, lang: str) -> str:
        return gettext(N_("한국어만") if value == ["ko"] else N_("한국어와 영어"), lang)


def _is_clock(value: Any) -> bool:
    return isinstance(value, str) and CLOCK.fullmatch(value) is not None


def _is_date(value: str) -> bool:
    try:
        return str(date.fromisoformat(value)) == value
    except ValueError:
        return False


def _is_metres(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= METRES_MAX
