"""What all who wait at a booth see alike (`places:<booth>`): the order of places by name, how long each waits, and whether
the booth rests. It is public, so it holds nothing of anybody: a phone finds itself by the names of its own places.
"""

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.expo.queue import loads, order
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.order import InOrder
from kiosk.expo.square import booths, days, waits
from kiosk.expo.square.booths import Booth, State
from kiosk.language.sentences import gettext
from kiosk.screens import Shown


class Rest(TypedDict):
    """A booth's state, and the sentence for who waits there while it is not open; `message`: what a paused booth says."""

    state: State
    note: str | None
    message: str | None


class Shared(Rest):
    """The topic's data. order: names of places, first to be called first; expected: P50 and P80 in minutes, one each, null
    while the booth is not open."""

    booth: str
    order: list[str]
    expected: list[list[int] | None]


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
    return Shown(shared(booth, rest, ordered, square.waits_ms(booth["id"], len(ordered))), [])


def shared(
    booth: Booth, rest: Rest, ordered: Sequence[InOrder], waits_ms: Sequence[tuple[float, float]]
) -> Shared:
    """The topic's data from who waits there, first to be called first, and how long each does (P50 and P80 in ms)."""
    is_open = rest["state"] == "open"
    return {
        "booth": booth["number"],
        "order": [one["place"] for one in ordered],
        "expected": [waits.minutes(one) if is_open else None for one in waits_ms],
        **rest,
    }


def rest_of(booth: Booth, today: days.Day | None, now: int, zone: str, lang: str) -> Rest:
    """Whether a booth rests, and what those who wait there read of it."""
    state = booths.state_of(booth, today, now)
    is_paused = state == "paused"
    return {
        "state": state,
        "note": _pause(booth, zone, lang) if is_paused else _closed(booth, today, state, lang),
        "message": booth["pause_reason"] if is_paused else None,
    }


def _pause(booth: Booth, zone: str, lang: str) -> str:
    until = booth["pause_until"]
    if until is None:
        return gettext("부스가 잠시 쉬고 있어요. 자리는 그대로예요.", lang)
    time = days.clock_text(until, zone)
    return gettext("부스가 %(time)s까지 쉬어요. 자리는 그대로예요.", lang, time=time)


def _closed(booth: Booth, today: days.Day | None, state: State, lang: str) -> str | None:
    if today and booth["left_on"] == today.day:
        return gettext("이 기관은 오늘 상담을 마쳤어요. 다음 날 같은 순서로 만나요.", lang)
    return gettext("지금은 상담 시간이 아니에요. 자리는 그대로예요", lang) if state == "closed" else None
