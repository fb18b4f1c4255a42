"""In which order files come in: agencies, plan, enterprises, appointments, programme, places, guests, paper; what a timetable
is made from; after the expo what became of promises and what was bought later; and what a file needs before it.

What is missing before a file is said once, for the whole of it, instead of once a row.
"""

import sqlite3

from kiosk.expo.imports.rows import REFUSED, Outcome, Reading, Rows
from kiosk.language.sentences import N_, gettext, josa

BEFORE = ("agencies", "plan", "enterprises", "appointments", "programme", "places", "guests", "paper")
# What a timetable is made from: an expo whose appointments come as a file has none of it.
TIMETABLE = ("marks", "away", "timetable_answers")
AFTER = ("follow_ups", "purchases")
ORDER = BEFORE + TIMETABLE + AFTER
# An expo can do without a map's places, without guests, and without paper: nobody is sent to look for such a file.
OFFERED = BEFORE[:-3]
NAMES = {
    "agencies": N_("기관과 부스"),
    "plan": N_("구매계획"),
    "enterprises": N_("참가 기업과 사람"),
    "appointments": N_("예약 상담"),
    "programme": N_("행사 일정"),
    "places": N_("광장의 시설"),
    "guests": N_("초청 손님"),
    "paper": N_("종이에 적은 것"),
    "marks": N_("만나고 싶다는 표시"),
    "away": N_("못 오는 때"),
    "timetable_answers": N_("시간표의 답"),
    "follow_ups": N_("후속 조사표"),
    "purchases": N_("이후 구매"),
}
_COUNTED = {
    "agencies": "SELECT count(*) FROM agencies",
    "plan": "SELECT count(*) FROM plan_items",
    "enterprises": "SELECT count(*) FROM enterprises",
    "appointments": "SELECT count(*) FROM wishes WHERE starts_at IS NOT NULL AND state <> 'withdrawn'",
    "programme": "SELECT count(*) FROM programme",
    "places": "SELECT count(*) FROM places",
    "guests": "SELECT count(*) FROM visitors WHERE gathering_id IS NOT NULL AND state = 'registered'",
    "marks": "SELECT count(*) FROM marks",
    "away": "SELECT count(*) FROM away",
    "timetable_answers": (
        "SELECT count(*) FROM proposals WHERE state <> 'replaced' AND coalesce(agency_says, enterprise_says) IS NOT NULL"
    ),
    "follow_ups": "SELECT count(*) FROM follow_ups WHERE undone_at IS NULL",
    "purchases": "SELECT count(*) FROM purchases",
    "paper": (
        "SELECT (SELECT count(*) FROM consultations WHERE paper_at IS NOT NULL)"
        " + (SELECT count(*) FROM arrivals WHERE paper_at IS NOT NULL)"
    ),
}
_COMES_OF_IT = {
    "plan": N_("지금은 어느 기관의 사업인지 알 수 없어 한 줄도 넣을 수 없어요."),
    "purchases": N_("지금은 어느 기관의 구매인지 알 수 없어 한 줄도 넣을 수 없어요."),
    "enterprises": N_(
        "품목과 상담 희망은 거기에 있는 이름으로 이어져요. 지금 가져오면 그것 없이 들어가고, 나중에 이 파일을 다시 가져오면 이어져요."
    ),
    "marks": N_("지금은 누가 누구를 만나고 싶은지 알 수 없어 한 줄도 넣을 수 없어요."),
    "away": N_("지금은 누가 못 오는지 알 수 없어 한 줄도 넣을 수 없어요."),
    "timetable_answers": N_("지금은 누구의 답인지 알 수 없어 한 줄도 넣을 수 없어요."),
    "appointments": N_("지금은 누가 어느 기관을 만나는지 알 수 없어 한 줄도 넣을 수 없어요."),
}
FIRST = N_("%(files)s 먼저 가져오세요.")
NOT_YET = N_("먼저 할 일이 있어 넣지 않았어요.")
NO_DAYS = N_("박람회 날짜를 먼저 정해 주세요. 지금은 한 줄도 넣을 수 없어요.")


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How much of each kind of file there is."""
    asked = ", ".join(f"({sql}) AS {kind}" for kind, sql in _COUNTED.items())
    return dict(db.execute(f"SELECT {asked}").fetchone())


def steps(there: dict[str, int]) -> tuple[str, ...]:
    """The kinds to show in their order: those of a timetable, and of the time after the expo, once one of them is there."""
    shown = (BEFORE, *(kinds for kinds in (TIMETABLE, AFTER) if any(there[one] for one in kinds)))
    return tuple(one for kinds in shown for one in kinds)


def next_after(kind: str, there: dict[str, int]) -> str | None:
    """Which file to offer once one of this kind is in: the first of which nothing is there, else the one after it."""
    if kind in TIMETABLE + AFTER:
        return None
    missing = [one for one in OFFERED if one != kind and not there[one]]
    after = OFFERED[ORDER.index(kind) + 1 :]
    return next((one for one in (*missing, *after)), None)


def needed(reading: Reading, kind: str, rows: Rows) -> list[str]:
    """The kinds of files that have to come before these rows, in their order."""
    there = counts(reading.db)
    if kind in ("plan", "purchases"):
        wanted = {"agencies"}
    elif kind in ("appointments", *TIMETABLE):
        wanted = {"agencies", "enterprises"} | ({"plan"} if not there["enterprises"] else set())
    elif kind == "enterprises":
        values = [one for verdict, one in rows if not verdict.verdict]
        wanted = {
            name
            for name, listed in (("agencies", "wishes"), ("plan", "categories"))
            if any(one[listed] for one in values)
        }
    else:
        return []
    return [one for one in ORDER if one in wanted and not there[one]]


def ready(reading: Reading, kind: str, rows: Rows) -> tuple[list[str], list[str]]:
    """What has to come before these rows: "expo" where its days do, and kinds of files; and the sentences that say so, the gravest first."""
    needs = needed(reading, kind, rows)
    dated = kind in ("appointments", "programme", "paper", "away", "timetable_answers") and not reading.all(
        "SELECT 1 FROM days LIMIT 1"
    )
    days = [gettext(NO_DAYS, reading.lang)] if dated else []
    needed_first = ["expo"] if dated else []
    return needed_first + needs, days + ([_said(needs, kind, reading.lang)] if needs else [])


def refuse_all(rows: Rows, needs: list[str], notes: list[str], lang: str) -> Outcome:
    """Nothing can come in before the others: each usable row is refused, and the file is told why."""
    for verdict, _ in rows:
        if verdict.verdict != REFUSED:
            verdict.refuse(gettext(NOT_YET, lang))
    return Outcome([verdict for verdict, _ in rows], notes=notes, needs=needs)


def _said(needs: list[str], kind: str, lang: str) -> str:
    """`구매계획을 먼저 가져오세요. …`"""
    names = [gettext(NAMES[one], lang) for one in needs]
    named = ", ".join([*names[:-1], josa(names[-1], "을") if lang == "ko" else names[-1]])
    return f"{gettext(FIRST, lang, files=named)} {gettext(_COMES_OF_IT[kind], lang)}"
