"""purchase_plan.csv: what the agencies announced to buy. The heading may carry the unit: `예산(천원)`."""

import re
from typing import Any

from kiosk.exchange import asides, cells
from kiosk.exchange.drafts import Draft, prepare_rows, wanted
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.words import N_, gettext

NO_QUARTER = "미정"
FIELDS = (
    Field("agency", "기관명", ("기관", "발주기관", "구매기관"), required=True),
    Field("department", "부서", ("부서명", "담당부서", "발주부서"), required=True),
    Field("title", "사업명", ("사업", "구매명", "건명", "사업내용"), required=True),
    Field("category", "품목", ("품목분류", "분류", "물품분류"), required=True),
    Field("won", "예산", ("예산액", "금액", "사업비", "예산금액", "구매금액"), required=True, money=True),
    Field("quarter", "시기", ("구매시기", "발주시기", "분기", "구매 예정 시기")),
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: agency, department, title, category, won (whole won), quarter (`1분기`)."""
    return prepare_rows(table, lang, _read)


def total_won(rows: list[Prepared]) -> int:
    """Of the rows that can be read, whether or not the database takes them: what stands at the foot of the paper."""
    return sum(row["values"]["won"] or 0 for row in rows if not row["refused"])


def about(rows: list[Prepared], table: Table, lang: str = "ko") -> list[str]:
    """The total and the largest item, by which a wrong unit is seen, and whether the file's own total agrees."""
    read = [row["values"] for row in rows if not row["refused"]]
    if not read:
        return []
    largest = max(read, key=lambda item: item["won"])
    total = total_won(rows)
    told = gettext(
        N_("모두 %(count)s건, %(won)s원이에요. 가장 큰 사업은 %(agency)s ‘%(title)s’ %(largest)s원이에요."),
        lang,
        count=f"{len(read):,}",
        won=f"{total:,}",
        agency=largest["agency"],
        title=largest["title"],
        largest=f"{largest['won']:,}",
    )
    return [told, *_beside_its_own_total(total, table, lang)]


def _beside_its_own_total(total: int, table: Table, lang: str) -> list[str]:
    """Compared where each sheet that was read has one total of all its rows."""
    grand = {
        one.sheet: one for one in table.asides if one.kind == asides.TOTAL and asides.is_grand(one.label)
    }
    amounts = [won_of(one.amount, one.unit) for one in grand.values()]
    if not amounts or None in amounts or grand.keys() != {row.sheet for row in table.rows}:
        return []
    own = sum(amount or 0 for amount in amounts)
    if own == total:
        return [gettext(N_("파일에 적힌 합계와 같아요."), lang)]
    sentence = N_(
        "파일에 적힌 합계(%(own)s원)와 읽은 금액의 합(%(won)s원)이 달라요. 빠진 줄이 없는지 확인해 주세요."
    )
    return [gettext(sentence, lang, own=f"{own:,}", won=f"{total:,}")]


def won_of(cell: str, unit: str) -> int | None:
    """A cell that says its own 원 is in won, whatever its column is in."""
    return cells.won(cell, "" if re.search(r"원|[₩￦]|KRW", cells.word(cell)) else unit)


def _read(draft: Draft, table: Table) -> dict[str, Any]:
    won = won_of(draft.raw("won"), draft.unit)
    return {
        "agency": draft.text("agency", "기관명", required=True),
        "department": draft.text("department", "부서") or "",
        "title": draft.text("title", "사업명", required=True),
        "category": draft.text("category", "품목", required=True),
        "won": wanted(
            draft, won, N_("‘예산’을 읽을 수 없어요. 16,510,000이나 1,651만원처럼 원 단위까지 적어 주세요.")
        ),
        "quarter": _quarter(draft),
    }


def _quarter(draft: Draft) -> str:
    written = draft.text("quarter", "시기")
    quarter = cells.quarter(written or "")
    if written and not quarter:
        draft.warn(N_("‘시기’를 적힌 그대로 넣었어요. 1분기부터 4분기 가운데 적으면 모아 볼 수 있어요."))
    return quarter or written or NO_QUARTER
