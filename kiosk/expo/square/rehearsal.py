"""Rehearsing: everything works, every page says so, and in one step it is as it was before.

Today plays a day of the expo: its hours are moved so that it is open now, and with it what is booked and on the programme
that day. Which tables are put back, and which stay as they are, stands in kiosk/data/rehearsed.py.
"""

import json
import secrets
import sqlite3
from datetime import date, timedelta
from typing import Any, NamedTuple, TypedDict

from kiosk.actions.refusals import NotWritten, Refused
from kiosk.data import conditions, journal, rehearsed
from kiosk.data.store import Change
from kiosk.expo.square import days, ground
from kiosk.expo.square.days import MIN_MS, Day
from kiosk.expo.square.ground import Rehearsal
from kiosk.language.sentences import N_, gettext

OPEN_SINCE_MS = 20 * MIN_MS  # the day has been open for so long when it begins: nobody is early
LAST_BEGIN_MS = 30 * MIN_MS  # before the doors open; the clock ends it LAST_END_MS before
LAST_END_MS = 10 * MIN_MS
AT_LEAST_MS = 15 * MIN_MS
STEP_MS = 5 * MIN_MS

# A badge of a rehearsal has a serial from this one on: no badge that counts comes so far, so it opens nothing afterwards.
FIRST_SERIAL = 16

# What is done by these is not rehearsed: it stays, and its history.
STAYS = frozenset(
    "rehearsal.begin rehearsal.end expo.settings expo.face booth.settings gathering.save"
    " station.add station.begin station.lock station.move station.pair station.place station.redeem station.reenter"
    " station.rename station.revoke station.unlock"
    " pairing.cards pairing.close pairing.open pairing.redeem pairing.renew"
    " printer.add printer.load printer.remove printer.trouble printer.use"
    " contact.keep contact.open contact.search export.note".split()
)
# What could not be put back, would come back with it, or would be gone with it though it was meant in earnest.
NOT_WHILE_REHEARSING = frozenset(
    "expo.set_up expo.close_day expo.reopen_day import.apply import.columns contacts.forget contacts.announce"
    " visitor.forget results.release results.withdraw gathering.remove"
    " timetable.add timetable.answer timetable.apply timetable.away timetable.back timetable.drop timetable.mark timetable.move"
    " timetable.propose".split()
)
# What is listed before it goes, in this order: a table, and what its rows are called.
LISTED = {
    "arrivals": N_("입장"),
    "visitors": N_("새로 등록한 사람"),
    "tickets": N_("대기표"),
    "consultations": N_("상담"),
    "lines": N_("상담 결과"),
    "signings": N_("서명식"),
    "sign_ups": N_("프로그램 신청"),
    "print_jobs": N_("인쇄한 명찰"),
    "phones": N_("연결한 휴대전화"),
    "attachments": N_("첨부 파일"),
}


class Played(NamedTuple):
    """The expo's day that today plays, and from when to when it is open (ms)."""

    day: Day
    opens_at: int
    closes_at: int


class Goes(TypedDict):
    """So many rows of a table came with the rehearsal."""

    table: str
    word: str
    count: int


def begin(change: Change, *, crowd: int = 0, pace: int = 1) -> dict[str, Any]:
    """Begin a rehearsal with a crowd of so many walking, `pace` times as fast as the clock.

    Raises Refused wrong_state: one is on, no days are set, somebody is in, or the doors open soon or are open.
    """
    if active(change.db):
        raise Refused("wrong_state", gettext(N_("연습이 이미 켜져 있어요."), change.lang))
    played = _played(change)
    _require_nobody_in(change)
    rehearsed.keep(change.db)
    entry, answer = journal.latest_seq(change.db), change.value("SELECT coalesce(max(id), 0) FROM answers")
    _play(change, played)
    change.insert(
        "rehearsals",
        began_at=change.now,
        ends_by=played.closes_at,
        entry=entry,
        answer=answer,
        day=played.day.day,
        crowd=crowd,
        pace=pace,
    )
    ends = days.hours_text(Day("", played.opens_at, played.closes_at), change.time_zone)[1]
    change.record("rehearsal.begin", crowd=crowd, pace=pace, plays=played.day.day)
    sentence = N_("연습을 시작했어요. 늦어도 %(time)s에 저절로 끝나고, 그때까지 한 일은 모두 지워져요.")
    return {
        "rehearsal": {"plays": played.day.day, "ends_by": days.iso(played.closes_at, change.time_zone)},
        "message": gettext(sentence, change.lang, time=ends),
    }


def end(change: Change) -> dict[str, Any]:
    """End the rehearsal: what was rehearsed goes, in `gone` by kind, and a new epoch begins. Raises Refused wrong_state."""
    found = active(change.db)
    if found is None:
        raise Refused("wrong_state", gettext(N_("연습이 켜져 있지 않아요."), change.lang))
    gone = {one["table"]: one["count"] for one in goes(change.db, change.lang)}
    void = {"ok": False, "code": "wrong_state", "message": gettext(_REHEARSED, change.lang)}
    since = rehearsed.Since(found["entry"], found["answer"])
    rehearsed.put_back(change.db, since=since, staying=STAYS, void=json.dumps(void, ensure_ascii=False))
    change.update("UPDATE rehearsals SET ended_at = ? WHERE id = ?", change.now, found["id"])
    change.update("UPDATE expo SET epoch = ?", secrets.token_hex(8))
    change.record("rehearsal.end", gone=gone)
    return {
        "gone": gone,
        "message": gettext(N_("연습을 끝냈어요. 모두 연습 전으로 돌아왔어요."), change.lang),
    }


