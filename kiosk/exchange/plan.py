"""purchase_plan.csv: what the agencies announced to buy. The heading may carry the unit: `예산(천원)`."""

from typing import Any

from kiosk.exchange import amounts, asides, cells
from kiosk.exchange.drafts import Draft, prepare_rows
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_, gettext

NO_QUARTER = "미정"
FIELDS = (
    Field(
        "agency",
        "기관명",
        ("기관", "발주기관", "구매기관", "발주기관명", "구매기관명", "수요기관", "소속기관"),
        required=True,
    ),
    Field(
        "department",
        "부서",
        ("부서명", "담당부서", "발주부서", "소관부서", "구매부서", "담당과"),
        required=True,
        ends=("부서",),
        never=("협조", "전화", "연락처"),
    ),
    Field("title", "사업명", ("사업", "구매명", "건명", "사업내용", "구매 건명", "계약명"), required=True),
    Field(
        "category",
        "품목",
        ("품목분류", "분류", "물품분류", "구매품목", "품목명", "품명"),
        required=True,
        ends=("품목",),
    ),
    Field(
        "won",
        "예산",
        ("예산액", "금액", "사업비", "예산금액", "구매금액", "소요예산", "예정금액", "구매예산", "사업예산"),
        required=True,
        ends=("예산", "금액", "사업비"),
        never=("전년", "작년", "기정", "집행", "잔액", "계약", "낙찰", "당초"),
        money=True,
    ),
    Field(
        "quarter",
        "시기",
        ("구매시기", "발주시기", "분기", "구매 예정 시기", "구매예정시기", "구매월", "발주월"),
        ends=("시기", "분기"),
    ),
)

NO_AMOUNT = {
    amounts.UNREAD: N_("‘예산’을 읽을 수 없어요. 16,510,000이나 1,651만원처럼 원 단위까지 적어 주세요."),
    amounts.NEGATIVE: N_("‘예산’이 0보다 작아요. 줄어든 금액이 아니라 쓸 금액을 적어 주세요."),
    amounts.NONE_YET: N_("‘예산’에 금액이 없어요. 금액이 정해지면 적어서 다시 가져와 주세요."),
    amounts.SEVERAL: N_("‘예산’에 금액이 둘 이상 있어요. 한 사업에 금액 하나만 적어 주세요."),
}


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: agency, department, title, category, won (whole won), quarter (`1분기`)."""
    return prepare_rows(table, lang, _read)


def total_won(rows: list[Prepared]) -> int:
    """The won of all rows that can be read, whether or not the database takes them: what stands at the foot of the
    paper."""
    return sum(row["values"]["won"] or 0 for row in rows if not row["refused"])


def about(rows: list[Prepared], table: Table, lang: str = "ko") -> list[str]:
    """The total and the largest item, by which a wrong unit is seen, and whether the file's own total agrees."""
    read = [row["values"] for row in rows if not row["refused"]]
    if not read:
        return []
    largest = max(read, key=lambda item: item["won"])
    total = total_won(rows)
    told = gettext(
        N_("모두 %(count)s건, %(won)s원이에요. 가장 큰 사업은 %(agency)s ‘%(title)s’ %(largest)s원이에요."),
        lang,
        count=f"{len(read):,}",
        won=f"{total:,}",
        agency=largest["agency"],
        title=largest["title"],
        largest=f"{largest['won']:,}",
    )
    return [told, *_beside_its_own_total(total, table, lang)]


def _beside_its_own_total(total: int, table: Table, lang: str) -> list[str]:
    """Compared where each sheet that was read has one total of all its rows."""
    grand = {
        one.sheet: one for one in table.asides if one.kind == asides.TOTAL and asides.is_grand(one.label)
    }
    written = [cells.won(one.amount, one.unit) for one in grand.values()]
    if not written or None in written or grand.keys() != {row.sheet for row in table.rows}:
        return []
    own = sum(amount or 0 for amount in written)
    if own == total:
        return [gettext(N_("파일에 적힌 합계와 같아요."), lang)]
    sentence = N_(
        "파일에 적힌 합계(%(own)s원)와 읽은 금액의 합(%(won)s원)이 달라요. 빠진 줄이 없는지 확인해 주세요."
    )
    return [gettext(sentence, lang, own=f"{own:,}", won=f"{total:,}")]


def _read(draft: Draft) -> dict[str, Any]:
    return {
        "agency": draft.text("agency", "기관명", required=True),
        "department": draft.said("department", "부서") or "",
        "title": draft.text("title", "사업명", required=True),
        "category": draft.text("category", "품목", required=True),
        "won": _won(draft),
        "quarter": _quarter(draft),
    }


def _won(draft: Draft) -> int | None:
    amount = amounts.read(draft.raw("won"), draft.unit)
    if draft.has_no_amount:
        return None
    if amount.won is None:
        draft.refuse(NO_AMOUNT[amount.why])
    elif amount.limits:
        draft.warn(
            N_("‘예산’을 %(won)s원으로 넣었어요. ‘%(limits)s’ 부분은 뺐으니 맞는지 확인해 주세요."),
            won=f"{amount.won:,}",
            limits=amount.limits,
        )
    return amount.won


def _quarter(draft: Draft) -> str:
    written = draft.text("quarter", "시기")
    quarter = cells.quarter(written or "")
    if written and not quarter:
        draft.warn(N_("‘시기’를 적힌 그대로 넣었어요. 1분기부터 4분기 가운데 적으면 모아 볼 수 있어요."))
    return quarter or written or NO_QUARTER
