"""The expo itself: its name and its days."""

import re
import secrets
import sqlite3
from datetime import date
from typing import Any, NoReturn, TypedDict

from kiosk.actions.fields import printable
from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.square import days, setting_history
from kiosk.language.sentences import N_, gettext

DAYS_MAX = 31
CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]|24:00"


class DayWithPeople(TypedDict):
    day: str
    persons: int


class AppointmentTime(TypedDict):
    starts_at: int


def set_up(
    change: Change, *, name: str, days: list[str], hours: str, seen: dict[str, str] | None = None
) -> dict[str, Any]:
    """Name the expo and its days, or change them: `days` ISO dates, `hours` "10:00-18:00" for each of them, or as many as
    there are days, by commas, in their order. `seen`: what `set_up_as_said` gave when the page was painted.

    Answers in `message` what the change leaves outside. Raises BadFields; Refused wrong_state for leaving out a day on
    which somebody has come, or where it is not as it was `seen` any more; day_closed for another one of a closed day.
    """
    _require_seen(change, seen or {})
    hours_of = dated(days, hours, change.lang)
    dates = sorted(hours_of)
    _require_days_with_people(change, dates)
    _require_closed_days_as_they_are(change, hours_of)
    expo = change.one("SELECT name FROM expo")
    if expo:
        change.update("UPDATE expo SET name = ?", name)
    else:
        change.insert("expo", id=1, name=name, epoch=secrets.token_hex(8))
    change.update(f"DELETE FROM days WHERE day NOT IN ({','.join('?' * len(dates))})", *dates)
    for day in dates:
        opens, closes = hours_of[day]
        change.update(
            "INSERT INTO days (day, opens_at, closes_at) VALUES (?, ?, ?)"
            " ON CONFLICT (day) DO UPDATE SET opens_at = excluded.opens_at, closes_at = excluded.closes_at",
            day,
            _at(day, opens, change),
            _at(day, closes, change),
        )
    told = _told_hours([hours_of[day] for day in dates])
    change.record("expo.set_up", name=name, days=dates, hours=told)
    return {
        "expo": {"name": name, "days": dates, "hours": told},
        "message": " ".join([*_appointments_outside(change), *_running_outside(change)]),
    }


def _require_seen(change: Change, seen: dict[str, str]) -> None:
    now = set_up_as_said(change.db)
    if any(now.get(name) != value for name, value in seen.items()):
        by = setting_history.of_expo(change.db, change.lang).get("expo.set_up")
        sentence = N_(
            "그 사이 이름이나 날, 시간이 바뀌었어요: %(hours)s (%(by)s). 화면을 새로 열어 확인해 주세요."
        )
        who = by["by"] if by else gettext("다른 곳", change.lang)
        raise Refused(
            "wrong_state", gettext(sentence, change.lang, by=who, hours=f"{now['days']} {now['hours']}")
        )


def set_up_as_said(db: sqlite3.Connection) -> dict[str, str]:
    """What `expo.set_up` would be given to say what is so now: name, days and hours; "" where nothing is."""
    expo, found, zone = db.execute("SELECT name FROM expo").fetchone(), days.all_days(db), days.time_zone(db)
    return {
        "name": expo["name"] if expo else "",
        "days": ", ".join(day.day for day in found),
        "hours": _told_hours([days.hours_text(day, zone) for day in found]) if found else "",
    }


def restore(change: Change) -> dict[str, Any]:
    """What stands here came from a backup: a new epoch begins, so that every `seq` seen before it is void."""
    change.update("UPDATE expo SET epoch = ?, copied_from = NULL", secrets.token_hex(8))
    change.record("expo.restore")
    return {}


