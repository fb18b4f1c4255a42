"""A request as this server reads it: every part that somebody else wrote has its bound before anything parses it."""

from functools import cached_property
from io import BytesIO
from typing import IO, Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

QUERY_MAX_BYTES = 4 * 1024
# A browser of the demo holds every station: 60 cookies of 60 bytes.
COOKIES_MAX_BYTES = 16 * 1024
# An action has 30 fields at most.
FORM_PARTS_MAX = 200


class _Forms(FormDataParser):
    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """Bounds the number of fields of an urlencoded form; werkzeug bounds only the parts of a multipart one."""
        if mimetype != "application/x-www-form-urlencoded":
            return super().parse(stream, mimetype, content_length, options)
        body = stream.read()
        if body.count(b"&") >= FORM_PARTS_MAX:
            raise RequestEntityTooLarge
        return super().parse(BytesIO(body), mimetype, content_length, options)


class Asked(Request):
    form_data_parser_class = _Forms

    @cached_property
    def cookies(self) -> Any:
        """None of a header that is too long: whoever sends it is nobody. Programs send none, and werkzeug goes through
        all headers to find that out."""
        sent = self.environ.get("HTTP_COOKIE", "")
        return super().cookies if 0 < len(sent) <= COOKIES_MAX_BYTES else ImmutableMultiDict()

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Empty where the query is too long; such a request is answered with 413."""
        return super().args if len(self.query_string) <= QUERY_MAX_BYTES else ImmutableMultiDict()
