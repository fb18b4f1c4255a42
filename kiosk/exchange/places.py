"""places.csv: what stands on the square beside booths, for the map."""

from typing import Any

from kiosk.exchange import cells
from kiosk.exchange.drafts import Draft, prepare_rows, wanted
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.expo.square.places import KINDS, kind_of
from kiosk.language.sentences import N_, gettext

LARGEST_M, SMALLEST_M = 200, 0.5
FIELDS = (
    Field("kind", "종류", ("시설 종류", "시설구분", "시설"), required=True),
    Field("name", "이름", ("시설명", "시설 이름", "장소명")),
    Field("name_en", "영문명", ("영문 이름", "영문", "English")),
    Field("x_m", "위치X", ("X", "X좌표"), required=True),
    Field("y_m", "위치Y", ("Y", "Y좌표"), required=True),
    Field("width_m", "가로", ("너비", "폭")),
    Field("height_m", "세로", ("깊이",)),
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: kind, name (the kind's word where the file has none), name_en, x_m, y_m, width_m, height_m."""
    return prepare_rows(table, lang, lambda draft: _read(draft, lang))


def _read(draft: Draft, lang: str) -> dict[str, Any]:
    written = cells.text(draft.raw("kind"))
    kind = kind_of(written)
    if kind is None:
        words = ", ".join(gettext(one.word, lang) for one in KINDS.values())
        sentence = N_("‘%(written)s’ 종류는 몰라요. 아는 종류: %(words)s.")
        draft.refuse(sentence, written=written[:40] or "–", words=words)
    usual = KINDS[kind].size_m if kind else (1.0, 1.0)
    return {
        "kind": kind,
        "name": draft.said("name", "이름") or (KINDS[kind].word if kind else None),
        "name_en": draft.said("name_en", "영문명"),
        "x_m": wanted(draft, cells.metres(draft.raw("x_m")), N_("‘위치X’는 12.5처럼 미터로 적어 주세요.")),
        "y_m": wanted(draft, cells.metres(draft.raw("y_m")), N_("‘위치Y’는 12.5처럼 미터로 적어 주세요.")),
        "width_m": _size(draft, "width_m", "가로", usual[0]),
        "height_m": _size(draft, "height_m", "세로", usual[1]),
    }


def _size(draft: Draft, name: str, heading: str, usual: float) -> float | None:
    """How wide or deep; what is usual for the kind where the cell is empty."""
    written = draft.raw(name).strip()
    size = cells.metres(written) if written else usual
    if size is None or not SMALLEST_M <= size <= LARGEST_M:
        draft.refuse(
            N_("‘%(heading)s’는 %(least)s에서 %(most)s까지의 미터로 적어 주세요."),
            heading=heading,
            least=SMALLEST_M,
            most=LARGEST_M,
        )
        return None
    return size
