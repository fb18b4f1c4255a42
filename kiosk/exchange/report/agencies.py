"""Agencies: what came of the meetings, by kind, and how much of what each had announced found somebody."""

from collections.abc import Sequence

from kiosk.exchange.report.asked import Asked, number, percent
from kiosk.exchange.report.blocks import Block, Chapter, Share, column, gathered, table, text
from kiosk.exchange.report.plots import HALF, Bar
from kiosk.expo.figures import tables
from kiosk.expo.figures.tables import AgencyRow
from kiosk.language.sentences import N_
from kiosk.screens.agencies import short_of


def chapter(asked: Asked) -> Chapter:
    found = tables.by_agency(asked.db, asked.scope)
    met = [row for row in found if row["meetings"] or row["touched_items"]]
    idle = [name(row, asked.lang) for row in found if row not in met]
    blocks: list[Block] = []
    if met:
        blocks += [_outcomes(asked, met), _against_plan(asked, [row for row in found if row["plan_items"]])]
    if idle:
        sentence = N_("끝난 상담이 없는 기관은 %(n)s곳입니다: %(names)s.")
        blocks.append(text(asked(sentence, n=len(idle), names=", ".join(idle))))
    return gathered("agencies", asked(N_("기관: 계획과 결과")), blocks or [_none(asked)])


def in_short(asked: Asked, most: int) -> list[Block]:
    """Those that signed for most, as bars."""
    found = [row for row in tables.by_agency(asked.db, asked.scope) if row["contract_won"]]
    found = sorted(found, key=lambda row: -row["contract_won"])[:most]
    if not found:
        return [text(asked(N_("현장계약을 맺은 기관은 아직 없습니다.")), quiet=True)]
    rows = [Bar(_short(asked, row), row["contract_won"], asked.won(row["contract_won"])) for row in found]
    return [asked.bars(asked(N_("현장계약 금액이 큰 기관")), "", rows, width=HALF, names=92)]


def _short(asked: Asked, row: AgencyRow) -> str:
    """As boards name it, where it has a booth."""
    return short_of(asked.db, row["booths"].partition(",")[0], asked.lang) or name(row, asked.lang)


def name(row: AgencyRow, lang: str) -> str:
    return str((lang == "en" and row["agency_en"]) or row["agency"])


def _outcomes(asked: Asked, found: Sequence[AgencyRow]) -> Block:
    columns = [
        column(asked(N_("부스")), 0.55, "left"),
        column(asked(N_("기관")), 2.2, "left"),
        asked.counts("consultations_finished", 0.9),
        asked.counts("outcome_consulted_won", 1.5, "outcome_consulted"),
        asked.counts("outcome_commitment", 0.5),
        asked.counts("outcome_commitment_won", 1.4, "outcome_commitment"),
        asked.counts("outcome_contract", 0.5),
        asked.counts("outcome_contract_won", 1.4, "outcome_contract"),
        asked.counts("outcome_mou", 1.0),
    ]
    rows: list[list[str | Share]] = [
        [row["booths"], name(row, asked.lang), *map(number, _counts(row))] for row in found
    ]
    sums = [sum(one) for one in zip(*map(_counts, found), strict=True)]
    foot = ["", asked(N_("모두")), *map(number, sums)]
    return table(asked(N_("상담에서 나온 것, 종류마다 따로")), columns, rows, foot)


def _counts(row: AgencyRow) -> tuple[int, ...]:
    return (
        row["meetings"],
        row["consulted_won"],
        row["commitment_count"],
        row["commitment_won"],
        row["contract_count"],
        row["contract_won"],
        row["mou_count"],
    )


def _against_plan(asked: Asked, found: Sequence[AgencyRow]) -> Block:
    columns = [
        column(asked(N_("기관")), 2.1, "left"),
        asked.counts("plan_items", 0.7),
        asked.counts("plan_won", 1.5, "plan_items"),
        asked.counts("plan_items_touched", 0.7),
        asked.counts("plan_items_touched_share", 1.4, "plan_items_touched"),
        asked.counts("plan_won_touched", 1.5, "plan_items_touched"),
        asked.counts("plan_won_touched_share", 1.4, "plan_items_touched"),
    ]
    rows: list[list[str | Share]] = [
        [
            name(row, asked.lang),
            number(row["plan_items"]),
            number(row["plan_won"]),
            number(row["touched_items"]),
            share(row["touched_items"], row["plan_items"]),
            number(row["touched_won"]),
            share(row["touched_won"], row["plan_won"]),
        ]
        for row in found
    ]
    items, touched = sum(row["plan_items"] for row in found), sum(row["touched_items"] for row in found)
    won, touched_won = sum(row["plan_won"] for row in found), sum(row["touched_won"] for row in found)
    foot = [
        asked(N_("모두")),
        number(items),
        number(won),
        number(touched),
        percent(touched / items if items else None),
        number(touched_won),
        percent(touched_won / won if won else None),
    ]
    return table(asked(N_("구매계획과 이야기된 구매계획")), columns, rows, foot)


def share(part: int, whole: int) -> Share:
    """A bar of how much it is of the whole."""
    found = part / whole if whole else 0.0
    return {"text": percent(found) if part else "–", "share": round(found, 3)}


def _none(asked: Asked) -> Block:
    return text(asked(N_("아직 끝난 상담이 없습니다.")))
