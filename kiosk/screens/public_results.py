"""The results that everybody may see once an organiser has released them: what each agency planned to buy of social-economy
enterprises and what it bought, with their sums; one agency by quarter and category; before that, when they will be there."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import NamedTuple, TypedDict, TypeVar

from kiosk.actions.refusals import NotFound
from kiosk.expo.figures import closed_agencies, corrections, purchases, releases, scope
from kiosk.expo.figures.closed_agencies import Corrected
from kiosk.expo.figures.purchases import Agency, Part, Sums, share
from kiosk.expo.square import days, ground, organisers
from kiosk.language.kinds import QUARTERS, known_word
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import key
from kiosk.screens.agencies import agency_name

MOST_WORDS = 60  # of a search
TOLD = tuple(purchases.PlanAndResult.__annotations__)

Key = TypeVar("Key", bound=Hashable)


class Result(purchases.PlanAndResult):
    """Plan and result of one agency, or of all, or of a part, as they are now; shares 0 to 1 (and beyond), None where there is
    nothing to compare with. `corrected`: those that were others when the expo was closed; `corrections`: how often something
    touched them since."""

    contract_of_plan: float | None
    corrected: dict[str, Corrected]
    corrections: int


class AgencyResult(Result):
    """`booth` is the number its page has; `total_purchase_won` None: the agency has not told it."""

    booth: str
    agency: str
    kind: str
    total_purchase_won: int | None
    plan_of_total: float | None
    contract_of_total: float | None


class PartResult(Result):
    """A quarter or a category; `is_planned` False: agreed beside the plan."""

    name: str
    is_planned: bool


class Basis(TypedDict):
    """`released_at`: ISO, None for what only an organiser sees yet; `closed_at`: ISO, since when all days are closed, and until
    then the results are `provisional`; `is_over`: the hours of the last day are."""

    released_at: str | None
    as_of: str
    provisional: bool
    is_over: bool
    closed_at: str | None
    target_percent: int


class Shown(Basis):
    """`agencies` those that fit the search, `all` how many there are, `all_corrected` how many of these are not what they
    were when the expo was closed, `all_with_total` how many have told all that they buy; `total` is of all."""

    total: Result
    agencies: list[AgencyResult]
    all: int
    all_corrected: int
    all_with_total: int
    asked: str


class OneAgency(Basis):
    agency: AgencyResult
    quarters: list[PartResult]
    categories: list[PartResult]


class NotYet(TypedDict):
    """When they will be released (ISO date), as far as that is settled; `last_day` of the expo."""

    on: str | None
    last_day: str | None


class Released(TypedDict):
    """Since when (`2026-11-02 14:20`) everybody sees the results, and who let them."""

    time: str
    by: str


def release_of(db: sqlite3.Connection, lang: str) -> Released | None:
    """The release that holds, for organisers; None while there is none."""
    release = releases.current(db)
    if release is None:
        return None
    time = days.local(release["released_at"], days.time_zone(db))
    actor = "organiser" if release["station"] else "system"
    return {
        "time": f"{time:%Y-%m-%d %H:%M}",
        "by": organisers.called(release["by"], release["station"], actor, lang),
    }


def not_yet(db: sqlite3.Connection) -> NotYet:
    still = ground.of(db)
    return {"on": still.settings["results_on"], "last_day": still.days[-1].day if still.days else None}


def shown(db: sqlite3.Connection, asked: str, *, now: int, lang: str) -> Shown:
    """Every agency that has a booth, in the order of booths; `asked`: words of a name, a booth's number."""
    look = _Look(db, now, lang)
    sums = look.together(_agency_id)
    listed = [look.agency(one, sums[one["id"]]) for one in purchases.agencies(db) if one["booths"]]
    wanted = key(asked[:MOST_WORDS])
    fits = [one for one in listed if wanted in key(f"{one['agency']} {one['booth']}")]
    return {
        **look.basis(),
        "total": look.result(look.together(_all)[None]),
        "agencies": fits,
        "all": len(listed),
        "all_corrected": sum(bool(one["corrected"]) for one in listed),
        "all_with_total": sum(one["total_purchase_won"] is not None for one in listed),
        "asked": asked[:MOST_WORDS],
    }


