"""What is settled of one booth beforehand: counters by the hour, an earlier closing, a first guess at its meetings' length.

The clock carries it out (actions/timers.py): `booth.counters` at the hour, `booth.go_home` at the closing.
"""

import sqlite3
from typing import Any

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import conditions, expo_settings
from kiosk.data.store import Change
from kiosk.expo.square import booths, days, ground
from kiosk.expo.square.days import Day
from kiosk.expo.square.ground import Booth, Ground
from kiosk.language.sentences import N_, gettext

Values = dict[str, Any]


def settings_of(booth: Booth) -> Values:
    """A booth's settings by name (kiosk/data/expo_settings.py)."""
    return expo_settings.of_booth(booth["settings"]) | {"call_ahead": bool(booth["ahead_by_clock"])}


def keep(change: Change, booth: Booth, before: Values, after: Values, text: str) -> None:
    """Write the booth's settings, `text` as its row keeps them, and let those that count now count at once.

    Raises Refused wrong_state for a closing that has passed today already while people wait: they would lose their places.
    """
    if before["closes_at"] != after["closes_at"]:
        _require_nobody_sent_away(change, booth, after["closes_at"])
    stays = _comes_back(change, booth, before, after)
    change.update(
        "UPDATE booths SET settings = ?, ahead_by_clock = ?, left_on = ? WHERE id = ?",
        text,
        int(after["call_ahead"]),
        None if stays else booth["left_on"],
        booth["id"],
    )
    if stays:
        change.record("booth.open", booth_id=booth["id"], reason=None)
    if before["counters_by_hour"] != after["counters_by_hour"]:
        _plan_counters(change, booth, after["counters_by_hour"])


def counters_now(steps: list[dict[str, Any]], of_file: int, now: int, zone: str) -> int:
    """How many counters the plan gives at `now` (ms); before its first step as many as the file of agencies said."""
    clock = days.clock_text(now, zone)
    return next((one["counters"] for one in reversed(steps) if one["from"] <= clock), of_file)


def due_counters(db: sqlite3.Connection, now: int, zone: str) -> list[tuple[Booth, str]]:
    """Booths whose plan gives another count of counters by now, with a word for this hour of the plan."""
    found, hour = [], f"{days.local(now, zone):%Y-%m-%d:%H%M}"
    for booth in ground.of(db).booths.values():
        if booth["file_counters"] is not None:
            wanted = counters_now(settings_of(booth)["counters_by_hour"], booth["file_counters"], now, zone)
            if wanted != booth["counters"]:
                found.append((booth, f"{hour}:{wanted}"))
    return found


def due_closings(square: Ground, today: Day, now: int) -> list[tuple[Booth, str]]:
    """Booths whose own closing has come and that are there yet, with a word for it."""
    moments = ((square.booths[booth_id], at) for booth_id, at in square.closings(today).items() if at <= now)
    return [(booth, str(at)) for booth, at in moments if booth["left_on"] != today.day]


def set_counters(change: Change, *, booth: str, counters: int | None = None) -> dict[str, Any]:
    """A booth has so many counters from now on; who sits at one that is taken away stays. Without `counters` (the clock, at an
    hour of the booth's plan) as many as the plan says.

    Raises BadFields, Refused: unknown_booth, wrong_state where the booth has a plan, or as many already.
    """
    if counters is None:
        return _follow_plan(change, booth)
    row = booths.require(change, booth)
    if row["file_counters"] is not None:
        sentence = N_("%(booth)s 부스는 시간마다 상담석 수를 정해 두었어요. 부스의 설정에서 바꿔 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, booth=booth))
    if row["counters"] == counters:
        sentence = N_("%(booth)s의 상담석은 이미 %(n)s개예요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, booth=booth, n=counters))
    _set(change, row, counters)
    sentence = N_("%(booth)s의 상담석이 %(n)s개가 됐어요.")
    return {"counters": counters, "message": gettext(sentence, change.lang, booth=booth, n=counters)}


def _follow_plan(change: Change, booth: str) -> dict[str, Any]:
    if change.actor.role != "system":
        raise BadFields({"counters": gettext("상담석이 몇 개인지 적어 주세요.", change.lang)})
    row = ground.of(change.db).by_number.get(booth)
    if row is None or row["file_counters"] is None:
        return {}
    steps = settings_of(row)["counters_by_hour"]
    count = counters_now(steps, row["file_counters"], change.now, change.time_zone)
    _set(change, row, count)
    return {"counters": count}


def _set(change: Change, row: Booth, count: int) -> None:
    change.update("UPDATE booths SET counters = ? WHERE id = ?", count, row["id"])
    change.record("booth.counters", booth_id=row["id"], counters=count)


def require_not_closed_early(change: Change, booth: Booth) -> None:
    """Raises Refused wrong_state at a booth that is past its own closing: else it would open and be closed at once."""
    closes_at = ground.of(change.db).closing_of(booth, change.now)
    if closes_at is not None and change.now >= closes_at:
        sentence = N_(
            "%(booth)s 부스는 %(clock)s에 마치기로 정해 두었어요. 설정에서 마치는 때를 바꿔 주세요."
        )
        clock = settings_of(booth)["closes_at"]
        raise Refused("wrong_state", gettext(sentence, change.lang, booth=booth["number"], clock=clock))


def _require_nobody_sent_away(change: Change, booth: Booth, closes_at: str | None) -> None:
    today = days.today(change.db, change.now, change.time_zone)
    is_past = closes_at is not None and closes_at <= days.clock_text(change.now, change.time_zone)
    if not is_past or today is None or not today.is_open(change.now):
        return
    waiting = change.value(
        f"SELECT count(*) FROM tickets WHERE booth_id = ? AND {conditions.WAITING}", booth["id"]
    )
    if waiting:
        sentence = N_(
            "%(clock)s은 오늘 이미 지났고 %(booth)s에서 %(n)s명이 기다려요. 먼저 다른 부스로 옮기거나 더 늦은 때로 정해 주세요."
        )
        values = {"clock": closes_at, "booth": booth["number"], "n": waiting}
        raise Refused("wrong_state", gettext(sentence, change.lang, **values))


def _comes_back(change: Change, booth: Booth, before: Values, after: Values) -> bool:
    """Whether a booth that its old closing sent home today stays after all, by the new one."""
    if before["closes_at"] == after["closes_at"] or booth["left_on"] is None:
        return False
    clock = days.clock_text(change.now, change.time_zone)
    was_over = before["closes_at"] is not None and before["closes_at"] <= clock
    return was_over and (after["closes_at"] is None or after["closes_at"] > clock)


def _plan_counters(change: Change, booth: Booth, steps: list[dict[str, Any]]) -> None:
    """`file_counters` keeps the file's count as long as there is a plan."""
    of_file = booth["counters"] if booth["file_counters"] is None else booth["file_counters"]
    change.update(
        "UPDATE booths SET counters = ?, file_counters = ? WHERE id = ?",
        counters_now(steps, of_file, change.now, change.time_zone),
        of_file if steps else None,
        booth["id"],
    )
