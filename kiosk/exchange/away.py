"""away.csv: when an agency or an enterprise cannot come. Without times it is the whole day."""

from typing import Any

from kiosk.exchange import blanks, dates, numbers
from kiosk.exchange.drafts import Draft, prepare_rows, wanted
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_

FIELDS = (
    Field("agency", "기관명", ("기관", "부스", "부스번호")),
    Field("enterprise", "기업명", ("업체명", "회사명", "기업")),
    Field("brn", "사업자등록번호", ("사업자번호", "등록번호")),
    Field("day", "못 오는 날", ("불참일", "불가 일자", "일자", "날짜"), required=True),
    Field("from", "못 오는 시각", ("부터", "못 오는 시작"), required=True),
    Field("until", "다시 오는 시각", ("까지", "못 오는 끝"), required=True),
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: agency, enterprise, brn (digits), day (as in dates.day), from, until (`14:20`, None for the day's own)."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    written = draft.raw("brn")
    number = None if blanks.is_placeholder(written) else numbers.business(written)
    if number and number.value is None:
        draft.refuse(number.says, **dict(number.values))
    return {
        "agency": draft.said("agency", "기관명"),
        "enterprise": draft.said("enterprise", "기업명"),
        "brn": number.value if number else None,
        "day": wanted(
            draft, dates.day(draft.raw("day")), N_("‘못 오는 날’은 1일차나 2026-10-29처럼 적어 주세요.")
        ),
        "from": _time(draft, "from", "못 오는 시각"),
        "until": _time(draft, "until", "다시 오는 시각"),
    }


def _time(draft: Draft, name: str, heading: str) -> str | None:
    if blanks.is_placeholder(draft.raw(name)):
        return None
    sentence = N_("‘%(heading)s’은 14:20처럼 적거나 비워 주세요. 비우면 하루 종일이에요.")
    found: str | None = wanted(draft, dates.time(draft.raw(name)), sentence, heading=heading)
    return found
