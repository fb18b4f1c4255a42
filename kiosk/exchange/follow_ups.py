"""follow_ups.xlsx as it comes back (exchange/ready_sheets/follow_ups.py sends it out): what became of each promise.

Offices fill cells as they fill others: `계약 완료`, `2026. 12. 3.`, `1,850만원`. A cell that may mean two things is refused with
what would be right; a row in which nothing was written says nothing.
"""

import re
from typing import Any

from kiosk.exchange import amounts, blanks, cells, dates, numbers
from kiosk.exchange.drafts import Draft, prepare_rows
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_
from kiosk.language.text import key

# Their first names are those of the sheet in Korean, then in English (a test holds that).
FIELDS = (
    Field("key", "관리번호", ("Key", "관리 번호"), required=True),
    Field("agency", "기관", ("Agency", "Agencies", "기관명")),
    Field("enterprise", "기업", ("Enterprise", "기업명")),
    Field("brn", "사업자등록번호", ("Business number", "사업자번호")),
    Field(
        "state",
        "어떻게 됐나",
        ("What it became", "진행상황", "추진상황", "추진결과", "이행결과", "이행여부", "진행 결과", "결과"),
        required=True,
    ),
    Field("contracted_on", "계약한 날", ("Contracted on", "계약일", "계약일자", "계약 체결일", "계약날짜")),
    Field(
        "won",
        "계약한 금액(원)",
        ("Contracted (won)", "계약한 금액", "계약금액", "계약액"),
        money=True,
        never=("약속", "약정"),
    ),
    # Behind the amount that is to be read: that one's heading says the unit.
    Field(
        "promised_won",
        "약속한 금액(원)",
        ("Promised (won)", "약속한 금액", "약정금액", "약정 금액"),
        money=True,
    ),
    Field("promised_on", "약속한 날", ("Promised on", "약정일", "약속일")),
    Field("document", "문서번호", ("Document number", "계약번호", "공문번호", "계약 문서번호")),
    Field("reason", "이유", ("Reason", "사유", "까닭", "미계약 사유", "취소 사유")),
    Field("by", "답한 분", ("Answered by", "답한 사람", "작성자", "작성한 분", "답변자")),
    Field("made", "조사표를 만든 때", ("Sheet made at",)),
)
STATES = {
    "contracted": "계약함 계약 계약완료 계약체결 계약했음 계약됨 체결 체결완료 완료 구매 구매완료 구매함 이행 이행완료 발주 발주완료 납품완료 contracted contract done signed",
    "lapsed": "하지않기로함 하지않음 안하기로함 안함 미계약 미체결 계약안함 취소 취소됨 철회 무산 무산됨 포기 중단 불발 미추진 미이행 이행불가 불가 계약불가 lapsed cancelled canceled dropped",
    "open": "진행중 진행 협의중 협의 검토중 검토 추진중 추진 준비중 예정 계약예정 구매예정 보류 대기 미정 아직 진행중임 stillopen open pending inprogress",
}
_STATES = {key(word): state for state, words in STATES.items() for word in words.split()}
WORDS = N_("‘계약함’, ‘하지 않기로 함’, ‘진행 중’")
_KEY = re.compile(r"(\d{1,15})-(\d{1,4})")
_MADE = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?)")

