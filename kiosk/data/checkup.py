"""What a look at everything that goes wrong before the doors open found last (kiosk/doctor/ looks). In memory, as the server's health."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

# From worst to best: the doors should not open; worth a look; this system does not let it be seen; well.
State = Literal["fail", "warn", "unseen", "ok"]
STATES: tuple[State, ...] = ("fail", "warn", "unseen", "ok")


@dataclass(frozen=True)
class Checked:
    """One check's answer. `title` and `says` by language: one sentence that says what is and what to do; `mend`: the organiser's
    page where that is done, "" for none."""

    name: str
    state: State
    title: dict[str, str]
    says: dict[str, str]
    mend: str = ""


@dataclass(frozen=True)
class Checkup:
    """All answers of one look at the moment `at` (ms), worst first; it took `seconds`."""

    at: int
    checks: tuple[Checked, ...] = field(default=())
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the doors may open."""
        return not self.count("fail")

    def count(self, state: State) -> int:
        return sum(one.state == state for one in self.checks)

    def told(self, lang: str) -> dict[str, Any]:
        """As programs read it; `ok` of a check is false where the doors should not open for it."""
        checks = [
            {
                "name": one.name,
                "ok": one.state != "fail",
                "says": one.says[lang],
                "state": one.state,
                "title": one.title[lang],
            }
            for one in self.checks
        ]
        return {"ok": self.ok, "checks": checks}

    def of(self, *states: State) -> Iterator[Checked]:
        return (one for one in self.checks if one.state in states)
