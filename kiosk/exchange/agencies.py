"""agencies.csv: agencies with their booths, counters and places on the square (metres)."""

from typing import Any

from kiosk.actions.fields import TOTAL_PURCHASE_MAX
from kiosk.exchange import amounts, blanks, cells
from kiosk.exchange.drafts import Draft, prepare_rows, wanted
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_

MAX_COUNTERS = 99
FIELDS = (
    Field("number", "부스번호", ("부스", "부스 No", "booth"), required=True),
    Field(
        "name",
        "기관명",
        ("기관", "기관 이름", "기관 명칭", "참가기관", "참가 기관명", "참여기관", "참여 기관명", "agency"),
        required=True,
    ),
    Field("name_en", "영문명", ("영문 기관명", "영문", "English")),
    Field("short_name", "짧은 이름", ("약칭", "줄임말", "기관 약칭", "짧은 기관명", "short name")),
    Field("kind", "구분", ("기관구분", "유형", "기관유형")),
    Field("counters", "상담석", ("상담석수", "상담석 수", "테이블", "테이블수")),
    Field("x_m", "위치X", ("X", "X좌표", "가로"), required=True),
    Field("y_m", "위치Y", ("Y", "Y좌표", "세로"), required=True),
    Field(
        "total_purchase_won",
        "총구매액",
        ("총 구매액", "총구매금액", "연간 총구매액", "총구매실적", "total purchase"),
        money=True,
    ),
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: number, name, name_en, short_name, kind, counters, x_m, y_m, total_purchase_won. An empty counters cell is one
    counter; an empty total says nothing."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    counters = draft.raw("counters").strip() or "1"
    return {
        "number": wanted(draft, cells.booth(draft.raw("number")), N_("‘부스번호’는 A01처럼 적어 주세요.")),
        "name": draft.text("name", "기관명", required=True),
        "name_en": draft.text("name_en", "영문명"),
        "short_name": draft.said("short_name", "짧은 이름"),
        "kind": draft.text("kind", "구분"),
        "counters": wanted(
            draft, cells.whole(counters, 1, MAX_COUNTERS), N_("‘상담석’은 1에서 99까지의 수로 적어 주세요.")
        ),
        "x_m": wanted(draft, cells.metres(draft.raw("x_m")), N_("‘위치X’는 12.5처럼 미터로 적어 주세요.")),
        "y_m": wanted(draft, cells.metres(draft.raw("y_m")), N_("‘위치Y’는 12.5처럼 미터로 적어 주세요.")),
        "total_purchase_won": _total(draft),
    }


def _total(draft: Draft) -> int | None:
    """All that the agency buys in the year; a row whose total can't be read is taken without it, and says so."""
    if blanks.is_placeholder(draft.raw("total_purchase_won")):
        return None
    amount = amounts.read(draft.raw("total_purchase_won"), draft.unit, below=TOTAL_PURCHASE_MAX + 1)
    if not amount.won:
        draft.warn(
            N_("‘총구매액’을 읽을 수 없어 넣지 않았어요. 128,400,000,000이나 1,284억원처럼 적어 주세요.")
        )
    return amount.won or None
