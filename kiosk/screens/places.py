"""What all who wait at a booth see alike (`places:<booth>`): the order of places by name, how long each waits and when it is
called, how many counters are free, and whether the booth rests. It is public, so it holds nothing of anybody: a phone finds itself by the names of its own places.
"""

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.expo.queue import loads, order
from kiosk.expo.queue.absences import is_absent
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.order import InOrder
from kiosk.expo.square import booths, days, waits
from kiosk.expo.square.booths import Booth, State
from kiosk.language.sentences import gettext, reworded
from kiosk.screens import Shown


class Rest(TypedDict):
    """A booth's state, and the sentence for who waits there while it is not open; `message`: what a paused booth says."""

    state: State
    note: str | None
    message: str | None


class Shared(Rest):
    """The topic's data. order: names of places, first to be called first; expected, calls: P50 and P80 in minutes, and about
    when each is called (HH:MM), null while nobody can say; free: how many counters are."""

    booth: str
    order: list[str]
    expected: list[list[int] | None]
    calls: list[str | None]
    free: int


def show(
    db: sqlite3.Connection,
    key: str,
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    square: Loads | None = None,
) -> Shown:
    """The queue of the booth of this number; it has no html. Raises NotFound."""
    square = square or loads.of(db, now)
    booth = square.by_number.get(key)
    if booth is None:
        raise NotFound(gettext("%(booth)s 부스는 없어요.", lang, booth=key[:20]))
    ordered = order.of_booth(db, square, booth["id"], now)
    rest = rest_of(booth, square.ground.today(now), now, square.ground.time_zone, lang)
    waits_ms = square.waits_ms(booth["id"], len(ordered))
    at = [called_about(now, p50_ms, square.ground.time_zone) for p50_ms, _ in waits_ms]
    return Shown(shared(booth, rest, ordered, waits_ms, at, square.free_counters(db, booth["id"])), [])


def shared(
    booth: Booth,
    rest: Rest,
    ordered: Sequence[InOrder],
    waits_ms: Sequence[tuple[float, float]],
    called_at: Sequence[str],
    free: int,
) -> Shared:
    """The topic's data from who waits there, first to be called first, how long each does (P50 and P80 in ms), until when
    (HH:MM), and how many counters are free."""
    is_known = is_told(booth, rest)
    return {
        "booth": booth["number"],
        "order": [one["place"] for one in ordered],
        "expected": [waits.minutes(one) if is_known else None for one in waits_ms],
        "calls": [one if is_known else None for one in called_at],
        "free": free if rest["state"] == "open" else 0,
        **rest,
    }


def is_told(booth: Booth, rest: Rest) -> bool:
    """Whether anybody can say how long one waits: the booth is open, or pauses to a known end."""
    return rest["state"] == "open" or (rest["state"] == "paused" and booth["pause_until"] is not None)


def called_about(now: int, p50_ms: float, zone: str) -> str:
    """When somebody is called who waits so long (P50), to the nearest minute: it stands still while the wait runs down."""
    return days.clock_text(round(now + p50_ms + days.MIN_MS / 2), zone)


def rest_of(booth: Booth, today: days.Day | None, now: int, zone: str, lang: str) -> Rest:
    """Whether a booth rests, and what those who wait there read of it."""
    state = booths.state_of(booth, today, now)
    is_paused = state == "paused"
    return {
        "state": state,
        "note": _pause(booth, zone, lang) if is_paused else _closed(booth, today, state, now, zone, lang),
        "message": reworded(booth["pause_reason"], lang) if is_paused else None,
    }


def _pause(booth: Booth, zone: str, lang: str) -> str:
    until = booth["pause_until"]
    if until is None:
        return gettext("부스가 잠시 쉬고 있어요. 자리는 그대로예요.", lang)
    time = days.clock_text(until, zone)
    return gettext("부스가 %(time)s까지 쉬어요. 자리는 그대로예요.", lang, time=time)


def _closed(booth: Booth, today: days.Day | None, state: State, now: int, zone: str, lang: str) -> str | None:
    if is_absent(booth, today):
        return gettext("이 기관은 오늘 오지 않았어요. 다음 날 같은 순서로 만나요.", lang)
    if today and booth["left_on"] == today.day:
        return gettext("이 기관은 오늘 상담을 마쳤어요. 다음 날 같은 순서로 만나요.", lang)
    if state != "closed":
        return None
    if today and now < today.opens_at:
        opens = days.clock_text(today.opens_at, zone)
        return gettext("%(time)s에 시작해요. 자리는 그대로예요.", lang, time=opens)
    return gettext("지금은 상담 시간이 아니에요. 자리는 그대로예요.", lang)
