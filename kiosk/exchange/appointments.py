"""appointments.csv: which enterprise meets which agency, on which day, at what time."""

from typing import Any

from kiosk.exchange import blanks, dates, numbers
from kiosk.exchange.drafts import Draft, prepare_rows, wanted
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_

FIELDS = (
    Field("enterprise", "기업명", ("업체명", "회사명", "기업")),
    Field("brn", "사업자등록번호", ("사업자번호", "등록번호"), required=True),
    Field("agency", "기관명", ("기관", "상담기관", "부스", "부스번호"), required=True),
    Field("day", "일자", ("날짜", "상담일", "일차", "상담일자"), required=True, within=dates.TOGETHER),
    Field("time", "시각", ("시간", "상담시간", "상담시각", "예약시간"), required=True, within=dates.TOGETHER),
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: enterprise, brn (digits), agency, day (as in dates.day), time (`14:20`),
    either_half (see read_moment)."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    return {
        **read_enterprise(draft),
        "agency": draft.text("agency", "기관명", required=True),
        **read_moment(draft),
    }


def read_enterprise(draft: Draft) -> dict[str, Any]:
    """`enterprise` and `brn` (digits): a number, or where that is left out a name."""
    name = draft.text("enterprise", "기업명")
    number = numbers.business(draft.raw("brn"))
    by_name = bool(name) and blanks.is_placeholder(draft.raw("brn"))
    if number.value is None and not by_name:
        draft.refuse(number.says, **dict(number.values))
    elif number.value and number.says:
        draft.warn(number.says)
    return {"enterprise": name, "brn": number.value}


def read_moment(draft: Draft, time: str | None = None) -> dict[str, Any]:
    """`either_half`: of a time like 2:20 nothing says whether it is in the afternoon. `time`: as written, where that is not
    the whole cell."""
    written = draft.raw("time") if time is None else time
    return {
        "either_half": dates.may_be_afternoon(written),
        "day": wanted(draft, dates.day(draft.raw("day")), N_("‘일자’는 1일차나 2026-10-29처럼 적어 주세요.")),
        "time": wanted(draft, dates.time(written), N_("‘시각’은 14:20처럼 적어 주세요.")),
    }
