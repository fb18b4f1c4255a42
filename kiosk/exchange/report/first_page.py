"""The page a mayor reads: one sentence, the outcomes each for itself, what waiting was like, what was wanted and not there."""

import re

from kiosk.exchange.report import agencies, categories, waiting, year_on_year
from kiosk.exchange.report.asked import Asked
from kiosk.exchange.report.blocks import Block, Card, Chapter, Headline, Run, gathered
from kiosk.exchange.report.plots import HALF
from kiosk.expo.figures import tables
from kiosk.language import money
from kiosk.language.sentences import N_

SPANS = {1: N_("하루"), 2: N_("이틀"), 3: N_("사흘"), 4: N_("나흘"), 5: N_("닷새")}
SIGNED = N_(
    "%(span)s 동안 기업 *%(enterprises)s곳*이 %(agencies)s개 기관과 *%(meetings)s번* 만나,\n현장에서 *%(contracts)s건, %(won)s*을 계약했습니다."
)
MET = N_("%(span)s 동안 기업 *%(enterprises)s곳*이 %(agencies)s개 기관과 *%(meetings)s번* 만났습니다.")
NOBODY = N_("아직 끝난 상담이 없습니다.")
BARS = 8


def chapter(asked: Asked) -> Chapter:
    blocks: list[Block] = [_headline(asked), _outcomes(asked), waiting.who_came(asked)]
    blocks += [
        {"kind": "columns", "halves": [waiting.in_short(asked), categories.in_short(asked, BARS)]},
        {
            "kind": "columns",
            "halves": [[categories.unmet(asked, BARS, HALF)], agencies.in_short(asked, BARS)],
        },
    ]
    return gathered("glance", asked(N_("한눈에")), blocks, _foot(asked))


def _headline(asked: Asked) -> Headline:
    met = [row for row in tables.by_enterprise(asked.db, asked.scope) if row["meetings"]]
    booths = [row for row in tables.by_agency(asked.db, asked.scope) if row["meetings"]]
    contracts, meetings = asked.count("outcome_contract"), asked.count("consultations_finished")
    sentence = SIGNED if contracts else MET if meetings else NOBODY
    return {
        "kind": "headline",
        "runs": runs(
            asked(sentence),
            span=_span(asked),
            enterprises=f"{len(met):,}",
            agencies=f"{len(booths):,}",
            meetings=f"{meetings:,}",
            contracts=f"{contracts:,}",
            won=money.spoken(asked.count("outcome_contract_won"), asked.lang),
        ),
    }


def runs(sentence: str, **values: object) -> list[Run]:
    """A sentence parted where *stars* stand, then filled: a star in a value parts nothing."""
    parts = re.split(r"\*(.+?)\*", sentence)
    return [{"text": part % values, "strong": bool(at % 2)} for at, part in enumerate(parts) if part]


def _span(asked: Asked) -> str:
    days = len(asked.scope.days)
    return asked(SPANS[days]) if days in SPANS else asked(N_("%(n)s일"), n=days)


def _outcomes(asked: Asked) -> Block:
    cards: list[Card] = [
        {
            "word": asked.word(name),
            "value": asked.shown(name),
            "below": asked.won(asked.count(f"{name}_won")),
            "before": year_on_year.was(asked, name),
        }
        for name in ("outcome_contract", "outcome_commitment")
    ]
    cards += [
        {
            "word": asked.word("outcome_mou"),
            "value": asked.shown("outcome_mou"),
            "below": asked(N_("금액은 세지 않습니다")),
            "before": year_on_year.was(asked, "outcome_mou"),
        },
        {
            "word": asked.word("consultations_finished"),
            "value": asked.shown("consultations_finished"),
            "below": f"{asked.word('outcome_consulted_won')} {asked.shown('outcome_consulted_won')}",
            "before": year_on_year.was(asked, "consultations_finished"),
        },
    ]
    return {"kind": "cards", "cards": cards}


def _foot(asked: Asked) -> str:
    said = [
        asked(
            N_(
                "성과는 종류마다 따로 세고 더하지 않습니다. 우선구매 약정은 사기로 한 약속이며 계약이 아니고, 구매 논의 금액은 상담에서 이야기만 한 금액입니다."
            )
        ),
        asked(N_("모든 숫자의 정의와 세는 방법은 ‘정의와 세는 방법’에 있습니다.")),
    ]
    return " ".join(said)
