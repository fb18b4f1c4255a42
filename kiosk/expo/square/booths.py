"""Booths: where they stand, whether they are open, how full they are."""

import sqlite3
from collections.abc import Iterable
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import Change
from kiosk.expo.square import closings, days, ground
from kiosk.expo.square.ground import Booth as Booth
from kiosk.language.sentences import gettext

State = Literal["open", "paused", "closed"]


class WithCounter(TypedDict):
    """A row, a ticket's say, with the counter where something goes on."""

    counter: int | None


def find(db: sqlite3.Connection, number: str) -> Booth | None:
    return ground.of(db).by_number.get(number)


def require(change: Change, number: str) -> Booth:
    """The booth of this number. Raises Refused unknown_booth."""
    if row := find(change.db, number):
        return row
    raise Refused(
        "unknown_booth",
        gettext(
            "%(booth)s 부스는 없어요. 안내도에서 부스 번호를 확인해 주세요.", change.lang, booth=number[:20]
        ),
    )


def require_counter(change: Change, booth: Booth, counter: int) -> None:
    """Raises BadFields for a counter the booth lacks."""
    if counter > booth["counters"]:
        sentence = gettext(
            "%(booth)s 부스에는 상담석이 %(counters)s개예요.",
            change.lang,
            booth=booth["number"],
            counters=booth["counters"],
        )
        raise BadFields({"counter": sentence})


def require_counter_of(change: Change, booth: Booth, called_to: int | None, counter: int) -> None:
    """As require_counter, but a counter that was taken away stays for who was called there before (`called_to`).

    Raises BadFields.
    """
    if called_to != counter:
        require_counter(change, booth, counter)


def counters_of(booth: Booth, busy: Iterable[WithCounter]) -> list[int]:
    """The counters to show: those the booth has, and those taken away where `busy` tickets are called or served yet."""
    return sorted({*range(1, booth["counters"] + 1), *(row["counter"] for row in busy if row["counter"])})


def require_calling(change: Change, booth: Booth) -> None:
    """Calling works within opening hours, at a booth that is not paused. Raises Refused booth_closed, day_closed.

    Of what a cut-off tablet tells late only the hours of then are known: the booth may have paused or gone home since.
    """
    closings.require_open(change)
    at = change.happened_at
    if at < change.now:
        booth = {**booth, "paused_at": None, "left_on": None}
    state = state_of(booth, days.today(change.db, at, change.time_zone), at)
    if state == "closed":
        raise Refused(
            "booth_closed", gettext("지금은 운영 시간이 아니에요. 여는 시간에 불러 주세요.", change.lang)
        )
    if state == "paused":
        raise Refused(
            "booth_closed", gettext("부스가 쉬는 중이에요. 먼저 '다시 열기'를 눌러 주세요.", change.lang)
        )


def state_of(booth: Booth, today: days.Day | None, now: int) -> State:
    """open, paused or closed: derived from the hours and the pause, never stored."""
    if today is None or not today.is_open(now) or booth["left_on"] == today.day:
        return "closed"
    return "paused" if booth["paused_at"] is not None else "open"


def settings_of(db: sqlite3.Connection) -> dict[str, Any]:
    """The expo's settings, for reads outside a change."""
    return ground.of(db).settings
