"""What stands on the square beside booths: entrances, desks, the stage, toilets."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from kiosk.data import rows
from kiosk.language.sentences import N_
from kiosk.language.text import key


class Place(TypedDict):
    """One place: its middle and its measures in metres; `name_en` where one was given."""

    kind: str
    name: str
    name_en: str | None
    x_m: float
    y_m: float
    width_m: float
    height_m: float


class Kind(NamedTuple):
    """How screens call places of this kind, how files do too, and how large one is unless its file says (metres)."""

    word: str
    also: tuple[str, ...]
    size_m: tuple[float, float]


KINDS = {
    "entrance": Kind(N_("입구"), ("출입구", "정문", "출구", "entrance"), (6, 2)),
    "desk": Kind(N_("안내 데스크"), ("안내소", "데스크", "등록대", "desk"), (6, 3)),
    "stage": Kind(N_("무대"), ("주무대", "행사 무대", "stage"), (12, 6)),
    "toilet": Kind(N_("화장실"), ("toilet", "restroom"), (5, 4)),
    "rest": Kind(N_("쉼터"), ("휴게소", "휴게실", "휴식 공간", "rest"), (8, 5)),
    "aid": Kind(N_("의무실"), ("응급", "의료", "의무", "first aid"), (4, 3)),
    "exhibition": Kind(N_("제품 전시"), ("전시", "전시장", "exhibition"), (10, 6)),
    "hall": Kind(N_("강연장"), ("강연", "발표장", "발표회장", "체험장", "hall"), (10, 6)),
}
_BY_WORD = {key(word): name for name, kind in KINDS.items() for word in (name, kind.word, *kind.also)}


def kind_of(written: str) -> str | None:
    """The kind that a file calls so, in whatever spelling."""
    return _BY_WORD.get(key(written))


def read(db: sqlite3.Connection) -> tuple[Place, ...]:
    """All of them, as their file named them."""
    sql = "SELECT kind, name, name_en, x_m, y_m, width_m, height_m FROM places ORDER BY id"
    return tuple(rows.every(db, Place, sql))


def named_place(places: Sequence[Place], named: str | None, kind: str | None = None) -> int | None:
    """Which of these (by its position) somebody means by a name; without one, the first of this kind where only what is
    shown stands there: an exhibition needs no place's name."""
    if named:
        return next((at for at, one in enumerate(places) if _is_called(one, named)), None)
    if kind == "exhibition":
        return next((at for at, one in enumerate(places) if one["kind"] == kind), None)
    return None


def _is_called(place: Place, named: str) -> bool:
    return key(named) in {key(place["name"]), key(place["name_en"] or place["name"])}