def _require_days_with_people(change: Change, dates: list[str]) -> None:
    marks = ",".join("?" * len(dates))
    came = rows.one(
        change.db,
        DayWithPeople,
        "SELECT day, sum(persons) AS persons FROM ("
        f" SELECT day, count(*) AS persons FROM arrivals WHERE {conditions.CAME} GROUP BY day UNION ALL"
        " SELECT day, count(*) FROM provisional_check_ins WHERE settled_at IS NULL GROUP BY day)"
        f" WHERE day IN (SELECT day FROM days) AND day NOT IN ({marks}) GROUP BY day ORDER BY day",
        *dates,
    )
    if came:
        sentence = N_("%(day)s에는 이미 %(n)s명이 입장해 그날을 뺄 수 없어요. 그날을 넣어 다시 해 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, day=came["day"], n=came["persons"]))


def _require_closed_days_as_they_are(change: Change, hours_of: dict[str, tuple[str, str]]) -> None:
    """A closed day stays, with its hours: its figures were made by them. Raises Refused day_closed."""
    for day in days.all_days(change.db):
        if day.closed_at is None or hours_of.get(day.day) == days.hours_text(day, change.time_zone):
            continue
        sentence = N_(
            "%(day)s은 이미 마감해 날과 시간을 바꿀 수 없어요. 바꾸려면 마감 화면에서 그날을 먼저 다시 열어 주세요."
        )
        raise Refused("day_closed", gettext(sentence, change.lang, day=day.day))


def _appointments_outside(change: Change) -> list[str]:
    """What to do about appointments that no day, or no hour of a day, holds any more."""
    outside = rows.every(
        change.db,
        AppointmentTime,
        f"SELECT starts_at FROM wishes WHERE {conditions.OPEN_APPOINTMENT} AND starts_at >= ?"
        " AND NOT EXISTS (SELECT 1 FROM days WHERE starts_at >= opens_at AND starts_at < closes_at) ORDER BY starts_at",
        change.now,
    )
    if not outside:
        return []
    when = f"{days.local(outside[0]['starts_at'], change.time_zone):%Y-%m-%d %H:%M}"
    sentence = N_(
        "예약 %(n)s건이 새 날짜와 시간 밖에 있어요(%(when)s부터). 새 시각을 적은 예약 파일을 다시 가져와 주세요."
    )
    return [gettext(sentence, change.lang, n=len(outside), when=when)]


def _running_outside(change: Change) -> list[str]:
    """Whom a closing that has passed already leaves in a meeting or called."""
    busy = change.value(f"SELECT count(*) FROM tickets WHERE {conditions.CALLED_OR_SERVING}")
    today = days.today(change.db, change.now, change.time_zone)
    if not busy or (today and today.is_open(change.now)):
        return []
    sentence = N_(
        "지금은 새 운영 시간 밖이에요. 부르거나 상담 중인 %(n)s명은 끝낼 수 있고, 새로 부르지는 않아요."
    )
    return [gettext(sentence, change.lang, n=busy)]


def dated(days: list[str], hours: str, lang: str) -> dict[str, tuple[str, str]]:
    """Each of these days with when it opens and closes ("10:00", "18:00"). Raises BadFields, which says what would fit."""
    each = [_hours(one, lang) for one in hours.split(",")]
    dates = [_date(day, lang) for day in days]
    if not dates:
        raise BadFields({"days": gettext("%(name)s 항목을 채워 주세요.", lang, name="days")})
    if len(dates) > DAYS_MAX:
        sentence = N_("날짜는 %(most)s일까지 적어 주세요. 지금은 %(n)s일이에요.")
        raise BadFields({"days": gettext(sentence, lang, most=DAYS_MAX, n=len(dates))})
    if len(each) not in (1, len(dates)):
        sentence = N_(
            "운영 시간은 하나만 적거나(모든 날이 같아요), 날짜 %(days)s일에 맞추어 %(days)s개를 쉼표로 적어 주세요. 지금은 %(n)s개예요."
        )
        raise BadFields({"hours": gettext(sentence, lang, days=len(dates), n=len(each))})
    return dict(zip(dates, each if len(each) > 1 else each * len(dates), strict=True))


def _told_hours(each: list[tuple[str, str]]) -> str:
    """`10:00-18:00`, or one a day by commas, where they differ."""
    written = [f"{opens}-{closes}" for opens, closes in each]
    return written[0] if len(set(written)) == 1 else ",".join(written)


def _hours(hours: str, lang: str) -> tuple[str, str]:
    match = re.fullmatch(rf"({CLOCK})\s*[-~]\s*({CLOCK})", hours.strip())
    opens, closes = (f"{clock:0>5}" for clock in match.groups()) if match else ("", "")
    if not match or not opens < closes:
        sentence = N_(
            "‘%(given)s’ 대신 10:00-18:00처럼 여는 때와 닫는 때를 적어 주세요. 자정까지면 24:00이에요."
        )
        raise BadFields({"hours": gettext(sentence, lang, given=printable(hours.strip()))})
    return opens, closes


def _date(day: str, lang: str) -> str:
    """The day in ISO 8601; also of `2026. 10. 29.` and `2026/10/29`, as people write it."""
    match = re.fullmatch(r"(2[0-9]{3})\s*[-./]\s*([0-9]{1,2})\s*[-./]\s*([0-9]{1,2})\s*\.?", day.strip())
    try:
        return str(date(*map(int, match.groups()))) if match else _no_date(day, lang)
    except ValueError:
        return _no_date(day, lang)


def _no_date(day: str, lang: str) -> NoReturn:
    sentence = N_("‘%(given)s’ 대신 2026-10-29처럼 달력에 있는 날을 적어 주세요.")
    raise BadFields({"days": gettext(sentence, lang, given=printable(day))})


def _at(day: str, clock: str, change: Change) -> int:
    try:
        return days.at_local(day, clock, change.time_zone)
    except (ValueError, OverflowError):
        sentence = N_("%(day)s %(clock)s은 없는 때예요. 다른 시각을 적어 주세요.")
        raise BadFields({"hours": gettext(sentence, change.lang, day=day, clock=clock)}) from None
