"""Forms as this server reads them: so many fields, so large, and no more."""

from io import BytesIO
from typing import IO, Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

# An action has 30 fields at most.
FORM_PARTS_MAX = 200
FORM_BYTES_MAX = 500_000  # of all fields of a multipart form


class Forms(FormDataParser):
    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """werkzeug counts the parts of a multipart form, not the fields of the other kind."""
        if mimetype != "application/x-www-form-urlencoded":
            return super().parse(stream, mimetype, content_length, options)
        body = stream.read()
        if body.count(b"&") >= FORM_PARTS_MAX:
            raise RequestEntityTooLarge
        return super().parse(BytesIO(body), mimetype, content_length, options)


def form_of(body: bytes, content_type: str) -> dict[str, str]:
    """The fields of a form, of a name that is there twice the first; none of what is no form.

    Raises werkzeug's RequestEntityTooLarge.
    """
    mimetype, options = parse_options_header(content_type)
    parser = Forms(max_form_memory_size=FORM_BYTES_MAX, max_form_parts=FORM_PARTS_MAX)
    _, form, _ = parser.parse(BytesIO(body), mimetype.lower(), len(body), options)
    return {name: form[name] for name in form}
