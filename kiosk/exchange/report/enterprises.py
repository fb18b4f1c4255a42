"""Enterprises: with whom something was agreed, who talked, who came and met nobody. Without amounts: what one enterprise sold
is its own affair and its agency's, and one contract's amount would stand here alone."""

from collections.abc import Sequence

from kiosk.exchange.report.asked import Asked, number
from kiosk.exchange.report.blocks import Block, Chapter, Share, column, gathered, table, text
from kiosk.expo.figures import tables
from kiosk.expo.figures.tables import EnterpriseRow
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_
from kiosk.screens.agencies import district_names


def chapter(asked: Asked) -> Chapter:
    found = tables.by_enterprise(asked.db, asked.scope)
    agreed = [row for row in found if row["contract_count"] or row["commitment_count"] or row["mou_count"]]
    talked = [row for row in found if row["meetings"] and row not in agreed]
    alone = [row["enterprise"] for row in found if not row["meetings"]]
    blocks: list[Block] = [text(_sentence(asked, found, agreed, talked))]
    if agreed:
        blocks.append(_agreed(asked, agreed))
    if talked:
        blocks.append(
            {
                "kind": "names",
                "title": asked(N_("상담한 기업과 상담 횟수")),
                "names": [{"name": row["enterprise"], "value": f"{row['meetings']:,}"} for row in talked],
            }
        )
    if alone:
        sentence = N_("입장했으나 끝난 상담이 없는 기업은 %(n)s곳입니다: %(names)s.")
        blocks.append(text(asked(sentence, n=len(alone), names=", ".join(alone))))
    return gathered("enterprises", asked(N_("참가 기업")), blocks)


def _sentence(
    asked: Asked,
    found: Sequence[EnterpriseRow],
    agreed: Sequence[EnterpriseRow],
    talked: Sequence[EnterpriseRow],
) -> str:
    if not found:
        return asked(N_("아직 온 기업이 없습니다."))
    sentence = N_(
        "기업 %(came)s곳이 와서 %(met)s곳이 상담했고, %(agreed)s곳이 계약, 약정, 협약 가운데 하나 이상을 맺었습니다. 기업마다의 금액은 두 쪽의 일이라 적지 않습니다."
    )
    met = len(agreed) + len(talked)
    return asked(sentence, came=f"{len(found):,}", met=f"{met:,}", agreed=f"{len(agreed):,}")


def _agreed(asked: Asked, found: Sequence[EnterpriseRow]) -> Block:
    columns = [
        column(asked(N_("기업")), 2.0, "left"),
        column(asked(N_("유형")), 1.4, "left"),
        column(asked(N_("소재지")), 1.25, "left"),
        column(asked(N_("만난 기관")), 0.8),
        asked.counts("consultations_finished", 0.8),
        asked.counts("outcome_commitment", 1.05),
        asked.counts("outcome_contract", 0.95),
        asked.counts("outcome_mou", 0.95),
    ]
    districts = district_names(asked.db, asked.lang)
    rows: list[list[str | Share]] = [
        [
            row["enterprise"],
            known_word(row["enterprise_kind"] or "", asked.lang),
            districts.get(row["district"] or "", row["district"] or ""),
            *map(
                number,
                (
                    row["agencies"],
                    row["meetings"],
                    row["commitment_count"],
                    row["contract_count"],
                    row["mou_count"],
                ),
            ),
        ]
        for row in found
    ]
    return table(asked(N_("약속을 맺은 기업")), columns, rows)
