"""One request to /actions/<verb>. Nothing of it is read or parsed before somebody needs it. Knows no framework."""

import json
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

from kiosk.pages import faults
from kiosk.pages.forms import form_of
from kiosk.pages.sent import BODY_MAX_BYTES, Environ, InEnviron, language, require_whole


@dataclass(frozen=True)
class ActionRequest(InEnviron):
    """The verb in the address, and the WSGI environment (PEP 3333), from which everything else is read. It is a `Sent`."""

    verb: str
    environ: Environ

    @property
    def method(self) -> str:
        return str(self.environ["REQUEST_METHOD"])

    @property
    def content_type(self) -> str:
        return str(self.environ.get("CONTENT_TYPE") or "")

    def read_fields(self) -> Any:
        """The action's fields, from JSON or a form; None for what is neither. To be called once.

        Raises TooLarge (413), and BadFields (400) for a body that was cut off on its way.
        """
        try:
            body = get_input_stream(self.environ, max_content_length=BODY_MAX_BYTES).read()
            require_whole(self, lambda: body)
            return _fields(body, self.content_type)
        except RequestEntityTooLarge:
            raise faults.too_large(language(self)) from None
        except HTTPException:
            raise faults.unreadable(language(self)) from None


def _fields(body: bytes, content_type: str) -> Any:
    if not body:
        return {}
    if not _is_json(content_type) and (form := form_of(body, content_type)):
        return form
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # brackets nested so deep that Python gives up
        return None


def _is_json(content_type: str) -> bool:
    mimetype = content_type.partition(";")[0].strip().lower()
    return mimetype == "application/json" or (
        mimetype.startswith("application/") and mimetype.endswith("+json")
    )
