"""This expo beside the one before it: the figures a press asks for, and each agency, with what keeps them from being compared."""

from typing import NamedTuple

from kiosk.exchange.report.agencies import name
from kiosk.exchange.report.asked import Asked, number
from kiosk.exchange.report.blocks import Block, Chapter, Share, column, gathered, table, text
from kiosk.expo.figures import past, tables, wording
from kiosk.expo.figures.definitions import FIGURES
from kiosk.expo.figures.past import OF_AGENCY, Compared, Past
from kiosk.expo.figures.tables import AgencyRow
from kiosk.language.sentences import N_

SHOWN = ("meetings", "contract_won", "commitment_won")
FIGURES_OF = {
    "meetings": "consultations_finished",
    "contract_won": "outcome_contract_won",
    "commitment_won": "outcome_commitment_won",
}
LAST = N_("지난 행사")


class Pair(NamedTuple):
    """An agency now, and what it did then."""

    row: AgencyRow
    was: dict[str, int]


def chapter(asked: Asked) -> Chapter | None:
    """None where nothing is known of another expo, or the report is about one day alone."""
    if asked.past is None:
        return None
    found = past.compared(asked.past, asked.figures)
    blocks: list[Block] = [text(_of_which(asked, asked.past))]
    blocks += [text(one) for one in cautions(asked, asked.past, found)]
    blocks += [_figures(asked, found), *_agencies(asked, asked.past)]
    return gathered("years", asked(N_("지난 행사와 비교")), blocks)


def was(asked: Asked, figure: str) -> str:
    """`지난 행사 12건` below a card, with how long that lasted where it was not as long; "" where it can't be said."""
    one = past.beside(asked.past, figure, asked.figures[figure]) if asked.past else None
    if one is None or one.was is None or not one.means_the_same:
        return ""
    value = wording.shown(one.was, FIGURES[figure].unit, asked.lang)
    lasted = len(asked.past.days) if asked.past else 0
    if lasted and lasted != len(asked.scope.days):
        return asked(N_("지난 행사(%(days)s일) %(value)s"), days=lasted, value=value)
    return asked(N_("지난 행사 %(value)s"), value=value)


def cautions(asked: Asked, before: Past, found: list[Compared]) -> list[str]:
    """What has to be known before these two are compared."""
    said = []
    days_now = len(asked.scope.days)
    if not before.days:
        said.append(asked(N_("지난 행사의 파일에 날이 없어 며칠 동안이었는지 알 수 없습니다.")))
    elif len(before.days) != days_now:
        sentence = N_("여는 날이 다릅니다(이번 %(now)s일, 지난 행사 %(was)s일). 합계를 그대로 견주지 마세요.")
        said.append(asked(sentence, now=days_now, was=len(before.days)))
    if asked.scope.days and asked.scope.now < asked.scope.days[-1].closes_at:
        said.append(asked(N_("이번 박람회가 아직 끝나지 않아, 이번 숫자는 지금까지의 것입니다.")))
    if before.is_over is False:
        sentence = N_("지난 행사의 숫자는 그 행사가 끝나기 전(%(at)s)에 센 것입니다.")
        said.append(asked(sentence, at=before.as_of[:16].replace("T", " ")))
    others = [asked.word(one.name) for one in found if one.was is not None and not one.means_the_same]
    if others:
        sentence = N_("그사이 세는 방법이 달라져 차이를 적지 않은 숫자: %(names)s.")
        said.append(asked(sentence, names=", ".join(others)))
    return said


def _of_which(asked: Asked, before: Past) -> str:
    return asked(
        N_(
            "지난 행사는 %(name)s(%(days)s)입니다. 이름과 세는 방법이 같은 숫자만 견주고, 성과는 종류마다 따로 봅니다."
        ),
        name=before.name or asked(N_("이름 없는 행사")),
        days=", ".join(before.days) or "–",
    )


def _figures(asked: Asked, found: list[Compared]) -> Block:
    columns = [
        column(asked(N_("숫자")), 2.2, "left"),
        column(asked(N_("이번")), 1.5),
        column(asked(LAST), 1.5),
        column(asked(N_("차이")), 1.6),
    ]
    rows: list[list[str | Share]] = [
        [
            asked.word(one.name),
            wording.shown(one.now, FIGURES[one.name].unit, asked.lang),
            wording.shown(one.was, FIGURES[one.name].unit, asked.lang),
            difference(one, asked.lang),
        ]
        for one in found
    ]
    return table(asked(N_("한눈에, 지난 행사와")), columns, rows)


def difference(one: Compared, lang: str) -> str:
    """`+12명 (+8.5%)`; a dash where there is nothing to compare."""
    return wording.changed(one.difference, one.was, FIGURES[one.name].unit, lang)


def _agencies(asked: Asked, before: Past) -> list[Block]:
    if not before.agencies:
        return [text(asked(N_("지난 행사의 파일에 기관마다의 숫자가 없어 기관은 견주지 않습니다.")))]
    now = tables.by_agency(asked.db, asked.scope)
    here = [
        Pair(row, dict(before.agencies[row["agency"]])) for row in now if row["agency"] in before.agencies
    ]
    shown = [pair for pair in here if pair.row["meetings"] or pair.was["meetings"]]
    blocks: list[Block] = [_agency_table(asked, shown)] if shown else []
    new = [name(row, asked.lang) for row in now if row["agency"] not in before.agencies]
    if new:
        sentence = N_("지난 행사에 없던 기관 %(n)s곳: %(names)s.")
        blocks.append(text(asked(sentence, n=len(new), names=", ".join(new))))
    gone = sorted(before.agencies.keys() - {row["agency"] for row in now})
    if gone:
        sentence = N_("이번에 오지 않은 기관 %(n)s곳: %(names)s. 이름이 바뀐 기관도 여기에 나옵니다.")
        blocks.append(text(asked(sentence, n=len(gone), names=", ".join(gone))))
    return blocks


def _agency_table(asked: Asked, shown: list[Pair]) -> Block:
    heads = [
        column(asked(head), wide, over=asked.word(FIGURES_OF[of]))
        for of, wide in zip(SHOWN, (0.6, 1.3, 1.3), strict=True)
        for head in (N_("이번"), LAST)
    ]
    rows: list[list[str | Share]] = [
        [name(pair.row, asked.lang), *(number(value) for of in SHOWN for value in _both(pair, of))]
        for pair in shown
    ]
    sums = [
        sum(one)
        for one in zip(*([value for of in SHOWN for value in _both(pair, of)] for pair in shown), strict=True)
    ]
    foot = [asked(N_("두 번 다 온 기관 모두")), *map(number, sums)]
    return table(asked(N_("기관, 지난 행사와")), [column(asked(N_("기관")), 2.0, "left"), *heads], rows, foot)


def _both(pair: Pair, of: str) -> tuple[int, int]:
    assert of in OF_AGENCY
    return int(pair.row[of]), pair.was[of]  # type: ignore[literal-required]
