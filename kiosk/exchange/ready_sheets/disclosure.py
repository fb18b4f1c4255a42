"""disclosure.xlsx: what each agency planned to buy of social-economy enterprises and what it bought (의무공시제), whole, by
quarter and by category. Where an agency brought its 총구매액, plan and result stand as shares of it."""

import sqlite3
from collections.abc import Sequence

from kiosk.exchange.ready_sheets import corrected
from kiosk.exchange.ready_sheets.book import BESIDE_THE_PLAN, Book, Cell, Column, Table
from kiosk.expo.figures import purchases
from kiosk.expo.figures.purchases import Agency, Part, Sums, share
from kiosk.expo.square import ground
from kiosk.language.kinds import QUARTERS, known_word
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name

MISSING = N_("총구매액 없음")

_PLAN = (
    Column(N_("구매계획(건)"), "count", N_("기관이 이 박람회에 예고한 구매의 수예요."), total=True),
    Column(N_("구매계획(원)"), "won", N_("예고한 구매의 예산을 더한 금액이에요."), total=True),
)
_RESULT = (
    Column(
        N_("현장계약(건)"),
        "count",
        N_("사회적경제기업과 현장에서 맺은 계약의 수예요. 약정이나 상담은 들어 있지 않아요."),
        total=True,
    ),
    Column(N_("현장계약(원)"), "won", N_("그 계약의 금액을 더한 것이에요."), total=True),
    Column(
        N_("우선구매 약정(건)"),
        "count",
        N_("먼저 사기로 한 약속의 수예요. 아직 계약이 아니라서 계약에 더하지 않아요."),
        total=True,
    ),
    Column(N_("우선구매 약정(원)"), "won", N_("그 약정의 금액을 더한 것이에요."), total=True),
)
_OTHERS = (
    Column(
        N_("그 밖의 기업 계약(원)"),
        "won",
        N_(
            "유형이 사회적경제기업이 아니거나 확인되지 않은 기업과 맺은 계약이에요. 위의 실적에 들어 있지 않아요."
        ),
        total=True,
    ),
    Column(
        N_("그 밖의 기업 약정(원)"),
        "won",
        N_(
            "유형이 사회적경제기업이 아니거나 확인되지 않은 기업과 한 약정이에요. 위의 실적에 들어 있지 않아요."
        ),
        total=True,
    ),
)
_AGENCY = (Column(N_("부스"), "code"), Column(N_("기관"), "text"))
_DONE = Column(N_("계획 대비 계약"), "share", N_("현장계약 금액을 구매계획 금액으로 나눈 것이에요."))
_OF_ALL = (
    Column(
        N_("총구매액(원)"), "won", N_("기관이 한 해에 사는 모든 것의 금액이에요. 기관이 알려 준 값이에요.")
    ),
    Column(N_("계획 비율"), "share", N_("구매계획 금액을 총구매액으로 나눈 것이에요.")),
    Column(N_("계약 비율"), "share", N_("현장계약 금액을 총구매액으로 나눈 것이에요.")),
    Column(N_("목표까지(원)"), "won", N_("목표 비율에 닿으려면 더 계약해야 하는 금액이에요.")),
)


def book(db: sqlite3.Connection, lang: str, *, now: int) -> Book:
    """The sheets, every agency in each of the first; agencies that neither planned nor bought stand there, too."""
    found = purchases.agencies(db)
    pieces = purchases.parts(db)
    target = ground.of(db).settings["share_target_percent"]
    corrections = corrected.of_agencies(db, now=now, lang=lang)
    return Book(
        N_("의무공시 자료"),
        [
            _whole(found, pieces, target, lang),
            _cut(N_("분기별"), Column(N_("분기"), "text", _MEANS_QUARTER), "quarter", found, pieces, lang),
            _cut(N_("품목별"), Column(N_("품목"), "text", _MEANS_CATEGORY), "category", found, pieces, lang),
            *([corrections] if corrections else []),
        ],
        about=[
            corrected.basis(db, corrections, now=now, lang=lang),
            gettext(
                N_("사회적경제기업은 %(kinds)s이에요."),
                lang,
                kinds=", ".join(known_word(one, lang) for one in purchases.SOCIAL_ECONOMY),
            ),
            gettext(N_("목표는 총구매액의 %(target)s%%예요(설정에서 바꿔요)."), lang, target=target),
            gettext(N_("상담 결과는 종류마다 따로 세고, 서로 더하지 않아요."), lang),
        ],
    )


