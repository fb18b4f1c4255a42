"""What is not done, and why: each carries a code and a sentence that says what to do now."""

from collections.abc import Callable
from typing import Any


class Unusable(Exception):
    """The program can't start or go on as it is set up; the sentence says what would be right."""


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
    """A rule of the expo says no (409). Remembered as the action's answer; changes nothing else.

    `entry` goes into the journal entry that a refused scan leaves: whose badge it was, as far as that is known.
    `leaves(change)` writes what a refusal leaves all the same, in the same transaction: a try that counts.
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