def of_agency(db: sqlite3.Connection, booth: str, *, now: int, lang: str) -> OneAgency:
    """One agency by its booth's number. Raises NotFound."""
    row = ground.of(db).by_number.get(booth)
    found = next((one for one in purchases.agencies(db) if row and one["id"] == row["agency_id"]), None)
    if found is None:
        sentence = N_("그런 부스가 없어요. 목록에서 기관을 골라 주세요.")
        raise NotFound(gettext(sentence, lang))
    look = _Look(db, now, lang, found["id"])
    return {
        **look.basis(),
        "agency": look.agency(found, look.together(_all)[None]) | {"booth": booth},
        "quarters": look.parts(_quarter),
        "categories": look.parts(_category),
    }


class _Sums(NamedTuple):
    """As they are now, and as they were when the expo was closed (None: it is not, or nobody knows)."""

    now: Sums
    then: Sums | None


class _Look:
    """One look at what all agencies planned and bought, or one of them."""

    def __init__(self, db: sqlite3.Connection, now: int, lang: str, agency_id: int | None = None) -> None:
        self.db, self.now, self.lang, self.agency_id = db, now, lang, agency_id
        self._expo = scope.of_expo(db, now)
        self._pieces = purchases.parts(db, agency_id)
        self._then = closed_agencies.then(db, self._expo)

    def together(self, by: Callable[[Part], Key]) -> defaultdict[Key, _Sums]:
        """Sums of what has the same key."""
        then = self._then.purchases(by, self.agency_id) if self._then else None
        now = purchases.together(self._pieces, by)

        def nothing() -> _Sums:
            return _Sums(purchases.NOTHING, purchases.NOTHING if self._then else None)

        found = defaultdict[Key, _Sums](nothing)
        for one in now.keys() | (then or {}).keys():
            was = None if then is None else then.get(one, purchases.NOTHING)
            found[one] = _Sums(now.get(one, purchases.NOTHING), was)
        return found

    def basis(self) -> Basis:
        release, frozen = releases.current(self.db), corrections.frozen(self.db, self._expo)
        return {
            "released_at": days.iso(release["released_at"], self._expo.zone) if release else None,
            "as_of": days.iso(self.now, self._expo.zone) or "",
            "provisional": frozen is None,
            "is_over": days.is_over(self.db, self.now),
            "closed_at": days.iso(frozen.closing["closed_at"], self._expo.zone) if frozen else None,
            "target_percent": ground.of(self.db).settings["share_target_percent"],
        }

    def result(self, sums: _Sums, agency_id: int | None = None) -> Result:
        now, then = sums
        whose = self.agency_id if agency_id is None else agency_id
        return {
            **{name: now[name] for name in TOLD},  # type: ignore[typeddict-item, literal-required]
            "contract_of_plan": _rounded(share(now["contract_won"], now["plan_won"])),
            "corrected": {} if then is None else closed_agencies.corrected(then, now, TOLD),
            "corrections": self._then.times(whose, TOLD) if self._then else 0,
        }

    def agency(self, agency: Agency, sums: _Sums) -> AgencyResult:
        total = agency["total_purchase_won"]
        return {
            **self.result(sums, agency["id"]),
            "booth": (agency["booths"] or "").partition(",")[0],
            "agency": agency_name({"agency": agency["name"], "agency_en": agency["name_en"]}, self.lang),
            "kind": known_word(agency["kind"] or "", self.lang),
            "total_purchase_won": total,
            "plan_of_total": _rounded(share(sums.now["plan_won"], total)),
            "contract_of_total": _rounded(share(sums.now["contract_won"], total)),
        }

    def parts(self, by: Callable[[Part], str | None]) -> list[PartResult]:
        """Quarters in their order, categories by what they are worth; what is beside the plan last."""
        sums = self.together(by)
        order = sorted(
            sums, key=lambda word: (word is None, _quarters_order(word), -sums[word].now["plan_won"])
        )
        return [
            {
                **self.result(sums[word]),
                "name": known_word(word, self.lang) if word else gettext(N_("계획 밖"), self.lang),
                "is_planned": word is not None,
            }
            for word in order
        ]


def _all(part: Part) -> None:
    return None


def _agency_id(part: Part) -> int:
    return part.agency_id


def _quarter(part: Part) -> str | None:
    return part.quarter


def _category(part: Part) -> str | None:
    return part.category


def _quarters_order(word: str | None) -> int:
    return QUARTERS.index(word) if word in QUARTERS else len(QUARTERS)


def _rounded(value: float | None) -> float | None:
    """To the tenth of a thousandth: 1.23 %."""
    return None if value is None else round(value, 4)
