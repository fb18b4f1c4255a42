"""Why something is not done. Each reason has a code for programs and a sentence that says what to do now."""

from collections.abc import Callable
from typing import Any


class Unusable(Exception):
    """The program can't start or go on with these settings or files. The sentence says what would be right."""


class NotDone(Exception):
    """An action that was not done. `status` is the HTTP status, `more` goes into the answer beside code and message."""

    status = 400
    code = "bad_fields"

    def __init__(self, message: str, *, code: str | None = None, **more: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.more = more

    def answer(self) -> dict[str, Any]:
        return {"ok": False, "code": self.code, "message": self.message, **self.more}


class Refused(NotDone):
    """A rule of the expo says no (409). Whatever the rule wrote is undone; the refusal is kept as the action's answer.

    `entry`: fields for the journal entry of a refused scan, such as whose badge it was.
    `leaves(change)`: what is written although the action is refused, for example that one more try was used up.
    """

    status = 409

    def __init__(
        self,
        code: str,
        message: str,
        *,
        entry: dict[str, Any] | None = None,
        leaves: Callable[[Any], object] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message, code=code, **more)
        self.entry, self.leaves = entry, leaves


class BadFields(NotDone):
    """Fields that don't fit (400): name -> sentence."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(fields.values())), fields=fields)
        self.fields = fields


class NotPaired(NotDone):
    status, code = 401, "not_paired"


class NotAllowed(NotDone):
    status, code = 403, "not_allowed"


class NotFound(NotDone):
    status, code = 404, "not_found"


class BadMethod(NotDone):
    status, code = 405, "bad_method"


class TooLarge(NotDone):
    status, code = 413, "too_large"


class TooMany(NotDone):
    status, code = 429, "too_many"


class NotWritten(NotDone):
    """Nothing could be written (disk full, database locked or gone): 503, nothing is remembered."""

    status, code = 503, "not_written"
