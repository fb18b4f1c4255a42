"""programme.csv: what happens on the stages."""

from typing import Any

from kiosk.exchange import cells, dates
from kiosk.exchange.appointments import read_moment
from kiosk.exchange.drafts import Draft, prepare_rows
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.language.sentences import N_

MAX_CAPACITY = 100_000
FIELDS = (
    Field("day", "일자", ("날짜", "일차"), required=True, within=dates.TOGETHER),
    Field("time", "시각", ("시간", "시작", "시작시간", "시작시각"), required=True, within=dates.TOGETHER),
    Field("title", "프로그램", ("프로그램명", "행사", "행사명", "내용"), required=True),
    Field("place", "장소", ("위치", "무대")),
    Field("capacity", "정원", ("인원", "좌석", "좌석수")),
)


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: day, time (as in appointments), title, place, capacity (persons, or None)."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    written = draft.raw("capacity").strip()
    capacity = cells.whole(written, 1, MAX_CAPACITY)
    if written and capacity is None:
        draft.warn(N_("‘정원’을 수로 적어 주세요. 알 수 없어 비워 두었어요."))
    return {
        **read_moment(draft),
        "title": draft.text("title", "프로그램", required=True),
        "place": draft.text("place", "장소"),
        "capacity": capacity,
    }
