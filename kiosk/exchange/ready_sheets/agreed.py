"""Columns that sheets of meetings share: what came of each, its amount under its kind, so that kinds are never added up."""

from kiosk.exchange.ready_sheets.book import Cell, Column
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_, gettext
from kiosk.screens.meetings import Said, follow_up_of, topics_said

OUTCOME_WORDS = {
    "consulted": N_("구매 논의"),
    "commitment": N_("우선구매 약정"),
    "contract": N_("현장계약"),
    "mou": N_("업무협약"),
}
UNWRITTEN = N_("기록이 아직 없어요")

OUTCOMES = (
    Column(
        N_("상담 결과"),
        means=N_("구매 논의, 우선구매 약정, 현장계약, 업무협약 가운데 하나예요. 한 상담에 여럿일 수 있어요."),
    ),
    Column(N_("품목")),
    Column(N_("사업명")),
    Column(N_("구매 논의(원)"), "won", N_("이야기한 금액이에요. 약속이 아니에요."), total=True),
    Column(N_("약정(원)"), "won", N_("먼저 사기로 한 금액이에요. 아직 계약이 아니에요."), total=True),
    Column(N_("계약(원)"), "won", N_("현장에서 계약한 금액이에요."), total=True),
)
AFTERWARDS = (
    Column(N_("이야기한 주제")),
    Column(N_("함께 보는 메모"), means=N_("기관과 기업이 함께 보는 메모예요.")),
    Column(N_("다음 할 일")),
    Column(N_("누가")),
    Column(N_("언제까지"), means=N_("상담 때 적은 그대로예요.")),
    Column(
        N_("서로 확인"), means=N_("기업이 명찰이나 휴대폰으로 적힌 내용을 확인했으면 ‘서로 확인함’이에요.")
    ),
)


def outcomes(said: Said, lang: str) -> list[Cell]:
    """The cells under OUTCOMES."""
    word = OUTCOME_WORDS[said["outcome"]] if said["outcome"] else UNWRITTEN
    amounts = [
        said["won"] if said["outcome"] == kind else None for kind in ("consulted", "commitment", "contract")
    ]
    category = known_word(said["category"], lang) if said["category"] else None
    return [gettext(word, lang), category, said["title"], *amounts]


def afterwards(said: Said, lang: str) -> list[Cell]:
    """The cells under AFTERWARDS."""
    to_do = follow_up_of(said)
    confirmed = gettext(N_("서로 확인함"), lang) if said["confirmed"] else None
    told = [to_do.get("text"), to_do.get("who"), to_do.get("due")]
    return [topics_said(said, lang), said["shared_note"], *told, confirmed]
