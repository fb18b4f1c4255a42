"""An answered action, with all that is needed to restore it elsewhere."""

import json
from dataclasses import asdict
from typing import Any, NamedTuple

from kiosk.data.store import Actor
from kiosk.data.trail import Step


class Record(NamedTuple):
    """`fields`: the verb's values as JSON text; `at`: when it was done (ms); `body`: the answer's text as it is remembered, with
    tokens for names and without secrets, "" where that is not known; `trail`: see kiosk/data/trail.py; `seq`: of its last entry in the journal of `epoch`, 0 where it has none."""

    action_id: str
    verb: str
    actor: Actor
    fields: str
    fields_hash: str
    at: int
    status: int
    body: str
    trail: list[Step]
    seq: int
    epoch: str
    lang: str = "ko"

    def as_json(self) -> str:
        """One line, which `from_json` reads. It holds what was typed, so contact data: it is for a standby alone."""
        told = self._asdict() | {"actor": {name: one for name, one in asdict(self.actor).items() if one}}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_json(line: str | bytes) -> Record:
    """Raises ValueError for what is no record."""
    return from_told(json.loads(line))


def from_told(told: Any) -> Record:
    """Of what `as_json` wrote, read. Raises ValueError for what is no record."""
    try:
        record = Record(**told | {"actor": Actor(**told["actor"])})
    except (TypeError, KeyError) as error:
        raise ValueError("no record of an answered action") from error
    kinds = {"at": int, "status": int, "trail": list, "seq": int}
    if not all(
        isinstance(value, kinds.get(name, str)) for name, value in record._asdict().items() if name != "actor"
    ):
        raise ValueError("no record of an answered action")
    return record
