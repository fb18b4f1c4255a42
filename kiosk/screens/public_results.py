"""The results that everybody may see once an organiser has released them: what each agency planned to buy of social-economy
enterprises and what it bought, with their sums; one agency by quarter and category; before that, when they will be there."""

import sqlite3
from typing import TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.expo.figures import purchases, releases
from kiosk.expo.figures.purchases import Agency, Part, Sums, share
from kiosk.expo.square import days, ground, organisers
from kiosk.language.kinds import QUARTERS, known_word
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import key
from kiosk.screens.agencies import agency_name

MOST_WORDS = 60  # of a search


class Result(purchases.PlanAndResult):
    """Plan and result of one agency, or of all, or of a part; shares 0 to 1 (and beyond), None where there is nothing to compare
    with."""

    contract_of_plan: float | None


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


class Shown(TypedDict):
    """`released_at`: ISO, None for what only an organiser sees yet; `provisional`: the expo is not over; `agencies` those
    that fit the search, `all` how many there are; `total` is of all."""

    released_at: str | None
    as_of: str
    provisional: bool
    target_percent: int
    total: Result
    agencies: list[AgencyResult]
    all: int
    asked: str


class OneAgency(TypedDict):
    released_at: str | None
    as_of: str
    provisional: bool
    target_percent: int
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
    pieces = purchases.parts(db)
    sums = purchases.together(pieces, lambda part: part.agency_id)
    listed = [
        _agency(one, sums.get(one["id"], purchases.NOTHING), lang)
        for one in purchases.agencies(db)
        if one["booths"]
    ]
    wanted = key(asked[:MOST_WORDS])
    fits = [one for one in listed if wanted in key(f"{one['agency']} {one['booth']}")]
    return {
        **_basis(db, now),
        "total": _result(purchases.total(sums.values())),
        "agencies": fits,
        "all": len(listed),
        "asked": asked[:MOST_WORDS],
    }


def of_agency(db: sqlite3.Connection, booth: str, *, now: int, lang: str) -> OneAgency:
    """One agency by its booth's number. Raises NotFound."""
    row = ground.of(db).by_number.get(booth)
    found = next((one for one in purchases.agencies(db) if row and one["id"] == row["agency_id"]), None)
    if found is None:
        sentence = N_("그런 부스가 없어요. 목록에서 기관을 골라 주세요.")
        raise NotFound(gettext(sentence, lang))
    pieces = purchases.parts(db, found["id"])
    return {
        **_basis(db, now),
        "agency": _agency(found, purchases.total(pieces.values()), lang) | {"booth": booth},
        "quarters": _parts(purchases.together(pieces, _quarter), lang),
        "categories": _parts(purchases.together(pieces, _category), lang),
    }


class _Basis(TypedDict):
    released_at: str | None
    as_of: str
    provisional: bool
    target_percent: int


def _basis(db: sqlite3.Connection, now: int) -> _Basis:
    zone = days.time_zone(db)
    release = releases.current(db)
    return {
        "released_at": days.iso(release["released_at"], zone) if release else None,
        "as_of": days.iso(now, zone) or "",
        "provisional": not days.is_over(db, now),
        "target_percent": ground.of(db).settings["share_target_percent"],
    }


def _quarter(part: Part) -> str | None:
    return part.quarter


def _category(part: Part) -> str | None:
    return part.category


def _agency(agency: Agency, sums: Sums, lang: str) -> AgencyResult:
    total = agency["total_purchase_won"]
    return {
        **_result(sums),
        "booth": (agency["booths"] or "").partition(",")[0],
        "agency": agency_name({"agency": agency["name"], "agency_en": agency["name_en"]}, lang),
        "kind": known_word(agency["kind"] or "", lang),
        "total_purchase_won": total,
        "plan_of_total": _rounded(share(sums["plan_won"], total)),
        "contract_of_total": _rounded(share(sums["contract_won"], total)),
    }


def _parts(sums: dict[str | None, Sums], lang: str) -> list[PartResult]:
    """Quarters in their order, categories by what they are worth; what is beside the plan last."""
    order = sorted(sums, key=lambda word: (word is None, _quarters_order(word), -sums[word]["plan_won"]))
    return [
        {
            **_result(sums[word]),
            "name": known_word(word, lang) if word else gettext(N_("계획 밖"), lang),
            "is_planned": word is not None,
        }
        for word in order
    ]


def _quarters_order(word: str | None) -> int:
    return QUARTERS.index(word) if word in QUARTERS else len(QUARTERS)


def _result(sums: Sums) -> Result:
    return {
        "plan_items": sums["plan_items"],
        "plan_won": sums["plan_won"],
        "contract_count": sums["contract_count"],
        "contract_won": sums["contract_won"],
        "commitment_count": sums["commitment_count"],
        "commitment_won": sums["commitment_won"],
        "mou_count": sums["mou_count"],
        "other_contract_count": sums["other_contract_count"],
        "other_contract_won": sums["other_contract_won"],
        "other_commitment_count": sums["other_commitment_count"],
        "other_commitment_won": sums["other_commitment_won"],
        "contract_of_plan": _rounded(share(sums["contract_won"], sums["plan_won"])),
    }


def _rounded(value: float | None) -> float | None:
    """To the tenth of a thousandth: 1.23 %."""
    return None if value is None else round(value, 4)
