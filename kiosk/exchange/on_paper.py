"""What was written on the printed sheets while the power was gone (exchange/paper/), typed into a spreadsheet with the same
columns: a row with a booth is a meeting, one without is a check-in."""

from typing import Any

from kiosk.exchange import blanks, dates
from kiosk.exchange.cells import whole
from kiosk.exchange.cells import won as read_won
from kiosk.exchange.drafts import Draft, prepare_rows, wanted
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_
from kiosk.language.text import key

FIELDS = (
    Field("day", "일자", ("날짜", "일차")),
    Field("booth", "부스", ("부스번호", "기관", "기관명")),
    Field("number", "번호", ("명찰번호", "참가번호", "참가자번호", "방문번호"), required=True),
    Field("time", "시작", ("시작시각", "시작시간", "입장시각", "시각"), required=True),
    Field("ends", "끝", ("끝난시각", "종료", "종료시각", "끝시각")),
    Field("counter", "상담석", ("석", "자리")),
    Field("outcome", "결과", ("상담결과", "결과종류")),
    Field("won", "금액(원)", ("금액", "약정금액", "계약금액"), money=True),
    Field("title", "사업명", ("구매계획", "구매계획명")),
    Field("note", "메모", ("상담메모", "상담내용", "비고")),
    Field("next", "다음 할 일", ("후속", "후속조치")),
)
# What officials write on paper -> the kind of outcome.
OUTCOMES = {
    "상담": "consulted",
    "구매논의": "consulted",
    "논의": "consulted",
    "약정": "commitment",
    "우선구매약정": "commitment",
    "우선구매": "commitment",
    "현장계약": "contract",
    "계약": "contract",
    "업무협약": "mou",
    "협약": "mou",
    "mou": "mou",
    # As the English sheets say it.
    "consultation": "consulted",
    "commitment": "commitment",
    "contract": "contract",
    "onsitecontract": "contract",
    "memorandum": "mou",
}


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: number as written, booth (number or agency; None of a check-in), day (as in dates.day, None where none is
    written), time and ends (`14:20`; ends may be None), counter, lines (as of a consultation, at most one), title of a
    purchase, note, follow_up."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    booth = draft.said("booth", "부스")
    lines = _lines(draft) if booth else []
    next_step = draft.said("next", "다음 할 일")
    return {
        "number": draft.text("number", "번호", required=True) or "",
        "booth": booth,
        "day": _optional(draft, "day", dates.day, N_("‘일자’는 1일차나 2026-10-29처럼 적어 주세요.")),
        "time": wanted(draft, dates.time(draft.raw("time")), N_("‘시작’은 14:20처럼 적어 주세요.")),
        "ends": _optional(draft, "ends", dates.time, N_("‘끝’은 14:40처럼 적어 주세요. 모르면 비워 두세요.")),
        "counter": whole(draft.raw("counter"), 1, 99),
        "lines": lines,
        "title": draft.said("title", "사업명"),
        "note": draft.said("note", "메모"),
        "follow_up": {"text": next_step} if next_step else None,
    }


def _optional(draft: Draft, name: str, read: Any, sentence: str) -> Any:
    written = draft.raw(name)
    if not written or blanks.is_placeholder(written):
        return None
    return wanted(draft, read(written), sentence)


def _lines(draft: Draft) -> list[dict[str, Any]]:
    """The result of this row; none where none is written: the meeting is counted, nothing came of it."""
    written, amount = draft.said("outcome", "결과"), draft.raw("won")
    outcome = OUTCOMES.get(key(written).replace("·", "")) if written else None
    if written and outcome is None:
        draft.refuse(
            N_("‘결과’(%(written)s)를 알 수 없어요. 상담, 약정, 현장계약, 업무협약 가운데 적어 주세요."),
            written=written,
        )
    if outcome is None:
        if amount and not written and not blanks.is_placeholder(amount):
            draft.refuse(
                N_("‘금액’만 있고 ‘결과’가 없어요. 상담, 약정, 현장계약, 업무협약 가운데 적어 주세요.")
            )
        return []
    won = _won(draft, outcome, amount)
    return [{"outcome": outcome, "amount": won, "plan_item": None, "note": None}]


def _won(draft: Draft, outcome: str, written: str) -> int | None:
    empty = not written or blanks.is_placeholder(written)
    if outcome == "mou":
        if not empty:
            draft.refuse(N_("업무협약에는 금액을 적지 않아요. ‘금액’을 비워 주세요."))
        return None
    won = None if empty else read_won(written, draft.unit)
    if won is None and (not empty or outcome in ("commitment", "contract")):
        draft.refuse(
            N_("약정과 현장계약에는 ‘금액’이 꼭 필요해요. 19,000,000이나 1,900만원처럼 적어 주세요.")
        )
    return won or None
