"""What each audience sees: one read function a screen, pure reads over SQLite, no Flask.

Every screen is `show(db, key, touched=None, *, now, lang, badge_key=b"") -> Shown`. `key` is what follows the colon in
the topic's name; `touched` limits the parts and the data to the booth numbers or visitor ids that changed, None asks
for everything; `now` is ms since 1970 UTC. Screens of queues take `square`: all booths' loads, where they are known
already (`expo/queue/memory.py`). An unknown key raises NotFound.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    """One small place on a screen, sent whole whenever it changes.

    Its `template` gets `p` (the values and `id`) and gives one root element with `id="{{ p.id }}"`. A screen says what
    its templates read as a TypedDict; every name is always there, with None where there is nothing to show.
    """

    id: str
    template: str
    values: Mapping[str, Any]

    @property
    def p(self) -> dict[str, Any]:
        return {**self.values, "id": self.id}


@dataclass(frozen=True)
class Shown:
    """A screen's state, whole or the changed part of it.

    `data` is the JSON twin; `template` arranges the parts of a whole topic and gets `parts` and `page`. A screen without
    html has neither parts nor template.
    """

    data: Mapping[str, Any]
    parts: list[Part]
    page: Mapping[str, Any] = field(default_factory=dict)
    template: str = ""
