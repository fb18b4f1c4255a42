"""What an action was given that another run of its rule would not get by itself: ids, numbers, choices that hang on others.

A rule that runs again, on a database that lacks what others did meanwhile, takes the same steps from the trail of its first
run. What is drawn at random is derived from the action itself (`draw`), so it needs no step, and no secret stands in a trail.
Why so: docs/decisions/answered.md.
"""

import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from kiosk.actions.refusals import Refused
from kiosk.language.sentences import N_, gettext

Value = TypeVar("Value")
Step = Sequence[Any]  # a name, and the JSON value that was given


class NotAsAnswered(Refused):
    """The rule, run again, went another way than the first time: what was answered can't be restored as it was."""

    def __init__(self, lang: str = "ko") -> None:
        super().__init__("not_restored", gettext(N_("그 사이 다른 일이 있어 그대로 되살릴 수 없어요."), lang))


class Trail:
    """The steps of one run. `again`: those of the first run, in whose steps this one is to go."""

    def __init__(
        self, *, key: bytes = b"", action: str = "", at: int = 0, again: Sequence[Step] | None = None
    ) -> None:
        self._key, self._action, self._draws = key, f"{action}\0{at}", 0
        self._again = None if again is None else list(again)
        self.steps: list[Step] = []

    @property
    def is_again(self) -> bool:
        return self._again is not None

    def coming(self, name: str) -> Any:
        """What the first run was given next, where that was of this name; else None."""
        if self._again is None or len(self.steps) >= len(self._again):
            return None
        step, value = self._again[len(self.steps)]
        return value if step == name else None

    def gave(self, name: str, value: Any) -> None:
        """Note what this run was given. Raises NotAsAnswered where the first was given anything else."""
        if self._again is not None and self._again[len(self.steps) : len(self.steps) + 1] != [[name, value]]:
            raise NotAsAnswered
        self.steps.append([name, value])

    def choose(self, name: str, find: Callable[[], Value]) -> Value:
        """What the first run chose, else what `find` says now. The choice must be JSON."""
        if self._again is None:
            value = find()
        else:
            value = self.coming(name)
            if value is None:
                raise NotAsAnswered
        self.gave(name, value)
        return value

    def undo(self) -> None:
        """Nothing was done so far; when it happened stays."""
        self.steps[:] = [step for step in self.steps if step[0] == "happened"]

    def end(self) -> None:
        """The rule is through. Raises NotAsAnswered where the first run went on."""
        if self._again is not None and len(self.steps) != len(self._again):
            raise NotAsAnswered

    def draw(self, count: int) -> str:
        """So many bytes that nobody can guess, as text for an address: the same for each run of this action.

        An action_id is its sender's own choice, so the draw is keyed; it is bound to the time as well, so that the same
        action_id in another rehearsal draws anew. Without a key (no expo's server) it is random.
        """
        if not self._key or count > 32:
            return secrets.token_urlsafe(count)
        self._draws += 1
        what = f"draw\0{self._draws}\0{self._action}".encode()
        return urlsafe_b64encode(hmac.digest(self._key, what, "sha256")[:count]).decode().rstrip("=")

    def text(self) -> str | None:
        """The steps as they are kept beside the answer; None where there were none."""
        return _text(self.steps) if self.steps else None


_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
