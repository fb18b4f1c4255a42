"""A page's request: Flask's, with the bounds that `kiosk.pages.sent` sets for everybody's."""

from functools import cached_property

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from kiosk.pages.forms import Forms
from kiosk.pages.sent import cookies_of, query_of


class Asked(Request):
    form_data_parser_class = Forms

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        return cookies_of(self.environ)

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return query_of(self.environ)