_MEANS_QUARTER = N_("구매계획에 적힌 시기예요. 계획에 없던 것을 약속하거나 계약했으면 ‘계획 밖’이에요.")
_MEANS_CATEGORY = N_("구매계획에 적힌 품목이에요. 계획에 없던 것을 약속하거나 계약했으면 ‘계획 밖’이에요.")


def _whole(agencies: Sequence[Agency], pieces: dict[Part, Sums], target: int, lang: str) -> Table:
    sums = purchases.together(pieces, lambda part: part.agency_id)
    columns = (
        *_AGENCY,
        Column(N_("구분"), "text"),
        *_PLAN,
        *_RESULT,
        Column(N_("업무협약(건)"), "count", N_("금액 없이 함께하기로 한 약속의 수예요."), total=True),
        _DONE,
        *_OF_ALL,
        *_OTHERS,
    )
    rows = [_agency_row(one, sums.get(one["id"], purchases.NOTHING), target, lang) for one in agencies]
    return Table(N_("기관별"), columns, rows, N_("기관 파일을 가져오면 여기에 나와요."))


def _agency_row(agency: Agency, sums: Sums, target: int, lang: str) -> list[Cell]:
    total = agency["total_purchase_won"]
    of_all: list[Cell] = [gettext(MISSING, lang), None, None, None]
    if total is not None:
        lacking = max(0, -(-total * target // 100) - sums["contract_won"])
        of_all = [total, share(sums["plan_won"], total), share(sums["contract_won"], total), lacking]
    return [
        agency["booths"],
        agency_name({"agency": agency["name"], "agency_en": agency["name_en"]}, lang),
        known_word(agency["kind"] or "", lang),
        *_sums(sums),
        sums["mou_count"],
        share(sums["contract_won"], sums["plan_won"]),
        *of_all,
        *_others(sums),
    ]


def _cut(
    title: str, column: Column, by: str, agencies: Sequence[Agency], pieces: dict[Part, Sums], lang: str
) -> Table:
    """Every agency by what it planned for when, or of what."""
    sums = purchases.together(pieces, lambda part: (part.agency_id, getattr(part, by)))
    rows: list[list[Cell]] = []
    for agency in agencies:
        own = {key[1]: one for key, one in sums.items() if key[0] == agency["id"]}
        told = [word for word, one in own.items() if any([*_sums(one), *_others(one)])]
        for word in sorted(told, key=_order):
            rows.append(
                [
                    agency["booths"],
                    agency_name({"agency": agency["name"], "agency_en": agency["name_en"]}, lang),
                    known_word(word, lang) if word else gettext(BESIDE_THE_PLAN, lang),
                    *_sums(own[word]),
                    share(own[word]["contract_won"], own[word]["plan_won"]),
                    *_others(own[word]),
                ]
            )
    columns = (*_AGENCY, column, *_PLAN, *_RESULT, _DONE, *_OTHERS)
    return Table(title, columns, rows, N_("구매계획을 가져오면 여기에 나와요."))


def _order(word: str | None) -> tuple[bool, int, str]:
    """Quarters in theirs, categories by name, what is beside the plan last."""
    return word is None, QUARTERS.index(word) if word in QUARTERS else len(QUARTERS), word or ""


def _sums(sums: Sums) -> list[Cell]:
    names = ("plan_items", "plan_won", "contract_count", "contract_won", "commitment_count", "commitment_won")
    return [sums[name] for name in names]  # type: ignore[literal-required]


def _others(sums: Sums) -> list[Cell]:
    return [sums["other_contract_won"], sums["other_commitment_won"]]
