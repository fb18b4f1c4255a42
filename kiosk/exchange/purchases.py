"""Purchases that agencies made after the expo: whom of, what, when, for how much, by which document."""

from typing import Any

from kiosk.exchange import amounts, cells, dates, numbers
from kiosk.exchange.drafts import Draft, prepare_rows
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_

FIELDS = (
    Field(
        "agency",
        "기관명",
        ("기관", "발주기관", "구매기관", "수요기관", "계약기관"),
        required=True,
    ),
    Field(
        "enterprise",
        "기업명",
        ("기업", "업체명", "업체", "계약업체", "계약상대자", "계약 상대자", "공급업체", "상호", "거래처"),
        required=True,
    ),
    Field("brn", "사업자등록번호", ("사업자번호", "사업자 등록번호", "등록번호")),
    Field(
        "product",
        "구매 품목",
        ("품목", "품명", "구매품목", "물품명", "계약명", "구매내용", "사업명", "건명", "물품(용역)명"),
        required=True,
    ),
    Field(
        "bought_on",
        "구매일",
        ("구매한 날", "계약일", "계약일자", "구매일자", "계약 체결일", "지출일", "납품일"),
        required=True,
    ),
    Field(
        "won",
        "구매 금액",
        ("구매금액", "구매액", "계약금액", "계약액", "지출액", "금액", "구매실적"),
        required=True,
        money=True,
    ),
    Field("document", "문서번호", ("계약번호", "공문번호", "지출결의번호")),
)
NO_AMOUNT = {
    amounts.UNREAD: N_("‘구매 금액’을 읽을 수 없어요. 16,510,000이나 1,651만원처럼 원 단위까지 적어 주세요."),
    amounts.NEGATIVE: N_("‘구매 금액’이 0보다 작아요. 되돌린 구매는 빼고, 산 금액을 적어 주세요."),
    amounts.NONE_YET: N_("‘구매 금액’에 금액이 없어요. 산 금액을 적어 주세요."),
    amounts.SEVERAL: N_("‘구매 금액’에 금액이 둘 이상 있어요. 한 줄에 금액 하나만 적어 주세요."),
}
CUT = N_("‘구매 금액’을 %(won)s원으로 넣었어요. ‘%(limits)s’ 부분은 뺐으니 맞는지 확인해 주세요.")


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: agency, enterprise, brn (or None), product, bought_on (ISO), won, document (or None)."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    return {
        "agency": draft.text("agency", "기관명", required=True),
        "enterprise": draft.text("enterprise", "기업명", required=True),
        "brn": _brn(draft),
        "product": draft.text("product", "구매 품목", required=True),
        "bought_on": _day(draft),
        "won": draft.won(NO_AMOUNT, CUT),
        "document": draft.said("document", "문서번호"),
    }


def _brn(draft: Draft) -> str | None:
    """Without it an enterprise is known by its name."""
    if not cells.word(draft.raw("brn")):
        return None
    found = numbers.business(draft.raw("brn"))
    if found.value is None:
        draft.refuse(found.says, **dict(found.values))
    elif found.says:
        draft.warn(found.says, **dict(found.values))
    return found.value


def _day(draft: Draft) -> str | None:
    day = dates.whole_day(draft.raw("bought_on"))
    if day is None:
        draft.refuse(N_("‘구매일’을 2026-11-30처럼 연도부터 적어 주세요."))
    return day
