"""marks.csv: which agency wishes to meet which enterprise, or the other way round (`누가`: 기관, 기업, 서로; 기관 where it is empty)."""

from typing import Any

from kiosk.exchange.appointments import read_enterprise
from kiosk.exchange.drafts import Draft, prepare_rows
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_
from kiosk.language.text import key

FIELDS = (
    Field("agency", "기관명", ("기관", "희망기관", "부스", "부스번호"), required=True),
    Field("enterprise", "기업명", ("업체명", "회사명", "기업")),
    Field("brn", "사업자등록번호", ("사업자번호", "등록번호"), required=True),
    Field("side", "누가", ("누가 표시", "표시한 쪽", "희망한 쪽")),
)
SIDES = {
    "agency": ("기관", "기관이", "agency", ""),
    "enterprise": ("기업", "기업이", "업체", "enterprise"),
    "both": ("서로", "양쪽", "둘다", "both"),
}
_SIDE_OF = {word: side for side, words in SIDES.items() for word in words}


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: agency, enterprise, brn (digits), side (agency, enterprise, both)."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    side = _SIDE_OF.get(key(draft.raw("side")))
    if side is None:
        draft.refuse(N_("‘누가’는 기관, 기업, 서로 가운데 하나로 적어 주세요. 비우면 기관의 표시예요."))
    return {"agency": draft.text("agency", "기관명", required=True), **read_enterprise(draft), "side": side}
