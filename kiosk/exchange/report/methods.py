"""Every figure with its definition, out of the one table; and what was corrected after a day had been closed."""

from kiosk.exchange.report import agencies
from kiosk.exchange.report.asked import Asked
from kiosk.exchange.report.blocks import Block, Chapter, Share, Term, column, gathered, table, text
from kiosk.expo.figures import closed_agencies, tables, wording
from kiosk.expo.figures.definitions import FIGURES, GROUPS
from kiosk.language.sentences import N_, gettext


def chapter(asked: Asked) -> Chapter:
    blocks: list[Block] = [text(one) for one in _methods(asked)]
    for group, title in GROUPS.items():
        terms: list[Term] = [
            {
                "word": asked.word(name),
                "value": asked.shown(name),
                "definition": gettext(one.definition, asked.lang),
            }
            for name, one in FIGURES.items()
            if one.group == group
        ]
        blocks.append({"kind": "terms", "title": asked(title), "terms": terms})
    return gathered("methods", asked(N_("정의와 세는 방법")), blocks)


def corrections(asked: Asked) -> Chapter | None:
    """What was corrected after closing: as it was told that evening, and as it is now. None where nothing was."""
    found = {name: one for name, one in asked.told["figures"].items() if "corrected" in one}
    of_agencies = _corrected_agencies(asked)
    if not found and not of_agencies:
        return None
    numbers = [
        column(asked(N_("마감할 때")), 1.5),
        column(asked(N_("지금")), 1.5),
        column(asked(N_("고친 횟수")), 1.0),
    ]
    rows: list[list[str | Share]] = [
        [
            asked.word(name),
            wording.shown(one["value"], FIGURES[name].unit, asked.lang),
            asked.shown(name),
            f"{one['corrections']:,}",
        ]
        for name, one in found.items()
    ]
    said = N_(
        "마감한 뒤에 늦게 온 기록과 바로잡은 기록이 있어 숫자가 달라졌습니다. 이 보고서의 다른 곳에는 지금의 숫자를 적었습니다."
    )
    blocks: list[Block] = [text(asked(said))]
    if rows:
        blocks.append(table("", [column(asked(N_("숫자")), 2.4, "left"), *numbers], rows))
    if of_agencies:
        heads = [column(asked(N_("기관")), 2.0, "left"), column(asked(N_("숫자")), 1.8, "left")]
        blocks.append(table(asked(N_("기관마다 달라진 것")), [*heads, *numbers], of_agencies))
    return gathered("corrections", asked(N_("마감 뒤 고친 것")), blocks)


def _corrected_agencies(asked: Asked) -> list[list[str | Share]]:
    """A row for each sum of an agency that is another than it was frozen."""
    then = closed_agencies.then(asked.db, asked.scope)
    if then is None:
        return []
    rows: list[list[str | Share]] = []
    for row in tables.by_agency(asked.db, asked.scope):
        was = then.results.get(row["agency_id"])
        for name, one in closed_agencies.corrected(was, row, closed_agencies.RESULTS).items():
            figure = closed_agencies.FIGURES[name]
            values = (
                wording.shown(value, FIGURES[figure].unit, asked.lang)
                for value in (one["value"], one["corrected"])
            )
            times = then.times(row["agency_id"], [name])
            rows.append([agencies.name(row, asked.lang), asked.word(figure), *values, f"{times:,}"])
    return rows


def _methods(asked: Asked) -> list[str]:
    return [
        asked(
            N_(
                "이 보고서의 숫자는 현장에서 일이 있을 때마다 적은 기록에서 셌습니다. 같은 기록에서 다시 세면 같은 숫자가 나옵니다. 금액은 원 단위까지 적고 반올림하지 않으며, 비율과 분은 반올림합니다."
            )
        ),
        asked(N_("같은 숫자와 정의가 figures.json에 있습니다.")),
    ]
