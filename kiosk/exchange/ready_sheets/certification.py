"""certification.xlsx: candidates for the certification of good products of public procurement (공공조달우수제품 인증제), by the
rule that the settings of the expo hold, and all other products that were talked about."""

import sqlite3
from collections.abc import Mapping

from kiosk.exchange.ready_sheets.book import Book, Cell, Column, Table
from kiosk.expo.figures import products
from kiosk.expo.figures.products import Product, Rule
from kiosk.expo.person import brn
from kiosk.expo.square import ground
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import district_names

NOT_YET = N_("아직 모으지 않음")
NOBODY_SAID = N_("품목을 적지 않음")

COLUMNS = (
    Column(N_("기업")),
    Column(N_("사업자등록번호"), "code"),
    Column(N_("유형")),
    Column(N_("소재지")),
    Column(
        N_("품목"),
        means=N_(
            "상담 결과에 적힌 구매계획의 품목이에요. 적히지 않았으면 그 기업의 품목이 하나일 때 그것으로 봐요."
        ),
    ),
    Column(N_("상담(회)"), "count", N_("이 품목의 결과가 적힌 상담의 수예요."), total=True),
    Column(N_("상담한 기관(곳)"), "count", N_("그렇게 상담한 서로 다른 기관의 수예요.")),
    Column(
        N_("우선구매 약정(건)"),
        "count",
        N_("먼저 사기로 한 약속의 수예요. 아직 계약이 아니에요."),
        total=True,
    ),
    Column(N_("우선구매 약정(원)"), "won", N_("그 약정의 금액을 더한 것이에요."), total=True),
    Column(N_("현장계약(건)"), "count", N_("현장에서 맺은 계약의 수예요."), total=True),
    Column(N_("현장계약(원)"), "won", N_("그 계약의 금액을 더한 것이에요."), total=True),
    Column(
        N_("이후 구매(건)"),
        "count",
        N_("박람회 뒤에 실제로 산 것이에요. 후속 조사를 하기 전에는 아무도 몰라요. 0이라는 뜻이 아니에요."),
    ),
)


def book(db: sqlite3.Connection, lang: str, *, now: int) -> Book:
    rule = products.rule(ground.of(db).settings)
    found = products.products(db)
    candidates = [one for one in found if rule.fits(one)]
    others = [one for one in found if not rule.fits(one)]
    districts = district_names(db, lang)
    none = N_("기준에 맞는 품목이 아직 없어요. 기준은 ‘뜻풀이’에 있고 설정에서 바꿔요.")
    return Book(
        N_("인증 후보"),
        [
            Table(N_("후보"), COLUMNS, [_row(one, districts, lang) for one in candidates], none),
            Table(N_("그 밖의 품목"), COLUMNS, [_row(one, districts, lang) for one in others]),
        ],
        about=[rule_said(rule, lang)],
    )


def rule_said(rule: Rule, lang: str) -> str:
    """The rule as a sentence. A threshold of nothing asks for nothing, so nothing is said of it."""
    asked = [
        gettext(sentence, lang, n=least)
        for sentence, least in (
            (N_("상담 %(n)s회"), rule.meetings),
            (N_("우선구매 약정 %(n)s건"), rule.commitments),
            (N_("현장계약 %(n)s건"), rule.contracts),
        )
        if least
    ]
    if not asked:
        return gettext(N_("후보의 기준: 품목이 적힌 모든 상담이에요(설정에서 바꿔요)."), lang)
    sentence = N_(
        "후보의 기준: 한 기업의 한 품목이 다음을 모두 채워야 해요(설정에서 바꿔요) – %(asked)s 이상"
    )
    return gettext(sentence, lang, asked=", ".join(asked))


def _row(product: Product, districts: Mapping[str, str], lang: str) -> list[Cell]:
    name = (lang == "en" and product["enterprise_en"]) or product["enterprise"]
    return [
        name,
        brn.shown(product["brn"]) if product["brn"] else None,
        known_word(product["kind"] or "", lang),
        districts.get(product["district"] or "", product["district"]),
        known_word(product["category"], lang) if product["category"] else gettext(NOBODY_SAID, lang),
        product["meetings"],
        product["agencies"],
        product["commitment_count"],
        product["commitment_won"],
        product["contract_count"],
        product["contract_won"],
        gettext(NOT_YET, lang),
    ]
