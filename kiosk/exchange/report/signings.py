"""Signings, each with a place for its photograph. An amount stands there only where both parties agreed to show it."""

from kiosk.exchange.report.asked import Asked, number
from kiosk.exchange.report.blocks import Block, Chapter, Frame, Share, column, gathered, table, text
from kiosk.expo.figures import tables
from kiosk.language.sentences import N_
from kiosk.screens import ceremonies
from kiosk.screens.ceremonies import Signing

FRAMES = 18  # where there are more, commitments stand in a list: pages of empty frames say nothing
WORDS = {"contract": N_("현장계약"), "commitment": N_("우선구매 약정"), "mou": N_("업무협약")}


def chapter(asked: Asked) -> Chapter:
    done = {
        row["signing_id"]: row["done_at"]
        for row in tables.by_signing(asked.db, asked.scope)
        if row["done_at"]
    }
    found = [one for one in ceremonies.ceremonies(asked.db, asked.lang) if one["id"] in done]
    title = asked(N_("서명식"))
    if not found:
        return gathered("signings", title, [text(asked(N_("무대에서 서명한 것이 아직 없습니다.")))])
    photographed = found if len(found) <= FRAMES else [one for one in found if one["outcome"] != "commitment"]
    frames = [_frame(asked, one, done[one["id"]]) for one in photographed]
    blocks: list[Block] = [
        text(_sentence(asked, len(found))),
        {"kind": "frames", "place": asked(N_("사진")), "frames": frames},
    ]
    if len(photographed) < len(found):
        rest = [one for one in found if one not in photographed]
        blocks.append(_ledger(asked, rest, done))
    return gathered("signings", title, blocks)


def _sentence(asked: Asked, count: int) -> str:
    sentence = N_("무대에서 %(n)s건을 서명했습니다. 금액은 두 쪽이 모두 보이기로 한 것만 적습니다.")
    return asked(sentence, n=f"{count:,}")


def _ledger(asked: Asked, found: list[Signing], done: dict[int, int]) -> Block:
    columns = [
        column(asked(N_("호")), 0.5, "left"),
        column(asked(N_("때")), 1.2, "left"),
        column(asked(N_("기업")), 2.2, "left"),
        column(asked(N_("기관")), 2.0, "left"),
        column(asked(N_("무엇을")), 2.4, "left"),
    ]
    with_won = any(one["won"] for one in found)
    if with_won:
        columns.append(column(asked(N_("금액 (원)")), 1.2))
    rows: list[list[str | Share]] = [
        [
            str(one["ordinal"] or ""),
            asked.moment(done[one["id"]]),
            one["enterprise"] or asked(N_("참가자")),
            one["agency"],
            one["agreed"],
            *([number(one["won"] or 0)] if with_won else []),
        ]
        for one in found
    ]
    return table(asked(N_("우선구매 약정 서명")), columns, rows)


def _frame(asked: Asked, one: Signing, done_at: int) -> Frame:
    numbered = asked(N_("%(n)s호"), n=one["ordinal"]) if one["ordinal"] else ""
    word, enterprise = asked(WORDS[one["outcome"]]), one["enterprise"] or asked(N_("참가자"))
    return {
        "over": f"{word} {numbered}".strip(),
        "parties": f"{enterprise} × {one['agency']}",
        "what": one["agreed"],
        "small": " · ".join([*([asked.won(one["won"])] if one["won"] else []), asked.moment(done_at)]),
    }
