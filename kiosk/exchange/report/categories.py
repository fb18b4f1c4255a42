"""Categories: what was planned, what found somebody, what was wanted and is in nobody's plan, what nobody came for."""

from collections.abc import Sequence

from kiosk.exchange.report.agencies import share
from kiosk.exchange.report.asked import Asked, number, percent
from kiosk.exchange.report.blocks import Block, Chapter, Share, column, gathered, table, text
from kiosk.exchange.report.plots import HALF, WIDE, Bar
from kiosk.expo.figures import demand, tables
from kiosk.expo.figures.tables import CategoryRow
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_

UNMET = 12


def chapter(asked: Asked) -> Chapter:
    found = [row for row in tables.by_category(asked.db, asked.scope) if row["category"] or _agreed(row)]
    blocks: list[Block] = [_table(asked, found)] if found else [text(asked(N_("알린 구매계획이 없습니다.")))]
    blocks += [unmet(asked, UNMET, WIDE), *([_nobody_came(asked)] if asked.count("plan_items") else [])]
    return gathered("categories", asked(N_("품목과 수요")), blocks)


def in_short(asked: Asked, most: int) -> list[Block]:
    """How much of each category's plan was talked about, the largest plans first."""
    found = [row for row in tables.by_category(asked.db, asked.scope) if row["plan_items"]]
    found = sorted(found, key=lambda row: -row["plan_items"])[:most]
    if not found:
        return [text(asked(N_("알린 구매계획이 없습니다.")), quiet=True)]
    rows = [
        Bar(_name(asked, row["category"]), row["touched_items"] / row["plan_items"], _share(row), whole=1.0)
        for row in found
    ]
    note = asked(N_("%(n)s 가운데"), n=asked.shown("plan_items"))
    return [asked.bars(asked.word("plan_items_touched"), note, rows, width=HALF)]


def unmet(asked: Asked, most: int, width: float) -> Block:
    """What enterprises offered and wished for, and no agency had announced."""
    found = [row for row in demand.wished_not_planned(asked.db, asked.scope) if row["wishes"]][:most]
    if not found:
        nobody = N_("아직 온 기업이 없습니다.")
        met = N_("온 기업이 찾은 기관의 계획마다 그 기업의 품목이 있었습니다.")
        return text(asked(met if asked.count("enterprises") else nobody), quiet=True)
    rows = [Bar(_name(asked, row["category"]), row["wishes"], f"{row['wishes']:,}") for row in found]
    title, note = asked(N_("찾은 기관의 계획에 없던 품목")), asked(N_("상담 희망, 건"))
    return asked.bars(title, note, rows, width=width, hollow=True)


def _table(asked: Asked, found: Sequence[CategoryRow]) -> Block:
    columns = [
        column(asked(N_("품목")), 1.9, "left"),
        asked.counts("enterprises", 0.6),
        asked.counts("plan_items", 0.6),
        asked.counts("plan_won", 1.5, "plan_items"),
        asked.counts("plan_items_touched", 0.6),
        asked.counts("plan_items_touched_share", 1.4, "plan_items_touched"),
        asked.counts("outcome_commitment", 0.5),
        asked.counts("outcome_commitment_won", 1.3, "outcome_commitment"),
        asked.counts("outcome_contract", 0.5),
        asked.counts("outcome_contract_won", 1.3, "outcome_contract"),
    ]
    rows: list[list[str | Share]] = [
        [
            _name(asked, row["category"]),
            number(row["enterprises"]),
            number(row["plan_items"]),
            number(row["plan_won"]),
            number(row["touched_items"]),
            share(row["touched_items"], row["plan_items"]),
            number(row["commitment_count"]),
            number(row["commitment_won"]),
            number(row["contract_count"]),
            number(row["contract_won"]),
        ]
        for row in found
    ]
    return table(asked(N_("품목마다 계획과 결과")), columns, rows)


def _nobody_came(asked: Asked) -> Block:
    found = demand.planned_nobody_came(asked.db, asked.scope)
    if not found:
        return text(asked(N_("알린 품목마다 그것을 다루는 기업이 하나 이상 왔습니다.")))
    rows = [
        Bar(
            _name(asked, row["category"]),
            row["plan_won"],
            f"{row['plan_items']:,} · {asked.won(row['plan_won'])}",
        )
        for row in found[:UNMET]
    ]
    title, note = asked(N_("계획했으나 아무도 오지 않은 것")), asked(N_("계획, 건 · 원"))
    return asked.bars(title, note, rows, width=WIDE, names=110, hollow=True)


def _agreed(row: CategoryRow) -> int:
    return row["commitment_count"] + row["contract_count"]


def _name(asked: Asked, category: str | None) -> str:
    return known_word(category, asked.lang) if category else asked(N_("사업을 밝히지 않은 것"))


def _share(row: CategoryRow) -> str:
    return percent(row["touched_items"] / row["plan_items"])