def active(db: sqlite3.Connection) -> Rehearsal | None:
    """The rehearsal that is on."""
    return ground.of(db).rehearsal


def goes(db: sqlite3.Connection, lang: str) -> list[Goes]:
    """What will go when the rehearsal that is on ends: what it added, by kind."""
    counted = ((table, word, rehearsed.added(db, table)) for table, word in LISTED.items())
    return [
        {"table": table, "word": gettext(word, lang), "count": count.now - count.before}
        for table, word, count in counted
        if count.now > count.before
    ]


def first_serial(db: sqlite3.Connection) -> int:
    """The least serial that a badge which is made now may have."""
    return FIRST_SERIAL if ground.of(db).rehearsal else 0


def due_end(db: sqlite3.Connection, now: int) -> Rehearsal | None:
    """The rehearsal whose time is over at `now` (ms)."""
    found = active(db)
    return found if found and found["ends_by"] <= now else None


def require_possible(change: Change, verb: str) -> None:
    """Raises Refused wrong_state for what is not done while a rehearsal is on."""
    if verb in NOT_WHILE_REHEARSING and ground.of(change.db).rehearsal:
        sentence = N_("연습 중에는 할 수 없어요. 연습을 끝낸 뒤에 해 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))


def require_begun_since(change: Change, behind_ms: int) -> None:
    """What a station kept before the rehearsal that is on would be wiped with it: it is sent once more when that is over.

    Raises NotWritten.
    """
    found = active(change.db) if behind_ms > 0 else None
    if found and change.now - behind_ms < found["began_at"]:
        sentence = N_("연습 중이에요. 연습 전에 한 일은 연습이 끝나면 저절로 보내져요.")
        raise NotWritten(gettext(sentence, change.lang))


def was_rehearsed(change: Change, behind_ms: int) -> bool:
    """Whether an action that a station kept, so many ms ago by its clock, was one of a rehearsal that is over."""
    if behind_ms <= 0:
        return False
    told = change.now - behind_ms
    sql = "SELECT 1 FROM rehearsals WHERE ended_at >= ? AND began_at <= ?"
    return change.one(sql, told, told) is not None


def rehearsed_answer(lang: str) -> dict[str, Any]:
    """What a station is told that sends such an action: done with, so that it does not keep it."""
    return {"ok": True, "code": "rehearsed", "message": gettext(_REHEARSED, lang)}


_REHEARSED = N_("연습에서 한 일이라 남기지 않았어요.")


def _played(change: Change) -> Played:
    square = ground.of(change.db)
    if not square.days:
        raise Refused("wrong_state", gettext(N_("먼저 박람회의 날과 시간을 정해 주세요."), change.lang))
    today, midnight = square.today(change.now), _midnight(change)
    if today and today.opens_at - LAST_BEGIN_MS <= change.now < today.closes_at:
        sentence = N_(
            "오늘은 박람회 날이라 지금은 연습할 수 없어요. 문 열기 30분 전까지, 또는 마감한 뒤에 할 수 있어요."
        )
        raise Refused("wrong_state", gettext(sentence, change.lang))
    day = next((one for one in square.days if one.closes_at > change.now), square.days[-1])
    tomorrow = str(date.fromisoformat(days.date_of(change.now, change.time_zone)) + timedelta(days=1))
    closes_at = days.at_local(tomorrow, "00:00", change.time_zone)
    if today and change.now < today.opens_at:
        closes_at = today.opens_at - LAST_END_MS
    if closes_at - change.now < AT_LEAST_MS:
        sentence = N_("자정까지 15분이 남지 않았어요. 자정이 지난 뒤에 시작해 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))
    return Played(day, max(midnight, change.now // STEP_MS * STEP_MS - OPEN_SINCE_MS), closes_at)


def _midnight(change: Change) -> int:
    return days.at_local(days.date_of(change.now, change.time_zone), "00:00", change.time_zone)


def _require_nobody_in(change: Change) -> None:
    """Somebody who came today and may still be here is no part of a rehearsal."""
    today = ground.of(change.db).today(change.now)
    if today and change.now >= today.closes_at:
        return
    day = days.date_of(change.now, change.time_zone)
    came = change.value(f"SELECT count(*) FROM arrivals WHERE day = ? AND {conditions.CAME}", day)
    came += change.value(
        "SELECT count(*) FROM provisional_check_ins WHERE day = ? AND settled_at IS NULL", day
    )
    if came:
        sentence = N_("오늘 이미 %(n)s명이 입장해 연습할 수 없어요. 입장을 되돌리거나 마감한 뒤에 해 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, n=came))


def _play(change: Change, played: Played) -> None:
    """Let today be that day: open now, nobody in yet, appointments and programme at their time of the day."""
    today = days.date_of(change.now, change.time_zone)
    moved = played.opens_at - played.day.opens_at
    change.update("DELETE FROM arrivals WHERE day = ?", today)
    for table, until in (("wishes", "starts_at"), ("programme", "coalesce(ends_at, starts_at)")):
        columns = ("starts_at",) if table == "wishes" else ("starts_at", "ends_at", "was_starts_at")
        change.update(
            f"UPDATE {table} SET {', '.join(f'{one} = {one} + ?1' for one in columns)}"
            f" WHERE starts_at >= ?2 AND {until} <= ?3",
            moved,
            played.day.opens_at,
            played.day.closes_at,
        )
    change.update("DELETE FROM days WHERE day IN (?, ?)", today, played.day.day)
    change.insert("days", day=today, opens_at=played.opens_at, closes_at=played.closes_at)
    change.update(
        "UPDATE booths SET paused_at = NULL, pause_reason = NULL, pause_until = NULL, left_on = NULL, absent_on = NULL"
    )
