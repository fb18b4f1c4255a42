"""What an alarm is, and a way to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Remedy:
    """One way to mend an alarm: `word` is its button's. `verb` and `fields` are the action, asked first by `ask`, which says what
    follows; no verb: a look at `link`, a page of the organiser's. `tries` is the what-if that it comes to (forecast/what_if.py
    `understood`), empty where futures know nothing of it; `effect` is what it would bring, in a few words, "" where nothing
    computes it."""

    word: str
    verb: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    ask: str = ""
    effect: str = ""
    tries: dict[str, Any] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True)
class Alarm:
    """One trouble. `key` names it as long as it lasts (`idle:A03`), `code` its kind (kinds.py); `level` 0 is worst.

    `since`: when it began (ms), `minutes` ago. `people` wait for it, as the map counts them, of whom `able` could come now;
    `cost` says what it costs, in people and minutes. `remedies` in the order that helps."""

    key: str
    level: int
    since: int
    minutes: int
    sentence: str
    booth: str = ""
    cost: str = ""
    people: int = 0
    able: int = 0
    link: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def code(self) -> str:
        return self.key.partition(":")[0]


def worst_first(found: Iterable[Alarm]) -> list[Alarm]:
    return sorted(found, key=lambda one: (one.level, -one.minutes, one.booth, one.key))
