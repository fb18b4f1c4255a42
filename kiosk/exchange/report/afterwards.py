"""What was said beside what came of it: each commitment contracted, lapsed or still open on the report's day."""

from kiosk.exchange.report.asked import Asked, number
from kiosk.exchange.report.blocks import Block, Chapter, Share, column, gathered, table, text
from kiosk.expo.after import asking
from kiosk.expo.after.promises import Followed
from kiosk.expo.figures import afterwards
from kiosk.expo.figures.afterwards import Became
from kiosk.expo.square import days, ground
from kiosk.language import money
from kiosk.language.sentences import N_
from kiosk.screens.agencies import agency_name

SENTENCE = N_(
    "%(day)s 기준으로, 박람회에서 약속한 우선구매 약정 %(said)s건 %(said_won)s 가운데 %(contracted)s건을 %(contracted_won)s에 계약했고, %(lapsed)s건은 하지 않기로 했으며, %(open)s건은 진행 중입니다."
)
UNANSWERED = N_("진행 중인 약정 가운데 %(n)s건은 어떻게 됐는지 아직 답이 오지 않았습니다.")
LATER = N_("그 밖에 약속과 상관없이 박람회 뒤에 산 것으로 확인한 구매가 %(n)s건, %(won)s입니다.")
APART = N_("약속한 금액과 계약한 금액은 서로 다른 숫자이며 더하지 않습니다. 현장계약은 여기에 없습니다.")


def chapter(asked: Asked) -> Chapter | None:
    """Nothing where nobody committed themselves."""
    found = afterwards.commitments(asked.db, asked.scope)
    if not found:
        return None
    blocks: list[Block] = [text(_sentence(asked, afterwards.became(found))), _by_agency(asked, found)]
    if by_age := _by_age(asked, found):
        blocks.append(by_age)
    if later := asked.count("later_purchases"):
        won = money.spoken(asked.count("later_purchases_won"), asked.lang)
        blocks.append(text(asked(LATER, n=f"{later:,}", won=won)))
    blocks.append(text(asked(APART), quiet=True))
    return gathered("afterwards", asked(N_("약속과 그 뒤")), blocks)


def _sentence(asked: Asked, sums: Became) -> str:
    told = asked(
        SENTENCE,
        day=days.date_of(asked.scope.now, asked.scope.zone),
        said=f"{sums['said_count']:,}",
        said_won=money.spoken(sums["said_won"], asked.lang),
        contracted=f"{sums['contracted_count']:,}",
        contracted_won=money.spoken(sums["contracted_won"], asked.lang),
        lapsed=f"{sums['lapsed_count']:,}",
        open=f"{sums['open_count']:,}",
    )
    if not sums["unanswered_count"]:
        return told
    unanswered = f"{sums['unanswered_count']:,}"
    return f"{told} {asked(UNANSWERED, n=unanswered)}"


def _by_agency(asked: Asked, found: list[Followed]) -> Block:
    columns = [
        column(asked(N_("기관")), 2.2, "left"),
        asked.counts("outcome_commitment", 0.6),
        asked.counts("outcome_commitment_won", 1.5, "outcome_commitment"),
        asked.counts("commitments_contracted", 0.6),
        asked.counts("commitments_contracted_won", 1.5, "commitments_contracted"),
        asked.counts("commitments_lapsed", 0.6),
        asked.counts("commitments_lapsed_won", 1.5, "commitments_lapsed"),
        asked.counts("commitments_open", 0.6),
        asked.counts("commitments_open_won", 1.5, "commitments_open"),
    ]
    rows: list[list[str | Share]] = [
        [agency_name(one, asked.lang), *map(number, _counts(one))] for one in afterwards.by_agency(found)
    ]
    foot = [asked(N_("모두")), *map(number, _counts(afterwards.became(found)))]
    return table(asked(N_("약속한 것과 그 뒤에 된 것")), columns, rows, foot)


def _counts(sums: Became) -> tuple[int, ...]:
    return (
        sums["said_count"],
        sums["said_won"],
        sums["contracted_count"],
        sums["contracted_won"],
        sums["lapsed_count"],
        sums["lapsed_won"],
        sums["open_count"],
        sums["open_won"],
    )


def _by_age(asked: Asked, found: list[Followed]) -> Block | None:
    """As far as any of them is so old."""
    after = asking.rule(ground.of(asked.db).settings).after
    today = days.local(asked.scope.now, asked.scope.zone).date()
    reached = [one for one in afterwards.by_age(found, after, today) if one.said_count]
    if not reached:
        return None
    count, won = asked(N_("건")), asked(N_("원"))
    contracted = asked.word("commitments_contracted")
    columns = [
        column(asked(N_("약속한 지")), 1.4, "left"),
        column(count, 1.0, over=asked(N_("그만큼 지난 약정"))),
        column(count, 0.8, over=contracted),
        column(won, 1.6, over=contracted),
        column(count, 1.2, over=asked.word("commitments_lapsed")),
        column(count, 1.0, over=asked.word("commitments_open")),
    ]
    rows: list[list[str | Share]] = [
        [
            asked(N_("%(n)s일째"), n=one.after),
            *map(
                number,
                (one.said_count, one.contracted_count, one.contracted_won, one.lapsed_count, one.open_count),
            ),
        ]
        for one in reached
    ]
    return table(asked(N_("날이 지나며 된 것")), columns, rows)