NO_AMOUNT = {
    amounts.UNREAD: N_(
        "‘계약한 금액’을 읽을 수 없어요. 16,510,000이나 1,651만원처럼 원 단위까지 적어 주세요."
    ),
    amounts.NEGATIVE: N_("‘계약한 금액’이 0보다 작아요. 계약한 금액을 그대로 적어 주세요."),
    amounts.NONE_YET: N_("계약했으면 ‘계약한 금액’을 적어 주세요. 아직이면 ‘진행 중’을 골라 주세요."),
    amounts.SEVERAL: N_("‘계약한 금액’에 금액이 둘 이상 있어요. 모두 더한 금액 하나만 적어 주세요."),
}
CUT = N_("‘계약한 금액’을 %(won)s원으로 넣었어요. ‘%(limits)s’ 부분은 뺐으니 맞는지 확인해 주세요.")


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: key (`132-1`), agency, enterprise, brn, promised_won, promised_on (ISO) (as the row has them, or None); state (None: nothing was
    written), contracted_on (ISO, or `11-30` without its year), won, document, reason, by; made (`2026-11-30 14:05:30`, by the
    expo's clocks, or None) and saved_at (None; files.py fills it in)."""
    return prepare_rows(table, lang, _read)


def dated(rows: list[Prepared], saved_at: int | None) -> list[Prepared]:
    """With when the file was saved (ms), as it says itself."""
    return [Prepared(**{**row, "values": row["values"] | {"saved_at": saved_at}}) for row in rows]


def _read(draft: Draft) -> dict[str, Any]:
    number = _key(draft)
    written = {
        "contracted_on": draft.raw("contracted_on").strip(),
        "won": draft.raw("won").strip(),
        "document": draft.said("document", "문서번호"),
        "reason": draft.said("reason", "이유"),
    }
    state = _state(draft, written)
    is_contract = state == "contracted" and not draft.refused
    made = _MADE.match(draft.raw("made").strip())
    return {
        "key": number,
        "agency": draft.said("agency", "기관"),
        "enterprise": draft.said("enterprise", "기업"),
        "brn": numbers.business(draft.raw("brn")).value if draft.raw("brn").strip() else None,
        "promised_won": amounts.read(draft.raw("promised_won")).won if draft.raw("promised_won") else None,
        "promised_on": dates.whole_day(draft.raw("promised_on")),
        "state": state,
        "contracted_on": _day(draft, written["contracted_on"] or "") if is_contract else None,
        "won": draft.won(NO_AMOUNT, CUT) if is_contract else None,
        "document": written["document"] if state == "contracted" else None,
        "reason": written["reason"] if state != "contracted" else None,
        "by": draft.said("by", "답한 분"),
        "made": f"{made[1]} {made[2]}" if made else None,
        "saved_at": None,
    }


def _key(draft: Draft) -> str | None:
    """Spreadsheets make a day of `12-1`: it is put back."""
    written = cells.word(draft.raw("key")).replace(" ", "").translate(str.maketrans("‐‑‒–—−", "------"))
    if found := _KEY.fullmatch(written):
        return f"{int(found[1])}-{int(found[2])}"
    day = dates.day(draft.raw("key")) if written else None
    if day and "-" in day:
        month, of_month = day.split("-")[-2:]
        draft.warn(
            N_("‘관리번호’가 날짜로 바뀌어 있어 %(key)s로 읽었어요."), key=f"{int(month)}-{int(of_month)}"
        )
        return f"{int(month)}-{int(of_month)}"
    if not written:
        draft.refuse(
            N_(
                "‘관리번호’가 없어요. 조사표는 박람회에서 한 약속만 물어요. 다른 구매는 ‘이후 구매’ 파일로 가져와 주세요."
            )
        )
    else:
        draft.refuse(N_("‘관리번호’를 알아볼 수 없어요. 조사표에 있던 132-1 같은 번호를 그대로 두어 주세요."))
    return None


def _state(draft: Draft, written: dict[str, str | None]) -> str | None:
    raw = cells.word(draft.raw("state"))
    filled = [name for name, value in written.items() if value and not blanks.is_placeholder(value)]
    if not raw.strip() or blanks.is_blank(raw) or not key(raw):
        if {"contracted_on", "won"} <= set(filled):
            draft.warn(
                N_(
                    "‘어떻게 됐나’가 비어 있지만 계약한 날과 금액이 있어 ‘계약함’으로 읽었어요. 맞는지 확인해 주세요."
                )
            )
            return "contracted"
        if filled:
            draft.refuse(N_("‘어떻게 됐나’에서 %(words)s 가운데 골라 주세요."), words=_words(draft))
        return None
    state = _STATES.get(key(raw))
    if state is None:
        draft.refuse(N_("‘어떻게 됐나’를 알 수 없어요. %(words)s 가운데 골라 주세요."), words=_words(draft))
    elif state != "contracted" and {"contracted_on", "won"} & set(filled):
        draft.refuse(
            N_(
                "계약한 날이나 금액이 있는데 ‘계약함’이 아니에요. 계약했으면 ‘계약함’을 고르고, 아니면 두 칸을 비워 주세요."
            )
        )
    elif state == "lapsed" and "reason" not in filled:
        draft.refuse(N_("하지 않기로 했으면 ‘이유’를 적어 주세요."))
    elif state == "contracted" and not written["document"]:
        draft.warn(N_("‘문서번호’가 비어 있어요. 나중에 적어 다시 가져와도 돼요."))
    return state


def _words(draft: Draft) -> str:
    return draft.gettext(WORDS)


def _day(draft: Draft, written: str) -> str | None:
    day = dates.day(written) if written else None
    if not written:
        draft.refuse(N_("계약했으면 ‘계약한 날’을 2026-11-30처럼 적어 주세요."))
    elif day is None or "-" not in day:
        draft.refuse(N_("‘계약한 날’을 알 수 없어요. 2026-11-30처럼 연도부터 적어 주세요."))
        day = None
    return day
