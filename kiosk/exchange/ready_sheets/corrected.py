"""What a sheet says of closing: of when its numbers are, and which of them are no longer what they were then."""

import sqlite3
from collections.abc import Iterable, Sequence

from kiosk.exchange.ready_sheets.book import BESIDE_THE_PLAN, Cell, Column, Kind, Table, Typed
from kiosk.expo.figures import closed_agencies, corrections, definitions, purchases, scope
from kiosk.expo.figures.definitions import FIGURES, Unit
from kiosk.expo.figures.purchases import Part
from kiosk.expo.square import days
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name

WORDS: dict[str, tuple[str, Kind]] = {
    "plan_items": (N_("구매계획(건)"), "count"),
    "plan_won": (N_("구매계획(원)"), "won"),
    "contract_count": (N_("현장계약(건)"), "count"),
    "contract_won": (N_("현장계약(원)"), "won"),
    "commitment_count": (N_("우선구매 약정(건)"), "count"),
    "commitment_won": (N_("우선구매 약정(원)"), "won"),
    "mou_count": (N_("업무협약(건)"), "count"),
    "other_contract_count": (N_("그 밖의 기업 계약(건)"), "count"),
    "other_contract_won": (N_("그 밖의 기업 계약(원)"), "won"),
    "other_commitment_count": (N_("그 밖의 기업 약정(건)"), "count"),
    "other_commitment_won": (N_("그 밖의 기업 약정(원)"), "won"),
    "other_mou_count": (N_("그 밖의 기업 업무협약(건)"), "count"),
}
KINDS: dict[Unit, Kind] = {"원": "won", "비율": "share", "분": "minutes"}
NOT_MEASURED = N_("재지 못함")
TITLE = N_("마감 뒤 고친 것")

_NUMBERS = (
    Column(N_("마감할 때"), "won", N_("그날을 마감하면서 굳힌 숫자예요. 그때 밖에 알린 숫자이기도 해요.")),
    Column(N_("지금"), "won", N_("마감한 뒤에 늦게 온 기록과 바로잡은 기록까지 넣은 숫자예요.")),
    Column(N_("고친 횟수"), "count", N_("마감한 뒤에 이 숫자를 건드린 일의 수예요.")),
)
_OF_AGENCIES = (
    Column(N_("부스"), "code"),
    Column(N_("기관")),
    Column(N_("분기")),
    Column(N_("품목")),
    Column(N_("무엇")),
    *_NUMBERS,
)
_OF_FIGURES = (Column(N_("날")), Column(N_("무엇")), *_NUMBERS)


def basis(db: sqlite3.Connection, corrected: Table | None, *, now: int, lang: str) -> str:
    """Of when the numbers are, as one sentence; `corrected`: the table of what was corrected."""
    expo = scope.of_expo(db, now)
    frozen = corrections.frozen(db, expo)
    if frozen is None:
        return gettext(N_("아직 모든 날을 마감하지 않아서 숫자가 바뀔 수 있어요."), lang)
    moment = f"{days.local(frozen.closing['closed_at'], expo.zone):%Y-%m-%d %H:%M}"
    sentence = (
        N_(
            "%(moment)s에 마감했고, 그 뒤에 달라진 숫자는 ‘마감 뒤 고친 것’에 있어요. 다른 곳에는 지금의 숫자를 적었어요."
        )
        if corrected
        else N_("%(moment)s에 마감한 숫자이고, 그 뒤에 달라진 것은 없어요.")
        if frozen.closing["agencies"]
        else N_("%(moment)s에 마감했어요.")  # by an earlier program: nobody knows what has changed since
    )
    return gettext(sentence, lang, moment=moment)


def of_agencies(db: sqlite3.Connection, *, now: int, lang: str) -> Table | None:
    """Every sum of plan and result, by agency, quarter and category, that is another than when the expo was closed. None where
    there is none."""
    then = closed_agencies.then(db, scope.of_expo(db, now))
    if then is None:
        return None
    pieces, rows = purchases.parts(db), list[Sequence[Cell]]()
    for agency in purchases.agencies(db):
        name = agency_name({"agency": agency["name"], "agency_en": agency["name_en"]}, lang)
        own = {part for part in pieces.keys() | then.pieces.keys() if part.agency_id == agency["id"]}
        for part in sorted(own, key=lambda one: (one.quarter or "~", one.category or "~")):
            now_, was = pieces.get(part, purchases.NOTHING), then.pieces.get(part)
            for sum_name, one in closed_agencies.corrected(was, now_, purchases.NAMES).items():
                word, kind = WORDS[sum_name]
                rows.append(
                    [
                        agency["booths"],
                        name,
                        *_where(part, lang),
                        gettext(word, lang),
                        Typed(one["value"], kind),
                        Typed(one["corrected"], kind),
                        then.times(agency["id"], [sum_name]),
                    ]
                )
    return Table(TITLE, _OF_AGENCIES, rows) if rows else None


def of_figures(db: sqlite3.Connection, names: Iterable[str], *, now: int, lang: str) -> Table | None:
    """Those of these figures, by day and of all days, that something touched after the closing. None where nothing did."""
    rows = list[Sequence[Cell]]()
    told = tuple(names)
    for one in (*scope.each_day(db, now), scope.of_expo(db, now)):
        frozen = corrections.frozen(db, one)
        if frozen is None:
            continue
        counted = definitions.collect(db, one)
        for name in told:
            was, times = frozen.values.get(name), frozen.times(name)
            if was == counted[name] and not times:
                continue
            values = (cell(value, FIGURES[name].unit, lang) for value in (was, counted[name]))
            day = one.day or gettext(N_("모든 날"), lang)
            rows.append([day, gettext(FIGURES[name].word, lang), *values, times])
    return Table(TITLE, _OF_FIGURES, rows) if rows else None


def cell(value: definitions.Value, unit: Unit, lang: str) -> Cell:
    """A figure as its unit is written."""
    return gettext(NOT_MEASURED, lang) if value is None else Typed(value, KINDS.get(unit, "count"))


def _where(part: Part, lang: str) -> list[Cell]:
    beside = gettext(BESIDE_THE_PLAN, lang)
    return [known_word(one, lang) if one else beside for one in (part.quarter, part.category)]
