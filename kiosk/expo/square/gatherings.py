"""Events of their own name that are held with the expo: a policy fair, a bazaar, a seminar with guests from abroad.

Booths and items of the programme belong to one of them, else to the expo itself. A guest is a visitor who came for one.
"""

import sqlite3
from typing import Any, NamedTuple, TypedDict

from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.data.store import Change
from kiosk.expo.square import ground
from kiosk.expo.square.booths import require as require_booth
from kiosk.expo.square.ground import Gathering, Ground
from kiosk.language.sentences import LANGUAGES, N_, gettext

MOST = 20
# Languages that guests have, by code. Screens speak Korean and English; to all others they speak English.
GUEST_LANGUAGES = {
    "ko": N_("한국어"),
    "en": N_("영어"),
    "ja": N_("일본어"),
    "zh": N_("중국어"),
    "fr": N_("프랑스어"),
    "es": N_("스페인어"),
    "de": N_("독일어"),
    "vi": N_("베트남어"),
    "th": N_("태국어"),
    "id": N_("인도네시아어"),
    "mn": N_("몽골어"),
    "ru": N_("러시아어"),
    "ar": N_("아랍어"),
    "pt": N_("포르투갈어"),
    "it": N_("이탈리아어"),
}


class GatheringShape(TypedDict):
    """One in answers; days are ISO dates, None for all of the expo's; `booths`: their numbers."""

    id: int
    name: str
    name_en: str | None
    begins_on: str | None
    ends_on: str | None
    place: str | None
    booths: list[str]


class Named(TypedDict):
    """One by its id and its name in a language."""

    id: int
    name: str


class Uses(NamedTuple):
    """How much belongs to one."""

    items: int
    guests: int


def of(db: sqlite3.Connection, id: int | None) -> Gathering | None:
    """The one of this id; None where there is none."""
    return next((one for one in ground.of(db).gatherings if one["id"] == id), None)


def named(square: Ground, lang: str) -> list[Named]:
    """All of them by their names in this language."""
    return [{"id": one["id"], "name": title(one, lang)} for one in square.gatherings]


def chosen(square: Ground, asked: str | None) -> Gathering | None:
    """The one whose id somebody wrote into an address; None for what is none."""
    return next((one for one in square.gatherings if str(one["id"]) == asked), None)


def title(one: Gathering, lang: str) -> str:
    """Its name in this language, where it has one."""
    return (lang == "en" and one["name_en"]) or one["name"]


def spoken_to(guest_lang: str | None, asked: str) -> str:
    """In which of the screens' languages somebody is spoken to: a guest in theirs, else in English; all others as `asked`."""
    if guest_lang is None:
        return asked
    return guest_lang if guest_lang in LANGUAGES else "en"


def save(
    change: Change,
    *,
    name: str,
    gathering: int | None = None,
    name_en: str | None = None,
    begins_on: str | None = None,
    ends_on: str | None = None,
    place: str | None = None,
    booths: list[str] | None = None,
) -> dict[str, Any]:
    """A new gathering, or with `gathering` (its id) the whole of it anew. One day alone is both its first and its last.

    `booths`: the numbers of those that belong to it from now on; none where none is named. Raises NotFound, BadFields, Refused
    unknown_booth, or wrong_state for a name that another has, or for too many.
    """
    if gathering is not None:
        require(change, gathering)
    begins_on, ends_on = _span(change, begins_on or ends_on, ends_on or begins_on)
    values = {"name": name, "name_en": name_en, "begins_on": begins_on, "ends_on": ends_on, "place": place}
    _require_new(change, name, gathering)
    if gathering is None:
        gathering = change.insert("gatherings", **values)
    else:
        change.update(
            f"UPDATE gatherings SET {', '.join(f'{column} = ?' for column in values)} WHERE id = ?",
            *values.values(),
            gathering,
        )
    _give_booths(change, gathering, booths or [])
    change.record("gathering.save", gathering=gathering)
    return {"gathering": shape(change.db, gathering), "message": gettext(N_("저장했어요."), change.lang)}


def remove(change: Change, *, gathering: int) -> dict[str, Any]:
    """Its booths and items are the expo's own again. Raises NotFound; Refused wrong_state while it has guests."""
    row = require(change, gathering)
    if guests := uses(change.db, gathering).guests:
        sentence = N_("초청 손님이 %(n)s명 있어 뺄 수 없어요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, n=guests))
    for table in ("booths", "programme"):
        change.update(f"UPDATE {table} SET gathering_id = NULL WHERE gathering_id = ?", gathering)
    change.update("DELETE FROM gatherings WHERE id = ?", gathering)
    change.record("gathering.remove", gathering=gathering)
    return {
        "message": gettext(
            N_("뺐어요: %(name)s. 부스와 프로그램은 박람회의 것이 됐어요."), change.lang, name=row["name"]
        )
    }


def require(change: Change, gathering: int) -> Gathering:
    """Raises NotFound."""
    if found := of(change.db, gathering):
        return found
    raise NotFound(gettext(N_("그런 행사가 없어요. 목록을 새로 열어 주세요."), change.lang))


def shape(db: sqlite3.Connection, gathering: int) -> GatheringShape:
    square = ground.of(db)
    one = next(one for one in square.gatherings if one["id"] == gathering)
    numbers = [row["number"] for row in square.booths.values() if row["gathering_id"] == gathering]
    return {**one, "booths": numbers}


def uses(db: sqlite3.Connection, gathering: int) -> Uses:
    """How many items of the programme and how many guests are its own."""
    found = db.execute(
        "SELECT (SELECT count(*) FROM programme WHERE gathering_id = ?1) AS items,"
        " (SELECT count(*) FROM visitors WHERE gathering_id = ?1 AND state = 'registered') AS guests",
        (gathering,),
    ).fetchone()
    return Uses(**found)


def _span(change: Change, begins_on: str | None, ends_on: str | None) -> tuple[str | None, str | None]:
    expo_days = [day.day for day in ground.of(change.db).days]
    wrong = {
        name: gettext(
            N_("%(name)s: 박람회 날 가운데 하나여야 해요: %(days)s"),
            change.lang,
            name=name,
            days=", ".join(expo_days) or "–",
        )
        for name, value in (("begins_on", begins_on), ("ends_on", ends_on))
        if value is not None and value not in expo_days
    }
    if not wrong and begins_on and ends_on and ends_on < begins_on:
        wrong["ends_on"] = gettext(N_("ends_on: 마지막 날이 첫날보다 빨라요."), change.lang)
    if wrong:
        raise BadFields(wrong)
    return begins_on, ends_on


def _require_new(change: Change, name: str, beside: int | None) -> None:
    others = [one for one in ground.of(change.db).gatherings if one["id"] != beside]
    if any(one["name"] == name for one in others):
        raise Refused("wrong_state", gettext(N_("같은 이름의 행사가 이미 있어요."), change.lang))
    if beside is None and len(others) >= MOST:
        raise Refused("wrong_state", gettext(N_("함께 열리는 행사는 %(n)s개까지예요."), change.lang, n=MOST))


def _give_booths(change: Change, gathering: int, numbers: list[str]) -> None:
    ids = [require_booth(change, number)["id"] for number in numbers]
    change.update("UPDATE booths SET gathering_id = NULL WHERE gathering_id = ?", gathering)
    for booth_id in ids:
        change.update("UPDATE booths SET gathering_id = ? WHERE id = ?", gathering, booth_id)
