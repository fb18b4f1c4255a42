"""purchase_plan.csv: what the agencies announced to buy. The heading may carry the unit: `예산(천원)`."""

from typing import Any

from kiosk.exchange import cells
from kiosk.exchange.drafts import Draft, prepare_rows, wanted
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.words import N_

NO_QUARTER = "미정"
FIELDS = (
    Field("agency", "기관명", ("기관", "발주기관", "구매기관"), required=True),
    Field("department", "부서", ("부서명", "담당부서", "발주부서"), required=True),
    Field("title", "사업명", ("사업", "구매명", "건명", "사업내용"), required=True),
    Field("category", "품목", ("품목분류", "분류", "물품분류"), required=True),
    Field("won", "예산", ("예산액", "금액", "사업비", "예산금액", "구매금액"), required=True),
    Field("quarter", "시기", ("구매시기", "발주시기", "분기", "구매 예정 시기")),
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: agency, department, title, category, won (whole won), quarter (`1분기`)."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft, table: Table) -> dict[str, Any]:
    won = cells.won(draft.raw("won"), table.units.get("won", ""))
    return {
        "agency": draft.text("agency", "기관명", required=True),
        "department": draft.text("department", "부서") or "",
        "title": draft.text("title", "사업명", required=True),
        "category": draft.text("category", "품목", required=True),
        "won": wanted(
            draft, won, N_("‘예산’을 읽을 수 없어요. 16,510,000이나 1,651만원처럼 원 단위까지 적어 주세요.")
        ),
        "quarter": _quarter(draft),
    }


def _quarter(draft: Draft) -> str:
    written = draft.text("quarter", "시기")
    quarter = cells.quarter(written or "")
    if written and not quarter:
        draft.warn(N_("‘시기’를 적힌 그대로 넣었어요. 1분기부터 4분기 가운데 적으면 모아 볼 수 있어요."))
    return quarter or written or NO_QUARTER
