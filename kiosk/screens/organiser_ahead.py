"""What is left of the day as organisers see it: how long people will wait, who will not be met, where to stop admitting, when the
square will be empty; and what something that was tried would change, in words. Read from the forecast kept last; nothing is computed.

Drawn as the day is (organiser_day.py): x 0 to 1000, y 0 (top) to 100.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from kiosk.expo.figures import forecasts
from kiosk.expo.figures.alarms import effects
from kiosk.expo.figures.forecasts import HALF_MS, moment
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.screens.organiser_day import Axis, Expected

TOPS = (10, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480)  # minutes
PEOPLE_SHOWN, STOPS_SHOWN = 8, 8
STOP_EARLY_MS = 30 * days.MIN_MS  # nothing is said of a booth that stops so shortly before closing
LONG_MS = 4 * 60 * days.MIN_MS  # over which only every second hour is written below
SOON_MS = 5 * days.MIN_MS
ENOUGH_SCORED = 3  # half hours before it is said how good forecasts are


class Band(Expected):
    """How long people will wait: an area between P10 and P90, a line of P50; `longest`: the top of the scale (minutes);
    `hours`: (x, HH:MM); `told`: (HH:MM, P10, P90), for who does not see it."""

    longest: int
    hours: list[tuple[float, str]]
    told: list[tuple[str, int, int]]


class Stop(TypedDict):
    """Who joins this booth from `time` (HH:MM) on will probably not be met."""

    booth: str
    time: str
    is_now: bool


class Unmet(TypedDict):
    """Who will probably not be met, in so many percent of the futures."""

    number: int
    booth: str
    percent: int


class Ahead(TypedDict):
    """`is_day` False: there is no rest of a day; `as_of` (HH:MM) None: nothing was foretold yet, or since `silent_since`. Ranges are P10, P50, P90; `score`:
    so many of ten half hours within their bands, None while too few are over."""

    is_day: bool
    as_of: str | None
    silent_since: str | None
    futures: int
    band: Band | None
    empty: list[str]
    meetings: list[int]
    unmet: list[int]
    stops: list[Stop]
    more_stops: int
    people: list[Unmet]
    more_people: int
    score: int | None
    scored: int


def ahead(db: sqlite3.Connection, today: days.Day | None, now: int, zone: str) -> Ahead:
    """What was foretold last, of today."""
    is_day = today is not None and today.closed_at is None and now < today.closes_at
    told = forecasts.newest(db, today, now) if today is not None and is_day else None
    if told is None or today is None:
        since = forecasts.silent_since(db, today, now) if today is not None and is_day else None
        silent = days.clock_text(since, zone) if since is not None else None
        return {
            "is_day": is_day, "as_of": None, "silent_since": silent, "futures": 0, "band": None, "empty": [], "meetings": [], "unmet": [],
            "stops": [], "more_stops": 0, "people": [], "more_people": 0, "score": None, "scored": 0,
        }  # fmt: skip
    as_of = moment(told["as_of"])
    last = today.closes_at - STOP_EARLY_MS
    stops = sorted(
        (moment(one["stop_admitting_at"]), one["booth"]) for one in told["booths"] if one["stop_admitting_at"]
    )
    stops = [(at, booth) for at, booth in stops if at < last]
    people, score = told["people"], told["score"]
    return {
        "is_day": True,
        "as_of": days.clock_text(as_of, zone),
        "silent_since": None,
        "futures": told["futures"],
        "band": band(told, today, zone),
        "empty": [days.clock_text(moment(at), zone) for at in told["empty_at"]],
        "meetings": told["meetings"],
        "unmet": told["unmet"],
        "stops": [
            {"booth": booth, "time": days.clock_text(at, zone), "is_now": at <= now + SOON_MS}
            for at, booth in stops[:STOPS_SHOWN]
        ],
        "more_stops": max(0, len(stops) - STOPS_SHOWN),
        "people": [
            {
                "number": one["number"],
                "booth": one["booth"],
                "percent": round(100 * one["unmet_share"]),
            }
            for one in people[:PEOPLE_SHOWN]
        ],
        "more_people": max(0, len(people) - PEOPLE_SHOWN),
        "score": round(10 * score["within"] / score["of"]) if score["of"] >= ENOUGH_SCORED else None,
        "scored": score["of"],
    }


def band(told: Mapping[str, Any], today: days.Day, zone: str) -> Band | None:
    """The waits of the square by half hours, from now until closing; None where nobody will wait."""
    halves = forecasts.halves(told)
    if not halves:
        return None
    first, span = halves[0][0], max(HALF_MS, today.closes_at - halves[0][0])
    longest = next((top for top in TOPS if top >= max(ranges[2] for _, ranges in halves)), TOPS[-1])
    axis = Axis(span, first)
    hour = 2 * HALF_MS if span <= LONG_MS else 4 * HALF_MS
    return {
        **axis.expected(halves, first, longest),
        "longest": longest,
        "hours": [
            (axis.x(at), days.clock_text(at, zone))
            for at in range(-(-first // hour) * hour, today.closes_at + 1, hour)
        ],
        "told": [(days.clock_text(at, zone), round(ranges[0]), round(ranges[2])) for at, ranges in halves],
    }


class Change(TypedDict):
    """One thing that would change: `text` with its range; `is_clear`: nine of ten futures agree on its direction."""

    name: str
    text: str
    is_clear: bool


_NAMES = {
    "wait_min": N_("한 자리의 기다림"),
    "meetings": N_("상담"),
    "people": N_("만나는 분"),
    "unmet": N_("못 만나는 자리"),
    "empty_min": N_("비는 시각"),
}
_UNITS = {
    "wait_min": N_("%(n)s분"),
    "meetings": N_("%(n)s건"),
    "people": N_("%(n)s명"),
    "unmet": N_("%(n)s곳"),
    "empty_min": N_("%(n)s분"),
}


_SPAN = N_("%(low)s에서 %(high)s까지")


def changes(found: Mapping[str, Any], lang: str) -> list[Change]:
    """What was tried would change this, in words."""
    said: list[Change] = []
    for key, name in _NAMES.items():
        one = found[key]
        low, _, high = one["range"]
        unit, digits = _UNITS[key], 1 if key == "wait_min" else 0
        mean = gettext(unit, lang, n=signed(one["mean"], digits))
        span = gettext(_SPAN, lang, low=signed(low, digits), high=signed(high, digits))
        text = mean if low == high else f"{mean} ({span})"
        said.append({"name": gettext(name, lang), "text": text, "is_clear": low > 0 or high < 0})
    return said


def lead(found: Mapping[str, Any], booth: str, lang: str) -> str:
    """The whole answer in one line: what it brings those who wait at the booth now, or whether anything changes on the square."""
    if found["effect"]:
        sentence = N_("%(booth)s에서 지금 기다리는 분: %(effect)s")
        return gettext(
            sentence, lang, booth=booth.strip().upper(), effect=effects.words(found["effect"], lang)
        )
    if not any(one["is_clear"] for one in changes(found, lang)):
        return gettext(N_("뚜렷하게 달라지는 것이 없어요"), lang)
    return gettext(N_("굵은 것이 뚜렷하게 달라져요"), lang)


def booths_changed(found: Mapping[str, Any], lang: str) -> Sequence[str]:
    """The booths where people would wait longer or shorter, the most first."""
    minutes = _UNITS["wait_min"]
    return [
        f"{one['booth']} " + gettext(minutes, lang, n=signed(one["wait_min"]["mean"]))
        for one in found["booths"][:STOPS_SHOWN]
    ]


def signed(value: float, digits: int = 1) -> str:
    """`+3`, `−2.5`, `0`: with a minus that is as wide as the plus."""
    rounded = round(value, digits)
    if rounded == 0:
        return "0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):g}"
