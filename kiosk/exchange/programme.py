"""programme.csv: what happens on the stages."""

import re
from typing import Any

from kiosk.exchange import blanks, cells, dates
from kiosk.exchange.appointments import read_moment
from kiosk.exchange.drafts import Draft, prepare_rows
from kiosk.exchange.tables import Field, Table
from kiosk.expo.imports import Prepared
from kiosk.expo.programme.items import KINDS, Kind
from kiosk.language.sentences import N_

MAX_CAPACITY = 100_000
FIELDS = (
    Field("day", "일자", ("날짜", "일차"), required=True, within=dates.TOGETHER),
    Field("time", "시각", ("시간", "시작", "시작시간", "시작시각"), required=True, within=dates.TOGETHER),
    Field("ends", "종료", ("종료시각", "종료시간", "끝", "마침", "끝나는시각")),
    Field("title", "프로그램", ("프로그램명", "행사", "행사명", "내용"), required=True),
    Field("place", "장소", ("위치", "무대")),
    Field("capacity", "정원", ("인원", "좌석", "좌석수")),
    Field("kind", "종류", ("유형", "분류", "형식")),
    Field("host", "진행", ("강사", "진행자", "주최", "발표자", "연사", "출연")),
    Field("spoken", "언어", ("진행언어", "사용언어")),
    Field("gathering", "소속 행사", ("함께 열리는 행사", "행사 구분", "행사구분")),
)
# What a title or a kind is told by, the surest first; a time like 14:00~15:00 holds both ends.
WORDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("exhibition", ("전시", "exhibition")),
    ("lecture", ("강연", "특강", "강의", "세미나", "포럼", "lecture", "seminar")),
    ("class", ("교육", "체험", "교실", "워크숍", "만들기", "class", "workshop")),
    ("presentation", ("발표", "설명회", "presentation")),
    ("performance", ("공연", "퍼포먼스", "퍼레이드", "패션쇼", "음악회", "연주", "performance", "concert")),
    ("event", ("행사", "개막", "폐막", "서명", "시상", "event", "ceremony")),
)
SPAN = re.compile("[~∼〜–-]")


def prepare(table: Table, lang: str = "ko") -> list[Prepared]:
    """Values: day, time and ends (as in appointments; ends may be None), title, place, capacity (persons, or None), kind (of
    `programme.items.KINDS`), host, spoken, gathering (its name)."""
    return prepare_rows(table, lang, _read)


def _read(draft: Draft) -> dict[str, Any]:
    written = draft.raw("capacity").strip()
    capacity = cells.whole(written, 1, MAX_CAPACITY)
    if written and capacity is None:
        draft.warn(N_("‘정원’을 수로 적어 주세요. 알 수 없어 비워 두었어요."))
    starts, ends = _span(draft)
    moment = read_moment(draft, starts)
    return {
        **moment,
        "ends": _end(draft, moment["time"], ends),
        "title": draft.text("title", "프로그램", required=True),
        "place": draft.text("place", "장소"),
        "capacity": capacity,
        "kind": _kind(draft),
        "host": draft.said("host", "진행"),
        "spoken": draft.said("spoken", "언어"),
        "gathering": draft.said("gathering", "소속 행사"),
    }


def _span(draft: Draft) -> tuple[str, str]:
    """When it begins and ends, as written: in two columns, or in one as `14:00~15:00`."""
    written, ends = draft.raw("time"), draft.raw("ends").strip()
    both = SPAN.split(written, maxsplit=1)
    if not ends and len(both) == 2 and all(dates.time(one) for one in both):
        return both[0], both[1]
    return written, ends


def _end(draft: Draft, starts: str | None, written: str) -> str | None:
    """`15:00`, after the start, or None where none is written. Else the row is refused: nobody knows which of the two is
    wrong."""
    if not written or blanks.is_placeholder(written):
        return None
    ends = dates.time(written)
    if ends is None:
        draft.refuse(N_("‘종료’는 15:00처럼 적어 주세요. 모르면 비워 두어도 돼요."))
    elif starts and ends <= starts:
        draft.refuse(
            N_("끝나는 시각(%(ends)s)이 시작(%(starts)s)보다 뒤여야 해요."), ends=ends, starts=starts
        )
    return ends


def _kind(draft: Draft) -> Kind:
    """What the file says, else what the title tells."""
    said = draft.said("kind", "종류")
    known = _told(said or "")
    if said and known is None:
        draft.warn(
            N_("‘종류’를 알 수 없어 제목으로 정했어요. %(kinds)s 가운데 적어 주세요."),
            kinds=", ".join(KINDS.values()),
        )
    return known or _told(draft.raw("title")) or "event"


def _told(text: str) -> Kind | None:
    written = cells.word(text).lower()
    return next((kind for kind, words in WORDS if any(word in written for word in words)), None)
