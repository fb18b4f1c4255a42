"""What somebody asks of the plan: read from an address's query, and written as one again.

All of a view stands in its query, and one view has one query: names in a fixed order, values sorted, nothing that says
nothing. So a link can be sent to somebody, who sees the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from kiosk.actions.fields import WON_MAX
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import line

WORDS_LONGEST = 100  # characters of the words that are looked for
WORDS_MAX = 8
VALUES_MAX = 60  # of one kind: more than there are booths
VALUE_LONGEST = 100
PAGE_MAX = 99_999

TOO_LONG = N_("찾는 말은 %(most)s자까지 적을 수 있어요. 짧게 줄여 다시 찾아 주세요.")
TOO_MANY = N_("한 번에 %(most)s개까지 고를 수 있어요. 몇 개를 빼고 다시 찾아 주세요.")
NO_WON = N_("‘%(name)s’에는 원 단위 숫자만 적어 주세요. 예: 10000000")
CROSSED = N_("‘얼마까지’가 ‘얼마부터’보다 작아요. 같거나 크게 골라 주세요.")
NO_PAGE = N_("쪽은 1부터 %(most)s까지의 숫자예요.")
NAMES = {"min": N_("얼마부터"), "max": N_("얼마까지")}


@dataclass(frozen=True)
class Asked:
    """One view. `agency`: booths' numbers or agencies' names; `event`: ids of gatherings; `least`, `most`: won; in the query they are `min`, `max`."""

    q: str = ""
    category: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    quarter: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    page: int = 1

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return replace(self, page=1) == Asked()

    def query(self, **changed: Any) -> str:
        """The canonical query, with other values under these names; a change leads back to the first page."""
        view = replace(self, **{"page": 1, **changed} if changed else {})
        given = {_IN_QUERY.get(one.name, one.name): getattr(view, one.name) for one in fields(view)}
        return urlencode(
            {name: value for name, value in given.items() if not _says_nothing(name, value)}, doseq=True
        )

    def toggled(self, name: str, value: str) -> str:
        """The query with this value chosen as well, or no longer."""
        chosen = set(getattr(self, name)) ^ {value}
        return self.query(**{name: tuple(sorted(chosen))})

    def without(self, name: str, value: str | None = None) -> str:
        """The query without what is asked under this name, or without one of its values."""
        if value is None:
            return self.query(**{name: getattr(Asked(), name)})
        return self.query(**{name: tuple(one for one in getattr(self, name) if one != value)})


_IN_QUERY = {"least": "min", "most": "max"}


def _says_nothing(name: str, value: Any) -> bool:
    return value in ("", (), None) or (name == "page" and value == 1)


def asked(values: Callable[[str], list[str]], lang: str) -> tuple[Asked, dict[str, str]]:
    """What a query asks for, and a sentence for each name in it that doesn't fit; what doesn't fit is left out.

    `values` gives all values under a name of the query.
    """
    faults: dict[str, str] = {}
    page = _last(values, "page")
    if page and not (page.isascii() and page.isdecimal() and 1 <= int(page[:9]) <= PAGE_MAX):
        faults["page"] = gettext(NO_PAGE, lang, most=PAGE_MAX)
    q = line(_last(values, "q"))
    if len(q) > WORDS_LONGEST:
        faults["q"] = gettext(TOO_LONG, lang, most=WORDS_LONGEST)
    least, most = (_won(values, name, faults, lang) for name in ("min", "max"))
    if least is not None and most is not None and most < least:
        faults["max"] = gettext(CROSSED, lang)
        most = None
    chosen: Mapping[str, tuple[str, ...]] = {
        name: _several([one for given in names for one in values(given)], name, faults, lang)
        for name, names in (
            ("category", ["category"]),
            ("agency", ["agency", "booth"]),
            ("quarter", ["quarter"]),
            ("event", ["event"]),
        )
    }
    view = Asked(
        q[:WORDS_LONGEST].strip(),
        **chosen,
        least=least,
        most=most,
        page=1 if "page" in faults else int(page or 1),
    )
    return view, faults


def _last(values: Callable[[str], list[str]], name: str) -> str:
    return (values(name) or [""])[-1].strip()


def _several(given: list[str], name: str, faults: dict[str, str], lang: str) -> tuple[str, ...]:
    chosen = sorted(
        {line(one[: 2 * VALUE_LONGEST])[:VALUE_LONGEST] for one in given[: 10 * VALUES_MAX]} - {""}
    )
    if len(chosen) > VALUES_MAX or len(given) > 10 * VALUES_MAX:
        faults[name] = gettext(TOO_MANY, lang, most=VALUES_MAX)
    return tuple(chosen[:VALUES_MAX])


def _won(values: Callable[[str], list[str]], name: str, faults: dict[str, str], lang: str) -> int | None:
    given = _last(values, name)
    if not given:
        return None
    if given.isascii() and given.isdecimal() and len(given) <= len(str(WON_MAX)):
        return int(given)
    faults[name] = gettext(NO_WON, lang, name=gettext(NAMES[name], lang))
    return None
