"""When to ask after a promise: so many days after it (settings `follow_up_*`), until it has ended in a contract or lapsed."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from kiosk.expo.after.promises import Followed
from kiosk.expo.square import days

# `waiting`: not asked yet; `due`: to be asked now; `overdue`: nobody answered for a while; `answered`: still open, somebody
# said so since it was asked.
Standing = Literal["contracted", "lapsed", "answered", "waiting", "due", "overdue"]
STANDINGS: tuple[Standing, ...] = ("overdue", "due", "waiting", "answered", "contracted", "lapsed")
ASKED: tuple[Standing, ...] = ("overdue", "due")


class Asking(NamedTuple):
    """How a promise stands today; `since`: which day of asking nobody answered; `next`: the next one."""

    standing: Standing
    since: date | None = None
    next: date | None = None


class Rule(NamedTuple):
    """After how many days it is asked, and after how many more an answer is late."""

    after: tuple[int, ...]
    late_days: int


def rule(settings: Mapping[str, Any]) -> Rule:
    asked = {settings[f"follow_up_{which}_days"] for which in ("first", "second", "third")}
    return Rule(tuple(sorted(asked)), settings["follow_up_late_days"])


def asking(one: Followed, today: date, by: Rule) -> Asking:
    if one.state != "open":
        return Asking(one.state)
    marks = asked_on(one.promised_on, by.after)
    following = next((mark for mark in marks if mark > today), None)
    answered = days.local(one.answer["as_of"], one.zone).date() if one.answer else None
    missed = [mark for mark in marks if mark <= today and (answered is None or answered < mark)]
    if missed:
        late = today > missed[0] + timedelta(days=by.late_days)
        return Asking("overdue" if late else "due", missed[0], following)
    return Asking("answered" if answered else "waiting", None, following)


def asked_on(promised_on: date, after: Sequence[int]) -> list[date]:
    return [promised_on + timedelta(days=one) for one in after]
