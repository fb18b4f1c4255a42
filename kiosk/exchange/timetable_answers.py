"""The sheet of a timetable's proposals as it comes back: who, where, when, and what each side says (확인, 거절, or nothing yet)."""

from typing import Any

from kiosk.exchange import blanks
from kiosk.exchange.appointments import read_enterprise, read_moment
from kiosk.exchange.drafts import Draft, prepare_rows, wanted
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_
from kiosk.language.text import key

FIELDS = (
    Field("agency", "기관명", ("기관", "부스", "부스번호"), required=True),
    Field("enterprise", "기업명", ("업체명", "회사명", "기업")),
    Field("brn", "사업자등록번호", ("사업자번호", "등록번호"), required=True),
    Field("day", "일자", ("날짜", "상담일")),
    Field("time", "시각", ("시간", "상담시각")),
    Field("agency_says", "기관의 답", ("기관 답", "기관답", "기관 회신"), required=True),
    Field("enterprise_says", "기업의 답", ("기업 답", "기업답", "기업 회신"), required=True),
)
YES = frozenset("확인 확인함 confirm confirmed 예 네 가능 참석 동의 수락 승인 o ○ ok yes y".split())
NO = frozenset(
    "거절 거절함 refuse refused decline declined 아니오 아니요 불가 불가능 불참 취소 x × no n".split()
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: agency, enterprise, brn (digits), day and time (None where the sheet has none), agency_says, enterprise_says (yes, no,
    None)."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    return {
        "agency": draft.text("agency", "기관명", required=True),
        **read_enterprise(draft),
        **_moment(draft),
        "agency_says": _answer(draft, "agency_says", "기관의 답"),
        "enterprise_says": _answer(draft, "enterprise_says", "기업의 답"),
    }


def _moment(draft: Draft) -> dict[str, Any]:
    """When the proposal was that is answered, where the sheet says so: nobody's answer to another time is taken for one to this."""
    if all(_is_empty(draft.raw(name)) for name in ("day", "time")):
        return {"day": None, "time": None}
    return read_moment(draft)


def _is_empty(written: str) -> bool:
    return blanks.is_blank(written) or written.strip() == "-"


def _answer(draft: Draft, name: str, heading: str) -> str | None:
    written = draft.raw(name).strip()
    if _is_empty(written):
        return None
    said = key(written) or written.casefold()
    answer = "yes" if said in YES else "no" if said in NO else None
    sentence = N_("‘%(heading)s’에는 확인이나 거절을 적거나 비워 주세요.")
    found: str | None = wanted(draft, answer, sentence, heading=heading)
    return found
