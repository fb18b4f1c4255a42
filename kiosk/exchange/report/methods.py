"""Every figure with its definition, out of the one table; and what was corrected after a day had been closed."""

from kiosk.exchange.report.asked import Asked
from kiosk.exchange.report.blocks import Block, Chapter, Term, gathered, text
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
    """None until closing keeps what was frozen."""
    return None


def _methods(asked: Asked) -> list[str]:
    return [
        asked(
            N_(
                "이 보고서의 숫자는 현장에서 일이 있을 때마다 적은 기록에서 셌습니다. 같은 기록에서 다시 세면 같은 숫자가 나옵니다. 금액은 원 단위까지 적고 반올림하지 않으며, 비율과 분은 반올림합니다."
            )
        ),
        asked(N_("같은 숫자와 정의가 figures.json에 있습니다.")),
    ]
